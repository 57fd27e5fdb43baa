//! Customs items and declarations (reference 5.11).

use super::addresses::AddressRequest;
use super::id_or::IdOr;
use crate::field::{Field, Number};
use crate::request;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /customs/items`, and items inside declarations.
    pub struct ItemRequest {
        /// What it is.
        #[schema(required = true)]
        description: String,
        /// How many, from 1.
        #[schema(required = true)]
        quantity: Number,
        /// Weight of the whole line.
        #[schema(required = true)]
        net_weight: Number,
        /// `g`, `kg`, `lb` or `oz`.
        #[schema(required = true)]
        mass_unit: String,
        /// Value of the whole line.
        #[schema(required = true)]
        value_amount: Number,
        /// ISO 4217.
        #[schema(required = true)]
        value_currency: String,
        /// ISO 3166-1 alpha-2.
        #[schema(required = true)]
        origin_country: String,
        /// Tariff number, up to 12 characters; wins over `hs_code`.
        tariff_number: String,
        /// HS code, up to 50 characters.
        hs_code: String,
        /// The client's article number.
        sku_code: String,
        /// Export control number.
        eccn_ear99: String,
        /// The client's own note, up to 100 characters.
        metadata: String,
    }

    /// `POST /customs/declarations`, and declarations inside shipments.
    pub struct DeclarationRequest {
        /// Whether the signer vouches for it.
        #[schema(required = true)]
        certify: bool,
        /// Who signs.
        #[schema(required = true)]
        certify_signer: String,
        /// `DOCUMENTS`, `GIFT`, `SAMPLE`, `MERCHANDISE`, `HUMANITARIAN_DONATION`, `RETURN_MERCHANDISE` or `OTHER`.
        #[schema(required = true)]
        contents_type: String,
        /// What the contents are; needed with `OTHER`.
        contents_explanation: String,
        /// `ABANDON` or `RETURN`.
        #[schema(required = true)]
        non_delivery_option: String,
        /// The goods: objects or ids.
        #[schema(required = true)]
        items: Vec<Field<IdOr<ItemRequest>>>,
        /// `NOEEI_30_37_a`, `NOEEI_30_37_h`, `NOEEI_30_37_f`, `NOEEI_30_36` or `AES_ITN`.
        eel_pfc: String,
        /// Number of the export filing; needed with `AES_ITN`.
        aes_itn: String,
        /// `DDP`, `DDU`, `FCA`, `DAP` or `eDAP`.
        incoterm: String,
        /// `FILED_ELECTRONICALLY`, `SUMMARY_REPORTING` or `NOT_REQUIRED`.
        b13a_filing_option: String,
        /// Number of the Canadian export declaration; needed with `b13a_filing_option`.
        b13a_number: String,
        /// Number of the invoice.
        invoice: String,
        /// Number of the licence.
        license: String,
        /// Number of the certificate.
        certificate: String,
        /// Words of the sender's for the papers.
        disclaimer: String,
        /// Notes.
        notes: String,
        /// The exporter's reference.
        exporter_reference: String,
        /// The importer's reference.
        importer_reference: String,
        /// Whether value added tax was collected.
        is_vat_collected: bool,
        /// Whether a commercial invoice is wanted.
        commercial_invoice: bool,
        /// Who pays duties.
        duties_payor: Value,
        /// Numbers of the exporter.
        exporter_identification: Value,
        /// The importer, when it is not the receiver.
        address_importer: IdOr<AddressRequest>,
        /// The client's own note, up to 100 characters.
        metadata: String,
    }
}

/// A customs item.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Item {
    /// Its id.
    pub object_id: String,
    /// When it was made.
    pub object_created: String,
    /// When it was changed last: items never change.
    pub object_updated: String,
    /// Whose it is.
    pub object_owner: String,
    /// `VALID`.
    pub object_state: String,
    /// What it is.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// Weight of the whole line, with four decimals.
    pub net_weight: String,
    /// Its unit.
    pub mass_unit: String,
    /// Value of the whole line.
    pub value_amount: String,
    /// ISO 4217.
    pub value_currency: String,
    /// ISO 3166-1 alpha-2.
    pub origin_country: String,
    /// Tariff number.
    pub tariff_number: String,
    /// HS code.
    pub hs_code: String,
    /// The client's article number.
    pub sku_code: String,
    /// Export control number.
    pub eccn_ear99: String,
    /// The client's own note.
    pub metadata: String,
    /// Made with a test token.
    pub test: bool,
}

/// A customs declaration.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Declaration {
    /// Its id.
    pub object_id: String,
    /// When it was made.
    pub object_created: String,
    /// When it was changed last: declarations never change.
    pub object_updated: String,
    /// Whose it is.
    pub object_owner: String,
    /// `VALID`.
    pub object_state: String,
    /// Whether the signer vouches for it.
    pub certify: bool,
    /// Who signs.
    pub certify_signer: String,
    /// What the contents are.
    pub contents_type: String,
    /// What happens when it cannot be delivered.
    pub non_delivery_option: String,
    /// Ids of the goods.
    pub items: Vec<String>,
    /// Who pays duties.
    pub incoterm: Option<String>,
    /// Id of the importer's address.
    pub address_importer: Option<String>,
    /// Always null here: nothing is invoiced.
    pub invoiced_charges: Option<Value>,
    /// The client's own note.
    pub metadata: String,
    /// Made with a test token.
    pub test: bool,
    /// The other members, as sent.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub more: Map<String, Value>,
}
