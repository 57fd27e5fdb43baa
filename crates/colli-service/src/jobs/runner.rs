//! One run of a job, and what the store is told of it.

use super::queue::{Ended, Queue};
use super::{Handler, Outcome, backoff};
use crate::Service;
use colli_store::{AfterFailure, Job, Lease, StoreError};
use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Pauses before the outcome of a run is told to the store again, when that is away.
const TELL_AGAIN: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// What runs jobs of a queue.
#[derive(Clone)]
pub(super) struct Runner {
    pub(super) service: Arc<Service>,
    pub(super) handler: Arc<Handler>,
    pub(super) queue: Arc<Queue>,
}

impl Runner {
    /// Runs a job and tells the store what became of it.
    pub(super) async fn run(self, job: Job) {
        let (lease, attempt) = (job.lease, job.attempt);
        let outcome = self.outcome(job).await;
        for pause in TELL_AGAIN {
            match self.tell(lease, attempt, &outcome).await {
                Err(error) if error.is_temporary() => sleep(pause).await,
                told => return self.note(lease, attempt, told),
            }
        }
        self.note(lease, attempt, self.tell(lease, attempt, &outcome).await);
    }

    /// Runs a job that has attempts left. One that kills its node never reports a failure, so that its attempts are used
    /// up shows only here.
    async fn outcome(&self, job: Job) -> Outcome {
        if job.attempt > self.handler.attempts_max {
            return Outcome::Failed("its node died at the last attempt".to_owned());
        }
        let limit = self.handler.time_limit();
        let run = async { (self.handler.run)(Arc::clone(&self.service), job).await };
        match timeout(limit, AssertUnwindSafe(run).catch_unwind()).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_panic)) => Outcome::Failed("its handler panicked".to_owned()),
            Err(_) => Outcome::Failed(format!("cut off after {} s", limit.as_secs())),
        }
    }

    /// Tells the store; `None` when the lease was over.
    async fn tell(&self, lease: Lease, attempt: u32, outcome: &Outcome) -> Result<Option<Ended>, StoreError> {
        let store = &self.service.store;
        let (held, ended) = match outcome {
            Outcome::Done => (store.finish_job(lease).await?, Ended::Done),
            Outcome::Again(due_at) => (store.reschedule_job(lease, *due_at).await?, Ended::Again),
            Outcome::Move { queue, due_at } => {
                let held = store.move_job(lease, queue, self.service.clock.now(), *due_at).await?;
                self.service.wake_queue(queue);
                (held, Ended::Again)
            }
            Outcome::Failed(error) => {
                let (after, ended) = self.after_failure(attempt);
                (store.fail_job(lease, error, after).await?, ended)
            }
        };
        if let Outcome::Failed(error) = outcome
            && held
        {
            self.log_failure(lease, attempt, error, ended);
        }
        Ok(held.then_some(ended))
    }

    fn after_failure(&self, attempt: u32) -> (AfterFailure, Ended) {
        let now = self.service.clock.now();
        if attempt >= self.handler.attempts_max {
            return (AfterFailure::DeadSince(now), Ended::Died);
        }
        // Without randomness all wait equally long; that is the lesser evil.
        let pause = backoff::pause(attempt, self.service.entropy.as_ref()).unwrap_or(SignedDuration::from_secs(60));
        let due_at = now.checked_add(pause).unwrap_or(Timestamp::MAX);
        (AfterFailure::RetryAt(due_at), Ended::Retried)
    }

    fn log_failure(&self, lease: Lease, attempt: u32, error: &str, ended: Ended) {
        let queue = self.handler.queue;
        if matches!(ended, Ended::Died) {
            tracing::error!(queue, job = %lease.job, attempt, error, "a job failed too often and is dead");
        } else {
            tracing::warn!(queue, job = %lease.job, attempt, error, "a job failed and will be tried again");
        }
    }

    fn note(&self, lease: Lease, attempt: u32, told: Result<Option<Ended>, StoreError>) {
        let (queue, job) = (self.handler.queue, lease.job);
        match told {
            Ok(Some(ended)) => self.queue.ended(ended),
            Ok(None) => {
                tracing::warn!(queue, %job, attempt, "a job took longer than its lease; its outcome was dropped");
            }
            Err(error) => {
                tracing::warn!(queue, %job, attempt, %error, "the outcome of a job could not be stored; it will run again");
            }
        }
    }
}
