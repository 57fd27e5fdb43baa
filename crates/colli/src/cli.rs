//! The command line.

mod db;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::config::FlagSetting;
pub use db::{DatabaseArgs, DbBackupArgs, DbCheckArgs, DbCommand, DbCopyArgs, DbFillArgs, DbRestoreArgs};

const ABOUT: &str = "A parcel network you run yourself.

Colli is one server that speaks the HTTP APIs of parcel carriers. A shop, a warehouse system or a chatbot that talks to \
such a carrier talks to Colli by changing its base URL, and gets accounts, ServicePoints, shipments, labels that scan, \
and tracking, all on this machine.";

const EXAMPLES: &str = "\
Examples:
  colli demo                          see the whole job once; writes label.pdf and label.zpl here
  colli serve --demo                  a server with published demo credentials, port 8080
  colli serve --data /var/lib/colli   a server of your own
  colli key create --organisation Shop --account 08500010
                                      a key of your own for that server
  colli network check my-network/     find the faults in network data you edited

Documentation of the APIs: http://127.0.0.1:8080/docs while the server runs.";

/// The command line, parsed.
#[derive(Debug, Parser)]
#[command(name = "colli", version, about = "A parcel network you run yourself", long_about = ABOUT, after_help = EXAMPLES)]
#[command(arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walk through the whole job against a throw-away server: log in, book, print, track
    ///
    /// Starts a server on a free port with a temporary database, does over HTTP what a web shop does, prints each
    /// step, and writes label.pdf and label.zpl in the current directory. Ends with code 0 only if every step did
    /// what it should.
    Demo,
    /// Run the server
    ///
    /// Prints "colli ready http://ADDRESS" on standard output once it accepts requests. Logs go to standard error.
    /// SIGTERM or Ctrl-C finish the requests in flight and end with code 0.
    Serve(ServeArgs),
    /// Offer tracking, locations, rates and shipping to an assistant, over standard input and output
    ///
    /// Speaks the Model Context Protocol: an assistant starts this command and talks to it. COLLI_TOKEN holds what it calls
    /// with: the key of an app, or a token of Colli's own API. Works on the server named by --url, on the server that uses the
    /// data directory, or else on the data directory itself. Logs go to standard error. Ends with its input.
    Mcp(McpArgs),
    /// Make keys for organisations of your own, and change the one that signs tokens
    #[command(subcommand)]
    Key(KeyCommand),
    /// Make tokens of Colli's own API and of Shippo's
    #[command(subcommand)]
    Token(TokenCommand),
    /// Back up, restore, copy and check databases
    #[command(subcommand)]
    Db(DbCommand),
    /// Work with network data: products, lanes, limits, ServicePoints
    #[command(subcommand)]
    Network(NetworkCommand),
    /// Print the configuration: the commented defaults, or what a server would run with
    ///
    /// Every key can be set in a file (--config), in the environment (server.listen is COLLI_SERVER_LISTEN), and the
    /// common ones by flags of "colli serve"; the later wins.
    Config(ConfigArgs),
    /// Print a completion script for a shell
    ///
    /// For example: colli completions bash > /etc/bash_completion.d/colli
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: Shell,
    },
}

/// `colli key …`.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make an organisation with its accounts and an API key, and print the key once
    ///
    /// Works on the data directory of a server that is stopped, or on a PostgreSQL database that may be in use. Naming
    /// the same organisation again replaces its key and adds accounts.
    Create(KeyCreateArgs),
    /// Put a new key in the place of the one that signs access tokens
    ///
    /// Tokens signed before stay valid until they end by themselves, so nobody is logged out. Servers that share a
    /// PostgreSQL database go on and use the new key within a minute; the server of a data directory must be stopped.
    Rotate(DatabaseArgs),
}

/// `colli token …`.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token for an organisation, and print it once
    ///
    /// Without --shippo it is one of Colli's own API and opens both environments of the organisation; with --shippo it
    /// is one of Shippo's API (/shippo) and opens the environment named. Works on the data directory of a server that
    /// is stopped, or on a PostgreSQL database that may be in use. An organisation may have several tokens.
    Create(TokenCreateArgs),
}

/// The environment a token opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum TokenEnvironment {
    /// Labels cost nothing and are void
    Test,
    /// What real parcels are in
    Live,
}

