//! Webhooks: who is told of parcels' events, what they were sent, and sending it again.

use super::App;
use super::auth::Operator;
use super::body::JsonBody;
use super::error::{Answer, ErrorResponse, Failure};
use super::path::Path;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::limits::PAGE_MAX;
use colli_service::told::{Change, Delivery, DeliveryState, Health, Kind, NewWebhook, Subscriber};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// Deliveries of a page when the client names no number.
const PAGE_DEFAULT: usize = 20;

/// A webhook to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookRequest {
    /// Where it is told: https, a host of the public internet.
    url: String,
    /// What it is told of: `*` or `parcel.event` for everything, categories, statuses. Left out means everything.
    #[serde(default)]
    events: Vec<String>,
    /// A name for people.
    #[serde(default)]
    name: Option<String>,
}

/// What is changed of a webhook; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookChange {
    /// Where it is told.
    #[serde(default)]
    url: Option<String>,
    /// What it is told of.
    #[serde(default)]
    events: Option<Vec<String>>,
    /// A name for people.
    #[serde(default)]
    name: Option<String>,
    /// Whether it is told at all. Events that come in while it is not are never told.
    #[serde(default)]
    enabled: Option<bool>,
}

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Webhook {
    /// Its id, a UUID.
    id: String,
    /// Where it is told.
    url: String,
    /// What it is told of.
    events: Vec<String>,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Whether it is told at all.
    enabled: bool,
    /// `ok`, or `failing` while the receiver takes nothing.
    status: &'static str,
    /// When a failing one is tried next, on the environment's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_at: Option<String>,
    /// When it was made.
    created_at: String,
    /// Its secret: in the answer that makes it, and nowhere else.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// All webhooks of an environment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookList {
    /// By id.
    webhooks: Vec<Webhook>,
}

/// A new secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RotatedSecret {
    /// The secret: in this answer and nowhere else.
    secret: String,
    /// Until when the one before signs too, on the environment's clock.
    old_signs_until: String,
}

/// From when on deliveries are sent again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayRequest {
    /// ISO 8601, on the environment's clock.
    since: String,
}

/// What a replay sends.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Replayed {
    /// Deliveries that are sent once more.
    deliveries: u64,
}

/// A page of what was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryList {
    /// The last first.
    deliveries: Vec<DeliveryEntry>,
    /// The cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A delivery. Times are the environment's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryEntry {
    /// The `webhook-id` it is sent under.
    id: String,
    /// The parcel.
    tracker_code: String,
    /// `pending`, `waiting` for an earlier event of the parcel, `delivered`, or `failed` for good.
    state: &'static str,
    /// When the event happened.
    occurred_at: String,
    /// When the event came in, or was put here again by a replay.
    created_at: String,
    /// How often it was sent.
    attempts: u32,
    /// The status the receiver answered last.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_status: Option<u16>,
    /// Why it was not taken last.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
    /// When it is sent next.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// When it was taken or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_at: Option<String>,
}

/// Makes a webhook. The answer holds its secret, this once.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", operation_id = "createWebhook", request_body = WebhookRequest,
    responses((status = 201, body = Webhook), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse)))]
pub(super) async fn create(
    State(app): State<App>,
    Operator(operator): Operator,
    JsonBody(request): JsonBody<WebhookRequest>,
) -> Answer<(StatusCode, Json<Webhook>)> {
    let new = NewWebhook {
        url: request.url,
        events: request.events,
        name: request.name,
    };
    let made = app.service.create_webhook(operator.tenant, new).await?;
    let webhook = Webhook {
        secret: Some(made.secret),
        ..write(made.subscriber)
    };
    Ok((StatusCode::CREATED, Json(webhook)))
}

/// All webhooks of the environment.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", operation_id = "listWebhooks",
    responses((status = 200, body = WebhookList), (status = 401, body = ErrorResponse)))]
pub(super) async fn list(State(app): State<App>, Operator(operator): Operator) -> Answer<Json<WebhookList>> {
    let found = app.service.subscribers(operator.tenant, Kind::Webhook).await?;
    Ok(Json(WebhookList {
        webhooks: found.into_iter().map(write).collect(),
    }))
}

/// A webhook.
#[utoipa::path(get, path = "/webhooks/{id}", tag = "webhooks", operation_id = "getWebhook",
    params(("id" = String, Path, description = "Webhook, a UUID")),
    responses((status = 200, body = Webhook), (status = 401, body = ErrorResponse), (status = 404, body = ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
) -> Answer<Json<Webhook>> {
    Ok(Json(write(
        app.service.subscriber(operator.tenant, Kind::Webhook, &id).await?,
    )))
}

/// Changes a webhook. It is tried again at once, also when nothing changes.
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "webhooks", operation_id = "changeWebhook", request_body = WebhookChange,
    params(("id" = String, Path, description = "Webhook, a UUID")),
    responses((status = 200, body = Webhook), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 404, body = ErrorResponse)))]
