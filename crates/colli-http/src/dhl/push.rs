//! Push (reference 2): a subscription is made, its hook is sent a secret, the secret activates it, and it is pushed what
//! happens to its parcels.

use super::auth::Tracking;
use super::body::JsonBody;
use super::error::{Answer, Failure};
use super::push_written::{self as written, ALL_EVENTS, API_KEY, FORMAT, OF_ACCOUNT, OF_SHIPMENT};
use super::{App, MOUNT, Routes, route};
use crate::files::Links;
use crate::reader::Reader;
use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete as delete_, get as get_, post};
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_core::unified::StatusCode as Progress;
use colli_service::told::{Kind, NewPushSubscription, PushedParcels};
use colli_wire::dhl_unified::problem::Problem;
use colli_wire::dhl_unified::push as wire;
use colli_wire::field::Field;

/// Where push is, below the mount.
pub(super) const BASE: &str = "/tracking/push/v1";
/// The header that activates a subscription.
const SECRET: &str = "dhl-api-hook-secret";

pub(super) fn routes() -> Routes {
    let route = |method, path, handler| route(method, path, Scope::Tracking, handler);
    vec![
        route("POST", "/tracking/push/v1/subscription", post(create)),
        route("GET", "/tracking/push/v1/subscriptions", get_(list)),
        route("GET", "/tracking/push/v1/subscription/{id}", get_(get)),
        route("POST", "/tracking/push/v1/subscription/{id}", post(activate)),
        route("DELETE", "/tracking/push/v1/subscription/{id}", delete_(delete)),
    ]
}

/// The id of a path. What is no text names nothing.
pub(super) struct Id(String);

impl FromRequestParts<App> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let id = Path::<String>::from_request_parts(parts, app).await;
        let no_such = |_| {
            let id = parts.uri.path().rsplit('/').next().unwrap_or_default();
            let instance = format!("/subscription/{}", excerpt(id));
            Failure::not_found("No result found", "There is no such subscription.", instance)
        };
        id.map(|Path(id)| Self(id)).map_err(no_such)
    }
}

/// Makes a subscription. Its hook is sent the secret that activates it.
#[utoipa::path(post, path = "/tracking/push/v1/subscription", tag = "push", operation_id = "createSubscription", request_body = wire::SubscriptionRequest,
    responses((status = 201, body = wire::SubscriptionCreated), (status = 400, body = Problem), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Tracking(caller): Tracking,
    headers: HeaderMap,
    JsonBody(request): JsonBody<wire::SubscriptionRequest>,
) -> Answer<Response> {
    let links = Links::of_request(&app.service, &headers);
    let new = read(request, [links.base(), MOUNT, BASE].concat())?;
    let made = app.service.create_push_subscription(&caller, new).await?;
    let created = wire::SubscriptionCreated {
        this: written::this(&made),
        subscription_id: made.id.to_string(),
    };
    let location = [(header::LOCATION, created.this.clone())];
    Ok((StatusCode::CREATED, location, Json(created)).into_response())
}

