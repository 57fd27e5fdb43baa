//! The embedded engine: one writer thread that commits many operations at once, and a pool of reading connections used
//! on the caller's thread.

mod checkpoint;
mod mapping;
pub(crate) mod open;
mod readers;
mod tx;
mod writer;

use crate::stats::Counters;
use crate::versions::Versions;
use crate::{OpenError, StoreError, StoreOptions, StoreStats};
use readers::Readers;
use std::future::{Ready, ready};
use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;
pub(crate) use tx::{SqliteRow, SqliteTx, finish, store_error};
use writer::{Message, Work, Writer};

/// An open database with its writer thread.
pub(crate) struct Engine {
    queue: SyncSender<Message>,
    readers: Readers,
    counters: Arc<Counters>,
    versions: Arc<Versions>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sqlite::Engine")
    }
}

impl Engine {
    /// Opens the database of a data directory. Blocks.
    pub(crate) fn open(directory: &Path, options: &StoreOptions) -> Result<Self, OpenError> {
        let opened = open::database(directory)?;
        let readers = Readers::open(&opened.path, options.readers.max(1))?;
        let counters = Arc::new(Counters::default());
        let (queue, receiver) = sync_channel(options.queue_max.max(1));
        let path = opened.path.clone();
        let writer = Writer::new(opened, receiver, options.batch_max.max(1), Arc::clone(&counters))?;
        let handle = std::thread::Builder::new()
            .name("colli-store-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|error| OpenError::Engine {
                path,
                reason: error.to_string(),
            })?;
        Ok(Self {
            queue,
            readers,
            counters,
            versions: Arc::new(Versions::new()),
            writer: Mutex::new(Some(handle)),
        })
    }

    /// Runs an operation on a reading connection, here and now.
    pub(crate) fn read<R>(
        &self,
        operation: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, StoreError>,
    ) -> Ready<Result<R, StoreError>> {
        ready(self.readers.with(operation))
    }

    /// Queues an operation for the writer and waits until it is durable. It may be run again when its batch has to be
    /// repeated without a neighbour that failed. Between the commit and the answer `committed` raises the versions of what
    /// the operation changed; it is called even when the caller stops waiting.
    pub(crate) async fn write_and<R: Send + 'static>(
        &self,
        operation: impl FnMut(&mut SqliteTx<'_>) -> Result<R, StoreError> + Send + 'static,
        committed: impl FnOnce(&Versions, &R) + Send + 'static,
    ) -> Result<R, StoreError> {
        let versions = Arc::clone(&self.versions);
        let committed = move |done: &R| committed(&versions, done);
        let (reply, answer) = oneshot::channel();
        self.counters.queued();
        if let Err(refused) = self
            .queue
            .try_send(Message::Work(Work::boxed(operation, committed, reply)))
        {
            self.counters.taken();
            return Err(match refused {
                TrySendError::Full(_) => {
                    self.counters.refused();
                    StoreError::Busy
                }
                TrySendError::Disconnected(_) => StoreError::Closed,
            });
        }
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Versions of the events of codes: exact, as nobody else writes to a directory this process has locked.
    pub(crate) fn versions(&self) -> &Versions {
        &self.versions
    }

    /// Numbers for metrics.
    pub(crate) fn stats(&self) -> StoreStats {
        self.counters.snapshot()
    }

    /// Lets the writer finish what is queued and settle the file, then lets go of the directory. Blocks.
    pub(crate) fn close(&self) {
        let handle = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(handle) = handle {
            // Reading connections first: the last one to go removes the log file.
            self.readers.close();
            if self.queue.send(Message::Close).is_ok() && handle.join().is_err() {
                tracing::error!("the store's writer ended abnormally");
            }
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.close();
    }
}
