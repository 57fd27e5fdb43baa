//! Track and trace (reference 10.1).

use super::shipments::{Address, Name};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a tracker shows of one piece.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackTracePiece {
    /// 24 hexadecimal digits.
    #[serde(default)]
    #[schema(required = true)]
    pub id: String,
    /// Code of the piece.
    pub barcode: String,
    /// All codes it is known by.
    #[serde(default)]
    #[schema(required = true)]
    pub barcodes: Vec<String>,
    /// Always `SHIPMENT`.
    #[serde(rename = "type", default)]
    #[schema(required = true)]
    pub kind: String,
    /// Date of the shipment, in UTC.
    #[serde(default)]
    #[schema(required = true)]
    pub date: String,
    /// When it was registered, in UTC.
    #[serde(default)]
    #[schema(required = true)]
    pub created: String,
    /// A return.
    #[serde(default)]
    #[schema(required = true)]
    pub is_return: bool,
    /// Number of events.
    #[serde(default)]
    #[schema(required = true)]
    pub total_events: usize,
    /// When delivery is planned: `<from>/<to>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_delivery_timeframe: Option<String>,
    /// When it would be tried next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_planned_delivery_timeframe: Option<String>,
    /// When the courier is expected, as consumers read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiving_time_indication: Option<ReceivingTimeIndication>,
    /// When it was delivered; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<String>,
    /// Link to the proof of delivery, when somebody signed; only with the receiver's postal code or the owner's token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod: Option<String>,
    /// Who signed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
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
    #[serde(default)]
    #[schema(required = true)]
    pub events: Vec<TrackEvent>,
    /// The same as consumers read them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<TrackView>,
}

/// When the courier is expected: a moment, or a time from and to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "indicationType")]
pub enum ReceivingTimeIndication {
    /// A moment.
    MomentIndication {
        /// It.
        moment: String,
    },
    /// A time frame.
    IntervalIndication {
        /// Its beginning.
        start: String,
        /// Its end.
        end: String,
    },
}

/// Events grouped by category, newest first (reference 10.2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackView {
    /// The groups.
    pub phases: Vec<TrackPhase>,
}

/// Events of one category in a row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackPhase {
    /// The category.
    pub phase: String,
    /// Its events, newest first.
    pub events: Vec<TrackPhaseEvent>,
}

/// An event of a group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackPhaseEvent {
    /// Its status.
    pub key: String,
    /// When, in UTC.
    pub timestamp: String,
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
    #[serde(rename = "type", default)]
    #[schema(required = true)]
    pub kind: String,
    /// When, in UTC.
    pub timestamp: String,
    /// When, local to the place.
    #[serde(default)]
    #[schema(required = true)]
    pub local_timestamp: String,
    /// Facility code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// Transport leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg: Option<TrackLeg>,
    /// Area served by the facility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_area: Option<String>,
    /// Delivery route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Number of the stop on the route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_number: Option<u32>,
    /// Scanned by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanned_manual: Option<bool>,
    /// Handed over to somebody with a power of attorney.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_of_attorney: Option<bool>,
    /// Free text of the operator; only with the receiver's postal code or the owner's token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Weight measured, in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub weight: Option<serde_json::Number>,
    /// Length measured, in centimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub length: Option<serde_json::Number>,
    /// Width measured, in centimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub width: Option<serde_json::Number>,
    /// Height measured, in centimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub height: Option<serde_json::Number>,
    /// When delivery is planned: `<from>/<to>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_delivery_timeframe: Option<String>,
    /// When it would be tried next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_planned_delivery_timeframe: Option<String>,
    /// The moment the courier is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment_indication: Option<String>,
    /// Code of the card left because nobody was home; only with the receiver's postal code or the owner's token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_home_code: Option<String>,
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
    /// Who pays for the leg; only for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debtor_number: Option<String>,
    /// Number of the leg; only for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Facility it starts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_facility: Option<String>,
    /// Area served by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_service_area: Option<String>,
    /// Facility it ends at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_facility: Option<String>,
    /// Area served by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_service_area: Option<String>,
    /// Reference of the leg; only for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A proof of delivery.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProofOfDelivery {
    /// Code of the piece.
    pub barcode: String,
    /// Who signed.
    pub signed_by: String,
    /// When, local to the place.
    pub delivered_at: String,
    /// What the link leads to: `image/png` or `application/pdf`.
    pub content_type: String,
    /// Link to it, which ends after some days.
    pub url: String,
}

/// Where what is known of a piece comes from: one network.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PieceSource {
    /// `ECOMMERCE` or `DAY_DEFINITE`.
    pub network: String,
    /// Code of the piece there.
    pub barcode: String,
    /// Events it told.
    pub total_events: usize,
    /// The first of them, in UTC.
    pub first_event: String,
    /// The last of them, in UTC.
    pub last_event: String,
}
