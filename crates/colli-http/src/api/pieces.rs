//! Pieces of the organisation: what is known of one, and its events, with the names scans are reported by.

use super::App;
use super::auth::Operator;
use super::error::{Answer, ErrorResponse};
use super::path::Path;
use crate::time::{frame, moment, utc};
use axum::Json;
use axum::extract::State;
use colli_core::status::Phase;
use colli_core::tracking::{Event, EventKind, Leg};
use colli_core::units::{cm_from_mm, kg_from_grams};
use colli_service::Error;
use colli_service::operators;
use colli_service::tracking::TrackedPiece;
use colli_wire::field::Number;
use serde::Serialize;
use utoipa::ToSchema;

/// What is known of a piece.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PieceState {
    /// Its code.
    tracker_code: String,
    /// Its shipment.
    shipment_id: String,
    /// Its number in the shipment, from 1.
    number: u32,
    /// When it was registered, in UTC.
    registered_at: String,
    /// Status of the latest event.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// Category of the latest event.
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    /// What that means: `registered`, `in_transit`, `out_for_delivery`, `at_pickup_point`, `delivered`, `returning`, `returned`, `problem`, `unknown`.
    phase: &'static str,
    /// When delivery is planned: `<from>/<to>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_delivery_timeframe: Option<String>,
    /// When it would be tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_planned_delivery_timeframe: Option<String>,
    /// The moment the courier is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    moment_indication: Option<String>,
    /// When it was delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered_at: Option<String>,
    /// Who signed for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    /// Code of the last card left because nobody was home.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_home_code: Option<String>,
    /// ServicePoint where it is, or goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_point_id: Option<String>,
    /// Number of its events.
    total_events: usize,
}

/// The events of a piece.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PieceEvents {
    /// Code of the piece.
    tracker_code: String,
    /// Its events, oldest first; of equal times the first to arrive first. All of them: scans are refused
    /// (`too_many_events`) for a piece that has 900, which leaves room for what the network adds up to 1,000.
    events: Vec<PieceEvent>,
}

/// An event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PieceEvent {
    /// Status.
    status: String,
    /// Category.
    category: String,
    /// `PIECE_EVENT` or `LEG_EVENT`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// When, local to the place.
    occurred_at: String,
    /// Facility code.
    #[serde(skip_serializing_if = "Option::is_none")]
    facility: Option<String>,
    /// Area served by the facility.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_area: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
    /// Leg of the transport.
    #[serde(skip_serializing_if = "Option::is_none")]
    leg: Option<PieceLeg>,
    /// Delivery route.
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<String>,
    /// Number of the stop on the route.
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_number: Option<u32>,
    /// Scanned by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    scanned_manual: Option<bool>,
    /// Handed over to somebody with a power of attorney.
    #[serde(skip_serializing_if = "Option::is_none")]
    power_of_attorney: Option<bool>,
    /// Weight measured, in kilograms.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight_kg: Option<Number>,
    /// Size measured, in centimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    dimensions: Option<PieceSize>,
    /// When delivery is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_delivery_timeframe: Option<String>,
    /// When it would be tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_planned_delivery_timeframe: Option<String>,
    /// The moment the courier is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    moment_indication: Option<String>,
    /// Code of the card left because nobody was home.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_home_code: Option<String>,
    /// Who signed for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    /// ServicePoint where the piece is, or goes to from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_point_id: Option<String>,
}

/// Leg of a transport.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PieceLeg {
    /// `ECOMMERCE` or `DAY_DEFINITE`.
    network: String,
    /// Account the leg is booked on.
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<String>,
    /// Number of the leg.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// Reference of the leg.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// Facility it starts from.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin_facility: Option<String>,
    /// Facility it ends at.
    #[serde(skip_serializing_if = "Option::is_none")]
    destination_facility: Option<String>,
}

/// Size of a piece, in centimetres.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PieceSize {
    /// Length.
    length: Number,
    /// Width.
    width: Number,
    /// Height.
    height: Number,
}

