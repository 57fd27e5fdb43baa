//! Work of the gateway that a request does not wait for.

use super::{GatewayCaller, give_up};
use crate::Service;
use crate::error::{Error, Result};
use crate::jobs::{Handler, Outcome};
use colli_store::{Job, NewJob};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// The queue.
pub(super) const QUEUE: &str = "gateway";
/// Jobs a node works on at once.
const AT_ONCE: usize = 8;
/// Attempts at a piece of work. The next one says in the object that it failed.
pub(super) const ATTEMPTS_MAX: u32 = 10;
/// Attempts to say so: when the store is away for long, it is said late.
const LAST_WORDS_MAX: u32 = 100;

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "work", content = "id")]
pub(super) enum Work {
    /// Carriers are to be asked for a quote.
    Quote(Uuid),
    /// A label is to be bought.
    Transaction(Uuid),
    /// A label is to be made void.
    Refund(Uuid),
    /// Parcels are to be handed over.
    Manifest(Uuid),
    /// Shipments of a batch are to be looked at or bought, some in each run.
    Batch(Uuid),
}

/// A job as it is kept.
#[derive(Serialize, Deserialize)]
struct Payload {
    owner: String,
    #[serde(flatten)]
    work: Work,
}

/// A job that does a piece of work as soon as it can.
pub(super) fn job(service: &Service, caller: &GatewayCaller, work: Work) -> Result<NewJob> {
    let now = service.clock.now();
    let payload = Payload {
        owner: caller.owner.clone(),
        work,
    };
    Ok(NewJob {
        id: service.entropy.uuid()?,
        queue: QUEUE.to_owned(),
        tenant: Some(caller.tenant),
        payload: serde_json::to_string(&payload).map_err(|error| Error::Internal(error.to_string()))?,
        created_at: now,
        due_at: now,
    })
}

/// The handler of the queue. Its leases are the usual ones: a batch of ten thousand labels is bought in many runs.
pub(crate) fn handler() -> Handler {
    Handler {
        concurrency: AT_ONCE,
        attempts_max: ATTEMPTS_MAX + LAST_WORDS_MAX,
        takes_over: true,
        ..Handler::new(QUEUE, run)
    }
}

async fn run(service: Arc<Service>, job: Job) -> Outcome {
    let payload: std::result::Result<Payload, _> = serde_json::from_str(&job.payload);
    let (Some(tenant), Ok(payload)) = (job.tenant, payload) else {
        return Outcome::Failed("the job names no work".to_owned());
    };
    let caller = GatewayCaller {
        tenant,
        owner: payload.owner,
        seed: None,
    };
    let said = if job.attempt > ATTEMPTS_MAX {
        tracing::error!(job = %job.lease.job, work = ?payload.work, error = job.last_error, "work was tried too often");
        give_up::exhausted()
    } else {
        match work(&service, &caller, payload.work).await {
            Ok(false) => return Outcome::Again(service.clock.now()),
            Ok(true) => return Outcome::Done,
            // It would be the same the next time. What is not found was deleted meanwhile.
            Err(error) => match give_up::lasting(&error) {
                None => return Outcome::Failed(error.to_string()),
                Some(said) => said,
            },
        }
    };
    match Box::pin(service.give_up(&caller, payload.work, said)).await {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// Does a piece of work; whether nothing of it is left.
async fn work(service: &Service, caller: &GatewayCaller, work: Work) -> Result<bool> {
    match work {
        Work::Quote(id) => service.finish_quote(caller, id).await?,
        Work::Transaction(id) => service.finish_transaction(caller, id).await?,
        Work::Refund(id) => service.finish_refund(caller, id).await?,
        Work::Manifest(id) => service.finish_manifest(caller, id).await?,
        Work::Batch(id) => return service.work_on_batch(caller, id).await,
    }
    Ok(true)
}
