//! Track and trace: public by code, fuller for those who know the receiver's postal code or own the shipment.

use crate::Service;
use crate::error::{Error, Result};
use colli_core::account::Caller;
use colli_core::barcode;
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::limits::{TRACKED_EVENTS_MAX, TRACKED_PIECES_MAX};
use colli_core::party::Party;
use colli_core::product::OptionRole;
use colli_core::shipment::{Piece, Shipment};
use colli_core::status::Statuses;
use colli_core::tracking::{Event, Record, fold};
use colli_store::Tracked;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;

/// A key of a track and trace question: a code and, perhaps, the receiver's postal code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrackKey {
    /// Code of a piece or of a shipment, as typed.
    pub code: String,
    /// The receiver's postal code, as typed.
    pub postal_code: Option<String>,
}

/// How much of a record is shown (design law 5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Disclosure {
    /// Codes and events: no personal data.
    Reduced,
    /// Who sends a return: their postal code was named. Its receiver's, mostly a shop's, is no secret.
    Sender,
    /// Parties and ServicePoint: the receiver's postal code was named. Of a return, nothing of its sender.
    Receiver,
    /// What both of a return see: both postal codes were named.
    Parties,
    /// Everything: the caller owns the shipment.
    Owner,
}

/// One piece found.
#[derive(Clone, Debug)]
pub struct TrackedPiece {
    /// Its shipment.
    pub shipment: Arc<Shipment>,
    /// Number of the piece.
    pub number: u32,
    /// Its code.
    pub tracker_code: String,
    /// Its events, oldest first.
    pub events: Vec<Event>,
    /// What they fold to.
    pub record: Record,
    /// How much may be shown.
    pub disclosure: Disclosure,
}

impl Disclosure {
    /// What two keys open together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Sender, Self::Receiver) | (Self::Receiver, Self::Sender) => Self::Parties,
            _ => self.max(other),
        }
    }
}

impl Service {
    /// Looks up keys; what is not found is left out. A piece named by several keys appears once, at the fullest
    /// disclosure any of them earns.
    pub async fn track(&self, keys: &[TrackKey], caller: Option<&Caller>) -> Result<Vec<TrackedPiece>> {
        let mut found: Vec<TrackedPiece> = Vec::new();
        // Where the pieces of a code are; a shipment's code has many, a repeated one is not read again.
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        let mut events = 0;
        for key in keys {
            let code = barcode::normalise(&key.code);
            if code.is_empty() {
                continue;
            }
            if let Some(known) = places.get(&code) {
                for piece in known {
                    let piece = &mut found[*piece];
                    let disclosure = self.disclosure(&piece.shipment, &piece.tracker_code, key, caller);
                    piece.disclosure = piece.disclosure.and(disclosure);
                }
                continue;
            }
            let read = self
                .store
                .track_within(&code, TRACKED_PIECES_MAX, TRACKED_EVENTS_MAX)
                .await?;
            let mut of_code = Vec::new();
            for tracked in read.ok_or_else(too_much)? {
                let disclosure = self.disclosure(&tracked.shipment, &tracked.tracker_code, key, caller);
                if disclosure < Disclosure::Owner && self.hides_tracking(&tracked.shipment) {
                    continue;
                }
                if let Some(known) = places.get(&tracked.tracker_code) {
                    for piece in known {
                        found[*piece].disclosure = found[*piece].disclosure.and(disclosure);
                    }
                    of_code.extend(known);
                    continue;
                }
                events += tracked.events.len();
                if found.len() == TRACKED_PIECES_MAX || events > TRACKED_EVENTS_MAX {
                    return Err(too_much());
                }
                of_code.push(found.len());
                places.insert(tracked.tracker_code.clone(), vec![found.len()]);
                found.push(piece(tracked, disclosure, &self.network.statuses));
            }
            places.insert(code, of_code);
        }
        Ok(found)
    }

    /// The time zone of the network's home.
    pub fn home_zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The piece of an environment with this code, as its owner sees it.
    pub async fn track_own(&self, tenant: Tenant, code: &str) -> Result<Option<TrackedPiece>> {
        let code = barcode::normalise(code);
        let found = self.store.track(&code, TRACKED_PIECES_MAX).await?;
        let mut own = found.into_iter().filter(|found| found.shipment.tenant == tenant);
        let is_it = |found: &Tracked| found.tracker_code == code;
        Ok(own
            .find(is_it)
            .map(|found| piece(found, Disclosure::Owner, &self.network.statuses)))
    }

    /// The version of what [`Service::track`] shows of the code of a piece; `None` when answers must not be kept.
    pub fn events_version(&self, code: &str) -> Option<u64> {
        self.store.events_version(code)
    }

