//! The schema, brought up to date when a database is opened. Migrations go forward only; a released one never changes.
//! They come in pairs of the same number and name, one for each engine.

use crate::OpenError;
use crate::error::one_line;
use refinery::{Migration, Runner};
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;

/// Migrations of an engine: the files `NNNN_name.sql` in its directory, as version, name and text.
pub(crate) type Migrations = &'static [(i64, &'static str, &'static str)];

/// Migrations of the embedded database.
pub(crate) const SQLITE: Migrations = &[
    (1, "founding", include_str!("../migrations/sqlite/0001_founding.sql")),
    (2, "growth", include_str!("../migrations/sqlite/0002_growth.sql")),
    (
        3,
        "environments",
        include_str!("../migrations/sqlite/0003_environments.sql"),
    ),
    (
        4,
        "subscribers",
        include_str!("../migrations/sqlite/0004_subscribers.sql"),
    ),
    (5, "pickups", include_str!("../migrations/sqlite/0005_pickups.sql")),
    (
        6,
        "interventions",
        include_str!("../migrations/sqlite/0006_interventions.sql"),
    ),
    (7, "gateway", include_str!("../migrations/sqlite/0007_gateway.sql")),
    (8, "apps", include_str!("../migrations/sqlite/0008_apps.sql")),
];

/// Migrations of a database server.
pub(crate) const POSTGRES: Migrations = &[
    (1, "founding", include_str!("../migrations/postgres/0001_founding.sql")),
    (2, "growth", include_str!("../migrations/postgres/0002_growth.sql")),
    (
        3,
        "environments",
        include_str!("../migrations/postgres/0003_environments.sql"),
    ),
    (
        4,
        "subscribers",
        include_str!("../migrations/postgres/0004_subscribers.sql"),
    ),
    (5, "pickups", include_str!("../migrations/postgres/0005_pickups.sql")),
    (
        6,
        "interventions",
        include_str!("../migrations/postgres/0006_interventions.sql"),
    ),
    (7, "gateway", include_str!("../migrations/postgres/0007_gateway.sql")),
    (8, "apps", include_str!("../migrations/postgres/0008_apps.sql")),
];

/// The newest version this binary knows.
pub(crate) fn newest(migrations: Migrations) -> i64 {
    migrations.iter().map(|(version, ..)| *version).max().unwrap_or(0)
}

/// Migrations as the runner takes them.
pub(crate) fn migrations(migrations: Migrations) -> Result<Vec<Migration>, String> {
    migrations
        .iter()
        .map(|(version, name, sql)| Migration::unapplied(&format!("V{version}__{name}"), sql))
        .collect::<Result<_, _>>()
        .map_err(|error| one_line(&error))
}

/// Brings an embedded database up to date.
pub(crate) fn sqlite(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let failed = |reason: String| OpenError::Migration {
        path: path.to_owned(),
        reason,
    };
    let found = applied_version(connection).map_err(|error| failed(error.to_string()))?;
    if found > newest(SQLITE) {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known: newest(SQLITE),
        });
    }
    let migrations = migrations(SQLITE).map_err(failed)?;
    Runner::new(&migrations)
        .run(connection)
        .map_err(|error| failed(one_line(&error)))?;
    Ok(())
}

/// The latest version applied; 0 on an empty database.
pub(crate) fn applied_version(connection: &Connection) -> rusqlite::Result<i64> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_listed_and_has_its_twin() {
        for (engine, migrations) in [("sqlite", SQLITE), ("postgres", POSTGRES)] {
            let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
            let mut files: Vec<String> = std::fs::read_dir(directory)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            let listed: Vec<String> = migrations
                .iter()
                .map(|(version, name, _)| format!("{version:04}_{name}.sql"))
                .collect();
            assert_eq!(files, listed, "{engine}");
        }
        let names = |migrations: Migrations| migrations.iter().map(|(version, name, _)| (*version, *name)).collect();
        let (sqlite, postgres): (Vec<_>, Vec<_>) = (names(SQLITE), names(POSTGRES));
        assert_eq!(sqlite, postgres);
    }
}
