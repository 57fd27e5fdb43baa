//! The workers of a node: one task for each queue, one for each run.

use super::queue::{Ended, Queue};
use super::{Handler, Outcome, backoff};
use crate::Service;
use crate::error::Result;
use crate::signing_keys::RELOAD_EVERY;
use colli_store::{AfterFailure, Job, Lease, NewJob, StoreError};
use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout, timeout_at};
use uuid::Uuid;

/// The longest a worker waits before it looks for what other nodes enqueued.
const POLL: Duration = Duration::from_secs(1);

/// The longest it waits while the store is away.
const POLL_AWAY_MAX: Duration = Duration::from_secs(30);

/// How often waiting and dead jobs are counted, for metrics.
const COUNT_EVERY: Duration = Duration::from_secs(15);

/// Pauses before the outcome of a run is told to the store again, when that is away.
const TELL_AGAIN: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// The workers of this node. Dropped, they end at once; what ran is run again by others when its lease is over.
pub struct Workers {
    stop: watch::Sender<Option<Instant>>,
    tasks: JoinSet<()>,
}

impl Workers {
    /// Starts a worker for each handler.
    pub fn start(service: &Arc<Service>, handlers: Vec<Handler>) -> Result<Self> {
        let node = service.entropy.uuid()?;
        let (stop, stopped) = watch::channel(None);
        let mut tasks = JoinSet::new();
        for handler in handlers {
            let queue = Arc::new(Queue::new(handler.queue));
            service.jobs.queues.add(&queue);
            let worker = Worker {
                runner: Runner {
                    service: Arc::clone(service),
                    handler: Arc::new(handler),
                    queue,
                },
                node,
                stopped: stopped.clone(),
                runs: JoinSet::new(),
                leases: HashMap::new(),
                is_enqueued: false,
                away: 0,
                counted: None,
            };
            tasks.spawn(worker.work());
        }
        Ok(Self { stop, tasks })
    }

