//! Parties: who sends, who receives, on whose behalf.

use crate::address::Address;
use serde::{Deserialize, Serialize};

/// The name of a party. At least one of first, last and company name is given.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Name {
    /// Given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// Company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Department or other addition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional: Option<String>,
}

impl Name {
    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.first.is_none() && self.last.is_none() && self.company.is_none()
    }

    /// First and last name, as far as given.
    pub fn person(&self) -> String {
        [&self.first, &self.last]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The company, else the person.
    pub fn display(&self) -> String {
        self.company.clone().unwrap_or_else(|| self.person())
    }
}

/// A sender, receiver, importer or other party.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Party {
    /// Who.
    pub name: Name,
    /// Where.
    pub address: Address,
    /// E-mail address, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
    /// EORI number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eori_number: Option<String>,
    /// The party's own reference (receiver, importer).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Registered exporter number (shipper, on behalf of).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rex_number: Option<String>,
}
