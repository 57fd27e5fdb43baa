//! Lanes, with the groups, option sets and limit sets they name.

use crate::catalogue::{OPTIONS, PARCEL_TYPES, PRODUCTS, limits};
use crate::fault::Faults;
use crate::geography::{COUNTRIES, Geography, known_country};
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::capability::{CatalogueParts, Direction, Lane, SenderKind};
use colli_core::country::CountryCode;
use colli_core::product::ParcelLimits;
use std::collections::{HashMap, HashSet};

pub(crate) static GROUPS: Shape = Shape {
    file: "country_groups.csv",
    columns: &["country_group", "country"],
    comments: &["documented", "note"],
};
static BUSINESS_UNITS: Shape = Shape {
    file: "business_units.csv",
    columns: &["business_unit", "country"],
    comments: &["documented", "note"],
};
static OPTION_SETS: Shape = Shape {
    file: "option_sets.csv",
    columns: &["option_set", "options"],
    comments: &["documented", "note"],
};
static LIMITS: Shape = Shape {
    file: "limits.csv",
    columns: &[
        "limit_set",
        "parcel_type",
        "min_weight_g",
        "max_weight_g",
        "max_length_mm",
        "max_width_mm",
        "max_height_mm",
    ],
    comments: &["documented", "note"],
};
static LANES: Shape = Shape {
    file: "lanes.csv",
    columns: &[
        "lane",
        "senders",
        "from",
        "to",
        "receivers",
        "direction",
        "product",
        "parcel_types",
        "limit_set",
        "option_set",
        "rank",
        "asks_for",
    ],
    comments: &["documented", "note"],
};

/// Sets by name that lanes refer to.
struct Sets<'g> {
    geography: &'g Geography,
    groups: HashMap<String, Vec<CountryCode>>,
    options: HashMap<String, Vec<String>>,
    limits: HashMap<String, HashMap<String, ParcelLimits>>,
}

/// Reads lanes and business units into the parts.
pub(crate) fn read(source: &Source, geography: &Geography, parts: &mut CatalogueParts, faults: &mut Faults) {
    parts.business_units = business_units(source, geography, faults);
    let sets = Sets {
        geography,
        groups: groups(source, geography, faults),
        options: option_sets(source, parts, faults),
        limits: limit_sets(source, parts, faults),
    };
    let mut lanes = Vec::new();
    let mut unique = Unique::default();
    let mut overlaps = Overlaps::default();
    each_row(source, &LANES, faults, |row, faults| {
        let id = row
            .required(0, faults)
            .filter(|id| unique.note(row, 0, id.clone(), faults));
        if let (Some(lane), Some(id)) = (lane(row, &sets, parts, faults), id) {
            let lane = Lane { id, ..lane };
            overlaps.note(row, &lane, faults);
            lanes.push(lane);
        }
    });
    parts.lanes = lanes;
}

fn business_units(source: &Source, geography: &Geography, faults: &mut Faults) -> Vec<(String, CountryCode)> {
    let mut units = Vec::new();
    each_row(source, &BUSINESS_UNITS, faults, |row, faults| {
        let unit = row.required(0, faults);
        let country = known_country(row, 1, &geography.countries, faults);
        units.extend(unit.zip(country));
    });
    units
}

pub(crate) fn groups(source: &Source, geography: &Geography, faults: &mut Faults) -> HashMap<String, Vec<CountryCode>> {
    let mut groups: HashMap<String, Vec<CountryCode>> = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &GROUPS, faults, |row, faults| {
        let group = row.required(0, faults);
        let country = known_country(row, 1, &geography.countries, faults);
        let (Some(group), Some(country)) = (group, country) else {
            return;
        };
        if CountryCode::parse(&group).is_some() {
            faults.push(row.fault(0, format!("group {group} would be mistaken for a country")));
        }
        if unique.note(row, 0, format!("{group}, {country}"), faults) {
            groups.entry(group).or_default().push(country);
        }
    });
    groups
}

