//! What a ServicePoint is and offers, without its texts: what a search can judge at little cost.

use super::{AVAILABLE, FIRST_MILE, LAST_MILE, LOCKER, PRINTLESS, Record, SELF_SERVICE, XL};
use colli_core::country::CountryCode;
use colli_core::service_point::{ServicePoint, ServicePointKind};

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
