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
    #[serde(skip_serializing_if = "Option::is_none")]
    ready_at: Option<Timestamp>,
    steps: &'s [Step],
}

/// The same, read.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
pub(super) struct Plan {
    /// The piece's number.
    pub(super) piece: u32,
    /// When it was released from hold; absent for pieces that never were on hold.
    #[serde(default)]
    pub(super) ready_at: Option<Timestamp>,
    /// What is still to come.
    pub(super) steps: Vec<Step>,
}

/// What is noted of a plan on hold: how it is to be drawn.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    scenario: String,
}

/// The note that a plan on hold is to be drawn with a scenario.
pub(super) fn note(scenario: &str) -> Result<String> {
    let note = Note {
        scenario: scenario.to_owned(),
    };
    serde_json::to_string(&note).map_err(|error| Error::Internal(format!("a note cannot be written: {error}")))
}

/// What is kept of a plan.
pub(super) enum Kept {
    /// It is still to be drawn, with this scenario where one was noted.
    Undrawn(Option<String>),
    /// It is drawn.
    Drawn,
}

/// What a plan's body keeps.
pub(super) fn kept(body: &str) -> Kept {
    if body.is_empty() {
        return Kept::Undrawn(None);
    }
    match serde_json::from_str::<Note>(body) {
        Ok(note) => Kept::Undrawn(Some(note.scenario)),
        Err(_) => Kept::Drawn,
    }
}

/// Numbers events. `first` is at least the number of events a piece has, so that no id is used twice: a piece has an
/// event for each of the numbers used before.
pub(super) fn numbered(events: Vec<Event>, first: usize) -> Vec<Step> {
    (first..).zip(events).collect()
}

/// The text of a plan.
pub(super) fn write(piece: u32, ready_at: Option<Timestamp>, steps: &[Step]) -> Result<String> {
    serde_json::to_string(&Written { piece, ready_at, steps })
        .map_err(|error| Error::Internal(format!("a plan cannot be written: {error}")))
}

/// A plan that was drawn, with what is still to come.
pub(super) fn read(row: &PlanRow) -> Result<Plan> {
    let mut plan: Plan = serde_json::from_str(&row.body)
        .map_err(|error| Error::Internal(format!("the plan of {} cannot be read: {error}", row.tracker_code)))?;
    let still_to_come = |(_, event): &Step| event.occurred_at >= row.next_at;
    plan.steps.retain(still_to_come);
    Ok(plan)
}

/// The id of a step's event.
pub(super) fn event_id(shipment: ShipmentId, piece: u32, number: usize) -> String {
    format!("sim:{shipment}:{piece}:{number}")
}

/// The moment a plan's next step is due.
pub(super) fn next_at(steps: &[Step]) -> Option<Timestamp> {
    steps.first().map(|(_, event)| event.occurred_at)
}
