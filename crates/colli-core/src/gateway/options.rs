//! What the free members of a shipment and its parcel ask of a carrier. A parcel's own reference, insurance and cash on
//! delivery go before its shipment's.

use super::Extra;
use crate::americas::Signature;
use crate::error::Violation;
use crate::money::Money;
use rust_decimal::Decimal;
use serde_json::Value;
use std::str::FromStr;

/// Characters of a reference at most, whatever the carrier.
const REFERENCE_CHARS_MAX: usize = 50;
/// Words of signatures anybody may give.
const STANDARD_SIGNATURES: [&str; 5] = ["STANDARD", "CERTIFIED", "INDIRECT", "CARRIER_CONFIRMATION", "DIRECT"];
/// Ways to pay on delivery.
const PAYMENT_METHODS: [&str; 3] = ["SECURED_FUNDS", "CASH", "ANY"];

/// What is asked of a carrier.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// First reference.
    pub reference_1: Option<String>,
    /// Second reference.
    pub reference_2: Option<String>,
    /// Code of dangerous goods.
    pub dangerous_goods: Option<String>,
    /// Signature asked for.
    pub signature: Option<Signature>,
    /// Insured value.
    pub insurance: Option<Money>,
    /// What the receiver pays, and how.
    pub cash_on_delivery: Option<(Money, String)>,
    /// What the last mile does with what cannot be delivered.
    pub endorsement: Option<String>,
    /// A label for sending it back: the two addresses change places.
    pub is_return: bool,
}

/// Reads options, noting what cannot be read.
struct Reading<'e> {
    shipment: &'e Extra,
    parcel: &'e Extra,
    found: Vec<Violation>,
}

impl Options {
    /// Reads the free members of a shipment and of a parcel.
    pub fn read(shipment: &Extra, parcel: &Extra) -> Result<Self, Vec<Violation>> {
        let mut reading = Reading {
            shipment,
            parcel,
            found: Vec::new(),
        };
        let options = Self {
            reference_1: reading.reference("reference_1"),
            reference_2: reading.reference("reference_2"),
            dangerous_goods: reading.text("dangerous_goods_code"),
            signature: reading.signature(),
            insurance: reading.money("insurance").map(|(money, _)| money),
            cash_on_delivery: reading.money("COD"),
            endorsement: reading.text("ancillary_endorsement"),
            is_return: reading.flag("is_return"),
        };
        if reading.found.is_empty() {
            Ok(options)
        } else {
            Err(reading.found)
        }
    }
}

