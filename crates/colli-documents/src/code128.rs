//! Code 128 with the shortest sequence of symbols, plain or GS1-128 (label-standards 1.1 to 1.3).

use crate::error::DocumentError;

/// Most characters of one symbol, separators counted; GS1 allows 48, licence plates need 35 (label-standards 1.3, 3.1).
pub const CHARACTERS_MAX: usize = 48;

/// Modules of empty space a reader needs on either side (label-standards 1.6).
pub const QUIET_MODULES: i32 = 10;

const CODE_C: u8 = 99;
const FNC1: u8 = 102;
const START_A: u8 = 103;
const STOP: u8 = 106;
/// Shift, in A and in B alike: one character of the other subset.
const SHIFT: u8 = 98;

/// Widths of the six elements of each symbol value, bar first, as decimal digits (label-standards 1.1).
#[rustfmt::skip]
const PATTERNS: [u32; 106] = [
    212_222, 222_122, 222_221, 121_223, 121_322, 131_222, 122_213, 122_312, 132_212, 221_213, 221_312, 231_212,
    112_232, 122_132, 122_231, 113_222, 123_122, 123_221, 223_211, 221_132, 221_231, 213_212, 223_112, 312_131,
    311_222, 321_122, 321_221, 312_212, 322_112, 322_211, 212_123, 212_321, 232_121, 111_323, 131_123, 131_321,
    112_313, 132_113, 132_311, 211_313, 231_113, 231_311, 112_133, 112_331, 132_131, 113_123, 113_321, 133_121,
    313_121, 211_331, 231_131, 213_113, 213_311, 213_131, 311_123, 311_321, 331_121, 312_113, 312_311, 332_111,
    314_111, 221_411, 431_111, 111_224, 111_422, 121_124, 121_421, 141_122, 141_221, 112_214, 112_412, 122_114,
    122_411, 142_112, 142_211, 241_211, 221_114, 413_111, 241_112, 134_111, 111_242, 121_142, 121_241, 114_212,
    124_112, 124_211, 411_212, 421_112, 421_211, 212_141, 214_121, 412_121, 111_143, 111_341, 131_141, 114_113,
    114_311, 411_113, 411_311, 113_141, 114_131, 311_141, 411_131, 211_412, 211_214, 211_232,
];
/// The stop pattern: seven elements, thirteen modules.
const STOP_PATTERN: u32 = 2_331_112;

/// The widths of a symbol value, in modules; unused places are 0.
fn widths(value: u8) -> [u8; 7] {
    let (mut pattern, elements) = PATTERNS.get(usize::from(value)).map_or((STOP_PATTERN, 7), |p| (*p, 6));
    let mut widths = [0; 7];
    for width in widths[..elements].iter_mut().rev() {
        *width = u8::try_from(pattern % 10).unwrap_or(0);
        pattern /= 10;
    }
    widths
}

/// One thing to encode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    Ascii(u8),
    Fnc1,
}

/// The three code sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Subset {
    /// Capitals, digits, control characters.
    A,
    /// Printable ASCII.
    B,
    /// Pairs of digits.
    C,
}

impl Subset {
    /// In order of preference among equally short encodings.
    const ALL: [Self; 3] = [Self::B, Self::C, Self::A];

    /// The value that switches to this set from another.
    fn switch(self) -> u8 {
        match self {
            Self::A => 101,
            Self::B => 100,
            Self::C => CODE_C,
        }
    }

    fn start(self) -> u8 {
        START_A + self as u8
    }

    /// The value of one unit in this set, with how many units it takes.
    fn value(self, units: &[Unit]) -> Option<(u8, usize)> {
        match (self, units) {
            (_, [Unit::Fnc1, ..]) => Some((FNC1, 1)),
            (Self::A, [Unit::Ascii(c), ..]) if *c < 32 => Some((c + 64, 1)),
            (Self::A, [Unit::Ascii(c), ..]) if *c < 96 => Some((c - 32, 1)),
            (Self::B, [Unit::Ascii(c), ..]) if (32..128).contains(c) => Some((c - 32, 1)),
            (Self::C, [Unit::Ascii(a), Unit::Ascii(b), ..]) if a.is_ascii_digit() && b.is_ascii_digit() => {
                Some(((a - b'0') * 10 + (b - b'0'), 2))
            }
            _ => None,
        }
    }

    /// The set a shift reaches.
    fn shifted(self) -> Option<Self> {
        match self {
            Self::A => Some(Self::B),
            Self::B => Some(Self::A),
            Self::C => None,
        }
    }
}

/// What to do at a position in a subset.
#[derive(Clone, Copy)]
enum Step {
    Encode,
    Shift,
    Switch(Subset),
}

/// Cost and first step of the shortest way from a position in a subset to the end.
#[derive(Clone, Copy)]
struct Way {
    cost: u16,
    step: Step,
}

const NO_WAY: Way = Way {
    cost: u16::MAX / 2,
    step: Step::Encode,
};

/// A finished symbol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code128 {
    symbols: Vec<u8>,
}

impl Code128 {
    /// Encodes text of ASCII characters.
    pub fn text(text: &str) -> Result<Self, DocumentError> {
        Self::encode(text.bytes().map(Unit::Ascii))
    }

