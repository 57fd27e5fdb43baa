//! Interventions: what is still to come of a parcel, once its receiver or its sender wants it otherwise.

use super::Facts;
use super::draw::{draw, is_on_the_road, schedule};
use super::point::PickupPoint;
use super::scenario::{DEFAULT, Tail};
use super::target::Target;
use super::walk::Walk;
use crate::planning::Schedule;
use crate::status::Phase;
use crate::tracking::{Event, Moment, TimeFrame};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The planning of a courier's route, which belongs to the attempt and not to the way to it.
const PLANNED_IN_ROUTE: &str = "DELIVERY_PLANNED_IN_ROUTE";
/// Where the way to the depot that delivers ends.
const ARRIVED_AT_DEPOT: &str = "PARCEL_ARRIVED_AT_LOCAL_DEPOT";

/// What is wanted instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// Collected at this ServicePoint.
    ServicePoint(PickupPoint),
    /// Handed to the neighbours at this house number.
    Neighbour(String),
    /// Left at a place, in the receiver's words.
    AgreedPlace(String),
    /// Delivered in this time frame.
    DateTime(TimeFrame),
    /// Not delivered: back to its sender.
    Cancel,
}

impl Change {
    fn tail(&self) -> Tail {
        match self {
            Self::ServicePoint(_) => Tail::ServicePoint,
            Self::Neighbour(_) => Tail::Neighbour,
            Self::AgreedPlace(_) => Tail::AgreedPlace,
            Self::DateTime(_) => Tail::Door,
            Self::Cancel => Tail::Sender,
        }
    }
}

/// The attempt to deliver that comes next, or is under way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NextDelivery {
    /// Its day, in the local time of the receiver.
    pub date: Date,
    /// Its time frame.
    pub frame: TimeFrame,
    /// The day after it on which delivery is possible.
    pub next_date: Date,
    /// The time frame of that day.
    pub next_frame: TimeFrame,
    /// The courier has the parcel.
    pub begun: bool,
}

/// The attempt to deliver that comes next. `phase` is what the parcel's events fold to, `remaining` what its plan still
/// holds. `None` when the network does not know how to bring it there.
pub fn next_delivery(facts: &Facts<'_>, remaining: &[Event], phase: Phase, now: Timestamp) -> Option<NextDelivery> {
    let target = Target::of(facts);
    let schedule = schedule(facts, target)?;
    attempt(facts, target, &schedule, remaining, phase, now)
}

fn attempt(
    facts: &Facts<'_>,
    target: Target<'_>,
    schedule: &Schedule,
    remaining: &[Event],
    phase: Phase,
    now: Timestamp,
) -> Option<NextDelivery> {
    let calendar = &facts.network.calendar;
    let zone = &schedule.zone;
    let begun = phase == Phase::OutForDelivery;
    // A delay comes before the attempt; what is under way is the attempt.
    let courier = remaining.iter().find(|event| !begun && is_out(facts, event));
    let planned_date = courier
        .or_else(|| remaining.iter().find(|event| !is_on_the_road(event)))
        .map(|event| event.occurred_at.to_zoned(zone.clone()).date());
    let today = now.to_zoned(zone.clone()).date();
    let from = match planned_date {
        Some(date) => date,
        None if begun => today,
        None => today.tomorrow().ok()?,
    };
    target.journey(facts, |journey| {
        let date = if begun {
            from
        } else {
            journey.first_delivery_date(calendar, from)?
        };
        let next_date = journey.first_delivery_date(calendar, date.tomorrow().ok()?)?;
        let usual = journey.frame_on(calendar, date)?;
        Some(NextDelivery {
            date,
            frame: told_frame(remaining, date, zone).unwrap_or(usual),
            next_date,
            next_frame: journey.frame_on(calendar, next_date)?,
            begun,
        })
    })
}

/// The frame the plan tells for a day: an earlier intervention may have chosen it.
fn told_frame(remaining: &[Event], date: Date, zone: &TimeZone) -> Option<TimeFrame> {
    let told = remaining.iter().filter(|event| event.next_planned.is_some());
    told.filter_map(|event| event.planned)
        .find(|frame| frame.from.at.to_zoned(zone.clone()).date() == date)
}

/// What happens instead of what remained. The part of the journey that leads to the delivery stays; then comes what was
/// wanted. The plan of a parcel that nobody has yet begins with its collection, as before.
pub fn redirect(facts: &Facts<'_>, remaining: &[Event], phase: Phase, change: &Change, now: Timestamp) -> Vec<Event> {
    redirected(facts, remaining, phase, change, now).unwrap_or_default()
}

