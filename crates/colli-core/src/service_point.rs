//! ServicePoints: shops and lockers where parcels are handed in and collected.

use crate::country::CountryCode;
use jiff::civil::Date;

/// Names of the days of the week, Monday first.
pub const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// One opening interval of a weekday; minutes after local midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpeningInterval {
    /// 1 = Monday … 7 = Sunday.
    pub week_day: u8,
    /// Opens.
    pub from_minute: u16,
    /// Closes; 1439 stands for the end of the day.
    pub to_minute: u16,
}

/// Days on which a ServicePoint is shut, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClosurePeriod {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Shop or locker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServicePointKind {
    /// A shop: `parcelShop`.
    ParcelShop,
    /// A locker: `packStation`.
    PackStation,
}

impl ServicePointKind {
    /// All kinds with their words on the wire and in data files (reference 5.1).
    pub const NAMES: [(&'static str, Self); 2] = [("parcelShop", Self::ParcelShop), ("packStation", Self::PackStation)];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, kind)| (name == text).then_some(kind))
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ParcelShop => "parcelShop",
            Self::PackStation => "packStation",
        }
    }
}

/// A ServicePoint as a search answers it, borrowed from the packed index.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent properties of a data row, each a column of its own"
)]
pub struct ServicePoint<'a> {
    /// Id with network and country: `8004-NL-272403`.
    pub id: &'a str,
    /// Id shared between networks.
    pub harmonised_id: &'a str,
    /// Short id: `NL-272403`.
    pub psf_key: &'a str,
    /// Country.
    pub country: CountryCode,
    /// Shop or locker.
    pub kind: ServicePointKind,
    /// Name on the door.
    pub name: &'a str,
    /// Street.
    pub street: &'a str,
    /// House number.
    pub number: &'a str,
    /// Addition to the house number.
    pub addition: &'a str,
    /// Postal code in its country's compact form.
    pub postal_code: &'a str,
    /// Town.
    pub city: &'a str,
    /// Latitude in millionths of a degree.
    pub lat_e6: i32,
    /// Longitude in millionths of a degree.
    pub lon_e6: i32,
    /// Opening hours, by weekday and time.
    pub opening: &'a [OpeningInterval],
    /// The closure, if one is planned.
    pub closure: Option<ClosurePeriod>,
    /// Parcels can be collected here (`parcel-last-mile`).
    pub last_mile: bool,
    /// Parcels can be handed in here (`parcel-first-mile`).
    pub first_mile: bool,
    /// Works without staff (`self-service`).
    pub self_service: bool,
    /// Takes large parcels.
    pub xl: bool,
    /// Prints labels from a QR code.
    pub printless: bool,
    /// Parcels it takes of one sender at a time; `None`: any number.
    pub max_parcels: Option<u16>,
    /// Depot that serves it; empty when unknown.
    pub depot: &'a str,
    /// Minutes after midnight at which parcels are fetched.
    pub collection_minute: u16,
    /// Whether it takes parcels at all at present.
    pub available: bool,
}

impl ServicePoint<'_> {
    /// Its address in one line.
    pub fn address_line(&self) -> String {
        let number = [self.number, self.addition].join(" ");
        format!("{} {}, {} {}", self.street, number.trim(), self.postal_code, self.city)
    }

    /// Whether it can be used on a day: it takes parcels and is not closed.
    pub fn usable_on(&self, day: Date) -> bool {
        self.available
            && self
                .closure
                .is_none_or(|closure| day < closure.from || day > closure.to)
    }
}
