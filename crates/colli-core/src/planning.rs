//! Planning: when a parcel is collected and when it is delivered. One function answers transit times, time windows and
//! the simulated plan, so that they agree.

use crate::calendar::{self, Calendar, CutOff, ReceiverKind, Window, WindowKind};
use crate::capability::CapabilityQuery;
use crate::country::CountryCode;
use crate::network::Network;
use crate::product::{OptionRole, ServiceOption};
use crate::shipment::Shipment;
use crate::tracking::TimeFrame;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Working days a parcel of the American network travels of which nothing was told when it was sold.
const AMERICAN_DAYS: u32 = 5;

/// Days looked ahead for one on which something can be done.
const SEARCH_DAYS_MAX: u32 = 60;

/// Where a parcel is delivered.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// At the receiver's door.
    Door,
    /// At a ServicePoint; the function says on which days it can be used.
    ServicePoint(&'a dyn Fn(Date) -> bool),
}

/// The journey of a parcel.
#[derive(Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent properties of an order, each an option of its own"
)]
pub struct Journey<'a> {
    /// Country and postal code it starts from; the postal code may be empty.
    pub from: (CountryCode, &'a str),
    /// Country and postal code it goes to; the postal code may be empty.
    pub to: (CountryCode, &'a str),
    /// The receiver is a business.
    pub to_business: bool,
    /// Product key.
    pub product: &'a str,
    /// Delivered in the evening of the day it is collected.
    pub same_day: bool,
    /// Delivered in the evening.
    pub evening: bool,
    /// Delivered on Saturdays too.
    pub saturday: bool,
    /// Delivered in the early morning.
    pub express: bool,
    /// Where it is delivered.
    pub place: Place<'a>,
    /// Working days it travels, where they were told when it was sold; the network's table does not count then.
    pub days: Option<u32>,
}

impl<'a> Journey<'a> {
    /// A journey without options.
    pub fn new(from: (CountryCode, &'a str), to: (CountryCode, &'a str), to_business: bool) -> Self {
        Self {
            from,
            to,
            to_business,
            product: "",
            same_day: false,
            evening: false,
            saturday: false,
            express: false,
            place: Place::Door,
            days: None,
        }
    }

    /// The journey of a shipment's pieces, as its options say.
    pub fn of_shipment(shipment: &'a Shipment, network: &Network, place: Place<'a>) -> Self {
        let order = &shipment.order;
        let chosen = |role: OptionRole| {
            let option = |key: &str| network.catalogue.option(key).is_some_and(|option| option.role == role);
            order.options.iter().any(|chosen| option(&chosen.key))
        };
        let (shipper, receiver) = (&order.shipper.address, &order.receiver.address);
        Self {
            product: &shipment.product,
            same_day: chosen(OptionRole::SameDay) || is_same_day(network, &shipment.product),
            evening: chosen(OptionRole::Evening),
            saturday: chosen(OptionRole::Saturday),
            express: chosen(OptionRole::Express),
            place,
            days: shipment
                .americas
                .as_ref()
                .map(|facts| facts.estimated_days.unwrap_or(AMERICAN_DAYS).max(1)),
            ..Self::new(
                (shipper.country, &shipper.postal_code),
                (receiver.country, &receiver.postal_code),
                receiver.is_business,
            )
        }
    }

    fn receiver(&self) -> ReceiverKind {
        ReceiverKind::of(self.to_business)
    }

    /// Same-day delivery stays inside a country.
    fn same_day_cut_off(&self, calendar: &Calendar) -> Option<CutOff> {
        let possible = self.same_day && self.from.0 == self.to.0;
        calendar.hours(self.from.0).same_day.filter(|_| possible)
    }

    /// Whether it can be delivered on a date.
    pub fn deliverable_on(&self, calendar: &Calendar, date: Date) -> bool {
        let country = self.to.0;
        let saturday = self.saturday
            && date.weekday() == Weekday::Saturday
            && calendar.works_on(country, date, ReceiverKind::Consumer);
        saturday || calendar.works_on(country, date, self.receiver())
    }

    fn usable_on(&self, calendar: &Calendar, date: Date) -> bool {
        let usable = match self.place {
            Place::Door => true,
            Place::ServicePoint(usable) => usable(date),
        };
        usable && self.deliverable_on(calendar, date)
    }

    /// The first date from a date on that it can be delivered.
    pub fn first_delivery_date(&self, calendar: &Calendar, from: Date) -> Option<Date> {
        first(from, |date| self.usable_on(calendar, date))
    }

    /// When it would be delivered on a date: the part of the day, drawn from the postal code.
    pub fn window(&self, calendar: &Calendar) -> Window {
        let kind = match self.place {
            _ if self.express => WindowKind::Express,
            Place::ServicePoint(_) => WindowKind::ServicePoint,
            Place::Door if self.evening || self.same_day => WindowKind::Evening,
            Place::Door if self.to_business => WindowKind::Business,
            Place::Door => WindowKind::Day,
        };
        window_of(calendar, self.to, kind)
    }

    /// The time frame of a delivery on a date.
    pub fn frame_on(&self, calendar: &Calendar, date: Date) -> Option<TimeFrame> {
        self.window(calendar).on(date, calendar.zone(self.to.0, self.to.1))
    }
}

/// What is planned for a parcel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// When the network takes it over, in the local time of the sender.
    pub handed_over: Zoned,
    /// Day of delivery, in the local time of the receiver.
    pub delivery_date: Date,
    /// Planned delivery.
    pub frame: TimeFrame,
    /// Planned delivery when the first fails.
    pub next_frame: TimeFrame,
    /// Working days between; 0 for the same day.
    pub working_days: u32,
    /// The receiver's time zone.
    pub zone: TimeZone,
}

