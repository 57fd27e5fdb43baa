//! When a step of a walk happens.

use super::scenario::{Day, Step, When};
use super::target::Target;
use super::time::{at_second, plus, seconds_between};
use super::walk::{End, Walk};
use crate::country::CountryCode;
use crate::planning::{self, Journey};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Seconds between a step and one that would have happened before it.
const GAP_S: (i64, i64) = (20, 180);
/// Seconds from the arrival at a ServicePoint, and before it closes, in which nothing is collected.
const AT_POINT_S: i64 = 20 * 60;
/// Days looked ahead for one on which a ServicePoint is open.
const OPEN_DAYS_MAX: u32 = 60;
/// Working days a parcel takes back when the network does not say.
const RETURN_DAYS: u32 = 2;

impl<'a> Walk<'a> {
    pub(super) fn end_of(&self, day: Day) -> End {
        match day {
            Day::Collection | Day::Return => End::Sender,
            Day::Delivery | Day::Midway | Day::Eve => End::Receiver,
            Day::Previous => self.last_end,
        }
    }

    pub(super) fn place(&self, end: End) -> (CountryCode, &'a str) {
        let order = &self.facts.shipment.order;
        let address = match end {
            End::Sender => &order.shipper.address,
            End::Receiver => &order.receiver.address,
        };
        (address.country, &address.postal_code)
    }

    pub(super) fn zone(&self, end: End) -> &'a TimeZone {
        let (country, postal_code) = self.place(end);
        self.facts.network.calendar.zone(country, postal_code)
    }

    /// The working day so many after a date: of collections at the sender's, of deliveries at the receiver's.
    pub(super) fn working_day_after(&self, end: End, date: Date, days: u32) -> Option<Date> {
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

    pub(super) fn date_of(&self, step: &Step, index: u32, end: End) -> Option<Date> {
        let (least, most) = step.days;
        let days = self.within(
            &format!("{} days", step.status),
            index,
            i64::from(least),
            i64::from(most),
        );
        let days = u32::try_from(days).ok()?;
        let before = || self.last.to_zoned(self.zone(end).clone()).date();
        match step.day {
            Day::Collection => self.working_day_after(end, self.handover_date, days),
            Day::Delivery => self.working_day_after(end, self.delivery, days),
            Day::Midway => {
                let span = self.handover_date.until(self.delivery).ok()?.get_days();
                self.handover_date.checked_add((span.max(0) / 2).days()).ok()
            }
            Day::Eve => self.delivery.yesterday().ok(),
            Day::Previous => self.working_day_after(end, before(), days),
            Day::Return => self.working_day_after(end, before(), days.saturating_add(self.days_back())),
        }
    }

    /// Working days of the way back to the sender.
    pub(super) fn days_back(&self) -> u32 {
        let (from, to) = (self.place(End::Receiver), self.place(End::Sender));
        let there = self.target.journey(&self.facts, |journey| journey.days);
        let back = Journey {
            days: there,
            ..Journey::new(from, to, true)
        };
        planning::working_days(self.facts.network, &back).map_or(RETURN_DAYS, |days| days.max(1))
    }

    pub(super) fn time_of(&self, step: &Step, index: u32, end: End) -> Option<Timestamp> {
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
        if drawn > earliest {
            Some(drawn)
        } else {
            after_the_last()
        }
    }

    /// A time in the planned frame, and at a ServicePoint while it is open.
    pub(super) fn time_in_frame(&self, step: &Step, index: u32) -> Option<Timestamp> {
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
    pub(super) fn open_time(&self, step: &Step, index: u32, end: End) -> Option<Timestamp> {
        let (least, most) = step.days;
        let days = self.within(
            &format!("{} days", step.status),
            index,
            i64::from(least),
            i64::from(most),
        );
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
    pub(super) fn opening_on(&self, date: Date) -> Vec<(u32, u32)> {
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
}
