//! Addresses as clients write them.

use super::Kind;
use serde::{Deserialize, Serialize};

/// An address. What was not given is empty.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// The person.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The company.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub company: String,
    /// House number, where it is given apart.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street_no: String,
    /// First line of the street address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street1: String,
    /// Second line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street2: String,
    /// Third line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street3: String,
    /// Town.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// State or province.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// Postal code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub zip: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Telephone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// E-mail address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// Whether people live there, when that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_residential: Option<bool>,
    /// The client's own note.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// What its validation gave; absent before one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation: Option<Validation>,
}

impl Kind for Address {
    const KIND: &'static str = "address";
}

/// What the validation of an address gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Validation {
    /// Whether parcels can be delivered there.
    pub is_valid: bool,
    /// What was found or mended.
    pub messages: Vec<ValidationMessage>,
}

/// One finding of a validation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ValidationMessage {
    /// A word programs can rely on.
    pub code: String,
    /// `address_error`, `address_warning` or `address_correction`.
    pub kind: String,
    /// A sentence.
    pub text: String,
}

/// Countries whose addresses need a state.
const WITH_STATE: [&str; 3] = ["US", "CA", "AU"];

impl Address {
    /// What is missing before a label can be printed for it: names of members.
    pub fn missing_for_purchase(&self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if self.name.is_empty() && self.company.is_empty() {
            missing.push("name");
        }
        let wanted = [
            ("street1", &self.street1),
            ("city", &self.city),
            ("zip", &self.zip),
            ("country", &self.country),
        ];
        missing.extend(
            wanted
                .into_iter()
                .filter(|(_, value)| value.is_empty())
                .map(|(name, _)| name),
        );
        if WITH_STATE.contains(&self.country.as_str()) && self.state.is_empty() {
            missing.push("state");
        }
        missing
    }

    /// Whether nothing is missing for a label.
    pub fn is_complete(&self) -> bool {
        self.missing_for_purchase().is_empty()
    }
}
