//! Shipments (reference 6).

use crate::field::{Field, Number};
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! {
    /// `POST /shipments`.
    pub struct ShipmentRequest {
        /// The client's id, a UUID. A repeated id with the same body answers the original.
        #[schema(required = true)]
        shipment_id: String,
        /// The client's own reference; also a label filter.
        order_reference: String,
        /// Who receives.
        #[schema(required = true)]
        receiver: Box<Party>,
        /// Who sends.
        #[schema(required = true)]
        shipper: Box<Party>,
        /// On whose behalf it is sent.
        on_behalf_of: Box<Party>,
        /// Account number of eight digits.
        #[schema(required = true)]
        account_id: String,
        /// Options; an empty list for none, and left out it means none.
        options: Vec<Field<ChosenOption>>,
        /// Makes a return label.
        return_label: bool,
        /// The pieces.
        #[schema(required = true)]
        pieces: Vec<Field<Piece>>,
        /// Product key; the network picks one when left out.
        product: String,
        /// Tag of the sending software.
        application: String,
        /// For destinations across a customs border.
        customs_declaration: Box<CustomsDeclaration>,
        /// Security data for goods.
        entry_summary_declaration: Box<EntrySummaryDeclaration>,
    }

    /// Who sends, receives or imports.
    pub struct Party {
        /// At least one of first, last and company name.
        #[schema(required = true)]
        name: Name,
        /// Where.
        #[schema(required = true)]
        address: Address,
        /// E-mail address.
        email: String,
        /// Telephone number.
        phone_number: String,
        /// VAT number.
        vat_number: String,
        /// EORI number.
        eori_number: String,
        /// Another spelling of `eoriNumber`.
        eori: String,
        /// The party's own reference (receiver, importer).
        reference: String,
        /// Registered exporter number (shipper, on behalf of).
        rex_number: String,
        /// Newer spelling of VAT and EORI numbers.
        tax_references: Vec<Field<TaxReference>>,
    }

    /// A VAT or EORI number in its newer spelling.
    pub struct TaxReference {
        /// `VAT` or `EORI`.
        #[serde(rename = "type")]
        kind: String,
        /// The number.
        value: String,
    }

    /// A name.
    pub struct Name {
        /// Given name.
        first_name: String,
        /// Family name.
        last_name: String,
        /// Company.
        company_name: String,
        /// Department or other addition.
        additional_name: String,
    }

    /// An address.
    pub struct Address {
        /// ISO 3166-1 alpha-2.
        #[schema(required = true)]
        country_code: String,
        /// Checked per country.
        postal_code: String,
        /// Another spelling of `postalCode`.
        zip_code: String,
        /// Town.
        #[schema(required = true)]
        city: String,
        /// Street.
        #[schema(required = true)]
        street: String,
        /// House number.
        number: String,
        /// Addition to the house number.
        addition: String,
        /// A further line.
        additional_address_line: String,
        /// Left out means business.
        is_business: bool,
    }

    /// An option and its input.
    pub struct ChosenOption {
        /// Key of the option.
        #[schema(required = true)]
        key: String,
        /// Text, number or object, as the option asks.
        input: serde_json::Value,
    }

    /// Pieces of one kind.
    pub struct Piece {
        /// Key of the parcel type.
        #[schema(required = true)]
        parcel_type: String,
        /// How many; 1 when left out.
        quantity: Number,
        /// Weight of each, in kilograms.
        weight: Number,
        /// Dimensions of each.
        dimensions: Dimensions,
    }

    /// Dimensions, in centimetres.
    pub struct Dimensions {
        /// Length, in centimetres.
        #[schema(required = true)]
        length: Number,
        /// Width, in centimetres.
        #[schema(required = true)]
        width: Number,
        /// Height, in centimetres.
        #[schema(required = true)]
        height: Number,
    }

    /// A customs declaration (reference 6.3).
    pub struct CustomsDeclaration {
        /// EUR, CHF, NOK, GBP or USD.
        currency: String,
        /// Number of the invoice.
        invoice_number: String,
        /// Supplementary information.
        remarks: String,
        /// `commercial` or `proforma`.
        invoice_type: String,
        /// Another spelling of `invoiceType`.
        #[serde(rename = "type")]
        kind: String,
        /// Permanent, Repair, Return or Temporary.
        export_type: String,
        /// Other, SaleOfGoods, ReturnedGoods, Gift, CommercialSample or Documents.
        export_reason: String,
        /// Delivery terms.
        inco_terms: String,
        /// Named place of the delivery terms.
        inco_terms_city: String,
        /// Only to Great Britain; mandatory there for Parcel Connect.
        sender_inbound_vat_number: String,
        /// Uploaded attachments, UUIDs.
        attachment_ids: Vec<Field<String>>,
        /// Deferment account for VAT.
        deferment_account_vat: String,
        /// Deferment account for duties.
        deferment_account_duties: String,
        /// VAT is reverse charged.
        vat_reverse_charge: bool,
        /// What the transport cost.
        shipping_fee: Amount,
        /// Importer, when it is not the receiver.
        importer_of_record: Box<Party>,
        /// Certificate number.
        certificate_number: String,
        /// Licence number.
        licence_number: String,
        /// The goods, at least one line.
        customs_goods: Vec<Field<CustomsGoods>>,
        /// Another spelling of `customsGoods`.
        products: Vec<Field<CustomsGoods>>,
        /// Another spelling of `customsGoods`.
        goods: Vec<Field<CustomsGoods>>,
    }

    /// An amount of money.
    pub struct Amount {
        /// ISO 4217.
        #[schema(required = true)]
        currency: String,
        /// The amount.
        #[schema(required = true)]
        value: Number,
    }

    /// A line of goods.
    pub struct CustomsGoods {
        /// Tariff code of 8 or 10 digits.
        #[schema(required = true)]
        code: String,
        /// What it is.
        #[schema(required = true)]
        description: String,
        /// Where it was made, ISO 3166-1 alpha-2.
        #[schema(required = true)]
        origin: String,
        /// How many.
        #[schema(required = true)]
        quantity: Number,
        /// Value of the whole line.
        #[schema(required = true)]
        value: Number,
        /// Net weight of the whole line, in kilograms.
        #[schema(required = true)]
        weight: Number,
    }

    /// Security data for goods entering the Union.
    pub struct EntrySummaryDeclaration {
        /// ISO 4217.
        currency: String,
        /// The goods.
        customs_goods: Vec<Field<EntrySummaryGoods>>,
    }

    /// A line of goods of an entry summary declaration.
    pub struct EntrySummaryGoods {
        /// Tariff code.
        code: String,
        /// What it is.
        description: String,
        /// How many.
        quantity: Number,
        /// Net weight, in kilograms.
        net_weight_kg: Number,
        /// Value.
        value: Number,
    }
}

