//! A ServicePoint as a plan needs it.

use crate::service_point::{ClosurePeriod, OpeningInterval, ServicePoint, ServicePointKind};
use jiff::civil::Date;

/// Where and when a parcel can be collected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PickupPoint {
    /// Its id.
    pub id: String,
    /// Shop or locker.
    pub kind: ServicePointKind,
    /// Opening hours, by weekday and time.
    pub opening: Vec<OpeningInterval>,
    /// The closure, if one is planned.
    pub closure: Option<ClosurePeriod>,
}

impl From<&ServicePoint<'_>> for PickupPoint {
    fn from(point: &ServicePoint<'_>) -> Self {
        Self {
            id: point.id.to_owned(),
            kind: point.kind,
            opening: point.opening.to_vec(),
            closure: point.closure,
        }
    }
}

impl PickupPoint {
    /// When it is open on a day: spans in seconds after midnight.
    pub fn open_on(&self, day: Date) -> Vec<(u32, u32)> {
        let closed = self
            .closure
            .is_some_and(|closure| (closure.from..=closure.to).contains(&day));
        if closed {
            return Vec::new();
        }
        let week_day = day.weekday().to_monday_one_offset().unsigned_abs();
        let of_day = self.opening.iter().filter(|interval| interval.week_day == week_day);
        of_day
            .map(|interval| (u32::from(interval.from_minute) * 60, u32::from(interval.to_minute) * 60))
            .collect()
    }

    /// Whether it is open on a day at all.
    pub fn is_open_on(&self, day: Date) -> bool {
        !self.open_on(day).is_empty()
    }
}
