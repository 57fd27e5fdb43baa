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
use std::time::Duration;

/// Pages in the log at which they are moved (48 MB). Often-changed pages are moved once for many commits; twice as many
/// would win little and make the start after a crash longer.
const DUE_PAGES: i64 = 12_000;

/// Pages in the log at which the writer waits for readers to let go of it, so that it starts over. Also how much it grows
/// until it waits again, when they did not: a reader may take minutes, as a backup does.
const OVERDUE_PAGES: i64 = 4 * DUE_PAGES;

/// The longest the writer waits for readers at a time. Requests take milliseconds; for one that takes longer the log had
/// better grow than everybody wait.
const PATIENCE: Duration = Duration::from_millis(50);

/// Pages that may remain after a pass: few enough for the writer to move between two commits.
const REMAINDER_PAGES: i64 = 400;

/// Passes at most: each moves what was committed during the one before.
const PASSES_MAX: usize = 4;

/// Sizes of the log, in pages, and whether somebody was in the way.
struct Log {
    busy: bool,
    written: i64,
    moved: i64,
}

/// When to do what, in pages of the log.
#[derive(Clone, Copy)]
struct Thresholds {
    /// Move the pages.
    due: i64,
    /// Wait for readers.
    overdue: i64,
}

const THRESHOLDS: Thresholds = Thresholds {
    due: DUE_PAGES,
    overdue: OVERDUE_PAGES,
};

/// The thread, seen from the writer.
pub(super) struct Checkpointer {
    wake: SyncSender<()>,
    settled: Arc<AtomicBool>,
    asked: bool,
    usual: Thresholds,
    /// The usual ones, or later: while a reader holds on to the log.
    next: Thresholds,
    counters: Arc<Counters>,
    thread: JoinHandle<()>,
}

impl Checkpointer {
    /// Starts the thread on a database that is open for writing.
    pub(super) fn start(path: &Path, counters: Arc<Counters>) -> Result<Self, OpenError> {
        Self::start_with(path, counters, THRESHOLDS)
    }

    fn start_with(path: &Path, counters: Arc<Counters>, usual: Thresholds) -> Result<Self, OpenError> {
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
            usual,
            next: usual,
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
        } else if log(connection, "pragma wal_checkpoint(noop)").is_some_and(|log| log.written >= self.next.due) {
            self.asked = self.wake.try_send(()).is_ok();
        }
    }

    fn finish(&mut self, connection: &Connection) {
        let done = log(connection, "pragma wal_checkpoint(passive)");
        self.counters.checkpointed();
        let Some(done) = done else {
            return;
        };
        let restarted = done.written >= self.next.overdue && restart(connection);
        if restarted || done.written < self.usual.overdue {
            self.next.overdue = self.usual.overdue;
        } else if done.written >= self.next.overdue {
            self.next.overdue = done.written + self.usual.overdue;
        }
        let is_held = !restarted && done.written - done.moved > REMAINDER_PAGES;
        self.next.due = if is_held {
            done.written + self.usual.due
        } else {
            self.usual.due
        };
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

/// Makes the log start over, if readers let go of it in time.
fn restart(connection: &Connection) -> bool {
    // Cannot fail: it only sets a number of the connection.
    let patience = |wait| connection.busy_timeout(wait).is_ok();
    patience(PATIENCE) && {
        let done = log(connection, "pragma wal_checkpoint(restart)");
        patience(open::BUSY_TIMEOUT) && done.is_some_and(|log| !log.busy)
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
                busy: row.get(0)?,
                written: row.get(1)?,
                moved: row.get(2)?,
            })
        })
    });
    sizes
        .inspect_err(|error| tracing::error!(%error, "the log could not be moved into the database file"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    /// A log of some hundred pages instead of some ten thousand.
    const SMALL: Thresholds = Thresholds {
        due: 600,
        overdue: 2_000,
    };

    fn writer(path: &Path) -> Connection {
        let connection = Connection::open(path).unwrap();
        connection.busy_timeout(open::BUSY_TIMEOUT).unwrap();
        let settings = "pragma journal_mode = wal; pragma wal_autocheckpoint = 0; pragma synchronous = off;
            pragma journal_size_limit = 4000000; create table t (body blob)";
        connection.execute_batch(settings).unwrap();
        connection
    }

    /// Some hundred pages, in several commits, as the writer makes them.
    fn write(connection: &Connection, checkpointer: &mut Checkpointer) {
        for _ in 0..20 {
            connection
                .execute("insert into t values (zeroblob(80000))", [])
                .unwrap();
            checkpointer.between_commits(connection);
        }
    }

    #[test]
    fn a_long_reader_lets_the_log_grow_and_keeps_nobody_waiting() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("colli.db");
        let connection = writer(&path);
        let mut checkpointer = Checkpointer::start_with(&path, Arc::new(Counters::default()), SMALL).unwrap();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("begin; select * from t").unwrap();
        let log_bytes = || std::fs::metadata(path.with_extension("db-wal")).unwrap().len();

        let (mut attempts, mut longest) = (0, Duration::ZERO);
        while log_bytes() < 40_000_000 {
            let (before, started) = (checkpointer.next.overdue, Instant::now());
            write(&connection, &mut checkpointer);
            attempts += i32::from(checkpointer.next.overdue > before);
            longest = longest.max(started.elapsed());
        }
        // With the patience of other statements each attempt takes five seconds.
        assert!(longest < open::BUSY_TIMEOUT, "{longest:?}");
        assert!((1..=5).contains(&attempts), "{attempts}");

        reader.execute_batch("commit").unwrap();
        // Small commits until the other thread had its turns, however busy the machine is.
        let shrunk = (0..50_000).any(|_| {
            connection.execute("insert into t values (zeroblob(800))", []).unwrap();
            checkpointer.between_commits(&connection);
            std::thread::yield_now();
            log_bytes() <= 8_000_000
        });
        assert!(shrunk, "{} bytes", log_bytes());
        checkpointer.end(&connection);
    }
}
