//! Accounts at carriers, which quotes are asked of.

use super::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is shown in place of a secret.
pub const MASK: &str = "********";

/// An account at a carrier. Its parameters are sealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CarrierAccount {
    /// Token of the carrier.
    pub carrier: String,
    /// What the client calls it.
    pub account_id: String,
    /// Whether quotes are asked of it.
    pub is_active: bool,
    /// An account of the carrier's own test mode.
    pub is_test: bool,
    /// The client's own note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// Its parameters, sealed under the master key, in base64.
    pub sealed: String,
}

impl Kind for CarrierAccount {
    const KIND: &'static str = "carrier_account";
}

/// Parameters of an account, opened.
pub type Parameters = BTreeMap<String, String>;

/// A parameter of a carrier's accounts.
#[derive(Clone, Copy, Debug)]
pub struct ParameterRule {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be given.
    pub is_required: bool,
    /// Whether it is masked when read.
    pub is_secret: bool,
    /// What is accepted.
    pub accepted: &'static str,
    /// Judges a value.
    pub accepts: fn(&str) -> bool,
}

/// A carrier accounts can be made at.
#[derive(Clone, Copy, Debug)]
pub struct Carrier {
    /// Its token.
    pub token: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Parameters of its accounts.
    pub parameters: &'static [ParameterRule],
}

/// Characters of a parameter at most.
const PARAMETER_CHARS_MAX: usize = 100;

fn is_text(value: &str) -> bool {
    (1..=PARAMETER_CHARS_MAX).contains(&value.chars().count())
}

fn is_pickup_number(value: &str) -> bool {
    (1..=8).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_facility(value: &str) -> bool {
    (1..=10).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_zip3(value: &str) -> bool {
    value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_flag(value: &str) -> bool {
    ["true", "false"].contains(&value)
}

fn is_account_number(value: &str) -> bool {
    crate::ids::AccountNumber::parse(value).is_some()
}

const fn parameter(name: &'static str, accepted: &'static str, accepts: fn(&str) -> bool) -> ParameterRule {
    ParameterRule {
        name,
        is_required: true,
        is_secret: false,
        accepted,
        accepts,
    }
}

/// Carriers of the gateway. The optional parameters of the first are this installation's own: the first three digits of
/// the ZIP code zones are counted from, and whether services are shown that new accounts do not get.
pub const CARRIERS: [Carrier; 2] = [
    Carrier {
        token: "dhl_ecommerce",
        name: "DHL eCommerce",
        parameters: &[
            parameter("username", "the client id, up to 100 characters", is_text),
            ParameterRule {
                is_secret: true,
                ..parameter("password", "the client secret, up to 100 characters", is_text)
            },
            parameter("pickup_no", "the pickup number: up to 8 digits", is_pickup_number),
            parameter(
                "facility_code",
                "the facility code: up to 10 letters and digits",
                is_facility,
            ),
            ParameterRule {
                is_required: false,
                ..parameter("origin_zip3", "three digits, the beginning of a ZIP code", is_zip3)
            },
            ParameterRule {
                is_required: false,
                ..parameter("legacy", "true or false", is_flag)
            },
        ],
    },
    Carrier {
        token: "dhl_benelux",
        name: "DHL eCommerce Benelux",
        parameters: &[parameter(
            "account_number",
            "the number of an account of this organisation: up to 8 digits",
            is_account_number,
        )],
    },
];

impl Carrier {
    /// The carrier of a token.
    pub fn of_token(token: &str) -> Option<&'static Self> {
        CARRIERS.iter().find(|carrier| carrier.token == token)
    }
}

/// Parameters as they are read back: secrets masked.
pub fn masked(carrier: &Carrier, parameters: Parameters) -> Parameters {
    let is_secret = |name: &str| {
        carrier
            .parameters
            .iter()
            .any(|rule| rule.is_secret && rule.name == name)
    };
    parameters
        .into_iter()
        .map(|(name, value)| {
            let shown = if is_secret(&name) { MASK.to_owned() } else { value };
            (name, shown)
        })
        .collect()
}
