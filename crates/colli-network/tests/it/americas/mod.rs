//! Quotes of the American network in the binary.

mod faults;
mod properties;
mod quotes;
mod refusals;
mod rules;
mod services;

use crate::support::{country, network};
use colli_core::americas::AmericasNetwork;
use colli_core::americas::place::Place;
use colli_core::americas::quote::{Quoted, RateQuestion};
use colli_core::americas::weight::{DistanceUnit, Mass, MassUnit, ParcelSize};
use rust_decimal::Decimal;

pub(super) fn americas() -> &'static AmericasNetwork {
    &network().network.americas
}

/// A place as `country state city zip`, separated by commas.
pub(super) fn place(text: &'static str) -> Place<'static> {
    let mut parts = text.split(',').map(str::trim);
    let mut part = || parts.next().unwrap_or_default();
    Place {
        country: country(part()),
        state: part(),
        city: part(),
        zip: part(),
    }
}

pub(super) const SAN_FRANCISCO: &str = "US, CA, San Francisco, 94103";
pub(super) const WALNUT_CREEK: &str = "US, CA, Walnut Creek, 94598";
pub(super) const NEW_YORK: &str = "US, NY, New York, 10001";
pub(super) const SAN_JUAN: &str = "US, PR, San Juan, 00901";
pub(super) const HONOLULU: &str = "US, HI, Honolulu, 96813";
pub(super) const TORONTO: &str = "CA, ON, Toronto, M5V 2T6";

pub(super) fn pounds(amount: &str) -> Mass {
    weight(amount, MassUnit::Pound)
}

pub(super) fn weight(amount: &str, unit: MassUnit) -> Mass {
    Mass::from_decimal(amount.parse().unwrap(), unit).unwrap()
}

pub(super) fn inches(sides: [u32; 3]) -> ParcelSize {
    ParcelSize::from_decimals(sides.map(Decimal::from), DistanceUnit::Inch).unwrap()
}

/// The parcel of the public guide, 8 lb and 9 x 3 x 8 in, between two places, for a live account.
pub(super) fn question(from: &'static str, to: &'static str) -> RateQuestion<'static> {
    RateQuestion {
        from: place(from),
        to: place(to),
        weight: pounds("8"),
        size: inches([9, 3, 8]),
        origin_zip3: None,
        facility: None,
        shows_legacy: false,
        is_test: false,
        is_return: false,
        dangerous_goods: None,
        signature: None,
        insured_minor: None,
        cash_on_delivery_minor: None,
        reference_1: None,
        reference_2: None,
        services: None,
    }
}

pub(super) fn ask(question: &RateQuestion<'_>) -> Quoted {
    americas().quote(question)
}

/// Services of the rates, the cheapest first.
pub(super) fn services(quoted: &Quoted) -> Vec<&str> {
    quoted.rates.iter().map(|rate| rate.service.as_str()).collect()
}

/// Codes of the messages; a quote with messages and nothing asked by name has no rate.
pub(super) fn codes(question: &RateQuestion<'_>) -> Vec<String> {
    let quoted = ask(question);
    assert_eq!(quoted.rates, [], "{question:?}");
    quoted.messages.iter().map(|message| message.code.to_string()).collect()
}

/// The only message.
pub(super) fn told(question: &RateQuestion<'_>) -> String {
    let quoted = ask(question);
    assert_eq!(quoted.rates, [], "{question:?}");
    assert_eq!(quoted.messages.len(), 1, "{:?}", quoted.messages);
    let message = &quoted.messages[0];
    format!("{}: {}", message.code, message.text)
}
