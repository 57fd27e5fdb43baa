//! Countries: ISO 3166 codes and what the network knows about each.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 3166-1 alpha-2 code, upper case. Whether the country exists is the network's knowledge, not the type's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// The United States, where the American network lies.
    pub const UNITED_STATES: Self = Self(*b"US");

    /// Reads two letters in any case.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        // The bytes are ASCII letters by construction.
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CountryCode({})", self.as_str())
    }
}

impl Serialize for CountryCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a country is two letters (ISO 3166-1 alpha-2)"))
    }
}

/// What the network knows about a country.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: CountryCode,
    /// ISO 3166-1 numeric, three digits.
    pub numeric: String,
    /// English short name, as labels print it.
    pub name_en: String,
    /// ISO 4217 currency.
    pub currency: String,
    /// Part of the customs territory of the European Union.
    pub eu_customs: bool,
    /// Whether a parcel from the Netherlands needs a customs declaration.
    pub customs_from_nl: bool,
}

/// A part of a country that customs treat differently from the rest, named by its postal codes.
#[derive(Clone, Debug)]
pub struct CustomsTerritory {
    /// The country it belongs to.
    pub country: CountryCode,
    /// Postal codes of the territory, without spaces.
    pub postal: regex::Regex,
    /// Its name.
    pub name: String,
    /// Whether a parcel from the Netherlands needs a customs declaration.
    pub customs_from_nl: bool,
}
