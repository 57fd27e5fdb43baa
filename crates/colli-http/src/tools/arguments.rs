//! Reading arguments: against the tool's own schema first, so that every missing, mistyped and unknown one is named at once.

use super::ToolError;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::limits::VIOLATIONS_MAX;
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

/// The field of a fault that no argument can be blamed for.
const ARGUMENTS: &str = "arguments";

/// Reads arguments that keep to a schema.
pub(super) fn read<T: DeserializeOwned>(
    schema: &Map<String, Value>,
    given: Map<String, Value>,
) -> Result<T, ToolError> {
    let mut found = Vec::new();
    let given = prepared_object(schema, given);
    check_object(schema, &given, "", &mut found);
    if !found.is_empty() {
        found.truncate(VIOLATIONS_MAX);
        return Err(ToolError::Invalid(found));
    }
    serde_path_to_error::deserialize(given).map_err(|error| {
        // What a schema cannot say, such as the form of a date.
        let path = error.path().to_string();
        let field = if path == "." { ARGUMENTS } else { path.as_str() };
        ToolError::violation(Violation::new(field, "format", error.inner().to_string()))
    })
}

/// Arguments as hosts mean them: null is how some write "left out", and 2.0 how some write a whole number. A null in a list
/// is an entry.
fn prepared(schema: &Value, value: Value) -> Value {
    let Some(schema) = schema.as_object().map(meant) else {
        return value;
    };
    match value {
        Value::Object(members) => prepared_object(schema, members),
        Value::Array(items) => {
            let of_items = schema.get("items").unwrap_or(&Value::Null);
            Value::Array(items.into_iter().map(|item| prepared(of_items, item)).collect())
        }
        Value::Number(number) if types_of(schema).contains(&"integer") => whole(&number).unwrap_or(number).into(),
        other => other,
    }
}

fn prepared_object(schema: &Map<String, Value>, members: Map<String, Value>) -> Value {
    let properties = schema.get("properties").and_then(Value::as_object);
    let of = |name: &str| properties.and_then(|properties| properties.get(name));
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    let members = members.map(|(name, value)| {
        let value = prepared(of(&name).unwrap_or(&FREE), value);
        (name, value)
    });
    Value::Object(members.collect())
}

/// The schema of what nobody describes.
static FREE: Value = Value::Bool(true);

/// Of a schema that also takes null the other branch.
fn meant(schema: &Map<String, Value>) -> &Map<String, Value> {
    let branches = schema.get("anyOf").or_else(|| schema.get("oneOf"));
    let mut branches = branches.and_then(Value::as_array).into_iter().flatten();
    let branch = branches.find_map(|branch| branch.as_object().filter(|branch| types_of(branch) != ["null"]));
    branch.unwrap_or(schema)
}

/// A number without a fraction as an integer, where that is exact.
fn whole(number: &Number) -> Option<Number> {
    /// Integers up to here are exact in 64 bits of floating point.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|_| number.is_f64())?;
    #[expect(clippy::cast_possible_truncation, reason = "without a fraction and of 53 bits")]
    let integer = (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64);
    integer.map(Number::from)
}

fn check(schema: &Value, value: &Value, path: &str, found: &mut Vec<Violation>) {
    let Some(schema) = schema.as_object() else { return };
    if let Some(branches) = schema
        .get("anyOf")
        .or_else(|| schema.get("oneOf"))
        .and_then(Value::as_array)
    {
        return check_branches(branches, value, path, found);
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return check_enum(values, value, path, found);
    }
    let types = types_of(schema);
    if !types.is_empty() && !types.iter().any(|kind| is_of(kind, value)) {
        let accepted = types.iter().filter(|kind| **kind != "null").map(|kind| article(kind));
        found.push(
            Violation::new(
                path,
                "type",
                format!("{} is not the type of this argument", kind_of(value)),
            )
            .accepting(accepted),
        );
        return;
    }
    match value {
        Value::Object(_) => check_object(schema, value, path, found),
        Value::Array(items) => check_list(schema, items, path, found),
        Value::Number(_) => check_range(schema, value, path, found),
        Value::String(text) => check_length(schema, text, path, found),
        Value::Null | Value::Bool(_) => {}
    }
}

