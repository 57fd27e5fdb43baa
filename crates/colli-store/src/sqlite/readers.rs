//! Reading connections. A read runs on the caller's thread, on the connection that thread used last if it is free; a
//! hop to another thread would cost more than the read.

use super::open;
use super::tx::SqliteTx;
use crate::{OpenError, StoreError};
use rusqlite::Connection;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Spreads threads over the connections.
    static HOME: usize = THREADS.fetch_add(1, Ordering::Relaxed);
}

/// The pool. A connection taken out (`None`) means the store is closed.
pub(super) struct Readers {
    slots: Vec<Mutex<Option<Connection>>>,
}

impl Readers {
    /// Opens `count` connections.
    pub(super) fn open(path: &Path, count: usize) -> Result<Self, OpenError> {
        let slots = (0..count)
            .map(|_| open::reader(path).map(|connection| Mutex::new(Some(connection))))
            .collect::<Result<_, _>>()?;
        Ok(Self { slots })
    }

    /// Runs an operation on a free connection. When all are taken it waits its turn: reads are short and never wait
    /// for anything while they hold one.
    pub(super) fn with<R>(
        &self,
        operation: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let mut slot = self.free_slot();
        let connection = slot.as_mut().ok_or(StoreError::Closed)?;
        operation(&mut SqliteTx::new(connection))
    }

    /// Closes every connection.
    pub(super) fn close(&self) {
        for slot in &self.slots {
            drop(slot.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    }

    fn free_slot(&self) -> MutexGuard<'_, Option<Connection>> {
        let count = self.slots.len();
        let home = HOME.with(|home| home % count);
        for step in 0..count {
            match self.slots[(home + step) % count].try_lock() {
                Ok(slot) => return slot,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        self.slots[home].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