impl Reading<'_> {
    /// A member: the parcel's own, else the shipment's.
    fn member(&self, name: &str) -> Option<(&Value, &'static str)> {
        let given = |value: &&Value| !value.is_null();
        self.parcel
            .get(name)
            .filter(given)
            .map(|value| (value, "parcels[0].extra"))
            .or_else(|| self.shipment.get(name).filter(given).map(|value| (value, "extra")))
    }

    fn wrong(&mut self, place: &str, name: &str, message: &str, accepted: &[&str]) {
        let violation = Violation::new(format!("{place}.{name}"), "value", message);
        self.found.push(violation.accepting(accepted.iter().copied()));
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let (value, place) = self.member(name)?;
        let text = match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        if text.is_none() {
            self.wrong(place, name, "this is no text", &["a string"]);
        }
        text.filter(|text| !text.is_empty())
    }

    fn reference(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        if text.chars().count() > REFERENCE_CHARS_MAX {
            let place = self.member(name).map_or("extra", |(_, place)| place);
            self.wrong(place, name, "this reference is too long", &["up to 50 characters"]);
        }
        Some(text)
    }

    fn flag(&mut self, name: &str) -> bool {
        let Some((value, place)) = self.member(name) else {
            return false;
        };
        match value {
            Value::Bool(flag) => *flag,
            Value::String(text) if text.eq_ignore_ascii_case("true") => true,
            Value::String(text) if text.is_empty() || text.eq_ignore_ascii_case("false") => false,
            _ => {
                self.wrong(place, name, "this is neither true nor false", &["true", "false"]);
                false
            }
        }
    }

    /// `signature_confirmation`, or `signature_required` as the carrier's guide has it: a word or a flag.
    fn signature(&mut self) -> Option<Signature> {
        for name in ["signature_confirmation", "signature_required"] {
            let Some((value, place)) = self.member(name) else {
                continue;
            };
            match value {
                Value::Bool(true) => return Some(Signature::Standard),
                Value::Bool(false) => {}
                Value::String(text) if text.is_empty() || text.eq_ignore_ascii_case("false") => {}
                Value::String(text) if text.eq_ignore_ascii_case("true") => return Some(Signature::Standard),
                Value::String(text) if text.eq_ignore_ascii_case("ADULT") => return Some(Signature::Adult),
                Value::String(text) if STANDARD_SIGNATURES.contains(&text.to_ascii_uppercase().as_str()) => {
                    return Some(Signature::Standard);
                }
                _ => self.wrong(
                    place,
                    name,
                    "there is no such signature",
                    &[
                        "STANDARD",
                        "ADULT",
                        "CERTIFIED",
                        "INDIRECT",
                        "CARRIER_CONFIRMATION",
                        "DIRECT",
                    ],
                ),
            }
        }
        None
    }

    /// An amount with its currency, and how it is paid.
    fn money(&mut self, name: &str) -> Option<(Money, String)> {
        let (value, place) = self.member(name)?;
        let member = |key: &str| match value.get(key) {
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let amount = member("amount").and_then(|amount| Decimal::from_str(&amount).ok());
        let currency = member("currency").map(|currency| currency.to_ascii_uppercase());
        let method = member("payment_method").unwrap_or_else(|| "ANY".to_owned());
        let is_known = PAYMENT_METHODS.contains(&method.as_str());
        let is_currency = |text: &String| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let money = amount
            .filter(|amount| *amount > Decimal::ZERO)
            .zip(currency.filter(is_currency))
            .and_then(|(amount, currency)| Money::from_decimal(amount, &currency));
        let money = money.filter(|_| is_known);
        if money.is_none() {
            self.wrong(
                place,
                name,
                "this is no amount of money",
                &["an object with amount (more than 0, at most two decimals) and currency (ISO 4217), COD with payment_method SECURED_FUNDS, CASH or ANY"],
            );
        }
        money.map(|money| (money, method))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn extra(value: Value) -> Extra {
        match value {
            Value::Object(members) => members,
            _ => Extra::new(),
        }
    }

    #[test]
    fn a_parcels_own_goes_before_its_shipments() {
        let shipment = extra(
            json!({"reference_1": "order 1", "reference_2": 77, "signature_required": "DIRECT",
            "dangerous_goods_code": "02", "is_return": "true", "unknown": {"a": 1}}),
        );
        let parcel = extra(
            json!({"reference_1": "box 1", "insurance": {"amount": "200.5", "currency": "usd"},
            "COD": {"amount": 12, "currency": "USD", "payment_method": "CASH"}}),
        );
        let options = Options::read(&shipment, &parcel).unwrap();
        assert_eq!(options.reference_1.as_deref(), Some("box 1"));
        assert_eq!(options.reference_2.as_deref(), Some("77"));
        assert_eq!(options.signature, Some(Signature::Standard));
        assert_eq!(options.dangerous_goods.as_deref(), Some("02"));
        assert!(options.is_return);
        assert_eq!(options.insurance.unwrap().minor, 20_050);
        let (money, method) = options.cash_on_delivery.unwrap();
        assert_eq!((money.minor, method.as_str()), (1_200, "CASH"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let shipment = extra(
            json!({"reference_1": "x".repeat(51), "signature_confirmation": "LOUD", "is_return": 3,
            "insurance": {"amount": "-1", "currency": "USD"}, "dangerous_goods_code": ["01"]}),
        );
        let parcel = extra(json!({"COD": {"amount": "1", "currency": "USD", "payment_method": "GOLD"}}));
        let found = Options::read(&shipment, &parcel).unwrap_err();
        let fields: Vec<&str> = found.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "extra.reference_1",
                "extra.dangerous_goods_code",
                "extra.signature_confirmation",
                "extra.insurance",
                "parcels[0].extra.COD",
                "extra.is_return"
            ]
        );
        let none = extra(json!({"signature_confirmation": "", "signature_required": false, "reference_1": null}));
        assert_eq!(Options::read(&none, &Extra::new()).unwrap(), Options::default());
    }
}
