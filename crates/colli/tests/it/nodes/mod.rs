//! Many servers on one PostgreSQL database, and what happens when the database or one of them goes away: the real binary,
//! in processes of its own, over real HTTP.

mod bad_addresses;
mod bad_schemas;
mod leases;
mod lost_commits;
mod node;
mod orders;
mod outage;
mod races;
mod starting;
mod takeover;
mod tokens;

use colli_testkit::psql;
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The binary without the caller's `COLLI_` variables and configuration.
fn colli(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_colli"));
    command.env_clear().current_dir(directory).stdin(Stdio::null());
    command
}

/// Standard error as text.
fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Standard output of a command that must succeed.
fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line with which a command ends that cannot work.
fn refusal(command: &mut Command) -> String {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    if !line.is_empty() {
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("it was not refused: {line}");
    }
    let output = child.wait_with_output().unwrap();
    let text = stderr(&output);
    assert!(
        output.status.code().is_some_and(|code| code == 1 || code == 2),
        "{:?}: {text}",
        output.status
    );
    assert_eq!(text.lines().count(), 1, "{text}");
    let line = text.strip_prefix("colli: ").unwrap_or_else(|| panic!("{text}"));
    line.trim_end().to_owned()
}

/// `colli serve` on a free port, which must be refused.
fn serve(directory: &Path, database: &str) -> Command {
    let mut command = colli(directory);
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
    command
}

/// All of a database as `pg_dump` writes it, but for the random word it begins and ends with.
fn dump(url: &str) -> String {
    let output = colli_testkit::program("pg_dump").unwrap().arg(url).output().unwrap();
    let text = printed(&output);
    let lines = text.lines().filter(|line| !line.contains("restrict "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every tracker code of pieces, as the database has them.
fn codes_in(url: &str) -> BTreeSet<String> {
    psql(url, "select distinct code from events;")
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// How many rows a table has.
fn rows_of(url: &str, table: &str) -> usize {
    let count = psql(url, &format!("select count(*) from {table};")).unwrap();
    count.parse().unwrap()
}

/// `colli db check` finds nothing.
fn assert_sound(directory: &Path, url: &str) {
    let output = colli(directory)
        .args(["db", "check", "--database", url])
        .output()
        .unwrap();
    assert!(printed(&output).ends_with("no fault\n"));
}
