//! Where postal codes and towns lie.

use super::text::{bare_code, fold_name};
use crate::fault::Faults;
use crate::source::Source;
use crate::table::Shape;
use colli_core::country::CountryCode;
use std::collections::HashMap;
use std::ops::Range;

static POSTAL_CENTRES: Shape = Shape {
    file: "postal_centres.csv",
    columns: &["country", "code", "lat", "lon"],
    comments: &["note"],
};
static PLACES: Shape = Shape {
    file: "places.csv",
    columns: &["country", "name", "lat", "lon"],
    comments: &["note"],
};

/// A position in millionths of a degree.
pub(super) type Position = (i32, i32);

/// Characters of a postal code that are told apart.
const CODE_CHARS: usize = 8;
/// Characters that tell whether a code exists; lists lack some full codes.
const TELLING_CHARS: usize = 4;

/// Positions of postal codes and places, by country.
#[derive(Debug, Default)]
pub(crate) struct Places {
    codes: HashMap<CountryCode, Vec<(u64, Position)>>,
    names: HashMap<CountryCode, Names>,
}

/// Places of one country by folded name.
#[derive(Debug, Default)]
struct Names {
    arena: String,
    /// Start and length in the arena, order in the file (the larger place first), position; sorted by name.
    entries: Vec<(u32, u16, u32, Position)>,
}

impl Names {
    fn name(&self, start: u32, length: u16) -> &str {
        self.arena
            .get(start as usize..start as usize + usize::from(length))
            .unwrap_or_default()
    }

    fn push(&mut self, name: &str, position: Position) {
        if let (Ok(start), Ok(length), Ok(order)) = (
            u32::try_from(self.arena.len()),
            u16::try_from(name.len()),
            u32::try_from(self.entries.len()),
        ) {
            self.arena.push_str(name);
            self.entries.push((start, length, order, position));
        }
    }

    fn sort(&mut self) {
        let arena = std::mem::take(&mut self.arena);
        let name = |entry: &(u32, u16, u32, Position)| {
            arena
                .get(entry.0 as usize..entry.0 as usize + usize::from(entry.1))
                .unwrap_or_default()
        };
        self.entries
            .sort_unstable_by(|a, b| name(a).cmp(name(b)).then(a.2.cmp(&b.2)));
        self.arena = arena;
    }
}

impl Places {
    pub(crate) fn read(source: &Source, faults: &mut Faults) -> Self {
        let mut places = Self::default();
        crate::each_row(source, &POSTAL_CENTRES, faults, |row, faults| {
            let country = row.country(0, faults);
            let code = bare_code(row.text(1));
            if code.is_empty() || code.len() > CODE_CHARS {
                return faults.push(row.fault(1, format!("a code has 1 to {CODE_CHARS} letters and digits")));
            }
            let (lat, lon) = (row.degrees(2, 90, faults), row.degrees(3, 180, faults));
            if let (Some(country), Some(lat), Some(lon)) = (country, lat, lon) {
                places
                    .codes
                    .entry(country)
                    .or_default()
                    .push((range_of(&code).start, (lat, lon)));
            }
        });
        crate::each_row(source, &PLACES, faults, |row, faults| {
            let country = row.country(0, faults);
            let name = fold_name(row.text(1));
            if name.is_empty() {
                return faults.push(row.fault(1, "a place needs a name"));
            }
            let (lat, lon) = (row.degrees(2, 90, faults), row.degrees(3, 180, faults));
            if let (Some(country), Some(lat), Some(lon)) = (country, lat, lon) {
                places.names.entry(country).or_default().push(&name, (lat, lon));
            }
        });
        for codes in places.codes.values_mut().filter(|codes| !codes.is_sorted()) {
            codes.sort_unstable();
        }
        places.names.values_mut().for_each(Names::sort);
        places
    }

