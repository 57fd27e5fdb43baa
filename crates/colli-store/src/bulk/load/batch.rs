//! Shipments as rows.

use crate::shipment::{EventRow, Rows};
use crate::tx::{Arg, tenant_args};
use crate::{NewShipment, StoreError};
use colli_core::ids::{ShipmentId, Tenant};
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
            batch.add(Rows::new(&shipment, events)?);
        }
        Ok(batch)
    }

    fn add(&mut self, rows: Rows) {
        let owner = Owner {
            tenant: rows.tenant,
            id: rows.id,
        };
        self.codes.extend(rows.codes.into_iter().map(|code| owner.of(code)));
        self.labels.extend(rows.labels.into_iter().map(|label| owner.of(label)));
        self.events.extend(rows.events.into_iter().map(|event| owner.of(event)));
        self.shipments.push(ShipmentRow {
            owner,
            account: rows.account,
            order_reference: rows.order_reference,
            created_at_ms: rows.created_at_ms,
            body: rows.body,
        });
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
        self.thing.values(&self.owner.tenant)
    }
}
