//! Compiles lanes into entries and sets of entries.

use super::bits::Bits;
use super::{Catalogue, Entry, OptionSet, SET_BITS, SenderKind, Sets};
use crate::country::CountryCode;
use crate::network::RemoteArea;
use crate::product::{ParcelLimits, ParcelType, Product, ServiceOption};
use std::collections::HashMap;

/// Which way a parcel goes, seen from the customer of the network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// To a receiver.
    Outbound,
    /// Back from a receiver.
    Return,
}

impl Direction {
    /// Reads `outbound` or `return`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "outbound" => Some(Self::Outbound),
            "return" => Some(Self::Return),
            _ => None,
        }
    }
}

/// A lane as the data files describe it, groups spelled out.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Its name in the data files.
    pub id: String,
    /// Who may send.
    pub senders: Vec<SenderKind>,
    /// Origin countries.
    pub from: Vec<CountryCode>,
    /// Destination countries.
    pub to: Vec<CountryCode>,
    /// Receivers may be businesses.
    pub to_business: bool,
    /// Receivers may be consumers.
    pub to_consumer: bool,
    /// Which way.
    pub direction: Direction,
    /// Product key.
    pub product: String,
    /// Parcel type keys with the limits that hold on this lane.
    pub parcel_types: Vec<(String, ParcelLimits)>,
    /// Keys of the options offered.
    pub options: Vec<String>,
    /// Order of preference; the lowest that carries a shipment is picked.
    pub rank: u32,
    /// The lane is picked without naming its product only when this option is asked for.
    pub asks_for: Option<String>,
}

/// What a catalogue is made from.
#[derive(Clone, Debug, Default)]
pub struct CatalogueParts {
    /// Products.
    pub products: Vec<Product>,
    /// Parcel types, in the order they are listed.
    pub parcel_types: Vec<ParcelType>,
    /// Options in any order; equal ranks keep it.
    pub options: Vec<ServiceOption>,
    /// Printed exclusions: the option that prints, and the one it names; in printed order.
    pub exclusions: Vec<(String, String)>,
    /// Lanes.
    pub lanes: Vec<Lane>,
    /// Business units with the country each works from.
    pub business_units: Vec<(String, CountryCode)>,
    /// Areas some options do not reach.
    pub remote_areas: Vec<RemoteArea>,
}

/// A catalogue that cannot be compiled.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A key nobody defines.
    #[error("{place} names the unknown {kind} '{key}'")]
    Unknown {
        /// Where the key stands.
        place: String,
        /// `product`, `parcel type` or `option`.
        kind: &'static str,
        /// The key.
        key: String,
    },
    /// More members than fit the compiled form.
    #[error("{count} {kind}, at most {SET_BITS} are possible")]
    TooMany {
        /// `products` or `options`.
        kind: &'static str,
        /// How many there are.
        count: usize,
    },
}

impl Catalogue {
    /// Compiles a catalogue.
    pub fn new(mut parts: CatalogueParts) -> Result<Self, CatalogueError> {
        for (kind, count) in [("products", parts.products.len()), ("options", parts.options.len())] {
            if count > SET_BITS {
                return Err(CatalogueError::TooMany { kind, count });
            }
        }
        parts.options.sort_by_key(|option| option.rank);
        let option_index = index(parts.options.iter().map(|option| option.key.as_str()));
        let (exclusions, excluded) = exclusions(&parts.exclusions, &option_index)?;
        let mut catalogue = Self {
            product_index: index(parts.products.iter().map(|product| product.key.as_str())),
            parcel_type_index: index(parts.parcel_types.iter().map(|parcel_type| parcel_type.key.as_str())),
            not_remote: option_mask(&parts.options, |option| option.not_remote),
            products: parts.products,
            parcel_types: parts.parcel_types,
            options: parts.options,
            option_index,
            exclusions,
            excluded,
            remote_areas: parts.remote_areas,
            entries: Vec::new(),
            sets: Sets::new(0, 0, 0, 0),
        };
        catalogue.compile(&parts.lanes, &parts.business_units)?;
        Ok(catalogue)
    }

    fn compile(&mut self, lanes: &[Lane], units: &[(String, CountryCode)]) -> Result<(), CatalogueError> {
        let mut entries = Vec::new();
        let mut group = 0;
        for (number, lane) in lanes.iter().enumerate() {
            for (key, limits) in &lane.parcel_types {
                let pattern = self.entry(lane, key, *limits, group)?;
                group += 1;
                for from in &lane.from {
                    entries.extend(lane.to.iter().map(|to| {
                        (
                            number,
                            Entry {
                                from: *from,
                                to: *to,
                                ..pattern.clone()
                            },
                        )
                    }));
                }
            }
        }
        // The order of answers: by country pair, the preferred product first, then by parcel type.
        entries.sort_by_key(|(_, e)| (e.from, e.to, e.rank, e.product, e.parcel_type));
        let mut sets = Sets::new(
            entries.len(),
            self.products.len(),
            self.parcel_types.len(),
            self.options.len(),
        );
        for (position, (number, entry)) in entries.iter().enumerate() {
            if let (Some(lane), Some(product)) = (lanes.get(*number), self.products.get(entry.product)) {
                sets.note(position, entries.len(), entry, lane, product, units);
            }
        }
        self.entries = entries.into_iter().map(|(_, entry)| entry).collect();
        self.sets = sets;
        Ok(())
    }

