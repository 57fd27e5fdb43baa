//! The steps of a plan as they are kept: each with its number, from which the id of its event is made.

use crate::error::{Error, Result};
use colli_core::ids::ShipmentId;
use colli_core::tracking::Event;
use colli_store::PlanRow;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A step: its number and what happens.
pub(super) type Step = (usize, Event);

/// A plan as it is kept: the piece's number in its shipment, and its steps.
#[derive(Serialize)]
struct Written<'s> {
    piece: u32,
    steps: &'s [Step],
}

/// The same, read.
#[derive(Deserialize)]
struct Read {
    piece: u32,
    steps: Vec<Step>,
}

/// Numbers events. `first` is at least the number of events a piece has, so that no id is used twice: a piece has an
/// event for each of the numbers used before.
pub(super) fn numbered(events: Vec<Event>, first: usize) -> Vec<Step> {
    (first..).zip(events).collect()
}

/// The text of a plan.
pub(super) fn write(piece: u32, steps: &[Step]) -> Result<String> {
    serde_json::to_string(&Written { piece, steps })
        .map_err(|error| Error::Internal(format!("a plan cannot be written: {error}")))
}

/// The piece of a plan that was drawn, and what is still to come.
pub(super) fn read(row: &PlanRow) -> Result<(u32, Vec<Step>)> {
    let plan: Read = serde_json::from_str(&row.body)
        .map_err(|error| Error::Internal(format!("the plan of {} cannot be read: {error}", row.tracker_code)))?;
    let still_to_come = |(_, event): &Step| event.occurred_at >= row.next_at;
    Ok((plan.piece, plan.steps.into_iter().filter(still_to_come).collect()))
}

/// The id of a step's event.
pub(super) fn event_id(shipment: ShipmentId, piece: u32, number: usize) -> String {
    format!("sim:{shipment}:{piece}:{number}")
}

/// The moment a plan's next step is due.
pub(super) fn next_at(steps: &[Step]) -> Option<Timestamp> {
    steps.first().map(|(_, event)| event.occurred_at)
}
