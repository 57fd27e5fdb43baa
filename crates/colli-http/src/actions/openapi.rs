//! The OpenAPI 3.1 document agent builders import: the two dialogs and every tool, each under the name it has over MCP. The
//! documentation page shows more: profiles and adapters, which assistants have no use for.

mod people;

use super::schemas::{components, location_input, reference, tracking_input};
use super::{App, MOUNT};
use crate::files::Links;
use crate::tools::{Tool, Tools};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Map, Value, json};

/// Operations of the dialogs, by the names of the tools that do the same in one call.
const TRACKING: &str = "track_shipment";
const LOCATIONS: &str = "find_locations";

/// The document for people, as JSON.
pub fn document() -> String {
    let mut document = built(&Tools::new(), MOUNT);
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        paths.extend(people::paths());
    }
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// `GET /openapi.json`: the document for agent builders, which want the whole address of the server.
pub(super) async fn served(State(app): State<App>, headers: HeaderMap) -> Json<Value> {
    let links = Links::of_request(&app.service, &headers);
    Json(built(&app.tools, &[links.base(), MOUNT].concat()))
}

fn built(tools: &Tools, server: &str) -> Value {
    let mut paths = Map::new();
    paths.insert("/get-tracking-info".to_owned(), json!({"post": tracking()}));
    paths.insert("/get-dhl-location".to_owned(), json!({"post": locations()}));
    let others = tools
        .iter()
        .filter(|tool| ![TRACKING, LOCATIONS].contains(&tool.about.name));
    paths.extend(others.map(|tool| (format!("/tools/{}", tool.about.name), json!({"post": of_tool(tool)}))));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Parcel actions",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Follow parcels, find ServicePoints, and handle shipments. Colli is not affiliated with DHL.",
        },
        "servers": [{"url": server}],
        "security": security(),
        "paths": paths,
        "components": {
            "schemas": components(),
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "DHL-API-Key", "description": "Key of an app."},
                "bearer": {"type": "http", "scheme": "bearer", "description": "Key of an app, or token of the organisation."},
            },
        },
    })
}

/// Either of the two.
fn security() -> Value {
    json!([{"key": []}, {"bearer": []}])
}

fn tracking() -> Value {
    operation(&Operation {
        id: TRACKING,
        tag: "dialogs",
        summary: "Get Tracking Info: where is my parcel",
        about: "Tells where a parcel is and when it comes, by its tracking number. Call it with what is known: an answer input_required says what to ask the user; then call again with all inputs.",
        is_consequential: false,
        input: tracking_input(),
        example: json!({"trackingNumber": "JVGL08500001813590386271", "recipientPostalCode": "3542AD", "language": "en"}),
        output: reference("TrackingTurn"),
    })
}

fn locations() -> Value {
    operation(&Operation {
        id: LOCATIONS,
        tag: "dialogs",
        summary: "Get DHL Location: where to hand in or collect a parcel",
        about: "Finds shops and lockers near an address or a position, nearest first. Call it with what is known: an answer input_required says what to ask the user; then call again with all inputs.",
        is_consequential: false,
        input: location_input(),
        example: json!({"countryCode": "NL", "postalCode": "1012JS", "openNow": true, "language": "en"}),
        output: reference("LocationTurn"),
    })
}

fn of_tool(tool: &Tool) -> Value {
    let about = &tool.about;
    operation(&Operation {
        id: about.name,
        tag: "tools",
        summary: about.title,
        about: about.description,
        is_consequential: !about.hints.is_read_only,
        input: tool.plain_input(),
        example: tool.example(),
        output: json!({
            "type": "object",
            "required": ["status", "message", "data", "links"],
            "properties": {
                "status": {"const": "complete"},
                "message": {"type": "string", "description": "A short text of the data."},
                "data": tool.plain_output(),
                "links": {"type": "array", "items": reference("Link")},
            },
        }),
    })
}

/// What an operation is made of.
struct Operation<'a> {
    id: &'a str,
    tag: &'a str,
    summary: &'a str,
    about: &'a str,
    is_consequential: bool,
    input: Value,
    example: Value,
    output: Value,
}

fn operation(about: &Operation<'_>) -> Value {
    let mut content = json!({"schema": about.input});
    if !about.example.is_null() {
        content["example"] = about.example.clone();
    }
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({"description": "Done, or what to ask next", "content": {"application/json": {"schema": about.output}}}),
    );
    responses.extend(refusals(&[
        "400", "401", "403", "404", "413", "429", "502", "503", "504",
    ]));
    json!({
        "operationId": about.id,
        "tags": [about.tag],
        "summary": about.summary,
        "description": about.about,
        "x-openai-isConsequential": about.is_consequential,
        "security": security(),
        "requestBody": {"required": true, "content": {"application/json": content}},
        "responses": responses,
    })
}

/// What each status says.
const MEANINGS: [(&str, &str); 10] = [
    (
        "400",
        "The input breaks a rule; the body names the field and what would be accepted",
    ),
    ("401", "No valid credentials"),
    ("403", "The key does not open this"),
    ("404", "There is no such thing"),
    ("409", "The name is taken"),
    ("413", "The body is too large"),
    ("429", "The quota is used up; Retry-After says when to come back"),
    ("502", "The carrier's own API answered something that cannot be used"),
    (
        "503",
        "Too much at once, or the carrier's own API is away; Retry-After says when to try again",
    ),
    ("504", "The carrier's own API did not answer in time"),
];

/// Answers that refuse, with their statuses.
fn refusals(statuses: &[&str]) -> impl Iterator<Item = (String, Value)> {
    let wanted = MEANINGS.into_iter().filter(|(status, _)| statuses.contains(status));
    wanted.map(|(status, meaning)| {
        let content = json!({"application/json": {"schema": reference("ErrorResponse")}});
        (status.to_owned(), json!({"description": meaning, "content": content}))
    })
}
