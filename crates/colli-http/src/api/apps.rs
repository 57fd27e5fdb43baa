//! Apps: what developers make to get a key for a program of theirs, such as a chatbot (reference assistant-actions 1).

use super::App;
use super::auth::Operator;
use super::body::JsonBody;
use super::error::{Answer, ErrorResponse};
use super::path::Path;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use colli_core::app::{self, AppChange, NewApp, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How often a key may call. A bound that is left out or null does not hold.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AppQuota {
    /// Calls of a day, which begins at 00:00 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calls_per_day: Option<u32>,
    /// Calls of a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calls_per_second: Option<u32>,
}

/// An app to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppRequest {
    /// What its owner calls it.
    #[serde(default)]
    #[schema(required = true)]
    name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// What its key opens: `tracking`, `locations`, `shipping`.
    #[serde(default)]
    #[schema(required = true)]
    scopes: Vec<String>,
    /// How often its key may call; as often as it likes when left out.
    #[serde(default)]
    quota: Option<AppQuota>,
}

/// What is changed of an app; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppChangeRequest {
    /// What its owner calls it.
    #[serde(default)]
    name: Option<String>,
    /// What it is for.
    #[serde(default)]
    description: Option<String>,
    /// What its key opens.
    #[serde(default)]
    scopes: Option<Vec<String>>,
    /// How often its key may call, in the place of what was said before; `{}` for as often as it likes.
    #[serde(default)]
    quota: Option<AppQuota>,
    /// Whether its key opens anything.
    #[serde(default)]
    enabled: Option<bool>,
}

/// An app.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppBody {
    /// Its id, a UUID.
    id: String,
    /// What its owner calls it.
    name: String,
    /// What it is for.
    description: String,
    /// What its key opens.
    scopes: Vec<&'static str>,
    /// How often its key may call.
    quota: AppQuota,
    /// Whether its key opens anything.
    enabled: bool,
    /// The first characters of its key, by which people tell keys apart.
    key_start: String,
    /// When it was made.
    created_at: String,
    /// Its key: in the answer that makes it, and nowhere else.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// All apps of an environment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppList {
    /// In the order they were made.
    apps: Vec<AppBody>,
}

/// Makes an app. The answer holds its key, this once.
#[utoipa::path(post, path = "/apps", tag = "apps", operation_id = "createApp", request_body = AppRequest,
    responses((status = 201, body = AppBody), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse)))]
pub(super) async fn create(
    State(app): State<App>,
    Operator(operator): Operator,
    JsonBody(request): JsonBody<AppRequest>,
) -> Answer<(StatusCode, Json<AppBody>)> {
    let new = NewApp {
        name: request.name,
        description: request.description,
        scopes: request.scopes,
        quota: request.quota.unwrap_or_default().into(),
    };
    let made = app.service.create_app(operator.tenant, new).await?;
    Ok((StatusCode::CREATED, Json(write(made.app, Some(made.key)))))
}

/// All apps of the environment.
#[utoipa::path(get, path = "/apps", tag = "apps", operation_id = "listApps",
    responses((status = 200, body = AppList), (status = 401, body = ErrorResponse)))]
pub(super) async fn list(State(app): State<App>, Operator(operator): Operator) -> Answer<Json<AppList>> {
    let found = app.service.apps(operator.tenant).await?;
    let apps = found.into_iter().map(|found| write(found, None)).collect();
    Ok(Json(AppList { apps }))
}

/// An app.
#[utoipa::path(get, path = "/apps/{id}", tag = "apps", operation_id = "getApp",
    params(("id" = String, Path, description = "App, a UUID")),
    responses((status = 200, body = AppBody), (status = 401, body = ErrorResponse), (status = 404, body = ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
) -> Answer<Json<AppBody>> {
    Ok(Json(write(app.service.app(operator.tenant, &id).await?, None)))
}

/// Changes an app. Its key opens from then on what is said.
#[utoipa::path(patch, path = "/apps/{id}", tag = "apps", operation_id = "changeApp", request_body = AppChangeRequest,
    params(("id" = String, Path, description = "App, a UUID")),
    responses((status = 200, body = AppBody), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 404, body = ErrorResponse)))]
pub(super) async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
    JsonBody(request): JsonBody<AppChangeRequest>,
) -> Answer<Json<AppBody>> {
    let change = AppChange {
        name: request.name,
        description: request.description,
        scopes: request.scopes,
        quota: request.quota.map(Into::into),
        is_enabled: request.enabled,
    };
    let changed = app.service.change_app(operator.tenant, &id, change).await?;
    Ok(Json(write(changed, None)))
}

/// Gives an app another key. The one before opens nothing any more.
#[utoipa::path(post, path = "/apps/{id}/rotate-key", tag = "apps", operation_id = "rotateAppKey",
    params(("id" = String, Path, description = "App, a UUID")),
    responses((status = 200, body = AppBody), (status = 401, body = ErrorResponse), (status = 404, body = ErrorResponse)))]
pub(super) async fn rotate(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
) -> Answer<Json<AppBody>> {
    let made = app.service.rotate_app_key(operator.tenant, &id).await?;
    Ok(Json(write(made.app, Some(made.key))))
}

/// Deletes an app with its key.
#[utoipa::path(delete, path = "/apps/{id}", tag = "apps", operation_id = "deleteApp",
    params(("id" = String, Path, description = "App, a UUID")),
    responses((status = 204, description = "It is gone"), (status = 401, body = ErrorResponse), (status = 404, body = ErrorResponse)))]
pub(super) async fn delete(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    app.service.delete_app(operator.tenant, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<AppQuota> for app::Quota {
    fn from(quota: AppQuota) -> Self {
        Self {
            calls_per_day: quota.calls_per_day,
            calls_per_second: quota.calls_per_second,
        }
    }
}

fn write(app: app::App, key: Option<String>) -> AppBody {
    AppBody {
        id: app.id.to_string(),
        name: app.name,
        description: app.description,
        scopes: app.scopes.iter().map(Scope::word).collect(),
        quota: AppQuota {
            calls_per_day: app.quota.calls_per_day,
            calls_per_second: app.quota.calls_per_second,
        },
        enabled: app.is_enabled,
        key_start: app.key_start,
        created_at: app.created_at.to_string(),
        key,
    }
}
