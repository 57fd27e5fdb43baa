//! Location Finder (reference 3).

use super::auth::Locations;
use super::error::{Answer, Failure};
use super::{App, Routes, route};
use crate::query::Query;
use crate::unified::locations::{self, KeywordId, LocationRequest, Written};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_core::service_point::ServicePoint;
use colli_wire::dhl_unified::locations as wire;
use colli_wire::dhl_unified::problem::Problem;

/// The routes of this file.
pub(super) fn routes() -> Routes {
    let path = |path, handler| route("GET", path, Scope::Locations, handler);
    vec![
        path("/location-finder/v1/find-by-address", get(find_by_address)),
        path("/location-finder/v1/find-by-geo", get(find_by_geo)),
        path("/location-finder/v1/find-by-keyword-id", get(find_by_keyword_id)),
        path("/location-finder/v1/locations/{id}", get(location)),
    ]
}

/// Finds locations around an address, nearest first.
#[utoipa::path(get, path = "/location-finder/v1/find-by-address", tag = "Location finder", operation_id = "findByAddress",
    params(("countryCode" = String, Query, description = "ISO 3166-1 alpha-2; locations of other countries are left out"),
        ("addressLocality" = Option<String>, Query, description = "Town; one of this, `postalCode` and `streetAddress` must be given, in 3 characters or more together"),
        ("postalCode" = Option<String>, Query, description = "Postal code; decides before the town does"), ("streetAddress" = Option<String>, Query, description = "Street; decides when neither of the others does"),
        ("providerType" = Option<String>, Query, description = "`parcel` or `express`; there are no locations of `express`"),
        ("locationType" = Option<Vec<String>>, Query, description = "`servicepoint` or `locker`; one of several is enough"),
        ("serviceType" = Option<Vec<String>>, Query, description = "Such as `parcel:pick-up`, `parcel:drop-off-all`; all of several must be offered"),
        ("radius" = Option<u32>, Query, description = "Metres around the centre, default 5000; more than 1000000 is taken for that"),
        ("limit" = Option<u32>, Query, description = "Locations at most, default 15; more than 50 is taken for that"),
        ("hideClosedLocations" = Option<bool>, Query, description = "Leave out those that are closed or take no parcels"),
        ("currentDate" = Option<String>, Query, description = "The day on which they are closed, `YYYY-MM-DD`; default today")),
    responses((status = 200, body = wire::LocationList), (status = 400, body = Problem), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn find_by_address(
    State(app): State<App>,
    Locations(key): Locations,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let request = LocationRequest::of_query(&Query::parse(raw.as_deref()));
    let query = request.at_address(&app.service, app.service.today_in(key.tenant));
    let found = locations::find(&app.service, &query.map_err(|found| invalid(&found))?);
    Ok(json(app.locations.list(&found)))
}

/// Finds locations around a position, nearest first.
#[utoipa::path(get, path = "/location-finder/v1/find-by-geo", tag = "Location finder", operation_id = "findByGeo",
    params(("latitude" = f64, Query, description = "Degrees north"), ("longitude" = f64, Query, description = "Degrees east"),
        ("countryCode" = Option<String>, Query, description = "ISO 3166-1 alpha-2; without it locations of all countries count"),
        ("providerType" = Option<String>, Query, description = "`parcel` or `express`; there are no locations of `express`"),
        ("locationType" = Option<Vec<String>>, Query, description = "`servicepoint` or `locker`; one of several is enough"),
        ("serviceType" = Option<Vec<String>>, Query, description = "Such as `parcel:pick-up`, `parcel:drop-off-all`; all of several must be offered"),
        ("radius" = Option<u32>, Query, description = "Metres around the centre, default 5000; more than 1000000 is taken for that"),
        ("limit" = Option<u32>, Query, description = "Locations at most, default 15; more than 50 is taken for that"),
        ("hideClosedLocations" = Option<bool>, Query, description = "Leave out those that are closed or take no parcels"),
        ("currentDate" = Option<String>, Query, description = "The day on which they are closed, `YYYY-MM-DD`; default today")),
    responses((status = 200, body = wire::LocationList), (status = 400, body = Problem), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn find_by_geo(
    State(app): State<App>,
    Locations(key): Locations,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let request = LocationRequest::of_query(&Query::parse(raw.as_deref()));
    let query = request.near(&app.service, app.service.today_in(key.tenant));
    let found = locations::find(&app.service, &query.map_err(|found| invalid(&found))?);
    Ok(json(app.locations.list(&found)))
}

/// The location an address of a parcel names.
#[utoipa::path(get, path = "/location-finder/v1/find-by-keyword-id", tag = "Location finder", operation_id = "findByKeywordId",
    params(("keywordId" = String, Query, description = "Such as `NL-272403`"), ("countryCode" = String, Query, description = "ISO 3166-1 alpha-2"),
        ("postalCode" = String, Query, description = "Postal code of the location; its first four characters are enough")),
    responses((status = 200, body = wire::UnifiedLocation), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn find_by_keyword_id(
    State(app): State<App>,
    _key: Locations,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let wanted = KeywordId::of_query(&app.service, &Query::parse(raw.as_deref())).map_err(|found| invalid(&found))?;
    let found = wanted.get(&app.service);
    one(found.as_ref(), &wanted.in_words(), "/find-by-keyword-id")
}

/// One location.
#[utoipa::path(get, path = "/location-finder/v1/locations/{id}", tag = "Location finder", operation_id = "getLocation",
    params(("id" = String, Path, description = "Id of a location")),
    responses((status = 200, body = wire::UnifiedLocation), (status = 401, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn location(
    State(app): State<App>,
    _key: Locations,
    uri: Uri,
    id: Result<Path<String>, PathRejection>,
) -> Answer<Response> {
    // What does not decode to text is the id of no location, and is told as it was sent.
    let id = id.map_or_else(
        |_| uri.path().rsplit('/').next().unwrap_or_default().to_owned(),
        |Path(id)| id,
    );
    let found = locations::get(&app.service, &id);
    let id = excerpt(&id);
    one(found.as_ref(), &id, &format!("/locations/{id}"))
}

fn one(found: Option<&ServicePoint<'_>>, asked: &str, instance: &str) -> Answer<Response> {
    let not_found = || {
        let detail = format!("There is no location '{asked}'.");
        Failure::not_found("Location not found", detail, instance.to_owned())
    };
    found
        .map(|point| json(Written::one(point).into_bytes()))
        .ok_or_else(not_found)
}

fn invalid(violations: &[Violation]) -> Failure {
    Failure::titled(locations::title(violations), violations)
}

fn json(text: Vec<u8>) -> Response {
    let content_type = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    (StatusCode::OK, [content_type], text).into_response()
}