/// What is known of a piece of the organisation.
#[utoipa::path(get, path = "/pieces/{code}", tag = "pieces", operation_id = "getPiece",
    params(("code" = String, Path, description = "Code of the piece")),
    responses((status = 200, body = PieceState), (status = 401, body = ErrorResponse), (status = 404, body = ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(code): Path<String>,
) -> Answer<Json<PieceState>> {
    let piece = find(&app, &operator, &code).await?;
    let record = piece.record;
    Ok(Json(PieceState {
        shipment_id: piece.shipment.order.shipment_id.to_string(),
        number: piece.number,
        registered_at: utc(piece.shipment.created_at),
        tracker_code: piece.tracker_code,
        status: record.status,
        category: record.category,
        phase: phase_word(record.phase),
        planned_delivery_timeframe: record.planned.map(frame),
        next_planned_delivery_timeframe: record.next_planned.map(frame),
        moment_indication: record.expected.map(moment),
        delivered_at: record.delivered_at.map(moment),
        signed_by: record.signed_by,
        not_home_code: record.not_home_code,
        service_point_id: record.service_point,
        total_events: piece.events.len(),
    }))
}

/// The events of a piece of the organisation.
#[utoipa::path(get, path = "/pieces/{code}/events", tag = "pieces", operation_id = "listPieceEvents",
    params(("code" = String, Path, description = "Code of the piece")),
    responses((status = 200, body = PieceEvents), (status = 401, body = ErrorResponse), (status = 404, body = ErrorResponse)))]
pub(super) async fn events(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(code): Path<String>,
) -> Answer<Json<PieceEvents>> {
    let piece = find(&app, &operator, &code).await?;
    Ok(Json(PieceEvents {
        tracker_code: piece.tracker_code,
        events: piece.events.into_iter().map(write_event).collect(),
    }))
}

async fn find(app: &App, operator: &operators::Operator, code: &str) -> Answer<TrackedPiece> {
    let found = app.service.track_own(operator.tenant, code).await?;
    Ok(found.ok_or_else(|| Error::not_found("piece", code))?)
}

/// A phase in the words of data files.
pub(super) fn phase_word(phase: Phase) -> &'static str {
    let mut names = Phase::NAMES.into_iter();
    names
        .find_map(|(name, named)| (named == phase).then_some(name))
        .unwrap_or("unknown")
}

fn write_event(event: Event) -> PieceEvent {
    PieceEvent {
        occurred_at: moment(event.moment()),
        kind: match event.kind {
            EventKind::Piece => "PIECE_EVENT",
            EventKind::Leg => "LEG_EVENT",
        },
        status: event.status,
        category: event.category,
        facility: event.facility,
        service_area: event.service_area,
        remarks: event.remarks,
        leg: event.leg.map(write_leg),
        route: event.route,
        stop_number: event.stop_number,
        scanned_manual: event.scanned_by_hand,
        power_of_attorney: event.power_of_attorney,
        weight_kg: event.weight_g.map(|grams| Number(kg_from_grams(grams).to_string())),
        dimensions: event.dimensions.map(|size| {
            let side = |mm| Number(cm_from_mm(mm).to_string());
            PieceSize {
                length: side(size.length_mm),
                width: side(size.width_mm),
                height: side(size.height_mm),
            }
        }),
        planned_delivery_timeframe: event.planned.map(frame),
        next_planned_delivery_timeframe: event.next_planned.map(frame),
        moment_indication: event.expected.map(moment),
        not_home_code: event.not_home_code,
        signed_by: event.signed_by,
        service_point_id: event.service_point,
    }
}

fn write_leg(leg: Leg) -> PieceLeg {
    PieceLeg {
        network: leg.network,
        account_id: leg.account,
        number: leg.number,
        reference: leg.reference,
        origin_facility: leg.origin,
        destination_facility: leg.destination,
    }
}
