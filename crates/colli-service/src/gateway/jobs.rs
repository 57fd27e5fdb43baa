//! Work of the gateway that a request does not wait for.

use super::GatewayCaller;
use crate::Service;
use crate::error::{Error, Result};
use crate::jobs::{Handler, Outcome};
use colli_core::ids::Tenant;
use colli_store::{Job, NewJob};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The queue.
pub(super) const QUEUE: &str = "gateway";
/// Jobs a node works on at once.
const AT_ONCE: usize = 8;
/// The lease of a run: a batch of ten thousand labels is bought in several.
const LEASE: Duration = Duration::from_mins(5);

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

/// The handler of the queue.
pub(crate) fn handler() -> Handler {
    Handler {
        concurrency: AT_ONCE,
        lease: LEASE,
        ..Handler::new(QUEUE, run)
    }
}

async fn run(service: Arc<Service>, job: Job) -> Outcome {
    let payload: std::result::Result<Payload, _> = serde_json::from_str(&job.payload);
    let (Some(tenant), Ok(payload)) = (job.tenant, payload) else {
        return Outcome::Failed("the job names no work".to_owned());
    };
    match work(&service, tenant, payload).await {
        Ok(false) => Outcome::Again(service.clock.now()),
        // What is not found was emptied meanwhile.
        Ok(true) | Err(Error::NotFound { .. }) => Outcome::Done,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// Does a piece of work; whether nothing of it is left.
async fn work(service: &Service, tenant: Tenant, payload: Payload) -> Result<bool> {
    let caller = GatewayCaller {
        tenant,
        owner: payload.owner,
        seed: None,
    };
    match payload.work {
        Work::Quote(id) => service.finish_quote(&caller, id).await?,
        Work::Transaction(id) => service.finish_transaction(&caller, id).await?,
        Work::Refund(id) => service.finish_refund(&caller, id).await?,
        Work::Manifest(id) => service.finish_manifest(&caller, id).await?,
        Work::Batch(id) => return service.work_on_batch(&caller, id).await,
    }
    Ok(true)
}
