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
//! - the server engine (PostgreSQL) has a pool of connections; many nodes may share its database.
//!
//! Facts are kept as JSON of the domain's types beside the columns that are searched. Every row carries its organisation and
//! environment; every index starts with them or with a code that is unique over the installation. What differs between
//! the engines is in their folders and in `exceptions.rs`.

mod account;
mod app;
mod attachment;
mod authorization_profile;
pub mod bulk;
mod delivery;
mod delivery_deletion;
mod environment;
mod error;
mod event_body;
mod exceptions;
mod gateway_token;
mod handshake;
mod hold;
mod idempotency;
mod ingestion;
mod intervention;
mod job;
mod migrate;
mod notice;
mod object;
mod operator_token;
mod outbox;
mod pickup;
mod plan;
mod postgres;
mod replay;
mod reset;
mod retention;
mod serial;
#[cfg(test)]
mod sharding_tests;
mod shipment;
mod shipment_body;
mod sqlite;
#[cfg(test)]
mod statements_tests;
mod stats;
mod subscriber;
mod token;
mod tracking;
mod tx;
mod versions;

pub use account::{ApiKeyRow, OrganisationRow};
pub use app::{AppEdit, AppInserted};
pub use attachment::{AttachmentInserted, AttachmentRow};
pub use authorization_profile::{AuthorizationProfileInserted, AuthorizationProfileRow};
pub use delivery::{DeliveryRow, DeliveryState, Settled};
pub use environment::EnvironmentRow;
pub use error::{OpenError, StoreError};
pub use gateway_token::GatewayTokenRow;
pub use handshake::HandshakeStep;
pub use idempotency::{IdempotencyClaim, NewIdempotencyKey};
pub use ingestion::{Appended, NewEvent};
pub use intervention::InterventionInserted;
use jiff::Timestamp;
pub use job::{AfterFailure, DeadJob, Job, JobCounts, Lease, NewJob};
pub use notice::{NewNotice, Topic};
pub use object::{NewObject, ObjectChange, ObjectRow, ObjectWriting, ObjectsWritten, OfParent};
pub use operator_token::OperatorTokenRow;
pub use pickup::{PICKUP_WORDS_MAX, PickupFilter, PickupInserted, PickupPage, StatusesChanged};
pub use plan::{FirstPlan, PLANS_MAX, PlanAfter, PlanChange, PlanRow};
pub use replay::DeliveryCursor;
pub use shipment::{Cursor, Inserted, NewShipment, Page, PieceEvent};
pub use stats::{BATCH_SIZE_BOUNDS, StoreStats};
use std::path::PathBuf;
use std::sync::Arc;
pub use subscriber::{SubscriberChange, SubscriberInserted, SubscriberRow, TELLING, TELLING_FAILING};
pub use token::{RefreshTokenRow, Rotation, SigningKeyRow};
pub use tracking::Tracked;
use tx::Tx as _;

/// Where the rows are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Database {
    /// The embedded database of a data directory, made when missing: `colli.db` inside.
    Directory(PathBuf),
    /// A database server, by its `postgres://` URL. The URL may hold a password: show [`Database::shown`] only.
    Server(String),
}

impl Database {
    /// For messages: no password in it.
    pub fn shown(&self) -> String {
        match self {
            Self::Directory(path) => path.display().to_string(),
            Self::Server(url) => postgres::shown(url),
        }
    }

    /// Whether a text is the address of a database server and not a path.
    pub fn is_server(text: &str) -> bool {
        ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
    }
}

/// How to open a store.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Where the rows are.
    pub database: Database,
    /// Connections for reading, to an embedded database.
    pub readers: usize,
    /// Writes that may wait; one more is refused with [`StoreError::Busy`]. With a database server also reads.
    pub queue_max: usize,
    /// Writes that share one commit of an embedded database.
    pub batch_max: usize,
    /// Connections to a database server.
    pub connections: usize,
}

impl StoreOptions {
    /// Usual sizes.
    pub fn of(database: Database) -> Self {
        Self {
            database,
            readers: 4,
            queue_max: 4_096,
            batch_max: 256,
            connections: 16,
        }
    }

    /// Usual sizes for a data directory.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self::of(Database::Directory(path.into()))
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
    Postgres(Arc<postgres::Engine>),
}

