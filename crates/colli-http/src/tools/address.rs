//! Addresses as tools take and answer them.

use colli_core::gateway::address::Address;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An address. The more of it is known, the more can be said of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ToolAddress {
    /// Name of the person.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 140))]
    pub(super) name: String,
    /// Name of the company.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 140))]
    pub(super) company: String,
    /// Street with the house number.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 140))]
    pub(super) street: String,
    /// A second line: flat, building, department.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 140))]
    pub(super) street2: String,
    /// Postal code.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 20))]
    pub(super) postal_code: String,
    /// Town.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 140))]
    pub(super) city: String,
    /// State or province, where addresses have one: `CA`.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 50))]
    pub(super) state: String,
    /// Country, ISO 3166-1 alpha-2: `NL`.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 2))]
    pub(super) country_code: String,
    /// Telephone number.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 50))]
    pub(super) phone: String,
    /// E-mail address.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 254))]
    pub(super) email: String,
}

impl From<ToolAddress> for Address {
    fn from(given: ToolAddress) -> Self {
        let text = |text: String| text.trim().to_owned();
        Self {
            name: text(given.name),
            company: text(given.company),
            street1: text(given.street),
            street2: text(given.street2),
            city: text(given.city),
            state: text(given.state),
            zip: text(given.postal_code),
            country: text(given.country_code).to_uppercase(),
            phone: text(given.phone),
            email: text(given.email),
            ..Self::default()
        }
    }
}

impl From<Address> for ToolAddress {
    fn from(address: Address) -> Self {
        Self {
            name: address.name,
            company: address.company,
            street: address.street1,
            street2: address.street2,
            postal_code: address.zip,
            city: address.city,
            state: address.state,
            country_code: address.country,
            phone: address.phone,
            email: address.email,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_written_back() {
        let given = ToolAddress {
            street: " Damrak 1 ".to_owned(),
            country_code: "nl".to_owned(),
            ..ToolAddress::default()
        };
        let back = ToolAddress::from(Address::from(given));
        assert_eq!((back.street.as_str(), back.country_code.as_str()), ("Damrak 1", "NL"));
        assert_eq!(serde_json::to_value(&back).unwrap().as_object().unwrap().len(), 2);
    }
}