    /// The entry of a lane and parcel type; its countries are filled in by the caller.
    fn entry(&self, lane: &Lane, key: &str, limits: ParcelLimits, group: usize) -> Result<Entry, CatalogueError> {
        let unknown = |kind, key: &str| CatalogueError::Unknown {
            place: format!("lane {}", lane.id),
            kind,
            key: key.to_owned(),
        };
        let option_at = |key: &String| self.option_at(key).ok_or_else(|| unknown("option", key));
        let mut options = 0;
        for key in &lane.options {
            options |= 1 << option_at(key)?;
        }
        let nowhere = lane.from.first().or(lane.to.first()).copied();
        Ok(Entry {
            group,
            from: nowhere.ok_or_else(|| unknown("country", ""))?,
            to: nowhere.ok_or_else(|| unknown("country", ""))?,
            product: self
                .product_at(&lane.product)
                .ok_or_else(|| unknown("product", &lane.product))?,
            parcel_type: self.parcel_type_at(key).ok_or_else(|| unknown("parcel type", key))?,
            limits,
            options,
            rank: lane.rank,
            asks_for: lane.asks_for.as_ref().map(option_at).transpose()?,
        })
    }
}

impl Sets {
    fn new(entries: usize, products: usize, parcel_types: usize, options: usize) -> Self {
        let none = || Bits::none(entries);
        Self {
            senders: [none(), none(), none()],
            from: HashMap::new(),
            to: HashMap::new(),
            business: none(),
            consumer: none(),
            returns: none(),
            mono_collo: none(),
            product: vec![none(); products],
            parcel_type: vec![none(); parcel_types],
            option: vec![none(); options],
            carrier: HashMap::new(),
            business_unit: HashMap::new(),
            limits: Vec::new(),
        }
    }

    /// Puts an entry into every set it belongs to.
    fn note(
        &mut self,
        at: usize,
        size: usize,
        entry: &Entry,
        lane: &Lane,
        product: &Product,
        units: &[(String, CountryCode)],
    ) {
        let none = || Bits::none(size);
        for sender in &lane.senders {
            self.senders[sender.index()].insert(at);
        }
        self.from.entry(entry.from).or_insert_with(none).insert(at);
        self.to.entry(entry.to).or_insert_with(none).insert(at);
        self.carrier
            .entry(product.carrier.to_uppercase())
            .or_insert_with(none)
            .insert(at);
        for (unit, _) in units.iter().filter(|(_, country)| *country == entry.from) {
            self.business_unit
                .entry(unit.to_lowercase())
                .or_insert_with(none)
                .insert(at);
        }
        let flags = [
            (&mut self.business, lane.to_business),
            (&mut self.consumer, lane.to_consumer),
            (&mut self.returns, lane.direction == Direction::Return),
            (&mut self.mono_collo, product.mono_collo),
        ];
        flags
            .into_iter()
            .filter(|(_, holds)| *holds)
            .for_each(|(set, _)| set.insert(at));
        if let Some(set) = self.product.get_mut(entry.product) {
            set.insert(at);
        }
        if let Some(set) = self.parcel_type.get_mut(entry.parcel_type) {
            set.insert(at);
        }
        for (index, set) in self.option.iter_mut().enumerate() {
            if entry.options & (1 << index) != 0 {
                set.insert(at);
            }
        }
        let known = self
            .limits
            .iter()
            .position(|(limits, _)| *limits == entry.limits)
            .unwrap_or_else(|| {
                self.limits.push((entry.limits, none()));
                self.limits.len() - 1
            });
        self.limits[known].1.insert(at);
    }
}

fn index<'a>(keys: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    keys.enumerate().map(|(index, key)| (key.to_owned(), index)).collect()
}

pub(super) fn option_mask(options: &[ServiceOption], holds: impl Fn(&ServiceOption) -> bool) -> OptionSet {
    options
        .iter()
        .enumerate()
        .filter(|(_, option)| holds(option))
        .fold(0, |set, (index, _)| set | 1 << index)
}

/// Printed lists and symmetric closure, by option index.
type Exclusions = (Vec<Vec<usize>>, Vec<OptionSet>);

fn exclusions(pairs: &[(String, String)], options: &HashMap<String, usize>) -> Result<Exclusions, CatalogueError> {
    let mut printed = vec![Vec::new(); options.len()];
    let mut closure = vec![0; options.len()];
    let at = |key: &String| {
        options.get(key).copied().ok_or_else(|| CatalogueError::Unknown {
            place: "an exclusion".to_owned(),
            kind: "option",
            key: key.clone(),
        })
    };
    for (a, b) in pairs {
        let (a, b) = (at(a)?, at(b)?);
        printed[a].push(b);
        closure[a] |= 1 << b;
        closure[b] |= 1 << a;
    }
    Ok((printed, closure))
}
