//! Money: integer minor units and a currency, never floats.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount with its currency. All currencies of the network have two decimals (label-standards 7.6).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Money {
    /// Cents.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

impl Money {
    /// Reads an amount with at most two decimals.
    pub fn from_decimal(amount: Decimal, currency: &str) -> Option<Self> {
        let minor = amount.checked_mul(Decimal::from(100))?;
        if minor.fract().is_zero() {
            Some(Self {
                minor: minor.to_i64()?,
                currency: currency.to_owned(),
            })
        } else {
            None
        }
    }

    /// The amount with two decimals.
    pub fn to_decimal(&self) -> Decimal {
        Decimal::new(self.minor, 2)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.to_decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn amounts_have_two_decimals() {
        let money = Money::from_decimal(Decimal::from_str("12.5").unwrap(), "EUR").unwrap();
        assert_eq!((money.minor, money.to_string().as_str()), (1_250, "EUR 12.50"));
        assert_eq!(Money::from_decimal(Decimal::from_str("0.001").unwrap(), "EUR"), None);
    }
}
