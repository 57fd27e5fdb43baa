//! Manifests: parcels handed over together, with the papers their driver signs.

use super::address::Address;
use super::{Held, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far a manifest is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ManifestStatus {
    /// It is still to be made.
    Queued,
    /// Its parcels are handed over.
    Success,
    /// None of its parcels could be handed over.
    Error,
}

impl ManifestStatus {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Success => "SUCCESS",
            Self::Error => "ERROR",
        }
    }
}

/// A paper of a manifest: parcels that stay in the country and those that leave it are on papers of their own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ManifestPaper {
    /// Whether its parcels leave the country.
    pub is_international: bool,
    /// Its number, unique over the installation.
    pub serial: u64,
    /// The purchases on it.
    pub transactions: Vec<Uuid>,
}

/// A manifest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The account.
    pub carrier_account: Uuid,
    /// Token of its carrier.
    pub carrier: String,
    /// The day of the handover.
    pub shipment_date: Timestamp,
    /// Where they are handed over.
    pub address_from: Held<Address>,
    /// The purchases asked for, as they were named; `None` for all that are open.
    pub asked: Option<Vec<String>>,
    /// The purchases on it.
    #[serde(default)]
    pub transactions: Vec<Uuid>,
    /// How far it is.
    pub status: ManifestStatus,
    /// What is wrong with which purchase.
    #[serde(default)]
    pub errors: Vec<String>,
    /// The account's facility.
    #[serde(default)]
    pub facility: String,
    /// When its parcels were handed over.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// Its papers.
    #[serde(default)]
    pub papers: Vec<ManifestPaper>,
}

impl Kind for Manifest {
    const KIND: &'static str = "manifest";

    fn state(&self) -> Option<&str> {
        Some(self.status.word())
    }
}
