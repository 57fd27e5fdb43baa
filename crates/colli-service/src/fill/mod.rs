//! Filling a store with shipments to measure or try things on: as many as asked for, the same ones for the same seed.
//!
//! One parcel of every kind is booked as a client books it, under all the rules. The others are copies of these with ids,
//! receivers, references, weights, codes and times of their own, and with the events a parcel of their age has behind it;
//! they go to the store in batches, past the look-ups a booking makes. Shipment `index` of a seed is a function of these
//! two, apart from its time and its codes: those depend on the run.

mod life;
mod orders;
mod people;
mod random;
mod shipments;
#[cfg(test)]
mod tests;

use crate::shipments::Booked;
use crate::{Error, Service};
use colli_core::account::{Account, Caller};
use colli_core::barcode;
use colli_core::ids::{AccountNumber, ShipmentId, UserId};
use colli_core::shipment::ShipmentOrder;
use colli_store::StoreError;
use colli_store::bulk::{BulkError, Loader, ShipmentBatch};
use orders::KINDS;
use random::{Random, Use};
pub use shipments::Fill;
use shipments::Model;
use tokio::sync::mpsc;
use uuid::Uuid;

/// The account that is filled when none is named: the demo's first.
pub const DEFAULT_ACCOUNT: &str = "08500001";

/// Shipments of one fill at most: their serials fit one lease.
pub const SHIPMENTS_MAX: u64 = 1_000_000_000;

/// Kinds of parcel, and so many shipments at the start of a fill are booked one by one.
pub const BOOKED: u64 = KINDS.len() as u64;

/// Serials set aside for each shipment: more than any has pieces, so that a code follows from an index.
const SERIALS_EACH: u32 = 4;

/// The counters that bookings take their serials from (`serials.rs`).
const PIECE_SERIALS: &str = "piece";
const SHIPMENT_SERIALS: &str = "shipment";

/// Shipments that go to the store at once.
const BATCH: u64 = 1_000;

/// Batches made ahead of the store.
const BATCHES_AHEAD: usize = 8;

/// What to fill a store with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FillOrder {
    /// Account the shipments are booked on; everything else follows from it.
    pub account: AccountNumber,
    /// How many shipments.
    pub shipments: u64,
    /// Other seeds make other shipments.
    pub seed: u64,
}

/// What a fill did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filled {
    /// Shipments that were stored.
    pub shipments: u64,
    /// Serial that [`tracker_code`] counts from.
    pub first_serial: u64,
    /// Code of a piece of the newest shipment.
    pub newest_code: String,
    /// What the database grew by, in bytes.
    pub grown_bytes: u64,
}

