//! How values are written in answers: money with two decimals, sizes with four, times in UTC (reference 2.5).

use rust_decimal::Decimal;

pub(super) use crate::time::utc;

/// Decimals of weights and lengths.
const SIZE_SCALE: u32 = 4;

/// An amount in minor units.
pub(super) fn money(minor: i64) -> String {
    Decimal::new(minor, 2).to_string()
}

/// A weight or length.
pub(super) fn size(value: Decimal) -> String {
    let mut value = value.round_dp(SIZE_SCALE);
    value.rescale(SIZE_SCALE);
    value.to_string()
}

/// An amount as it was sent, with two decimals at least.
pub(super) fn amount(value: Decimal) -> String {
    let mut value = value.normalize();
    if value.scale() < 2 {
        value.rescale(2);
    }
    value.to_string()
}
