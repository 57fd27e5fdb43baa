//! Whether one shipment may be booked: the filters of the catalogue applied to all its pieces together.

use super::bits::Bits;
use super::refusal::Denial;
use super::{Catalogue, Entry, OptionSet, Refusal, SenderKind};
use crate::account::AccountSettings;
use crate::country::CountryCode;
use crate::parcel::Dimensions;
use crate::product::{OptionRole, ParcelLimits, Product, ServiceOption};

/// A shipment to be booked, as far as the network's rules look at it.
#[derive(Clone, Debug)]
pub struct BookingQuery<'q> {
    /// Who books.
    pub sender: SenderKind,
    /// Country of the shipper.
    pub from_country: CountryCode,
    /// Country of the receiver.
    pub to_country: CountryCode,
    /// Postal code of the shipper; empty when there is none.
    pub from_postal_code: String,
    /// Postal code of the receiver; empty when there is none.
    pub to_postal_code: String,
    /// Whether the receiver is a business.
    pub to_business: bool,
    /// Whether it is a return.
    pub return_label: bool,
    /// Product key; `None`: the network picks the preferred product that carries every piece.
    pub product: Option<String>,
    /// The pieces.
    pub pieces: Vec<BookingPiece>,
    /// Option keys.
    pub options: Vec<String>,
    /// Contract it is booked on; `None`: all is granted.
    pub account: Option<&'q AccountSettings>,
}

/// Equal pieces of a shipment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookingPiece {
    /// Parcel type key.
    pub parcel_type: String,
    /// How many.
    pub quantity: u32,
    /// Weight of each, in grams.
    pub weight_g: Option<u32>,
    /// Size of each.
    pub dimensions: Option<Dimensions>,
}

/// A shipment the network takes.
#[derive(Clone, Debug)]
pub struct Booking<'a> {
    /// The product that carries it.
    pub product: &'a Product,
    /// Its rank on the lane.
    pub rank: u32,
    /// The options asked for, by rank.
    pub chosen: Vec<&'a ServiceOption>,
    /// The options offered for every piece, by rank.
    pub options: Vec<&'a ServiceOption>,
    /// Limits that hold for each piece, in the order asked.
    pub limits: Vec<ParcelLimits>,
    /// Origin or destination lies in a remote area.
    pub remote: bool,
}

impl BookingQuery<'_> {
    /// Physical pieces.
    pub fn piece_count(&self) -> u32 {
        self.pieces
            .iter()
            .fold(0, |sum, piece| sum.saturating_add(piece.quantity))
    }
}

/// Entries that are left of each piece while the rules are applied.
struct Candidates<'c> {
    catalogue: &'c Catalogue,
    pieces: Vec<Bits>,
    /// Products that carry every piece. Sets of entries only shrink, so this does too.
    products: u64,
}

impl Candidates<'_> {
    /// Applies a rule to one piece; the denial, told what was left before, when no product is left.
    fn narrow_piece(
        &mut self,
        piece: usize,
        keep: impl FnOnce(&mut Bits),
        denial: impl FnOnce(Bits) -> Denial,
    ) -> Result<(), Denial> {
        let Some(set) = self.pieces.get_mut(piece) else {
            return Ok(());
        };
        let before = set.clone();
        keep(set);
        self.products &= self.catalogue.product_mask(set);
        if self.products == 0 {
            Err(denial(before))
        } else {
            Ok(())
        }
    }

    /// Applies a rule to every piece.
    fn narrow(&mut self, keep: impl Fn(&mut Bits), denial: impl Fn() -> Denial) -> Result<(), Denial> {
        (0..self.pieces.len()).try_for_each(|piece| self.narrow_piece(piece, &keep, |_| denial()))
    }
}

