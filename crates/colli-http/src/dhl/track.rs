//! Shipment tracking (reference 1).

pub(super) mod kept;

use super::auth::Tracking;
use super::error::{Answer, Failure};
use super::{App, Routes, route};
use crate::files::Links;
use crate::query::Query;
use crate::unified::tracking::{Page, TrackingRequest, find};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_core::language::Language;
use colli_service::Error;
use colli_wire::dhl_unified::problem::Problem;
use colli_wire::dhl_unified::tracking::TrackingAnswer;
use kept::Single;

/// The routes of this file.
pub(super) fn routes() -> Routes {
    vec![route("GET", "/track/shipments", Scope::Tracking, get(shipments))]
}

/// Follows a shipment or a piece by its number. Parties, the proof of delivery and addresses need the receiver's postal code.
#[utoipa::path(get, path = "/track/shipments", tag = "tracking", operation_id = "trackShipments",
    params(("trackingNumber" = String, Query, description = "one number: of a piece, or of a whole shipment"),
        ("service" = Option<String>, Query, description = "the division, such as `parcel-nl` or `ecommerce`"),
        ("requesterCountryCode" = Option<String>, Query, description = "ISO 3166-1 alpha-2"),
        ("originCountryCode" = Option<String>, Query, description = "ISO 3166-1 alpha-2"),
        ("recipientPostalCode" = Option<String>, Query, description = "the receiver's postal code: with it the record is complete"),
        ("language" = Option<String>, Query, description = "ISO 639-1, `en` by default; a preference"),
        ("offset" = Option<u32>, Query, description = "shipments left out before the page, 0 by default"),
        ("limit" = Option<u32>, Query, description = "shipments of a page, 5 by default, 50 at most")),
    responses((status = 200, body = TrackingAnswer, headers(("Content-Language" = String, description = "the language of the texts"))),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "a parameter is wrong"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "no key, or not the right one"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "nothing was found"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "the quota is used up")))]
pub(super) async fn shipments(
    Tracking(_): Tracking,
    State(app): State<App>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let query = Query::parse(raw.as_deref());
    let request = TrackingRequest::read(app.service.network(), &query)?;
    let links = Links::of_request(&app.service, &headers);
    // Version first, events after: what changes in between makes the answer old, never wrongly new.
    let single = Single::new(&app.service, &links, &request);
    if let Some(bytes) = single.as_ref().and_then(|single| single.kept(&app)) {
        return Ok(json(bytes, request.language));
    }
    let Page { answer, lasting } = match find(&app.service, &links, &request).await {
        Ok(page) => page,
        Err(Error::NotFound { .. }) => return Err(not_found(&request, &query)),
        Err(error) => return Err(error.into()),
    };
    let bytes = serde_json::to_vec(&answer).map_err(|error| Error::Internal(error.to_string()))?;
    let bytes = Bytes::from(bytes);
    if let (Some(single), Some(about)) = (single, lasting) {
        single.keep(&app, about, &bytes);
    }
    Ok(json(bytes, request.language))
}

fn not_found(request: &TrackingRequest, query: &Query) -> Failure {
    let mut detail = "No shipment with the given tracking number was found".to_owned();
    if let Some(service) = &request.service {
        detail = format!("{detail} in the service {service}");
    }
    // As it was sent: one too large to count was read as another number.
    if let Some(offset) = query.text("offset").filter(|_| request.offset > 0) {
        detail = format!("{detail} from offset {}", excerpt(&offset));
    }
    let instance = ["/shipment/", &request.tracking_number].concat();
    Failure::not_found("No result found", detail + ".", instance)
}

fn json(bytes: Bytes, language: Language) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code())),
    ];
    (headers, bytes).into_response()
}