/// A registered shipment (reference 6.1).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentResponse {
    /// The client's id.
    pub shipment_id: String,
    /// Code of the whole shipment, when it has several pieces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment_tracker_code: Option<String>,
    /// Product key.
    #[serde(default)]
    #[schema(required = true)]
    pub product: String,
    /// The client's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_reference: Option<String>,
    /// One entry for each physical piece.
    pub pieces: Vec<PieceResponse>,
    /// Where it goes.
    #[serde(default)]
    #[schema(required = true)]
    pub delivery_area: DeliveryArea,
    /// Id of the customs declaration, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_declaration_id: Option<String>,
}

/// A registered piece.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PieceResponse {
    /// Its label; absent when printless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_id: Option<String>,
    /// Its licence plate; absent when printless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracker_code: Option<String>,
    /// Code for the QR of a printless return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printless_code: Option<String>,
    /// Parcel type key.
    pub parcel_type: String,
    /// Number in the shipment, from 1.
    pub piece_number: u32,
    /// Weight, in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub weight: Option<serde_json::Number>,
    /// `B2X_Generic_A4_Third`, `B2X_Generic_A6`, `B2X_Generic_A4` or `PRINTLESS_QR`.
    #[serde(default)]
    #[schema(required = true)]
    pub label_type: String,
    /// An extra label for a later return (option `ADD_RETURN_LABEL`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_label: Option<bool>,
}

/// Where a shipment goes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct DeliveryArea {
    /// An island or another remote area.
    pub remote: bool,
    /// `NonRemote` or `Remote`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A shipment with what was ordered: `GET /shipments/{id}`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentDetails {
    /// What the network decided.
    #[serde(flatten)]
    pub shipment: ShipmentResponse,
    /// Who receives.
    pub receiver: Party,
    /// Who sends.
    pub shipper: Party,
    /// On whose behalf it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Party>,
    /// Account number.
    pub account_id: String,
    /// Options as ordered.
    pub options: Vec<ChosenOption>,
    /// A return.
    pub return_label: bool,
    /// Tag of the sending software.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// The customs declaration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_declaration: Option<CustomsDeclaration>,
    /// When it was registered, ISO 8601 in UTC.
    pub time_created: String,
}
