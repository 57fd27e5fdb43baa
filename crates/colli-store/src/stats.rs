//! Numbers for metrics.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper bounds of the batch size histogram; the last bucket of [`StoreStats::batch_sizes`] holds what is larger.
pub const BATCH_SIZE_BOUNDS: [u64; 10] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/// Counters since the store was opened, and the depth of its queue now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StoreStats {
    /// Writes waiting for the writer.
    pub queue_depth: u64,
    /// Writes refused because the queue was full.
    pub refused: u64,
    /// Commits that were durable.
    pub commits: u64,
    /// Commits that failed; none of their writes was acknowledged.
    pub failed_commits: u64,
    /// Writes answered after a durable commit.
    pub operations: u64,
    /// Time spent in commits, in microseconds.
    pub commit_micros: u64,
    /// Checkpoints: committed pages moved from the log into the database file.
    pub checkpoints: u64,
    /// Commits by number of writes: one bucket per bound of [`BATCH_SIZE_BOUNDS`], and one for larger ones. Not cumulative.
    pub batch_sizes: [u64; BATCH_SIZE_BOUNDS.len() + 1],
}

/// The counters behind [`StoreStats`].
#[derive(Debug, Default)]
pub(crate) struct Counters {
    queued: AtomicU64,
    taken: AtomicU64,
    refused: AtomicU64,
    commits: AtomicU64,
    failed_commits: AtomicU64,
    operations: AtomicU64,
    commit_micros: AtomicU64,
    checkpoints: AtomicU64,
    batch_sizes: [AtomicU64; BATCH_SIZE_BOUNDS.len() + 1],
}

impl Counters {
    /// A write entered the queue.
    pub(crate) fn queued(&self) {
        self.queued.fetch_add(1, Relaxed);
    }

    /// A write left the queue.
    pub(crate) fn taken(&self) {
        self.taken.fetch_add(1, Relaxed);
    }

    /// A write was refused.
    pub(crate) fn refused(&self) {
        self.refused.fetch_add(1, Relaxed);
    }

    /// A batch became durable.
    pub(crate) fn committed(&self, operations: usize, took: Duration) {
        let size = operations as u64;
        let bucket = BATCH_SIZE_BOUNDS
            .iter()
            .position(|bound| size <= *bound)
            .unwrap_or(BATCH_SIZE_BOUNDS.len());
        self.batch_sizes[bucket].fetch_add(1, Relaxed);
        self.operations.fetch_add(size, Relaxed);
        self.commits.fetch_add(1, Relaxed);
        self.commit_micros
            .fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// A batch was lost.
    pub(crate) fn commit_failed(&self) {
        self.failed_commits.fetch_add(1, Relaxed);
    }

    /// A checkpoint was made.
    pub(crate) fn checkpointed(&self) {
        self.checkpoints.fetch_add(1, Relaxed);
    }

    /// The numbers now.
    pub(crate) fn snapshot(&self) -> StoreStats {
        let taken = self.taken.load(Relaxed);
        StoreStats {
            queue_depth: self.queued.load(Relaxed).saturating_sub(taken),
            refused: self.refused.load(Relaxed),
            commits: self.commits.load(Relaxed),
            failed_commits: self.failed_commits.load(Relaxed),
            operations: self.operations.load(Relaxed),
            commit_micros: self.commit_micros.load(Relaxed),
            checkpoints: self.checkpoints.load(Relaxed),
            batch_sizes: std::array::from_fn(|bucket| self.batch_sizes[bucket].load(Relaxed)),
        }
    }
}