/// A fill could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// Nobody has the account.
    #[error("there is no account {0}: name one with --account, or let --demo make the demo organisation")]
    UnknownAccount(AccountNumber),
    /// The account's contract grants none of the kinds.
    #[error("account {0} may book none of the parcels a fill is made of")]
    NothingGranted(AccountNumber),
    /// The seed's shipments are there.
    #[error("the shipments of seed {0} are in this database already: choose another seed")]
    SeedUsed(u64),
    /// Past the bound.
    #[error("one fill makes 1 to {SHIPMENTS_MAX} shipments")]
    Range,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database could not be loaded; nothing beyond what was booked is in it.
    #[error(transparent)]
    Bulk(#[from] BulkError),
    /// A booking failed.
    #[error(transparent)]
    Service(#[from] Error),
}

/// The id of a shipment.
pub fn shipment_id(seed: u64, index: u64) -> ShipmentId {
    ShipmentId(Random::new(seed, index, Use::Id).uuid())
}

/// The code of the first piece of a shipment from [`BOOKED`] on, in a fill whose account grants every kind.
pub fn tracker_code(account: AccountNumber, first_serial: u64, index: u64) -> String {
    barcode::tracker_code(account, first_serial + index * u64::from(SERIALS_EACH))
}

impl Service {
    /// Makes ready to fill the store: books the shipments the others are copies of, and sets serials aside.
    pub async fn plan_fill(&self, order: &FillOrder) -> Result<Fill, FillError> {
        if order.shipments == 0 || order.shipments > SHIPMENTS_MAX {
            return Err(FillError::Range);
        }
        let account = self.store.account(order.account).await?;
        let account = account.ok_or(FillError::UnknownAccount(order.account))?;
        let models = self.book_models(order, &account).await?;
        Ok(Fill {
            seed: order.seed,
            shipments: order.shipments,
            now: self.now(account.tenant),
            zone: self.zone.clone(),
            models,
            first_serial: self.lease(PIECE_SERIALS, order.shipments, SERIALS_EACH).await?,
            first_shipment_serial: self.lease(SHIPMENT_SERIALS, order.shipments, 1).await?,
        })
    }

    /// Books one shipment of every kind the account's contract grants, as many as are asked for.
    async fn book_models(&self, order: &FillOrder, account: &Account) -> Result<Vec<Model>, FillError> {
        let caller = Caller {
            tenant: account.tenant,
            user: UserId(Uuid::new_v5(&account.tenant.organisation.0, b"fill")),
            accounts: vec![account.number],
            may_label: true,
            may_pickup: false,
        };
        let mut models = Vec::with_capacity(KINDS.len());
        for (shop, kind) in KINDS.into_iter().enumerate() {
            let index = models.len() as u64;
            if index == order.shipments {
                break;
            }
            let wanted = kind.order(shop, account.number, order.seed, index);
            if let Some(booked) = self.book_model(&caller, wanted).await? {
                if !booked.created {
                    return Err(FillError::SeedUsed(order.seed));
                }
                models.push(Model {
                    kind,
                    country: booked.shipment.order.receiver.address.country,
                    shipment: *booked.shipment,
                });
            }
        }
        if models.is_empty() {
            return Err(FillError::NothingGranted(account.number));
        }
        Ok(models)
    }

    /// `None`: the contract or the network has no such parcel.
    async fn book_model(&self, caller: &Caller, order: Option<ShipmentOrder>) -> Result<Option<Booked>, FillError> {
        let Some(order) = order else { return Ok(None) };
        match Box::pin(self.create_shipment(caller, order)).await {
            Ok(booked) => Ok(Some(booked)),
            Err(Error::Refused(_) | Error::Invalid(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn lease(&self, name: &str, shipments: u64, each: u32) -> Result<u64, FillError> {
        let count = u32::try_from(shipments * u64::from(each)).map_err(|_| FillError::Range)?;
        Ok(self.store.lease_serials(name, count).await?)
    }
}

impl Fill {
    /// Stores what is not booked yet. `progress` hears now and then how many shipments there are.
    pub async fn load(self, mut loader: Loader, mut progress: impl FnMut(u64)) -> Result<Filled, FillError> {
        let (seed, shipments) = (self.seed, self.shipments);
        let (first_serial, newest_code) = (self.first_serial, self.newest_code());
        let mut batches = self.batches();
        while let Some((end, batch)) = batches.recv().await {
            match loader.load(batch?).await {
                Err(BulkError::Database {
                    source: StoreError::Duplicate(_),
                    ..
                }) => return Err(FillError::SeedUsed(seed)),
                answer => answer?,
            }
            progress(end);
        }
        Ok(Filled {
            shipments,
            first_serial,
            newest_code,
            grown_bytes: loader.finish().await?.grown_bytes,
        })
    }

    /// Makes batches on a thread of its own, a few ahead, each with the index behind its last shipment.
    fn batches(self) -> mpsc::Receiver<(u64, Result<ShipmentBatch, StoreError>)> {
        let (sender, batches) = mpsc::channel(BATCHES_AHEAD);
        tokio::task::spawn_blocking(move || {
            let mut next = self.models.len() as u64;
            while next < self.shipments {
                let end = self.shipments.min(next + BATCH);
                let batch = ShipmentBatch::new((next..end).map(|index| self.shipment(index)));
                next = end;
                // Nobody listens any more: the database failed.
                if sender.blocking_send((end, batch)).is_err() {
                    return;
                }
            }
        });
        batches
    }
}
