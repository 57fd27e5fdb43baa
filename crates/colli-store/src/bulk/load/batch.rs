//! Shipments as rows.

use crate::shipment::EventRow;
use crate::tx::{Arg, tenant_args};
use crate::{NewShipment, PieceEvent, StoreError, event_body, shipment_body};
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use uuid::Uuid;

/// Shipments ready to be stored. Making a batch is work for this process, storing it is work for the database: they go
/// well side by side.
#[derive(Default)]
pub struct ShipmentBatch {
    pub(super) shipments: Vec<ShipmentRow>,
    pub(super) codes: Vec<Owned<String>>,
    pub(super) labels: Vec<Owned<Uuid>>,
    pub(super) events: Vec<Owned<EventRow>>,
}

/// What belongs to a shipment.
pub(super) struct Owned<T> {
    owner: Owner,
    thing: T,
}

#[derive(Clone, Copy)]
struct Owner {
    tenant: Tenant,
    id: ShipmentId,
}

impl Owner {
    fn of<T>(self, thing: T) -> Owned<T> {
        Owned { owner: self, thing }
    }
}

pub(super) struct ShipmentRow {
    owner: Owner,
    account: String,
    order_reference: Option<String>,
    created_at_ms: i64,
    body: String,
}

impl ShipmentBatch {
    /// Makes the rows of shipments that nobody has registered yet, oldest first.
    pub fn new(shipments: impl IntoIterator<Item = NewShipment>) -> Result<Self, StoreError> {
        let mut batch = Self::default();
        for NewShipment { shipment, events } in shipments {
            batch.add(&shipment, events)?;
        }
        Ok(batch)
    }

    fn add(&mut self, shipment: &Shipment, events: Vec<PieceEvent>) -> Result<(), StoreError> {
        let id = shipment.order.shipment_id;
        let owner = Owner {
            tenant: shipment.tenant,
            id,
        };
        let codes = shipment.pieces.iter().filter_map(|piece| piece.tracker_code.as_ref());
        // A shipment of one piece has no code of its own, or the piece's.
        let whole = shipment.tracker_code.iter();
        let whole = whole.filter(|whole| codes.clone().all(|code| code != *whole));
        self.codes
            .extend(codes.clone().chain(whole).map(|code| owner.of(code.clone())));
        let labels = shipment.pieces.iter().map(|piece| piece.label_id.0);
        self.labels
            .extend(labels.filter(|label| *label != id.0).map(|label| owner.of(label)));
        self.add_events(events, owner)?;
        self.shipments.push(ShipmentRow {
            owner,
            account: shipment.order.account.to_string(),
            order_reference: shipment.order.order_reference.clone(),
            created_at_ms: shipment.created_at.as_millisecond(),
            body: shipment_body::write(shipment)?,
        });
        Ok(())
    }

    /// Equal times on a code keep their order.
    fn add_events(&mut self, events: Vec<PieceEvent>, owner: Owner) -> Result<(), StoreError> {
        let first = self.events.len();
        for PieceEvent { tracker_code, event } in events {
            let occurred_at_ms = event.occurred_at.as_millisecond();
            let before = self.events.get(first..).unwrap_or_default().iter();
            let before = before.map(|owned| &owned.thing);
            let same = before.filter(|row| row.tracker_code == tracker_code && row.occurred_at_ms == occurred_at_ms);
            let row = EventRow {
                occurred_at_ms,
                sequence: i64::try_from(same.count()).unwrap_or(i64::MAX),
                event_id: None,
                body: event_body::write(&event)?,
                tracker_code,
            };
            self.events.push(owner.of(row));
        }
        Ok(())
    }
}

/// A row as values, in the order of the columns of its table; shipments without their number, which the database gives.
pub(super) trait Values<const N: usize> {
    /// The values.
    fn values(&self) -> [Arg<'_>; N];
}

impl Values<7> for ShipmentRow {
    fn values(&self) -> [Arg<'_>; 7] {
        let [org, env] = tenant_args(&self.owner.tenant);
        [
            org,
            env,
            Arg::from(&self.owner.id.0),
            Arg::Text(&self.account),
            Arg::OptText(self.order_reference.as_deref()),
            Arg::I64(self.created_at_ms),
            Arg::Text(&self.body),
        ]
    }
}

impl Values<4> for Owned<String> {
    fn values(&self) -> [Arg<'_>; 4] {
        let [org, env] = tenant_args(&self.owner.tenant);
        [Arg::Text(&self.thing), org, env, Arg::from(&self.owner.id.0)]
    }
}

impl Values<4> for Owned<Uuid> {
    fn values(&self) -> [Arg<'_>; 4] {
        let [org, env] = tenant_args(&self.owner.tenant);
        [org, env, Arg::from(&self.thing), Arg::from(&self.owner.id.0)]
    }
}

impl Values<7> for Owned<EventRow> {
    fn values(&self) -> [Arg<'_>; 7] {
        let [org, env] = tenant_args(&self.owner.tenant);
        let event = &self.thing;
        [
            Arg::Text(&event.tracker_code),
            Arg::I64(event.occurred_at_ms),
            Arg::I64(event.sequence),
            org,
            env,
            Arg::OptText(event.event_id.as_deref()),
            Arg::Text(&event.body),
        ]
    }
}
