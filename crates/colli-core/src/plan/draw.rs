//! Drawing the plan of a parcel, and drawing it anew when its scenario changes.

use super::Facts;
use super::members::at_once;
use super::scenario::Scenario;
use super::target::Target;
use super::walk::{ON_THE_ROAD, Walk};
use crate::planning::{self, Schedule};
use crate::tracking::{Event, Moment, registration as usual_registration};
use jiff::Timestamp;

/// Delivery days tried when a plan is drawn anew.
const TRIES_MAX: u32 = 30;

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

/// Another scenario from a moment on, for a parcel that is on its way: what has not happened yet. When somebody tried to
/// deliver it already, the scenario begins with the next day of delivery.
pub fn redraw(facts: &Facts<'_>, scenario: &Scenario, now: Timestamp) -> Vec<Event> {
    let target = Target::of(facts);
    let Some(schedule) = schedule(facts, target) else {
        return Vec::new();
    };
    let whole = Walk::new(*facts, target, &schedule).through(&scenario.items);
    if tries_after(&whole, now) {
        return from_now(whole, now);
    }
    let calendar = &facts.network.calendar;
    let mut date = now.to_zoned(schedule.zone.clone()).date();
    for _ in 0..TRIES_MAX {
        let next = target.journey(facts, |journey| {
            let day = journey.first_delivery_date(calendar, date.tomorrow().ok()?)?;
            let after = journey.first_delivery_date(calendar, day.tomorrow().ok()?)?;
            Some((
                day,
                journey.frame_on(calendar, day)?,
                journey.frame_on(calendar, after)?,
            ))
        });
        let Some((day, frame, next_frame)) = next else {
            break;
        };
        date = day;
        let walk = Walk::new(*facts, target, &schedule).delivered_in(day, frame, next_frame);
        let whole = walk.through(&scenario.items);
        if tries_after(&whole, now) {
            return from_now(whole, now);
        }
    }
    Vec::new()
}

/// Whether the first attempt to deliver lies ahead.
fn tries_after(events: &[Event], now: Timestamp) -> bool {
    let first = events.iter().find(|event| !is_on_the_road(event));
    first.or(events.last()).is_some_and(|event| event.occurred_at > now)
}

fn from_now(events: Vec<Event>, now: Timestamp) -> Vec<Event> {
    events.into_iter().filter(|event| event.occurred_at > now).collect()
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
