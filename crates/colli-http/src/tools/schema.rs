//! JSON Schemas of tools (2020-12), without references, as many hosts do not follow them.

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value};

/// The schema of arguments.
pub(super) fn of_input<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    let mut schema = object(settings, SchemaGenerator::into_root_schema_for::<T>);
    // Arguments that nobody reads are mistakes: they are refused.
    schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    schema
}

/// The schema of answers.
pub(super) fn of_output<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    object(settings, SchemaGenerator::into_root_schema_for::<T>)
}

fn object(mut settings: SchemaSettings, of: fn(SchemaGenerator) -> schemars::Schema) -> Map<String, Value> {
    settings.inline_subschemas = true;
    let schema = of(settings.into_generator());
    let mut schema = match schema.to_value() {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    // The name of the struct says nothing to a model.
    schema.remove("title");
    schema.entry("type").or_insert_with(|| "object".into());
    schema.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    schema
}

/// The schema of arguments with an example of them.
pub(super) fn with_example(mut schema: Map<String, Value>, example: &str) -> Map<String, Value> {
    if let Ok(example) = serde_json::from_str::<Value>(example) {
        schema.insert("examples".to_owned(), Value::Array(vec![example]));
    }
    schema
}

/// A schema in words that every importer of OpenAPI documents takes: it names no dialect, has no example of its own, and an
/// optional member has one type, not null besides.
pub(super) fn plain(schema: Value) -> Value {
    match schema {
        Value::Object(mut words) => {
            words.remove("$schema");
            words.remove("examples");
            if let Some(Value::Object(properties)) = words.remove("properties") {
                let properties = properties.into_iter().map(|(name, property)| (name, plain(property)));
                words.insert("properties".to_owned(), Value::Object(properties.collect()));
            }
            for word in ["items", "additionalProperties"] {
                if let Some(inner) = words.remove(word) {
                    words.insert(word.to_owned(), plain(inner));
                }
            }
            let is_null = |value: &Value| value.is_null() || value == "null";
            for word in ["type", "enum"] {
                if let Some(Value::Array(values)) = words.get_mut(word) {
                    values.retain(|value| !is_null(value));
                    if let ("type", [one]) = (word, values.as_slice()) {
                        let one = one.clone();
                        words.insert(word.to_owned(), one);
                    }
                }
            }
            if words.get("default").is_some_and(Value::is_null) {
                words.remove("default");
            }
            for word in ["anyOf", "oneOf"] {
                merge_branches(&mut words, word);
            }
            Value::Object(words)
        }
        other => other,
    }
}

/// Drops the branch that takes null; where one is left, it is no choice.
fn merge_branches(words: &mut Map<String, Value>, word: &str) {
    let Some(Value::Array(branches)) = words.remove(word) else {
        return;
    };
    let takes_null = |branch: &Value| branch.get("type").is_some_and(|kind| kind == "null");
    let mut branches: Vec<Value> = branches
        .into_iter()
        .filter(|branch| !takes_null(branch))
        .map(plain)
        .collect();
    if branches.len() > 1 {
        words.insert(word.to_owned(), Value::Array(branches));
    } else if let Some(Value::Object(only)) = branches.pop() {
        // What is said of the member goes before what is said of its type.
        for (name, value) in only {
            words.entry(name).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_schemas_have_no_null_and_no_dialect() {
        let schema = json!({"$schema": "x", "type": "object", "examples": [1], "properties": {
            "a": {"type": ["string", "null"], "default": null, "maxLength": 5},
            "b": {"description": "B", "anyOf": [{"type": "string", "enum": ["x"], "description": "T"}, {"type": "null"}]},
            "c": {"type": ["array", "null"], "items": {"type": "object", "properties": {"type": {"type": ["integer", "null"]}}}},
            "examples": {"type": "boolean"},
            "d": {"enum": ["x", null], "type": ["string", "null"]}}, "additionalProperties": false});
        assert_eq!(
            plain(schema),
            json!({"type": "object", "properties": {
                "a": {"type": "string", "maxLength": 5},
                "b": {"description": "B", "type": "string", "enum": ["x"]},
                "c": {"type": "array", "items": {"type": "object", "properties": {"type": {"type": "integer"}}}},
                "examples": {"type": "boolean"},
                "d": {"enum": ["x"], "type": "string"}}, "additionalProperties": false})
        );
    }
}
