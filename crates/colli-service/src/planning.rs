//! Planning: transit times, time windows and days of pickup, from the same rules as the simulated plans.

use crate::Service;
use crate::error::{Error, Result};
use colli_core::account::Caller;
use colli_core::calendar::{Window, WindowKind, minute_of};
use colli_core::capability::{CapabilityQuery, SenderKind};
use colli_core::country::CountryCode;
use colli_core::planning::{self, Journey, schedule};
use colli_core::product::{OptionRole, Product};
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan as _};

/// Days ahead for which windows and pickups are offered.
const OFFERED_DAYS: u32 = 14;
/// Minutes a pickup slot of today must still last.
const SLOT_REST_MINUTES: u16 = 60;

/// A question for transit times.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TransitQuery {
    /// Who sends; anybody when not given.
    pub sender: Option<SenderKind>,
    /// Country it starts from.
    pub from: CountryCode,
    /// Country it goes to.
    pub to: CountryCode,
    /// Postal code it goes to, normalised; empty when not given.
    pub to_postal_code: String,
    /// Whether the receiver is a business; both when not given.
    pub to_business: Option<bool>,
    /// Only this product.
    pub product: Option<String>,
    /// Only products that carry this parcel type.
    pub parcel_type: Option<String>,
    /// Only return products, or none.
    pub return_product: Option<bool>,
    /// Only lanes of this business unit.
    pub business_unit: Option<String>,
    /// Only lanes of this carrier.
    pub carrier: Option<String>,
    /// Day it is handed over; today, or tomorrow past the cut-off, when not given.
    pub shipment_date: Option<Date>,
}

/// How long a product takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TransitTime {
    /// Product key.
    pub product: String,
    /// Days from the shipment date to the delivery date.
    pub days: u32,
    /// Working days between collection and delivery.
    pub working_days: u32,
    /// Planned day of delivery.
    pub delivery_date: Date,
}

/// When a parcel could be delivered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeWindow {
    /// The day.
    pub date: Date,
    /// In the daytime or in the evening.
    pub kind: WindowKind,
    /// The part of the day.
    pub window: Window,
}

/// A day on which parcels can be picked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PickupDay {
    /// The day.
    pub date: Date,
    /// Its slots, in order.
    pub slots: Vec<Window>,
}

impl Service {
    /// How long each product takes that goes this way; none when nothing does.
    pub fn transit_times(&self, caller: Option<&Caller>, query: &TransitQuery) -> Result<Vec<TransitTime>> {
        let calendar = &self.network().calendar;
        let now = self.now_for(caller);
        let today = calendar.local(now, query.from, "").date();
        let shipped = query.shipment_date.unwrap_or(today);
        // A parcel of today may be too late for today; one of another day is there when that day begins.
        let ready = if shipped == today {
            now
        } else {
            start_of(shipped, calendar.zone(query.from, ""))?
        };
        let mut times: Vec<TransitTime> = Vec::new();
        for to_business in kinds(query.to_business) {
            for product in self.products_of(query, to_business) {
                if times.iter().any(|time| time.product == product.key) {
                    continue;
                }
                let journey = Journey {
                    product: &product.key,
                    same_day: planning::is_same_day(self.network(), &product.key),
                    ..Journey::new((query.from, ""), (query.to, &query.to_postal_code), to_business)
                };
                times.extend(self.transit_time(&journey, ready, shipped));
            }
        }
        Ok(times)
    }

    fn transit_time(&self, journey: &Journey<'_>, ready: Timestamp, shipped: Date) -> Option<TransitTime> {
        let planned = schedule(self.network(), journey, ready)?;
        let days = shipped.until(planned.delivery_date).ok()?.get_days();
        Some(TransitTime {
            product: journey.product.to_owned(),
            days: u32::try_from(days).ok()?,
            working_days: planned.working_days,
            delivery_date: planned.delivery_date,
        })
    }

    fn products_of(&self, query: &TransitQuery, to_business: bool) -> Vec<&Product> {
        // A product that is named is meant, whatever its direction.
        let direction = query.return_product.or(query.product.is_none().then_some(false));
        let filter = CapabilityQuery {
            to_business: Some(to_business),
            return_product: direction,
            product: query.product.clone(),
            parcel_type: query.parcel_type.clone(),
            ..lane(query)
        };
        self.network().catalogue.products(&filter, None)
    }

    /// When a parcel sent now to a household could be delivered: the coming days, without those left out. Nothing where
    /// nothing is delivered.
    pub fn time_windows(
        &self,
        caller: Option<&Caller>,
        sender: SenderKind,
        to: (CountryCode, &str),
        left_out: &[Weekday],
    ) -> Vec<TimeWindow> {
        let network = self.network();
        let Some(from) = self.sender_country(sender, to).filter(|_| self.is_postal_code(to)) else {
            return Vec::new();
        };
        let journey = Journey::new((from, ""), to, false);
        let Some(first) = schedule(network, &journey, self.now_for(caller)) else {
            return Vec::new();
        };
        let mut kinds = vec![WindowKind::Day];
        if self.offers_evening(sender, from, to) {
            kinds.push(WindowKind::Evening);
        }
        let calendar = &network.calendar;
        let dates = days_from(first.delivery_date)
            .take_while(|date| *date <= last_offered(first.delivery_date))
            .filter(|date| journey.deliverable_on(calendar, *date) && !left_out.contains(&date.weekday()));
        let windows = |date| {
            kinds.iter().map(move |kind| TimeWindow {
                date,
                kind: *kind,
                window: planning::window_of(calendar, to, *kind),
            })
        };
        dates.flat_map(windows).collect()
    }

