//! Filtering: what is possible between two places. Nothing is validated; what cannot be is an empty answer.

use super::bits::Bits;
use super::{Catalogue, Entry, OptionSet, SenderKind};
use crate::account::AccountSettings;
use crate::country::CountryCode;
use crate::parcel::Dimensions;
use crate::product::{ParcelLimits, ParcelType, Product, ServiceOption};

/// Carrier meant when none is named (reference 3.1).
pub const DEFAULT_CARRIER: &str = "DHL-PARCEL";

/// Capabilities of one answer. A country pair has a few dozen; a question naming neither country is answered with one
/// pair for each lane and parcel type, a question naming one with all pairs, up to this many.
pub const CAPABILITIES_MAX: usize = 2_000;

/// A filter; every member narrows the answer, an absent or empty one does not. Unknown values match nothing.
#[derive(Clone, Debug, Default)]
pub struct CapabilityQuery<'q> {
    /// Who sends.
    pub sender: Option<SenderKind>,
    /// Origin country.
    pub from_country: Option<String>,
    /// Destination country.
    pub to_country: Option<String>,
    /// Whether the receiver is a business.
    pub to_business: Option<bool>,
    /// Whether it is a return. Absent means outbound, except for [`Catalogue::products`] and
    /// [`Catalogue::shipment_options`], which then list both.
    pub return_product: Option<bool>,
    /// Product key.
    pub product: Option<String>,
    /// Parcel type key.
    pub parcel_type: Option<String>,
    /// Option keys, all of which must be possible together.
    pub options: Vec<String>,
    /// Origin postal code; remote areas lack some options.
    pub from_postal_code: Option<String>,
    /// Destination postal code; remote areas lack some options.
    pub to_postal_code: Option<String>,
    /// Destination town; narrows express carriers only, so nothing here.
    pub to_city: Option<String>,
    /// Business unit, `dhl-nl`.
    pub business_unit: Option<String>,
    /// Carrier; absent means [`DEFAULT_CARRIER`].
    pub carrier: Option<String>,
    /// Pieces of the shipment.
    pub quantity: Option<u32>,
    /// Weight of a piece, in grams.
    pub weight_g: Option<u32>,
    /// Size of a piece.
    pub dimensions: Option<Dimensions>,
    /// Accounts whose contracts count, joined: what one of them grants is granted. `None`: all is granted.
    pub accounts: Option<Vec<&'q AccountSettings>>,
    /// Only options that must be enabled for the customer ([`Catalogue::shipment_options`]).
    pub whitelist_required: bool,
}

/// One product and parcel type between two countries.
#[derive(Clone, Copy, Debug)]
pub struct Capability<'a> {
    /// Order of preference; lower is preferred.
    pub rank: u32,
    /// Origin.
    pub from: CountryCode,
    /// Destination.
    pub to: CountryCode,
    /// Product.
    pub product: &'a Product,
    /// Parcel type.
    pub parcel_type: &'a ParcelType,
    /// Limits that hold here.
    pub limits: ParcelLimits,
    options: OptionSet,
    catalogue: &'a Catalogue,
}

impl<'a> Capability<'a> {
    /// The options offered, by rank.
    pub fn options(&self) -> impl Iterator<Item = &'a ServiceOption> + use<'a> {
        self.catalogue.options_in(self.options)
    }

    /// The exclusions an option prints, in printed order.
    pub fn printed_exclusions(&self, option: &ServiceOption) -> impl Iterator<Item = &'a ServiceOption> + use<'a> {
        let catalogue = self.catalogue;
        let printed = catalogue
            .option_at(&option.key)
            .and_then(|index| catalogue.exclusions.get(index));
        printed
            .into_iter()
            .flatten()
            .filter_map(|index| catalogue.options.get(*index))
    }
}

