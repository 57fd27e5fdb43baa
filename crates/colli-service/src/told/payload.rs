//! What receivers are sent.

use super::request::Receiver;
use super::subscribers::Kind;
use super::wanted::PARCEL_EVENT;
use crate::Service;
use crate::error::{Error, Result};
use crate::tracking::{Disclosure, TrackedPiece};
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::tracking::Event;
use colli_store::DeliveryRow;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

/// How events and pieces are written: as the parcel dialect's track and trace shows them to the owner. Both answer JSON.
#[derive(Clone, Copy)]
pub struct Writers {
    /// An event.
    pub event: fn(&Event) -> Result<String>,
    /// A piece with its events.
    pub piece: fn(&Service, &TrackedPiece) -> Result<String>,
}

/// What is to be sent.
pub(super) enum Payload {
    /// This.
    Body(String),
    /// Nothing: it is not for this subscriber.
    NotMeant,
    /// Nothing: what it is of cannot be shown any more.
    Gone,
}

/// What a webhook is sent (design section 11).
#[derive(Serialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: &'static str,
    /// When it happened, in UTC.
    timestamp: String,
    data: Data,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    tracker_code: String,
    shipment_id: String,
    event: Box<RawValue>,
}

/// Names a delivery: the same for each try and each replay, so that a receiver knows it again.
pub(super) fn message_id(subscriber: Uuid, row: &DeliveryRow) -> String {
    let name = format!(
        "{}:{}:{}",
        row.tracker_code,
        row.occurred_at.as_millisecond(),
        row.sequence
    );
    format!("msg_{}", Uuid::new_v5(&subscriber, name.as_bytes()).simple())
}

impl Service {
    /// The body of a request to a receiver.
    pub(super) async fn payload(
        &self,
        receiver: &Receiver,
        row: &DeliveryRow,
        of: Option<(ShipmentId, Event)>,
    ) -> Result<Payload> {
        let (kind, tenant) = (receiver.kind, receiver.row.tenant);
        match kind {
            Kind::Shippo => return self.gateway_payload(tenant, row, of.is_some()).await,
            Kind::Unified => return self.push_payload(receiver, row, of.map(|(_, event)| event)).await,
            Kind::Webhook | Kind::Pusher | Kind::Mail => {}
        }
        let writers = self
            .told
            .writers()
            .ok_or_else(|| Error::Internal("nobody said how events are written".to_owned()))?;
        let Some((shipment, event)) = of else {
            return Ok(Payload::Gone);
        };
        if kind == Kind::Pusher {
            let Some(piece) = self.pushed_piece(tenant, &row.tracker_code).await? else {
                return Ok(Payload::Gone);
            };
            return (writers.piece)(self, &piece).map(Payload::Body);
        }
        let unwritable = |error: serde_json::Error| Error::Internal(error.to_string());
        let event_json = RawValue::from_string((writers.event)(&event)?).map_err(unwritable)?;
        let envelope = Envelope {
            kind: PARCEL_EVENT,
            timestamp: event.occurred_at.to_string(),
            data: Data {
                tracker_code: row.tracker_code.clone(),
                shipment_id: shipment.to_string(),
                event: event_json,
            },
        };
        serde_json::to_string(&envelope).map(Payload::Body).map_err(unwritable)
    }

    /// A piece as a pusher shows it: what the receiver may see, and no more, as what is pushed is often shown to them. It is
    /// the piece as it is now, the event that caused the push among the others.
    async fn pushed_piece(&self, tenant: Tenant, code: &str) -> Result<Option<TrackedPiece>> {
        let piece = self.track_own(tenant, code).await?;
        Ok(piece.map(|piece| TrackedPiece {
            disclosure: Disclosure::Receiver,
            ..piece
        }))
    }
}