impl Catalogue {
    /// Whether a shipment may be booked: the product and what it offers, or why not and what would be accepted.
    pub fn check(&self, query: &BookingQuery<'_>) -> Result<Booking<'_>, Refusal> {
        self.find(query).map_err(|denial| self.refusal(query, &denial))
    }

    /// The check without looking for changes.
    pub(super) fn find(&self, query: &BookingQuery<'_>) -> Result<Booking<'_>, Denial> {
        let set = self.lane_set(query)?;
        let mut left = Candidates {
            catalogue: self,
            pieces: vec![set; query.pieces.len()],
            products: u64::MAX,
        };
        self.narrow_to_types(query, &mut left)?;
        let chosen = self.narrow_to_options(query, &mut left)?;
        if query.product.is_none() {
            let picked = |set: &mut Bits| {
                let unasked = |entry: &Entry| entry.asks_for.is_some_and(|option| chosen & (1 << option) == 0);
                let dropped: Vec<usize> = set
                    .iter()
                    .filter(|index| self.entries.get(*index).is_some_and(unasked))
                    .collect();
                let mut drop = Bits::none(self.entries.len());
                for index in dropped {
                    drop.insert(index);
                }
                set.remove(&drop);
            };
            let needed = self.first_asked_for(&left);
            left.narrow(picked, || Denial::OnRequest { option: needed })?;
        }
        if query.piece_count() > 1 {
            let product = self.first_product(&left);
            left.narrow(
                |set| set.remove(&self.sets.mono_collo),
                || Denial::MonoCollo { product },
            )?;
        }
        self.narrow_to_limits(query, &mut left)?;
        self.booking(query, &left, chosen).ok_or(Denial::Lane)
    }

    /// Entries of sender, places, direction, receiver, product and contract.
    fn lane_set(&self, query: &BookingQuery<'_>) -> Result<Bits, Denial> {
        let step = |set: &Bits, denial: Denial| if set.is_empty() { Err(denial) } else { Ok(()) };
        if query.pieces.is_empty() {
            return Err(Denial::NoPieces);
        }
        let mut set = self.sets.senders[query.sender.index()].clone();
        set.keep_known(self.sets.from.get(&query.from_country));
        set.keep_known(self.sets.to.get(&query.to_country));
        step(&set, Denial::Lane)?;
        if query.return_label {
            set.keep(&self.sets.returns);
        } else {
            set.remove(&self.sets.returns);
        }
        step(&set, Denial::Direction)?;
        set.keep(if query.to_business {
            &self.sets.business
        } else {
            &self.sets.consumer
        });
        step(&set, Denial::ReceiverKind)?;
        if let Some(key) = &query.product {
            set.keep_known(self.product_set(key).as_ref());
            step(&set, Denial::Product)?;
        }
        if let Some(account) = query.account {
            self.keep_granted(&mut set, Some(&[account]));
            step(&set, Denial::ProductEntitlement)?;
        }
        Ok(set)
    }

    fn narrow_to_types(&self, query: &BookingQuery<'_>, left: &mut Candidates<'_>) -> Result<(), Denial> {
        for (index, piece) in query.pieces.iter().enumerate() {
            let kind = self
                .parcel_type_at(&piece.parcel_type)
                .and_then(|at| self.sets.parcel_type.get(at));
            left.narrow_piece(
                index,
                |set| set.keep_known(kind),
                |_| Denial::ParcelType { piece: index },
            )?;
        }
        Ok(())
    }

    /// Applies the options; the set of those asked for.
    fn narrow_to_options(&self, query: &BookingQuery<'_>, left: &mut Candidates<'_>) -> Result<OptionSet, Denial> {
        let accounts = query.account.map(|account| [account]);
        let ungranted = self.ungranted_options(accounts.as_ref().map(<[_; 1]>::as_slice));
        let remote = self.remote(query);
        let mut chosen: Vec<(usize, usize)> = Vec::with_capacity(query.options.len());
        for (position, key) in query.options.iter().enumerate() {
            let index = self.option_at(key).ok_or(Denial::UnknownOption { position })?;
            if let Some((_, other)) = chosen
                .iter()
                .find(|(earlier, _)| self.excluded[*earlier] & (1 << index) != 0)
            {
                return Err(Denial::Excluded {
                    position,
                    other: *other,
                });
            }
            chosen.push((index, position));
        }
        let mut set = 0;
        for (index, position) in chosen {
            let option = &self.options[index];
            if option.refused_to_business && query.to_business {
                return Err(Denial::RefusedToBusiness { position });
            }
            if option.not_remote && remote {
                return Err(Denial::Remote { position });
            }
            if ungranted & (1 << index) != 0 {
                return Err(Denial::OptionEntitlement { position });
            }
            left.narrow(
                |set| set.keep(&self.sets.option[index]),
                || Denial::NotOffered { position },
            )?;
            set |= 1 << index;
        }
        Ok(set)
    }

    fn narrow_to_limits(&self, query: &BookingQuery<'_>, left: &mut Candidates<'_>) -> Result<(), Denial> {
        let weighed = query.options.iter().filter_map(|key| self.option(key));
        let weight_needed = weighed.clone().any(|option| option.role == OptionRole::WeightRequired);
        for (index, piece) in query.pieces.iter().enumerate() {
            if weight_needed && piece.weight_g.is_none() {
                return Err(Denial::WeightMissing { piece: index });
            }
            left.narrow_piece(
                index,
                |set| self.keep_fitting(set, piece.weight_g, None),
                |before| Denial::Weight {
                    piece: index,
                    limits: self.limits_of(&before),
                },
            )?;
            left.narrow_piece(
                index,
                |set| self.keep_fitting(set, None, piece.dimensions.as_ref()),
                |before| Denial::Size {
                    piece: index,
                    limits: self.limits_of(&before),
                },
            )?;
        }
        Ok(())
    }

    /// The preferred product among those left.
    fn booking(&self, query: &BookingQuery<'_>, left: &Candidates<'_>, chosen: OptionSet) -> Option<Booking<'_>> {
        let products = left.products;
        let best = |product: usize| {
            let entries: Option<Vec<&Entry>> = left.pieces.iter().map(|set| self.best_entry(set, product)).collect();
            let entries = entries?;
            Some((entries.iter().map(|entry| entry.rank).max()?, product, entries))
        };
        let (rank, product, entries) = (0..self.products.len())
            .filter(|product| products & (1 << product) != 0)
            .filter_map(best)
            .min_by_key(|(rank, product, _)| (*rank, *product))?;
        let accounts = query.account.map(|account| [account]);
        let remote = self.remote(query);
        let mut hidden = self.ungranted_options(accounts.as_ref().map(<[_; 1]>::as_slice));
        if remote {
            hidden |= self.not_remote;
        }
        let offered = entries.iter().fold(!hidden, |set, entry| set & entry.options);
        Some(Booking {
            product: self.products.get(product)?,
            rank,
            chosen: self.options_in(chosen).collect(),
            options: self.options_in(offered).collect(),
            limits: entries.iter().map(|entry| entry.limits).collect(),
            remote,
        })
    }

    fn best_entry(&self, set: &Bits, product: usize) -> Option<&Entry> {
        let entries = set.iter().filter_map(|index| self.entries.get(index));
        entries
            .filter(|entry| entry.product == product)
            .min_by_key(|entry| entry.rank)
    }

    fn remote(&self, query: &BookingQuery<'_>) -> bool {
        [
            (query.from_country, &query.from_postal_code),
            (query.to_country, &query.to_postal_code),
        ]
        .into_iter()
        .any(|(country, code)| self.remote_area(country, code).is_some())
    }

    /// The different limits among a set of entries.
    fn limits_of(&self, set: &Bits) -> Vec<ParcelLimits> {
        let mut limits: Vec<ParcelLimits> = Vec::new();
        for entry in set.iter().filter_map(|index| self.entries.get(index)) {
            if !limits.contains(&entry.limits) {
                limits.push(entry.limits);
            }
        }
        limits
    }

    fn first_product(&self, left: &Candidates<'_>) -> Option<usize> {
        let products = left.products;
        (0..self.products.len()).find(|product| products & (1 << product) != 0)
    }

    fn first_asked_for(&self, left: &Candidates<'_>) -> Option<usize> {
        left.pieces
            .iter()
            .flat_map(Bits::iter)
            .find_map(|index| self.entries.get(index)?.asks_for)
    }
}
