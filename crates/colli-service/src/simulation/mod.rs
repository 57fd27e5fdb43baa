//! The simulation of test environments: what happens to parcels there, on the environment's own clock.
//!
//! With its registration each piece of a test environment gets a row that says when its plan is due first. The plan is
//! drawn when that time comes ([`colli_core::plan`]); its steps become events as the clock passes them, through the same
//! path as an operator's scans. Everything drawn depends on the environment's seed and the shipment's id only.
//!
//! Whoever moves a clock runs what falls due before the answer. Running clocks are looked at once a second by every node,
//! without writing; an environment with something due gets a job of the queue `simulation`, which one node runs.

mod change;
mod clock;
mod hold;
mod piece;
mod reset;
mod run;
mod scenarios;
mod steps;

pub use clock::ClockState;
pub(crate) use run::first_plans;
pub use scenarios::{Chosen, Redrawn};

use crate::Service;
use crate::jobs::{Handler, Outcome};
use colli_core::ids::{Environment, Tenant};
use colli_store::{Job, NewJob};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use tokio::time::Instant;
use uuid::Uuid;

/// The queue of environments in which something is due.
const QUEUE: &str = "simulation";
/// How often running clocks are looked at.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long one job runs an environment before others have their turn.
const TURN_MAX: Duration = Duration::from_secs(20);
/// Namespace of job ids derived from an environment.
const JOB_NAMESPACE: Uuid = Uuid::from_u128(0xc011_1000_0000_4000_8000_0000_0000_0005);

/// What a node knows of its simulations: one runs an environment at a time.
#[derive(Default)]
pub(crate) struct Simulation {
    locks: Mutex<HashMap<Tenant, Arc<AsyncMutex<()>>>>,
}

impl Simulation {
    fn lock_of(&self, tenant: Tenant) -> Arc<AsyncMutex<()>> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(locks.entry(tenant).or_default())
    }

    /// Waits until this node runs nothing else of an environment.
    async fn hold(&self, tenant: Tenant) -> OwnedMutexGuard<()> {
        self.lock_of(tenant).lock_owned().await
    }

    /// The same, unless somebody runs it already.
    fn try_hold(&self, tenant: Tenant) -> Option<OwnedMutexGuard<()>> {
        self.lock_of(tenant).try_lock_owned().ok()
    }
}

/// Whether parcels of an environment are simulated.
pub(crate) fn is_simulated(tenant: Tenant) -> bool {
    tenant.environment == Environment::Test
}

/// The handler of the queue.
pub(crate) fn handler() -> Handler {
    Handler {
        // What is due is due for ever; it is tried again each time.
        attempts_max: u32::MAX,
        ..Handler::new(QUEUE, run_job)
    }
}

async fn run_job(service: Arc<Service>, job: Job) -> Outcome {
    let Some(tenant) = job.tenant else {
        return Outcome::Done;
    };
    // Who holds it runs what is due, or moves the clock and then does.
    let Some(_held) = service.simulation.try_hold(tenant) else {
        return Outcome::Done;
    };
    let until = service.now(tenant);
    let end = Instant::now() + TURN_MAX;
    match service.run_until(tenant, until, Some(end)).await {
        Ok(run) if run.is_complete => Outcome::Done,
        Ok(_) => Outcome::Again(service.real_now()),
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

impl Service {
    /// Looks whether something is due in any environment, and has it run.
    pub(crate) async fn look_at_plans(&self) {
        if let Err(error) = self.enqueue_due_environments().await {
            tracing::debug!(%error, "the plans could not be looked at; that is tried again");
        }
    }

    async fn enqueue_due_environments(&self) -> crate::Result<()> {
        let mut after = None;
        while let Some(first) = self.store.first_plan_after(after).await? {
            after = Some(first.tenant);
            if !is_simulated(first.tenant) || first.next_at > self.now(first.tenant) {
                continue;
            }
            let now = self.real_now();
            let job = NewJob {
                id: Uuid::new_v5(&JOB_NAMESPACE, first.tenant.organisation.0.as_bytes()),
                queue: QUEUE.to_owned(),
                tenant: Some(first.tenant),
                payload: String::new(),
                created_at: now,
                due_at: now,
            };
            self.enqueue_job(job).await?;
        }
        Ok(())
    }
}
