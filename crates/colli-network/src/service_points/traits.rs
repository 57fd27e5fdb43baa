//! What a ServicePoint is and offers, and when it is open: what a search can judge at little cost.

use super::{AVAILABLE, FIRST_MILE, LAST_MILE, LOCKER, PRINTLESS, Record, SELF_SERVICE, XL};
use colli_core::country::CountryCode;
use colli_core::service_point::{ClosurePeriod, OpeningInterval, ServicePoint, ServicePointKind};
use jiff::civil::{Date, DateTime};

/// The minute of the day that stands for its end.
const END_OF_DAY: u16 = 1439;

/// What a ServicePoint is and offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Traits {
    country: CountryCode,
    flags: u8,
}

impl Traits {
    /// Those of a ServicePoint.
    pub fn of(point: &ServicePoint<'_>) -> Self {
        let flags = [
            (point.kind == ServicePointKind::PackStation, LOCKER),
            (point.last_mile, LAST_MILE),
            (point.first_mile, FIRST_MILE),
            (point.self_service, SELF_SERVICE),
            (point.xl, XL),
            (point.printless, PRINTLESS),
            (point.available, AVAILABLE),
        ];
        let flags = flags.into_iter().filter(|(has, _)| *has);
        Self {
            country: point.country,
            flags: flags.fold(0, |set, (_, flag)| set | flag),
        }
    }

    pub(super) fn of_record(record: &Record) -> Self {
        Self {
            country: record.country,
            flags: record.flags,
        }
    }

    /// Country.
    pub fn country(self) -> CountryCode {
        self.country
    }

    /// Shop or locker.
    pub fn kind(self) -> ServicePointKind {
        if self.has(LOCKER) {
            ServicePointKind::PackStation
        } else {
            ServicePointKind::ParcelShop
        }
    }

    /// Parcels can be collected here.
    pub fn last_mile(self) -> bool {
        self.has(LAST_MILE)
    }

    /// Parcels can be handed in here.
    pub fn first_mile(self) -> bool {
        self.has(FIRST_MILE)
    }

    /// Prints labels from a QR code.
    pub fn printless(self) -> bool {
        self.has(PRINTLESS)
    }

    /// Takes parcels at all at present.
    pub fn available(self) -> bool {
        self.has(AVAILABLE)
    }

    fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// A ServicePoint while a search judges it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    pub(super) traits: Traits,
    pub(super) postal_code: &'a str,
    pub(super) opening: &'a [OpeningInterval],
    pub(super) closure: Option<ClosurePeriod>,
}

impl<'a> Candidate<'a> {
    /// A ServicePoint that was found.
    pub fn of(point: &ServicePoint<'a>) -> Self {
        Self {
            traits: Traits::of(point),
            postal_code: point.postal_code,
            opening: point.opening,
            closure: point.closure,
        }
    }

    /// What it is and offers.
    pub fn traits(&self) -> Traits {
        self.traits
    }

    /// Its postal code.
    pub fn postal_code(&self) -> &'a str {
        self.postal_code
    }

    /// Whether it can be used on a day: it takes parcels and is not closed.
    pub fn usable_on(&self, day: Date) -> bool {
        let closed = self
            .closure
            .is_some_and(|closure| (closure.from..=closure.to).contains(&day));
        self.traits.available() && !closed
    }

    /// Whether it is open at a time, in its own local time.
    pub fn is_open(&self, local: DateTime) -> bool {
        self.usable_on(local.date()) && are_open(self.opening, local)
    }
}

/// Whether opening hours hold at a local time; closures do not count.
pub fn are_open(opening: &[OpeningInterval], local: DateTime) -> bool {
    let week_day = local.weekday().to_monday_one_offset();
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    opening.iter().any(|interval| {
        // The end of the day is its last minute, which belongs to it; any other end does not.
        let end = i32::from(interval.to_minute) + i32::from(interval.to_minute == END_OF_DAY);
        interval.week_day.cast_signed() == week_day && (i32::from(interval.from_minute)..end).contains(&minute)
    })
}
