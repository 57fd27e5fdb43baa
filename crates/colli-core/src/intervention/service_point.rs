//! Whether a ServicePoint takes a parcel that was to be brought elsewhere.

use super::Reason;
use super::rules::{Size, SizeLimits};
use crate::service_point::{ServicePoint, ServicePointKind};
use jiff::civil::Date;

/// Whether a ServicePoint is open at some hour of a day, going by its weekly hours.
pub fn opens_on(point: &ServicePoint<'_>, date: Date) -> bool {
    let day = date.weekday().to_monday_one_offset().unsigned_abs();
    point.opening.iter().any(|interval| interval.week_day == day)
}

/// Why a ServicePoint does not take a parcel on a day; `None` when it does. `in_region` says whether the parcel's depot
/// serves it.
pub fn accepts(
    point: &ServicePoint<'_>,
    date: Date,
    size: &Size,
    limits: &SizeLimits,
    in_region: bool,
) -> Option<Reason> {
    if !point.last_mile {
        return Some(Reason::ServicePointUnknown);
    }
    if !in_region {
        return Some(Reason::ServicePointElsewhere);
    }
    if point
        .closure
        .is_some_and(|closure| (closure.from..=closure.to).contains(&date))
    {
        return Some(Reason::ServicePointClosed);
    }
    if !point.available || !opens_on(point, date) {
        return Some(Reason::ServicePointNotOpen);
    }
    if limits.of(point).takes(size) {
        return None;
    }
    Some(match point.kind {
        ServicePointKind::PackStation => Reason::TooLargeForLocker,
        ServicePointKind::ParcelShop => Reason::TooLarge,
    })
}
