//! Reads ServicePoints into their compact store.

use super::places::Position;
use super::tree::{Tree, packing_key, unit_vector};
use super::{
    AVAILABLE, CountryIndex, FIRST_MILE, LAST_MILE, LOCKER, PRINTLESS, Record, SELF_SERVICE, ServicePoints, Span, XL,
    opening,
};
use crate::fault::Faults;
use crate::geography::{COUNTRIES, Geography};
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::service_point::{ClosurePeriod, ServicePointKind};
use jiff::civil::Date;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

static PATTERNS: Shape = Shape {
    file: "opening_patterns.csv",
    columns: &["id", "pattern"],
    comments: &["kind", "note"],
};
static SERVICE_POINTS: Shape = Shape {
    file: "servicepoints.csv",
    columns: &[
        "id",
        "harmonised_id",
        "psf_key",
        "country",
        "shop_type",
        "name",
        "street",
        "number",
        "addition",
        "postal_code",
        "city",
        "lat",
        "lon",
        "opening",
        "closure_from",
        "closure_to",
        "services",
        "is_xl",
        "is_printless",
        "max_parcels",
        "collection_time",
        "depot",
        "available",
    ],
    comments: &["source", "unified_type", "note"],
};

pub(crate) fn read(source: &Source, faults: &mut Faults) -> ServicePoints {
    let mut points = ServicePoints::default();
    let patterns = patterns(source, &mut points, faults);
    let mut texts = Texts::default();
    let mut keys = Vec::new();
    each_row(source, &SERVICE_POINTS, faults, |row, faults| {
        if let Some((record, key)) = record(row, &patterns, &mut texts, faults) {
            points.records.push(record);
            keys.push(key);
        }
    });
    points.arena = texts.arena;
    points.arena.shrink_to_fit();
    index(&mut points, &keys);
    points
}

/// Opening patterns by name; their intervals go to the store.
fn patterns(source: &Source, points: &mut ServicePoints, faults: &mut Faults) -> HashMap<String, u16> {
    let mut patterns = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &PATTERNS, faults, |row, faults| {
        let Some(name) = row.required(0, faults) else { return };
        unique.note(row, 0, name.clone(), faults);
        match (opening::parse(row.text(1)), u16::try_from(points.patterns.len())) {
            (Ok(intervals), Ok(number)) => {
                points.patterns.push(intervals);
                patterns.insert(name, number);
            }
            (Ok(_), Err(_)) => faults.push(row.fault(0, "too many patterns")),
            (Err(message), _) => faults.push(row.fault(1, message)),
        }
    });
    patterns
}

/// A ServicePoint and its place in the packing order.
fn record(
    row: &Row<'_, '_>,
    patterns: &HashMap<String, u16>,
    texts: &mut Texts,
    faults: &mut Faults,
) -> Option<(Record, u64)> {
    let country = row.country(3, faults);
    let kind = row.read(4, "parcelShop or packStation", faults, ServicePointKind::parse);
    let (lat, lon) = (row.degrees(11, 90, faults), row.degrees(12, 180, faults));
    let pattern = patterns.get(row.text(13)).copied();
    if pattern.is_none() {
        let message = format!(
            "opening: '{}' is not a pattern of opening_patterns.csv",
            excerpt(row.text(13))
        );
        faults.unknown(PATTERNS.file, patterns.is_empty(), row.fault(13, message));
    }
    let closure = closure(row, faults);
    let max_parcels = row.read(19, "a whole number or infinite", faults, |text| match text {
        "infinite" | "" => Some(None),
        number => number.parse::<u16>().ok().map(Some),
    });
    let collection = match opening::minute(row.text(20)) {
        Ok(minute) => Some(minute),
        Err(message) => {
            faults.push(row.fault(20, message));
            None
        }
    };
    let mut flags = services(row, faults);
    for (column, flag) in [(17, XL), (18, PRINTLESS), (22, AVAILABLE)] {
        flags |= if row.flag(column, faults) { flag } else { 0 };
    }
    if kind == Some(ServicePointKind::PackStation) {
        flags |= LOCKER;
    }
    for column in [0, 2] {
        if row.optional(column).is_none() {
            faults.push(row.fault(column, "must not be empty"));
        }
    }
    let id = texts.append(row.text(0));
    let (lat_e6, lon_e6) = (lat?, lon?);
    let record = Record {
        psf_key: texts.part_of(id, row.text(2)),
        harmonised_id: texts.part_of(id, row.text(1)),
        id,
        name: texts.shared(row.text(5)),
        street: texts.shared(row.text(6)),
        number: texts.shared(row.text(7)),
        addition: texts.shared(row.text(8)),
        postal_code: texts.shared(row.text(9)),
        city: texts.shared(row.text(10)),
        depot: texts.shared(row.text(21)),
        country: country?,
        lat_e6,
        lon_e6,
        closure,
        pattern: pattern?,
        collection_minute: collection?,
        max_parcels: max_parcels?,
        flags,
    };
    Some((record, packing_key(&unit_vector(lat_e6, lon_e6))))
}

