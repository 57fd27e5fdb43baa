//! A walk through the items of a scenario: each becomes an event, at its time and place.

use super::Facts;
use super::place::Facilities;
use super::random::Random;
use super::scenario::{Action, Condition, Item, Step};
use super::target::Target;
use crate::planning::Schedule;
use crate::tracking::{Event, Moment, TimeFrame};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;

/// Categories of what happens on the road, before somebody tries to deliver.
pub(super) const ON_THE_ROAD: [&str; 4] = ["LEG", "DATA_RECEIVED", "UNDERWAY", "CUSTOMS"];
/// What the numbers of a piece's steps begin with.
const PIECE: u32 = 1_000;

/// At whose end of the journey something happens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The sender's.
    Sender,
    /// The receiver's.
    Receiver,
}

/// A walk under way.
pub(super) struct Walk<'a> {
    /// What it is drawn from.
    pub(super) facts: Facts<'a>,
    /// Its numbers.
    pub(super) random: Random,
    /// Facilities between its ends.
    pub(super) facilities: Facilities<'a>,
    /// Where the parcel goes.
    pub(super) target: Target<'a>,
    /// When the network takes it over.
    pub(super) handed_over: Timestamp,
    /// The day of that.
    pub(super) handover_date: Date,
    /// Working days it travels.
    pub(super) working_days: u32,
    /// Day of the planned delivery.
    pub(super) delivery: Date,
    /// Time frame of the planned delivery.
    pub(super) frame: TimeFrame,
    /// The one after it.
    pub(super) next_frame: TimeFrame,
    /// The courier had it when the walk began.
    pub(super) begun: bool,
    /// When the step before happened.
    pub(super) last: Timestamp,
    /// Where that was.
    pub(super) last_end: End,
    /// How often each status was met.
    pub(super) met: HashMap<String, u32>,
    /// What happened.
    pub(super) events: Vec<Event>,
}

impl<'a> Walk<'a> {
    /// A walk along a schedule, of which nothing has happened.
    pub(super) fn new(facts: Facts<'a>, target: Target<'a>, schedule: &Schedule) -> Self {
        let random = Random::new(facts.seed, facts.shipment.order.shipment_id);
        Self {
            random,
            facilities: Facilities::new(facts.network, facts.shipment, random),
            target,
            handed_over: schedule.handed_over.timestamp(),
            handover_date: schedule.handed_over.date(),
            working_days: schedule.working_days,
            delivery: schedule.delivery_date,
            frame: schedule.frame,
            next_frame: schedule.next_frame,
            begun: false,
            last: facts.ready_at,
            last_end: End::Sender,
            met: HashMap::new(),
            events: Vec::new(),
            facts,
        }
    }

    /// The same walk, joined at a time at the receiver's end.
    #[must_use]
    pub(super) fn joined_at(self, now: Timestamp, begun: bool) -> Self {
        Self {
            last: now,
            last_end: End::Receiver,
            begun,
            ..self
        }
    }

    /// The same walk, joined where the parcel is after a day in which it did not get further: what is collected is
    /// collected from that day on, and the next delivery is a night away at least.
    #[must_use]
    pub(super) fn starting_again(self, now: Timestamp, from: Date) -> Self {
        Self {
            handover_date: self.handover_date.max(from),
            working_days: self.working_days.max(1),
            ..self.joined_at(now, false)
        }
    }

    /// The same walk with another delivery.
    #[must_use]
    pub(super) fn delivered_in(self, delivery: Date, frame: TimeFrame, next_frame: TimeFrame) -> Self {
        Self {
            delivery,
            frame,
            next_frame,
            ..self
        }
    }