impl Catalogue {
    /// What is possible, by country pair and rank.
    pub fn capabilities(&self, query: &CapabilityQuery<'_>) -> Vec<Capability<'_>> {
        let selected = self.select(query, Some(false));
        let hidden = self.hidden_options(query);
        let broad = given(query.from_country.as_ref()).is_none() && given(query.to_country.as_ref()).is_none();
        let mut seen = std::collections::HashSet::new();
        let entries = selected.iter().filter_map(|index| self.entries.get(index));
        entries
            .filter(|entry| !broad || seen.insert(entry.group))
            .filter_map(|entry| self.capability(entry, hidden))
            .take(CAPABILITIES_MAX)
            .collect()
    }

    /// The parcel types, with the limits all matching lanes share or, where they differ, the general ones.
    pub fn parcel_types(&self, query: &CapabilityQuery<'_>) -> Vec<(&ParcelType, ParcelLimits)> {
        let mut found: Vec<Option<ParcelLimits>> = vec![None; self.parcel_types.len()];
        for entry in self
            .select(query, Some(false))
            .iter()
            .filter_map(|index| self.entries.get(index))
        {
            if let (Some(slot), Some(general)) = (
                found.get_mut(entry.parcel_type),
                self.parcel_types.get(entry.parcel_type),
            ) {
                *slot = Some(match *slot {
                    None => entry.limits,
                    Some(limits) if limits == entry.limits => limits,
                    Some(_) => general.limits,
                });
            }
        }
        self.parcel_types
            .iter()
            .zip(found)
            .filter_map(|(kind, limits)| Some((kind, limits?)))
            .collect()
    }

    /// The options any matching lane offers, by rank.
    pub fn shipment_options(&self, query: &CapabilityQuery<'_>) -> Vec<&ServiceOption> {
        let selected = self.select(query, None);
        let offered = selected
            .iter()
            .filter_map(|index| self.entries.get(index))
            .fold(0, |set, e| set | e.options);
        self.options_in(offered & !self.hidden_options(query))
            .filter(|option| !query.whitelist_required || option.needs_enabling)
            .collect()
    }

    /// The products of matching lanes; `business` keeps business products or the others.
    pub fn products(&self, query: &CapabilityQuery<'_>, business: Option<bool>) -> Vec<&Product> {
        let selected = self.select(query, None);
        let offered = self.product_mask(&selected);
        let products = self
            .products
            .iter()
            .enumerate()
            .filter(|(index, _)| offered & (1 << index) != 0);
        products
            .map(|(_, product)| product)
            .filter(|p| business.is_none_or(|wanted| p.business == wanted))
            .collect()
    }

    /// The countries matching lanes lead to, in order of their codes.
    pub fn destination_countries(&self, query: &CapabilityQuery<'_>) -> Vec<CountryCode> {
        let selected = self.select(query, Some(false));
        let countries: std::collections::BTreeSet<_> = selected
            .iter()
            .filter_map(|index| self.entries.get(index))
            .map(|entry| entry.to)
            .collect();
        countries.into_iter().collect()
    }

    fn capability(&self, entry: &Entry, hidden: OptionSet) -> Option<Capability<'_>> {
        Some(Capability {
            rank: entry.rank,
            from: entry.from,
            to: entry.to,
            product: self.products.get(entry.product)?,
            parcel_type: self.parcel_types.get(entry.parcel_type)?,
            limits: entry.limits,
            options: entry.options & !hidden,
            catalogue: self,
        })
    }

    /// The entries a filter leaves; `direction` is meant when the filter names none (`Some(true)`: returns).
    fn select(&self, query: &CapabilityQuery<'_>, direction: Option<bool>) -> Bits {
        let sets = &self.sets;
        let mut found = Bits::all(self.entries.len());
        if let Some(sender) = query.sender {
            found.keep(&sets.senders[sender.index()]);
        }
        if let Some(text) = given(query.from_country.as_ref()) {
            found.keep_known(CountryCode::parse(text).and_then(|code| sets.from.get(&code)));
        }
        if let Some(text) = given(query.to_country.as_ref()) {
            found.keep_known(CountryCode::parse(text).and_then(|code| sets.to.get(&code)));
        }
        if let Some(to_business) = query.to_business {
            found.keep(if to_business { &sets.business } else { &sets.consumer });
        }
        match query.return_product.or(direction) {
            Some(true) => found.keep(&sets.returns),
            Some(false) => found.remove(&sets.returns),
            None => {}
        }
        if let Some(key) = given(query.product.as_ref()) {
            found.keep_known(self.product_set(key).as_ref());
        }
        if let Some(key) = given(query.parcel_type.as_ref()) {
            found.keep_known(self.parcel_type_at(key).and_then(|index| sets.parcel_type.get(index)));
        }
        if let Some(unit) = given(query.business_unit.as_ref()) {
            found.keep_known(sets.business_unit.get(&unit.to_lowercase()));
        }
        let carrier = given(query.carrier.as_ref()).unwrap_or(DEFAULT_CARRIER);
        found.keep_known(sets.carrier.get(&carrier.to_uppercase()));
        if query.quantity.is_some_and(|pieces| pieces > 1) {
            found.remove(&sets.mono_collo);
        }
        self.keep_fitting(&mut found, query.weight_g, query.dimensions.as_ref());
        self.keep_granted(&mut found, query.accounts.as_deref());
        self.keep_options(&mut found, query);
        found
    }