fn redirected(
    facts: &Facts<'_>,
    remaining: &[Event],
    phase: Phase,
    change: &Change,
    now: Timestamp,
) -> Option<Vec<Event>> {
    let before = Target::of(facts);
    let schedule = schedule(facts, before)?;
    let old = attempt(facts, before, &schedule, remaining, phase, now)?;
    let target = match change {
        Change::ServicePoint(point) => Target::Point(point),
        _ => Target::Door,
    };
    let new = planned(facts, target, &schedule, &old, change)?;
    let mut kept = if old.begun {
        Vec::new()
    } else {
        road(facts, remaining, now)
    };
    match change {
        // Nobody waits for it any more.
        Change::Cancel => kept.retain(|event| event.planned.is_none()),
        _ => {
            for event in kept.iter_mut().filter(|event| event.next_planned.is_some()) {
                (event.planned, event.next_planned) = (Some(new.1), Some(new.2));
            }
        }
    }
    let from = kept.last().map_or(now, |event| event.occurred_at);
    let walk = Walk::new(*facts, target, &schedule)
        .delivered_in(new.0, new.1, new.2)
        .joined_at(from, old.begun);
    let mut tail = walk.through(facts.network.scenarios.tail(change.tail()));
    if new.0 == old.date && !old.begun && is_in_a_route(facts, remaining) {
        tail.retain(|event| event.status != PLANNED_IN_ROUTE);
    }
    kept.extend(tail);
    Some(kept)
}

/// What remains of the way to the depot that delivers, also where the parcel would not have got there. The route of the day
/// is what follows it.
fn road(facts: &Facts<'_>, remaining: &[Event], now: Timestamp) -> Vec<Event> {
    let is_out = |event: &Event| is_out(facts, event);
    let is_arrival = |event: &Event| event.status == ARRIVED_AT_DEPOT;
    let out = remaining.iter().position(is_out).unwrap_or(remaining.len());
    let before_out = remaining.get(..out).unwrap_or_default();
    let arrival = before_out.iter().rposition(is_arrival).map(|at| at + 1);
    let off_road = || before_out.iter().position(|event| !is_on_the_road(event));
    let end = arrival.or_else(off_road).unwrap_or(before_out.len());
    let way = before_out.iter().take(end);
    let mut way: Vec<Event> = way.filter(|event| event.status != PLANNED_IN_ROUTE).cloned().collect();
    if arrival.is_none() {
        let usual = facts.network.scenarios.get(DEFAULT);
        let usual = usual.map(|scenario| draw(facts, scenario)).unwrap_or_default();
        let last = way.last().map_or(now, |event| event.occurred_at);
        way.extend(
            usual
                .into_iter()
                .find(|event| is_arrival(event) && event.occurred_at > last),
        );
    }
    way
}

/// Whether the courier has it from an event on.
fn is_out(facts: &Facts<'_>, event: &Event) -> bool {
    facts.network.statuses.phase_of(&event.status, &event.category) == Phase::OutForDelivery
}

/// Whether the next courier's route has the parcel already: the plan still has the courier take it, but no planning of that.
fn is_in_a_route(facts: &Facts<'_>, remaining: &[Event]) -> bool {
    let out = remaining.iter().position(|event| is_out(facts, event));
    let ahead = out.and_then(|out| remaining.get(..out));
    ahead.is_some_and(|ahead| ahead.iter().all(|event| event.status != PLANNED_IN_ROUTE))
}

/// Day and frames of the delivery that was wanted. A courier who has the parcel can still ring next door, but not bring
/// it anywhere else today.
fn planned(
    facts: &Facts<'_>,
    target: Target<'_>,
    schedule: &Schedule,
    old: &NextDelivery,
    change: &Change,
) -> Option<(Date, TimeFrame, TimeFrame)> {
    let calendar = &facts.network.calendar;
    let local = |moment: Moment| moment.at.to_zoned(schedule.zone.clone()).date();
    target.journey(facts, |journey| {
        let (date, frame) = match change {
            Change::DateTime(frame) => (local(frame.from), *frame),
            Change::ServicePoint(_) => {
                let from = if old.begun { old.date.tomorrow().ok()? } else { old.date };
                let date = journey.first_delivery_date(calendar, from)?;
                (date, journey.frame_on(calendar, date)?)
            }
            _ => (old.date, old.frame),
        };
        let next = journey.first_delivery_date(calendar, date.tomorrow().ok()?)?;
        Some((date, frame, journey.frame_on(calendar, next)?))
    })
}
