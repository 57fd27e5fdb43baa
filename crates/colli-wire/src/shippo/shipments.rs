//! Shipments (reference 5.6).

use super::addresses::{AddressRequest, InnerAddress};
use super::customs::{Declaration, DeclarationRequest};
use super::id_or::IdOr;
use super::parcels::{Parcel, ParcelRequest};
use super::rates::{Message, Rate};
use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /shipments`, and shipments inside other requests.
    pub struct ShipmentRequest {
        /// Who sends: an address, or the id of one.
        #[schema(required = true)]
        address_from: IdOr<AddressRequest>,
        /// Who receives: an address, or the id of one.
        #[schema(required = true)]
        address_to: IdOr<AddressRequest>,
        /// Where it goes when it cannot be delivered; the sender when left out.
        address_return: IdOr<AddressRequest>,
        /// What is sent: parcels, or the ids of some.
        #[schema(required = true)]
        parcels: Vec<Field<IdOr<ParcelRequest>>>,
        /// Goods that cross a customs border: a declaration, or the id of one.
        customs_declaration: IdOr<DeclarationRequest>,
        /// When it is handed over, ISO 8601; now when left out.
        shipment_date: String,
        /// Ids of the accounts to ask; all active ones when left out.
        carrier_accounts: Vec<Field<String>>,
        /// Options: references, signature, insurance, dangerous goods and others.
        extra: Value,
        /// The client's own note, up to 100 characters.
        metadata: String,
        /// First reference, where clients of the first versions write it.
        reference_1: String,
        /// Second reference, the same.
        reference_2: String,
        /// The order it is for.
        order: String,
        /// `true`: answered at once, rates come later.
        r#async: bool,
    }
}

/// A shipment with its rates.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Shipment {
    /// Ids of the accounts that were asked.
    pub carrier_accounts: Vec<String>,
    /// When it was made.
    pub object_created: String,
    /// When it was changed last.
    pub object_updated: String,
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// `QUEUED` while carriers are asked, then `SUCCESS`.
    pub status: String,
    /// Who sends.
    pub address_from: InnerAddress,
    /// Who receives.
    pub address_to: InnerAddress,
    /// What is sent.
    pub parcels: Vec<Parcel>,
    /// When it is handed over.
    pub shipment_date: String,
    /// Where it goes when it cannot be delivered.
    pub address_return: InnerAddress,
    /// Another receiver; never here.
    pub alternate_address_to: Option<InnerAddress>,
    /// Goods that cross a customs border.
    pub customs_declaration: Option<Declaration>,
    /// Options, as sent.
    pub extra: Map<String, Value>,
    /// What it can be bought at.
    pub rates: Vec<Rate>,
    /// What carriers say.
    pub messages: Vec<Message>,
    /// The client's own note.
    pub metadata: String,
    /// Made with a test token.
    pub test: bool,
    /// The order it is for.
    pub order: Option<String>,
}
