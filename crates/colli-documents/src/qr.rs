//! QR codes (label-standards 4).

use crate::error::DocumentError;
use fast_qr::{ECL, QRBuilder};

/// Modules of empty space around a QR code.
pub const QUIET_MODULES: usize = 4;

/// How much damage a code survives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Correction {
    /// Level M, about 15 %: on paper.
    Medium,
    /// Level Q, about 25 %: on screens.
    Quartile,
}

/// The modules of a code, row by row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QrMatrix {
    /// Modules on a side.
    pub side: usize,
    dark: Vec<bool>,
}

impl QrMatrix {
    /// Encodes a text.
    pub fn encode(text: &str, correction: Correction) -> Result<Self, DocumentError> {
        let level = match correction {
            Correction::Medium => ECL::M,
            Correction::Quartile => ECL::Q,
        };
        let code = QRBuilder::new(text).ecl(level).build().map_err(|_| DocumentError::Qr)?;
        let side = code.size;
        let dark = (0..side * side).map(|i| code[i / side][i % side].value()).collect();
        Ok(Self { side, dark })
    }

    /// Whether a module is dark; those outside are light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && self.dark.get(y * self.side + x).copied().unwrap_or(false)
    }

    /// The dark modules as horizontal runs: x, y, length.
    pub fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs = Vec::new();
        for y in 0..self.side {
            let mut x = 0;
            while x < self.side {
                let length = (x..self.side).take_while(|at| self.is_dark(*at, y)).count();
                if length > 0 {
                    runs.push((x, y, length));
                }
                x += length.max(1);
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sides of label-standards 4.
    #[test]
    fn sides() {
        for (text, medium, quartile) in [("MDP5KLWYM4R", 21, 21), ("2LNL3542AD+04000000", 21, 25)] {
            assert_eq!(
                QrMatrix::encode(text, Correction::Medium).unwrap().side,
                medium,
                "{text}"
            );
            assert_eq!(
                QrMatrix::encode(text, Correction::Quartile).unwrap().side,
                quartile,
                "{text}"
            );
        }
        assert_eq!(
            QrMatrix::encode(&"x".repeat(3000), Correction::Medium),
            Err(DocumentError::Qr)
        );
    }
}
