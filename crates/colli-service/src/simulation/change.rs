//! Changing the plan of a piece that is on its way.

use super::piece::{Known, moving_piece};
use super::steps::{self, Step};
use crate::Service;
use crate::error::Result;
use colli_core::ids::Tenant;
use colli_core::plan::{self, Change, NextDelivery, scenario_of};
use colli_core::shipment::Shipment;
use colli_core::tracking::{Event, fold};
use colli_store::{NewEvent, PlanAfter, PlanChange, PlanRow, Tracked};
use jiff::Timestamp;
use std::sync::Arc;

/// A piece with its plan as it was read.
pub(super) struct Planned {
    pub(super) known: Known<Arc<Shipment>>,
    pub(super) piece: u32,
    row: Option<PlanRow>,
    /// The number of its next new step: no smaller one is free.
    first: usize,
    remaining: Vec<Event>,
}

impl Service {
    /// What is still to come of a piece; `None` when it does not move by itself, or is not simulated.
    pub(super) async fn planned(&self, tracked: &Tracked) -> Result<Option<Planned>> {
        let shipment = &tracked.shipment;
        let moving = moving_piece(shipment, &tracked.tracker_code);
        let Some(piece) = moving.filter(|_| super::is_simulated(shipment.tenant)) else {
            return Ok(None);
        };
        let piece = piece.number;
        let row = self.store.plan(shipment.tenant, &tracked.tracker_code).await?;
        // After the plan: each step that happened by then is counted, and of those that had not none is left.
        let first = self.store.count_events(&tracked.tracker_code).await?;
        let steps: Vec<Step> = match &row {
            None => Vec::new(),
            Some(row) if row.body.is_empty() => {
                let drawn = self.draw(shipment, &tracked.tracker_code);
                drawn.map(|(_, steps)| steps).unwrap_or_default()
            }
            Some(row) => steps::read(row)?.1,
        };
        let scenario = scenario_of(&shipment.order, &self.network);
        Ok(Some(Planned {
            known: self.known(Arc::clone(shipment), scenario),
            piece,
            row,
            first,
            remaining: steps.into_iter().map(|(_, event)| event).collect(),
        }))
    }

    /// The attempt to deliver a simulated piece that comes next, or is under way.
    pub async fn next_delivery(&self, tracked: &Tracked, now: Timestamp) -> Result<Option<NextDelivery>> {
        let Some(planned) = self.planned(tracked).await? else {
            return Ok(None);
        };
        let phase = fold(&tracked.events, &self.network.statuses).phase;
        let facts = planned.known.facts(self, planned.piece);
        Ok(plan::next_delivery(&facts, &planned.remaining, phase, now))
    }

    /// How an intervention at a time changes the plan of a simulated piece; `None` when there is no plan to change. The
    /// change is to be stored with the intervention's own event; it holds only as long as the plan is what it is now.
    pub async fn redirected(&self, tracked: &Tracked, change: &Change, now: Timestamp) -> Result<Option<PlanChange>> {
        let Some(planned) = self.planned(tracked).await? else {
            return Ok(None);
        };
        let phase = fold(&tracked.events, &self.network.statuses).phase;
        let facts = planned.known.facts(self, planned.piece);
        let events = plan::redirect(&facts, &planned.remaining, phase, change, now);
        planned.replaced(tracked, events, Vec::new()).map(Some)
    }
}

impl Planned {
    /// The plan with other steps, and events that happen at once.
    pub(super) fn replaced(&self, tracked: &Tracked, steps: Vec<Event>, at_once: Vec<Event>) -> Result<PlanChange> {
        let tenant: Tenant = tracked.shipment.tenant;
        let shipment = tracked.shipment.order.shipment_id;
        let at_once = steps::numbered(at_once, self.first);
        let steps = steps::numbered(steps, self.first + at_once.len());
        let after = match steps::next_at(&steps) {
            Some(next_at) => PlanAfter::Drawn(next_at, steps::write(self.piece, &steps)?),
            None => PlanAfter::Ended,
        };
        let events = at_once.into_iter().map(|(number, event)| NewEvent {
            tenant,
            event_id: steps::event_id(shipment, self.piece, number),
            tracker_code: tracked.tracker_code.clone(),
            event,
        });
        Ok(PlanChange {
            tracker_code: tracked.tracker_code.clone(),
            shipment,
            before: self.row.as_ref().map(|row| (row.next_at, row.body.clone())),
            after,
            events: events.collect(),
        })
    }
}
