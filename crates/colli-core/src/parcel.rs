//! What is carried: weights and dimensions of a piece.

use serde::{Deserialize, Serialize};

/// Outer dimensions of a piece, in millimetres.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dimensions {
    /// Longest side as given.
    pub length_mm: u32,
    /// Width as given.
    pub width_mm: u32,
    /// Height as given.
    pub height_mm: u32,
}

impl Dimensions {
    /// The sides, longest first: a piece fits a limit in any orientation.
    pub fn sorted_mm(&self) -> [u32; 3] {
        let mut sides = [self.length_mm, self.width_mm, self.height_mm];
        sides.sort_unstable_by(|a, b| b.cmp(a));
        sides
    }

    /// Whether the piece fits into `max`, turned as suits.
    pub fn fits_in(&self, max: &Dimensions) -> bool {
        self.sorted_mm()
            .iter()
            .zip(max.sorted_mm())
            .all(|(side, limit)| *side <= limit)
    }
}

/// A piece as ordered, before it has a code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PieceOrder {
    /// Key of the parcel type, as in the catalogue.
    pub parcel_type: String,
    /// How many such pieces.
    pub quantity: u32,
    /// Weight of each, in grams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_g: Option<u32>,
    /// Dimensions of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Dimensions>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_may_be_turned() {
        let max = Dimensions {
            length_mm: 800,
            width_mm: 500,
            height_mm: 350,
        };
        assert!(
            Dimensions {
                length_mm: 350,
                width_mm: 800,
                height_mm: 500
            }
            .fits_in(&max)
        );
        assert!(
            !Dimensions {
                length_mm: 801,
                width_mm: 10,
                height_mm: 10
            }
            .fits_in(&max)
        );
    }
}