/// Plans a parcel that is ready to be collected at an instant. `None` when the network does not know how long it would
/// travel, or its ServicePoint stays closed.
pub fn schedule(network: &Network, journey: &Journey<'_>, ready_at: Timestamp) -> Option<Schedule> {
    let calendar = &network.calendar;
    let zone = calendar.zone(journey.to.0, journey.to.1);
    let same_day = journey.same_day_cut_off(calendar);
    let handed_over = handover(calendar, journey, ready_at)?;
    let working_days = match same_day {
        Some(_) => 0,
        None => working_days(network, journey)?,
    };
    let start = handed_over.date();
    let arrival = (0..working_days).try_fold(start, |date, _| {
        first(date.tomorrow().ok()?, |date| journey.deliverable_on(calendar, date))
    })?;
    let delivery_date = journey.first_delivery_date(calendar, arrival)?;
    let next_date = journey.first_delivery_date(calendar, delivery_date.tomorrow().ok()?)?;
    Some(Schedule {
        handed_over,
        delivery_date,
        frame: journey.frame_on(calendar, delivery_date)?,
        next_frame: journey.frame_on(calendar, next_date)?,
        working_days,
        zone: zone.clone(),
    })
}

/// When the network takes over a parcel that is ready at an instant: the collection of the day, past its cut-off that of
/// the next collection day.
fn handover(calendar: &Calendar, journey: &Journey<'_>, ready_at: Timestamp) -> Option<Zoned> {
    let (country, postal_code) = journey.from;
    let same_day = journey.same_day_cut_off(calendar);
    let cut_off = same_day.unwrap_or(calendar.hours(country).collection);
    let ready = calendar.local(ready_at, country, postal_code);
    let earliest = if calendar::minute_of(&ready) < cut_off.ready_minute {
        ready.date()
    } else {
        ready.date().tomorrow().ok()?
    };
    // What is delivered the same day is collected on days of delivery only.
    let day = first(earliest, |date| {
        calendar.collects_on(country, date) && (same_day.is_none() || journey.usable_on(calendar, date))
    })?;
    calendar::at_minute(day, cut_off.collected_minute, ready.time_zone())
}

/// Whether a product delivers in the evening of the day it is collected: the same-day option is on its lanes.
pub fn is_same_day(network: &Network, product: &str) -> bool {
    let options = network.catalogue.all_options().iter();
    let offers = |option: &ServiceOption| {
        let filter = CapabilityQuery {
            product: Some(product.to_owned()),
            options: vec![option.key.clone()],
            ..CapabilityQuery::default()
        };
        !network.catalogue.products(&filter, None).is_empty()
    };
    options.filter(|option| option.role == OptionRole::SameDay).any(offers)
}

/// Working days a parcel travels, remote areas at both ends included.
pub fn working_days(network: &Network, journey: &Journey<'_>) -> Option<u32> {
    if let Some(days) = journey.days {
        return Some(days);
    }
    let days = network
        .transit
        .days(journey.from.0, journey.to.0, journey.to_business)?;
    let extra = |(country, postal_code): (CountryCode, &str)| {
        let area = network.catalogue.remote_area(country, postal_code);
        area.map_or(0, |area| area.extra_working_days)
    };
    let own_island = journey.from.0 == journey.to.0 && extra(journey.from) > 0 && same_area(network, journey);
    Some(if own_island {
        days.min
    } else {
        days.min
            .saturating_add(extra(journey.from))
            .saturating_add(extra(journey.to))
    })
}

/// Whether both ends lie in one remote area: nothing crosses the water.
fn same_area(network: &Network, journey: &Journey<'_>) -> bool {
    let area = |(country, postal_code)| {
        network
            .catalogue
            .remote_area(country, postal_code)
            .map(|area| &area.name)
    };
    area(journey.from) == area(journey.to)
}

/// The window of a kind at a place. Where a day has several, the postal code says which: a route passes a street at about
/// the same time every day.
pub fn window_of(calendar: &Calendar, place: (CountryCode, &str), kind: WindowKind) -> Window {
    let windows = calendar.windows(place.0, kind);
    let windows = if windows.is_empty() {
        calendar.windows(place.0, WindowKind::Day)
    } else {
        windows
    };
    let count = u64::try_from(windows.len()).unwrap_or(1).max(1);
    let drawn = usize::try_from(draw(place.1) % count).unwrap_or(0);
    windows.get(drawn).copied().unwrap_or(WHOLE_DAY)
}

/// Where a network names no windows.
const WHOLE_DAY: Window = Window {
    from_minute: 9 * 60,
    to_minute: 18 * 60,
};

/// A number drawn from a postal code (FNV-1a), the same on every machine and for ever.
fn draw(postal_code: &str) -> u64 {
    let bytes = postal_code.bytes().filter(u8::is_ascii_alphanumeric);
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_uppercase())).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash >> 17
}

/// The first date from a date on for which something holds.
pub fn first(from: Date, mut holds: impl FnMut(Date) -> bool) -> Option<Date> {
    let mut date = from;
    for _ in 0..SEARCH_DAYS_MAX {
        if holds(date) {
            return Some(date);
        }
        date = date.tomorrow().ok()?;
    }
    None
}