/// Runs an operation that is generic over `Tx` on whichever engine the store has: `read` on a reading connection,
/// `write` in a transaction that is durable when it answers. (A closure generic over `T: Tx` cannot be a value, hence
/// a macro; it is the only one of the crate.) `then` is called with the versions and the result once that is durable.
macro_rules! on_engine {
    ($store:expr, read |$tx:ident| $operation:expr) => {
        match &$store.engine {
            $crate::Engine::Sqlite(engine) => engine.read(|$tx| $crate::sqlite::finish($operation)).await,
            $crate::Engine::Postgres(engine) => {
                let mut attempts = engine.admit(false)?;
                loop {
                    let attempt = async {
                        let mut reading = engine.reading().await?;
                        let $tx = &mut reading;
                        $operation.await
                    };
                    if let Some(answer) = attempts.settle(attempt).await {
                        break answer;
                    }
                }
            }
        }
    };
    ($store:expr, write |$tx:ident| $operation:expr) => {
        on_engine!($store, write | $tx | $operation, then | _, _ | ())
    };
    ($store:expr, write |$tx:ident| $operation:expr, then $committed:expr) => {
        match &$store.engine {
            $crate::Engine::Sqlite(engine) => {
                let operation = move |$tx: &mut $crate::sqlite::SqliteTx<'_>| $crate::sqlite::finish($operation);
                engine.write_and(operation, $committed).await
            }
            $crate::Engine::Postgres(engine) => {
                let mut attempts = engine.admit(true)?;
                let engine = std::sync::Arc::clone(engine);
                // A task of its own: a caller that goes away leaves nothing half done.
                let task = tokio::spawn(async move {
                    loop {
                        let attempt = async {
                            let mut writing = engine.writing().await?;
                            let $tx = &mut writing;
                            let answer = $operation.await;
                            engine.finish(writing, answer).await
                        };
                        if let Some(answer) = attempts.settle(attempt).await {
                            break answer;
                        }
                    }
                });
                task.await.unwrap_or(Err($crate::StoreError::Closed))
            }
        }
    };
}
use on_engine;

impl Store {
    /// Opens a store, making what is missing of a data directory, and brings its schema up to date.
    pub async fn open(options: StoreOptions) -> Result<Self, OpenError> {
        let engine = match &options.database {
            Database::Server(url) => Engine::Postgres(Arc::new(postgres::Engine::open(url, &options).await?)),
            Database::Directory(path) => {
                let (shown, directory) = (path.clone(), path.clone());
                let opened = tokio::task::spawn_blocking(move || sqlite::Engine::open(&directory, &options)).await;
                let opened = opened.unwrap_or_else(|error| {
                    Err(OpenError::Engine {
                        path: shown,
                        reason: error.to_string(),
                    })
                });
                Engine::Sqlite(Arc::new(opened?))
            }
        };
        Ok(Self { engine })
    }

    /// Whether other processes may write to the same database: then nothing that can change may be remembered.
    pub fn is_shared(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Whether the store can read and its writer lives. A full queue is a living one.
    pub async fn ping(&self) -> Result<(), StoreError> {
        const READ: tx::Sql = tx::Sql::scanning("select cast(1 as bigint)");
        on_engine!(self, read | tx | tx.opt::<i64>(READ, &[]))?;
        match on_engine!(self, write | _tx | std::future::ready(Ok(()))) {
            Err(StoreError::Busy) => Ok(()),
            answer => answer,
        }
    }

    /// Makes room for what is to come around a time: partitions of the events, where the engine has them. Call it at
    /// start and now and then.
    pub async fn prepare(&self, now: Timestamp) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(engine) => engine.prepare_partitions(now).await,
        }
    }

    /// Gives back the room of what was deleted before a time: empty partitions of the events, where the engine has them.
    pub async fn release(&self, before: Timestamp) -> Result<u64, StoreError> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(0),
            Engine::Postgres(engine) => engine.drop_empty_partitions(before).await,
        }
    }

    /// Finishes what is queued, settles an embedded database's file, and lets go of the database. Later calls get
    /// [`StoreError::Closed`].
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(engine) => {
                let engine = Arc::clone(engine);
                if let Err(error) = tokio::task::spawn_blocking(move || engine.close()).await {
                    tracing::error!(%error, "closing the store failed");
                }
            }
            Engine::Postgres(engine) => engine.close().await,
        }
    }

    /// Numbers for metrics.
    pub fn stats(&self) -> StoreStats {
        match &self.engine {
            Engine::Sqlite(engine) => engine.stats(),
            Engine::Postgres(engine) => engine.stats(),
        }
    }
}
