//! A walk through the items of a scenario: each becomes an event, at its time and place.

use super::Facts;
use super::place::Facilities;
use super::point::PickupPoint;
use super::random::Random;
use super::scenario::{Action, Condition, Day, Item, Place, Planned, Route, Step, When};
use super::time::{at_second, plus, seconds_between};
use crate::calendar::WindowKind;
use crate::country::CountryCode;
use crate::parcel::Dimensions;
use crate::planning::{self, Journey, Place as Delivered, Schedule};
use crate::product::OptionRole;
use crate::status::Phase;
use crate::tracking::{Event, EventKind, Leg, Moment, TimeFrame};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// Categories of what happens on the road, before somebody tries to deliver.
pub(super) const ON_THE_ROAD: [&str; 4] = ["LEG", "DATA_RECEIVED", "UNDERWAY", "CUSTOMS"];
/// What the numbers of a piece's steps begin with.
const PIECE: u32 = 1_000;
/// Seconds between a step and one that would have happened before it.
const GAP_S: (i64, i64) = (20, 180);
/// Seconds from the arrival at a ServicePoint, and before it closes, in which nothing is collected.
const AT_POINT_S: i64 = 20 * 60;
/// Days looked ahead for one on which a ServicePoint is open.
const OPEN_DAYS_MAX: u32 = 60;
/// Weight and size of what was not described.
const WEIGHT_G: u32 = 1_000;
/// Size of what was not described.
const SIZE: Dimensions = Dimensions {
    length_mm: 180,
    width_mm: 140,
    height_mm: 140,
};
/// Working days a parcel takes back when the network does not say.
const RETURN_DAYS: u32 = 2;

/// Where the parcel goes.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    /// To the door.
    Door,
    /// Into the mailbox.
    Mailbox,
    /// To the depot, to be collected.
    Hold,
    /// To a ServicePoint.
    Point(&'a PickupPoint),
}

impl<'a> Target<'a> {
    /// Where a shipment was ordered to.
    pub(super) fn of(facts: &Facts<'a>) -> Self {
        match facts.ordered_point {
            Some(point) => Self::Point(point),
            None if has(facts, OptionRole::Mailbox) => Self::Mailbox,
            None if has(facts, OptionRole::Hold) => Self::Hold,
            None => Self::Door,
        }
    }

    /// Calls with the journey of a shipment to here.
    pub(super) fn journey<T>(self, facts: &Facts<'_>, use_it: impl FnOnce(&Journey<'_>) -> T) -> T {
        let (shipment, network) = (facts.shipment, facts.network);
        match self {
            Self::Point(point) => {
                let open = |day| point.is_open_on(day);
                use_it(&Journey::of_shipment(shipment, network, Delivered::ServicePoint(&open)))
            }
            _ => use_it(&Journey::of_shipment(shipment, network, Delivered::Door)),
        }
    }
}

/// Whether a shipment has an option of a role.
pub(super) fn has(facts: &Facts<'_>, role: OptionRole) -> bool {
    let catalogue = &facts.network.catalogue;
    let options = &facts.shipment.order.options;
    options
        .iter()
        .any(|chosen| catalogue.option(&chosen.key).is_some_and(|option| option.role == role))
}

/// At whose end of the journey something happens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Sender,
    Receiver,
}

