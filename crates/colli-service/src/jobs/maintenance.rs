//! The hourly job of the installation: it makes room for what is to come and deletes what is over.

use super::{Handler, Outcome};
use crate::Service;
use colli_core::ids::{Environment, Tenant};
use colli_store::{Job, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

/// The queue.
const QUEUE: &str = "maintenance";

/// Namespace of the ids of the installation's own jobs.
const JOB_NAMESPACE: Uuid = Uuid::from_u128(0xc011_1000_0000_4000_8000_0000_0000_0003);

/// From one run to the next.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// From a run that left something to the next.
const SOON: SignedDuration = SignedDuration::from_secs(60);

/// How long a run deletes before it leaves the rest to the next.
const DELETING_MAX: Duration = Duration::from_mins(10);

/// The lease of a run: longer than the longest run by far.
const LEASE: Duration = Duration::from_mins(20);

/// Empty partitions of events that end this long ago go. Those made ahead, and the one before the present, never are.
const RELEASE_AFTER: SignedDuration = SignedDuration::from_hours(200 * 24);

/// How long things are kept. It should be the same on all nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Retention {
    /// Days a shipment is kept after its registration, with its labels and events; 0 keeps it for ever.
    pub shipments_days: u32,
    /// Days a dead job is kept.
    pub dead_jobs_days: u32,
}

/// How long shipments are kept, as those who remember them see it.
#[derive(Default)]
pub(super) struct Setting(AtomicU32);

impl Setting {
    pub(super) fn set(&self, retention: Retention) {
        self.0.store(retention.shipments_days, Relaxed);
    }

    /// When a shipment registered at this time is over.
    pub(super) fn end_of(&self, created_at: Timestamp) -> Option<Timestamp> {
        match self.0.load(Relaxed) {
            0 => None,
            days => Some(created_at.checked_add(of_days(days)).unwrap_or(Timestamp::MAX)),
        }
    }
}

/// The handler of the queue.
pub(super) fn handler(retention: Retention) -> Handler {
    Handler {
        concurrency: 1,
        lease: LEASE,
        // It never dies: it is tried each hour at the latest.
        attempts_max: u32::MAX,
        recurring: Some(Uuid::new_v5(&JOB_NAMESPACE, QUEUE.as_bytes())),
        ..Handler::new(QUEUE, move |service, _: Job| run(service, retention))
    }
}

/// What became of a run's steps.
#[derive(Default)]
struct Report {
    failures: Vec<String>,
    is_incomplete: bool,
}

impl Report {
    /// Notes a step: whether it left nothing to do.
    fn step(&mut self, name: &str, answer: Result<bool, StoreError>) {
        match answer {
            Ok(is_complete) => self.is_incomplete |= !is_complete,
            Err(error) => self.failures.push(format!("{name}: {error}")),
        }
    }

    fn outcome(self, now: Timestamp) -> Outcome {
        if !self.failures.is_empty() {
            return Outcome::Failed(self.failures.join("; "));
        }
        let pause = if self.is_incomplete { SOON } else { EVERY };
        Outcome::Again(now.checked_add(pause).unwrap_or(Timestamp::MAX))
    }
}

/// Each step is tried, whatever became of the others.
async fn run(service: Arc<Service>, retention: Retention) -> Outcome {
    let (now, store) = (service.clock.now(), &service.store);
    let sweep = Sweep {
        service: &service,
        until: Instant::now() + DELETING_MAX,
    };
    let mut report = Report::default();
    report.step("partitions", store.prepare(now).await.map(|()| true));
    let tokens = sweep.repeat(|| store.delete_expired_refresh_tokens(now)).await;
    report.step("refresh tokens", tokens);
    let keys = service.delete_spent_signing_keys(now).await;
    report.step("signing keys", keys.map(|_| true));
    let dead_before = before(now, retention.dead_jobs_days);
    report.step("dead jobs", sweep.repeat(|| store.delete_dead_jobs(dead_before)).await);
    report.step("shipments", sweep.old_shipments(retention.shipments_days).await);
    let release_before = now.checked_sub(RELEASE_AFTER).unwrap_or(Timestamp::MIN);
    report.step("room", store.release(release_before).await.map(|_| true));
    report.outcome(service.clock.now())
}

/// Deleting in steps, within a time.
struct Sweep<'s> {
    service: &'s Service,
    until: Instant,
}

impl Sweep<'_> {
    /// Repeats a step until it finds nothing, or the time is over (`false`). Between two it rests as long as one takes,
    /// so that requests have at least half of the store.
    async fn repeat<F>(&self, mut step: impl FnMut() -> F) -> Result<bool, StoreError>
    where
        F: Future<Output = Result<u64, StoreError>>,
    {
        loop {
            let started = Instant::now();
            if started >= self.until {
                return Ok(false);
            }
            if step().await? == 0 {
                return Ok(true);
            }
            sleep(started.elapsed()).await;
        }
    }

    /// Deletes what is over of every organisation, in both its environments, each by its own clock.
    async fn old_shipments(&self, days: u32) -> Result<bool, StoreError> {
        if days == 0 {
            return Ok(true);
        }
        let mut after = None;
        loop {
            let organisations = self.service.store.organisations(after).await?;
            let Some(last) = organisations.last() else {
                return Ok(true);
            };
            after = Some(*last);
            for organisation in organisations {
                for environment in [Environment::Test, Environment::Live] {
                    let tenant = Tenant {
                        organisation,
                        environment,
                    };
                    if !self.old_shipments_of(tenant, days).await? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    async fn old_shipments_of(&self, tenant: Tenant, days: u32) -> Result<bool, StoreError> {
        let before = before(self.service.now(tenant.environment), days);
        let deleted = AtomicU64::new(0);
        let done = self.repeat(|| async {
            let step = self.service.store.delete_old_shipments(tenant, before).await? as u64;
            deleted.fetch_add(step, Relaxed);
            Ok(step)
        });
        let done = done.await;
        let deleted = deleted.into_inner();
        if deleted > 0 {
            tracing::info!(organisation = %tenant.organisation, deleted, "deleted shipments whose time was over");
        }
        done
    }
}

fn before(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub(of_days(days)).unwrap_or(Timestamp::MIN)
}

fn of_days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}
