//! Drawing the plan of a parcel.

use super::Facts;
use super::members::at_once;
use super::scenario::Scenario;
use super::target::Target;
use super::walk::{ON_THE_ROAD, Walk};
use crate::planning::{self, Schedule};
use crate::tracking::{Event, Moment, data_received, registration as usual_registration};

/// Whether an event belongs to the journey, and not to an attempt to deliver or to what comes of it.
pub(super) fn is_on_the_road(event: &Event) -> bool {
    ON_THE_ROAD.contains(&event.category.as_str())
}

/// The plan of a parcel from the moment it is ready to be collected: all that happens afterwards, in order.
/// Empty when the network does not know how to bring it there.
pub fn draw(facts: &Facts<'_>, scenario: &Scenario) -> Vec<Event> {
    let target = Target::of(facts);
    schedule(facts, target)
        .map(|schedule| Walk::new(*facts, target, &schedule).through(&scenario.items))
        .unwrap_or_default()
}

/// The schedule of a shipment.
pub(super) fn schedule(facts: &Facts<'_>, target: Target<'_>) -> Option<Schedule> {
    target.journey(facts, |journey| {
        planning::schedule(facts.network, journey, facts.ready_at)
    })
}

/// The events of a parcel's registration, as its scenario wants them.
pub fn registration(facts: &Facts<'_>, scenario: Option<&Scenario>, moment: Moment) -> Vec<Event> {
    if facts.shipment.americas.is_some() {
        return vec![data_received(moment)];
    }
    let steps = scenario.map_or(&[][..], |scenario| &scenario.registration);
    if steps.is_empty() {
        let account = facts.shipment.order.account.to_string();
        return usual_registration(moment, Some(&account)).into();
    }
    at_once(facts, steps, moment)
}
