//! Carriers accounts can be made at: their tokens, their names, and what their accounts need.

use colli_core::gateway::carrier_account::{Carrier, ParameterRule};
use colli_core::ids::AccountNumber;

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
    AccountNumber::parse(value).is_some()
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

/// All of them. The optional parameters of the first are this installation's own: the first three digits of
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

/// The carrier of a token.
pub fn of_token(token: &str) -> Option<&'static Carrier> {
    CARRIERS.iter().find(|carrier| carrier.token == token)
}