/// A walk under way.
pub(super) struct Walk<'a> {
    facts: Facts<'a>,
    random: Random,
    facilities: Facilities<'a>,
    target: Target<'a>,
    handed_over: Timestamp,
    handover_date: Date,
    working_days: u32,
    delivery: Date,
    frame: TimeFrame,
    next_frame: TimeFrame,
    begun: bool,
    last: Timestamp,
    last_end: End,
    met: HashMap<String, u32>,
    events: Vec<Event>,
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
            last: facts.shipment.created_at,
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
    pub(super) fn through(mut self, items: &[Item]) -> Vec<Event> {
        for item in items {
            if self.applies(item) && self.take(&item.action).is_none() {
                // The end of time, or of what the calendar knows.
                break;
            }
        }
        self.events
    }

    fn applies(&self, item: &Item) -> bool {
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
            Condition::Shop => point == Some(ParcelShop),
            Condition::Locker => point == Some(PackStation),
            Condition::Mailbox => matches!(self.target, Target::Mailbox),
            Condition::Hold => matches!(self.target, Target::Hold),
            Condition::Abroad => from.0 != to.0,
            Condition::Far => self.working_days > 1,
            Condition::SameDay => self.working_days == 0,
            Condition::Customs => self.facts.network.needs_customs(from, to),
            Condition::Return => self.facts.shipment.order.is_return,
            Condition::Begun => self.begun,
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
            Some((date, journey.frame_on(calendar, date)?, journey.frame_on(calendar, next)?))
        })?;
        Some(())
    }

    fn step(&mut self, step: &Step) -> Option<()> {
        // The loader refuses statuses nobody knows.
        let Some(category) = self.facts.network.statuses.get(&step.status).map(|status| status.category.clone())
        else {
            return Some(());
        };
        let met = self.met.entry(step.status.clone()).or_default();
        *met += 1;
        // On the road each piece has times of its own; a courier hands all pieces of a shipment over at once.
        let own = if ON_THE_ROAD.contains(&category.as_str()) { self.facts.piece } else { 0 };
        let index = own.saturating_mul(PIECE).saturating_add(*met);
        let end = self.end_of(step.day);
        let at = self.time_of(step, index, end)?;
        let mut event = Event::new(&category, &step.status, Moment::in_zone(at, self.zone(end)));
        self.fill(&mut event, step, index);
        (self.last, self.last_end) = (at, end);
        self.events.push(event);
        Some(())
    }

    fn end_of(&self, day: Day) -> End {
        match day {
            Day::Collection | Day::Return => End::Sender,
            Day::Delivery => End::Receiver,
            Day::Previous => self.last_end,
        }
    }

    fn place(&self, end: End) -> (CountryCode, &'a str) {
        let order = &self.facts.shipment.order;
        let address = match end {
            End::Sender => &order.shipper.address,
            End::Receiver => &order.receiver.address,
        };
        (address.country, &address.postal_code)
    }

    fn zone(&self, end: End) -> &'a TimeZone {
        let (country, postal_code) = self.place(end);
        self.facts.network.calendar.zone(country, postal_code)
    }

    /// The working day so many after a date: of collections at the sender's, of deliveries at the receiver's.
    fn working_day_after(&self, end: End, date: Date, days: u32) -> Option<Date> {
        let calendar = &self.facts.network.calendar;
        let country = self.place(End::Sender).0;
        self.target.journey(&self.facts, |journey| {
            let works = |date| match end {
                End::Sender => calendar.collects_on(country, date),
                End::Receiver => journey.deliverable_on(calendar, date),
            };
            (0..days).try_fold(date, |date, _| planning::first(date.tomorrow().ok()?, works))
        })
    }

    fn date_of(&self, step: &Step, index: u32, end: End) -> Option<Date> {
        let (least, most) = step.days;
        let days = self.within(&format!("{} days", step.status), index, i64::from(least), i64::from(most));
        let days = u32::try_from(days).ok()?;
        let before = || self.last.to_zoned(self.zone(end).clone()).date();
        match step.day {
            Day::Collection => self.working_day_after(end, self.handover_date, days),
            Day::Delivery => self.working_day_after(end, self.delivery, days),
            Day::Previous => self.working_day_after(end, before(), days),
            Day::Return => self.working_day_after(end, before(), days.saturating_add(self.days_back())),
        }
    }

    /// Working days of the way back to the sender.
    fn days_back(&self) -> u32 {
        let (from, to) = (self.place(End::Receiver), self.place(End::Sender));
        let back = Journey::new(from, to, true);
        planning::working_days(self.facts.network, &back).map_or(RETURN_DAYS, |days| days.max(1))
    }

    fn time_of(&self, step: &Step, index: u32, end: End) -> Option<Timestamp> {
        let draw = |from, to| self.within(&step.status, index, from, to);
        let earliest = match step.day {
            Day::Collection => self.last.max(self.handed_over),
            _ => self.last,
        };
        let after_the_last = || plus(earliest, self.within("gap", index, GAP_S.0, GAP_S.1));
        let drawn = match step.when {
            When::After(least, most) => return plus(earliest, draw(i64::from(least), i64::from(most))),
            When::Open => return self.open_time(step, index, end),
            When::InFrame => return self.time_in_frame(step, index),
            When::Between(from, to) => {
                let date = self.date_of(step, index, end)?;
                at_second(date, draw(i64::from(from), i64::from(to)), self.zone(end))?
            }
            When::Before(least, most) => plus(self.frame.from.at, -draw(i64::from(least), i64::from(most)))?,
        };
        if drawn > earliest { Some(drawn) } else { after_the_last() }
    }

    /// A time in the planned frame, and at a ServicePoint while it is open.
    fn time_in_frame(&self, step: &Step, index: u32) -> Option<Timestamp> {
        let first = self.frame.from.at.max(plus(self.last, GAP_S.1)?);
        let last = plus(self.frame.to.at, -60)?;
        let mut spans = vec![(first, last)];
        if let Target::Point(point) = self.target {
            let zone = self.zone(End::Receiver);
            let open = point.open_on(self.delivery).into_iter().filter_map(|(from, to)| {
                let from = at_second(self.delivery, i64::from(from), zone)?.max(first);
                let to = at_second(self.delivery, i64::from(to), zone)?.min(last);
                (from < to).then_some((from, to))
            });
            let open: Vec<_> = open.collect();
            if !open.is_empty() {
                spans = open;
            }
        }
        let (from, to) = spans.first().copied()?;
        if from >= to {
            // The parcel is late: at once.
            return Some(first);
        }
        plus(from, self.within(&step.status, index, 0, seconds_between(from, to)))
    }

    /// A time at which the ServicePoint is open, on the day of the step or the next on which it is.
    fn open_time(&self, step: &Step, index: u32, end: End) -> Option<Timestamp> {
        let (least, most) = step.days;
        let days = self.within(&format!("{} days", step.status), index, i64::from(least), i64::from(most));
        let arrived = plus(self.last, AT_POINT_S)?;
        let zone = self.zone(end);
        let mut date = self.last.to_zoned(zone.clone()).date();
        for _ in 0..days {
            date = date.tomorrow().ok()?;
        }
        for _ in 0..OPEN_DAYS_MAX {
            let spans = self.opening_on(date).into_iter().filter_map(|(from, to)| {
                let from = at_second(date, i64::from(from), zone)?.max(arrived);
                let to = at_second(date, i64::from(to) - AT_POINT_S, zone)?;
                (from < to).then_some((from, to))
            });
            let spans: Vec<_> = spans.collect();
            if let Some(count) = i64::try_from(spans.len()).ok().filter(|count| *count > 0) {
                let drawn = usize::try_from(self.within("opening", index, 0, count - 1)).ok()?;
                let (from, to) = spans.get(drawn).copied()?;
                return plus(from, self.within(&step.status, index, 0, seconds_between(from, to)));
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    /// Opening hours of where it waits; a depot has those of an office.
    fn opening_on(&self, date: Date) -> Vec<(u32, u32)> {
        match self.target {
            Target::Point(point) => point.open_on(date),
            _ if self.target.journey(&self.facts, |journey| {
                journey.deliverable_on(&self.facts.network.calendar, date)
            }) =>
            {
                vec![(9 * 3_600, 18 * 3_600)]
            }
            _ => Vec::new(),
        }
    }

    fn fill(&self, event: &mut Event, step: &Step, index: u32) {
        event.kind = if step.of_leg { EventKind::Leg } else { EventKind::Piece };
        event.facility = step.place.as_ref().and_then(|place| self.facilities.code(place));
        event.service_area = event.facility.clone().filter(|_| step.service_area);
        event.leg = Some(leg(&self.facts, &self.facilities, self.random, step, index));
        event.remarks.clone_from(&step.remarks);
        event.route = step.route.as_ref().map(|route| match route {
            Route::Own => self.within("route", 0, 1, 99).to_string(),
            Route::Fixed(text) => text.clone(),
        });
        (event.stop_number, event.scanned_by_hand) = (step.stop, step.by_hand);
        event.power_of_attorney = step.power_of_attorney;
        if step.measured {
            let (weight_g, dimensions) = self.measures();
            (event.weight_g, event.dimensions) = (Some(weight_g), Some(dimensions));
        }
        (event.planned, event.next_planned) = self.frames(step.planned);
        if step.card {
            let number = self.random.number("card", index) % 10_000_000_000;
            event.not_home_code = Some(format!("NH{number:010}"));
        }
        let phase = self.facts.network.statuses.phase_of(&event.status, &event.category);
        if step.signed {
            event.signed_by = self.signer(phase);
        }
        if let (Target::Point(point), Phase::AtPickupPoint | Phase::Delivered) = (self.target, phase) {
            event.service_point = Some(point.id.clone());
        }
    }

    fn measures(&self) -> (u32, Dimensions) {
        let shipment = self.facts.shipment;
        let piece = shipment.pieces.iter().find(|piece| piece.number == self.facts.piece && !piece.return_label);
        let catalogue = &self.facts.network.catalogue;
        let usual = || {
            let kind = piece.and_then(|piece| catalogue.parcel_type(&piece.parcel_type));
            kind.and_then(|kind| kind.default_weight_g)
        };
        let weight_g = piece.and_then(|piece| piece.weight_g).or_else(usual).unwrap_or(WEIGHT_G);
        (weight_g, piece.and_then(|piece| piece.dimensions).unwrap_or(SIZE))
    }

    fn frames(&self, planned: Planned) -> (Option<TimeFrame>, Option<TimeFrame>) {
        match planned {
            Planned::None => (None, None),
            Planned::Frame => (Some(self.frame), None),
            Planned::Both => (Some(self.frame), Some(self.next_frame)),
            Planned::Day => {
                let (calendar, place) = (&self.facts.network.calendar, self.place(End::Receiver));
                let window = planning::window_of(calendar, place, WindowKind::Business);
                (window.on(self.delivery, self.zone(End::Receiver)), None)
            }
        }
    }

    /// Who signs, when the sender asked for a signature.
    fn signer(&self, phase: Phase) -> Option<String> {
        let order = &self.facts.shipment.order;
        let party = match phase {
            Phase::Returned => &order.shipper,
            _ => &order.receiver,
        };
        let person = party.name.person();
        let name = if person.is_empty() { party.name.display() } else { person };
        has(&self.facts, OptionRole::Signature).then_some(name)
    }

    /// A drawn number.
    fn within(&self, purpose: &str, index: u32, from: i64, to: i64) -> i64 {
        self.random.within(purpose, index, from, to)
    }
}

/// What a step says of its leg.
fn leg(facts: &Facts<'_>, facilities: &Facilities<'_>, random: Random, step: &Step, index: u32) -> Leg {
    let parts = step.leg;
    let digits = |purpose: &str, from, to| random.within(purpose, index, from, to).to_string();
    let end = |place| facilities.code(place).filter(|_| parts.ends);
    Leg {
        network: step.network.clone(),
        account: parts.account.then(|| facts.shipment.order.account.to_string()),
        number: parts.number.then(|| digits("leg number", 1_000_000_000, 9_999_999_999)),
        reference: parts.reference.then(|| digits("leg reference", 10_000_000, 99_999_999)),
        origin: end(&Place::DayDefiniteHub),
        destination: end(&Place::DayDefiniteDepot),
    }
}

/// Steps that happen at one moment, wherever the parcel is: its registration.
pub(super) fn at_once(facts: &Facts<'_>, steps: &[Step], moment: Moment) -> Vec<Event> {
    let random = Random::new(facts.seed, facts.shipment.order.shipment_id);
    let facilities = Facilities::new(facts.network, facts.shipment, random);
    let statuses = &facts.network.statuses;
    let known = steps.iter().filter_map(|step| Some((step, statuses.get(&step.status)?)));
    (1..)
        .zip(known)
        .map(|(index, (step, status))| Event {
            kind: if step.of_leg { EventKind::Leg } else { EventKind::Piece },
            leg: Some(leg(facts, &facilities, random, step, index)),
            ..Event::new(&status.category, &status.code, moment)
        })
        .collect()
}
