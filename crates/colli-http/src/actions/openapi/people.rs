//! What people read of besides: profiles, adapters, and the document itself.

use super::refusals;
use crate::actions::schemas::reference;
use serde_json::{Map, Value, json};

/// The paths of all that.
pub(super) fn paths() -> Map<String, Value> {
    let mut paths = profiles();
    paths.extend(adapters());
    let document = json!({
        "operationId": "getOpenapi", "tags": ["dialogs"],
        "summary": "The OpenAPI document that agent builders import",
        "responses": {"200": {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}}},
    });
    paths.insert("/openapi.json".to_owned(), json!({"get": document}));
    paths
}

fn profiles() -> Map<String, Value> {
    let shown = || reference("AuthorizationProfile");
    let list = json!({"type": "object", "properties": {"authorizationProfiles": {"type": "array", "items": shown()}}});
    let new = json!({
        "type": "object", "required": ["name", "key"],
        "properties": {
            "name": {"type": "string", "maxLength": 100, "description": "Unique in the environment."},
            "header": {"type": "string", "const": "DHL-API-Key"},
            "key": {"type": "string", "maxLength": 200, "description": "The user's key. It is sealed, and never shown again."},
        },
    });
    let enabled = json!({"type": "object", "required": ["enabled"], "properties": {"enabled": {"type": "boolean"}}});
    let create = profile(
        "createAuthorizationProfile",
        "Save a user's key as a profile",
        &["400", "401", "409"],
        Some(new),
        "201",
        Some(shown()),
    );
    let all = profile(
        "listAuthorizationProfiles",
        "List the profiles by name",
        &["401"],
        None,
        "200",
        Some(list),
    );
    let mut get = profile(
        "getAuthorizationProfile",
        "Get a profile",
        &["401", "404"],
        None,
        "200",
        Some(shown()),
    );
    let mut patch = profile(
        "enableAuthorizationProfile",
        "Enable or disable a profile",
        &["400", "401", "404"],
        Some(enabled),
        "200",
        Some(shown()),
    );
    let mut delete = profile(
        "deleteAuthorizationProfile",
        "Delete a profile with its key",
        &["401", "404"],
        None,
        "204",
        None,
    );
    for operation in [&mut get, &mut patch, &mut delete] {
        operation["parameters"] =
            json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}]);
    }
    let mut paths = Map::new();
    paths.insert(
        "/authorization-profiles".to_owned(),
        json!({"post": create, "get": all}),
    );
    paths.insert(
        "/authorization-profiles/{id}".to_owned(),
        json!({"get": get, "patch": patch, "delete": delete}),
    );
    paths
}

/// An operation on profiles: with the organisation's own token only.
fn profile(
    id: &str,
    summary: &str,
    refused: &[&str],
    input: Option<Value>,
    status: &str,
    output: Option<Value>,
) -> Value {
    let mut responses: Map<String, Value> = refusals(refused).collect();
    let content = output.map(|schema| json!({"application/json": {"schema": schema}}));
    let mut done = json!({"description": "Done"});
    if let Some(content) = content {
        done["content"] = content;
    }
    responses.insert(status.to_owned(), done);
    let mut operation = json!({
        "operationId": id, "tags": ["authorization profiles"], "summary": summary,
        "description": "Needs a token of the own API; the header Colli-Environment says test (default) or live.",
        "security": [{"bearer": []}], "responses": responses,
    });
    if let Some(schema) = input {
        operation["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": schema}}});
    }
    operation
}

fn adapters() -> Map<String, Value> {
    let kore = adapter(
        "adaptKore",
        "Kore.ai: a webhook node of a dialog",
        "Runs the dialog that context.intent or the node's name says, with context.entities. Answers the payload with the turn in context.dhl.",
        &json!({"requestId": "150124415", "componentId": "trackShipmentService", "context": {"intent": "trackShipment", "entities": {"trackingNumber": "JVGL08500001813590386271"}}}),
    );
    let dialogflow = adapter(
        "adaptDialogflowCx",
        "Dialogflow CX: a webhook",
        "Runs the dialog that fulfillmentInfo.tag says, with sessionInfo.parameters. Answers messages, and the turn in the parameter dhl.",
        &json!({"fulfillmentInfo": {"tag": "findLocations"}, "sessionInfo": {"parameters": {"countryCode": "NL", "postalCode": "1012JS"}}, "languageCode": "nl"}),
    );
    let mut paths = Map::new();
    paths.insert("/adapters/kore".to_owned(), json!({"post": kore}));
    paths.insert("/adapters/dialogflow-cx".to_owned(), json!({"post": dialogflow}));
    paths
}

fn adapter(id: &str, summary: &str, about: &str, example: &Value) -> Value {
    let mut responses: Map<String, Value> = refusals(&["400", "401", "403", "404", "429"]).collect();
    let object = json!({"application/json": {"schema": {"type": "object"}}});
    responses.insert(
        "200".to_owned(),
        json!({"description": "As the platform reads it", "content": object}),
    );
    json!({
        "operationId": id, "tags": ["adapters"], "summary": summary, "description": about,
        "security": super::security(), "responses": responses,
        "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object"}, "example": example}}},
    })
}
