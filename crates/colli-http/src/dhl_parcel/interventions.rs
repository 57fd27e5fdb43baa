//! Interventions (reference 17): options, the two look-ups of their details, and carrying out.

mod read;
mod refused;
mod write;

use super::App;
use super::auth::MaybeBearer;
use super::error::{Answer, Failure};
use super::path::Path;
use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use colli_core::intervention::InterventionKind;
use colli_service::interventions::InterventionError;
use colli_wire::dhl_parcel::interventions as wire;
use read::{Question, Source};

/// What is possible for up to twenty parcels.
#[utoipa::path(get, path = "/intervention-options", tag = "interventions", operation_id = "getInterventionOptions",
    params(("Source" = String, Header, description = "Who asks: up to 100 characters"),
        ("postalCode" = String, Query, description = "The receiver's postal code"),
        ("parcelId" = Option<Vec<String>>, Query, description = "Codes of up to 20 pieces; comma separated or repeated"),
        ("id" = Option<Vec<String>>, Query, description = "Old name of `parcelId`; also not-home codes"),
        ("details" = Option<bool>, Query, description = "Adds `servicepointIds` and `timeFrames`")),
    responses((status = 200, body = wire::InterventionOptionsResponse), (status = 400, body = wire::InterventionErrorResponse),
        (status = 404, description = "None of the parcels is known", body = wire::InterventionErrorResponse)))]
pub(super) async fn options(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let Question { query, details } = match read::question(&headers, raw.as_deref()) {
        Ok(question) => question?,
        Err(refused) => return Ok(refused::write(&refused)),
    };
    let options = app.service.intervention_options(&query, details, caller.as_deref());
    answer(options.await, |options| Json(write::options(options)))
}

/// ServicePoints a parcel can be sent to when it is delivered next.
#[utoipa::path(get, path = "/intervention-options/servicepoints", tag = "interventions", operation_id = "getInterventionServicePoints",
    params(("Source" = String, Header, description = "Who asks: up to 100 characters"),
        ("postalCode" = String, Query, description = "The receiver's postal code"),
        ("parcelId" = Option<Vec<String>>, Query, description = "Codes of up to 20 pieces; comma separated or repeated"),
        ("id" = Option<Vec<String>>, Query, description = "Old name of `parcelId`; also not-home codes")),
    responses((status = 200, body = wire::InterventionServicePoints), (status = 400, body = wire::InterventionErrorResponse),
        (status = 404, description = "None of the parcels is known", body = wire::InterventionErrorResponse)))]
pub(super) async fn service_points(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let Question { query, .. } = match read::question(&headers, raw.as_deref()) {
        Ok(question) => question?,
        Err(refused) => return Ok(refused::write(&refused)),
    };
    let points = app.service.intervention_service_points(&query, caller.as_deref());
    answer(points.await, |service_point_ids| {
        Json(wire::InterventionServicePoints { service_point_ids })
    })
}

/// Later times of delivery that are possible for a parcel.
#[utoipa::path(get, path = "/intervention-options/timeframes", tag = "interventions", operation_id = "getInterventionTimeframes",
    params(("Source" = String, Header, description = "Who asks: up to 100 characters"),
        ("postalCode" = String, Query, description = "The receiver's postal code"),
        ("parcelId" = Option<Vec<String>>, Query, description = "Codes of up to 20 pieces; comma separated or repeated"),
        ("id" = Option<Vec<String>>, Query, description = "Old name of `parcelId`; also not-home codes")),
    responses((status = 200, body = wire::InterventionTimeframes), (status = 400, body = wire::InterventionErrorResponse),
        (status = 404, description = "None of the parcels is known", body = wire::InterventionErrorResponse)))]
pub(super) async fn timeframes(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let Question { query, .. } = match read::question(&headers, raw.as_deref()) {
        Ok(question) => question?,
        Err(refused) => return Ok(refused::write(&refused)),
    };
    let frames = app.service.intervention_frames(&query, caller.as_deref());
    answer(frames.await, |frames| Json(write::frames(&frames)))
}

/// Carries out an intervention. The same again gives the first answer.
#[utoipa::path(post, path = "/interventions/{type}", tag = "interventions", operation_id = "carryOutIntervention", request_body = wire::InterventionRequest,
    params(("Source" = String, Header, description = "Who asks: up to 100 characters"),
        ("type" = String, Path, description = "`agreed-place`, `servicepoint`, `neighbours`, `date-time` or `cancel`")),
    responses((status = 200, body = wire::InterventionResponse), (status = 400, body = wire::InterventionErrorResponse),
        (status = 404, description = "The parcel, or the type, is unknown", body = wire::InterventionErrorResponse),
        (status = 413, body = super::ErrorResponse)))]
pub(super) async fn carry_out(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path(kind): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer<Response> {
    let kind = InterventionKind::parse(&kind)
        .ok_or_else(|| Failure::new(StatusCode::NOT_FOUND, "not_found", "There is no such intervention"))?;
    let bytes = super::body::read(body, colli_core::limits::BODY_BYTES_MAX).await?;
    let request = match read::request(kind, &Source::of(&headers), &bytes) {
        Ok(request) => request,
        Err(refused) => return Ok(refused::write(&refused)),
    };
    let done = app.service.carry_out(&request, caller.as_deref()).await;
    answer(done, |done| Json(write::carried_out(done)))
}

/// The answer of a use case, good or refused.
fn answer<T, R: IntoResponse>(result: Result<T, InterventionError>, write: impl FnOnce(T) -> R) -> Answer<Response> {
    match result {
        Ok(value) => Ok(write(value).into_response()),
        Err(InterventionError::Refused(refusals)) => Ok(refused::write(&refusals)),
        Err(InterventionError::Failed(error)) => Err(error.into()),
    }
}
