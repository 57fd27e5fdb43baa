//! Changes that turn a refused shipment into an accepted one. Each was applied and checked before it is named.

use super::refusal::{Denial, size_text, weight_range};
use super::{BookingQuery, Catalogue};
use crate::address::excerpt;
use crate::product::ParcelLimits;

/// Checks run while looking for changes to a refused shipment of one piece; of several pieces, fewer checks.
const TRIES_MAX: usize = 600;
/// Checks run whatever the number of pieces.
const TRIES_MIN: usize = 40;
/// Changes named for one refused shipment.
const CHANGES_MAX: usize = 5;
/// Different parcel types of one shipment for which replacements are tried.
const TYPES_MAX: usize = 4;

/// A smallest set of edits that is accepted when all of them are made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// One edit, or two when no single one helps.
    pub edits: Vec<Edit>,
}

/// One edit of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Leave out an option.
    DropOption {
        /// Its place in the request.
        position: usize,
        /// Its key.
        key: String,
    },
    /// Address a business, or a consumer.
    SetBusiness(bool),
    /// Make it a return, or not.
    SetReturn(bool),
    /// Name another product, or none.
    UseProduct(Option<String>),
    /// Add an option.
    AddOption(String),
    /// Use another parcel type for pieces of one type.
    UseParcelType {
        /// Their places in the request.
        pieces: Vec<usize>,
        /// The type to use.
        key: String,
    },
    /// Book one piece a shipment.
    OnePiece,
    /// Keep the weight of each of these pieces within limits.
    SetWeight {
        /// Their places in the request.
        pieces: Vec<usize>,
        /// The limits.
        limits: ParcelLimits,
    },
    /// Keep the size of each of these pieces within limits.
    SetDimensions {
        /// Their places in the request.
        pieces: Vec<usize>,
        /// The limits.
        limits: ParcelLimits,
    },
}

impl Change {
    /// What to do, as one sentence.
    pub fn sentence(&self) -> String {
        self.edits.iter().map(Edit::sentence).collect::<Vec<_>>().join(" and ")
    }

    /// Makes the edits.
    pub fn apply(&self, query: &mut BookingQuery<'_>) {
        self.edits.iter().for_each(|edit| edit.apply(query));
    }
}

impl Edit {
    /// The field to edit, as a path in the request.
    pub fn field(&self) -> String {
        let at = |pieces: &[usize], member: &str| match pieces {
            [piece] => format!("pieces[{piece}].{member}"),
            _ => format!("pieces[].{member}"),
        };
        match self {
            Self::DropOption { position, .. } => format!("options[{position}]"),
            Self::SetBusiness(_) => "receiver.address.isBusiness".to_owned(),
            Self::SetReturn(_) => "returnLabel".to_owned(),
            Self::UseProduct(_) => "product".to_owned(),
            Self::AddOption(_) => "options".to_owned(),
            Self::UseParcelType { pieces, .. } => at(pieces, "parcelType"),
            Self::OnePiece => "pieces".to_owned(),
            Self::SetWeight { pieces, .. } => at(pieces, "weight"),
            Self::SetDimensions { pieces, .. } => at(pieces, "dimensions"),
        }
    }

