//! Track and trace (reference 10.1).

use super::shipments::{Address, Name};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a tracker shows of one piece.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackTracePiece {
    /// 24 hexadecimal digits.
    pub id: String,
    /// Code of the piece.
    pub barcode: String,
    /// All codes it is known by.
    pub barcodes: Vec<String>,
    /// Always `SHIPMENT`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Date of the shipment, in UTC.
    pub date: String,
    /// When it was registered, in UTC.
    pub created: String,
    /// A return.
    pub is_return: bool,
    /// Number of events.
    pub total_events: usize,
    /// When delivery is planned: `<from>/<to>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_delivery_timeframe: Option<String>,
    /// When it was delivered; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<String>,
    /// Product; only with the receiver's postal code or the owner's token, like all below but the events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<TrackProduct>,
    /// Shipment it belongs to; only for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment_id: Option<String>,
    /// Code of the whole shipment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment_tracker_code: Option<String>,
    /// Who receives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<TrackParty>,
    /// Who sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipper: Option<TrackParty>,
    /// ServicePoint it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_point: Option<TrackServicePoint>,
    /// Weight, in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub weight: Option<serde_json::Number>,
    /// Events, oldest first.
    pub events: Vec<TrackEvent>,
}

/// Product of a tracked piece.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackProduct {
    /// Product key.
    pub key: String,
    /// Printed name.
    pub label: String,
}

/// Party of a tracked piece.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackParty {
    /// Who.
    pub name: Name,
    /// Where.
    pub address: Address,
}

/// ServicePoint of a tracked piece.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackServicePoint {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its address in one line.
    pub address: String,
}

/// One event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackEvent {
    /// Category, such as `UNDERWAY`.
    pub category: String,
    /// Status, such as `DEPART_FACILITY`.
    pub status: String,
    /// `PIECE_EVENT` or `LEG_EVENT`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When, in UTC.
    pub timestamp: String,
    /// When, local to the place.
    pub local_timestamp: String,
    /// Facility code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// Transport leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg: Option<TrackLeg>,
    /// Free text of the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// Transport leg of an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackLeg {
    /// `ECOMMERCE` or `DAY_DEFINITE`.
    pub network: String,
    /// Account the leg is booked on; only for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// Reference of the leg; only for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}