fn check_object(schema: &Map<String, Value>, value: &Value, path: &str, found: &mut Vec<Violation>) {
    let (Some(properties), Some(members)) = (schema.get("properties").and_then(Value::as_object), value.as_object())
    else {
        return;
    };
    let required = schema.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        if members.get(name).is_none_or(Value::is_null) {
            let about = properties.get(name).and_then(|property| property.get("description"));
            let message = match about.and_then(Value::as_str) {
                Some(about) => format!("this argument is missing: {about}"),
                None => "this argument is missing".to_owned(),
            };
            found.push(Violation::new(join(path, name), "required", message));
        }
    }
    for (name, member) in members {
        match properties.get(name) {
            Some(property) if !member.is_null() => check(property, member, &join(path, name), found),
            None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                let violation = Violation::new(join(path, &excerpt(name)), "unknown", "there is no such argument");
                found.push(violation.accepting(properties.keys()));
            }
            Some(_) | None => {}
        }
    }
}

/// One of several schemas must fit; the one that is not `null` says what is wrong.
fn check_branches(branches: &[Value], value: &Value, path: &str, found: &mut Vec<Violation>) {
    let mut best: Option<Vec<Violation>> = None;
    for branch in branches {
        let mut wrong = Vec::new();
        check(branch, value, path, &mut wrong);
        if wrong.is_empty() {
            return;
        }
        let is_null = branch.get("type").and_then(Value::as_str) == Some("null");
        if !is_null && best.is_none() {
            best = Some(wrong);
        }
    }
    found.extend(best.into_iter().flatten());
}

fn check_enum(values: &[Value], value: &Value, path: &str, found: &mut Vec<Violation>) {
    if !values.contains(value) {
        let given = value.as_str().map_or_else(|| kind_of(value).to_owned(), excerpt);
        let violation = Violation::new(
            path,
            "unknown",
            format!("'{given}' is none of the values of this argument"),
        );
        found.push(violation.accepting(values.iter().filter_map(Value::as_str)));
    }
}

fn check_list(schema: &Map<String, Value>, items: &[Value], path: &str, found: &mut Vec<Violation>) {
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
    let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(u64::MAX));
    if !(least..=most).contains(&(items.len() as u64)) {
        let violation = Violation::new(path, "range", "this is not a number of entries");
        found.push(violation.accepting([range(Some(least), bound("maxItems"), "entries")]));
        return;
    }
    let Some(schema) = schema.get("items") else { return };
    for (index, item) in items.iter().enumerate() {
        if found.len() >= VIOLATIONS_MAX {
            return;
        }
        check(schema, item, &format!("{path}[{index}]"), found);
    }
}

fn check_range(schema: &Map<String, Value>, value: &Value, path: &str, found: &mut Vec<Violation>) {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let (least, most) = (bound("minimum"), bound("maximum"));
    let Some(number) = value.as_f64() else { return };
    if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
        let violation = Violation::new(path, "range", "this number is out of range");
        found.push(violation.accepting([range(least, most, "")]));
    }
}

fn check_length(schema: &Map<String, Value>, text: &str, path: &str, found: &mut Vec<Violation>) {
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
    let length = text.chars().count() as u64;
    let (least, most) = (bound("minLength"), bound("maxLength"));
    if least.is_some_and(|least| length < least) || most.is_some_and(|most| length > most) {
        let violation = Violation::new(path, "length", "this text is too short or too long");
        found.push(violation.accepting([range(least, most, "characters")]));
    }
}

fn range<N: ToString>(least: Option<N>, most: Option<N>, unit: &str) -> String {
    let text = match (least.map(|n| n.to_string()), most.map(|n| n.to_string())) {
        (Some(least), Some(most)) => format!("{least} to {most} {unit}"),
        (Some(least), None) => format!("at least {least} {unit}"),
        (None, Some(most)) => format!("at most {most} {unit}"),
        (None, None) => unit.to_owned(),
    };
    text.trim_end().to_owned()
}

