//! `colli db copy`: a database into another, empty one.

use std::io::Write as _;
use std::path::PathBuf;

use colli_store::Database;
use colli_store::bulk::Copy;

use super::{failed, table, wait_for};
use crate::cli::DbCopyArgs;
use crate::{Failure, USAGE};

/// Copies, compares, and only then puts the copy in force.
pub(super) fn run(args: &DbCopyArgs) -> Result<(), Failure> {
    let (from, to) = (database("--from", &args.from)?, database("--to", &args.to)?);
    wait_for(async {
        let copy = Copy::make(&from, &to).await.map_err(failed)?;
        let lines = copy.tables().iter().map(|table| {
            let word = if table.is_equal() { "ok" } else { "DIFFERS" };
            (&table.sent, word)
        });
        table::write(&mut std::io::stdout().lock(), lines)?;
        copy.commit().await.map_err(failed)?;
        writeln!(std::io::stdout(), "copied {} to {}", from.shown(), to.shown())?;
        writeln!(
            std::io::stderr(),
            "Attachments and master key are not in the database: give the server of the copy the same ones."
        )?;
        Ok(())
    })
}

/// Reads `sqlite:DIR`, a bare path, or the address of a server.
fn database(flag: &str, text: &str) -> Result<Database, Failure> {
    if Database::is_server(text) {
        return Ok(Database::Server(text.to_owned()));
    }
    let path = text.strip_prefix("sqlite:").unwrap_or(text);
    if path.is_empty() || path.contains("://") {
        // What it is instead may hold a password.
        return Err(Failure {
            line: format!("{flag} takes a data directory or postgres://user@host/database"),
            code: USAGE,
        });
    }
    Ok(Database::Directory(PathBuf::from(path)))
}
