//! Shipments of the organisation, by pages that cost the same however many there are.

use super::App;
use super::auth::Operator;
use super::error::{Answer, ErrorResponse, Failure};
use super::pieces::phase_word;
use crate::time::utc;
use axum::Json;
use axum::extract::{Query, State};
use colli_core::error::Violation;
use colli_core::limits::PAGE_MAX;
use colli_service::listing::{ListedPiece, ListedShipment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Entries of a page when nobody says how many.
const PAGE: usize = 20;

/// Which page.
#[derive(Debug, Deserialize)]
pub(crate) struct PageQuery {
    limit: Option<String>,
    cursor: Option<String>,
}

/// A page of shipments.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShipmentPage {
    /// The shipments, newest first.
    shipments: Vec<ShipmentEntry>,
    /// What to ask the next page with; left out on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// A shipment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShipmentEntry {
    /// Its id.
    shipment_id: String,
    /// Reference of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_reference: Option<String>,
    /// Account it is booked on.
    account_id: String,
    /// Product key.
    product: String,
    /// When it was registered, in UTC.
    registered_at: String,
    /// Code of the whole, when it has several pieces.
    #[serde(skip_serializing_if = "Option::is_none")]
    shipment_tracker_code: Option<String>,
    /// Its pieces.
    pieces: Vec<PieceEntry>,
}

/// A piece of a shipment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PieceEntry {
    /// Its number, from 1.
    number: u32,
    /// Its label.
    label_id: String,
    /// Its code; a printless piece has none until it is handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    tracker_code: Option<String>,
    /// An extra label for a later return.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    return_label: bool,
    /// Status of the latest event. Of a page with very many pieces only the first 1,000 show theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// Category of the latest event.
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    /// What that means, as `GET /pieces/{code}` says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    /// When that was, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
}

/// Lists shipments, newest first, with the codes and statuses of their pieces.
#[utoipa::path(get, path = "/shipments", tag = "shipments", operation_id = "listShipments",
    params(("limit" = Option<usize>, Query, description = "Entries of the page, 1 to 100; 20 when left out"),
        ("cursor" = Option<String>, Query, description = "The `cursor` of the page before")),
    responses((status = 200, body = ShipmentPage), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(page): Query<PageQuery>,
) -> Answer<Json<ShipmentPage>> {
    let limit = read_limit(page.limit.as_deref())?;
    let cursor = page
        .cursor
        .as_deref()
        .map(str::trim)
        .filter(|cursor| !cursor.is_empty());
    let listed = app.service.list_shipments_from(operator.tenant, limit, cursor).await?;
    Ok(Json(ShipmentPage {
        shipments: listed.shipments.into_iter().map(write_shipment).collect(),
        cursor: listed.next,
    }))
}

fn read_limit(text: Option<&str>) -> Answer<usize> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(PAGE);
    };
    let limit = text.parse().ok().filter(|limit| (1..=PAGE_MAX).contains(limit));
    limit.ok_or_else(|| {
        let wrong = Violation::new("limit", "range", "this is not a number of entries");
        Failure::invalid(vec![wrong.accepting([format!("1 to {PAGE_MAX}")])])
    })
}

fn write_shipment(listed: ListedShipment) -> ShipmentEntry {
    let shipment = listed.shipment;
    ShipmentEntry {
        shipment_id: shipment.order.shipment_id.to_string(),
        account_id: shipment.order.account.to_string(),
        order_reference: shipment.order.order_reference,
        product: shipment.product,
        registered_at: utc(shipment.created_at),
        shipment_tracker_code: shipment.tracker_code,
        pieces: listed.pieces.into_iter().map(write_piece).collect(),
    }
}

fn write_piece(listed: ListedPiece) -> PieceEntry {
    let latest = listed.latest;
    PieceEntry {
        number: listed.piece.number,
        label_id: listed.piece.label_id.to_string(),
        tracker_code: listed.piece.tracker_code,
        return_label: listed.piece.return_label,
        phase: latest.as_ref().map(|(_, phase)| phase_word(*phase)),
        updated_at: latest.as_ref().map(|(event, _)| utc(event.occurred_at)),
        category: latest.as_ref().map(|(event, _)| event.category.clone()),
        status: latest.map(|(event, _)| event.status),
    }
}