/// `colli token create`.
#[derive(Debug, Args)]
pub struct TokenCreateArgs {
    /// Name of the organisation, as given to "colli key create"
    #[arg(long, value_name = "NAME")]
    pub organisation: String,
    /// What the token is for, to tell it from others
    #[arg(long, value_name = "NAME", default_value = "operator")]
    pub name: String,
    /// Make a token of Shippo's API instead, for this environment: shippo_test_… or shippo_live_…
    #[arg(long, value_name = "ENVIRONMENT")]
    pub shippo: Option<TokenEnvironment>,
    /// The e-mail address that objects made with the Shippo token are shown to belong to
    #[arg(
        long,
        value_name = "EMAIL",
        requires = "shippo",
        default_value = "owner@colli.example"
    )]
    pub owner: String,
    /// Where to make it.
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// `colli key create`.
#[derive(Debug, Args)]
pub struct KeyCreateArgs {
    /// Name of the organisation
    #[arg(long, value_name = "NAME")]
    pub organisation: String,
    /// An account number of eight digits; may be given several times
    #[arg(long = "account", value_name = "NUMBER", required = true)]
    pub accounts: Vec<String>,
    /// Make a key of the live environment instead of the test environment
    #[arg(long)]
    pub live: bool,
    /// Where to make it.
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// `colli network …`.
#[derive(Debug, Subcommand)]
pub enum NetworkCommand {
    /// Check network data files and name each fault as file:line:column
    ///
    /// Files the directory lacks are taken from the data inside the program. Without a directory that data is checked.
    Check {
        /// The directory to check
        dir: Option<PathBuf>,
    },
}

/// `colli config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Print what a server would run with instead of the defaults: defaults, then this file, then the environment
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print what a server would run with, without a file
    #[arg(long)]
    pub effective: bool,
}

/// `colli serve`.
#[derive(Debug, Default, Args)]
pub struct ServeArgs {
    /// Create the demo organisation with its published credentials; listens on this machine only
    #[arg(long)]
    pub demo: bool,
    /// Let --demo listen on any address. Everyone who reaches it knows the credentials
    #[arg(long)]
    pub demo_anywhere: bool,
    /// Address and port; port 0 takes any free port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Directory of database, attachments and master key; made when missing [default: ./colli-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<String>,
    /// PostgreSQL database instead of the embedded one, as postgres://user@host/database; servers can share it
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Configuration file (TOML); "colli config" prints every key with its meaning
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Directory of network data files that replace those inside the program
    #[arg(long, value_name = "DIR")]
    pub network: Option<String>,
    /// How log lines are written: text or json [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// What to log: error, warn, info, debug or trace [default: info]
    #[arg(long, value_name = "LEVEL")]
    pub log_level: Option<String>,
}

/// `colli mcp`.
#[derive(Debug, Default, Args)]
pub struct McpArgs {
    /// Talk over standard input and output; a server of its own has /mcp for everything else
    #[arg(long, required = true)]
    pub stdio: bool,
    /// Address of a server to work on, such as http://127.0.0.1:8080
    #[arg(long, value_name = "URL", conflicts_with_all = ["data", "database", "demo", "network"])]
    pub url: Option<String>,
    /// Let a token of Colli's own API work in the live environment; the key of an app opens its own in any case
    #[arg(long)]
    pub live: bool,
    /// Create the demo organisation with its published credentials
    #[arg(long)]
    pub demo: bool,
    /// Directory of database, attachments and master key [default: ./colli-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<String>,
    /// PostgreSQL database instead of the embedded one, as postgres://user@host/database
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Directory of network data files that replace those inside the program
    #[arg(long, value_name = "DIR")]
    pub network: Option<String>,
}

impl McpArgs {
    /// The flags as settings, the uppermost layer of the configuration.
    pub fn settings(&self) -> Vec<FlagSetting> {
        let given = FlagSetting::given;
        let settings = [
            given("--data", "store", "data", self.data.as_ref()),
            given("--database", "store", "database", self.database.as_ref()),
            given("--network", "network", "directory", self.network.as_ref()),
            FlagSetting::switched("--demo", "demo", "enabled", self.demo),
        ];
        settings.into_iter().flatten().collect()
    }
}

impl ServeArgs {
    /// The flags as settings, the uppermost layer of the configuration.
    pub fn settings(&self) -> Vec<FlagSetting> {
        let given = FlagSetting::given;
        let settings = [
            given("--listen", "server", "listen", self.listen.as_ref()),
            given("--data", "store", "data", self.data.as_ref()),
            given("--database", "store", "database", self.database.as_ref()),
            given("--network", "network", "directory", self.network.as_ref()),
            given("--log-format", "log", "format", self.log_format.as_ref()),
            given("--log-level", "log", "level", self.log_level.as_ref()),
            FlagSetting::switched("--demo", "demo", "enabled", self.demo),
            FlagSetting::switched("--demo-anywhere", "demo", "anywhere", self.demo_anywhere),
        ];
        settings.into_iter().flatten().collect()
    }
}