fn option_sets(source: &Source, parts: &CatalogueParts, faults: &mut Faults) -> HashMap<String, Vec<String>> {
    let mut sets = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &OPTION_SETS, faults, |row, faults| {
        let Some(name) = row.required(0, faults) else { return };
        unique.note(row, 0, name.clone(), faults);
        let options = row.list(1);
        for (index, key) in options.iter().enumerate() {
            if !parts.options.iter().any(|option| option.key == *key) {
                let fault = row.fault(1, format!("unknown option '{key}'"));
                faults.unknown(OPTIONS.file, parts.options.is_empty(), fault);
            }
            if options[..index].contains(key) {
                faults.push(row.fault(1, format!("option '{key}' stands twice")));
            }
        }
        sets.insert(name, options);
    });
    sets
}

fn limit_sets(
    source: &Source,
    parts: &CatalogueParts,
    faults: &mut Faults,
) -> HashMap<String, HashMap<String, ParcelLimits>> {
    let mut sets: HashMap<String, HashMap<String, ParcelLimits>> = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &LIMITS, faults, |row, faults| {
        let name = row.required(0, faults);
        let kind = row.text(1).to_owned();
        if !parts.parcel_types.iter().any(|known| known.key == kind) {
            let fault = row.fault(1, format!("unknown parcel type '{kind}'"));
            faults.unknown(PARCEL_TYPES.file, parts.parcel_types.is_empty(), fault);
        }
        let limits = limits(row, 2, faults);
        let Some(name) = name else { return };
        if unique.note(row, 0, format!("{name}, {kind}"), faults) {
            let set = sets.entry(name).or_default();
            set.extend(limits.map(|limits| (kind, limits)));
        }
    });
    sets
}

/// A lane without its name; `None` when a cell is at fault.
fn lane(row: &Row<'_, '_>, sets: &Sets<'_>, parts: &CatalogueParts, faults: &mut Faults) -> Option<Lane> {
    let senders = senders(row, faults);
    let from = countries(row, 2, sets, faults);
    let to = countries(row, 3, sets, faults);
    let receivers = row.list(4);
    for receiver in receivers
        .iter()
        .filter(|word| *word != "business" && *word != "consumer")
    {
        faults.push(row.fault(4, format!("'{receiver}' is not business or consumer")));
    }
    let direction = row.read(5, "outbound or return", faults, Direction::parse);
    let product = row.text(6).to_owned();
    if !parts.products.iter().any(|known| known.key == product) {
        let fault = row.fault(6, format!("unknown product '{product}'"));
        faults.unknown(PRODUCTS.file, parts.products.is_empty(), fault);
    }
    let limit_set = row.optional(8).and_then(|name| {
        let found = sets.limits.get(name);
        if found.is_none() {
            let fault = row.fault(8, format!("unknown limit set '{name}'"));
            faults.unknown(LIMITS.file, sets.limits.is_empty(), fault);
        }
        found
    });
    let parcel_types = parcel_types(row, limit_set, parts, faults);
    let options = sets.options.get(row.text(9)).cloned();
    if options.is_none() {
        let fault = row.fault(9, format!("unknown option set '{}'", row.text(9)));
        faults.unknown(OPTION_SETS.file, sets.options.is_empty(), fault);
    }
    let rank = row.number(10, faults);
    let asks_for = row.optional(11).map(str::to_owned);
    if let Some(key) = asks_for
        .as_ref()
        .filter(|key| options.as_ref().is_some_and(|set| !set.contains(key)))
    {
        let fault = row.fault(11, format!("option '{key}' is not in option set '{}'", row.text(9)));
        faults.unknown(OPTION_SETS.file, false, fault);
    }
    for (column, empty) in [(2, from.is_empty()), (3, to.is_empty()), (4, receivers.is_empty())] {
        if empty && row.optional(column).is_none() {
            faults.push(row.fault(column, "must not be empty"));
        }
    }
    Some(Lane {
        id: String::new(),
        senders,
        from,
        to,
        to_business: receivers.iter().any(|word| word == "business"),
        to_consumer: receivers.iter().any(|word| word == "consumer"),
        direction: direction?,
        product,
        parcel_types,
        options: options?,
        rank: rank?,
        asks_for,
    })
}

fn senders(row: &Row<'_, '_>, faults: &mut Faults) -> Vec<SenderKind> {
    let words = row.list(1);
    if words.is_empty() {
        faults.push(row.fault(1, "a lane needs a sender: business, consumer or parcelShop"));
    }
    let mut senders = Vec::new();
    for word in words {
        match SenderKind::parse(&word) {
            Some(kind) => senders.push(kind),
            None => faults.push(row.fault(1, format!("'{word}' is not business, consumer or parcelShop"))),
        }
    }
    senders
}

