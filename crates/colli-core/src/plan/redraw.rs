//! Another scenario for a parcel that is on its way.

use super::Facts;
use super::draw::{draw, is_on_the_road, schedule};
use super::scenario::{Action, DEFAULT, Item, Planned, Scenario, Step, Tail};
use super::target::Target;
use super::time::plus;
use super::walk::Walk;
use crate::planning::{self, Schedule};
use crate::status::Phase;
use crate::tracking::{Event, INTERVENTION, TimeFrame, fold};
use jiff::Timestamp;
use jiff::civil::Date;

/// Seconds a courier needs at least for what is still to happen in a time frame.
const REST_OF_FRAME_S: i64 = 240;

/// Another scenario from a moment on: what has not happened yet. `past` is what has. As much as possible happens on the day
/// that was planned; what makes the scenario is never left out: when it would lie in the past, the scenario begins again
/// with the next day of delivery.
pub fn redraw(facts: &Facts<'_>, scenario: &Scenario, past: &[Event], now: Timestamp) -> Vec<Event> {
    let target = Target::of(facts);
    let Some(schedule) = schedule(facts, target) else {
        return Vec::new();
    };
    let redrawing = Redrawing {
        facts,
        target,
        schedule,
        ordinary: ordinary(facts),
        past,
        phase: fold(past, &facts.network.statuses).phase,
        now,
    };
    redrawing
        .as_planned(scenario)
        .or_else(|| redrawing.continued(scenario))
        .or_else(|| redrawing.again(scenario))
        .unwrap_or_default()
}

/// Statuses of a parcel's plan to which nothing special happens.
fn ordinary(facts: &Facts<'_>) -> Vec<String> {
    let scenario = facts.network.scenarios.get(DEFAULT);
    let events = scenario.map(|scenario| draw(facts, scenario)).unwrap_or_default();
    events.into_iter().map(|event| event.status).collect()
}

struct Redrawing<'a> {
    facts: &'a Facts<'a>,
    target: Target<'a>,
    schedule: Schedule,
    ordinary: Vec<String>,
    past: &'a [Event],
    phase: Phase,
    now: Timestamp,
}

