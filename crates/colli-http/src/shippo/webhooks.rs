//! Webhooks (reference 7.7).

use super::auth::Caller;
use super::body::FormBody;
use super::error::Answer;
use super::id::{Id, hex};
use super::page::{List, ListQuery, RESULTS_MANY};
use super::written::utc;
use super::{App, Routes, route};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete as delete_, get as get_, post, put};
use colli_service::gateway::{GatewayCaller, GatewayWebhook, GatewayWebhookInput};
use colli_wire::shippo::webhooks::{Webhook, WebhookRequest};

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/webhooks", post(create)),
        route("GET", "/webhooks", get_(list)),
        route("GET", "/webhooks/{id}", get_(get)),
        route("PUT", "/webhooks/{id}", put(change)),
        route("DELETE", "/webhooks/{id}", delete_(delete)),
    ]
}

/// Makes a webhook. Its secret is shown this once.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", operation_id = "createWebhook", request_body = WebhookRequest,
    responses((status = 201, body = Webhook), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    FormBody(request): FormBody<WebhookRequest>,
) -> Answer<(StatusCode, Json<Webhook>)> {
    let made = app.service.create_gateway_webhook(&caller, read(request)?).await?;
    let webhook = Webhook {
        secret: Some(made.secret),
        ..written(&caller, made.webhook)
    };
    Ok((StatusCode::CREATED, Json(webhook)))
}

/// Lists webhooks, newest first.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", operation_id = "listWebhooks",
    params(("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<Webhook>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer<Json<List<Webhook>>> {
    let asked = query.asked(RESULTS_MANY)?;
    let (page, count) = app.service.gateway_webhooks(&caller, asked).await?;
    let list = query.list(asked, page, |webhook| written(&caller, webhook));
    Ok(Json(List {
        count: u64::try_from(count).ok(),
        ..list
    }))
}

/// A webhook.
#[utoipa::path(get, path = "/webhooks/{id}", tag = "webhooks", operation_id = "getWebhook",
    params(("id" = String, Path)), responses((status = 200, body = Webhook), (status = 401), (status = 404)))]
pub(super) async fn get(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<Json<Webhook>> {
    let webhook = app.service.gateway_webhook(&caller, id).await?;
    Ok(Json(written(&caller, webhook)))
}

/// Changes a webhook; what is left out stays.
#[utoipa::path(put, path = "/webhooks/{id}", tag = "webhooks", operation_id = "updateWebhook",
    params(("id" = String, Path)), request_body = WebhookRequest,
    responses((status = 200, body = Webhook), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn change(
    State(app): State<App>,
    Caller(caller): Caller,
    Id(id): Id,
    FormBody(request): FormBody<WebhookRequest>,
) -> Answer<Json<Webhook>> {
    let input = read(request)?;
    let webhook = app.service.change_gateway_webhook(&caller, id, input).await?;
    Ok(Json(written(&caller, webhook)))
}

/// Deletes a webhook with what it was still to be told.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", operation_id = "deleteWebhook",
    params(("id" = String, Path)), responses((status = 204, description = "It is gone"), (status = 401), (status = 404)))]
pub(super) async fn delete(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<StatusCode> {
    app.service.delete_gateway_webhook(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn read(request: WebhookRequest) -> Answer<GatewayWebhookInput> {
    let mut reader = Reader::default();
    let input = GatewayWebhookInput {
        event: reader.text(request.event, "event"),
        url: reader.text(request.url, "url"),
        is_active: reader.value(request.active, "active"),
        is_test: reader.value(request.is_test, "is_test"),
    };
    reader.finish()?;
    Ok(input)
}

fn written(caller: &GatewayCaller, webhook: GatewayWebhook) -> Webhook {
    Webhook {
        event: webhook.event.word().to_owned(),
        url: webhook.url,
        active: webhook.is_active,
        is_test: webhook.is_test,
        object_created: utc(webhook.created_at),
        object_id: hex(webhook.id),
        object_owner: caller.owner.clone(),
        object_updated: utc(webhook.updated_at),
        secret: None,
    }
}