/// Activates a subscription with the secret that was sent to its hook. Once more changes nothing.
#[utoipa::path(post, path = "/tracking/push/v1/subscription/{id}", tag = "push", operation_id = "activateSubscription",
    params(("id" = String, Path), ("DHL-API-Hook-Secret" = String, Header)),
    responses((status = 204, description = "It is active"), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn activate(
    State(app): State<App>,
    Tracking(caller): Tracking,
    Id(id): Id,
    headers: HeaderMap,
) -> Answer<StatusCode> {
    let secret = headers.get(SECRET).and_then(|secret| secret.to_str().ok());
    app.service
        .activate_push_subscription(caller.tenant, &id, secret.unwrap_or_default())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A subscription.
#[utoipa::path(get, path = "/tracking/push/v1/subscription/{id}", tag = "push", operation_id = "getSubscription", params(("id" = String, Path)),
    responses((status = 200, body = wire::Subscription), (status = 401, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn get(
    State(app): State<App>,
    Tracking(caller): Tracking,
    Id(id): Id,
) -> Answer<Json<wire::Subscription>> {
    let found = app.service.push_subscription(caller.tenant, &id).await?;
    Ok(Json(written::subscription(found)))
}

/// The subscriptions of the key's organisation and environment.
#[utoipa::path(get, path = "/tracking/push/v1/subscriptions", tag = "push", operation_id = "listSubscriptions",
    responses((status = 200, body = wire::SubscriptionList), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn list(State(app): State<App>, Tracking(caller): Tracking) -> Answer<Json<wire::SubscriptionList>> {
    let found = app.service.push_subscriptions(caller.tenant).await?;
    let subscriptions = found.into_iter().map(written::subscription).collect();
    Ok(Json(wire::SubscriptionList { subscriptions }))
}

/// Deletes a subscription with what it was still to be pushed.
#[utoipa::path(delete, path = "/tracking/push/v1/subscription/{id}", tag = "push", operation_id = "deleteSubscription", params(("id" = String, Path)),
    responses((status = 204, description = "It is gone"), (status = 401, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn delete(State(app): State<App>, Tracking(caller): Tracking, Id(id): Id) -> Answer<StatusCode> {
    app.service.delete_subscriber(caller.tenant, Kind::Unified, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn read(request: wire::SubscriptionRequest, base_url: String) -> Result<NewPushSubscription, Vec<Violation>> {
    let mut reader = Reader::default();
    let hook = reader.object(request.hook, "hook").unwrap_or_default();
    let new = NewPushSubscription {
        url: read_uri(&mut reader, hook.uri),
        api_key: read_authentication(&mut reader, hook.authentication),
        parcels: read_parcels(&mut reader, request.kind, request.shipment_ids, request.account_id),
        service: reader.text(request.service, "service"),
        status_codes: read_events(&mut reader, request.events),
        base_url,
    };
    let format = reader.text(request.format, "format");
    if format.is_some_and(|format| !format.trim().eq_ignore_ascii_case(FORMAT)) {
        reader.push(Violation::new("format", "value", "there is no such format").accepting([FORMAT]));
    }
    reader.finish()?;
    Ok(new)
}

/// What is missing with the hook itself is said of that.
fn read_uri(reader: &mut Reader, uri: Field<String>) -> String {
    if reader.is_clean() {
        reader.required(uri, "hook.uri")
    } else {
        String::new()
    }
}

fn read_authentication(
    reader: &mut Reader,
    authentication: Field<wire::HookAuthenticationRequest>,
) -> Option<(String, String)> {
    let authentication = reader.value(authentication, "hook.authentication")?;
    let kind = reader.required(authentication.kind, "hook.authentication.type");
    if !kind.is_empty() && !kind.trim().eq_ignore_ascii_case(API_KEY) {
        reader.push(
            Violation::new("hook.authentication.type", "value", "there is no such authentication").accepting([API_KEY]),
        );
    }
    let header = reader.required(authentication.header, "hook.authentication.header");
    let token = reader.required(authentication.token, "hook.authentication.token");
    Some((header, token))
}

fn read_parcels(
    reader: &mut Reader,
    kind: Field<String>,
    numbers: Field<Vec<Field<String>>>,
    account: Field<String>,
) -> PushedParcels {
    let kind = reader.required(kind, "type");
    let kind = kind.trim();
    if kind.eq_ignore_ascii_case(OF_ACCOUNT) {
        return PushedParcels::Account(reader.required(account, "accountID"));
    }
    if kind.eq_ignore_ascii_case(OF_SHIPMENT) {
        if !Reader::given(&numbers) {
            reader.push(Violation::required("shipmentIDs"));
        }
        return PushedParcels::Numbers(reader.texts(numbers, "shipmentIDs"));
    }
    if !kind.is_empty() {
        let violation = Violation::new("type", "value", "there is no such type of subscription");
        reader.push(violation.accepting([OF_SHIPMENT, OF_ACCOUNT]));
    }
    PushedParcels::Numbers(Vec::new())
}

fn read_events(reader: &mut Reader, events: Field<Vec<Field<String>>>) -> Vec<Progress> {
    let mut read = Vec::new();
    for (index, word) in reader.list(events, "events") {
        match Progress::parse(&word.trim().to_ascii_lowercase()) {
            Some(progress) if read.contains(&progress) => {}
            Some(progress) => read.push(progress),
            None => {
                let violation = Violation::new(format!("events[{index}]"), "unknown", "there is no such event");
                reader.push(violation.accepting(ALL_EVENTS.map(|(word, _)| word)));
            }
        }
    }
    read
}
