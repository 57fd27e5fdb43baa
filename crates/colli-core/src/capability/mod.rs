//! What the network can do: lanes compiled into bit sets, filtered by bit arithmetic.
//!
//! A **lane** of the data files joins senders, origin and destination countries, receivers, a direction, a product,
//! parcel types with limits, and the options offered. Compiled, it becomes one **entry** for each concrete origin,
//! destination and parcel type; every filter is a precomputed set of entries, and a question is their intersection.
//!
//! Two kinds of question exist. A [`CapabilityQuery`] filters and never fails: what cannot be gives an empty answer.
//! A [`BookingQuery`] asks whether one shipment may be booked and, when not, names the rule that refused and edits
//! that were verified to be accepted.

mod bits;
mod booking;
mod change;
mod compile;
mod query;
mod refusal;

pub use booking::{Booking, BookingPiece, BookingQuery};
pub use change::{Change, Edit};
pub use compile::{CatalogueError, CatalogueParts, Direction, Lane};
pub use query::{CAPABILITIES_MAX, Capability, CapabilityQuery, DEFAULT_CARRIER};
pub use refusal::Refusal;

use crate::country::CountryCode;
use crate::network::RemoteArea;
use crate::product::{ParcelLimits, ParcelType, Product, ServiceOption};
use bits::Bits;
use std::collections::HashMap;

/// Who sends (reference 3.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum SenderKind {
    /// A business.
    Business,
    /// A consumer.
    Consumer,
    /// A ServicePoint.
    ParcelShop,
}

impl SenderKind {
    /// All kinds with their words.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("business", Self::Business),
        ("consumer", Self::Consumer),
        ("parcelShop", Self::ParcelShop),
    ];

    /// Reads `business`, `consumer`, `parcelShop` in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, kind)| name.eq_ignore_ascii_case(text).then_some(kind))
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// The catalogue: products, parcel types, options, and the lanes between them.
#[derive(Debug)]
pub struct Catalogue {
    products: Vec<Product>,
    parcel_types: Vec<ParcelType>,
    /// By rank; the index of an option is its bit in [`OptionSet`].
    options: Vec<ServiceOption>,
    product_index: HashMap<String, usize>,
    parcel_type_index: HashMap<String, usize>,
    option_index: HashMap<String, usize>,
    /// Printed exclusions of each option, in printed order.
    exclusions: Vec<Vec<usize>>,
    /// Symmetric closure of the exclusions.
    excluded: Vec<OptionSet>,
    not_remote: OptionSet,
    remote_areas: Vec<RemoteArea>,
    entries: Vec<Entry>,
    sets: Sets,
}

/// Options as bits, by index in the catalogue.
type OptionSet = u64;

/// The most options (and products) a network may have: one machine word of bits.
const SET_BITS: usize = 64;

/// One origin, destination and parcel type of one lane.
#[derive(Clone, Debug)]
struct Entry {
    /// Lane and parcel type it was made from; equal for all its country pairs.
    group: usize,
    from: CountryCode,
    to: CountryCode,
    product: usize,
    parcel_type: usize,
    limits: ParcelLimits,
    options: OptionSet,
    rank: u32,
    /// Picked without being named only when this option is asked for.
    asks_for: Option<usize>,
}

/// Entries by each property that can be filtered on.
#[derive(Debug)]
struct Sets {
    senders: [Bits; 3],
    from: HashMap<CountryCode, Bits>,
    to: HashMap<CountryCode, Bits>,
    business: Bits,
    consumer: Bits,
    returns: Bits,
    mono_collo: Bits,
    product: Vec<Bits>,
    parcel_type: Vec<Bits>,
    option: Vec<Bits>,
    carrier: HashMap<String, Bits>,
    business_unit: HashMap<String, Bits>,
    limits: Vec<(ParcelLimits, Bits)>,
}

impl Catalogue {
    /// A product by key, in any case.
    pub fn product(&self, key: &str) -> Option<&Product> {
        self.product_at(key).and_then(|index| self.products.get(index))
    }

    /// A parcel type by key, in any case.
    pub fn parcel_type(&self, key: &str) -> Option<&ParcelType> {
        self.parcel_type_at(key).and_then(|index| self.parcel_types.get(index))
    }

    /// An option by key, in any case.
    pub fn option(&self, key: &str) -> Option<&ServiceOption> {
        self.option_at(key).and_then(|index| self.options.get(index))
    }

    /// Every product, in file order.
    pub fn all_products(&self) -> &[Product] {
        &self.products
    }

    /// Every parcel type, smallest first as in the file.
    pub fn all_parcel_types(&self) -> &[ParcelType] {
        &self.parcel_types
    }

    /// Every option, by rank.
    pub fn all_options(&self) -> &[ServiceOption] {
        &self.options
    }

    /// The exclusions an option prints, in printed order.
    pub fn exclusions(&self, option: &ServiceOption) -> impl Iterator<Item = &ServiceOption> {
        let printed = self.option_at(&option.key).and_then(|index| self.exclusions.get(index));
        printed
            .into_iter()
            .flatten()
            .filter_map(|index| self.options.get(*index))
    }

    /// Whether two options cannot stand together. Symmetric (design section 11).
    pub fn excludes(&self, a: &str, b: &str) -> bool {
        match (self.option_at(a), self.option_at(b)) {
            (Some(a), Some(b)) => self.excluded.get(a).is_some_and(|set| set & (1 << b) != 0),
            _ => false,
        }
    }

    /// The remote area a place lies in.
    pub fn remote_area(&self, country: CountryCode, postal_code: &str) -> Option<&RemoteArea> {
        if !self.remote_areas.iter().any(|area| area.country == country) {
            return None;
        }
        let bare: String = postal_code
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_uppercase();
        self.remote_areas
            .iter()
            .find(|area| area.country == country && area.postal.is_match(&bare))
    }

    fn product_at(&self, key: &str) -> Option<usize> {
        lookup(&self.product_index, key)
    }

    fn parcel_type_at(&self, key: &str) -> Option<usize> {
        lookup(&self.parcel_type_index, key)
    }

    fn option_at(&self, key: &str) -> Option<usize> {
        lookup(&self.option_index, key)
    }

    fn options_in(&self, set: OptionSet) -> impl Iterator<Item = &ServiceOption> {
        self.options
            .iter()
            .enumerate()
            .filter_map(move |(index, option)| (set & (1 << index) != 0).then_some(option))
    }

    /// Entries of a product key, or of the family it stands for.
    fn product_set(&self, key: &str) -> Option<Bits> {
        let index = self.product_at(key)?;
        let mut set = self.sets.product.get(index)?.clone();
        for member in &self.products.get(index)?.stands_for {
            if let Some(member) = self.product_at(member).and_then(|index| self.sets.product.get(index)) {
                set.add(member);
            }
        }
        Some(set)
    }
}

fn lookup(index: &HashMap<String, usize>, key: &str) -> Option<usize> {
    let key = key.trim();
    index.get(key).or_else(|| index.get(&key.to_uppercase())).copied()
}
