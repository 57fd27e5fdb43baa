//! Services and their working days.

use super::places::{ZONE, zone};
use super::prices::{Groups, RATES};
use super::{key, known_service, mass};
use crate::fault::Faults;
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::address::excerpt;
use colli_core::americas::card::RateCard;
use colli_core::americas::service::{Scope, Service, ServiceClass};
use colli_core::americas::transit::{Destination, ServiceDays};
use colli_core::americas::weight::{Length, MassUnit};
use colli_core::transit::TransitDays;
use std::collections::HashMap;

pub(super) static SERVICES: Shape = Shape {
    file: "us_services.csv",
    columns: &[
        "key",
        "name",
        "carrier_name",
        "ordered_product",
        "scope",
        "legacy",
        "by_name_only",
        "class",
        "rate_card",
        "factor_thousandths",
        "min_weight_oz",
        "max_weight_oz",
        "max_length_in",
        "max_length_girth_in",
        "dangerous_goods",
        "insurance",
        "cash_on_delivery",
        "signature",
        "impb_service_type",
        "impb_service_type_signature",
    ],
    comments: &["documented", "note"],
};
static DAYS: Shape = Shape {
    file: "us_transit.csv",
    columns: &["service", "destination", "min_working_days", "max_working_days"],
    comments: &["documented", "note"],
};

/// The highest share of a card's price, in thousandths.
const FACTOR_MAX: u32 = 100_000;
/// The longest side of a table, in inches.
const INCHES_MAX: u32 = 1_000;
/// The longest journey of a table, in working days.
const DAYS_MAX: u32 = 40;
/// Words of scopes.
pub(super) const SCOPES: &str = "domestic, international or return";

pub(super) fn read(source: &Source, cards: &HashMap<String, RateCard>, faults: &mut Faults) -> Vec<Service> {
    let mut services = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &SERVICES, faults, |row, faults| {
        let service = service(row, cards, faults);
        if unique.note(row, 0, row.text(0).to_owned(), faults) {
            services.extend(service);
        }
    });
    services
}

fn service(row: &Row<'_, '_>, cards: &HashMap<String, RateCard>, faults: &mut Faults) -> Option<Service> {
    let key = key(row, 0, faults);
    let [name, carrier_name] = [1, 2].map(|column| row.required(column, faults));
    let scope = row.read(4, SCOPES, faults, Scope::parse);
    let [is_legacy, by_name_only] = [5, 6].map(|column| row.flag(column, faults));
    let class = row.read(7, "packet or parcel", faults, ServiceClass::parse);
    let (rate_card, factor) = match scope {
        Some(Scope::International) => (no_card(row, faults), Some(0)),
        Some(_) => (card(row, cards, faults), factor(row, faults)),
        None => (None, None),
    };
    let [min_weight, max_weight] = [10, 11].map(|column| mass(row, column, MassUnit::Ounce, faults));
    let [max_length, max_girth] = [12, 13].map(|column| inches(row, column, faults));
    let [dangerous_goods, insurance, cash_on_delivery, signature] =
        [14, 15, 16, 17].map(|column| row.flag(column, faults));
    let [plain, signed] = [18, 19].map(|column| three_digits(row, column, faults));
    if min_weight.zip(max_weight).is_some_and(|(min, max)| min > max) {
        faults.push(row.fault(10, "min_weight_oz is above max_weight_oz"));
    }
    if signature && signed.is_none() && scope != Some(Scope::International) {
        faults.push(row.fault(19, "a service that takes signatures needs impb_service_type_signature"));
    }
    Some(Service {
        key: key?,
        name: name?,
        carrier_name: carrier_name?,
        ordered_product: row.optional(3).map(str::to_owned),
        scope: scope?,
        is_legacy,
        by_name_only,
        class: class?,
        rate_card,
        factor_thousandths: factor?,
        min_weight: min_weight?,
        max_weight: max_weight?,
        max_length: max_length?,
        max_length_and_girth: max_girth?,
        takes_dangerous_goods: dangerous_goods,
        takes_insurance: insurance,
        takes_cash_on_delivery: cash_on_delivery,
        takes_signature: signature,
        barcode_service_type: plain,
        barcode_service_type_signature: signed,
    })
}

/// Services abroad have their prices in a table of their own.
fn no_card(row: &Row<'_, '_>, faults: &mut Faults) -> Option<String> {
    for column in [8, 9] {
        if row.optional(column).is_some() {
            faults.push(row.fault(
                column,
                "services abroad have no rate card: their prices are in us_international_rates.csv",
            ));
        }
    }
    None
}

fn card(row: &Row<'_, '_>, cards: &HashMap<String, RateCard>, faults: &mut Faults) -> Option<String> {
    let card = row.text(8);
    if cards.contains_key(card) {
        return Some(card.to_owned());
    }
    let fault = row.fault(8, format!("unknown rate card '{}'", excerpt(card)));
    faults.unknown(RATES.file, cards.is_empty(), fault);
    None
}

fn factor(row: &Row<'_, '_>, faults: &mut Faults) -> Option<u32> {
    row.read(9, "a share in thousandths, at most 100000", faults, |text| {
        text.parse().ok().filter(|factor| (1..=FACTOR_MAX).contains(factor))
    })
}

fn inches(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<Length> {
    row.read(column, "a number of inches from 1 to 1000", faults, |text| {
        let inches = text.parse().ok().filter(|inches| (1..=INCHES_MAX).contains(inches))?;
        Some(Length::from_inches(inches.into()))
    })
}

/// Three digits, or nothing.
fn three_digits(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<String> {
    row.optional(column)?;
    row.read(column, "three digits", faults, |text| {
        (text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
    })
}

pub(super) fn days(source: &Source, services: &[Service], groups: &Groups, faults: &mut Faults) -> ServiceDays {
    let mut all = ServiceDays::default();
    let mut unique = Unique::default();
    each_row(source, &DAYS, faults, |row, faults| {
        let service = known_service(row, services, faults);
        let of = services.iter().find(|known| known.key == row.text(0));
        let destination = match of.map(|service| service.scope) {
            Some(Scope::International) => groups.known(row, 1, faults).map(Destination::Group),
            Some(_) => row.read(1, ZONE, faults, zone).map(Destination::Zone),
            None => None,
        };
        let [min, max] = [2, 3].map(|column| {
            row.read(column, "a number of days from 1 to 40", faults, |text| {
                text.parse().ok().filter(|days| (1..=DAYS_MAX).contains(days))
            })
        });
        let (Some(service), Some(destination), Some(min), Some(max)) = (service, destination, min, max) else {
            return;
        };
        if min > max {
            faults.push(row.fault(2, "min_working_days is above max_working_days"));
        }
        if unique.note(row, 0, format!("{service}, {}", row.text(1)), faults) {
            all.insert(&service, destination, TransitDays { min, max });
        }
    });
    all
}
