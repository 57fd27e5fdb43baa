//! Emptying the test environment.

use super::App;
use super::auth::Operator;
use super::body::JsonBody;
use super::clock::{ClockView, read_time};
use super::error::{Answer, ErrorResponse, Failure};
use axum::Json;
use axum::extract::State;
use colli_core::error::Violations;
use serde::Deserialize;
use utoipa::ToSchema;

/// How the environment starts again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetOrder {
    /// Seed of what will happen; left out, the one it has.
    seed: Option<i64>,
    /// What its clock shows; left out, real time.
    #[schema(format = "date-time")]
    now: Option<String>,
}

/// Empties the test environment: shipments with all that belongs to them, pickups, attachments. Accounts, keys and
/// webhooks stay. The same seed, time and orders give the same events again.
#[utoipa::path(post, path = "/reset", tag = "clock", operation_id = "reset", request_body = ResetOrder,
    responses((status = 200, body = ClockView), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 403, body = ErrorResponse)))]
pub(super) async fn post(
    State(app): State<App>,
    Operator(operator): Operator,
    JsonBody(order): JsonBody<ResetOrder>,
) -> Answer<Json<ClockView>> {
    let mut found = Violations::new();
    let now = order.now.and_then(|text| read_time(&text, "now", &mut found));
    let now = found.into_result(now).map_err(Failure::invalid)?;
    Ok(Json(app.service.reset(&operator, order.seed, now).await?.into()))
}
