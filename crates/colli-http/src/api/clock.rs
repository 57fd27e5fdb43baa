//! The clock of the test environment: read it, set it, put it forward.

use super::App;
use super::auth::Operator;
use super::body::JsonBody;
use super::error::{Answer, ErrorResponse, Failure};
use crate::time;
use axum::Json;
use axum::extract::State;
use colli_core::clock::ClockMode;
use colli_core::error::{Violation, Violations};
use colli_service::environments::ClockChange;
use colli_service::simulation::ClockState;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use std::str::FromStr;
use utoipa::ToSchema;

/// A clock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClockView {
    /// What it shows.
    #[schema(format = "date-time")]
    now: String,
    /// `running` or `frozen`.
    mode: &'static str,
    /// How fast it runs: 1 is real time, 60 an hour in a minute.
    #[schema(value_type = f64)]
    speed: Number,
}

/// What is changed of a clock; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClockOrder {
    /// What it shows from now on; not earlier than what it shows now.
    #[schema(format = "date-time")]
    now: Option<String>,
    /// `running` or `frozen`.
    mode: Option<String>,
    /// How fast it runs: 0.001 to 100000.
    #[schema(value_type = Option<f64>)]
    speed: Option<Number>,
}

/// By how much a clock is put forward.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdvanceOrder {
    /// An ISO 8601 duration of weeks, days (24 hours each), hours, minutes and seconds: `PT36H`, up to `P366D`.
    by: Option<String>,
}

/// What putting a clock forward brought about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Advanced {
    /// What the clock shows.
    #[schema(format = "date-time")]
    now: String,
    /// How many events happened.
    events: usize,
}

impl From<ClockState> for ClockView {
    fn from(state: ClockState) -> Self {
        let speed = Decimal::new(state.clock.speed_milli, 3).normalize().to_string();
        Self {
            now: time::utc(state.now),
            mode: state.clock.mode.as_str(),
            speed: Number::from_str(&speed).unwrap_or_else(|_| Number::from(1)),
        }
    }
}

impl From<ClockState> for Advanced {
    fn from(state: ClockState) -> Self {
        Self {
            now: time::utc(state.now),
            events: state.events,
        }
    }
}

/// Tells what the environment's clock shows. A live environment has real time.
#[utoipa::path(get, path = "/clock", tag = "clock", operation_id = "getClock",
    responses((status = 200, body = ClockView), (status = 401, body = ErrorResponse)))]
pub(super) async fn get(State(app): State<App>, Operator(operator): Operator) -> Json<ClockView> {
    Json(app.service.clock_state(&operator).into())
}

/// Sets the test environment's clock: its time (forward only), whether it runs, how fast. What falls due happens before
/// the answer.
#[utoipa::path(put, path = "/clock", tag = "clock", operation_id = "setClock", request_body = ClockOrder,
    responses((status = 200, body = ClockView), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 403, body = ErrorResponse)))]
pub(super) async fn put(
    State(app): State<App>,
    Operator(operator): Operator,
    JsonBody(order): JsonBody<ClockOrder>,
) -> Answer<Json<ClockView>> {
    let change = read(order)?;
    Ok(Json(app.service.set_clock(&operator, change).await?.into()))
}

/// Puts the test environment's clock forward. All that falls due happens, in order, before the answer.
#[utoipa::path(post, path = "/clock/advance", tag = "clock", operation_id = "advanceClock", request_body = AdvanceOrder,
    responses((status = 200, body = Advanced), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 403, body = ErrorResponse)))]
pub(super) async fn advance(
    State(app): State<App>,
    Operator(operator): Operator,
    JsonBody(order): JsonBody<AdvanceOrder>,
) -> Answer<Json<Advanced>> {
    let by = order.by.ok_or_else(|| {
        let missing = Violation::required("by");
        Failure::invalid(vec![missing.accepting(["an ISO 8601 duration such as PT36H"])])
    })?;
    Ok(Json(app.service.advance_clock(&operator, &by).await?.into()))
}

fn read(order: ClockOrder) -> Answer<ClockChange> {
    let mut found = Violations::new();
    let change = ClockChange {
        now: order.now.and_then(|text| read_time(&text, "now", &mut found)),
        mode: order.mode.and_then(|word| read_mode(&word, &mut found)),
        speed_milli: order.speed.and_then(|number| read_speed(&number, &mut found)),
    };
    found.into_result(change).map_err(Failure::invalid)
}

/// A moment of a request.
pub(super) fn read_time(text: &str, field: &str, found: &mut Violations) -> Option<Timestamp> {
    let time = time::read(text).map(|(time, _)| time);
    if time.is_none() {
        let violation = Violation::new(field, "format", "this is no moment with an offset");
        found.push(violation.accepting(["2026-03-02T08:00:00Z", "2026-03-02T09:00:00+01:00"]));
    }
    time
}

pub(super) fn read_mode(word: &str, found: &mut Violations) -> Option<ClockMode> {
    let mode = ClockMode::NAMES
        .into_iter()
        .find_map(|(name, mode)| (name == word).then_some(mode));
    if mode.is_none() {
        let violation = Violation::new("mode", "value", "a clock has no such mode");
        found.push(violation.accepting(ClockMode::NAMES.map(|(name, _)| name)));
    }
    mode
}

/// A speed in thousandths of real time. Its range is the service's to judge.
pub(super) fn read_speed(number: &Number, found: &mut Violations) -> Option<i64> {
    let text = number.to_string();
    let speed = Decimal::from_str(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .ok();
    let milli = speed.and_then(|speed| speed.checked_mul(Decimal::ONE_THOUSAND));
    let milli = milli
        .filter(Decimal::is_integer)
        .and_then(|milli| i64::try_from(milli).ok());
    if milli.is_none() {
        let violation = Violation::new("speed", "range", "a clock cannot run this fast or slow");
        found.push(violation.accepting(["0.001 to 100000, in thousandths"]));
    }
    milli
}
