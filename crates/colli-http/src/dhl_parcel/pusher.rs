//! The track and trace pusher (reference 12, design section 11).

use super::App;
use super::auth::Bearer;
use super::body::JsonBody;
use super::error::Answer;
use super::path::Path;
use super::track::written;
use crate::files::Links;
use crate::query::Query;
use crate::reader::Reader;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use colli_core::error::Violation;
use colli_core::tracking::Event;
use colli_service::told::{Health, Kind, NewPusher, Subscriber, Writers};
use colli_service::tracking::{Disclosure, TrackKey, TrackedPiece};
use colli_service::{Error, Result, Service};
use colli_wire::dhl_parcel::pusher as wire;
use colli_wire::field::Field;
use serde::Serialize;

/// The kind of authorisation there is.
const API_KEY: &str = "API_KEY";
/// Requests a second of a configuration that names none (reference 12).
const REQUESTS_PER_SECOND: u32 = 100;

/// How events and pieces are written for those who are told.
pub(crate) fn writers() -> Writers {
    Writers {
        event: write_event,
        piece: write_piece,
    }
}

fn write_event(event: &Event) -> Result<String> {
    json(&written::event(event, Disclosure::Owner))
}

fn write_piece(service: &Service, piece: &TrackedPiece) -> Result<String> {
    json(&written::piece(service, &Links::configured(service), piece)?)
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}

/// Makes a configuration. What it answers is shown once.
#[utoipa::path(post, path = "/track-trace-pusher/configurations", tag = "pusher", operation_id = "createPusherConfiguration", request_body = wire::PusherConfigurationRequest, security(("bearer" = [])),
    responses((status = 201, body = wire::PusherConfigurationCreated), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse)))]
pub(super) async fn create(
    State(app): State<App>,
    Bearer(caller): Bearer,
    JsonBody(request): JsonBody<wire::PusherConfigurationRequest>,
) -> Answer<(StatusCode, Json<wire::PusherConfigurationCreated>)> {
    let made = app.service.create_pusher(&caller, read_configuration(request)?).await?;
    let created = wire::PusherConfigurationCreated {
        configuration_id: made.subscriber.id.to_string(),
        subscription_key: made.subscription_key,
    };
    Ok((StatusCode::CREATED, Json(created)))
}

