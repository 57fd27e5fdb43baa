//! Weights and sides of parcels as exact integers: a pound is a whole number of nanograms, an inch of nanometres, so a
//! limit is met exactly whatever unit a client weighs in.

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive;
use std::fmt;

/// Nanograms of an ounce (avoirdupois, 28.349523125 g).
const NANOGRAMS_PER_OUNCE: u64 = 28_349_523_125;
/// Ounces of a pound.
const OUNCES_PER_POUND: u64 = 16;
/// Nanometres of an inch.
const NANOMETRES_PER_INCH: u64 = 25_400_000;
/// Cubic inches that weigh a pound.
const DIMENSIONAL_DIVISOR: u128 = 166;
/// Length and girth up to which bulk does not count, in inches.
const DIMENSIONAL_GIRTH_INCHES: u64 = 50;
/// Volume up to which bulk does not count, in cubic inches.
const DIMENSIONAL_VOLUME_CUBIC_INCHES: u128 = 1_728;
/// Decimals of weights and sides in messages.
const SHOWN_DECIMALS: u32 = 4;

/// Units of weight.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MassUnit {
    /// `g`.
    Gram,
    /// `kg`.
    Kilogram,
    /// `lb`.
    Pound,
    /// `oz`.
    Ounce,
}

impl MassUnit {
    /// Reads `g`, `kg`, `lb` or `oz`.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "g" => Self::Gram,
            "kg" => Self::Kilogram,
            "lb" => Self::Pound,
            "oz" => Self::Ounce,
            _ => return None,
        })
    }

    /// Nanograms of one unit.
    const fn nanograms(self) -> u64 {
        match self {
            Self::Gram => 1_000_000_000,
            Self::Kilogram => 1_000_000_000_000,
            Self::Pound => NANOGRAMS_PER_OUNCE * OUNCES_PER_POUND,
            Self::Ounce => NANOGRAMS_PER_OUNCE,
        }
    }
}

/// Units of length.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DistanceUnit {
    /// `cm`.
    Centimetre,
    /// `in`.
    Inch,
    /// `ft`.
    Foot,
    /// `m`.
    Metre,
    /// `mm`.
    Millimetre,
    /// `yd`.
    Yard,
}

impl DistanceUnit {
    /// Reads `cm`, `in`, `ft`, `m`, `mm` or `yd`.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "cm" => Self::Centimetre,
            "in" => Self::Inch,
            "ft" => Self::Foot,
            "m" => Self::Metre,
            "mm" => Self::Millimetre,
            "yd" => Self::Yard,
            _ => return None,
        })
    }

    /// Nanometres of one unit.
    const fn nanometres(self) -> u64 {
        match self {
            Self::Centimetre => 10_000_000,
            Self::Inch => NANOMETRES_PER_INCH,
            Self::Foot => NANOMETRES_PER_INCH * 12,
            Self::Metre => 1_000_000_000,
            Self::Millimetre => 1_000_000,
            Self::Yard => NANOMETRES_PER_INCH * 36,
        }
    }
}

/// `amount` units of `unit` each, rounded up; `None` when it is negative or does not fit.
fn whole(amount: Decimal, unit: u64) -> Option<u64> {
    amount.checked_mul(Decimal::from(unit))?.ceil().to_u64()
}

/// `value` in units of `unit` each, rounded up so that an excess is not hidden. One that was itself rounded up when it was
/// read shows what was read.
fn shown(value: u64, unit: u64) -> Decimal {
    let read = Decimal::from(value.saturating_sub(1));
    let exact = read.checked_div(Decimal::from(unit)).unwrap_or_default();
    exact
        .round_dp_with_strategy(SHOWN_DECIMALS, RoundingStrategy::ToPositiveInfinity)
        .normalize()
}

/// A weight, in whole nanograms.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Mass(u64);

impl Mass {
    /// Reads a weight. What is finer than a nanogram is rounded up, which no limit can tell; `None` when it is negative
    /// or beyond 18,000 tonnes.
    pub fn from_decimal(amount: Decimal, unit: MassUnit) -> Option<Self> {
        whole(amount, unit.nanograms()).map(Self)
    }

    /// A whole number of ounces.
    pub const fn from_ounces(ounces: u64) -> Self {
        Self(ounces.saturating_mul(NANOGRAMS_PER_OUNCE))
    }