/// Countries and groups of a cell, spelled out.
fn countries(row: &Row<'_, '_>, column: usize, sets: &Sets<'_>, faults: &mut Faults) -> Vec<CountryCode> {
    let mut countries = Vec::new();
    for word in row.list(column) {
        if let Some(group) = sets.groups.get(&word) {
            countries.extend(group);
            continue;
        }
        match CountryCode::parse(&word).filter(|code| sets.geography.countries.contains_key(code)) {
            Some(code) => countries.push(code),
            None if faults.concern(COUNTRIES.file) => {}
            None => {
                let fault = row.fault(column, format!("'{word}' is neither a country nor a group"));
                faults.unknown(GROUPS.file, sets.groups.is_empty(), fault);
            }
        }
    }
    countries
}

fn parcel_types(
    row: &Row<'_, '_>,
    limit_set: Option<&HashMap<String, ParcelLimits>>,
    parts: &CatalogueParts,
    faults: &mut Faults,
) -> Vec<(String, ParcelLimits)> {
    let mut types = Vec::new();
    let words = row.list(7);
    if words.is_empty() {
        faults.push(row.fault(7, "a lane needs a parcel type"));
    }
    for word in words {
        let Some(kind) = parts.parcel_types.iter().find(|known| known.key == word) else {
            let fault = row.fault(7, format!("unknown parcel type '{word}'"));
            faults.unknown(PARCEL_TYPES.file, parts.parcel_types.is_empty(), fault);
            continue;
        };
        // Only a lane that names no set has the general limits.
        let limits = limit_set.map_or(Some(&kind.limits), |set| set.get(&word)).copied();
        if limits.is_none() {
            let message = format!("limit set '{}' has no row for parcel type {word}", row.text(8));
            faults.unknown(LIMITS.file, false, row.fault(8, message));
        }
        types.extend(limits.map(|limits| (word, limits)));
    }
    types
}

/// Everything lanes cover; covering a thing twice would make the answer depend on the order of lines.
#[derive(Default)]
struct Overlaps {
    lines: Vec<(u32, String)>,
    products: Vec<String>,
    covered: HashMap<(CountryCode, CountryCode, bool, usize, String), Vec<usize>>,
    lanes: Vec<Lane>,
}

impl Overlaps {
    fn note(&mut self, row: &Row<'_, '_>, lane: &Lane, faults: &mut Faults) {
        let product = self
            .products
            .iter()
            .position(|key| *key == lane.product)
            .unwrap_or_else(|| {
                self.products.push(lane.product.clone());
                self.products.len() - 1
            });
        let number = self.lanes.len();
        let returns = lane.direction == Direction::Return;
        let mut clashes = HashSet::new();
        for (kind, _) in &lane.parcel_types {
            for (from, to) in lane
                .from
                .iter()
                .flat_map(|from| lane.to.iter().map(move |to| (*from, *to)))
            {
                let covering = self
                    .covered
                    .entry((from, to, returns, product, kind.clone()))
                    .or_default();
                for other in covering.iter().copied() {
                    let clash = other == number || self.lanes.get(other).is_some_and(|other| meet(other, lane));
                    if clash && clashes.insert(other) {
                        let name = self.lines.get(other).map_or_else(
                            || "itself".to_owned(),
                            |(line, name)| format!("lane {name} of line {line}"),
                        );
                        let message = format!("overlaps {name}: {} {kind} from {from} to {to}", lane.product);
                        faults.push(row.fault(0, message));
                    }
                }
                if covering.last() != Some(&number) {
                    covering.push(number);
                }
            }
        }
        self.lines.push((row.line, lane.id.clone()));
        self.lanes.push(lane.clone());
    }
}

/// Whether lanes share a sender and a kind of receiver.
fn meet(a: &Lane, b: &Lane) -> bool {
    let receivers = a.to_business && b.to_business || a.to_consumer && b.to_consumer;
    receivers && a.senders.iter().any(|sender| b.senders.contains(sender))
}
