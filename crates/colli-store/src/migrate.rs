//! The schema, brought up to date when a database is opened. Migrations go forward only; a released one never changes.

use crate::OpenError;
use refinery::{Migration, Runner};
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;

/// Migrations of the embedded database: the file in `migrations/sqlite` named `NNNN_name.sql`, as version and name.
const SQLITE: &[(i64, &str, &str)] = &[(1, "founding", include_str!("../migrations/sqlite/0001_founding.sql"))];

/// Brings a database up to date.
pub(crate) fn sqlite(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let failed = |reason: String| OpenError::Migration {
        path: path.to_owned(),
        reason,
    };
    let known = SQLITE.iter().map(|(version, ..)| *version).max().unwrap_or(0);
    let found = applied_version(connection).map_err(|error| failed(error.to_string()))?;
    if found > known {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    let migrations = SQLITE
        .iter()
        .map(|(version, name, sql)| Migration::unapplied(&format!("V{version}__{name}"), sql))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failed(error.to_string()))?;
    Runner::new(&migrations)
        .run(connection)
        .map_err(|error| failed(one_line(&error)))?;
    Ok(())
}

/// The latest version applied; 0 on an empty database.
fn applied_version(connection: &Connection) -> rusqlite::Result<i64> {
    const HISTORY: &str = "select 1 from sqlite_schema where type = 'table' and name = 'refinery_schema_history'";
    if connection.query_row(HISTORY, [], |_| Ok(())).optional()?.is_none() {
        return Ok(0);
    }
    connection.query_row(
        "select coalesce(max(version), 0) from refinery_schema_history",
        [],
        |row| row.get(0),
    )
}

/// An error and its causes in one line.
fn one_line(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line.replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_listed() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
        let mut files: Vec<String> = std::fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed: Vec<String> = SQLITE
            .iter()
            .map(|(version, name, _)| format!("{version:04}_{name}.sql"))
            .collect();
        assert_eq!(files, listed);
    }
}