    /// A whole number of pounds.
    pub const fn from_pounds(pounds: u64) -> Self {
        Self::from_ounces(pounds.saturating_mul(OUNCES_PER_POUND))
    }

    /// Nanograms.
    pub const fn nanograms(self) -> u64 {
        self.0
    }

    /// Grams, a started one counts.
    pub fn grams(self) -> u32 {
        let grams = self.0.div_ceil(MassUnit::Gram.nanograms());
        u32::try_from(grams).unwrap_or(u32::MAX)
    }

    /// Ounces, a started one counts.
    pub const fn started_ounces(self) -> u64 {
        self.0.div_ceil(NANOGRAMS_PER_OUNCE)
    }

    /// Pounds, to four decimals, rounded up.
    pub fn pounds(self) -> Decimal {
        shown(self.0, MassUnit::Pound.nanograms())
    }

    /// Whether nothing was weighed.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// Ounces below a pound, else pounds.
impl fmt::Display for Mass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < MassUnit::Pound.nanograms() {
            write!(f, "{} oz", shown(self.0, NANOGRAMS_PER_OUNCE))
        } else {
            write!(f, "{} lb", self.pounds())
        }
    }
}

/// A length, in whole nanometres.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Length(u64);

impl Length {
    /// Reads a length. What is finer than a nanometre is rounded up; `None` when it is negative or does not fit.
    pub fn from_decimal(amount: Decimal, unit: DistanceUnit) -> Option<Self> {
        whole(amount, unit.nanometres()).map(Self)
    }

    /// A whole number of inches.
    pub const fn from_inches(inches: u64) -> Self {
        Self(inches.saturating_mul(NANOMETRES_PER_INCH))
    }

    /// Nanometres.
    pub const fn nanometres(self) -> u64 {
        self.0
    }

    /// Millimetres, a started one counts.
    pub fn millimetres(self) -> u32 {
        let millimetres = self.0.div_ceil(DistanceUnit::Millimetre.nanometres());
        u32::try_from(millimetres).unwrap_or(u32::MAX)
    }
}

/// Inches.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in", shown(self.0, NANOMETRES_PER_INCH))
    }
}

/// The sides of a parcel, longest first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct ParcelSize {
    length: Length,
    width: Length,
    height: Length,
}

impl ParcelSize {
    /// Three sides in any order.
    pub fn new(sides: [Length; 3]) -> Self {
        let mut sides = sides;
        sides.sort_unstable();
        let [height, width, length] = sides;
        Self { length, width, height }
    }

    /// Reads three sides in any order.
    pub fn from_decimals(sides: [Decimal; 3], unit: DistanceUnit) -> Option<Self> {
        let [a, b, c] = sides.map(|side| Length::from_decimal(side, unit));
        Some(Self::new([a?, b?, c?]))
    }

    /// The longest side.
    pub const fn length(&self) -> Length {
        self.length
    }

    /// The middle side.
    pub const fn width(&self) -> Length {
        self.width
    }

    /// The shortest side.
    pub const fn height(&self) -> Length {
        self.height
    }

    /// The longest side and once around the other two.
    pub const fn length_and_girth(&self) -> Length {
        let around = self.width.0.saturating_add(self.height.0).saturating_mul(2);
        Length(self.length.0.saturating_add(around))
    }

    /// Cubic nanometres; saturates beyond any parcel.
    fn volume(&self) -> u128 {
        u128::from(self.length.0)
            .saturating_mul(u128::from(self.width.0))
            .saturating_mul(u128::from(self.height.0))
    }
}

/// The weight that is charged: what was weighed, or what the bulk counts for where a parcel above a pound is long
/// (length and girth) and large (volume). Bulk counts in whole pounds.
pub fn billable(weight: Mass, size: &ParcelSize) -> Mass {
    let cubic_inch = u128::from(NANOMETRES_PER_INCH).pow(3);
    let bulky = weight > Mass::from_pounds(1)
        && size.length_and_girth() > Length::from_inches(DIMENSIONAL_GIRTH_INCHES)
        && size.volume() > DIMENSIONAL_VOLUME_CUBIC_INCHES * cubic_inch;
    if !bulky {
        return weight;
    }
    let pounds = size.volume().div_ceil(DIMENSIONAL_DIVISOR * cubic_inch);
    weight.max(Mass::from_pounds(u64::try_from(pounds).unwrap_or(u64::MAX)))
}

#[cfg(test)]
#[path = "weight_tests.rs"]
mod tests;