/// The configurations of the organisation.
#[utoipa::path(get, path = "/track-trace-pusher/configurations", tag = "pusher", operation_id = "listPusherConfigurations", security(("bearer" = [])),
    responses((status = 200, body = Vec<wire::PusherConfiguration>), (status = 401, body = super::ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    Bearer(caller): Bearer,
) -> Answer<Json<Vec<wire::PusherConfiguration>>> {
    let found = app.service.subscribers(caller.tenant, Kind::Pusher).await?;
    Ok(Json(found.into_iter().map(write_configuration).collect()))
}

/// A configuration.
#[utoipa::path(get, path = "/track-trace-pusher/configurations/{configurationId}", tag = "pusher", operation_id = "getPusherConfiguration", security(("bearer" = [])),
    params(("configurationId" = String, Path, description = "Configuration, a UUID")),
    responses((status = 200, body = wire::PusherConfiguration), (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
) -> Answer<Json<wire::PusherConfiguration>> {
    let found = app.service.subscriber(caller.tenant, Kind::Pusher, &id).await?;
    Ok(Json(write_configuration(found)))
}

/// Deletes a configuration with its subscriptions.
#[utoipa::path(delete, path = "/track-trace-pusher/configurations/{configurationId}", tag = "pusher", operation_id = "deletePusherConfiguration", security(("bearer" = [])),
    params(("configurationId" = String, Path, description = "Configuration, a UUID")),
    responses((status = 204, description = "It is gone"), (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn delete(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    app.service.delete_subscriber(caller.tenant, Kind::Pusher, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Subscribes a configuration to a parcel of the organisation. Its updates from now on are pushed.
#[utoipa::path(post, path = "/track-trace-pusher/subscriptions", tag = "pusher", operation_id = "createPusherSubscription", request_body = wire::PusherSubscriptionRequest, security(("bearer" = [])),
    responses((status = 201, body = wire::PusherSubscription), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse),
        (status = 404, body = super::ErrorResponse)))]
pub(super) async fn subscribe(
    State(app): State<App>,
    Bearer(caller): Bearer,
    JsonBody(request): JsonBody<wire::PusherSubscriptionRequest>,
) -> Answer<(StatusCode, Json<wire::PusherSubscription>)> {
    let mut reader = Reader::default();
    let configuration_id = reader.required(request.configuration_id, "configurationId");
    let subscription_key = reader.required(request.subscription_key, "subscriptionKey");
    let key = TrackKey {
        code: reader.required(request.barcode, "barcode"),
        postal_code: Some(reader.required(request.postal_code, "postalCode")),
    };
    reader.finish()?;
    app.service
        .subscribe_pusher(&caller, &configuration_id, &subscription_key, &key)
        .await?;
    let subscription = wire::PusherSubscription {
        configuration_id,
        barcode: colli_core::barcode::normalise(&key.code),
    };
    Ok((StatusCode::CREATED, Json(subscription)))
}

/// The parcels a configuration is subscribed to, a hundred at a time.
#[utoipa::path(get, path = "/track-trace-pusher/configurations/{configurationId}/subscriptions", tag = "pusher", operation_id = "listPusherSubscriptions", security(("bearer" = [])),
    params(("configurationId" = String, Path, description = "Configuration, a UUID"),
        ("after" = Option<String>, Query, description = "The last barcode of the page before")),
    responses((status = 200, body = Vec<wire::PusherSubscription>), (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn subscriptions(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Json<Vec<wire::PusherSubscription>>> {
    let query = Query::parse(query.as_deref());
    let after = query.values("after").next().unwrap_or_default().to_owned();
    let codes = app.service.pusher_subscriptions(&caller, &id, &after).await?;
    let subscription = |barcode| wire::PusherSubscription {
        configuration_id: id.clone(),
        barcode,
    };
    Ok(Json(codes.into_iter().map(subscription).collect()))
}

/// Ends a subscription.
#[utoipa::path(delete, path = "/track-trace-pusher/configurations/{configurationId}/subscriptions/{barcode}", tag = "pusher", operation_id = "deletePusherSubscription", security(("bearer" = [])),
    params(("configurationId" = String, Path, description = "Configuration, a UUID"), ("barcode" = String, Path, description = "Code of the parcel")),
    responses((status = 204, description = "It is gone"), (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn unsubscribe(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path((id, barcode)): Path<(String, String)>,
) -> Answer<StatusCode> {
    app.service.unsubscribe_pusher(&caller, &id, &barcode).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn read_configuration(request: wire::PusherConfigurationRequest) -> Answer<NewPusher> {
    let mut reader = Reader::default();
    let new = NewPusher {
        name: reader.text(request.name, "name"),
        url: reader.required(request.url, "url"),
        requests_per_second_max: reader.whole(request.max_requests_per_second, "maxRequestsPerSecond"),
        is_organisation_level: reader.flag(request.organisation_level, "organisationLevel", false),
        api_key: read_authorisation(&mut reader, request.authorisation),
    };
    reader.finish()?;
    Ok(new)
}

fn read_authorisation(reader: &mut Reader, field: Field<wire::PusherAuthorisation>) -> Option<(String, String)> {
    let authorisation = reader.value(field, "authorisation")?;
    let kind = reader.required(authorisation.kind, "authorisation.type");
    if !kind.is_empty() && !kind.eq_ignore_ascii_case(API_KEY) {
        reader.push(
            Violation::new("authorisation.type", "value", "pushes cannot be authorised this way").accepting([API_KEY]),
        );
        return None;
    }
    let header = reader.required(authorisation.header, "authorisation.header");
    let key = reader.required(authorisation.key, "authorisation.key");
    Some((header, key))
}

fn write_configuration(subscriber: Subscriber) -> wire::PusherConfiguration {
    let status = match subscriber.health {
        Health::Good => "OK",
        Health::Failing { .. } => "FAILING",
    };
    wire::PusherConfiguration {
        configuration_id: subscriber.id.to_string(),
        name: subscriber.name,
        url: subscriber.url,
        max_requests_per_second: subscriber.requests_per_second_max.unwrap_or(REQUESTS_PER_SECOND),
        organisation_level: !subscriber.is_per_parcel,
        authorisation: subscriber.header.map(|header| wire::PusherHeader {
            kind: API_KEY.to_owned(),
            header,
        }),
        status: status.to_owned(),
    }
}