    /// Where a postal code lies: the mean of the codes that begin with its longest known beginning. At least half of
    /// the code must be known: a wrong first half would lead to another region.
    pub(super) fn of_code(&self, country: CountryCode, code: &str) -> Option<Position> {
        let codes = self.codes.get(&country)?;
        let bare = bare_code(code);
        let without_country = bare
            .strip_prefix(country.as_str())
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let code = without_country.unwrap_or(&bare);
        let longest = code.len().min(CODE_CHARS);
        (code.len().div_ceil(2).max(1)..=longest).rev().find_map(|length| {
            let range = range_of(code.get(..length)?);
            let first = codes.partition_point(|(known, _)| *known < range.start);
            let count = codes[first..].partition_point(|(known, _)| *known < range.end);
            mean(codes[first..first + count].iter().map(|(_, position)| *position))
        })
    }

    /// Whether a postal code exists as far as is known: its first characters are those of a listed one. A country without
    /// a list has every code.
    pub(super) fn knows(&self, country: CountryCode, code: &str) -> bool {
        let Some(codes) = self.codes.get(&country) else {
            return true;
        };
        let code = bare_code(code);
        let listed = |range: Range<u64>| {
            let first = codes.partition_point(|(known, _)| *known < range.start);
            codes.get(first).is_some_and(|(known, _)| *known < range.end)
        };
        // Lists of some countries hold districts: all of a district's characters, or enough of a full code's.
        let district = |length: usize| code.get(..length).is_some_and(|start| listed(exactly(start)));
        code.get(..TELLING_CHARS).is_some_and(|start| listed(range_of(start))) || (2..TELLING_CHARS).any(district)
    }

    /// Where a place lies, by its full name.
    pub(super) fn of_name(&self, country: CountryCode, name: &str) -> Option<Position> {
        self.find(country, &fold_name(name), |known, wanted| known == wanted)
    }

    /// Where a place lies, by the beginning of its name; the largest wins.
    pub(super) fn of_name_start(&self, country: CountryCode, name: &str) -> Option<Position> {
        let name = fold_name(name);
        if name.chars().count() < 3 {
            None
        } else {
            self.find(country, &name, |known, wanted| known.starts_with(wanted))
        }
    }

    fn find(&self, country: CountryCode, wanted: &str, fits: impl Fn(&str, &str) -> bool) -> Option<Position> {
        let names = self.names.get(&country)?;
        let first = names
            .entries
            .partition_point(|(start, length, ..)| names.name(*start, *length) < wanted);
        let found = names.entries[first..]
            .iter()
            .take_while(|(start, length, ..)| fits(names.name(*start, *length), wanted));
        found
            .min_by_key(|(_, _, order, _)| *order)
            .map(|(.., position)| *position)
    }
}

/// The codes that begin with a text, as numbers that sort like the codes.
fn range_of(code: &str) -> Range<u64> {
    let mut bytes = [0; CODE_CHARS];
    let length = code.len().min(CODE_CHARS);
    bytes[..length].copy_from_slice(&code.as_bytes()[..length]);
    let start = u64::from_be_bytes(bytes);
    let step = 1_u64
        .checked_shl(8 * u32::try_from(CODE_CHARS - length).unwrap_or(0))
        .unwrap_or(u64::MAX);
    start..start.saturating_add(step)
}

/// The code itself, as a range of one number.
fn exactly(code: &str) -> Range<u64> {
    let start = range_of(code).start;
    start..start.saturating_add(1)
}

/// The mean of some positions; good enough within a country.
pub(super) fn mean(positions: impl Iterator<Item = Position>) -> Option<Position> {
    let (mut count, mut lat, mut lon) = (0_i64, 0_i64, 0_i64);
    for position in positions {
        count += 1;
        lat += i64::from(position.0);
        lon += i64::from(position.1);
    }
    Some((
        i32::try_from(lat.checked_div(count)?).ok()?,
        i32::try_from(lon.checked_div(count)?).ok()?,
    ))
}
