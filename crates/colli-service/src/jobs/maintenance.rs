//! The hourly job of the installation: it makes room for what is to come and deletes what is over.

use super::{Handler, Outcome};
use crate::Service;
use crate::error::Error;
use colli_attachments::Key;
use colli_core::ids::{Environment, Tenant};
use colli_store::{Job, RefreshTokenRow};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
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
    /// Days an uploaded attachment is kept; 0 keeps it for ever.
    pub attachments_days: u32,
    /// Days a dead job is kept.
    pub dead_jobs_days: u32,
}

/// How long things are kept, as those who meet them see it.
#[derive(Default)]
pub(super) struct Setting {
    shipments_days: AtomicU32,
    attachments_days: AtomicU32,
}

impl Setting {
    pub(super) fn set(&self, retention: Retention) {
        self.shipments_days.store(retention.shipments_days, Relaxed);
        self.attachments_days.store(retention.attachments_days, Relaxed);
    }

    /// When a shipment registered at this time is over.
    pub(super) fn end_of_shipment(&self, created_at: Timestamp) -> Option<Timestamp> {
        end_of(created_at, self.shipments_days.load(Relaxed))
    }

    /// When an attachment uploaded at this time is over.
    pub(super) fn end_of_attachment(&self, created_at: Timestamp) -> Option<Timestamp> {
        end_of(created_at, self.attachments_days.load(Relaxed))
    }
}

/// When what was made at this time is over; 0 days are for ever.
fn end_of(created_at: Timestamp, days: u32) -> Option<Timestamp> {
    (days > 0).then(|| created_at.checked_add(of_days(days)).unwrap_or(Timestamp::MAX))
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
    fn step(&mut self, name: &str, answer: Result<bool, impl Display>) {
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
    report.step("refresh tokens", sweep.all(What::RefreshTokens(now)).await);
    let keys = service.delete_spent_signing_keys(now).await;
    report.step("signing keys", keys.map(|_| true));
    let dead_jobs = What::DeadJobs(before(now, retention.dead_jobs_days));
    report.step("dead jobs", sweep.all(dead_jobs).await);
    let shipments = sweep.of_each_tenant(What::Shipments, retention.shipments_days).await;
    // A purchase stays as long as its parcel.
    let may_go = matches!(shipments, Ok(true));
    report.step("shipments", shipments);
    if may_go {
        let objects = sweep.of_each_tenant(What::Objects, retention.shipments_days);
        report.step("objects", objects.await);
    }
    let named = sweep.of_all_tenants(What::NamedRequests, 0);
    report.step("named requests", named.await);
    let pickups = sweep.of_each_tenant(What::Pickups, retention.shipments_days);
    report.step("pickups", pickups.await);
    let deliveries = sweep.of_each_tenant(What::Deliveries, DELIVERIES_DAYS);
    report.step("deliveries", deliveries.await);
    let attachments = sweep.of_each_tenant(What::Attachments, retention.attachments_days);
    report.step("attachments", attachments.await);
    let release_before = now.checked_sub(RELEASE_AFTER).unwrap_or(Timestamp::MIN);
    report.step("room", store.release(release_before).await.map(|_| true));
    report.outcome(service.clock.now())
}

/// Days the log of deliveries to subscribers goes back.
const DELIVERIES_DAYS: u32 = 30;

/// What is deleted, and before which time.
#[derive(Clone, Copy)]
enum What {
    RefreshTokens(Timestamp),
    DeadJobs(Timestamp),
    Shipments(Tenant, Timestamp),
    Objects(Tenant, Timestamp),
    NamedRequests(Tenant, Timestamp),
    Pickups(Tenant, Timestamp),
    Deliveries(Tenant, Timestamp),
    Attachments(Tenant, Timestamp),
}

impl What {
    /// Whose it is and what it is called, when it is a tenant's.
    fn of_tenant(self) -> Option<(Tenant, &'static str)> {
        match self {
            Self::Shipments(tenant, _) => Some((tenant, "shipments")),
            Self::Objects(tenant, _) => Some((tenant, "objects")),
            Self::NamedRequests(tenant, _) => Some((tenant, "named requests")),
            Self::Pickups(tenant, _) => Some((tenant, "pickups")),
            Self::Deliveries(tenant, _) => Some((tenant, "deliveries")),
            Self::Attachments(tenant, _) => Some((tenant, "attachments")),
            Self::RefreshTokens(_) | Self::DeadJobs(_) => None,
        }
    }
}

/// Deleting in steps, within a time.
struct Sweep<'s> {
    service: &'s Service,
    until: Instant,
}

