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

async fn adapt(assistant: Assistant, State(app): State<App>, Members(mut request): Members) -> Answer<Json<Value>> {
    let mut fulfillment = taken(&mut request, "fulfillmentInfo", "fulfillmentInfo")?;
    let tag = fulfillment.remove("tag");
    let intent = taken(&mut request, "intentInfo", "intentInfo")?;
    let names = [tag.as_ref(), intent.get("displayName")].map(|name| name.and_then(Value::as_str).unwrap_or_default());
    let dialog = Dialog::of("fulfillmentInfo.tag", names)?;
    let mut session = taken(&mut request, "sessionInfo", "sessionInfo")?;
    let mut given = taken(&mut session, "parameters", "sessionInfo.parameters")?;
    if !given.contains_key("language")
        && let Some(language) = request.remove("languageCode")
    {
        given.insert("language".to_owned(), language);
    }
    let turn = dialog.turn(&app, &assistant, &Entities::new(given.clone())).await?;
    let mut parameters = Map::new();
    for name in &turn.missing {
        // The name it was given under, where that is another one.
        let known = given
            .keys()
            .find(|known| known.replace('_', "").eq_ignore_ascii_case(name));
        let name = known.map_or(*name, String::as_str);
        parameters.insert(name.to_owned(), Value::Null);
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
