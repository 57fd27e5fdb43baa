//! The server engine: PostgreSQL, or what speaks its protocol. Many nodes may share one database.
//!
//! A read runs on a pooled connection, each statement by itself. A write is a transaction of its own, in a task of its
//! own, so that a caller that goes away leaves no half of it behind. What lost a race with another node is run again, and
//! so is what a lost connection cut short, as long as the commit had not been sent.

mod address;
mod attempts;
mod connection;
mod copy;
mod migrate;
mod partitions;
mod tx;

use crate::stats::Counters;
use crate::{OpenError, StoreError, StoreOptions, StoreStats};
pub(crate) use address::{Address, shown};
pub(crate) use attempts::Attempts;
#[cfg(test)]
pub(crate) use connection::SETTINGS;
pub(crate) use connection::connect;
pub(crate) use copy::{CopyIn, copy_in};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod};
use jiff::Timestamp;
pub(crate) use migrate::{applied, bring_up_to_date};
pub(crate) use partitions::prepare as prepare_partitions;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
pub(crate) use tx::{PostgresRow, PostgresTx, store_error};

/// How long an operation may wait for a free connection, and for one to be made.
const POOL_TIMEOUT: Duration = Duration::from_secs(3);

/// A pool of connections to one database.
pub(crate) struct Engine {
    shown: String,
    pool: Pool,
    /// One permit per operation that may be under way or wait.
    queue: Arc<Semaphore>,
    queue_max: u32,
    counters: Counters,
    closing: AtomicBool,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "postgres::Engine({})", self.shown)
    }
}

impl Engine {
    /// Connects, brings the schema up to date and fills the pool as it is needed.
    pub(crate) async fn open(url: &str, options: &StoreOptions) -> Result<Self, OpenError> {
        let address = Address::parse(url)?;
        let mut client = connection::connect(&address).await?;
        migrate::bring_up_to_date(&mut client, &address).await?;
        let manager = Manager::from_config(
            address.config.clone(),
            address.tls.clone(),
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        let pool = Pool::builder(manager)
            .max_size(options.connections.max(1))
            .wait_timeout(Some(POOL_TIMEOUT))
            .create_timeout(Some(POOL_TIMEOUT))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .post_create(connection::settings_hook())
            .build()
            .map_err(|error| OpenError::Engine {
                path: address.shown.clone().into(),
                reason: error.to_string(),
            })?;
        let queue_max = u32::try_from(options.queue_max.max(1)).unwrap_or(u32::MAX);
        Ok(Self {
            shown: address.shown,
            pool,
            queue: Arc::new(Semaphore::new(options.queue_max.max(1))),
            queue_max,
            counters: Counters::default(),
            closing: AtomicBool::new(false),
        })
    }

    /// The right to run one operation; [`StoreError::Busy`] at once when too many wait.
    pub(crate) fn admit(self: &Arc<Self>, writes: bool) -> Result<Attempts, StoreError> {
        if self.closing.load(Ordering::SeqCst) {
            return Err(StoreError::Closed);
        }
        Arc::clone(&self.queue)
            .try_acquire_owned()
            .map(|permit| Attempts::new(permit, writes))
            .map_err(|_| {
                self.counters.refused();
                StoreError::Busy
            })
    }

    /// A connection for an operation that only reads.
    pub(crate) async fn reading(&self) -> Result<PostgresTx, StoreError> {
        Ok(PostgresTx::reading(self.connection().await?))
    }

    /// A connection with a transaction that starts with its first statement.
    pub(crate) async fn writing(&self) -> Result<PostgresTx, StoreError> {
        self.counters.queued();
        let connection = self.connection().await;
        self.counters.taken();
        Ok(PostgresTx::writing(connection?))
    }

    async fn connection(&self) -> Result<Object, StoreError> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Closed => StoreError::Closed,
            PoolError::Backend(error) => tx::store_error(&error),
            other => StoreError::Unavailable(other.to_string().into()),
        })
    }

    /// Ends a write: commits what succeeded, takes back what failed.
    pub(crate) async fn finish<R>(&self, tx: PostgresTx, answer: Result<R, StoreError>) -> Result<R, StoreError> {
        let started = Instant::now();
        match answer {
            Ok(done) => {
                if let Err(error) = tx.commit().await {
                    self.counters.commit_failed();
                    return Err(error);
                }
                self.counters.committed(1, started.elapsed());
                Ok(done)
            }
            Err(error) => {
                tx.roll_back().await;
                Err(error)
            }
        }
    }

    /// Makes the partitions events need around a time.
    pub(crate) async fn prepare_partitions(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        partitions::prepare(&mut connection, now).await
    }

    /// Drops partitions that lie wholly before a time and hold nothing.
    pub(crate) async fn drop_empty_partitions(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut connection = self.connection().await?;
        partitions::drop_empty(&mut connection, before).await
    }

    /// Numbers for metrics.
    pub(crate) fn stats(&self) -> StoreStats {
        self.counters.snapshot()
    }

    /// Waits for what is under way, then closes every connection.
    pub(crate) async fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        // Who has all permits waited for everybody who had one.
        let _all = self.queue.acquire_many(self.queue_max).await;
        self.pool.close();
    }
}