impl Sweep<'_> {
    /// Deletes some of it; returns how many went.
    async fn some(&self, what: What) -> Result<u64, Error> {
        let store = &self.service.store;
        Ok(match what {
            What::RefreshTokens(before) => self.service.delete_expired_refresh_tokens(before).await?,
            What::DeadJobs(before) => store.delete_dead_jobs(before).await?,
            What::Shipments(tenant, before) => store.delete_old_shipments(tenant, before).await? as u64,
            What::Objects(tenant, before) => self.service.delete_old_objects(tenant, before).await?,
            What::NamedRequests(tenant, now) => store.delete_old_idempotency_keys(tenant, now).await?,
            What::Pickups(tenant, before) => store.delete_old_pickups(tenant, before).await? as u64,
            What::Deliveries(tenant, before) => store.delete_old_deliveries(tenant, before).await?,
            What::Attachments(tenant, before) => self.service.delete_old_attachments(tenant, before).await?,
        })
    }

    /// Deletes all of it, or as much as the time allows (`false`). Between two steps it rests as long as one takes, so
    /// that requests have at least half of the store.
    async fn all(&self, what: What) -> Result<bool, Error> {
        let mut deleted = 0;
        let is_complete = loop {
            let started = Instant::now();
            if started >= self.until {
                break false;
            }
            match self.some(what).await? {
                0 => break true,
                some => deleted += some,
            }
            sleep(started.elapsed()).await;
        };
        if deleted > 0
            && let Some((tenant, kind)) = what.of_tenant()
        {
            tracing::info!(organisation = %tenant.organisation, kind, deleted, "deleted what was kept long enough");
        }
        Ok(is_complete)
    }

    /// Deletes what is over of every organisation, in both its environments, each by its own clock.
    async fn of_each_tenant(&self, what: fn(Tenant, Timestamp) -> What, days: u32) -> Result<bool, Error> {
        if days == 0 {
            return Ok(true);
        }
        self.of_all_tenants(what, days).await
    }

    /// The same, also when what is over is what ended by now.
    async fn of_all_tenants(&self, what: fn(Tenant, Timestamp) -> What, days: u32) -> Result<bool, Error> {
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
                    let before = before(self.service.now(tenant), days);
                    if !self.all(what(tenant, before)).await? {
                        return Ok(false);
                    }
                }
            }
        }
    }
}

impl Service {
    /// Deletes a page of refresh tokens that end by a time and have ended on the clocks of their own environments. Where
    /// a clock shows less than real time they are passed over, and keep nobody else's.
    async fn delete_expired_refresh_tokens(&self, before: Timestamp) -> Result<u64, Error> {
        let mut kept = 0;
        loop {
            let page = self.store.refresh_tokens_ending_by(before, kept).await?;
            if page.is_empty() {
                return Ok(0);
            }
            let has_ended = |token: &&RefreshTokenRow| token.expires_at <= self.now(token.tenant);
            let ended: Vec<Uuid> = page.iter().filter(has_ended).map(|token| token.jti).collect();
            if !ended.is_empty() {
                let deleted = ended.len() as u64;
                self.store.delete_refresh_tokens(ended).await?;
                return Ok(deleted);
            }
            kept += page.len();
        }
    }

    /// Deletes a page of old attachments: each one's bytes first, its row after. A crash in between leaves the row, by
    /// which the next run finds it again; bytes without a row would stay for ever, and nobody may keep these papers.
    pub(crate) async fn delete_old_attachments(&self, tenant: Tenant, before: Timestamp) -> Result<u64, Error> {
        let rows = self.store.old_attachments(tenant, before).await?;
        for row in &rows {
            let key = Key {
                tenant,
                id: row.id,
                sha256: row.sha256,
            };
            self.attachments.delete(&key).await?;
            self.store.delete_attachment(tenant, row.id).await?;
        }
        Ok(rows.len() as u64)
    }
}

fn before(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub(of_days(days)).unwrap_or(Timestamp::MIN)
}

fn of_days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}
