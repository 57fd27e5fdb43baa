//! The store: SQL written once, durable before acknowledged.
//!
//! [`Store`] is what callers hold. Each of its methods is one use case and one transaction; a write that answered `Ok`
//! survives a crash of the process and of the machine. Operations are written once, generic over the private trait
//! `Tx`, in SQL that SQLite and PostgreSQL share; an engine is what runs them:
//!
//! - the embedded engine (SQLite, write-ahead log, a sync at every commit) has one writer thread that takes what is
//!   queued, runs it in one transaction, syncs once and then answers everybody. When an operation fails, the batch is
//!   run again with a savepoint for each, so that only the failed one is lost. The queue is bounded; past it, [`StoreError::Busy`] at once. Reads run on the caller's thread.
//!
//! Facts are kept as JSON of the domain's types beside the columns that are searched. Every row carries its organisation and
//! environment; every index starts with them or with a code that is unique over the installation.

mod account;
mod error;
mod migrate;
mod serial;
mod shipment;
mod sqlite;
#[cfg(test)]
mod statements_tests;
mod stats;
mod token;
mod tracking;
mod tx;
mod versions;

pub use account::{ApiKeyRow, OrganisationRow};
pub use error::{OpenError, StoreError};
pub use shipment::{Cursor, Inserted, NewShipment, Page, PieceEvent};
pub use stats::{BATCH_SIZE_BOUNDS, StoreStats};
use std::path::PathBuf;
use std::sync::Arc;
pub use token::{RefreshTokenRow, Rotation, SigningKeyRow};
pub use tracking::{Appended, NewEvent, Tracked};
use tx::Tx as _;

/// How to open a store.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Data directory; made when missing. The database is `colli.db` inside.
    pub path: PathBuf,
    /// Connections for reading.
    pub readers: usize,
    /// Writes that may wait; one more is refused with [`StoreError::Busy`].
    pub queue_max: usize,
    /// Writes that share one commit.
    pub batch_max: usize,
}

impl StoreOptions {
    /// Usual sizes for a data directory.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: 4,
            queue_max: 4_096,
            batch_max: 256,
        }
    }
}

/// The store. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Store {
    engine: Engine,
}

/// The engines, picked once when the store is opened.
#[derive(Clone, Debug)]
enum Engine {
    Sqlite(Arc<sqlite::Engine>),
}

/// Runs an operation that is generic over `Tx` on whichever engine the store has: `read` on a reading connection,
/// `write` in a transaction that is durable when it answers. (A closure generic over `T: Tx` cannot be a value, hence
/// a macro; it is the only one of the crate.) `then` is called with the versions and the result once that is durable.
macro_rules! on_engine {
    ($store:expr, read |$tx:ident| $operation:expr) => {
        match &$store.engine {
            $crate::Engine::Sqlite(engine) => engine.read(|$tx| $crate::sqlite::finish($operation)).await,
        }
    };
    ($store:expr, write |$tx:ident| $operation:expr) => {
        match &$store.engine {
            $crate::Engine::Sqlite(engine) => engine.write(move |$tx| $crate::sqlite::finish($operation)).await,
        }
    };
    ($store:expr, write |$tx:ident| $operation:expr, then $committed:expr) => {
        match &$store.engine {
            $crate::Engine::Sqlite(engine) => {
                let operation = move |$tx: &mut $crate::sqlite::SqliteTx<'_>| $crate::sqlite::finish($operation);
                engine.write_and(operation, $committed).await
            }
        }
    };
}
use on_engine;

impl Store {
    /// Opens the store of a data directory, making both when missing, and brings its schema up to date. Blocks.
    pub fn open(options: StoreOptions) -> Result<Self, OpenError> {
        let engine = sqlite::Engine::open(options)?;
        Ok(Self {
            engine: Engine::Sqlite(Arc::new(engine)),
        })
    }

    /// Whether the store can read and its writer lives. A full queue is a living one.
    pub async fn ping(&self) -> Result<(), StoreError> {
        const READ: tx::Sql = tx::Sql::scanning("select 1");
        on_engine!(self, read | tx | tx.opt::<i64>(READ, &[]))?;
        match on_engine!(self, write | _tx | std::future::ready(Ok(()))) {
            Err(StoreError::Busy) => Ok(()),
            answer => answer,
        }
    }

    /// Stores what is queued, settles the database file and lets go of the directory. Later calls get
    /// [`StoreError::Closed`].
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(engine) => {
                let engine = Arc::clone(engine);
                if let Err(error) = tokio::task::spawn_blocking(move || engine.close()).await {
                    tracing::error!(%error, "closing the store failed");
                }
            }
        }
    }

    /// Numbers for metrics.
    pub fn stats(&self) -> StoreStats {
        match &self.engine {
            Engine::Sqlite(engine) => engine.stats(),
        }
    }
}
