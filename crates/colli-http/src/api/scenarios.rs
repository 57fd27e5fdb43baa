//! Scenarios: what can happen to a simulated parcel, and having it happen.

use super::App;
use super::auth::Operator;
use super::body::JsonBody;
use super::error::{Answer, ErrorResponse, Failure};
use super::path::Path;
use crate::time;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use colli_core::error::Violation;
use colli_core::plan::scenario::Scenario;
use colli_service::simulation::{Chosen, Redrawn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A scenario.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScenarioView {
    /// Its name, as orders and calls choose it.
    name: String,
    /// One line.
    title: String,
    /// What happens.
    description: String,
    /// The statuses it can show, in order. Which of them depends on the parcel: its lane, its options.
    shows: Vec<String>,
}

impl From<&Scenario> for ScenarioView {
    fn from(scenario: &Scenario) -> Self {
        Self {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            description: scenario.description.clone(),
            shows: scenario.statuses().into_iter().map(str::to_owned).collect(),
        }
    }
}

/// The parcel to which a scenario is to happen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ScenarioOrder {
    /// Code of a piece, or of a shipment: then it happens to all its pieces.
    tracker_code: Option<String>,
}

/// A scenario that was chosen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScenarioChosen {
    /// Its name.
    name: String,
    /// The pieces to which it happens.
    pieces: Vec<PlannedPiece>,
}

/// A piece with something ahead.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlannedPiece {
    /// Its code.
    tracker_code: String,
    /// When something happens to it next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date-time")]
    next_event_at: Option<String>,
}

impl From<Redrawn> for PlannedPiece {
    fn from(piece: Redrawn) -> Self {
        Self {
            tracker_code: piece.tracker_code,
            next_event_at: piece.next_at.map(time::utc),
        }
    }
}

/// Lists the scenarios of the network, by name.
#[utoipa::path(get, path = "/scenarios", tag = "scenarios", operation_id = "listScenarios",
    responses((status = 200, body = [ScenarioView]), (status = 401, body = ErrorResponse)))]
pub(super) async fn list(State(app): State<App>, Operator(_): Operator) -> Json<Vec<ScenarioView>> {
    Json(app.service.scenarios().map(ScenarioView::from).collect())
}

/// Has a scenario happen to a parcel of the test environment from now on. What happened already stays.
#[utoipa::path(post, path = "/scenarios/{name}", tag = "scenarios", operation_id = "chooseScenario",
    params(("name" = String, Path, description = "Name of the scenario")), request_body = ScenarioOrder,
    responses((status = 200, body = ScenarioChosen), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 403, body = ErrorResponse), (status = 404, body = ErrorResponse), (status = 409, body = ErrorResponse)))]
pub(super) async fn choose(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(name): Path<String>,
    JsonBody(order): JsonBody<ScenarioOrder>,
) -> Answer<Json<ScenarioChosen>> {
    // The environment is judged first: what a live one refuses, it refuses whatever is asked.
    let code = order.tracker_code.unwrap_or_default();
    match app.service.choose_scenario(&operator, &name, &code).await? {
        Chosen::Done(pieces) => Ok(Json(ScenarioChosen {
            name,
            pieces: pieces.into_iter().map(PlannedPiece::from).collect(),
        })),
        Chosen::Missing => {
            let missing = Violation::required("trackerCode");
            Err(Failure::invalid(vec![
                missing.accepting(["the code of a piece or of a shipment"]),
            ]))
        }
        Chosen::Over(status) => Err(Failure::new(
            StatusCode::CONFLICT,
            "parcel_delivered",
            format!("Nothing more happens to this parcel: its status is {status}"),
        )),
    }
}
