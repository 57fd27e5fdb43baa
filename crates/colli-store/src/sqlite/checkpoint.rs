//! Moving committed pages from the log into the database file, beside the writer. The log would otherwise grow without
//! end, and a writer that moved the pages itself would keep everybody waiting meanwhile.

use super::open;
use crate::OpenError;
use crate::stats::Counters;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Pages in the log at which they are moved (48 MB). Often-changed pages are moved once for many commits; twice as many
/// would win little and make the start after a crash longer.
const DUE_PAGES: i64 = 12_000;

/// Pages in the log at which the writer waits for readers to let go of it, so that it starts over.
const OVERDUE_PAGES: i64 = 4 * DUE_PAGES;

/// Pages that may remain after a pass: few enough for the writer to move between two commits.
const REMAINDER_PAGES: i64 = 400;

/// Passes at most: each moves what was committed during the one before.
const PASSES_MAX: usize = 4;

/// Sizes of the log, in pages.
struct Log {
    written: i64,
    moved: i64,
}

/// The thread, seen from the writer.
pub(super) struct Checkpointer {
    wake: SyncSender<()>,
    settled: Arc<AtomicBool>,
    asked: bool,
    counters: Arc<Counters>,
    thread: JoinHandle<()>,
}

impl Checkpointer {
    /// Starts the thread on a database that is open for writing.
    pub(super) fn start(path: &Path, counters: Arc<Counters>) -> Result<Self, OpenError> {
        let connection = open::checkpointer(path)?;
        let (wake, woken) = sync_channel(1);
        let settled = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&settled);
        let thread = std::thread::Builder::new()
            .name("colli-store-checkpoint".to_owned())
            .spawn(move || serve(&connection, &woken, &theirs))
            .map_err(|error| OpenError::Engine {
                path: path.to_owned(),
                reason: error.to_string(),
            })?;
        Ok(Self {
            wake,
            settled,
            asked: false,
            counters,
            thread,
        })
    }

    /// Called by the writer between commits: asks for a checkpoint when one is due, and finishes it when little is left.
    /// Only then, with nothing in the log that is not in the file, does the log start over.
    pub(super) fn between_commits(&mut self, connection: &Connection) {
        if self.asked {
            if self.settled.swap(false, Ordering::Acquire) {
                self.asked = false;
                self.finish(connection);
            }
        } else if log(connection, "pragma wal_checkpoint(noop)").is_some_and(|log| log.written >= DUE_PAGES) {
            self.asked = self.wake.try_send(()).is_ok();
        }
    }

    fn finish(&self, connection: &Connection) {
        let done = log(connection, "pragma wal_checkpoint(passive)");
        if done.is_some_and(|log| log.written >= OVERDUE_PAGES) {
            log(connection, "pragma wal_checkpoint(restart)");
        }
        self.counters.checkpointed();
    }

    /// Ends the thread and empties the log.
    pub(super) fn end(self, connection: &Connection) {
        drop(self.wake);
        if self.thread.join().is_err() {
            tracing::error!("the store's checkpoint thread ended abnormally");
        }
        log(connection, "pragma wal_checkpoint(truncate)");
        self.counters.checkpointed();
    }
}

fn serve(connection: &Connection, woken: &Receiver<()>, settled: &AtomicBool) {
    while woken.recv().is_ok() {
        for _ in 0..PASSES_MAX {
            let before = log(connection, "pragma wal_checkpoint(passive)");
            let after = log(connection, "pragma wal_checkpoint(noop)");
            let left = before
                .zip(after)
                .map_or(0, |(before, after)| after.written - before.moved);
            if left <= REMAINDER_PAGES {
                break;
            }
        }
        settled.store(true, Ordering::Release);
    }
}

/// Runs a checkpoint statement; `noop` only reports.
fn log(connection: &Connection, statement: &'static str) -> Option<Log> {
    let sizes = connection.prepare_cached(statement).and_then(|mut prepared| {
        prepared.query_row([], |row| {
            Ok(Log {
                written: row.get(1)?,
                moved: row.get(2)?,
            })
        })
    });
    sizes
        .inspect_err(|error| tracing::error!(%error, "the log could not be moved into the database file"))
        .ok()
}
