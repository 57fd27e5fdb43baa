//! A gateway's resources: addresses, parcels, quotes, purchases and what belongs to them, whatever carrier they go with.
//!
//! They are kept as they were sent, apart from what had to be normalised, so that they read back as clients know them.

pub mod address;
pub mod batch;
pub mod carrier_account;
pub mod customs;
pub mod manifest;
pub mod message;
pub mod options;
pub mod order;
pub mod parcel;
pub mod quote;
pub mod refund;
pub mod service_group;
pub mod template;
pub mod track;
pub mod track_mock;
pub mod transaction;
pub mod validate;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A resource the store keeps.
pub trait Kind {
    /// The word the store knows it by.
    const KIND: &'static str;

    /// Its status, where lists and counts go by it.
    fn state(&self) -> Option<&str> {
        None
    }

    /// What it belongs to.
    fn parent(&self) -> Option<Uuid> {
        None
    }
}

/// A resource as another one holds it: as it was then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Held<T> {
    /// Its id.
    pub id: Uuid,
    /// When it was made.
    pub created_at: Timestamp,
    /// It.
    pub value: T,
}

/// Free members a client sends along and reads back.
pub type Extra = serde_json::Map<String, serde_json::Value>;
