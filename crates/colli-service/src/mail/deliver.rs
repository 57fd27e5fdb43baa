//! Mail as one of the ways to be told of events.

use super::Subject;
use crate::Service;
use crate::told::{Delivering, DeliveryFailure, Mailer, Notice as Told};
use std::sync::Arc;
use uuid::Uuid;

/// Namespace of mail ids derived from what they tell of.
const MAIL_NAMESPACE: Uuid = Uuid::from_u128(0xc011_3a11_1000_4000_8000_0000_0000_0001);

/// Brings notices to the post office.
pub(super) struct Courier;

impl Mailer for Courier {
    fn deliver(&self, service: Arc<Service>, told: Told) -> Delivering {
        Box::pin(async move { deliver(&service, &told).await })
    }
}

async fn deliver(service: &Service, told: &Told) -> Result<(), DeliveryFailure> {
    let found = service.store.shipment(told.tenant, told.shipment).await;
    let Some(shipment) = found.map_err(|error| DeliveryFailure::temporary(error.to_string()))? else {
        return Ok(());
    };
    let code = Some(told.tracker_code.as_str());
    let Some(piece) = shipment
        .pieces
        .iter()
        .find(|piece| piece.tracker_code.as_deref() == code)
    else {
        return Ok(());
    };
    let subject = Subject {
        shipment: &shipment,
        piece,
        event: Some(&told.event),
    };
    let id = Uuid::new_v5(&MAIL_NAMESPACE, told.id.as_bytes());
    let sent = service.send_notice(subject, id).await;
    sent.map_err(|failure| DeliveryFailure {
        reason: failure.reason,
        status: failure.status,
        is_permanent: failure.is_permanent,
    })
}
