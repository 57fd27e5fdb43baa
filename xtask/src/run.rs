//! Running other programs, saying what is done and how long it took.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// `Err` holds the line to end with.
pub(crate) type Outcome = Result<(), String>;

/// Prints a line. The order of these lines and of the output of programs must hold, hence the flush.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// Runs cargo in the repository.
pub(crate) fn cargo(title: &str, arguments: &[&str]) -> Outcome {
    step(title, Command::new("cargo").args(arguments))
}

/// Runs a program, with a title before it and the time after it.
pub(crate) fn step(title: &str, command: &mut Command) -> Outcome {
    say(&format!("\n== {title}\n   {}", shown(command)));
    let start = Instant::now();
    let status = command
        .current_dir(root())
        .status()
        .map_err(|error| format!("{title}: {error}"))?;
    let seconds = start.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{title}: failed after {seconds:.0} s"));
    }
    say(&format!("   {title}: ok, {seconds:.0} s"));
    Ok(())
}

/// Whether a program is there and answers `argument` (`--version` or the like).
pub(crate) fn works(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = command.get_args().map(|word| word.to_string_lossy());
    std::iter::once(name.to_string_lossy())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}