    /// The country a parcel to this place would come from: its own, or the one with the shortest way.
    fn sender_country(&self, sender: SenderKind, to: (CountryCode, &str)) -> Option<CountryCode> {
        let network = self.network();
        let filter = CapabilityQuery {
            sender: Some(sender),
            to_country: Some(to.0.to_string()),
            to_business: Some(false),
            ..CapabilityQuery::default()
        };
        let lanes = network.catalogue.capabilities(&filter);
        let days = |from: CountryCode| network.transit.days(from, to.0, false).map(|days| (days.min, days.max));
        let near = |from: &CountryCode| (*from != to.0, days(*from).unwrap_or((u32::MAX, u32::MAX)), *from);
        lanes.iter().map(|lane| lane.from).min_by_key(near)
    }

    fn offers_evening(&self, sender: SenderKind, from: CountryCode, to: (CountryCode, &str)) -> bool {
        let catalogue = &self.network().catalogue;
        let filter = |key: &str| CapabilityQuery {
            sender: Some(sender),
            from_country: Some(from.to_string()),
            to_country: Some(to.0.to_string()),
            to_postal_code: Some(to.1.to_owned()),
            to_business: Some(false),
            options: vec![key.to_owned()],
            ..CapabilityQuery::default()
        };
        let options = catalogue.all_options().iter();
        options
            .filter(|option| option.role == OptionRole::Evening)
            .any(|option| !catalogue.capabilities(&filter(&option.key)).is_empty())
    }

    /// Days on which parcels can be picked up at a place; none where nobody picks up.
    pub fn pickup_days(&self, caller: Option<&Caller>, place: (CountryCode, &str)) -> Vec<PickupDay> {
        let (network, (country, postal_code)) = (self.network(), place);
        if !self.picks_up_in(country) || !self.is_postal_code(place) {
            return Vec::new();
        }
        let calendar = &network.calendar;
        let local = calendar.local(self.now_for(caller), country, postal_code);
        let (today, minute) = (local.date(), minute_of(&local));
        let too_late = calendar
            .hours(country)
            .same_day_pickup_minute
            .is_none_or(|until| minute >= until);
        let slots = |date: Date| -> Vec<Window> {
            let lasts = |slot: &&Window| date != today || slot.to_minute >= minute.saturating_add(SLOT_REST_MINUTES);
            let slots = calendar.windows(country, WindowKind::Pickup).iter();
            slots.filter(lasts).copied().collect()
        };
        days_from(today)
            .take_while(|date| *date <= last_offered(today))
            .filter(|date| calendar.collects_on(country, *date) && !(too_late && *date == today))
            .map(|date| PickupDay {
                date,
                slots: slots(date),
            })
            .filter(|day| !day.slots.is_empty())
            .collect()
    }

    /// Whether parcels are collected in a country at all.
    pub(crate) fn picks_up_in(&self, country: CountryCode) -> bool {
        let filter = CapabilityQuery {
            sender: Some(SenderKind::Business),
            from_country: Some(country.to_string()),
            return_product: Some(false),
            ..CapabilityQuery::default()
        };
        !self.network().catalogue.destination_countries(&filter).is_empty()
    }

    /// Whether a place exists as far as is known: countries without postal codes have one place.
    fn is_postal_code(&self, (country, code): (CountryCode, &str)) -> bool {
        let format = self.network().postal.get(country).filter(|format| format.exists());
        format.is_none_or(|format| format.normalise(code).is_some()) && self.points.knows_postal_code(country, code)
    }
}

/// A filter for the lane of a question.
fn lane(query: &TransitQuery) -> CapabilityQuery<'static> {
    CapabilityQuery {
        sender: query.sender,
        from_country: Some(query.from.to_string()),
        to_country: Some(query.to.to_string()),
        to_postal_code: Some(query.to_postal_code.clone()).filter(|code| !code.is_empty()),
        business_unit: query.business_unit.clone(),
        carrier: query.carrier.clone(),
        ..CapabilityQuery::default()
    }
}

/// Kinds of receivers asked for: consumers first.
fn kinds(to_business: Option<bool>) -> Vec<bool> {
    to_business.map_or_else(|| vec![false, true], |kind| vec![kind])
}

fn start_of(date: Date, zone: &jiff::tz::TimeZone) -> Result<Timestamp> {
    let start = date.to_zoned(zone.clone());
    start
        .map(|start| start.timestamp())
        .map_err(|error| Error::Internal(error.to_string()))
}

fn days_from(date: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(date), |day| day.tomorrow().ok())
}

fn last_offered(today: Date) -> Date {
    today.saturating_add(i64::from(OFFERED_DAYS).days())
}
