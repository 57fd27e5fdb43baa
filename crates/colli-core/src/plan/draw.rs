//! Drawing the plan of a parcel.

use super::Facts;
use super::members::at_once;
use super::scenario::Scenario;
use super::target::Target;
use super::walk::{ON_THE_ROAD, Walk};
use crate::planning::{self, Schedule};
use crate::tracking::{Event, Moment, registration as usual_registration};

/// Whether an event belongs to the journey, and not to an attempt to deliver or to what comes of it.
pub(super) fn is_on_the_road(event: &Event) -> bool {
    ON_THE_ROAD.contains(&event.category.as_str())
}

/// The plan of a parcel that is ready to be collected since its registration: all that happens afterwards, in order.
/// Empty when the network does not know how to bring it there.
pub fn draw(facts: &Facts<'_>, scenario: &Scenario) -> Vec<Event> {
    let target = Target::of(facts);
    schedule(facts, target)
        .map(|schedule| Walk::new(*facts, target, &schedule).through(&scenario.items))
        .unwrap_or_default()
}

/// The schedule of a shipment.
pub(super) fn schedule(facts: &Facts<'_>, target: Target<'_>) -> Option<Schedule> {
    let ready_at = facts.shipment.created_at;
    target.journey(facts, |journey| planning::schedule(facts.network, journey, ready_at))
}

/// The events of a parcel's registration, as its scenario wants them.
pub fn registration(facts: &Facts<'_>, scenario: Option<&Scenario>, moment: Moment) -> Vec<Event> {
    let steps = scenario.map_or(&[][..], |scenario| &scenario.registration);
    if steps.is_empty() {
        let account = facts.shipment.order.account.to_string();
        return usual_registration(moment, Some(&account)).into();
    }
    at_once(facts, steps, moment)
}
