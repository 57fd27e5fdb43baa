//! Running plans: what is due becomes events, in the order of time over all pieces of an environment.

use super::piece::moving_piece;
use super::steps::{self, Kept, Plan};
use crate::Service;
use crate::error::Result;
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::plan::{draw, scenario_of};
use colli_core::shipment::Shipment;
use colli_store::{NewEvent, PLANS_MAX, PlanAfter, PlanChange, PlanRow};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::time::Instant;

/// From a registration to the moment its plan is drawn. Nothing happens earlier.
const FIRST_LOOK: SignedDuration = SignedDuration::from_mins(10);

/// Pages in a row that another node may run first before the rest is left to it.
const OVERTAKEN_MAX: u32 = 100;

/// What a run did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Run {
    /// Events it added.
    pub(super) events: usize,
    /// Whether nothing due is left.
    pub(super) is_complete: bool,
}

/// A plan with the steps that are due and those that are not.
struct Due {
    shipment: ShipmentId,
    plan: Plan,
    /// It was drawn just now.
    is_new: bool,
}

/// When the plans of a shipment's pieces are due first, and which pieces have one: those that move by themselves, in a test
/// environment. Parcels of the American network are on hold until their manifest; returns need none: whoever sends one back
/// hands it in.
pub(crate) fn first_plans(shipment: &Shipment) -> Option<(Option<Timestamp>, Vec<String>)> {
    if !super::is_simulated(shipment.tenant) {
        return None;
    }
    let codes = shipment
        .outbound_pieces()
        .filter_map(|piece| piece.tracker_code.clone());
    if shipment.americas.is_some() && !shipment.order.is_return {
        return Some((None, codes.collect()));
    }
    let at = shipment.created_at.checked_add(FIRST_LOOK).ok()?;
    Some((Some(at), codes.collect()))
}

impl Service {
    /// Runs what is due in an environment by now. Answers how many events came of it.
    pub async fn run_due(&self, tenant: Tenant) -> Result<usize> {
        if !super::is_simulated(tenant) {
            return Ok(0);
        }
        let _held = self.simulation.hold(tenant).await;
        Ok(self.run_until(tenant, self.now(tenant), None).await?.events)
    }

    /// Runs what is due by a time, in slices; past `end` the rest is left. The caller holds the environment.
    pub(super) async fn run_until(&self, tenant: Tenant, until: Timestamp, end: Option<Instant>) -> Result<Run> {
        let mut run = Run::default();
        let mut overtaken = 0;
        loop {
            let due = self.store.due_plans(tenant, until).await?;
            if due.is_empty() {
                run.is_complete = true;
                break;
            }
            let (changed, events) = self.run_slice(tenant, due, until).await?;
            run.events += events;
            if events > 0 {
                self.events_stored();
            }
            // Nothing, although something is due: another node was faster.
            overtaken = if changed == 0 { overtaken + 1 } else { 0 };
            if overtaken >= OVERTAKEN_MAX || end.is_some_and(|end| Instant::now() >= end) {
                break;
            }
        }
        Ok(run)
    }

    /// Runs the plans of a page, each up to the moment the last of the page is due: what is not on the page is later.
    async fn run_slice(&self, tenant: Tenant, due: Vec<PlanRow>, until: Timestamp) -> Result<(usize, usize)> {
        let is_full = due.len() >= PLANS_MAX;
        let horizon = due.last().filter(|_| is_full).map_or(until, |last| last.next_at);
        let mut shipments = HashMap::new();
        let mut changes = Vec::with_capacity(due.len());
        for row in due {
            let plan = self.due_steps(tenant, &row, &mut shipments).await?;
            changes.push(change_until(tenant, row, &plan, horizon)?);
        }
        let (done, events) = self.store.change_plans(tenant, changes).await?;
        Ok((done.into_iter().filter(|is_done| *is_done).count(), events))
    }

    /// What is still to come of a plan, drawn now when that has not been done yet.
    async fn due_steps(
        &self,
        tenant: Tenant,
        row: &PlanRow,
        shipments: &mut HashMap<ShipmentId, Option<Arc<Shipment>>>,
    ) -> Result<Due> {
        let Kept::Undrawn(noted) = steps::kept(&row.body) else {
            return Ok(Due {
                shipment: row.shipment,
                plan: steps::read(row)?,
                is_new: false,
            });
        };
        let shipment = if let Some(shipment) = shipments.get(&row.shipment) {
            shipment.clone()
        } else {
            let shipment = self.store.shipment(tenant, row.shipment).await?.map(Arc::new);
            shipments.insert(row.shipment, shipment.clone());
            shipment
        };
        let drawn = shipment.and_then(|shipment| self.draw(&shipment, row, noted.as_deref()));
        Ok(Due {
            shipment: row.shipment,
            plan: drawn.unwrap_or_default(),
            is_new: true,
        })
    }

    /// Draws the plan of a piece, with the scenario that was noted for it or else its order's.
    pub(super) fn draw(&self, shipment: &Arc<Shipment>, row: &PlanRow, noted: Option<&str>) -> Option<Plan> {
        let piece = moving_piece(shipment, &row.tracker_code)?.number;
        let noted = noted.and_then(|name| self.network.scenarios.get(name));
        let scenario = noted.or_else(|| scenario_of(&shipment.order, &self.network))?;
        let ready_at = released_at(shipment, row);
        let known = self.known(Arc::clone(shipment), Some(scenario)).ready_at(ready_at);
        Some(Plan {
            piece,
            ready_at,
            steps: steps::numbered(draw(&known.facts(self, piece), scenario), 0),
        })
    }
}

/// When a plan of the American network that is not drawn yet was released from hold, or its return can be handed in: the
/// moment it is due. Other plans were never on hold.
fn released_at(shipment: &Shipment, row: &PlanRow) -> Option<Timestamp> {
    shipment.americas.as_ref().map(|_| row.next_at)
}

/// The change of a plan whose steps up to a time happen now.
fn change_until(tenant: Tenant, row: PlanRow, due: &Due, horizon: Timestamp) -> Result<PlanChange> {
    let plan = &due.plan;
    let happened = plan.steps.partition_point(|(_, event)| event.occurred_at <= horizon);
    let (now, later) = plan.steps.split_at(happened);
    let after = match (steps::next_at(later), due.is_new) {
        (None, _) => PlanAfter::Ended,
        (Some(next_at), false) => PlanAfter::Next(next_at),
        (Some(next_at), true) => PlanAfter::Drawn(next_at, steps::write(plan.piece, plan.ready_at, later)?),
    };
    let events = now.iter().map(|(number, event)| NewEvent {
        tenant,
        event_id: steps::event_id(due.shipment, plan.piece, *number),
        tracker_code: row.tracker_code.clone(),
        event: event.clone(),
    });
    Ok(PlanChange {
        events: events.collect(),
        tracker_code: row.tracker_code,
        shipment: row.shipment,
        before: Some((row.next_at, row.body)),
        after,
    })
}