pub(super) async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
    JsonBody(request): JsonBody<WebhookChange>,
) -> Answer<Json<Webhook>> {
    let change = Change {
        url: request.url,
        events: request.events,
        name: request.name,
        is_enabled: request.enabled,
    };
    let changed = app
        .service
        .change_subscriber(operator.tenant, Kind::Webhook, &id, change)
        .await?;
    Ok(Json(write(changed)))
}

/// Deletes a webhook, with what it was still to be told.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", operation_id = "deleteWebhook",
    params(("id" = String, Path, description = "Webhook, a UUID")),
    responses((status = 204, description = "It is gone"), (status = 401, body = ErrorResponse), (status = 404, body = ErrorResponse)))]
pub(super) async fn delete(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    app.service
        .delete_subscriber(operator.tenant, Kind::Webhook, &id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a webhook a new secret. For a day the one before signs too: `webhook-signature` then holds both.
#[utoipa::path(post, path = "/webhooks/{id}/rotate-secret", tag = "webhooks", operation_id = "rotateWebhookSecret",
    params(("id" = String, Path, description = "Webhook, a UUID")),
    responses((status = 200, body = RotatedSecret), (status = 401, body = ErrorResponse), (status = 404, body = ErrorResponse)))]
pub(super) async fn rotate(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
) -> Answer<Json<RotatedSecret>> {
    let (secret, until) = app.service.rotate_webhook_secret(operator.tenant, &id).await?;
    Ok(Json(RotatedSecret {
        secret,
        old_signs_until: until.to_string(),
    }))
}

/// Sends what came in since a time once more: in order, under the ids of then.
#[utoipa::path(post, path = "/webhooks/{id}/replay", tag = "webhooks", operation_id = "replayWebhook", request_body = ReplayRequest,
    params(("id" = String, Path, description = "Webhook, a UUID")),
    responses((status = 202, body = Replayed), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 404, body = ErrorResponse)))]
pub(super) async fn replay(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
    JsonBody(request): JsonBody<ReplayRequest>,
) -> Answer<(StatusCode, Json<Replayed>)> {
    let since: Timestamp = request.since.trim().parse().map_err(|_| {
        let message = format!("'{}' is not a time", excerpt(&request.since));
        let accepted = "ISO 8601 with an offset, such as 2026-03-06T14:05:00Z";
        Failure::invalid(vec![Violation::new("since", "format", message).accepting([accepted])])
    })?;
    let deliveries = app.service.replay(operator.tenant, Kind::Webhook, &id, since).await?;
    Ok((StatusCode::ACCEPTED, Json(Replayed { deliveries })))
}

/// What a webhook was and will be sent, the last first.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks", operation_id = "listWebhookDeliveries",
    params(("id" = String, Path, description = "Webhook, a UUID"), ("limit" = Option<u32>, Query, description = "1 to 100, default 20"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = DeliveryList), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 404, body = ErrorResponse)))]
pub(super) async fn deliveries(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Json<DeliveryList>> {
    let query = query.unwrap_or_default();
    let value = |name: &str| -> Option<Cow<'_, str>> {
        form_urlencoded::parse(query.as_bytes()).find_map(|(key, value)| (key == name).then_some(value))
    };
    let limit = value("limit").map_or(Ok(PAGE_DEFAULT), |limit| read_limit(&limit))?;
    let cursor = value("cursor");
    let page = app
        .service
        .deliveries(operator.tenant, Kind::Webhook, &id, cursor.as_deref(), limit)
        .await?;
    Ok(Json(DeliveryList {
        deliveries: page.deliveries.into_iter().map(entry).collect(),
        next: page.next,
    }))
}

fn read_limit(text: &str) -> Answer<usize> {
    let limit = text.trim().parse().ok().filter(|limit| (1..=PAGE_MAX).contains(limit));
    limit.ok_or_else(|| {
        let violation = Violation::new("limit", "range", "this is not a number of entries");
        Failure::invalid(vec![violation.accepting([format!("1 to {PAGE_MAX}")])])
    })
}

fn write(subscriber: Subscriber) -> Webhook {
    let (status, retry_at) = match subscriber.health {
        Health::Good => ("ok", None),
        Health::Failing { retry_at, .. } => ("failing", retry_at),
    };
    Webhook {
        id: subscriber.id.to_string(),
        url: subscriber.url,
        events: subscriber.events,
        name: subscriber.name,
        enabled: subscriber.is_enabled,
        status,
        retry_at: retry_at.map(|at| at.to_string()),
        created_at: subscriber.created_at.to_string(),
        secret: None,
    }
}

fn entry(delivery: Delivery) -> DeliveryEntry {
    let row = delivery.row;
    let state = match row.state {
        DeliveryState::Ready => "pending",
        DeliveryState::Waiting => "waiting",
        DeliveryState::Delivered => "delivered",
        DeliveryState::GivenUp => "failed",
    };
    DeliveryEntry {
        id: delivery.message_id,
        tracker_code: row.tracker_code,
        state,
        occurred_at: row.occurred_at.to_string(),
        created_at: row.told_at.to_string(),
        attempts: row.attempts,
        last_status: row.last_status,
        last_error: row.last_error,
        due_at: (row.state == DeliveryState::Ready).then(|| row.due_at.to_string()),
        settled_at: row.settled_at.map(|at| at.to_string()),
    }
}
