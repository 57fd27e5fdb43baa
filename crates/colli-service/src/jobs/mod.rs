//! Work that is done beside the requests: jobs of the store, run by whichever node is free.
//!
//! A [`Handler`] says how the jobs of one queue are run. Every node has a worker for each queue ([`Service::start_jobs`]);
//! it claims what is due, as many at once as the handler allows, and notes what became of each. Failed jobs are tried
//! again after a growing pause and are put aside as dead after the handler's number of attempts. The lease of a job whose
//! node died ends, and another node takes it over; so **a job may run more than once, and a handler must bear that**.
//!
//! Times that jobs are due at come from the service's clock; pauses are the runtime's.

mod backoff;
mod maintenance;
mod queue;
mod runner;
mod worker;

pub use maintenance::Retention;
pub use queue::QueueStats;
pub use worker::Workers;

use crate::error::Result;
use crate::{Service, environments, signing_keys};
use colli_store::{Job, NewJob};
use jiff::Timestamp;
use queue::Queues;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// What became of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The job is done and goes.
    Done,
    /// The job went well and is due again at this time.
    Again(Timestamp),
    /// The job went well and is due again at this time in this queue, or now when it was poked meanwhile.
    Move {
        /// The queue, this one or another.
        queue: &'static str,
        /// When it is due.
        due_at: Timestamp,
    },
    /// The job went wrong: a reason for operators, without personal data.
    Failed(String),
}

/// A run under way.
pub type Run = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// How the jobs of a queue are run.
pub struct Handler {
    /// The queue.
    pub queue: &'static str,
    /// Jobs of the queue that run at once on one node.
    pub concurrency: usize,
    /// How long a claimed job is a node's; a run is cut off before that.
    pub lease: Duration,
    /// Attempts after which a job is dead.
    pub attempts_max: u32,
    /// On a store that only this process has, jobs that one before it had claimed are taken back at the start.
    pub takes_over: bool,
    /// A job that is always there: every node enqueues it, once, under this id. Its runs answer [`Outcome::Again`].
    pub recurring: Option<Uuid>,
    /// Runs a job.
    pub run: Box<dyn Fn(Arc<Service>, Job) -> Run + Send + Sync>,
}

impl Handler {
    /// A handler with usual settings: four at once, leases of a minute, ten attempts.
    pub fn new<F>(queue: &'static str, run: impl Fn(Arc<Service>, Job) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        Self {
            queue,
            concurrency: 4,
            lease: Duration::from_mins(1),
            attempts_max: 10,
            takes_over: false,
            recurring: None,
            run: Box::new(move |service, job| Box::pin(run(service, job))),
        }
    }

    /// How long a run may take. A fifth of the lease is left for claiming it, for noting its outcome, and for clocks of
    /// nodes that differ.
    fn time_limit(&self) -> Duration {
        self.lease * 4 / 5
    }
}

/// What the service knows of the jobs of its node.
pub(crate) struct Jobs {
    queues: Queues,
    retention: maintenance::Setting,
}

impl Jobs {
    /// Nothing runs yet.
    pub(crate) fn new() -> Self {
        Self {
            queues: Queues::default(),
            retention: maintenance::Setting::default(),
        }
    }
}

impl Service {
    /// Starts the workers of this node, and its looks for new signing keys and moved clocks. They end when [`Workers`] is stopped
    /// or dropped.
    pub fn start_jobs(self: &Arc<Self>, retention: Retention) -> Result<Workers> {
        self.jobs.retention.set(retention);
        let mut handlers = vec![maintenance::handler(retention)];
        handlers.extend(crate::told::handlers());
        handlers.push(crate::mail::codes_handler());
        handlers.push(crate::simulation::handler());
        handlers.push(crate::gateway::jobs::handler());
        let mut workers = Workers::start(self, handlers)?;
        workers.every(self, signing_keys::RELOAD_EVERY, |service| async move {
            if let Err(error) = service.reload_signing_keys().await {
                tracing::warn!(%error, "the signing keys could not be read again; those known stay");
            }
        });
        workers.every(self, crate::simulation::LOOK_EVERY, |service| async move {
            service.look_at_plans().await;
        });
        if self.store.is_shared() {
            workers.every(self, environments::RELOAD_EVERY, |service| async move {
                if let Err(error) = service.reload_environments().await {
                    tracing::debug!(%error, "the environments could not be read again; what is known stays");
                }
            });
        }
        Ok(workers)
    }

    /// Enqueues a job, once per id, and starts it at once when this node is free and the job due; returns whether it is
    /// new.
    pub async fn enqueue_job(&self, job: NewJob) -> Result<bool> {
        let queue = job.queue.clone();
        let is_new = self.store.enqueue_job(job).await?;
        self.wake_queue(&queue);
        Ok(is_new)
    }

    /// Tells this node's worker that its queue got a job.
    pub fn wake_queue(&self, queue: &str) {
        self.jobs.queues.wake(queue);
    }

    /// Numbers of this node's queues, for metrics.
    pub fn job_stats(&self) -> Vec<QueueStats> {
        self.jobs.queues.stats()
    }

    /// When what is remembered of a shipment registered at this time must be forgotten; `None` for never.
    pub fn forget_shipment_at(&self, created_at: Timestamp) -> Option<Timestamp> {
        self.jobs.retention.end_of_shipment(created_at)
    }

    /// When an attachment uploaded at this time may be deleted; `None` for never.
    pub(crate) fn delete_attachment_at(&self, created_at: Timestamp) -> Option<Timestamp> {
        self.jobs.retention.end_of_attachment(created_at)
    }
}
