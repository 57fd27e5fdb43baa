//! What the gateway reads of the network: templates of parcels, rates of exchange.

use crate::carriers::{self, CARRIERS};
use crate::fault::Faults;
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::exchange::ExchangeRates;
use colli_core::gateway::parcel::DISTANCE_UNITS;
use colli_core::gateway::template::{CarrierTemplate, CarrierTemplates};
use rust_decimal::Decimal;

static TEMPLATES: Shape = Shape {
    file: "parcel_templates.csv",
    columns: &[
        "token",
        "carrier",
        "name",
        "length",
        "width",
        "height",
        "distance_unit",
        "is_variable",
    ],
    comments: &["documented", "note"],
};

static EXCHANGE: Shape = Shape {
    file: "exchange_rates.csv",
    columns: &["currency", "per_euro"],
    comments: &["note"],
};

/// What a size and a rate lie below.
const NUMBER_END: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Templates, and rates of exchange.
pub(crate) fn read(source: &Source, faults: &mut Faults) -> (CarrierTemplates, ExchangeRates) {
    (templates(source, faults), exchange(source, faults))
}

fn templates(source: &Source, faults: &mut Faults) -> CarrierTemplates {
    let mut templates = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &TEMPLATES, faults, |row, faults| {
        let token = row.required(0, faults);
        let tokens = CARRIERS.map(|carrier| carrier.token).join(" or ");
        let carrier = row.read(1, &tokens, faults, carriers::of_token);
        let name = row.required(2, faults);
        let sides = [3, 4, 5].map(|column| number(row, column, faults));
        let units = DISTANCE_UNITS.join(", ");
        let unit = row.read(6, &format!("one of {units}"), faults, |text| {
            DISTANCE_UNITS.contains(&text).then(|| text.to_owned())
        });
        let is_variable = row.flag(7, faults);
        let fresh = unique.note(row, 0, row.text(0).to_owned(), faults);
        if let (Some(token), Some(carrier), Some(name), [Some(length), Some(width), Some(height)], Some(unit), true) =
            (token, carrier, name, sides, unit, fresh)
        {
            templates.push(CarrierTemplate {
                carrier: carrier.name.to_owned(),
                carrier_token: carrier.token.to_owned(),
                name,
                token,
                length,
                width,
                height,
                distance_unit: unit,
                is_variable,
            });
        }
    });
    CarrierTemplates::new(templates)
}

fn exchange(source: &Source, faults: &mut Faults) -> ExchangeRates {
    let mut rates = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &EXCHANGE, faults, |row, faults| {
        let currency = row.read(0, "a currency code of three capitals", faults, |text| {
            let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
            is_code.then(|| text.to_owned())
        });
        let rate = number(row, 1, faults);
        let fresh = unique.note(row, 0, row.text(0).to_owned(), faults);
        if let (Some(currency), Some(rate), true) = (currency, rate, fresh) {
            rates.push((currency, rate));
        }
    });
    ExchangeRates::new(rates)
}

/// A decimal number above nothing.
fn number(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<Decimal> {
    row.read(column, "a number above 0 and below 1000000", faults, |text| {
        text.parse::<Decimal>()
            .ok()
            .filter(|number| *number > Decimal::ZERO && *number < NUMBER_END)
    })
}
