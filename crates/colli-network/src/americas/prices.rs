//! Rate cards, prices abroad, groups of countries, fees.

use super::{key, known_service, mass};
use crate::fault::Faults;
use crate::geography::{COUNTRIES, Geography};
use crate::price_list::cents;
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::address::excerpt;
use colli_core::americas::card::{COLUMNS, Fee, InternationalRate, RateCard, RatePart, Step};
use colli_core::americas::service::{Scope, Service};
use colli_core::americas::transit::CountryGroups;
use colli_core::americas::weight::MassUnit;
use colli_core::country::CountryCode;
use std::collections::HashMap;

pub(super) static RATES: Shape = Shape {
    file: "us_rates.csv",
    columns: &[
        "product",
        "max_weight",
        "unit",
        "zone_1_2",
        "zone_3",
        "zone_4",
        "zone_5",
        "zone_6",
        "zone_7",
        "zone_8",
        "zone_11_13",
    ],
    comments: &["documented", "note"],
};
static GROUPS: Shape = Shape {
    file: "us_country_groups.csv",
    columns: &["country_group", "countries"],
    comments: &["documented", "note"],
};
static INTERNATIONAL: Shape = Shape {
    file: "us_international_rates.csv",
    columns: &["service", "country_group", "base", "per_lb"],
    comments: &["documented", "note"],
};
static FEES: Shape = Shape {
    file: "us_fees.csv",
    columns: &["fee", "base", "per_100_usd"],
    comments: &["documented", "note"],
};

/// The countries cell of the group of all that are in no other.
const OTHERS: &str = "*";
/// The first column of prices in a card.
const FIRST_PRICE: usize = 3;

pub(super) fn cards(source: &Source, faults: &mut Faults) -> HashMap<String, RateCard> {
    let mut steps: HashMap<String, Vec<Step>> = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &RATES, faults, |row, faults| {
        let product = key(row, 0, faults);
        let unit = row.read(2, "oz or lb", faults, |text| {
            MassUnit::parse(text).filter(|unit| matches!(unit, MassUnit::Ounce | MassUnit::Pound))
        });
        let max_weight = unit.and_then(|unit| mass(row, 1, unit, faults));
        let mut prices = [None; COLUMNS];
        for (at, price) in prices.iter_mut().enumerate() {
            let column = FIRST_PRICE + at;
            *price = row.optional(column).and_then(|_| cents(row, column, faults));
        }
        let (Some(product), Some(max_weight)) = (product, max_weight) else {
            return;
        };
        if unique.note(row, 0, format!("{product}, {max_weight}"), faults) {
            steps.entry(product).or_default().push(Step { max_weight, prices });
        }
    });
    steps
        .into_iter()
        .map(|(product, steps)| (product, RateCard::new(steps)))
        .collect()
}

/// Groups of countries, with their names.
#[derive(Default)]
pub(super) struct Groups {
    names: Vec<String>,
    countries: HashMap<CountryCode, String>,
    rest: Option<String>,
}

impl Groups {
    /// A group of the table.
    pub(super) fn known(&self, row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<String> {
        let name = row.text(column);
        if self.names.iter().any(|known| known == name) {
            return Some(name.to_owned());
        }
        let fault = row.fault(column, format!("unknown country group '{}'", excerpt(name)));
        faults.unknown(GROUPS.file, self.names.is_empty(), fault);
        None
    }

    pub(super) fn finish(self) -> CountryGroups {
        CountryGroups::new(self.countries, self.rest)
    }
}

pub(super) fn country_groups(source: &Source, geography: &Geography, faults: &mut Faults) -> Groups {
    let mut groups = Groups::default();
    let mut unique = Unique::default();
    each_row(source, &GROUPS, faults, |row, faults| {
        let Some(name) = row.required(0, faults) else { return };
        if !unique.note(row, 0, name.clone(), faults) {
            return;
        }
        groups.names.push(name.clone());
        if row.text(1) == OTHERS {
            if let Some(other) = groups.rest.replace(name) {
                faults.push(row.fault(1, format!("'{OTHERS}' stands already for group {other}")));
            }
            return;
        }
        for code in listed_countries(row, 1, geography, faults) {
            if let Some(other) = groups.countries.insert(code, name.clone()) {
                faults.push(row.fault(1, format!("{code} is in group {other} already")));
            }
        }
    });
    groups
}

/// Countries of a cell that `countries.csv` lists.
pub(super) fn listed_countries(
    row: &Row<'_, '_>,
    column: usize,
    geography: &Geography,
    faults: &mut Faults,
) -> Vec<CountryCode> {
    let mut found = Vec::new();
    for text in row.list(column) {
        if let Some(code) = CountryCode::parse(&text).filter(|code| geography.countries.contains_key(code)) {
            found.push(code);
        } else {
            let fault = row.fault(column, format!("unknown country '{}'", excerpt(&text)));
            faults.unknown(COUNTRIES.file, geography.countries.is_empty(), fault);
        }
    }
    found
}

pub(super) fn international(
    source: &Source,
    services: &[Service],
    groups: &Groups,
    faults: &mut Faults,
) -> HashMap<String, HashMap<String, InternationalRate>> {
    let mut rates: HashMap<String, HashMap<String, InternationalRate>> = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &INTERNATIONAL, faults, |row, faults| {
        let service = known_service(row, services, faults);
        let abroad = |known: &&Service| known.key == row.text(0) && known.scope != Scope::International;
        if services.iter().find(abroad).is_some() {
            faults.push(row.fault(0, "this service does not go abroad; its prices are in us_rates.csv"));
        }
        let group = groups.known(row, 1, faults);
        let [base, per_pound] = [2, 3].map(|column| cents(row, column, faults));
        let (Some(service), Some(group), Some(base_minor), Some(per_pound_minor)) = (service, group, base, per_pound)
        else {
            return;
        };
        if unique.note(row, 0, format!("{service}, {group}"), faults) {
            let rate = InternationalRate {
                base_minor,
                per_pound_minor,
            };
            rates.entry(service).or_default().insert(group, rate);
        }
    });
    rates
}

pub(super) fn fees(source: &Source, faults: &mut Faults) -> HashMap<RatePart, Fee> {
    let mut fees = HashMap::new();
    let mut unique = Unique::default();
    let words: Vec<&str> = RatePart::FEES.iter().map(|(word, _)| *word).collect();
    let expected = format!("one of {}", words.join(", "));
    each_row(source, &FEES, faults, |row, faults| {
        let part = row.read(0, &expected, faults, RatePart::parse_fee);
        let [base, per_hundred] = [1, 2].map(|column| cents(row, column, faults));
        let (Some(part), Some(base_minor), Some(per_hundred_minor)) = (part, base, per_hundred) else {
            return;
        };
        if unique.note(row, 0, row.text(0).to_owned(), faults) {
            fees.insert(
                part,
                Fee {
                    base_minor,
                    per_hundred_minor,
                },
            );
        }
    });
    fees
}
