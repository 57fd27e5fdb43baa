//! A new embedded database, filled from scratch.

use super::error::BulkError;
use super::rows::values;
use super::source::Batch;
use super::sqlite::sync;
use crate::migrate;
use crate::sqlite::open::{self, APPLICATION_ID};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// Settings of a connection that fills a file nobody else knows of yet: what is cut short is thrown away, so nothing is
/// logged or synced on the way.
const BUILDING_SETTINGS: &str = "
    pragma journal_mode = off;
    pragma synchronous = off;
    pragma locking_mode = exclusive;
    pragma cache_size = -65536;
    pragma trusted_schema = off;";

/// A new database file that is being filled.
pub(crate) struct Building {
    connection: Connection,
    path: PathBuf,
    shown: String,
    /// Statements that make the indexes: one by one at the end is faster, and packs them better.
    indexes: Vec<String>,
}

impl Building {
    /// Makes the file, with its schema.
    pub(crate) fn start(path: &Path) -> Result<Self, BulkError> {
        let failed = |error: rusqlite::Error| BulkError::Open(open::open_error(path, &error));
        open::make_private(path)?;
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.execute_batch(BUILDING_SETTINGS).map_err(failed)?;
        connection
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(failed)?;
        migrate::sqlite(&mut connection, path)?;
        let indexes = take_indexes(&connection).map_err(failed)?;
        connection.execute_batch("begin").map_err(failed)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            shown: path.display().to_string(),
            indexes,
        })
    }

    /// Adds rows.
    pub(crate) fn load(&mut self, batch: &Batch) -> Result<(), BulkError> {
        let failed = BulkError::sqlite(&self.shown);
        let mut statement = self.connection.prepare_cached(&batch.table.insert()).map_err(&failed)?;
        for row in batch.rows.iter() {
            let values = values(batch.table, row).map_err(BulkError::of(&self.shown))?;
            for (at, value) in values.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, value).map_err(&failed)?;
            }
            statement.raw_execute().map_err(&failed)?;
        }
        Ok(())
    }

    /// Makes the indexes and sees the file to the disk.
    pub(crate) fn finish(self) -> Result<(), BulkError> {
        let failed = BulkError::sqlite(&self.shown);
        for index in &self.indexes {
            self.connection.execute_batch(index).map_err(&failed)?;
        }
        self.connection.execute_batch("commit").map_err(&failed)?;
        drop(self.connection);
        sync(&self.path)
    }
}

/// Takes out the indexes that are no part of a table, and returns how to make them.
fn take_indexes(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    const INDEXES: &str = "select name, sql from sqlite_schema where type = 'index' and sql is not null";
    let indexes: Vec<(String, String)> = connection
        .prepare(INDEXES)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (name, _) in &indexes {
        connection.execute_batch(&format!("drop index {name}"))?;
    }
    Ok(indexes.into_iter().map(|(_, sql)| sql).collect())
}
