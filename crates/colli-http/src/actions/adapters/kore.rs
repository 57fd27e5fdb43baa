//! Kore.ai: a webhook node of a dialog posts its payload as the platform's `onWebhook` event has it: `requestId`, `componentId`
//! (or `componentName`), `taskId`, `nodeId`, `channel`, `message`, and `context` with `intent` and `entities`. It wants the payload
//! back, with what the dialog continues on in its context.
//!
//! Assumed, as the platform's documents leave it open: the dialog is told by `context.intent` or else by the name of the node, and
//! what is found goes to `context.dhl`. An entity that has to be asked again is taken out of `context.entities`, so that its
//! node prompts for it.

use super::Dialog;
use crate::actions::auth::Assistant;
use crate::actions::body::Members;
use crate::actions::dialog::Turn;
use crate::actions::entities::Entities;
use crate::actions::error::{Answer, Failure};
use crate::actions::{Access, App, Routes, route};
use axum::Json;
use axum::extract::State;
use axum::routing::post;
use colli_core::error::Violation;
use serde_json::{Map, Value};

pub(super) fn routes() -> Routes {
    vec![route("POST", "/adapters/kore", Access::Client, post(adapt))]
}

async fn adapt(mut assistant: Assistant, State(app): State<App>, Members(mut payload): Members) -> Answer<Json<Value>> {
    let mut context = taken(&mut payload, "context", "context")?;
    let dialog = {
        let text =
            |of: &Map<String, Value>, name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let names = [
            text(&context, "intent"),
            text(&payload, "componentId"),
            text(&payload, "componentName"),
            text(&payload, "intent"),
        ];
        Dialog::of("context.intent", names.iter().map(String::as_str))?
    };
    let mut entities = Entities::new(taken(&mut context, "entities", "context.entities")?);
    assistant.prefer(context.get("currentLanguage"));
    let turn = dialog.spoken_turn(&app, &assistant, &entities).await?;
    for entity in &turn.missing {
        entities.forget(entity.names());
    }
    context.insert("entities".to_owned(), Value::Object(entities.into_inner()));
    payload.insert("message".to_owned(), spoken_by(&turn).into());
    context.insert(
        "dhl".to_owned(),
        serde_json::to_value(&turn).map_err(|_| Failure::internal())?,
    );
    payload.insert("context".to_owned(), Value::Object(context));
    Ok(Json(Value::Object(payload)))
}

/// What the bot says: the sentence, and the question where that is another one.
pub(super) fn spoken_by(turn: &Turn) -> String {
    match turn.prompt {
        Some(prompt) if prompt != turn.message => format!("{} {prompt}", turn.message),
        _ => turn.message.clone(),
    }
}

/// Takes a member that is an object, or is left out.
pub(super) fn taken(of: &mut Map<String, Value>, name: &str, path: &str) -> Answer<Map<String, Value>> {
    match of.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members),
        Some(_) => {
            let violation = Violation::new(path, "type", "this is not an object");
            Err(Failure::invalid(vec![violation.accepting(["an object"])]))
        }
    }
}
