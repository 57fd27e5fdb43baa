//! Service groups: what a shop offers its buyers at the checkout.

use super::Kind;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a group's price is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GroupType {
    /// The lowest rate of its service levels.
    LiveRate,
    /// Always the same.
    FlatRate,
    /// Nothing, from a threshold on.
    FreeShipping,
}

impl GroupType {
    /// Every type with its word.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("LIVE_RATE", Self::LiveRate),
        ("FLAT_RATE", Self::FlatRate),
        ("FREE_SHIPPING", Self::FreeShipping),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::LiveRate => "LIVE_RATE",
            Self::FlatRate => "FLAT_RATE",
            Self::FreeShipping => "FREE_SHIPPING",
        }
    }
}

/// An amount with its currency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Price {
    /// In hundredths.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// A service level of an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GroupLevel {
    /// The account.
    pub account: Uuid,
    /// Token of the service level.
    pub service: String,
}

/// A service group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServiceGroup {
    /// What buyers see.
    pub name: String,
    /// What it is, in more words.
    pub description: String,
    /// What its price is.
    pub kind: GroupType,
    /// Whether it is offered.
    pub is_active: bool,
    /// Its service levels.
    pub levels: Vec<GroupLevel>,
    /// The price of a flat rate; of a live rate, the price when no carrier answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flat_rate: Option<Price>,
    /// From which price of the goods on nothing is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_from: Option<Price>,
    /// What is added to carriers' rates, in percent; may be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_adjustment: Option<i32>,
}

impl Kind for ServiceGroup {
    const KIND: &'static str = "service_group";
}

/// A carrier's rate with a group's adjustment, never below nothing. Halves go away from zero.
pub fn adjusted(minor: i64, percent: Option<i32>) -> i64 {
    let factor = Decimal::from(100_i64.saturating_add(i64::from(percent.unwrap_or_default())));
    let adjusted = Decimal::from(minor)
        .checked_mul(factor)
        .map(|hundredfold| hundredfold / Decimal::from(100));
    adjusted
        .map(|price| price.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
        .and_then(|price| price.to_i64())
        .unwrap_or(minor)
        .max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_adjusted_by_percents() {
        assert_eq!(adjusted(1_317, None), 1_317);
        assert_eq!(adjusted(1_317, Some(10)), 1_449);
        assert_eq!(adjusted(1_250, Some(-50)), 625);
        assert_eq!(adjusted(5, Some(10)), 6, "halves go away from zero");
        assert_eq!(adjusted(1_317, Some(-300)), 0);
    }
}
