//! Reading all of a database, as it was at one moment, in bounded memory.

use super::error::BulkError;
use super::rows::Rows;
use super::tables::Table;
use super::{postgres, sqlite};
use crate::Database;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Batches that may be under way between who reads and who takes.
const BATCHES_AHEAD: usize = 4;

/// Rows of one table, in its order.
pub(crate) struct Batch {
    /// The table.
    pub(crate) table: &'static Table,
    /// Some of its rows.
    pub(crate) rows: Rows,
}

/// Where batches go. A closed one means that nobody wants more.
pub(crate) type Sender = mpsc::Sender<Batch>;

/// The rows of a database on their way, table by table.
pub(crate) struct Stream {
    batches: mpsc::Receiver<Batch>,
    reader: Option<JoinHandle<Result<(), BulkError>>>,
}

impl Stream {
    /// The next rows; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Batch>, BulkError> {
        if let Some(batch) = self.batches.recv().await {
            return Ok(Some(batch));
        }
        // Only the reader can tell the end from a failure.
        if let Some(reader) = self.reader.take() {
            reader.await.map_err(|error| BulkError::aborted(&error))??;
        }
        Ok(None)
    }
}

/// A database to read.
pub(crate) enum Source {
    /// An embedded one.
    Sqlite(sqlite::Reading),
    /// One on a server.
    Postgres(postgres::Reading),
}

impl Source {
    /// Opens a database that may be in use, and fixes the moment. Changes nothing, so its schema must be ours.
    pub(crate) async fn beside(database: &Database) -> Result<Self, BulkError> {
        match database {
            Database::Directory(path) => {
                let path = path.join(sqlite::FILE);
                blocking(move || sqlite::Reading::beside(&path)?.of_this_version())
                    .await
                    .map(Self::Sqlite)
            }
            Database::Server(url) => postgres::Reading::open(url).await.map(Self::Postgres),
        }
    }

    /// Opens a database that is to be left: it must not be in use, and an embedded one is brought up to date as a start
    /// would do.
    pub(crate) async fn alone(database: &Database) -> Result<Self, BulkError> {
        match database {
            Database::Directory(path) => {
                let path = path.clone();
                blocking(move || sqlite::Reading::alone(&path)).await.map(Self::Sqlite)
            }
            Database::Server(url) => postgres::Reading::open_alone(url).await.map(Self::Postgres),
        }
    }

    /// The months (30 days, counted from 1970) that have events.
    pub(crate) async fn event_months(self) -> Result<(Self, Vec<i64>), BulkError> {
        match self {
            Self::Sqlite(reading) => {
                let (reading, months) = blocking(move || {
                    let months = reading.event_months()?;
                    Ok((reading, months))
                })
                .await?;
                Ok((Self::Sqlite(reading), months))
            }
            Self::Postgres(reading) => {
                let months = reading.event_months().await?;
                Ok((Self::Postgres(reading), months))
            }
        }
    }

    /// Reads these tables.
    pub(crate) fn stream(self, tables: &'static [Table]) -> Stream {
        let (sender, batches) = mpsc::channel(BATCHES_AHEAD);
        let reader = match self {
            Self::Sqlite(reading) => tokio::task::spawn_blocking(move || reading.send(tables, &sender)),
            Self::Postgres(reading) => tokio::spawn(async move { reading.send(tables, &sender).await }),
        };
        Stream {
            batches,
            reader: Some(reader),
        }
    }
}

/// Length of a month in [`Source::event_months`], in milliseconds. A quarter of a year has all of at least one.
pub(crate) const MONTH_MS: i64 = 30 * 24 * 3_600_000;

/// The months with events. Only tells which partitions to make, so reading the whole table is fine.
pub(crate) const EVENT_MONTHS: &str = "select distinct occurred_at / 2592000000 from events";

/// Runs what waits for the disk off the async threads.
pub(crate) async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, BulkError> + Send + 'static,
) -> Result<R, BulkError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(BulkError::aborted(&error)))
}
