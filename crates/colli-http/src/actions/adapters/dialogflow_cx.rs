//! Dialogflow CX: a webhook is told the dialog by `fulfillmentInfo.tag` and what was gathered by `sessionInfo.parameters`, and
//! answers messages and parameters. A parameter that has to be asked again is set to null, which empties its form field.

use super::Dialog;
use super::kore::{spoken_by, taken};
use crate::actions::auth::Assistant;
use crate::actions::body::Members;
use crate::actions::entities::Entities;
use crate::actions::error::{Answer, Failure};
use crate::actions::{Access, App, Routes, route};
use axum::Json;
use axum::extract::State;
use axum::routing::post;
use serde_json::{Map, Value, json};

pub(super) fn routes() -> Routes {
    vec![route("POST", "/adapters/dialogflow-cx", Access::Client, post(adapt))]
}

async fn adapt(mut assistant: Assistant, State(app): State<App>, Members(mut request): Members) -> Answer<Json<Value>> {
    let mut fulfillment = taken(&mut request, "fulfillmentInfo", "fulfillmentInfo")?;
    let tag = fulfillment.remove("tag");
    let intent = taken(&mut request, "intentInfo", "intentInfo")?;
    let names = [tag.as_ref(), intent.get("displayName")].map(|name| name.and_then(Value::as_str).unwrap_or_default());
    let dialog = Dialog::of("fulfillmentInfo.tag", names)?;
    let mut session = taken(&mut request, "sessionInfo", "sessionInfo")?;
    let entities = Entities::new(taken(&mut session, "parameters", "sessionInfo.parameters")?);
    assistant.prefer(request.get("languageCode"));
    let turn = dialog.spoken_turn(&app, &assistant, &entities).await?;
    let mut parameters = Map::new();
    for entity in &turn.missing {
        // The names it was given under, where it was.
        let mut names: Vec<&str> = entities.spellings(entity.names()).collect();
        if names.is_empty() {
            names.push(entity.name());
        }
        parameters.extend(names.into_iter().map(|name| (name.to_owned(), Value::Null)));
    }
    parameters.insert(
        "dhl".to_owned(),
        serde_json::to_value(&turn).map_err(|_| Failure::internal())?,
    );
    Ok(Json(json!({
        "fulfillment_response": {"messages": [{"text": {"text": [spoken_by(&turn)]}}]},
        "session_info": {"parameters": parameters},
    })))
}