impl<'a> Redrawing<'a> {
    fn walk(&self) -> Walk<'a> {
        Walk::new(*self.facts, self.target, &self.schedule)
    }

    fn local_date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.schedule.zone.clone()).date()
    }

    /// Whether somebody had the parcel off the road already: its receiver's courier, a ServicePoint, a complaints desk.
    fn left_the_road(&self) -> Option<&'a Event> {
        let off = |event: &&Event| !is_on_the_road(event) && event.category != INTERVENTION;
        self.past.iter().rev().find(off)
    }

    /// The scenario as it would be had it been chosen with the order, while all that makes it lies ahead.
    fn as_planned(&self, scenario: &Scenario) -> Option<Vec<Event>> {
        if self.left_the_road().is_some() {
            return None;
        }
        let mut events = self.walk().through(&scenario.items);
        let is_own = |event: &Event| !self.ordinary.contains(&event.status);
        let first = events.iter().find(|event| is_own(event) || !is_on_the_road(event));
        let is_ahead = first
            .or(events.last())
            .is_some_and(|event| event.occurred_at > self.now);
        events.retain(|event| event.occurred_at > self.now);
        is_ahead.then_some(events)
    }

    /// The rest of the scenario for a parcel that is with the courier or waits for its receiver, when the scenario differs
    /// only in what comes after that.
    fn continued(&self, scenario: &Scenario) -> Option<Vec<Event>> {
        let (date, frame, next_frame) = match self.phase {
            Phase::OutForDelivery => self.todays_frame()?,
            Phase::AtPickupPoint => {
                let date = self.local_date(self.left_the_road()?.occurred_at);
                (date, self.schedule.frame, self.schedule.next_frame)
            }
            _ => return None,
        };
        let status = &self.left_the_road()?.status;
        let walk = self
            .walk()
            .delivered_in(date, frame, next_frame)
            .joined_at(self.now, true);
        let reached = scenario
            .items
            .iter()
            .position(|item| walk.applies(item) && step_of(item).is_some_and(|step| step.status == *status))?;
        let (before, after) = scenario.items.split_at_checked(reached + 1)?;
        if before.iter().any(|item| walk.applies(item) && self.is_own(item)) {
            return None;
        }
        let events = walk.through(after);
        (!events.is_empty()).then_some(events)
    }

    /// The delivery under way, unless its time frame is over.
    fn todays_frame(&self) -> Option<(Date, TimeFrame, TimeFrame)> {
        let told = self
            .past
            .iter()
            .rev()
            .find_map(|event| Some((event.planned?, event.next_planned)));
        let (frame, next) = told.unwrap_or((self.schedule.frame, None));
        let is_ahead = plus(self.now, REST_OF_FRAME_S)? < frame.to.at;
        let date = self.local_date(frame.from.at);
        is_ahead.then_some((date, frame, next.unwrap_or(self.schedule.next_frame)))
    }

    /// The scenario once more, with the next day of delivery: a courier brings the parcel back first, and the way that lies
    /// behind it is not made again.
    fn again(&self, scenario: &Scenario) -> Option<Vec<Event>> {
        let calendar = &self.facts.network.calendar;
        let today = self.local_date(self.now);
        let sender = self.facts.shipment.order.shipper.address.country;
        let evening = planning::first(today, |date| calendar.collects_on(sender, date))?;
        let from = evening.max(today).tomorrow().ok()?.max(self.schedule.delivery_date);
        let (date, frame, next_frame) = self.target.journey(self.facts, |journey| {
            let date = journey.first_delivery_date(calendar, from)?;
            let next = journey.first_delivery_date(calendar, date.tomorrow().ok()?)?;
            Some((
                date,
                journey.frame_on(calendar, date)?,
                journey.frame_on(calendar, next)?,
            ))
        })?;
        let mut events = Vec::new();
        if self.phase == Phase::OutForDelivery {
            let walk = self.walk().joined_at(self.now, true);
            events = walk.through(self.facts.network.scenarios.tail(Tail::OffRoute));
        }
        let start = events.last().map_or(self.now, |event| event.occurred_at);
        let walk = self
            .walk()
            .delivered_in(date, frame, next_frame)
            .starting_again(start, evening);
        let ahead = self.not_made_again(scenario, &walk);
        events.extend(walk.through(ahead));
        Some(events)
    }

    /// The items of a scenario without the way that was made already. Time frames are told anew.
    fn not_made_again<'s>(&self, scenario: &'s Scenario, walk: &Walk<'_>) -> Vec<&'s Item> {
        let items = &scenario.items;
        let own = items
            .iter()
            .position(|item| walk.applies(item) && step_of(item).is_some() && self.is_own(item));
        let journey = items.get(..own.unwrap_or(items.len())).unwrap_or_default();
        let happened = |step: &Step| {
            let mut past = self.past.iter().filter(|event| is_on_the_road(event));
            step.planned == Planned::None && past.any(|event| event.status == step.status)
        };
        let made = journey
            .iter()
            .rposition(|item| step_of(item).is_some_and(happened))
            .map_or(0, |last| last + 1);
        let tells = |item: &Item| step_of(item).is_none_or(|step| step.planned != Planned::None);
        let ahead = items.iter().enumerate();
        ahead
            .filter(|(at, item)| *at >= made || tells(item))
            .map(|(_, item)| item)
            .collect()
    }

    /// Whether an item makes the scenario what it is: nothing that happens to every parcel like this one.
    fn is_own(&self, item: &Item) -> bool {
        match &item.action {
            Action::Step(step) => !self.ordinary.contains(&step.status),
            Action::Replan(_) => true,
            Action::ToServicePoint => !matches!(self.target, Target::Point(_)) && self.facts.nearby_point.is_some(),
        }
    }
}

fn step_of(item: &Item) -> Option<&Step> {
    match &item.action {
        Action::Step(step) => Some(step),
        _ => None,
    }
}
