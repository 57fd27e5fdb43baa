//! Parcels that wait for their manifest: released when it is made, withdrawn when their label is voided before.

use crate::Service;
use crate::error::Result;
use crate::shipments::to_millisecond;
use colli_core::barcode;
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use colli_core::status::Phase;
use colli_core::tracking::{Event, LABEL_VOIDED, Moment, fold};
use colli_store::{NewEvent, PlanAfter, PlanChange, PlanRow, StoreError, Tracked};

/// Category of the event that ends a voided parcel.
const CATEGORY: &str = "EXCEPTION";
/// How often a parcel is voided again that changed meanwhile.
const TRIES_MAX: usize = 4;

/// The codes of a shipment's pieces.
fn codes(shipment: &Shipment) -> impl Iterator<Item = &String> {
    shipment.pieces.iter().filter_map(|piece| piece.tracker_code.as_ref())
}

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
    /// now, by whomever; `false` when it was handed over before. May be repeated, also at the same time.
    pub async fn void_americas_shipment(&self, tenant: Tenant, shipment: ShipmentId) -> Result<bool> {
        let shipment = self.store.shipment(tenant, shipment).await?;
        let Some(shipment) = shipment else {
            return Err(crate::Error::not_found("shipment", String::new()));
        };
        for _ in 0..TRIES_MAX {
            // Before the events: a step that happens from now on changes the plan.
            let due = self.due_return_plans(&shipment).await?;
            let Some(open) = self.announced(&shipment).await? else {
                return Ok(false);
            };
            if open.is_empty() {
                return Ok(true);
            }
            if self.withdraw(&shipment, open, due).await? {
                self.events_stored();
                return Ok(true);
            }
            // Another one voided it at this moment, or it was released, or moved: its events tell.
        }
        Ok(false)
    }

    /// Whether the label of a parcel is void.
    pub(crate) async fn is_void(&self, tracker_code: &str) -> Result<bool> {
        let found = self.store.track(tracker_code, 1).await?;
        let own = found.iter().find(|found| found.tracker_code == tracker_code);
        Ok(own.is_some_and(|found| matches!(self.stage(found), Stage::Void)))
    }

    /// The codes of a shipment that are not void yet; `None` when somebody has one of its pieces, or had.
    async fn announced(&self, shipment: &Shipment) -> Result<Option<Vec<String>>> {
        let mut open = Vec::new();
        for code in codes(shipment) {
            let found = self.store.track(code, 1).await?;
            let own = found.iter().find(|found| found.tracker_code == *code);
            match own.map(|found| self.stage(found)) {
                Some(Stage::Void) => {}
                Some(Stage::Announced) => open.push(code.clone()),
                Some(Stage::HandedOver) | None => return Ok(None),
            }
        }
        Ok(Some(open))
    }

    /// The plans of a return, which never is on hold.
    async fn due_return_plans(&self, shipment: &Shipment) -> Result<Vec<PlanRow>> {
        let mut due = Vec::new();
        if shipment.order.is_return && super::is_simulated(shipment.tenant) {
            for code in codes(shipment) {
                due.extend(self.store.plan(shipment.tenant, code).await?);
            }
        }
        Ok(due)
    }

    /// Ends the plans of pieces with the events that say so; `false` when one of them is no longer what it was. A return that
    /// has no plan left only gets its event.
    async fn withdraw(&self, shipment: &Shipment, open: Vec<String>, due: Vec<PlanRow>) -> Result<bool> {
        let tenant = shipment.tenant;
        let (mut changes, mut held, mut events) = (Vec::new(), Vec::new(), Vec::new());
        for code in open {
            let event = self.voided(shipment, &code);
            if let Some(row) = due.iter().find(|row| row.tracker_code == code) {
                changes.push(PlanChange {
                    tracker_code: code,
                    shipment: row.shipment,
                    before: Some((row.next_at, row.body.clone())),
                    after: PlanAfter::Ended,
                    events: vec![event],
                });
                continue;
            }
            events.push(event);
            if super::is_simulated(tenant)
                && (!shipment.order.is_return || self.store.held_plan(tenant, &code).await?.is_some())
            {
                held.push(code);
            }
        }
        let (ended, _) = self.store.change_plans(tenant, changes).await?;
        if !ended.into_iter().all(|is_ended| is_ended) {
            return Ok(false);
        }
        if events.is_empty() {
            return Ok(true);
        }
        match self.store.withdraw_plans(tenant, held, events).await {
            Err(StoreError::Race(_)) => Ok(false),
            done => Ok(done?),
        }
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
