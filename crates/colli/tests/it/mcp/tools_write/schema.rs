//! What schemas and hints of these tools say.

use super::Assistant;
use crate::support::OPERATOR;
use serde_json::{Value, json};

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether every text, number and list that is asked for is bounded.
fn assert_bounded(schema: &Value, at: &str) {
    for kind in types(schema) {
        let bound = match kind {
            "string" if schema["enum"].is_null() && schema["const"].is_null() => "maxLength",
            "array" => "maxItems",
            "integer" | "number" => "maximum",
            _ => continue,
        };
        assert!(!schema[bound].is_null(), "{at} has no {bound}: {schema}");
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        assert_bounded(property, &format!("{at}.{name}"));
    }
    for branch in schema["anyOf"].as_array().into_iter().flatten() {
        assert_bounded(branch, at);
    }
    if schema["items"].is_object() {
        assert_bounded(&schema["items"], &format!("{at}[]"));
    }
}

#[tokio::test]
async fn hints_say_what_costs_money_and_schemas_are_bounded() {
    let assistant = Assistant::open().await;
    let listed = assistant.message(OPERATOR, "tools/list", json!({})).await.json();
    let tools = listed["result"]["tools"].as_array().unwrap();
    let (reads, costs, writes) = ((true, false), (false, true), (false, false));
    for (name, hints) in [
        ("get_rates", reads),
        ("create_shipment", costs),
        ("buy_label", costs),
        ("void_label", costs),
        ("create_return_label", costs),
        ("schedule_pickup", writes),
        ("cancel_pickup", writes),
        ("create_manifest", writes),
    ] {
        let tool = tools.iter().find(|tool| tool["name"] == name).unwrap();
        let annotations = &tool["annotations"];
        assert_eq!(
            (&annotations["readOnlyHint"], &annotations["destructiveHint"]),
            (&json!(hints.0), &json!(hints.1)),
            "{name}"
        );
        let description = tool["description"].as_str().unwrap();
        assert!(
            description.chars().count() <= 300,
            "{name}: {}",
            description.chars().count()
        );
        let buys = hints == costs && name != "void_label";
        assert!(!buys || description.contains("confirm"), "{name}");
        let input = &tool["inputSchema"];
        assert_eq!(
            (&input["type"], &input["additionalProperties"]),
            (&json!("object"), &json!(false))
        );
        let required = input["required"].as_array().unwrap();
        assert!(!buys || required.contains(&json!("idempotency_key")), "{name}");
        assert_bounded(input, name);
        assert!(!input.to_string().contains("$ref"), "{name}");
    }
}
