//! Pickups (reference 14).

mod read;
mod written;

use super::App;
use super::auth::Bearer;
use super::body::JsonBody;
use super::error::{Answer, Failure};
use super::path::Path;
use super::shipments::page_number;
use crate::query::Query;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::ids::AccountNumber;
use colli_core::limits::{PAGE_MAX, SEARCH_CHARS_MAX};
use colli_service::pickups::PickupQuery;
use colli_wire::dhl_parcel::pickups as wire;
use read::read_order;
use uuid::Uuid;
use written::{write_booked, write_read};

/// Entries of a list when the client names no limit (reference 14.2).
const PAGE_DEFAULT: usize = 10;
/// Header with a key of the client's: the same key again answers the first pickup.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Bytes of such a key.
const KEY_BYTES_MAX: usize = 255;

/// Books a pickup. A repeated `Idempotency-Key` with the same body answers the original.
#[utoipa::path(post, path = "/pickup-requests", tag = "pickups", operation_id = "createPickupRequest", request_body = wire::PickupRequest, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of your own; the same key again answers the first pickup")),
    responses((status = 201, body = wire::PickupResponse), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse),
        (status = 403, body = super::ErrorResponse), (status = 409, body = super::ErrorResponse), (status = 413, body = super::ErrorResponse)))]
pub(super) async fn create(
    State(app): State<App>,
    Bearer(caller): Bearer,
    headers: HeaderMap,
    JsonBody(request): JsonBody<wire::PickupRequest>,
) -> Answer<(StatusCode, Json<wire::PickupResponse>)> {
    let key = idempotency_key(&headers)?;
    let order = read_order(request)?;
    let booked = app.service.book_pickup(&caller, order, key).await;
    let booked = booked.map_err(|error| Failure::from(error).rename_fields(wire_name))?;
    Ok((StatusCode::CREATED, Json(write_booked(&booked))))
}

/// Pickups on the accounts of the token, newest first.
#[utoipa::path(get, path = "/pickup-requests", tag = "pickups", operation_id = "listPickupRequests", security(("bearer" = [])),
    params(("limit" = Option<u32>, Query, description = "1 to 100, default 10"), ("skip" = Option<u32>, Query, description = "Entries to leave out"),
        ("query" = Option<String>, Query, description = "Words or parts of words that all occur in the request"),
        ("accountIds" = Option<Vec<String>>, Query, description = "On these accounts; left out means all of the token")),
    responses((status = 200, body = wire::PickupListResponse), (status = 400, body = super::ErrorResponse),
        (status = 401, body = super::ErrorResponse), (status = 403, body = super::ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    Bearer(caller): Bearer,
    RawQuery(query): RawQuery,
) -> Answer<Json<wire::PickupListResponse>> {
    let query = Query::parse(query.as_deref());
    let asked = PickupQuery {
        text: search_text(&query)?,
        accounts: accounts(&query)?,
        limit: page_number(&query, "limit", PAGE_DEFAULT, 1..=PAGE_MAX)?,
        skip: page_number(&query, "skip", 0, 0..=u32::MAX as usize)?,
    };
    let list = app.service.pickups(&caller, &asked).await?;
    Ok(Json(wire::PickupListResponse {
        results: list.total,
        limit: asked.limit,
        skip: asked.skip,
        data: list.pickups.iter().map(write_read).collect(),
    }))
}

/// One pickup.
#[utoipa::path(get, path = "/pickup-requests/{id}", tag = "pickups", operation_id = "getPickupRequest", params(("id" = String, Path, description = "Pickup id, a UUID")),
    security(("bearer" = [])), responses((status = 200, body = wire::PickupResponse), (status = 400, body = super::ErrorResponse),
        (status = 401, body = super::ErrorResponse), (status = 403, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
) -> Answer<Json<wire::PickupResponse>> {
    let id = Uuid::parse_str(&id).map_err(|_| Failure::bad_id(&id))?;
    Ok(Json(write_read(&app.service.pickup(&caller, id).await?)))
}

/// Names that pickups spell differently from shipments.
fn wire_name(field: &str) -> String {
    let field = field.replace(".additionalAddressLine", ".additionalInfo");
    match field.strip_suffix(".email") {
        Some(party) => format!("{party}.email.address"),
        None => field,
    }
}

fn idempotency_key(headers: &HeaderMap) -> Answer<Option<&str>> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = value.to_str().ok().map(str::trim);
    match key.filter(|key| !key.is_empty() && key.len() <= KEY_BYTES_MAX) {
        Some(key) => Ok(Some(key)),
        None => Err(Failure::invalid_parameter(
            Violation::new("Idempotency-Key", "format", "this is not a key").accepting([
                format!("1 to {KEY_BYTES_MAX} printable ASCII characters"),
                "no such header".to_owned(),
            ]),
        )),
    }
}

fn search_text(query: &Query) -> Answer<String> {
    let text = query.text("query").unwrap_or_default();
    if text.chars().count() <= SEARCH_CHARS_MAX {
        return Ok(text);
    }
    Err(Failure::invalid_parameter(
        Violation::new("query", "length", "this is too long to search for")
            .accepting([format!("up to {SEARCH_CHARS_MAX} characters")]),
    ))
}

fn accounts(query: &Query) -> Answer<Vec<AccountNumber>> {
    let read = |text: String| {
        AccountNumber::parse(&text).ok_or_else(|| {
            Failure::invalid_parameter(
                Violation::new(
                    "accountIds",
                    "format",
                    format!("'{}' is not an account number", excerpt(&text)),
                )
                .accepting(["eight digits, such as 08500001"]),
            )
        })
    };
    query.list("accountIds").into_iter().map(read).collect()
}
