//! The binary's parts: arguments, configuration, logs, wiring and commands. `main.rs` only calls [`run`].

pub mod cli;
pub mod commands;
pub mod config;
pub mod logging;
pub mod master_key;
pub mod server_address;
pub mod start;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;
use cli::{Cli, Command, KeyCommand, NetworkCommand, TokenCommand};

/// Ended as asked.
pub const OK: u8 = 0;
/// Could not do what was asked.
pub const FAILED: u8 = 1;
/// Asked wrongly: an unknown flag, a bad configuration value.
pub const USAGE: u8 = 2;

/// A command that failed: the line to print and the exit code.
#[derive(Debug)]
pub struct Failure {
    /// One line for standard error.
    pub line: String,
    /// The exit code.
    pub code: u8,
}

impl Failure {
    /// The command could not do what was asked.
    pub fn failed(line: impl Into<String>) -> Self {
        Self {
            line: line.into(),
            code: FAILED,
        }
    }
}

impl From<config::ConfigError> for Failure {
    fn from(error: config::ConfigError) -> Self {
        Self {
            line: error.to_string(),
            code: USAGE,
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::failed(error.to_string())
    }
}

/// Parses the command line, runs the command, and turns its outcome into one line and an exit code.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let outcome = match cli.command {
        Command::Demo => commands::demo::run(),
        Command::Serve(args) => commands::serve::run(&args),
        Command::Mcp(args) => commands::mcp::run(&args),
        Command::Key(KeyCommand::Create(args)) => commands::key::create(&args),
        Command::Key(KeyCommand::Rotate(args)) => commands::key::rotate(&args),
        Command::Token(TokenCommand::Create(args)) => commands::key::create_token(&args),
        Command::Db(command) => commands::db::run(&command),
        Command::Network(NetworkCommand::Check { dir }) => commands::network_check::run(dir.as_deref()),
        Command::Config(args) => commands::config_print::run(&args),
        Command::Completions { shell } => commands::completions::run(shell),
    };
    match outcome {
        Ok(()) => ExitCode::from(OK),
        Err(failure) => {
            // An error text may carry a line break of the system's; the promise is one line.
            let line = failure.line.replace('\n', " ");
            if !line.is_empty() {
                let _ = writeln!(std::io::stderr(), "colli: {line}");
            }
            ExitCode::from(failure.code)
        }
    }
}

/// Help and version go out as they are; a fault of the command line becomes one line.
fn usage(error: &clap::Error) -> ExitCode {
    let shown = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if shown {
        // A closed pipe is the reader's choice.
        drop(error.print());
        return ExitCode::from(if error.use_stderr() { USAGE } else { OK });
    }
    let text = error.to_string();
    let mut lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:"));
    let what = lines
        .next()
        .unwrap_or_default()
        .trim_start_matches("error: ")
        .to_owned();
    let more: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.starts_with("For more"))
        .collect();
    let more = if more.is_empty() {
        String::new()
    } else {
        format!(" ({})", more.join(" "))
    };
    let _ = writeln!(std::io::stderr(), "colli: {what}{more}; see colli --help");
    ExitCode::from(USAGE)
}
