//! Completing OpenAPI documents: what the derive macros leave out and every operation has in common.

use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{self, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

/// Adds the security scheme `bearer`: a signed access token.
pub(crate) struct AccessToken;

/// Adds the security scheme `bearer`: a token that says nothing to its holder.
pub(crate) struct OpaqueToken;

impl utoipa::Modify for AccessToken {
    fn modify(&self, document: &mut OpenApi) {
        add_bearer(document, HttpBuilder::new().bearer_format("JWT"));
    }
}

impl utoipa::Modify for OpaqueToken {
    fn modify(&self, document: &mut OpenApi) {
        add_bearer(document, HttpBuilder::new());
    }
}

/// Adds the security scheme `key`: the key of an app, in a header.
pub(crate) struct ApiKey;

impl utoipa::Modify for ApiKey {
    fn modify(&self, document: &mut OpenApi) {
        let header = ApiKeyValue::new("DHL-API-Key");
        let components = document.components.get_or_insert_with(Default::default);
        let scheme = SecurityScheme::ApiKey(security::ApiKey::Header(header));
        components.security_schemes.insert("key".to_owned(), scheme.into());
    }
}

fn add_bearer(document: &mut OpenApi, scheme: HttpBuilder) {
    let scheme = SecurityScheme::Http(scheme.scheme(HttpAuthScheme::Bearer).build());
    let components = document.components.get_or_insert_with(Default::default);
    components.security_schemes.insert("bearer".to_owned(), scheme.into());
}

/// What each status says where the operation itself says nothing.
const MEANINGS: [(&str, &str); 9] = [
    ("200", "Done"),
    (
        "201",
        "Created; a repetition with the same content answers the original",
    ),
    (
        "400",
        "The request breaks a rule; the body names the field and what would be accepted",
    ),
    ("401", "No valid credentials"),
    ("403", "The token does not permit this"),
    ("404", "There is no such thing, or it is another organisation's"),
    ("409", "The id was used before, with different content"),
    ("413", "The body is too large"),
    ("503", "Too much at once; `Retry-After` says when to try again"),
];

/// The document as JSON.
pub(crate) fn document(document: &OpenApi) -> String {
    // The document holds strings and maps only, which always serialise.
    let mut document = serde_json::to_value(document).unwrap_or_default();
    join_list_schemas(&mut document);
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        schemas.values_mut().for_each(require_values);
    }
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
    {
        item.values_mut().for_each(complete_answers);
    }
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// Names the answers every operation of a kind can give, and says in words what each status means.
fn complete_answers(operation: &mut Value) {
    let (secured, with_body) = (
        operation.get("security").is_some(),
        operation.get("requestBody").is_some(),
    );
    let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    let mut possible = vec!["400", "503"];
    if secured {
        possible.extend(["401", "403"]);
    }
    if with_body {
        possible.push("413");
    }
    for status in possible {
        let error =
            json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorResponse"}}}});
        answers.entry(status).or_insert(error);
    }
    for (status, meaning) in MEANINGS {
        if let Some(answer) = answers.get_mut(status).and_then(Value::as_object_mut) {
            answer.entry("description").or_insert_with(|| meaning.into());
        }
    }
}

/// A mandatory member is never `null`: the struct's `Option` only lets the reader name what is missing.
fn require_values(schema: &mut Value) {
    let required = schema
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    for name in required.iter().filter_map(Value::as_str) {
        let Some(member) = schema.get_mut("properties").and_then(|members| members.get_mut(name)) else {
            continue;
        };
        if let Some(kinds) = member.get_mut("type").and_then(Value::as_array_mut) {
            kinds.retain(|kind| kind != "null");
            if let [only] = kinds.as_slice() {
                let only = only.clone();
                member["type"] = only;
            }
        }
        if let Some(forms) = member.get_mut("oneOf").and_then(Value::as_array_mut) {
            forms.retain(|form| form.get("type").is_none_or(|kind| kind != "null"));
            if let [only] = forms.as_slice() {
                *member = only.clone();
            }
        }
    }
}

/// Entries of lists are described under `Piece_Piece`, since a list holds wrapped entries; they are plain `Piece`s.
fn join_list_schemas(document: &mut Value) {
    let doubled = |name: &str| {
        name.split_once('_')
            .filter(|(a, b)| a == b)
            .map(|(plain, _)| plain.to_owned())
    };
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        let wrapped: Vec<String> = schemas.keys().filter(|name| doubled(name).is_some()).cloned().collect();
        for name in wrapped {
            if let (Some(plain), Some(schema)) = (doubled(&name), schemas.remove(&name)) {
                schemas.entry(plain).or_insert(schema);
            }
        }
    }
    rename_references(document, &doubled);
}

fn rename_references(node: &mut Value, plain: &impl Fn(&str) -> Option<String>) {
    match node {
        Value::Object(members) => {
            for (name, value) in members {
                let renamed = value
                    .as_str()
                    .filter(|_| name == "$ref")
                    .and_then(|text| plain(text.strip_prefix(SCHEMAS)?));
                match renamed {
                    Some(target) => *value = format!("{SCHEMAS}{target}").into(),
                    None => rename_references(value, plain),
                }
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(|entry| rename_references(entry, plain)),
        _ => {}
    }
}

/// Where references to schemas point.
const SCHEMAS: &str = "#/components/schemas/";
