//! Pickups: what became of them, as the operator reports it.

use super::App;
use super::auth::Operator;
use super::body::JsonBody;
use super::error::{Answer, ErrorResponse, Failure};
use super::path::Path;
use axum::Json;
use axum::extract::State;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What became of a pickup.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PickupReport {
    /// `WillBePickedUp`, `PickupCompleted` and others; a refusal lists them.
    status: String,
    /// When, ISO 8601; left out means now, on the environment's clock.
    #[serde(default)]
    timestamp: Option<String>,
}

/// A pickup and what is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PickupState {
    /// Its id, a UUID.
    id: String,
    /// What the sender tells the driver.
    confirmation_number: String,
    /// What became of it, oldest first.
    statuses: Vec<PickupStatus>,
}

/// Something that became of a pickup.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PickupStatus {
    /// Its code.
    status: String,
    /// When, ISO 8601 in UTC.
    timestamp: String,
}

/// Reports what became of a pickup. In live environments nothing else changes its status; in a test environment a report ends
/// what is simulated. The same report again changes nothing.
#[utoipa::path(post, path = "/pickups/{id}/statuses", tag = "pickups", operation_id = "reportPickup", request_body = PickupReport,
    params(("id" = String, Path, description = "Pickup id, a UUID")),
    responses((status = 200, body = PickupState), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 404, body = ErrorResponse)))]
pub(super) async fn report(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<String>,
    JsonBody(report): JsonBody<PickupReport>,
) -> Answer<Json<PickupState>> {
    let at = report.timestamp.as_deref().map(read_time).transpose()?;
    let id = read_id(&id)?;
    let status = report.status.trim();
    let view = app.service.report_pickup(operator.tenant, id, status, at).await?;
    Ok(Json(PickupState {
        id: view.pickup.id.to_string(),
        confirmation_number: view.pickup.confirmation_number(),
        statuses: view
            .statuses
            .into_iter()
            .map(|step| PickupStatus {
                status: step.status,
                timestamp: step.at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
            })
            .collect(),
    }))
}

fn read_id(text: &str) -> Answer<Uuid> {
    Uuid::parse_str(text.trim()).map_err(|_| {
        let message = format!("'{}' is not a UUID", excerpt(text));
        Failure::invalid(vec![Violation::new("id", "format", message).accepting(["a UUID"])])
    })
}

fn read_time(text: &str) -> Answer<Timestamp> {
    text.trim().parse().map_err(|_| {
        let message = format!("'{}' is not a time", excerpt(text));
        Failure::invalid(vec![
            Violation::new("timestamp", "format", message)
                .accepting(["ISO 8601 with an offset, such as 2026-03-06T14:05:00Z"]),
        ])
    })
}
