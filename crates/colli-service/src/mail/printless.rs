//! The mail with the code of a printless return. Nothing happened to a parcel yet, so no event tells of it: a job does.

use super::Subject;
use crate::Service;
use crate::error::Result;
use crate::jobs::{Handler, Outcome};
use colli_core::ids::ShipmentId;
use colli_core::shipment::Shipment;
use colli_store::{Job, NewJob};
use jiff::SignedDuration;
use std::sync::Arc;
use uuid::Uuid;

/// The queue.
const QUEUE: &str = "mail";
/// Namespace of the ids of its jobs and mails.
const NAMESPACE: Uuid = Uuid::from_u128(0xc011_3a11_1000_4000_8000_0000_0000_0002);
/// How long a job waits for its shipment, which is stored right after it.
const WAITING_MAX: SignedDuration = SignedDuration::from_mins(10);
/// From one look for it to the next.
const LOOK_EVERY: SignedDuration = SignedDuration::from_secs(2);

/// The handler of the queue.
pub(crate) fn handler() -> Handler {
    Handler::new(QUEUE, run)
}

impl Service {
    /// Has the codes of a printless return mailed, where that is wanted. Called before the shipment is stored, so that no
    /// crash in between loses the mail; without a shipment the job ends by itself.
    pub(crate) async fn mail_codes_of(&self, shipment: &Shipment) -> Result<()> {
        let is_printless = shipment.pieces.iter().any(|piece| piece.printless_code.is_some());
        if !is_printless || !self.notifications(shipment.tenant).await?.is_enabled {
            return Ok(());
        }
        let id = shipment.order.shipment_id;
        let tenant = shipment.tenant;
        let mut name = tenant.organisation.0.as_bytes().to_vec();
        name.extend(tenant.environment.to_i64().to_be_bytes());
        name.extend(id.0.as_bytes());
        let now = self.real_now();
        let job = NewJob {
            id: Uuid::new_v5(&NAMESPACE, &name),
            queue: QUEUE.to_owned(),
            tenant: Some(tenant),
            payload: id.to_string(),
            created_at: now,
            due_at: now,
        };
        self.enqueue_job(job).await.map(drop)
    }
}

async fn run(service: Arc<Service>, job: Job) -> Outcome {
    let (Some(tenant), Ok(id)) = (job.tenant, Uuid::parse_str(&job.payload)) else {
        return Outcome::Failed("the job names no shipment".to_owned());
    };
    let shipment = match service.store.shipment(tenant, ShipmentId(id)).await {
        Ok(Some(shipment)) => shipment,
        Ok(None) => return wait(&service, &job),
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    for piece in shipment.pieces.iter().filter(|piece| piece.printless_code.is_some()) {
        let subject = Subject {
            shipment: &shipment,
            piece,
            event: None,
        };
        let mail = Uuid::new_v5(&NAMESPACE, piece.label_id.0.as_bytes());
        match service.send_notice(subject, mail).await {
            Ok(()) => {}
            Err(failure) if failure.is_permanent => {
                tracing::warn!(reason = failure.reason, shipment = %id, "a mail was given up");
            }
            Err(failure) => return Outcome::Failed(failure.reason),
        }
    }
    Outcome::Done
}

/// The shipment is stored at this moment, or was refused at the last.
fn wait(service: &Service, job: &Job) -> Outcome {
    let now = service.real_now();
    if now.duration_since(job.created_at) > WAITING_MAX {
        return Outcome::Done;
    }
    now.checked_add(LOOK_EVERY).map_or(Outcome::Done, Outcome::Again)
}
