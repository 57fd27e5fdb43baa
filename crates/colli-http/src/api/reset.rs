//! Emptying the test environment.

use super::App;
use super::auth::Operator;
use super::body::JsonBody;
use super::clock::{ClockView, read_mode, read_speed, read_time};
use super::error::{Answer, ErrorResponse, Failure};
use axum::Json;
use axum::extract::State;
use colli_core::error::Violations;
use colli_service::environments::ClockChange;
use serde::Deserialize;
use serde_json::Number;
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
    /// `running` or `frozen`; left out, as it was if `now` is given, else running.
    mode: Option<String>,
    /// How fast it runs: 0.001 to 100000; left out, as it was if `now` is given, else 1.
    #[schema(value_type = Option<f64>)]
    speed: Option<Number>,
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
    let clock = ClockChange {
        now: order.now.and_then(|text| read_time(&text, "now", &mut found)),
        mode: order.mode.and_then(|word| read_mode(&word, &mut found)),
        speed_milli: order.speed.and_then(|number| read_speed(&number, &mut found)),
    };
    let clock = found.into_result(clock).map_err(Failure::invalid)?;
    Ok(Json(app.service.reset(&operator, order.seed, clock).await?.into()))
}
