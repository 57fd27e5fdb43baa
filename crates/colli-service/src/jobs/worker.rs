//! The workers of a node: one task for each queue, one for each run.

use super::Handler;
use super::queue::Queue;
use super::runner::Runner;
use crate::Service;
use crate::error::Result;
use colli_store::{Lease, NewJob, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout_at};
use uuid::Uuid;

/// The longest a worker waits before it looks for what other nodes enqueued.
const POLL: Duration = Duration::from_secs(1);

/// The longest it waits while the store is away.
const POLL_AWAY_MAX: Duration = Duration::from_secs(30);

/// How often waiting and dead jobs are counted, for metrics.
const COUNT_EVERY: Duration = Duration::from_secs(15);

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
                has_taken_over: false,
                is_enqueued: false,
                away: 0,
                counted: None,
            };
            tasks.spawn(worker.work());
        }
        Ok(Self { stop, tasks })
    }

    /// Does something again and again on this node, until the stop; first after one period.
    pub(super) fn every<F>(
        &mut self,
        service: &Arc<Service>,
        period: Duration,
        task: impl Fn(Arc<Service>) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let service = Arc::clone(service);
        let mut stopped = self.stop.subscribe();
        self.tasks.spawn(async move {
            let mut ticks = interval(period);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            // The first tick is now.
            ticks.tick().await;
            loop {
                tokio::select! {
                    _ = stopped.changed() => return,
                    _ = ticks.tick() => {}
                }
                task(Arc::clone(&service)).await;
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

/// The worker of a queue.
struct Worker {
    runner: Runner,
    node: Uuid,
    /// When set: the time by which everything must have ended.
    stopped: watch::Receiver<Option<Instant>>,
    runs: JoinSet<()>,
    leases: HashMap<Id, Lease>,
    has_taken_over: bool,
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
        if handler.takes_over && !self.has_taken_over && !service.store.is_shared() {
            let taken_back = service.store.release_leases(handler.queue, now).await?;
            if taken_back > 0 {
                tracing::info!(
                    queue = handler.queue,
                    jobs = taken_back,
                    "jobs of a process that died are due again"
                );
            }
        }
        self.has_taken_over = true;
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
                // It must not be an attempt: rolling restarts would use up those of a job that is well.
                if let Err(error) = service.store.give_back_job(lease, service.clock.now()).await {
                    tracing::warn!(job = %lease.job, %error, "a job could not be given back; its lease will end");
                }
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
