//! Schemas as a reader wants them: a type in a word or two, and a table of fields.

use serde_json::Value;

use super::text::Prose;

/// A type as shown: `string (uuid)`, `array of Piece`; `link` names the schema it leads to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TypeName {
    pub(super) text: String,
    pub(super) link: Option<String>,
}

/// A row of a field table.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: TypeName,
    pub(super) required: bool,
    pub(super) about: Prose,
    pub(super) notes: Vec<String>,
}

/// A named schema of the document.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: String,
    pub(super) about: Prose,
    pub(super) kind: TypeName,
    pub(super) fields: Vec<Field>,
    pub(super) notes: Vec<String>,
}

impl Schema {
    pub(super) fn read(name: &str, schema: &Value) -> Self {
        Self {
            name: name.to_owned(),
            about: about(schema),
            kind: type_name(schema),
            fields: fields(schema),
            notes: notes(schema),
        }
    }
}

/// The last part of a reference: `#/components/schemas/Piece` is `Piece`.
fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

pub(super) fn about(value: &Value) -> Prose {
    Prose::read(value.get("description").and_then(Value::as_str).unwrap_or_default())
}

/// Names the type of a schema.
pub(super) fn type_name(schema: &Value) -> TypeName {
    if let Some(name) = referred(schema) {
        return TypeName {
            text: name.to_owned(),
            link: Some(name.to_owned()),
        };
    }
    for union in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema.get(union).and_then(Value::as_array) {
            return union_name(parts);
        }
    }
    let word = match schema.get("type") {
        Some(Value::String(word)) => word.clone(),
        Some(Value::Array(words)) => {
            let words: Vec<&str> = words
                .iter()
                .filter_map(Value::as_str)
                .filter(|word| *word != "null")
                .collect();
            words.join(" or ")
        }
        _ if schema.get("properties").is_some() => "object".to_owned(),
        _ => "any".to_owned(),
    };
    if word == "array" {
        let items = schema.get("items").map(type_name).unwrap_or_default();
        return TypeName {
            text: format!("array of {}", items.text),
            link: items.link,
        };
    }
    let text = match schema.get("format").and_then(Value::as_str) {
        Some(format) => format!("{word} ({format})"),
        None => word,
    };
    TypeName { text, link: None }
}

fn union_name(parts: &[Value]) -> TypeName {
    let named: Vec<TypeName> = parts
        .iter()
        .filter(|part| part.get("type").and_then(Value::as_str) != Some("null"))
        .map(type_name)
        .collect();
    let text = named
        .iter()
        .map(|name| name.text.as_str())
        .collect::<Vec<_>>()
        .join(" or ");
    TypeName {
        text,
        link: named.into_iter().find_map(|name| name.link),
    }
}

/// The fields of an object schema, those of its `allOf` parts included.
pub(super) fn fields(schema: &Value) -> Vec<Field> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let own = schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, field)| Field {
            name: name.clone(),
            kind: type_name(field),
            required: required.contains(&name.as_str()),
            about: about(field),
            notes: notes(field),
        });
    let parts = schema
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .flat_map(fields);
    own.chain(parts).collect()
}

/// Limits and allowed values, in words.
pub(super) fn notes(schema: &Value) -> Vec<String> {
    const WORDS: [(&str, &str); 8] = [
        ("default", "default"),
        ("minimum", "at least"),
        ("exclusiveMinimum", "more than"),
        ("maximum", "at most"),
        ("minLength", "characters at least"),
        ("maxLength", "characters at most"),
        ("maxItems", "entries at most"),
        ("pattern", "pattern"),
    ];
    let mut notes = Vec::new();
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        notes.push(values.iter().map(plain).collect::<Vec<_>>().join(" | "));
    }
    for (key, words) in WORDS {
        if let Some(value) = schema.get(key) {
            notes.push(format!("{words} {}", plain(value)));
        }
    }
    if let Some(example) = schema
        .get("example")
        .or_else(|| schema.get("examples").and_then(|list| list.get(0)))
    {
        notes.push(format!("for example {}", plain(example)));
    }
    notes
}

/// A value without quotes around text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
