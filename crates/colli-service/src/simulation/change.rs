//! Changing the plan of a piece that is on its way.

use super::piece::{Known, moving_piece};
use super::steps::{self, Kept, Plan};
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
    ready_at: Option<Timestamp>,
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
        if row.is_none() && self.is_on_hold(shipment, &tracked.tracker_code).await? {
            return Ok(None);
        }
        // After the plan: each step that happened by then is counted, and of those that had not none is left.
        let first = self.store.count_events(&tracked.tracker_code).await?;
        let plan = match row.as_ref().map(|row| (row, steps::kept(&row.body))) {
            None => Plan {
                ready_at: first_seen(tracked),
                ..Plan::default()
            },
            Some((row, Kept::Undrawn(noted))) => self.draw(shipment, row, noted.as_deref()).unwrap_or_default(),
            Some((row, Kept::Drawn)) => steps::read(row)?,
        };
        let scenario = scenario_of(&shipment.order, &self.network);
        Ok(Some(Planned {
            known: self.known(Arc::clone(shipment), scenario).ready_at(plan.ready_at),
            ready_at: plan.ready_at,
            piece,
            row,
            first,
            remaining: plan.steps.into_iter().map(|(_, event)| event).collect(),
        }))
    }

    /// Whether a piece waits for its manifest.
    pub(super) async fn is_on_hold(&self, shipment: &Shipment, tracker_code: &str) -> Result<bool> {
        if shipment.americas.is_none() {
            return Ok(false);
        }
        Ok(self.store.held_plan(shipment.tenant, tracker_code).await?.is_some())
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

/// When the network had a piece first whose plan has ended: about when it was released from hold.
fn first_seen(tracked: &Tracked) -> Option<Timestamp> {
    tracked.shipment.americas.as_ref()?;
    let has_it = |event: &&Event| event.category != "DATA_RECEIVED";
    tracked.events.iter().find(has_it).map(|event| event.occurred_at)
}

impl Planned {
    /// When it was released from hold.
    pub(super) fn ready_at(&self) -> Option<Timestamp> {
        self.ready_at
    }

    /// The plan with other steps, and events that happen at once.
    pub(super) fn replaced(&self, tracked: &Tracked, steps: Vec<Event>, at_once: Vec<Event>) -> Result<PlanChange> {
        let tenant: Tenant = tracked.shipment.tenant;
        let shipment = tracked.shipment.order.shipment_id;
        let at_once = steps::numbered(at_once, self.first);
        let steps = steps::numbered(steps, self.first + at_once.len());
        let after = match steps::next_at(&steps) {
            Some(next_at) => PlanAfter::Drawn(next_at, steps::write(self.piece, self.ready_at, &steps)?),
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