    /// What to do with the field: `remove`, `add`, `set`, `split` or `limit`.
    pub fn action(&self) -> &'static str {
        match self {
            Self::DropOption { .. } | Self::UseProduct(None) => "remove",
            Self::AddOption(_) => "add",
            Self::OnePiece => "split",
            Self::SetWeight { .. } | Self::SetDimensions { .. } => "limit",
            Self::SetBusiness(_) | Self::SetReturn(_) | Self::UseProduct(Some(_)) | Self::UseParcelType { .. } => "set",
        }
    }

    /// The value the action uses; `None` when it uses none.
    pub fn value(&self) -> Option<String> {
        match self {
            Self::DropOption { key, .. } | Self::AddOption(key) | Self::UseParcelType { key, .. } => Some(key.clone()),
            Self::SetBusiness(value) | Self::SetReturn(value) => Some(value.to_string()),
            Self::UseProduct(product) => product.clone(),
            Self::OnePiece => None,
            Self::SetWeight { limits, .. } => Some(weight_range(limits)),
            Self::SetDimensions { limits, .. } => Some(size_text(&limits.max)),
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::DropOption { key, .. } => format!("leave out option {}", excerpt(key)),
            Self::SetBusiness(true) => "send to a business (receiver.address.isBusiness true)".to_owned(),
            Self::SetBusiness(false) => "send to a consumer (receiver.address.isBusiness false)".to_owned(),
            Self::SetReturn(true) => "make it a return (returnLabel true)".to_owned(),
            Self::SetReturn(false) => "make it no return (returnLabel false)".to_owned(),
            Self::UseProduct(Some(product)) => format!("use product {product}"),
            Self::UseProduct(None) => "leave product empty".to_owned(),
            Self::AddOption(key) => format!("add option {key}"),
            Self::UseParcelType { key, .. } => format!("use parcel type {key} ({})", self.field()),
            Self::OnePiece => "book each piece as a shipment of its own".to_owned(),
            Self::SetWeight { limits, .. } => format!("give {} a weight of {}", self.field(), weight_range(limits)),
            Self::SetDimensions { limits, .. } => format!("keep {} within {}", self.field(), size_text(&limits.max)),
        }
    }

    /// Makes the edit.
    pub fn apply(&self, query: &mut BookingQuery<'_>) {
        match self {
            Self::DropOption { key, .. } => query.options.retain(|option| option != key),
            Self::SetBusiness(value) => query.to_business = *value,
            Self::SetReturn(value) => query.return_label = *value,
            Self::UseProduct(product) => query.product.clone_from(product),
            Self::AddOption(key) => query.options.push(key.clone()),
            Self::OnePiece => {
                query.pieces.truncate(1);
                query.pieces.iter_mut().for_each(|piece| piece.quantity = 1);
            }
            Self::UseParcelType { pieces, key } => {
                for piece in pieces {
                    if let Some(piece) = query.pieces.get_mut(*piece) {
                        piece.parcel_type.clone_from(key);
                    }
                }
            }
            Self::SetWeight { pieces, limits } => {
                for piece in pieces {
                    if let Some(piece) = query.pieces.get_mut(*piece) {
                        let grams = piece.weight_g.unwrap_or(limits.max_weight_g);
                        piece.weight_g = Some(grams.clamp(limits.min_weight_g, limits.max_weight_g));
                    }
                }
            }
            Self::SetDimensions { pieces, limits } => {
                for piece in pieces {
                    if let Some(piece) = query.pieces.get_mut(*piece) {
                        piece.dimensions = Some(limits.max);
                    }
                }
            }
        }
    }
}

impl Catalogue {
    /// The smallest changes that are accepted: single edits, or pairs when no single edit helps.
    pub(super) fn accepted_changes(&self, query: &BookingQuery<'_>, denial: &Denial) -> Vec<Change> {
        let mut edits = self.possible_edits(query, denial);
        edits.sort_by_key(|edit| distance(denial, edit));
        let tries_max = (TRIES_MAX / query.pieces.len().max(1)).max(TRIES_MIN);
        let mut tries = 0;
        let mut accepted = |edits: Vec<Edit>| {
            tries += 1;
            if tries > tries_max {
                return None;
            }
            let change = Change { edits };
            let mut edited = query.clone();
            change.apply(&mut edited);
            self.find(&edited).is_ok().then_some(change)
        };
        let mut single: Vec<Change> = Vec::new();
        for edit in &edits {
            let told = single
                .iter()
                .flat_map(|change| &change.edits)
                .any(|known| same_limit(known, edit));
            if !told && single.len() < CHANGES_MAX {
                single.extend(accepted(vec![edit.clone()]));
            }
        }
        if !single.is_empty() {
            return single;
        }
        let mut pairs = Vec::new();
        for (index, first) in edits.iter().enumerate() {
            for second in edits
                .iter()
                .skip(index + 1)
                .filter(|second| second.field() != first.field())
            {
                pairs.extend(accepted(vec![first.clone(), second.clone()]));
                if pairs.len() == CHANGES_MAX {
                    return pairs;
                }
            }
        }
        pairs
    }

