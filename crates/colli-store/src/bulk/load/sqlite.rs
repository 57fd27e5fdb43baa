//! Loading into a data directory.

use super::super::error::BulkError;
use super::super::tables::{EVENTS, LABELS, TRACKER_CODES, Table};
use super::batch::{ShipmentBatch, Values};
use super::{Loaded, NEW_SHIPMENTS};
use crate::sqlite::open;
use rusqlite::Connection;
use std::fs::File;
use std::path::Path;

/// Without the log every page is written once instead of twice: one transaction adds pages behind the old ones, and the
/// few old pages it changes are what the journal has to keep, so it stays small. The cache holds the index that is filled
/// in random order, up to about 20 million shipments.
const SETTINGS: &str = "
    pragma journal_mode = truncate;
    pragma locking_mode = exclusive;
    pragma synchronous = full;
    pragma cache_size = -1048576;
    begin immediate";

/// A database nobody else uses, in the transaction of the load.
pub(super) struct Directory {
    connection: Connection,
    shown: String,
    bytes_before: u64,
    /// Held against servers.
    _lock: File,
}

impl Directory {
    /// Opens the database of a directory.
    pub(super) fn open(path: &Path) -> Result<Self, BulkError> {
        let open::Opened { connection, lock, path } = open::database(path)?;
        let shown = path.display().to_string();
        let begin = || {
            connection.execute_batch(SETTINGS)?;
            bytes(&connection)
        };
        let bytes_before = begin().map_err(BulkError::sqlite(&shown))?;
        Ok(Self {
            connection,
            shown,
            bytes_before,
            _lock: lock,
        })
    }

    /// Adds a batch, table by table, so that each statement and the pages it touches stay at hand.
    pub(super) fn load(&self, batch: &ShipmentBatch) -> Result<(), BulkError> {
        let insert = || {
            self.insert(&NEW_SHIPMENTS, &batch.shipments)?;
            self.insert(&TRACKER_CODES, &batch.codes)?;
            self.insert(&LABELS, &batch.labels)?;
            self.insert(&EVENTS, &batch.events)
        };
        insert().map_err(BulkError::sqlite(&self.shown))
    }

    fn insert<const N: usize>(&self, table: &Table, rows: &[impl Values<N>]) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(&table.insert())?;
        for row in rows {
            for (at, value) in (1..).zip(row.values()) {
                statement.raw_bind_parameter(at, value)?;
            }
            statement.raw_execute()?;
        }
        Ok(())
    }

    /// Stores everything and leaves the file as servers want it.
    pub(super) fn finish(self) -> Result<Loaded, BulkError> {
        let end = || {
            self.connection.execute_batch("commit")?;
            let bytes = bytes(&self.connection)?;
            self.connection.execute_batch("pragma journal_mode = wal")?;
            Ok(bytes)
        };
        let bytes = end().map_err(BulkError::sqlite(&self.shown))?;
        Ok(Loaded {
            grown_bytes: bytes.saturating_sub(self.bytes_before),
        })
    }
}

/// Size of the file, in bytes, once all of it is written.
fn bytes(connection: &Connection) -> rusqlite::Result<u64> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let bytes = number("page_count")?.saturating_mul(number("page_size")?);
    Ok(u64::try_from(bytes).unwrap_or_default())
}