fn types_of(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
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
        _ => false,
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn article(kind: &str) -> String {
    match kind {
        "string" => "a text".to_owned(),
        "integer" => "a whole number".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "an object".to_owned(),
        other => format!("a {other}"),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::schema;
    use schemars::JsonSchema;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Locker,
        Shop,
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Part {
        weight_kg: f64,
        #[serde(default)]
        name: String,
        #[serde(default)]
        count: Option<u32>,
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Input {
        /// The number on the label.
        tracking_number: String,
        #[schemars(range(min = 1, max = 50))]
        limit: Option<u32>,
        kind: Option<Kind>,
        #[schemars(length(max = 2))]
        parts: Option<Vec<Part>>,
        part: Option<Part>,
        #[schemars(with = "Option<String>")]
        address: Option<std::net::IpAddr>,
        labels: Option<Vec<String>>,
    }

    fn tried(given: &Value) -> Result<Input, Vec<(String, &'static str)>> {
        let given = given.as_object().unwrap().clone();
        read(&schema::of_input::<Input>(), given).map_err(|error| match error {
            ToolError::Invalid(found) => found.into_iter().map(|v| (v.field, v.rule)).collect(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn what_keeps_to_the_schema_is_read_and_null_is_left_out() {
        let read = tried(&json!({"tracking_number": "1", "limit": 50, "kind": "locker", "parts": [{"weight_kg": 2}]}));
        let part = Part {
            weight_kg: 2.0,
            name: String::new(),
            count: None,
        };
        let parts = Some(vec![part]);
        let expected = Input {
            tracking_number: "1".to_owned(),
            limit: Some(50),
            kind: Some(Kind::Locker),
            parts,
            part: None,
            address: None,
            labels: None,
        };
        assert_eq!(read, Ok(expected));
        assert!(tried(&json!({"tracking_number": "1", "limit": null, "kind": null})).is_ok());
    }

    #[test]
    fn a_nested_null_is_left_out_and_one_in_a_list_is_an_entry() {
        let nested = json!({"tracking_number": "1", "part": {"weight_kg": 1, "name": null, "count": null},
            "parts": [{"weight_kg": 1, "name": null}]});
        let read = tried(&nested).unwrap();
        assert_eq!(read.part.unwrap().name, "");
        assert_eq!(read.parts.unwrap()[0].name, "");
        for (given, expected) in [
            (
                json!({"tracking_number": "1", "part": {"weight_kg": null}}),
                ("part.weight_kg", "required"),
            ),
            (json!({"tracking_number": "1", "parts": [null]}), ("parts[0]", "type")),
            (
                json!({"tracking_number": "1", "labels": ["a", null]}),
                ("labels[1]", "type"),
            ),
        ] {
            assert_eq!(tried(&given), Err(vec![(expected.0.to_owned(), expected.1)]), "{given}");
        }
    }

    #[test]
    fn a_whole_number_may_have_a_point() {
        let given = json!({"tracking_number": "1", "limit": 2.0, "parts": [{"weight_kg": 2.0, "count": 3.0}]});
        let read = tried(&given).unwrap();
        assert_eq!((read.limit, read.parts.unwrap()[0].count), (Some(2), Some(3)));
        for (limit, rule) in [(json!(2.5), "type"), (json!(1e300), "type"), (json!(51.0), "range")] {
            let found = tried(&json!({"tracking_number": "1", "limit": limit}));
            assert_eq!(found, Err(vec![("limit".to_owned(), rule)]));
        }
    }

    #[test]
    fn what_a_schema_cannot_say_names_its_argument_too() {
        let found = tried(&json!({"tracking_number": "1", "address": "nowhere"}));
        assert_eq!(found, Err(vec![("address".to_owned(), "format")]));
    }

    #[test]
    fn every_broken_argument_is_named() {
        for (given, expected) in [
            (json!({}), vec![("tracking_number", "required")]),
            (json!({"tracking_number": null}), vec![("tracking_number", "required")]),
            (
                json!({"tracking_number": 5, "limit": "5", "extra": 1}),
                vec![("extra", "unknown"), ("limit", "type"), ("tracking_number", "type")],
            ),
            (json!({"tracking_number": "1", "limit": 51}), vec![("limit", "range")]),
            (json!({"tracking_number": "1", "limit": -1}), vec![("limit", "range")]),
            (json!({"tracking_number": "1", "limit": 1.5}), vec![("limit", "type")]),
            (
                json!({"tracking_number": "1", "kind": "box"}),
                vec![("kind", "unknown")],
            ),
            (
                json!({"tracking_number": "1", "parts": [{}, {"weight_kg": "2"}]}),
                vec![("parts[0].weight_kg", "required"), ("parts[1].weight_kg", "type")],
            ),
            (
                json!({"tracking_number": "1", "parts": [{"weight_kg": 1}, {"weight_kg": 1}, {"weight_kg": 1}]}),
                vec![("parts", "range")],
            ),
        ] {
            let mut found = tried(&given).unwrap_err();
            found.sort();
            let expected: Vec<(String, &str)> = expected.into_iter().map(|(f, r)| (f.to_owned(), r)).collect();
            assert_eq!(found, expected, "{given}");
        }
    }

    #[test]
    fn a_missing_argument_is_described() {
        let error = read::<Input>(&schema::of_input::<Input>(), Map::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "tracking_number: this argument is missing: The number on the label."
        );
    }
}