    /// Walks through items; returns what happens.
    pub(super) fn through<'i>(mut self, items: impl IntoIterator<Item = &'i Item>) -> Vec<Event> {
        for item in items {
            if self.applies(item) && self.take(&item.action).is_none() {
                // The end of time, or of what the calendar knows.
                break;
            }
        }
        self.events
    }

    /// Whether the conditions of an item hold.
    pub(super) fn applies(&self, item: &Item) -> bool {
        item.conditions
            .iter()
            .all(|(condition, holds)| self.meets(*condition) == *holds)
    }

    fn meets(&self, condition: Condition) -> bool {
        use crate::service_point::ServicePointKind::{PackStation, ParcelShop};
        let point = match self.target {
            Target::Point(point) => Some(point.kind),
            _ => None,
        };
        let (from, to) = (self.place(End::Sender), self.place(End::Receiver));
        match condition {
            Condition::Door => matches!(self.target, Target::Door),
            Condition::OrderedDoor => matches!(Target::of(&self.facts), Target::Door),
            Condition::Shop => point == Some(ParcelShop),
            Condition::Locker => point == Some(PackStation),
            Condition::Mailbox => matches!(self.target, Target::Mailbox),
            Condition::Hold => matches!(self.target, Target::Hold),
            Condition::Abroad => match &self.facts.shipment.americas {
                // Territories have country codes of their own.
                Some(american) => american.is_international,
                None => from.0 != to.0,
            },
            Condition::Far => self.working_days > 1,
            Condition::SameDay => self.working_days == 0,
            Condition::Customs => match &self.facts.shipment.americas {
                Some(american) => american.is_international,
                None => self.facts.network.needs_customs(from, to),
            },
            Condition::Return => self.facts.shipment.order.is_return,
            Condition::Begun => self.begun,
            Condition::American => self.facts.shipment.americas.is_some(),
        }
    }

    fn take(&mut self, action: &Action) -> Option<()> {
        match action {
            Action::Replan(days) => self.replan(*days),
            Action::ToServicePoint => {
                if let (false, Some(point)) = (matches!(self.target, Target::Point(_)), self.facts.nearby_point) {
                    self.target = Target::Point(point);
                    return self.plan_from(self.delivery);
                }
                if self.facts.shipment.americas.is_some() {
                    // Where there are no ServicePoints, it is collected at the office that delivers.
                    self.target = Target::Hold;
                }
                Some(())
            }
            Action::Step(step) => self.step(step),
        }
    }

    fn replan(&mut self, days: u32) -> Option<()> {
        let date = self.working_day_after(End::Receiver, self.delivery, days)?;
        self.plan_from(date)
    }

    /// Plans delivery for the first possible day from a date on.
    fn plan_from(&mut self, date: Date) -> Option<()> {
        let (facts, target) = (self.facts, self.target);
        (self.delivery, self.frame, self.next_frame) = target.journey(&facts, |journey| {
            let calendar = &facts.network.calendar;
            let date = journey.first_delivery_date(calendar, date)?;
            let next = journey.first_delivery_date(calendar, date.tomorrow().ok()?)?;
            Some((
                date,
                journey.frame_on(calendar, date)?,
                journey.frame_on(calendar, next)?,
            ))
        })?;
        Some(())
    }

    fn step(&mut self, step: &Step) -> Option<()> {
        // The loader refuses statuses nobody knows.
        let Some(category) = self
            .facts
            .network
            .statuses
            .get(&step.status)
            .map(|status| status.category.clone())
        else {
            return Some(());
        };
        let met = self.met.entry(step.status.clone()).or_default();
        *met += 1;
        // On the road each piece has times of its own; a courier hands all pieces of a shipment over at once.
        let own = if ON_THE_ROAD.contains(&category.as_str()) {
            self.facts.piece
        } else {
            0
        };
        let index = own.saturating_mul(PIECE).saturating_add(*met);
        let end = self.end_of(step.day);
        let at = self.time_of(step, index, end)?;
        let mut event = Event::new(&category, &step.status, Moment::in_zone(at, self.zone(end)));
        self.fill(&mut event, step, index);
        event.offset_seconds = self.offset_at(&event);
        (self.last, self.last_end) = (at, end);
        self.events.push(event);
        Some(())
    }

    /// Seconds east of UTC where an event happens: facilities of the American network have a time of their own.
    fn offset_at(&self, event: &Event) -> i32 {
        let is_american = self.facts.shipment.americas.is_some();
        let code = event.facility.as_deref().filter(|_| is_american);
        let facility = code.and_then(|code| self.facts.network.facilities.get(code));
        facility.map_or(event.offset_seconds, |facility| {
            let zone = self
                .facts
                .network
                .calendar
                .zone(facility.country, &facility.postal_prefix);
            Moment::in_zone(event.occurred_at, zone).offset_seconds
        })
    }

    /// A drawn number.
    pub(super) fn within(&self, purpose: &str, index: u32, from: i64, to: i64) -> i64 {
        self.random.within(purpose, index, from, to)
    }
}