    /// Encodes GS1 element strings: FNC1, then the parts separated by FNC1. Which parts need a separator is the
    /// caller's knowledge (label-standards 1.3).
    pub fn gs1(parts: &[&str]) -> Result<Self, DocumentError> {
        Self::encode(
            parts
                .iter()
                .flat_map(|part| std::iter::once(Unit::Fnc1).chain(part.bytes().map(Unit::Ascii))),
        )
    }

    fn encode(data: impl Iterator<Item = Unit>) -> Result<Self, DocumentError> {
        let mut units = [Unit::Fnc1; CHARACTERS_MAX];
        let mut length = 0;
        for unit in data {
            if matches!(unit, Unit::Ascii(128..)) {
                return Err(DocumentError::BarcodeText { field: "barcode" });
            }
            *units
                .get_mut(length)
                .ok_or(DocumentError::BarcodeLength { max: CHARACTERS_MAX })? = unit;
            length += 1;
        }
        let units = &units[..length];
        Ok(Self {
            symbols: walk(units, &ways(units)),
        })
    }

    /// Whether the symbol holds GS1 element strings: FNC1 follows the start.
    pub fn is_gs1(&self) -> bool {
        self.symbols.get(1) == Some(&FNC1)
    }

    /// Symbol values: start, data, check, stop.
    pub fn symbols(&self) -> &[u8] {
        &self.symbols
    }

    /// Width in modules, without quiet zones.
    pub fn modules(&self) -> i32 {
        i32::try_from(self.symbols.len().saturating_sub(1)).unwrap_or(i32::MAX / 16) * 11 + 13
    }

    /// The bars as offset and width, in modules.
    pub fn bars(&self) -> impl Iterator<Item = (i32, i32)> + '_ {
        let mut at = 0;
        self.symbols
            .iter()
            .flat_map(|value| {
                let widths = widths(*value);
                (0..if *value == STOP { 7 } else { 6 }).map(move |i| (i % 2 == 0, i32::from(widths[i])))
            })
            .filter_map(move |(is_bar, width)| {
                let from = at;
                at += width;
                is_bar.then_some((from, width))
            })
    }

    /// The widths of all elements, bar first.
    pub fn elements(&self) -> Vec<u8> {
        self.symbols
            .iter()
            .flat_map(|value| widths(*value))
            .filter(|width| *width > 0)
            .collect()
    }
}

/// The shortest way from every position in every subset, computed from the end (label-standards 1.2).
fn ways(units: &[Unit]) -> [[Way; 3]; CHARACTERS_MAX + 1] {
    let mut ways = [[NO_WAY; 3]; CHARACTERS_MAX + 1];
    ways[units.len()] = [Way {
        cost: 0,
        step: Step::Encode,
    }; 3];
    for at in (0..units.len()).rev() {
        for subset in Subset::ALL {
            let mut best = NO_WAY;
            if let Some((_, taken)) = subset.value(&units[at..]) {
                best = Way {
                    cost: 1 + ways[at + taken][subset as usize].cost,
                    step: Step::Encode,
                };
            } else if subset
                .shifted()
                .is_some_and(|other| other.value(&units[at..]).is_some())
            {
                best = Way {
                    cost: 2 + ways[at + 1][subset as usize].cost,
                    step: Step::Shift,
                };
            }
            ways[at][subset as usize] = best;
        }
        let direct = ways[at];
        for subset in Subset::ALL {
            for other in Subset::ALL {
                let cost = 1 + direct[other as usize].cost;
                if cost < ways[at][subset as usize].cost {
                    ways[at][subset as usize] = Way {
                        cost,
                        step: Step::Switch(other),
                    };
                }
            }
        }
    }
    ways
}

/// Follows the shortest way and closes the symbol with check and stop.
fn walk(units: &[Unit], ways: &[[Way; 3]]) -> Vec<u8> {
    let mut subset = Subset::B;
    for other in Subset::ALL {
        if ways[0][other as usize].cost < ways[0][subset as usize].cost {
            subset = other;
        }
    }
    let mut symbols = Vec::with_capacity(units.len() + 8);
    symbols.push(subset.start());
    let mut at = 0;
    while at < units.len() {
        match ways[at][subset as usize].step {
            Step::Switch(other) => {
                symbols.push(other.switch());
                subset = other;
            }
            Step::Shift => {
                let shifted = subset.shifted().and_then(|other| other.value(&units[at..]));
                symbols.extend([SHIFT, shifted.map_or(0, |(value, _)| value)]);
                at += 1;
            }
            Step::Encode => {
                let (value, taken) = subset.value(&units[at..]).unwrap_or((0, 1));
                symbols.push(value);
                at += taken;
            }
        }
    }
    symbols.push(check(&symbols));
    symbols.push(STOP);
    symbols
}

/// The check symbol: start value and position-weighted sum, modulo 103.
fn check(symbols: &[u8]) -> u8 {
    let sum: usize = symbols
        .iter()
        .enumerate()
        .map(|(i, value)| i.max(1) * usize::from(*value))
        .sum();
    u8::try_from(sum % 103).unwrap_or(0)
}

#[cfg(test)]
#[path = "code128_tests.rs"]
mod tests;
