//! Numbers as the vendor writes them: whole ones without a fraction, others as short decimals.

use colli_core::units::{cm_from_mm, kg_from_grams};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Number;

/// Kilograms from grams: `20`, `1.5`.
pub(super) fn kilograms(grams: u32) -> Number {
    shortest(kg_from_grams(grams))
}

/// Centimetres from millimetres: `80`, `35.5`.
pub(super) fn centimetres(mm: u32) -> Number {
    shortest(cm_from_mm(mm))
}

/// An amount from minor units: `12.5`.
pub(super) fn amount(minor: i64) -> Number {
    shortest(Decimal::new(minor, 2).normalize())
}

fn shortest(decimal: Decimal) -> Number {
    if decimal.fract().is_zero() {
        return Number::from(decimal.to_i64().unwrap_or(i64::MAX));
    }
    // A decimal of at most seven digits has an exact shortest double.
    decimal
        .to_f64()
        .and_then(Number::from_f64)
        .unwrap_or_else(|| Number::from(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let all = [
            kilograms(20_000),
            kilograms(1_500),
            kilograms(1),
            centimetres(800),
            centimetres(355),
            amount(1_250),
        ];
        assert_eq!(
            all.map(|number| number.to_string()),
            ["20", "1.5", "0.001", "80", "35.5", "12.5"]
        );
    }
}
