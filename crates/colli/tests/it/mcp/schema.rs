//! Whether a value satisfies a JSON Schema, for the words of it that the tools use. A word this does not know fails.

use serde_json::{Map, Value};

/// Words that say nothing a value could break.
const SILENT: [&str; 7] = [
    "$schema",
    "title",
    "description",
    "default",
    "examples",
    "format",
    "deprecated",
];

/// What is wrong with a value; empty when it satisfies the schema.
pub fn faults(schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let schema = match schema {
        Value::Bool(true) => return Vec::new(),
        Value::Bool(false) => return vec![format!("{path}: nothing is allowed here")],
        Value::Object(schema) => schema,
        other => return vec![format!("{path}: {other} is no schema")],
    };
    let words = schema.iter().filter(|(word, _)| !SILENT.contains(&word.as_str()));
    words
        .flat_map(|(word, rule)| broken(schema, word, rule, value, path))
        .collect()
}

/// Checks what a tool answered: its schema names every member.
pub fn assert_keeps(schema: &Value, value: &Value, at: &str) {
    let mut found = faults(schema, value, at);
    found.extend(unnamed(schema, value, at));
    assert!(found.is_empty(), "{}\nin {value}", found.join("\n"));
}

/// Members of an object, and of what is in it, that the schema of an object with named members does not name.
fn unnamed(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(branches) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        let mut fitting = branches.iter().filter(|branch| faults(branch, value, at).is_empty());
        return fitting.next().map_or(Vec::new(), |branch| unnamed(branch, value, at));
    }
    let items = value.as_array().into_iter().flatten();
    let mut found: Vec<String> = items.flat_map(|item| unnamed(&schema["items"], item, at)).collect();
    let Some(named) = schema["properties"].as_object() else {
        return found;
    };
    for (name, member) in value.as_object().into_iter().flatten() {
        match named.get(name) {
            Some(rule) => found.extend(unnamed(rule, member, &format!("{at}.{name}"))),
            None if schema["additionalProperties"].is_object() => {}
            None => found.push(format!("{at}.{name} is not in the schema")),
        }
    }
    found
}

fn broken(schema: &Map<String, Value>, word: &str, rule: &Value, value: &Value, path: &str) -> Vec<String> {
    let fault = |is_broken: bool| {
        if is_broken {
            vec![format!("{path}: {value} breaks {word} {rule}")]
        } else {
            Vec::new()
        }
    };
    let bound =
        |of: Option<f64>, breaks: fn(f64, f64) -> bool| fault(of.is_some_and(|of| breaks(of, rule.as_f64().unwrap())));
    #[expect(clippy::cast_precision_loss, reason = "lengths in tests are small")]
    let length = value.as_str().map(|text| text.chars().count() as f64);
    #[expect(clippy::cast_precision_loss, reason = "lengths in tests are small")]
    let count = value.as_array().map(|list| list.len() as f64);
    match word {
        "type" => fault(!types(rule).iter().any(|kind| is_of(kind, value))),
        "enum" => fault(!rule.as_array().unwrap().contains(value)),
        "const" => fault(rule != value),
        "minimum" => bound(value.as_f64(), |of, rule| of < rule),
        "maximum" => bound(value.as_f64(), |of, rule| of > rule),
        "exclusiveMinimum" => bound(value.as_f64(), |of, rule| of <= rule),
        "minLength" => bound(length, |of, rule| of < rule),
        "maxLength" => bound(length, |of, rule| of > rule),
        "minItems" => bound(count, |of, rule| of < rule),
        "maxItems" => bound(count, |of, rule| of > rule),
        "anyOf" | "oneOf" => fault(
            !rule
                .as_array()
                .unwrap()
                .iter()
                .any(|branch| faults(branch, value, path).is_empty()),
        ),
        "allOf" => rule
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|branch| faults(branch, value, path))
            .collect(),
        "items" => {
            let items = value.as_array().into_iter().flatten().enumerate();
            items
                .flat_map(|(at, item)| faults(rule, item, &format!("{path}[{at}]")))
                .collect()
        }
        "properties" => {
            let rules = rule.as_object().unwrap().iter();
            rules
                .filter_map(|(name, rule)| Some((name, rule, value.get(name)?)))
                .flat_map(|(name, rule, member)| faults(rule, member, &format!("{path}.{name}")))
                .collect()
        }
        "required" => {
            let names = rule.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
            let lacking = names.filter(|name| value.is_object() && value.get(name).is_none());
            lacking.map(|name| format!("{path}: {name} is missing")).collect()
        }
        "additionalProperties" => {
            let named = schema.get("properties").and_then(Value::as_object);
            let members = value.as_object().into_iter().flatten();
            members
                .filter(|(name, _)| named.is_none_or(|named| !named.contains_key(*name)))
                .flat_map(|(name, member)| faults(rule, member, &format!("{path}.{name}")))
                .collect()
        }
        other => vec![format!("{path}: the word {other} is not known to this check")],
    }
}

fn types(rule: &Value) -> Vec<&str> {
    match rule {
        Value::String(one) => vec![one],
        many => many
            .as_array()
            .unwrap()
            .iter()
            .map(|kind| kind.as_str().unwrap())
            .collect(),
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    }
}
