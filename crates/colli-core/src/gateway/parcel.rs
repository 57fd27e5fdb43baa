//! Parcels as clients measure them.

use super::{Extra, Kind};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Units of weight that are understood.
pub const MASS_UNITS: [&str; 4] = ["g", "kg", "lb", "oz"];
/// Units of length that are understood.
pub const DISTANCE_UNITS: [&str; 6] = ["cm", "in", "ft", "m", "mm", "yd"];

/// A parcel. Its sides are sorted, the longest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Parcel {
    /// Longest side, in its unit.
    pub length: Decimal,
    /// Middle side, in its unit.
    pub width: Decimal,
    /// Shortest side, in its unit.
    pub height: Decimal,
    /// Unit of the sides, one of [`DISTANCE_UNITS`].
    pub distance_unit: String,
    /// Weight, in its unit.
    pub weight: Decimal,
    /// Unit of the weight, one of [`MASS_UNITS`].
    pub mass_unit: String,
    /// Token of the template it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Its own cash on delivery, insurance and references.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
    /// The client's own note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
}

impl Kind for Parcel {
    const KIND: &'static str = "parcel";
}

impl Parcel {
    /// The same with its sides sorted, the longest first.
    #[must_use]
    pub fn sorted(self) -> Self {
        let mut sides = [self.length, self.width, self.height];
        sides.sort_unstable_by(|a, b| b.cmp(a));
        let [length, width, height] = sides;
        Self {
            length,
            width,
            height,
            ..self
        }
    }
}
