//! An OpenAPI document as the page shows it. Total: what a document lacks, the page leaves out.

use serde_json::{Map, Value};

use super::schema::{self, Field, Schema, TypeName};
use super::text::Prose;

/// The document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) title: String,
    pub(super) about: Prose,
    pub(super) groups: Vec<Group>,
    pub(super) schemas: Vec<Schema>,
    pub(super) operations: usize,
}

/// Operations under one tag.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) operations: Vec<Operation>,
}

/// One method on one path.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) anchor: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) summary: String,
    pub(super) about: Prose,
    pub(super) deprecated: bool,
    pub(super) secured: bool,
    pub(super) parameters: Vec<Parameter>,
    pub(super) request: Option<Body>,
    pub(super) responses: Vec<Answer>,
}

/// A path, query or header parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) place: String,
    pub(super) field: Field,
}

/// A request or response body.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) media: String,
    pub(super) kind: TypeName,
    pub(super) fields: Vec<Field>,
    pub(super) example: Option<String>,
}

/// One status of an operation.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: String,
    pub(super) about: Prose,
    pub(super) body: Option<Body>,
}

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

impl Document {
    pub(super) fn read(json: &Value) -> Self {
        let components = json.get("components");
        let schemas = object(components, "schemas")
            .map(|(name, schema)| Schema::read(name, schema))
            .collect();
        let mut groups: Vec<Group> = Vec::new();
        let mut operations = 0;
        for (path, item) in object(Some(json), "paths") {
            for method in METHODS {
                let Some(operation) = item.get(method) else { continue };
                operations += 1;
                let tag = operation
                    .pointer("/tags/0")
                    .and_then(Value::as_str)
                    .unwrap_or("Operations");
                let operation = Operation::read(json, path, method, item, operation);
                match groups.iter_mut().find(|group| group.name == tag) {
                    Some(group) => group.operations.push(operation),
                    None => groups.push(Group {
                        name: tag.to_owned(),
                        operations: vec![operation],
                    }),
                }
            }
        }
        let info = json.get("info").unwrap_or(&Value::Null);
        Self {
            title: text(info, "title"),
            about: schema::about(info),
            groups,
            schemas,
            operations,
        }
    }
}

impl Operation {
    fn read(json: &Value, path: &str, method: &str, item: &Value, operation: &Value) -> Self {
        let shared = list(item, "parameters").chain(list(operation, "parameters"));
        let security = operation
            .get("security")
            .or_else(|| json.get("security"))
            .and_then(Value::as_array);
        let anchor: String = format!("{method}{path}")
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
            .collect();
        Self {
            anchor: anchor.trim_end_matches('-').to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(operation, "summary"),
            about: schema::about(operation),
            deprecated: operation.get("deprecated").and_then(Value::as_bool).unwrap_or(false),
            // An empty requirement among the alternatives means that no token is needed.
            secured: security
                .is_some_and(|any| !any.is_empty() && any.iter().all(|one| one != &Value::Object(Map::new()))),
            parameters: shared.map(Parameter::read).collect(),
            request: operation.get("requestBody").and_then(Body::read),
            responses: object(Some(operation), "responses")
                .map(|(status, answer)| Answer::read(status, answer))
                .collect(),
        }
    }
}

impl Parameter {
    fn read(parameter: &Value) -> Self {
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let mut notes = schema::notes(schema);
        if let Some(example) = parameter.get("example").and_then(Value::as_str) {
            notes.push(format!("for example {example}"));
        }
        Self {
            place: text(parameter, "in"),
            field: Field {
                name: text(parameter, "name"),
                kind: schema::type_name(schema),
                required: parameter.get("required").and_then(Value::as_bool).unwrap_or(false),
                about: schema::about(parameter),
                notes,
            },
        }
    }
}

impl Body {
    /// Reads the first media type; further ones are named with it.
    fn read(body: &Value) -> Option<Self> {
        let content = body.get("content")?.as_object()?;
        let (_, first) = content.iter().next()?;
        let schema = first.get("schema").unwrap_or(&Value::Null);
        let example = first
            .get("example")
            .or_else(|| first.get("examples")?.as_object()?.values().next()?.get("value"))
            .map(|example| serde_json::to_string_pretty(example).unwrap_or_default());
        let media = content.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        Some(Self {
            media,
            kind: schema::type_name(schema),
            fields: schema::fields(schema),
            example,
        })
    }
}

impl Answer {
    fn read(status: &str, answer: &Value) -> Self {
        Self {
            status: status.to_owned(),
            about: schema::about(answer),
            body: Body::read(answer),
        }
    }
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn object<'a>(value: Option<&'a Value>, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value
        .and_then(|value| value.get(key))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}
