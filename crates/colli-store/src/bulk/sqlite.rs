//! An embedded database, read as a whole at one moment.

use super::error::BulkError;
use super::rows::Rows;
use super::source::{Batch, EVENT_MONTHS, Sender};
use super::sums::{Sums, TableSum};
use super::tables::{TABLES, Table};
use crate::sqlite::SqliteRow;
use crate::sqlite::open::{self, APPLICATION_ID};
use crate::{OpenError, StoreError, migrate};
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// The database file of a data directory, and of a backup.
pub(crate) const FILE: &str = "colli.db";

/// How long a reader waits for a lock. Only recovery after a crash, and closing the database, hold one that stops it.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Settings of a connection that reads everything once.
const READING_SETTINGS: &str = "
    pragma cache_size = -16384;
    pragma trusted_schema = off;
    pragma cell_size_check = on;";

/// A database at one moment.
pub(crate) struct Reading {
    connection: Connection,
    shown: String,
    version: i64,
    /// Held when nobody else may use it.
    _lock: Option<File>,
}

impl Reading {
    /// Opens a database file that a server may be writing to, without disturbing it.
    pub(crate) fn beside(path: &Path) -> Result<Self, BulkError> {
        if !path.try_exists().map_err(BulkError::file(path))? {
            return Err(BulkError::Missing {
                shown: path.parent().unwrap_or(path).display().to_string(),
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| open::open_error(path, &error))?;
        connection
            .busy_timeout(BUSY_TIMEOUT)
            .map_err(|error| open::open_error(path, &error))?;
        let mark: i64 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|error| open::open_error(path, &error))?;
        if mark != i64::from(APPLICATION_ID) {
            return Err(BulkError::Open(OpenError::NotADatabase {
                path: path.to_owned(),
                reason: "another program made it".to_owned(),
            }));
        }
        Self::begin(connection, path, None)
    }

    /// Opens the database of a directory nobody else uses, as a start would.
    pub(crate) fn alone(directory: &Path) -> Result<Self, BulkError> {
        // What is none of ours is not even locked.
        drop(Self::beside(&directory.join(FILE))?);
        let open::Opened { connection, lock, path } = open::database(directory)?;
        Self::begin(connection, &path, Some(lock))
    }

    fn begin(connection: Connection, path: &Path, lock: Option<File>) -> Result<Self, BulkError> {
        let shown = path.display().to_string();
        let failed = |error| BulkError::Open(open::open_error(path, &error));
        connection.execute_batch(READING_SETTINGS).map_err(failed)?;
        // The first read inside the transaction fixes the moment.
        connection.execute_batch("begin").map_err(failed)?;
        let version = migrate::applied_version(&connection).map_err(failed)?;
        let known = migrate::newest(migrate::SQLITE);
        if version > known {
            return Err(BulkError::Open(OpenError::Newer {
                path: path.to_owned(),
                found: version,
                known,
            }));
        }
        Ok(Self {
            connection,
            shown,
            version,
            _lock: lock,
        })
    }

    /// Whether its schema is the one of this binary, so that its tables can be read.
    pub(crate) fn is_of_this_version(&self) -> bool {
        self.version == migrate::newest(migrate::SQLITE)
    }

    /// The same, with the refusal of another.
    pub(crate) fn of_this_version(self) -> Result<Self, BulkError> {
        if self.is_of_this_version() {
            return Ok(self);
        }
        Err(BulkError::Older {
            shown: self.shown,
            found: self.version,
            known: migrate::newest(migrate::SQLITE),
        })
    }

    /// The version of its schema.
    pub(crate) fn version(&self) -> i64 {
        self.version
    }

    /// The connection, in its transaction.
    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Its path, for messages.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// What the engine says of its pages and indexes: nothing when they are sound.
    pub(crate) fn verdicts(&self) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.connection.prepare("pragma integrity_check(100)")?;
        let verdicts: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(verdicts.into_iter().filter(|verdict| verdict != "ok").collect())
    }

    /// See [`super::source::Source::event_months`].
    pub(crate) fn event_months(&self) -> Result<Vec<i64>, BulkError> {
        let months = || {
            let mut statement = self.connection.prepare(EVENT_MONTHS)?;
            statement
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()
        };
        months().map_err(BulkError::sqlite(&self.shown))
    }

    /// Sends every row of these tables. Ends early when nobody takes them.
    pub(crate) fn send(&self, tables: &'static [Table], to: &Sender) -> Result<(), BulkError> {
        self.read(tables, Table::select_in_order, |batch| to.blocking_send(batch).is_ok())
    }

    /// Counts and checksums of every table.
    pub(crate) fn sums(&self) -> Result<Vec<TableSum>, BulkError> {
        let mut sums = Sums::default();
        self.read(TABLES, Table::select, |batch| {
            sums.add(&batch);
            true
        })?;
        Ok(sums.finish())
    }

    /// Hands out every row of these tables, for as long as they are taken.
    fn read(
        &self,
        tables: &'static [Table],
        select: impl Fn(&Table) -> String,
        mut take: impl FnMut(Batch) -> bool,
    ) -> Result<(), BulkError> {
        for table in tables {
            let wanted = self.read_table(table, &select(table), &mut take);
            if !wanted.map_err(BulkError::of(&self.shown))? {
                break;
            }
        }
        Ok(())
    }

    fn read_table(
        &self,
        table: &'static Table,
        select: &str,
        take: &mut impl FnMut(Batch) -> bool,
    ) -> Result<bool, StoreError> {
        let failed = |error: rusqlite::Error| crate::sqlite::store_error(&error);
        let mut statement = self.connection.prepare(select).map_err(failed)?;
        let mut found = statement.raw_query();
        let mut rows = Rows::default();
        while let Some(row) = found.next().map_err(failed)? {
            rows.push(table.columns, &SqliteRow(row))?;
            if rows.is_full() {
                let rows = std::mem::take(&mut rows);
                if !take(Batch { table, rows }) {
                    return Ok(false);
                }
            }
        }
        Ok(rows.is_empty() || take(Batch { table, rows }))
    }

    /// Writes the database, as it is at this moment, to a new file, and the file to the disk.
    pub(crate) fn write_to(self, path: &Path) -> Result<(), BulkError> {
        let Some(text) = path.to_str() else {
            return Err(BulkError::File {
                path: path.to_owned(),
                reason: "the engine takes no name that is not UTF-8".to_owned(),
            });
        };
        let write = || {
            // It cannot run inside a transaction, and has a moment of its own.
            self.connection.execute_batch("rollback")?;
            self.connection.execute("vacuum into ?1", [text])
        };
        open::make_private(path)?;
        write().map_err(BulkError::sqlite(&self.shown))?;
        sync(path)
    }
}

/// Sees a file, or the names in a directory, to the disk.
pub(crate) fn sync(path: &Path) -> Result<(), BulkError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(BulkError::file(path))
}
