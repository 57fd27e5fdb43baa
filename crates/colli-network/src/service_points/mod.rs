//! ServicePoints: a compact store, a packed R-tree by position, postal prefixes and place names, and keywords.

mod ids;
mod keywords;
mod load;
mod nearby;
mod nearest;
mod opening;
mod places;
mod search;
mod text;
mod traits;
mod tree;

pub(crate) use load::{check, read};
pub use nearby::{NearbyQuery, Whereabouts};
pub(crate) use places::Places;
pub use search::{Found, ServicePointQuery, has_search_field};
pub use text::fold;
pub use traits::{Candidate, Traits, are_open};

use colli_core::country::CountryCode;
use colli_core::service_point::{ClosurePeriod, OpeningInterval, ServicePoint, ServicePointKind};
use keywords::Keywords;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;
use tree::Tree;

/// All ServicePoints, ready to be searched.
#[derive(Debug, Default)]
pub struct ServicePoints {
    arena: String,
    records: Vec<Record>,
    patterns: Vec<Vec<OpeningInterval>>,
    countries: HashMap<CountryCode, CountryIndex>,
    places: Places,
}

/// A text in the arena.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Span {
    start: u32,
    length: u16,
}

/// A ServicePoint in fixed size; texts live in the arena, equal texts once.
#[derive(Clone, Debug)]
struct Record {
    id: Span,
    harmonised_id: Span,
    psf_key: Span,
    name: Span,
    street: Span,
    number: Span,
    addition: Span,
    postal_code: Span,
    city: Span,
    depot: Span,
    country: CountryCode,
    lat_e6: i32,
    lon_e6: i32,
    closure: Option<ClosurePeriod>,
    pattern: u16,
    collection_minute: u16,
    max_parcels: Option<u16>,
    flags: u8,
}

const LOCKER: u8 = 1;
const LAST_MILE: u8 = 1 << 1;
const FIRST_MILE: u8 = 1 << 2;
const SELF_SERVICE: u8 = 1 << 3;
const XL: u8 = 1 << 4;
const PRINTLESS: u8 = 1 << 5;
const AVAILABLE: u8 = 1 << 6;

impl Record {
    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// The ServicePoints of one country: a range of the records, in the order of the tree.
#[derive(Debug)]
struct CountryIndex {
    range: Range<usize>,
    tree: Tree,
    /// Built by the first search that needs it.
    keywords: OnceLock<Keywords>,
    /// Records by id, built by the first look-up.
    ids: OnceLock<Vec<u32>>,
}

impl ServicePoints {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Countries that have ServicePoints, in order of their codes.
    pub fn countries(&self) -> Vec<CountryCode> {
        let mut countries: Vec<CountryCode> = self.countries.keys().copied().collect();
        countries.sort_unstable();
        countries
    }

    /// Every ServicePoint of a country, in no particular order.
    pub fn of_country(&self, country: CountryCode) -> impl Iterator<Item = ServicePoint<'_>> {
        let range = self
            .countries
            .get(&country)
            .map(|index| index.range.clone())
            .unwrap_or_default();
        range.filter_map(|record| self.point(record))
    }

    fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.arena
            .get(start..start + usize::from(span.length))
            .unwrap_or_default()
    }

    fn point(&self, record: usize) -> Option<ServicePoint<'_>> {
        let record = self.records.get(record)?;
        Some(ServicePoint {
            id: self.text(record.id),
            harmonised_id: self.text(record.harmonised_id),
            psf_key: self.text(record.psf_key),
            country: record.country,
            kind: if record.has(LOCKER) {
                ServicePointKind::PackStation
            } else {
                ServicePointKind::ParcelShop
            },
            name: self.text(record.name),
            street: self.text(record.street),
            number: self.text(record.number),
            addition: self.text(record.addition),
            postal_code: self.text(record.postal_code),
            city: self.text(record.city),
            lat_e6: record.lat_e6,
            lon_e6: record.lon_e6,
            opening: self
                .patterns
                .get(usize::from(record.pattern))
                .map(Vec::as_slice)
                .unwrap_or_default(),
            closure: record.closure,
            last_mile: record.has(LAST_MILE),
            first_mile: record.has(FIRST_MILE),
            self_service: record.has(SELF_SERVICE),
            xl: record.has(XL),
            printless: record.has(PRINTLESS),
            max_parcels: record.max_parcels,
            depot: self.text(record.depot),
            collection_minute: record.collection_minute,
            available: record.has(AVAILABLE),
        })
    }

    /// Whether a postal code exists as far as the network's lists tell.
    pub fn knows_postal_code(&self, country: CountryCode, code: &str) -> bool {
        self.places.knows(country, code)
    }

    pub(crate) fn with_places(mut self, places: Places) -> Self {
        self.places = places;
        self
    }
}
