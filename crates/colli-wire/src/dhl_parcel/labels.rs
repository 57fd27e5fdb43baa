//! Labels (reference 7).

use super::shipments::{ChosenOption, Party};
use crate::field::{Field, Number};
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! {
    /// `POST /labels`, the deprecated form: one label a call.
    pub struct LabelRequest {
        /// The client's id, a UUID.
        #[schema(required = true)]
        label_id: String,
        /// What the JSON answer embeds: `pdf` (default), `zpl`, `both` or `neither`.
        label_format: String,
        /// The client's own reference.
        order_reference: String,
        /// Key of the parcel type.
        #[schema(required = true)]
        parcel_type_key: String,
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
        /// Options.
        options: Vec<Field<ChosenOption>>,
        /// Makes a return label.
        return_label: bool,
        /// Which piece of the consignment, from 1.
        piece_number: Number,
        /// Pieces of the consignment.
        quantity: Number,
        /// Weight, in kilograms.
        weight: Number,
        /// The PDF opens the print dialog.
        automatic_print_dialog: bool,
        /// Product key; the network picks one when left out.
        product: String,
        /// Tag of the sending software.
        application: String,
    }

    /// `POST /labels/multi`.
    pub struct MultiLabelRequest {
        /// Labels by id.
        label_ids: Vec<Field<String>>,
        /// All labels of these shipments.
        shipment_ids: Vec<Field<String>>,
        /// Labels by piece code.
        tracker_codes: Vec<Field<String>>,
        /// All labels of the shipments with these codes.
        shipment_tracker_codes: Vec<Field<String>>,
        /// Left out: labels are grouped by paper layout; `original`: they keep the order asked for.
        ordering: String,
        /// Left out: a missing label fails the request; `skip`: it is left out.
        missing_label_policy: String,
        /// How the PDF is laid out.
        pdf_options: PdfOptions,
    }

    /// How a PDF of several labels is laid out.
    pub struct PdfOptions {
        /// The PDF opens the print dialog.
        auto_print_dialog: bool,
        /// `original` (each label on a page of its own size) or `a4`.
        page_size: String,
        /// Arrangement on A4.
        page_options: PageOptions,
    }

    /// Arrangement on A4.
    pub struct PageOptions {
        /// `portrait` or `landscape`.
        page_layout: String,
        /// Left out or `separate`: a change of layout starts a new sheet; `match`: all labels take the first one's layout.
        mixed_layout_policy: String,
        /// Places to leave empty on the first page: `"0"` to `"3"`.
        first_page_offset: Number,
    }
}

/// A label (reference 7.1 to 7.3). Lists carry no document.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LabelResponse {
    /// Its id.
    pub label_id: String,
    /// The client's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_reference: Option<String>,
    /// Parcel type key.
    #[serde(default)]
    #[schema(required = true)]
    pub parcel_type: String,
    /// `B2X_Generic_A4_Third`, `B2X_Generic_A6`, `B2X_Generic_A4` or `PRINTLESS_QR`.
    #[serde(default)]
    #[schema(required = true)]
    pub label_type: String,
    /// Number in the shipment, from 1.
    #[serde(default)]
    #[schema(required = true)]
    pub piece_number: u32,
    /// Weight, in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub weight: Option<serde_json::Number>,
    /// Dimensions, in centimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<super::shipments::Dimensions>,
    /// Licence plate; absent when printless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracker_code: Option<String>,
    /// Code for the QR of a printless return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printless_code: Option<String>,
    /// Code of the whole shipment, when it has several pieces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment_tracker_code: Option<String>,
    /// Routing code.
    #[serde(default)]
    #[schema(required = true)]
    pub routing_code: String,
    /// User that created it.
    #[serde(default)]
    #[schema(required = true)]
    pub user_id: String,
    /// Organisation it belongs to.
    #[serde(default)]
    #[schema(required = true)]
    pub organization_id: String,
    /// The same, as newer clients spell it.
    #[serde(default)]
    #[schema(required = true)]
    pub organisation_id: String,
    /// Tag of the sending software.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// When it was created, ISO 8601 in UTC.
    #[serde(default)]
    #[schema(required = true)]
    pub time_created: String,
    /// Shipment it belongs to.
    #[serde(default)]
    #[schema(required = true)]
    pub shipment_id: String,
    /// Account it is booked on.
    #[serde(default)]
    #[schema(required = true)]
    pub account_number: String,
    /// The document as base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdf: Option<String>,
    /// The ZPL document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zpl: Option<String>,
}
