//! Values inside arguments that a schema alone cannot judge.

use super::address::ToolAddress;
use colli_core::address::{clean_text, excerpt};
use colli_core::country::CountryCode;
use colli_core::error::{Violation, Violations};
use colli_core::gateway::address::Address;
use colli_core::network::Network;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Number;
use std::str::FromStr as _;
use uuid::Uuid;

/// Digits after the point of a size at most.
const SIZE_SCALE: u32 = 4;
/// Amounts lie below this.
const AMOUNT_END: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// An address in a country that exists.
pub(super) fn read_address(given: &ToolAddress, path: &str, network: &Network, found: &mut Violations) -> Address {
    let mut address = Address::from(given.clone());
    for text in [
        &mut address.name,
        &mut address.company,
        &mut address.street1,
        &mut address.street2,
        &mut address.city,
        &mut address.state,
        &mut address.zip,
        &mut address.phone,
        &mut address.email,
    ] {
        *text = clean_text(text);
    }
    address.country = read_country(&given.country_code, &format!("{path}.country_code"), network, found);
    address
}

/// A country that exists.
pub(super) fn read_country(text: &str, field: &str, network: &Network, found: &mut Violations) -> String {
    let code = CountryCode::parse(text).filter(|code| network.country(*code).is_some());
    if code.is_none() {
        let violation = if text.trim().is_empty() {
            Violation::new(field, "required", "this argument is missing")
        } else {
            Violation::new(field, "unknown", format!("'{}' is no country", excerpt(text)))
        };
        found.push(violation.accepting(["two letters of ISO 3166-1, such as NL or US"]));
    }
    code.map(|code| code.to_string()).unwrap_or_default()
}

/// A weight or a length.
pub(super) fn read_size(number: &Number, field: &str, found: &mut Violations) -> Decimal {
    let text = number.to_string();
    let read = Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text));
    let fits = |size: &Decimal| *size > Decimal::ZERO && size.scale() <= SIZE_SCALE;
    read.ok().map(|size| size.normalize()).filter(fits).unwrap_or_else(|| {
        let violation = Violation::new(field, "range", format!("{} is no size", excerpt(&text)));
        found.push(violation.accepting(["a number above 0 with up to 4 digits after the point"]));
        Decimal::ONE
    })
}

/// An amount of money, in major units.
pub(super) fn read_amount(text: &str, field: &str, found: &mut Violations) -> Decimal {
    let read = Decimal::from_str(text.trim()).ok();
    let fits = |amount: &Decimal| !amount.is_sign_negative() && *amount < AMOUNT_END && amount.scale() <= 2;
    read.map(|amount| amount.normalize()).filter(fits).unwrap_or_else(|| {
        let violation = Violation::new(field, "format", format!("'{}' is no amount", excerpt(text)));
        found.push(violation.accepting(["a decimal in quotes, such as \"12.50\""]));
        Decimal::ZERO
    })
}

/// A day.
pub(super) fn read_day(text: &str, field: &str, found: &mut Violations) -> Option<Date> {
    let read = Date::from_str(text.trim()).ok();
    if read.is_none() {
        let violation = Violation::new(field, "format", format!("'{}' is no date", excerpt(text)));
        found.push(violation.accepting(["year, month and day, such as 2026-03-31"]));
    }
    read
}

/// A day as a time in it, as the gateway counts days.
pub(super) fn read_date(text: &str, field: &str, found: &mut Violations) -> Option<Timestamp> {
    let day = read_day(text, field, found)?;
    noon(day)
}

/// The middle of a day.
pub(super) fn noon(day: Date) -> Option<Timestamp> {
    let noon = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?;
    Some(noon.timestamp())
}

/// An id, in any of its forms.
pub(super) fn read_id(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn sizes_are_exact() {
        for (given, expected) in [("1.5", "1.5"), ("2", "2"), ("1e2", "100"), ("0.0001", "0.0001")] {
            let mut found = Violations::new();
            assert_eq!(read_size(&number(given), "weight", &mut found).to_string(), expected);
            assert!(found.is_empty(), "{given}");
        }
        for given in ["0", "-1", "0.00001", "1e300"] {
            let mut found = Violations::new();
            read_size(&number(given), "weight", &mut found);
            assert!(found.names("weight"), "{given}");
        }
    }

    #[test]
    fn amounts_have_two_decimals_at_most() {
        for (given, is_one) in [
            ("12.50", true),
            ("0", true),
            ("1.005", false),
            ("-1", false),
            ("x", false),
            ("1000000000", false),
        ] {
            let mut found = Violations::new();
            read_amount(given, "amount", &mut found);
            assert_eq!(found.is_empty(), is_one, "{given}");
        }
    }
}