    /// Edits worth trying, those that keep most of the wish first.
    fn possible_edits(&self, query: &BookingQuery<'_>, denial: &Denial) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        for (position, key) in query.options.iter().enumerate() {
            if !query.options[..position].contains(key) {
                edits.push(Edit::DropOption {
                    position,
                    key: key.clone(),
                });
            }
        }
        edits.push(Edit::SetBusiness(!query.to_business));
        let here = self.products_between(query);
        if query.product.is_some() {
            edits.push(Edit::UseProduct(None));
        }
        let other = here.iter().filter(|key| {
            query
                .product
                .as_deref()
                .is_none_or(|named| !named.eq_ignore_ascii_case(key))
        });
        edits.extend(other.map(|key| Edit::UseProduct(Some((*key).to_owned()))));
        for (pieces, key) in groups(query) {
            let others = self
                .parcel_types
                .iter()
                .filter(|kind| !kind.key.eq_ignore_ascii_case(key));
            edits.extend(others.map(|kind| Edit::UseParcelType {
                pieces: pieces.clone(),
                key: kind.key.clone(),
            }));
        }
        if query.piece_count() > 1 {
            edits.push(Edit::OnePiece);
        }
        self.limit_edits(query, &mut edits);
        if matches!(denial, Denial::Direction | Denial::Product | Denial::ProductEntitlement) {
            edits.push(Edit::SetReturn(!query.return_label));
        }
        if let Denial::OnRequest { option: Some(index) } = denial {
            edits.extend(
                self.options
                    .get(*index)
                    .map(|option| Edit::AddOption(option.key.clone())),
            );
        }
        edits
    }

    /// Weights and sizes as the lanes of each parcel type allow.
    fn limit_edits(&self, query: &BookingQuery<'_>, edits: &mut Vec<Edit>) {
        for (pieces, key) in groups(query) {
            let kind = self.parcel_type_at(key);
            let on_lane = |entry: &&super::Entry| {
                Some(entry.parcel_type) == kind && entry.from == query.from_country && entry.to == query.to_country
            };
            let mut limits: Vec<ParcelLimits> = self.entries.iter().filter(on_lane).map(|entry| entry.limits).collect();
            // The widest first: where it is accepted, the narrower need not be named.
            limits.sort_by_key(|limits| std::cmp::Reverse(limits.max_weight_g));
            for limits in limits {
                let weight = Edit::SetWeight {
                    pieces: pieces.clone(),
                    limits,
                };
                let size = Edit::SetDimensions {
                    pieces: pieces.clone(),
                    limits,
                };
                for edit in [weight, size] {
                    if !edits.contains(&edit) {
                        edits.push(edit);
                    }
                }
            }
        }
    }

    /// Keys of the products between the places.
    fn products_between(&self, query: &BookingQuery<'_>) -> Vec<&str> {
        let mut set = self.sets.senders[query.sender.index()].clone();
        set.keep_known(self.sets.from.get(&query.from_country));
        set.keep_known(self.sets.to.get(&query.to_country));
        let products = self.product_mask(&set);
        let all = self.products.iter().enumerate();
        all.filter(|(index, _)| products & (1 << index) != 0)
            .map(|(_, product)| product.key.as_str())
            .collect()
    }
}

/// How far an edit is from what was refused; the nearest are tried and named first.
fn distance(denial: &Denial, edit: &Edit) -> u8 {
    match (denial, edit) {
        (Denial::ParcelType { .. } | Denial::Weight { .. } | Denial::Size { .. }, Edit::UseParcelType { .. })
        | (Denial::MonoCollo { .. }, Edit::OnePiece)
        | (Denial::OnRequest { .. }, Edit::AddOption(_)) => 0,
        (Denial::Weight { .. } | Denial::WeightMissing { .. }, Edit::SetWeight { .. })
        | (Denial::Size { .. }, Edit::SetDimensions { .. }) => 1,
        (_, Edit::SetReturn(_)) => 3,
        _ => 2,
    }
}

/// Whether two edits limit the same thing, differing in how far.
fn same_limit(a: &Edit, b: &Edit) -> bool {
    a.action() == "limit" && b.action() == "limit" && a.field() == b.field()
}

/// Pieces by parcel type: their places, and the type.
fn groups<'p>(query: &'p BookingQuery<'_>) -> Vec<(Vec<usize>, &'p str)> {
    let mut groups: Vec<(Vec<usize>, &str)> = Vec::new();
    for (position, piece) in query.pieces.iter().enumerate() {
        match groups.iter().position(|(_, key)| *key == piece.parcel_type) {
            Some(group) => groups[group].0.push(position),
            None if groups.len() < TYPES_MAX => groups.push((vec![position], &piece.parcel_type)),
            None => {}
        }
    }
    groups
}