fn services(row: &Row<'_, '_>, faults: &mut Faults) -> u8 {
    let mut flags = 0;
    for service in row.text(16).split('|').filter(|service| !service.is_empty()) {
        match service {
            "parcel-last-mile" => flags |= LAST_MILE,
            "parcel-first-mile" => flags |= FIRST_MILE,
            "self-service" => flags |= SELF_SERVICE,
            other => faults.push(row.fault(16, format!("unknown service '{other}'"))),
        }
    }
    flags
}

fn closure(row: &Row<'_, '_>, faults: &mut Faults) -> Option<ClosurePeriod> {
    if row.optional(14).is_none() && row.optional(15).is_none() {
        return None;
    }
    let mut date = |column| {
        row.read(column, "a date such as 2026-05-31", faults, |text| {
            text.parse::<Date>().ok()
        })
    };
    let (from, to) = (date(14)?, date(15)?);
    if from > to {
        faults.push(row.fault(15, "the closure ends before it begins"));
    }
    Some(ClosurePeriod { from, to })
}

/// Brings the records into packing order within their countries and builds the trees.
fn index(points: &mut ServicePoints, keys: &[u64]) {
    let mut order: Vec<(CountryCode, u64, usize)> = points
        .records
        .iter()
        .zip(keys)
        .enumerate()
        .map(|(at, (record, key))| (record.country, *key, at))
        .collect();
    order.sort_unstable();
    let mut target: Vec<usize> = vec![0; order.len()];
    for (to, (_, _, from)) in order.iter().enumerate() {
        target[*from] = to;
    }
    // Each swap brings one record to its place; a second copy of all of them would double the memory of a start.
    for at in 0..target.len() {
        while target[at] != at {
            let to = target[at];
            points.records.swap(at, to);
            target.swap(at, to);
        }
    }
    points.records.shrink_to_fit();
    let mut start = 0;
    for chunk in points.records.chunk_by(|a, b| a.country == b.country) {
        let vectors = chunk
            .iter()
            .map(|record| unit_vector(record.lat_e6, record.lon_e6))
            .collect();
        let range = start..start + chunk.len();
        start = range.end;
        let index = CountryIndex {
            range,
            tree: Tree::new(vectors),
            keywords: OnceLock::new(),
            ids: OnceLock::new(),
        };
        points.countries.insert(chunk[0].country, index);
    }
}

/// The arena while it is filled.
#[derive(Default)]
struct Texts {
    arena: String,
    known: HashMap<u64, Span, BuildHasherDefault<Keyed>>,
}

impl Texts {
    /// A text of its own.
    fn append(&mut self, text: &str) -> Span {
        match (u32::try_from(self.arena.len()), u16::try_from(text.len())) {
            (Ok(start), Ok(length)) => {
                self.arena.push_str(text);
                Span { start, length }
            }
            // Beyond 4 GiB of texts: nothing is shown rather than something else.
            _ => Span::default(),
        }
    }

    /// A text many may share: stored once.
    fn shared(&mut self, text: &str) -> Span {
        if text.is_empty() {
            return Span::default();
        }
        let hash = hash(text);
        match self.known.get(&hash) {
            Some(span) if self.text(*span) == text => *span,
            Some(_) => self.append(text),
            None => {
                let span = self.append(text);
                self.known.insert(hash, span);
                span
            }
        }
    }

    /// A text that may be the end of another one already stored.
    fn part_of(&mut self, whole: Span, text: &str) -> Span {
        if text.is_empty() {
            return Span::default();
        }
        let before = self
            .text(whole)
            .strip_suffix(text)
            .and_then(|before| u32::try_from(before.len()).ok());
        match before.zip(u16::try_from(text.len()).ok()) {
            Some((before, length)) => Span {
                start: whole.start + before,
                length,
            },
            None => self.shared(text),
        }
    }

    fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.arena
            .get(start..start + usize::from(span.length))
            .unwrap_or_default()
    }
}

/// A quick hash of a text, eight bytes at a time.
fn hash(text: &str) -> u64 {
    text.as_bytes().chunks(8).fold(text.len() as u64, |hash, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// Keys of the map are hashes already.
#[derive(Default)]
struct Keyed(u64);

impl Hasher for Keyed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes
            .iter()
            .fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Checks that take longer than a start may: ids once each, postal codes as their countries write them, known countries.
pub(crate) fn check(source: &Source, geography: &Geography, faults: &mut Faults) {
    let mut unique = Unique::default();
    each_row(source, &SERVICE_POINTS, faults, |row, faults| {
        unique.note(row, 0, row.text(0).to_owned(), faults);
        let Some(country) = CountryCode::parse(row.text(3)) else {
            return;
        };
        if !geography.countries.contains_key(&country) {
            let fault = row.fault(3, format!("unknown country {country}"));
            faults.unknown(COUNTRIES.file, geography.countries.is_empty(), fault);
        }
        let format = geography.postal.get(country).filter(|format| format.exists());
        if format.is_some_and(|format| format.normalise(row.text(9)).is_none()) {
            faults.push(row.fault(9, format!("'{}' is not a postal code of {country}", row.text(9))));
        }
        for column in [5, 6, 10] {
            if row.optional(column).is_none() {
                faults.push(row.fault(column, "must not be empty"));
            }
        }
    });
}

/// Position of a record.
pub(super) fn position(record: &Record) -> Position {
    (record.lat_e6, record.lon_e6)
}
