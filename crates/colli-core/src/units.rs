//! Weights and lengths as integers, read from the decimal kilograms and centimetres clients send.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Grams in `kg` kilograms, when that is a whole number of grams that fits. A finer weight is rounded up: a carrier
/// never carries less than was weighed.
pub fn grams_from_kg(kg: Decimal) -> Option<u32> {
    (kg.checked_mul(Decimal::from(1_000))?).ceil().to_u32()
}

/// Millimetres in `cm` centimetres, rounded up.
pub fn mm_from_cm(cm: Decimal) -> Option<u32> {
    (cm.checked_mul(Decimal::from(10))?).ceil().to_u32()
}

/// Kilograms as the shortest decimal: 1500 g is `1.5`, 20000 g is `20`.
pub fn kg_from_grams(grams: u32) -> Decimal {
    Decimal::new(i64::from(grams), 3).normalize()
}

/// Centimetres as the shortest decimal.
pub fn cm_from_mm(mm: u32) -> Decimal {
    Decimal::new(i64::from(mm), 1).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn decimals_become_integers() {
        assert_eq!(grams_from_kg(Decimal::from_str("1.5").unwrap()), Some(1_500));
        assert_eq!(grams_from_kg(Decimal::from_str("0.0001").unwrap()), Some(1));
        assert_eq!(grams_from_kg(Decimal::from_str("-1").unwrap()), None);
        assert_eq!(grams_from_kg(Decimal::from_str("1000000000").unwrap()), None);
        assert_eq!(mm_from_cm(Decimal::from_str("35.25").unwrap()), Some(353));
        assert_eq!(kg_from_grams(1_500).to_string(), "1.5");
        assert_eq!(kg_from_grams(20_000).to_string(), "20");
    }
}
