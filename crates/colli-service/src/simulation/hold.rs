//! Parcels that wait for their manifest: released when it is made, withdrawn when their label is voided before.

use crate::Service;
use crate::error::Result;
use crate::shipments::to_millisecond;
use colli_core::barcode;
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use colli_core::status::Phase;
use colli_core::tracking::{Event, LABEL_VOIDED, Moment, fold};
use colli_store::{NewEvent, Tracked};

/// Category of the event that ends a voided parcel.
const CATEGORY: &str = "EXCEPTION";

impl Service {
    /// Lets parcels begin their journey that waited for their manifest; answers how many did. Parcels that wait no longer,
    /// or never did, stay as they are, so it may be repeated. In live environments parcels move by scans only.
    pub async fn release_from_hold(&self, tenant: Tenant, codes: Vec<String>) -> Result<u64> {
        if !super::is_simulated(tenant) || codes.is_empty() {
            return Ok(0);
        }
        let codes = codes.iter().map(|code| barcode::normalise(code)).collect();
        let at = to_millisecond(self.now(tenant));
        Ok(self.store.release_plans(tenant, codes, at).await?)
    }

    /// Voids the label of a parcel that nobody has yet: it never moves, and cannot be released. Answers whether it is void
    /// now; `false` when it was handed over before. May be repeated.
    pub async fn void_americas_shipment(&self, tenant: Tenant, shipment: ShipmentId) -> Result<bool> {
        let shipment = self.store.shipment(tenant, shipment).await?;
        let Some(shipment) = shipment else {
            return Err(crate::Error::not_found("shipment", String::new()));
        };
        let (mut open, mut events) = (Vec::new(), Vec::new());
        for code in shipment.pieces.iter().filter_map(|piece| piece.tracker_code.as_ref()) {
            let found = self
                .store
                .track(code, 1)
                .await?
                .into_iter()
                .find(|found| found.tracker_code == *code);
            match found.as_ref().map(|found| self.stage(found)) {
                Some(Stage::Void) => {}
                Some(Stage::Announced) => {
                    open.push(code.clone());
                    events.push(self.voided(&shipment, code));
                }
                Some(Stage::HandedOver) | None => return Ok(false),
            }
        }
        if open.is_empty() {
            return Ok(true);
        }
        let held = if super::is_simulated(tenant) { open } else { Vec::new() };
        let is_void = self.store.withdraw_plans(tenant, held, events).await?;
        if is_void {
            self.events_stored();
        }
        Ok(is_void)
    }

    fn stage(&self, tracked: &Tracked) -> Stage {
        let record = fold(&tracked.events, &self.network.statuses);
        match record.phase {
            _ if record.status.as_deref() == Some(LABEL_VOIDED) => Stage::Void,
            Phase::Registered => Stage::Announced,
            _ => Stage::HandedOver,
        }
    }

    fn voided(&self, shipment: &Shipment, code: &str) -> NewEvent {
        let from = &shipment.order.shipper.address;
        let zone = self.network.calendar.zone(from.country, &from.postal_code);
        let moment = Moment::in_zone(to_millisecond(self.now(shipment.tenant)), zone);
        NewEvent {
            tenant: shipment.tenant,
            event_id: format!("void:{code}"),
            tracker_code: code.to_owned(),
            event: Event::new(CATEGORY, LABEL_VOIDED, moment),
        }
    }
}

/// How far a parcel is.
enum Stage {
    /// Its label is void.
    Void,
    /// Nobody has it.
    Announced,
    /// Somebody has it, or had.
    HandedOver,
}