    /// Keeps the entries whose limits allow the weight and the size.
    pub(super) fn keep_fitting(&self, found: &mut Bits, weight_g: Option<u32>, size: Option<&Dimensions>) {
        if weight_g.is_none() && size.is_none() {
            return;
        }
        for (limits, set) in &self.sets.limits {
            let fits = weight_g.is_none_or(|grams| limits.allow_weight(grams))
                && size.is_none_or(|size| limits.allow_size(size));
            if !fits {
                found.remove(set);
            }
        }
    }

    /// Keeps the entries of products the contracts hold. A return needs a return product in the contract, whatever
    /// product carries it (reference 6.1).
    pub(super) fn keep_granted(&self, found: &mut Bits, accounts: Option<&[&AccountSettings]>) {
        let Some(accounts) = accounts else { return };
        if accounts.is_empty() {
            return found.clear();
        }
        let lacks = |product: &Product| {
            accounts
                .iter()
                .all(|account| names(&account.excluded_products, &product.key))
        };
        let mut returns_granted = false;
        for (product, set) in self.products.iter().zip(&self.sets.product) {
            if lacks(product) {
                found.remove(set);
            } else {
                returns_granted |= product.is_return;
            }
        }
        if !returns_granted {
            found.remove(&self.sets.returns);
        }
    }

    fn keep_options(&self, found: &mut Bits, query: &CapabilityQuery<'_>) {
        let hidden = self.hidden_options(query);
        let mut chosen: OptionSet = 0;
        for key in query.options.iter().filter(|key| !key.trim().is_empty()) {
            let Some((index, set)) = self
                .option_at(key)
                .and_then(|index| Some((index, self.sets.option.get(index)?)))
            else {
                return found.clear();
            };
            found.keep(set);
            if self.options[index].refused_to_business {
                match query.to_business {
                    Some(true) => found.clear(),
                    Some(false) => {}
                    None => found.keep(&self.sets.consumer),
                }
            }
            if chosen & self.excluded[index] != 0 || hidden & (1 << index) != 0 {
                return found.clear();
            }
            chosen |= 1 << index;
        }
    }

    /// Options the contracts lack or that do not reach the places named.
    fn hidden_options(&self, query: &CapabilityQuery<'_>) -> OptionSet {
        let remote = |country: &Option<String>, postal_code: &Option<String>| {
            let country = given(country.as_ref()).and_then(CountryCode::parse);
            country
                .zip(given(postal_code.as_ref()))
                .is_some_and(|(c, code)| self.remote_area(c, code).is_some())
        };
        let mut hidden = self.ungranted_options(query.accounts.as_deref());
        if remote(&query.from_country, &query.from_postal_code) || remote(&query.to_country, &query.to_postal_code) {
            hidden |= self.not_remote;
        }
        hidden
    }

    /// Options no contract holds.
    pub(super) fn ungranted_options(&self, accounts: Option<&[&AccountSettings]>) -> OptionSet {
        let Some(accounts) = accounts else { return 0 };
        super::compile::option_mask(&self.options, |option| {
            accounts
                .iter()
                .all(|account| names(&account.excluded_options, &option.key))
        })
    }

    /// Products of a set of entries, as bits.
    pub(super) fn product_mask(&self, set: &Bits) -> u64 {
        set.iter()
            .filter_map(|index| self.entries.get(index))
            .fold(0, |mask, entry| mask | 1 << entry.product)
    }
}

fn names(keys: &[String], key: &str) -> bool {
    keys.iter().any(|named| named.eq_ignore_ascii_case(key))
}

/// A filter value that says something.
fn given(value: Option<&String>) -> Option<&str> {
    value.map(|text| text.trim()).filter(|text| !text.is_empty())
}
