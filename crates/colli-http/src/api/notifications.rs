//! Mail to receivers: on or off for an environment.

use super::App;
use super::auth::Operator;
use super::body::JsonBody;
use super::error::{Answer, ErrorResponse};
use axum::Json;
use axum::extract::State;
use colli_service::mail::Notifications;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether an environment's receivers get mail.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationSettings {
    /// They do.
    enabled: bool,
    /// How this server sends it: `none`, `folder` or `smtp`, as it is configured.
    transport: &'static str,
}

/// Switches mail on or off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotificationChange {
    /// Receivers get mail.
    enabled: bool,
}

impl From<Notifications> for NotificationSettings {
    fn from(notifications: Notifications) -> Self {
        Self {
            enabled: notifications.is_enabled,
            transport: notifications.transport,
        }
    }
}

/// Tells whether the environment's receivers get mail.
#[utoipa::path(get, path = "/notifications", tag = "notifications", operation_id = "getNotifications",
    responses((status = 200, body = NotificationSettings), (status = 401, body = ErrorResponse)))]
pub(super) async fn get(State(app): State<App>, Operator(operator): Operator) -> Answer<Json<NotificationSettings>> {
    Ok(Json(app.service.notifications(operator.tenant).await?.into()))
}

/// Switches the environment's mail on or off: announced, out for delivery, at a ServicePoint, delivered, and the code of a
/// printless return, in the language of the receiver's address. Events from before are not mailed.
#[utoipa::path(put, path = "/notifications", tag = "notifications", operation_id = "setNotifications", request_body = NotificationChange,
    responses((status = 200, body = NotificationSettings), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse)))]
pub(super) async fn put(
    State(app): State<App>,
    Operator(operator): Operator,
    JsonBody(change): JsonBody<NotificationChange>,
) -> Answer<Json<NotificationSettings>> {
    let notifications = app.service.set_notifications(operator.tenant, change.enabled);
    Ok(Json(notifications.await?.into()))
}
