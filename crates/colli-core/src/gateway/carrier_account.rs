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
