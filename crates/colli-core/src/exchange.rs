//! Rates of exchange between currencies.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::HashMap;

/// Units of each currency that one unit of a common one buys.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ExchangeRates(HashMap<String, Decimal>);

impl ExchangeRates {
    /// By ISO 4217 code: units for one unit of the common currency. Rates that are not positive are left out.
    pub fn new(rates: impl IntoIterator<Item = (String, Decimal)>) -> Self {
        Self(rates.into_iter().filter(|(_, rate)| *rate > Decimal::ZERO).collect())
    }

    /// Whether a currency has a rate.
    pub fn knows(&self, currency: &str) -> bool {
        self.0.contains_key(currency)
    }

    /// Every currency with a rate, sorted.
    pub fn currencies(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.0.keys().map(String::as_str).collect();
        codes.sort_unstable();
        codes
    }

    /// An amount in another currency, both in hundredths, halves rounded away from zero. `None` for a currency without
    /// a rate, and for an amount that is too large. An amount in its own currency stays what it is.
    pub fn convert_minor(&self, minor: i64, from: &str, to: &str) -> Option<i64> {
        if from == to {
            return Some(minor);
        }
        let (from, to) = (self.0.get(from)?, self.0.get(to)?);
        let converted = Decimal::from(minor).checked_mul(*to)?.checked_div(*from)?;
        converted
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates() -> ExchangeRates {
        let rate = |code: &str, minor: i64| (code.to_owned(), Decimal::new(minor, 2));
        ExchangeRates::new([rate("EUR", 100), rate("USD", 125), rate("JPY", 16_000), rate("XXX", 0)])
    }

    #[test]
    fn amounts_are_converted_through_the_common_currency() {
        let rates = rates();
        assert_eq!(rates.convert_minor(1_317, "USD", "EUR"), Some(1_054));
        assert_eq!(rates.convert_minor(1_000, "EUR", "USD"), Some(1_250));
        assert_eq!(rates.convert_minor(125, "USD", "JPY"), Some(16_000));
        assert_eq!(
            rates.convert_minor(-2, "EUR", "USD"),
            Some(-3),
            "halves go away from zero"
        );
        assert_eq!(rates.convert_minor(2, "EUR", "USD"), Some(3));
    }

    #[test]
    fn what_cannot_be_converted_is_none() {
        let rates = rates();
        assert_eq!(
            rates.convert_minor(100, "USD", "XXX"),
            None,
            "a rate of nothing is no rate"
        );
        assert_eq!(rates.convert_minor(100, "ABC", "EUR"), None);
        assert_eq!(rates.convert_minor(100, "ABC", "ABC"), Some(100));
        assert_eq!(rates.convert_minor(i64::MAX, "EUR", "JPY"), None);
        assert_eq!(rates.currencies(), ["EUR", "JPY", "USD"]);
    }
}
