//! Manifests (reference 5.10).

use super::addresses::AddressRequest;
use super::id_or::IdOr;
use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /manifests`.
    pub struct ManifestRequest {
        /// The account.
        #[schema(required = true)]
        carrier_account: String,
        /// The day of the handover, ISO 8601.
        #[schema(required = true)]
        shipment_date: String,
        /// Where parcels are handed over: an address, or the id of one.
        #[schema(required = true)]
        address_from: IdOr<AddressRequest>,
        /// Ids of purchases; all open ones when left out.
        transactions: Vec<Field<String>>,
        /// `true`: answered at once.
        r#async: bool,
    }
}

/// A manifest.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Manifest {
    /// When it was made.
    pub object_created: String,
    /// When it was changed last.
    pub object_updated: String,
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// `QUEUED`, `SUCCESS`, `ERROR`.
    pub status: String,
    /// What is wrong with which purchase.
    pub errors: Vec<String>,
    /// Token of the carrier.
    pub provider: String,
    /// The day of the handover.
    pub shipment_date: String,
    /// Id of the address.
    pub address_from: String,
    /// The papers, for 365 days.
    pub documents: Vec<String>,
    /// The account.
    pub carrier_account: String,
    /// Ids of the purchases on it.
    pub transactions: Vec<String>,
}
