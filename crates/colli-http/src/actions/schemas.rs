//! Schemas and examples of the OpenAPI document.

use crate::docs::complete;
use colli_wire::dhl_unified::locations::LocationList;
use colli_wire::dhl_unified::tracking::TrackingAnswer;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

/// What the dialogs find, in the structs the server itself writes.
#[derive(OpenApi)]
#[openapi(components(schemas(TrackingAnswer, LocationList)))]
struct Found;

/// Every schema that is referred to.
pub(super) fn components() -> Value {
    let found: Value = serde_json::from_str(&complete::document(&Found::openapi())).unwrap_or_default();
    let mut schemas = match found.pointer("/components/schemas") {
        Some(Value::Object(schemas)) => schemas.clone(),
        _ => Map::new(),
    };
    schemas.insert("TrackingTurn".to_owned(), turn("TrackingAnswer"));
    schemas.insert("LocationTurn".to_owned(), turn("LocationList"));
    schemas.insert("Link".to_owned(), link());
    schemas.insert("ErrorResponse".to_owned(), error());
    schemas.insert("AuthorizationProfile".to_owned(), profile());
    Value::Object(schemas)
}

/// A reference to a schema.
pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn turn(data: &str) -> Value {
    json!({
        "type": "object",
        "required": ["status", "message"],
        "properties": {
            "status": {"type": "string", "enum": ["complete", "input_required"],
                "description": "input_required: ask the user for what is missing, then call again with all inputs."},
            "message": {"type": "string", "description": "A sentence for the user, in the user's language."},
            "prompt": {"type": "string", "description": "The question to ask the user next."},
            "missing": {"type": "array", "items": {"type": "string"},
                "description": "Inputs to say, or to say again; the prompt asks for the first."},
            "data": reference(data),
        },
    })
}

fn link() -> Value {
    json!({
        "type": "object",
        "required": ["uri", "name", "mediaType"],
        "properties": {
            "uri": {"type": "string", "format": "uri"},
            "name": {"type": "string"},
            "mediaType": {"type": "string"},
        },
    })
}

fn error() -> Value {
    json!({
        "type": "object",
        "required": ["error"],
        "properties": {"error": {
            "type": "object",
            "required": ["key", "message"],
            "properties": {
                "key": {"type": "string", "description": "A word programs can rely on."},
                "message": {"type": "string", "description": "A sentence for people."},
                "details": {"type": "array", "items": {
                    "type": "object",
                    "required": ["field", "rule", "message"],
                    "properties": {
                        "field": {"type": "string"},
                        "rule": {"type": "string"},
                        "message": {"type": "string"},
                        "accepted": {"type": "array", "items": {"type": "string"}},
                    },
                }},
                "requestId": {"type": "string", "description": "Finds the request in the log."},
            },
        }},
    })
}

fn profile() -> Value {
    json!({
        "type": "object",
        "required": ["id", "name", "header", "enabled", "createdAt"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": "string"},
            "header": {"type": "string", "description": "The header its key is sent in."},
            "enabled": {"type": "boolean", "description": "Whether it may be used."},
            "createdAt": {"type": "string", "format": "date-time"},
        },
    })
}

/// The inputs both dialogs take.
fn common(mut properties: Value) -> Value {
    let language = json!({"type": "string", "enum": ["nl", "en", "de", "fr", "es"],
        "description": "Language of the answer; Accept-Language when left out."});
    let profile = json!({"type": "string",
        "description": "Id or name of the authorization profile whose key the action runs with; the caller's own when left out."});
    if let Some(properties) = properties.as_object_mut() {
        properties.insert("language".to_owned(), language);
        properties.insert("authorizationProfile".to_owned(), profile);
    }
    // Nothing is required: the dialog asks for what it needs.
    json!({"type": "object", "properties": properties})
}

/// Inputs of Get Tracking Info.
pub(super) fn tracking_input() -> Value {
    common(json!({
        "trackingNumber": {"type": "string", "description": "Number of the parcel, as on its label."},
        "recipientPostalCode": {"type": "string",
            "description": "The receiver's postal code: with it the answer is complete, names included."},
        "service": {"type": "string", "description": "Division that carries the parcel, such as parcel-nl; seldom needed."},
    }))
}

/// Inputs of Get DHL Location.
pub(super) fn location_input() -> Value {
    common(json!({
        "countryCode": {"type": "string", "description": "ISO 3166-1 alpha-2, such as NL. Needed unless a position is given."},
        "postalCode": {"type": "string", "description": "Postal code to look around."},
        "addressLocality": {"type": "string", "description": "Town to look around, without a postal code."},
        "streetAddress": {"type": "string", "description": "Street and number to look around."},
        "latitude": {"type": "number", "description": "Degrees north of a position to look around."},
        "longitude": {"type": "number", "description": "Degrees east of a position to look around."},
        "radius": {"type": "integer", "minimum": 1, "description": "Metres around the place; 5000 when left out."},
        "limit": {"type": "integer", "minimum": 1, "maximum": 50, "description": "Places at most; 5 when left out."},
        "locationType": {"type": "string", "enum": ["servicepoint", "locker", "postoffice", "postbank", "pobox", "postbox"],
            "description": "Only places of this kind."},
        "serviceType": {"type": "string", "description": "Only places that offer this, such as parcel:pick-up or parcel:drop-off."},
        "openNow": {"type": "boolean", "description": "Only places that are open now."},
    }))
}
