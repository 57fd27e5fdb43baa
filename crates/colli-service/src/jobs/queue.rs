//! What is shared between a queue's worker and those who ask or wake it.

use colli_store::JobCounts;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Notify;

/// Numbers of a queue. The first two are the installation's, a few seconds old; the others this node's since its start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct QueueStats {
    /// Its name.
    pub queue: &'static str,
    /// Jobs that are due and wait.
    pub due: u64,
    /// Jobs that were tried too often.
    pub dead: u64,
    /// Runs that ended their job.
    pub done: u64,
    /// Runs of recurring jobs that went well.
    pub again: u64,
    /// Runs that failed and will be tried again.
    pub retried: u64,
    /// Runs that failed for the last time.
    pub died: u64,
}

/// How a run ended.
#[derive(Clone, Copy)]
pub(super) enum Ended {
    Done,
    Again,
    Retried,
    Died,
}

/// A queue of this node.
pub(super) struct Queue {
    name: &'static str,
    pub(super) wake: Notify,
    due: AtomicU64,
    dead: AtomicU64,
    ended: [AtomicU64; 4],
}

impl Queue {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            wake: Notify::new(),
            due: AtomicU64::new(0),
            dead: AtomicU64::new(0),
            ended: Default::default(),
        }
    }

    pub(super) fn counted(&self, counts: JobCounts) {
        self.due.store(counts.due, Relaxed);
        self.dead.store(counts.dead, Relaxed);
    }

    pub(super) fn ended(&self, ended: Ended) {
        self.ended[ended as usize].fetch_add(1, Relaxed);
    }

    fn stats(&self) -> QueueStats {
        let ended = |ended: Ended| self.ended[ended as usize].load(Relaxed);
        QueueStats {
            queue: self.name,
            due: self.due.load(Relaxed),
            dead: self.dead.load(Relaxed),
            done: ended(Ended::Done),
            again: ended(Ended::Again),
            retried: ended(Ended::Retried),
            died: ended(Ended::Died),
        }
    }
}

/// The queues this node works on.
#[derive(Default)]
pub(super) struct Queues(RwLock<Vec<Arc<Queue>>>);

impl Queues {
    pub(super) fn add(&self, queue: &Arc<Queue>) {
        let mut queues = self.0.write().unwrap_or_else(PoisonError::into_inner);
        queues.retain(|known| known.name != queue.name);
        queues.push(Arc::clone(queue));
    }

    pub(super) fn wake(&self, name: &str) {
        let queues = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.iter().find(|queue| queue.name == name) {
            queue.wake.notify_one();
        }
    }

    pub(super) fn stats(&self) -> Vec<QueueStats> {
        let queues = self.0.read().unwrap_or_else(PoisonError::into_inner);
        queues.iter().map(|queue| queue.stats()).collect()
    }
}
