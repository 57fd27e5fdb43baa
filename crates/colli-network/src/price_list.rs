//! The price list of the network's own products.

use crate::catalogue::{PARCEL_TYPES, PRODUCTS};
use crate::fault::Faults;
use crate::geography::{COUNTRIES, Geography};
use crate::lanes;
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::address::excerpt;
use colli_core::capability::CatalogueParts;
use colli_core::country::CountryCode;
use colli_core::money::Money;
use colli_core::price_list::{PriceList, Relation};
use rust_decimal::Decimal;
use std::collections::HashMap;

static PRICES: Shape = Shape {
    file: "benelux_prices.csv",
    columns: &["product", "parcel_type", "relation", "price"],
    comments: &["documented", "note"],
};

/// The highest price of a table, in cents: sums of prices stay far from the end of the numbers.
const MINOR_MAX: i64 = 10_000_000;

pub(crate) fn read(source: &Source, geography: &Geography, parts: &CatalogueParts, faults: &mut Faults) -> PriceList {
    let groups = lanes::groups(source, geography, faults);
    let mut named: Vec<(String, Vec<CountryCode>)> = Vec::new();
    let mut rows = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &PRICES, faults, |row, faults| {
        let product = product(row, parts, faults);
        let parcel_type = parcel_type(row, parts, faults);
        let relation = relation(row, &groups, &mut named, faults);
        let minor = cents(row, 3, faults);
        let key = format!("{}, {}, {}", row.text(0), row.text(1), row.text(2));
        let fresh = unique.note(row, 0, key, faults);
        if let (Some(product), Some(parcel_type), Some(relation), Some(minor), true) =
            (product, parcel_type, relation, minor, fresh)
        {
            rows.push((product, parcel_type, relation, minor));
        }
    });
    let mut list = PriceList::new(named);
    for (product, parcel_type, relation, minor) in rows {
        list.insert(&product, &parcel_type, relation, minor);
    }
    list
}

/// How two places lie to each other; a group that is named is noted.
fn relation(
    row: &Row<'_, '_>,
    groups: &HashMap<String, Vec<CountryCode>>,
    named: &mut Vec<(String, Vec<CountryCode>)>,
    faults: &mut Faults,
) -> Option<Relation> {
    let name = row.text(2);
    match name {
        "domestic" => return Some(Relation::Domestic),
        "abroad" => return Some(Relation::Abroad),
        "customs" => return Some(Relation::Customs),
        _ => {}
    }
    if let Some(countries) = groups.get(name) {
        if named.iter().all(|(known, _)| known != name) {
            named.push((name.to_owned(), countries.clone()));
        }
        return Some(Relation::Group(name.to_owned()));
    }
    // Without countries there are no groups: then that is the fault.
    if !faults.concern(COUNTRIES.file) {
        let file = lanes::GROUPS.file;
        let message = format!(
            "relation: '{}' is not domestic, abroad, customs or a group of {file}",
            excerpt(name)
        );
        let fault = row.fault(2, message);
        faults.unknown(file, groups.is_empty(), fault);
    }
    None
}

fn product(row: &Row<'_, '_>, parts: &CatalogueParts, faults: &mut Faults) -> Option<String> {
    let key = row.text(0);
    if parts.products.iter().any(|product| product.key == key) {
        return Some(key.to_owned());
    }
    let fault = row.fault(0, format!("unknown product '{}'", excerpt(key)));
    faults.unknown(PRODUCTS.file, parts.products.is_empty(), fault);
    None
}

fn parcel_type(row: &Row<'_, '_>, parts: &CatalogueParts, faults: &mut Faults) -> Option<String> {
    let key = row.text(1);
    if parts.parcel_types.iter().any(|parcel_type| parcel_type.key == key) {
        return Some(key.to_owned());
    }
    let fault = row.fault(1, format!("unknown parcel type '{}'", excerpt(key)));
    faults.unknown(PARCEL_TYPES.file, parts.parcel_types.is_empty(), fault);
    None
}

/// A price with at most two decimals, in cents.
pub(crate) fn cents(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<i64> {
    row.read(
        column,
        "a price of at most 100000 with up to two decimals",
        faults,
        |text| {
            let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let amount = plain.then(|| text.parse::<Decimal>().ok()).flatten()?;
            let minor = Money::from_decimal(amount, "").map(|money| money.minor)?;
            (0..=MINOR_MAX).contains(&minor).then_some(minor)
        },
    )
}