    /// Looks for new signing keys every minute, until the stop.
    pub(super) fn watch_signing_keys(&mut self, service: &Arc<Service>) {
        let service = Arc::clone(service);
        let mut stopped = self.stop.subscribe();
        self.tasks.spawn(async move {
            let mut ticks = interval(RELOAD_EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            // The first tick is now, and the service has just read them.
            ticks.tick().await;
            loop {
                tokio::select! {
                    _ = stopped.changed() => return,
                    _ = ticks.tick() => {}
                }
                if let Err(error) = service.reload_signing_keys().await {
                    tracing::warn!(%error, "the signing keys could not be read again; those known stay");
                }
            }
        });
    }

    /// From now on nothing new is claimed; what runs has `drain` to end. Does not wait.
    pub fn begin_stop(&self, drain: Duration) {
        self.stop.send_if_modified(|stop| {
            let is_first = stop.is_none();
            stop.get_or_insert_with(|| Instant::now() + drain);
            is_first
        });
    }

    /// Stops, unless that has begun, and waits for it. What has not ended by then is cut off and given back, so that
    /// other nodes can run it at once.
    pub async fn stop(mut self, drain: Duration) {
        self.begin_stop(drain);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// What runs jobs of a queue.
#[derive(Clone)]
struct Runner {
    service: Arc<Service>,
    handler: Arc<Handler>,
    queue: Arc<Queue>,
}

/// The worker of a queue.
struct Worker {
    runner: Runner,
    node: Uuid,
    /// When set: the time by which everything must have ended.
    stopped: watch::Receiver<Option<Instant>>,
    runs: JoinSet<()>,
    leases: HashMap<Id, Lease>,
    is_enqueued: bool,
    /// Looks in a row that failed.
    away: u32,
    counted: Option<Instant>,
}

impl Worker {
    async fn work(mut self) {
        while self.stopped.borrow().is_none() {
            let pause = match self.look().await {
                Ok(pause) => self.is_back(pause),
                Err(error) => self.is_away(&error),
            };
            let has_room = self.room() > 0;
            tokio::select! {
                biased;
                _ = self.stopped.changed() => {}
                Some(ended) = self.runs.join_next_with_id() => drop(self.forget(&ended)),
                () = self.runner.queue.wake.notified(), if has_room && self.away == 0 => {}
                () = sleep(pause) => {}
            }
        }
        self.drain().await;
    }

    fn room(&self) -> usize {
        self.runner.handler.concurrency.max(1).saturating_sub(self.runs.len())
    }

    fn forget(&mut self, ended: &std::result::Result<(Id, ()), tokio::task::JoinError>) -> Option<Lease> {
        let id = ended.as_ref().map_or_else(tokio::task::JoinError::id, |(id, ())| *id);
        self.leases.remove(&id)
    }

    fn is_back(&mut self, pause: Duration) -> Duration {
        if self.away > 0 {
            self.away = 0;
            tracing::info!(queue = self.runner.handler.queue, "jobs are claimed again");
        }
        pause
    }

    fn is_away(&mut self, error: &StoreError) -> Duration {
        if self.away == 0 {
            tracing::warn!(queue = self.runner.handler.queue, %error, "no jobs can be claimed");
        }
        self.away += 1;
        let doubled = 2_u32.checked_pow(self.away).unwrap_or(u32::MAX);
        POLL.saturating_mul(doubled).min(POLL_AWAY_MAX)
    }

    /// Claims and starts what is due, as far as there is room; says how long nothing needs to be looked for.
    async fn look(&mut self) -> std::result::Result<Duration, StoreError> {
        while let Some(ended) = self.runs.try_join_next_with_id() {
            self.forget(&ended);
        }
        let Runner {
            service,
            handler,
            queue,
        } = self.runner.clone();
        let now = service.clock.now();
        if let Some(id) = handler.recurring.filter(|_| !self.is_enqueued) {
            service.store.enqueue_job(recurring_job(id, handler.queue, now)).await?;
            self.is_enqueued = true;
        }
        if self.counted.is_none_or(|counted| counted.elapsed() >= COUNT_EVERY) {
            queue.counted(service.store.job_counts(handler.queue, now).await?);
            self.counted = Some(Instant::now());
        }
        let room = self.room();
        if room == 0 {
            return Ok(POLL);
        }
        let next = service.store.next_job_due(handler.queue).await?;
        let Some(wait) = next.map(|due_at| Duration::try_from(due_at.duration_since(now)).unwrap_or_default()) else {
            return Ok(POLL);
        };
        if !wait.is_zero() {
            return Ok(wait.min(POLL));
        }
        let until = later(now, handler.lease);
        let jobs = service
            .store
            .claim_jobs(handler.queue, self.node, now, until, room)
            .await?;
        // Nothing, although something is due: another node is claiming it.
        let pause = if jobs.is_empty() { POLL } else { Duration::ZERO };
        for job in jobs {
            let lease = job.lease;
            let run = self.runs.spawn(self.runner.clone().run(job));
            self.leases.insert(run.id(), lease);
        }
        Ok(pause)
    }

    /// Waits for what runs until its time is over, then cuts it off and gives it back.
    async fn drain(&mut self) {
        let deadline = self.stopped.borrow().unwrap_or_else(Instant::now);
        while let Ok(Some(ended)) = timeout_at(deadline, self.runs.join_next_with_id()).await {
            self.forget(&ended);
        }
        self.runs.abort_all();
        while let Some(ended) = self.runs.join_next_with_id().await {
            let lease = self.forget(&ended);
            if let Some(lease) = lease.filter(|_| ended.is_err()) {
                let Runner { service, .. } = &self.runner;
                let now = AfterFailure::RetryAt(service.clock.now());
                if let Err(error) = service.store.fail_job(lease, "its node was stopped", now).await {
                    tracing::warn!(job = %lease.job, %error, "a job could not be given back; its lease will end");
                }
            }
        }
    }
}

impl Runner {
    /// Runs a job and tells the store what became of it.
    async fn run(self, job: Job) {
        let (lease, attempt) = (job.lease, job.attempt);
        let limit = self.handler.time_limit();
        let run = async { (self.handler.run)(Arc::clone(&self.service), job).await };
        let outcome = match timeout(limit, AssertUnwindSafe(run).catch_unwind()).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_panic)) => Outcome::Failed("its handler panicked".to_owned()),
            Err(_) => Outcome::Failed(format!("cut off after {} s", limit.as_secs())),
        };
        for pause in TELL_AGAIN {
            match self.tell(lease, attempt, &outcome).await {
                Err(error) if error.is_temporary() => sleep(pause).await,
                told => return self.note(lease, attempt, told),
            }
        }
        self.note(lease, attempt, self.tell(lease, attempt, &outcome).await);
    }

    /// Tells the store; `None` when the lease was over.
    async fn tell(
        &self,
        lease: Lease,
        attempt: u32,
        outcome: &Outcome,
    ) -> std::result::Result<Option<Ended>, StoreError> {
        let store = &self.service.store;
        let (held, ended) = match outcome {
            Outcome::Done => (store.finish_job(lease).await?, Ended::Done),
            Outcome::Again(due_at) => (store.reschedule_job(lease, *due_at).await?, Ended::Again),
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

    fn note(&self, lease: Lease, attempt: u32, told: std::result::Result<Option<Ended>, StoreError>) {
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

fn recurring_job(id: Uuid, queue: &str, now: Timestamp) -> NewJob {
    NewJob {
        id,
        queue: queue.to_owned(),
        tenant: None,
        payload: String::new(),
        created_at: now,
        due_at: now,
    }
}

/// A time so much later, or the last there is.
fn later(time: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| time.checked_add(by).ok())
        .unwrap_or(Timestamp::MAX)
}