    fn disclosure(&self, shipment: &Shipment, code: &str, key: &TrackKey, caller: Option<&Caller>) -> Disclosure {
        if caller.is_some_and(|caller| caller.tenant == shipment.tenant) {
            return Disclosure::Owner;
        }
        let Some(typed) = &key.postal_code else {
            return Disclosure::Reduced;
        };
        let named = self.names(shipment, code, typed);
        match (named.receiver, named.sender) {
            (false, false) => Disclosure::Reduced,
            (false, true) => Disclosure::Sender,
            (true, false) => Disclosure::Receiver,
            (true, true) => Disclosure::Parties,
        }
    }

    /// Option `NO_TT`: only the owner sees the parcel.
    fn hides_tracking(&self, shipment: &Shipment) -> bool {
        self.has_option(shipment, OptionRole::NoTracking)
    }

    pub(crate) fn has_option(&self, shipment: &Shipment, role: OptionRole) -> bool {
        let catalogue = &self.network.catalogue;
        shipment
            .order
            .options
            .iter()
            .any(|chosen| catalogue.option(&chosen.key).is_some_and(|o| o.role == role))
    }

    /// Whether the sender is undisclosed: then trackers show the party it is sent on behalf of.
    pub fn sender_is_undisclosed(&self, shipment: &Shipment) -> bool {
        self.has_option(shipment, OptionRole::UndisclosedSender)
    }
}

fn too_much() -> Error {
    let violation = Violation::new("key", "range", "this is more than one answer may hold");
    Error::violation(violation.accepting([format!(
        "fewer keys, or codes of pieces instead of a shipment's: up to {TRACKED_PIECES_MAX} pieces with {TRACKED_EVENTS_MAX} events"
    )]))
}

impl TrackedPiece {
    /// What was registered of it.
    pub fn piece(&self) -> Option<&Piece> {
        let is_this = |piece: &&Piece| piece.tracker_code.as_deref() == Some(&self.tracker_code);
        self.shipment.pieces.iter().find(is_this)
    }

    /// The id trackers show: 24 hexadecimal digits, the second of registration and a hash of the code (FNV-1a), the same
    /// for ever.
    pub fn record_id(&self) -> String {
        record_id(&self.shipment, &self.tracker_code)
    }

    /// Whether its receiver may be shown.
    pub fn shows_receiver(&self) -> bool {
        self.disclosure >= Disclosure::Receiver
    }

    /// Whether its sender may be shown: who knows the receiver's postal code sees the sender too, but not of a return, whose
    /// receiver is a shop with a postal code everybody knows, and whose sender is at home.
    pub fn shows_sender(&self) -> bool {
        match self.disclosure {
            Disclosure::Reduced => false,
            Disclosure::Receiver => !self.is_return(),
            Disclosure::Sender | Disclosure::Parties | Disclosure::Owner => true,
        }
    }

    /// Whether it comes back: by itself, or under a return label.
    pub fn is_return(&self) -> bool {
        is_return(&self.shipment, &self.tracker_code)
    }

    /// Who receives this piece: one under a return label goes back to the sender.
    pub fn receiver(&self) -> &Party {
        addressee(&self.shipment, &self.tracker_code)
    }
}

/// The id trackers show of a piece.
pub(crate) fn record_id(shipment: &Shipment, tracker_code: &str) -> String {
    let hash = tracker_code.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{:08x}{hash:016x}", shipment.created_at.as_second() & 0xffff_ffff)
}

/// Who receives a piece: one under a return label goes back to the sender.
pub(crate) fn addressee<'s>(shipment: &'s Shipment, tracker_code: &str) -> &'s Party {
    let order = &shipment.order;
    if is_under_return_label(shipment, tracker_code) {
        order.on_behalf_of.as_ref().unwrap_or(&order.shipper)
    } else {
        &order.receiver
    }
}

/// Who hands a piece in: one under a return label comes from the receiver.
pub(crate) fn consignor<'s>(shipment: &'s Shipment, tracker_code: &str) -> &'s Party {
    if is_under_return_label(shipment, tracker_code) {
        &shipment.order.receiver
    } else {
        &shipment.order.shipper
    }
}

/// Whether a piece comes back: by itself, or under a return label.
pub(crate) fn is_return(shipment: &Shipment, tracker_code: &str) -> bool {
    shipment.order.is_return || is_under_return_label(shipment, tracker_code)
}

fn is_under_return_label(shipment: &Shipment, tracker_code: &str) -> bool {
    let is_this = |piece: &&Piece| piece.tracker_code.as_deref() == Some(tracker_code);
    let found = shipment.pieces.iter().find(is_this);
    found.is_some_and(|piece| piece.return_label)
}

pub(crate) fn piece(tracked: Tracked, disclosure: Disclosure, statuses: &Statuses) -> TrackedPiece {
    TrackedPiece {
        record: fold(&tracked.events, statuses),
        shipment: tracked.shipment,
        number: tracked.number,
        tracker_code: tracked.tracker_code,
        events: tracked.events,
        disclosure,
    }
}
