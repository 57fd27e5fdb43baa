//! What the protocol promises of every tool (reference assistant-actions, 3, 4.4 and 7).

use super::schema::faults;
use super::{legacy, message, post, result};
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::{OPERATOR, TEST, TestServer};
use serde_json::{Value, json};

/// Every tool with its hints: reads only, destructive, idempotent.
const TOOLS: [(&str, bool, bool, bool); 15] = [
    ("track_shipment", true, false, true),
    ("find_locations", true, false, true),
    ("get_location", true, false, true),
    ("get_rates", true, false, true),
    ("validate_address", true, false, true),
    ("get_capabilities", true, false, true),
    ("create_shipment", false, true, true),
    ("buy_label", false, true, true),
    ("void_label", false, true, true),
    ("create_return_label", false, true, true),
    ("schedule_pickup", false, false, true),
    ("cancel_pickup", false, false, true),
    ("create_manifest", false, false, true),
    ("list_shipments", true, false, true),
    ("request_intervention", false, false, true),
];

/// Calls with the organisation's own token.
async fn ask(server: &TestServer, method: &str, params: Value) -> Value {
    let request = post(server)
        .token(OPERATOR)
        .header("mcp-protocol-version", "2025-11-25");
    result(&request.json(&message(method, &params)).send().await)
}

async fn list(server: &TestServer) -> Vec<Value> {
    ask(server, "tools/list", json!({})).await["tools"]
        .as_array()
        .unwrap()
        .clone()
}

/// Calls a tool; what it answers satisfies its schema.
async fn call(server: &TestServer, name: &str, arguments: Value) -> Value {
    let answer = ask(server, "tools/call", json!({"name": name, "arguments": arguments})).await;
    assert_eq!(answer["isError"], false, "{name} {arguments}: {answer}");
    let tools = list(server).await;
    let tool = tools.iter().find(|tool| tool["name"] == name).unwrap();
    let found = faults(&tool["outputSchema"], &answer["structuredContent"], name);
    assert!(found.is_empty(), "{found:#?}");
    let given = faults(&tool["inputSchema"], &arguments, "arguments");
    assert!(given.is_empty(), "{given:#?}");
    answer
}

#[tokio::test]
async fn every_tool_describes_itself() {
    let server = TestServer::start().await;
    let tools = list(&server).await;
    let found: Vec<_> = tools
        .iter()
        .map(|tool| {
            let hint = |name: &str| tool["annotations"][name].as_bool().unwrap();
            let name = tool["name"].as_str().unwrap();
            (
                name,
                hint("readOnlyHint"),
                hint("destructiveHint"),
                hint("idempotentHint"),
            )
        })
        .collect();
    assert_eq!(found, TOOLS);
    for tool in &tools {
        let name = tool["name"].as_str().unwrap();
        let description = tool["description"].as_str().unwrap();
        assert!(
            (20..=300).contains(&description.chars().count()),
            "{name}: {description}"
        );
        assert!(!tool["title"].as_str().unwrap().is_empty(), "{name}");
        assert_eq!(
            tool["annotations"]["openWorldHint"], false,
            "{name}: all it reaches is this network"
        );
        for schema in ["inputSchema", "outputSchema"] {
            assert_eq!(tool[schema]["type"], "object", "{name}");
            let text = tool[schema].to_string();
            assert!(!text.contains("\"$ref\""), "{name}: hosts do not follow references");
        }
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{name}");
        let examples = tool["inputSchema"]["examples"].as_array().unwrap();
        assert!(!examples.is_empty(), "{name}");
        for example in examples {
            assert_eq!(faults(&tool["inputSchema"], example, name), Vec::<String>::new());
        }
        let unknown = faults(&tool["inputSchema"], &json!({}), name);
        assert!(unknown.iter().all(|fault| fault.contains("is missing")), "{unknown:?}");
    }
    assert_eq!(tools, list(&server).await, "the same list in the same order");
}

#[tokio::test]
async fn what_costs_money_takes_an_idempotency_key() {
    let server = TestServer::start().await;
    for tool in list(&server).await {
        let name = tool["name"].as_str().unwrap();
        if ["create_shipment", "buy_label", "create_return_label"].contains(&name) {
            let required = tool["inputSchema"]["required"].as_array().unwrap();
            assert!(required.contains(&json!("idempotency_key")), "{name}: {required:?}");
        }
    }
}

#[tokio::test]
async fn answers_satisfy_their_schemas() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let made = server
        .post("/shipments")
        .token(&token)
        .json(&consumer_shipment(&uuid(1)))
        .send()
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let code = made.json()["pieces"][0]["trackerCode"].as_str().unwrap().to_owned();
    let tracked = call(&server, "track_shipment", json!({"tracking_number": code})).await;
    assert!(
        tracked["content"][0]["text"].as_str().unwrap().contains(&code),
        "{tracked}"
    );
    call(
        &server,
        "track_shipment",
        json!({"tracking_number": code, "recipient_postal_code": "1012JS", "language": "nl"}),
    )
    .await;

    let near = json!({"country_code": "NL", "postal_code": "1012JS", "limit": 3});
    let found = call(&server, "find_locations", near).await;
    let locations = found["structuredContent"]["locations"].as_array().unwrap();
    assert_eq!(locations.len(), 3);
    call(&server, "get_location", json!({"id": locations[0]["id"]})).await;
    call(&server, "list_shipments", json!({})).await;
    call(
        &server,
        "get_capabilities",
        json!({"from_country": "NL", "to_country": "NL"}),
    )
    .await;
}

#[tokio::test]
async fn links_are_content_for_clients_that_know_them() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let made = server
        .post("/shipments")
        .token(&token)
        .json(&consumer_shipment(&uuid(1)))
        .send()
        .await;
    let code = made.json()["pieces"][0]["trackerCode"].as_str().unwrap().to_owned();
    let kinds = async |version: &str| {
        let params = json!({"name": "track_shipment", "arguments": {"tracking_number": code}});
        let request = post(&server).token(OPERATOR).header("mcp-protocol-version", version);
        let answer = result(&request.json(&message("tools/call", &params)).send().await);
        let content = answer["content"].as_array().unwrap().clone();
        content
            .iter()
            .map(|block| block["type"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let links = |kinds: &[String]| kinds.iter().filter(|kind| *kind == "resource_link").count();
    assert!(links(&kinds("2025-06-18").await) > 0);
    assert_eq!(
        kinds("2025-03-26").await,
        ["text", "text"],
        "which that version does not know"
    );
}

#[tokio::test]
async fn arguments_that_a_model_can_mend_are_named_by_the_tool() {
    let server = TestServer::start().await;
    for (name, arguments, named) in [
        ("track_shipment", json!({}), "tracking_number"),
        ("track_shipment", json!({"tracking_number": 5}), "tracking_number"),
        (
            "track_shipment",
            json!({"tracking_number": "1", "colour": "red"}),
            "colour",
        ),
        (
            "track_shipment",
            json!({"tracking_number": "1", "service": "no-such"}),
            "service",
        ),
        (
            "track_shipment",
            json!({"tracking_number": "1", "language": "xx"}),
            "language",
        ),
        (
            "track_shipment",
            json!({"tracking_number": "1".repeat(1_000)}),
            "tracking_number",
        ),
        (
            "find_locations",
            json!({"country_code": "NL", "postal_code": "1012JS", "limit": "3"}),
            "limit",
        ),
        (
            "find_locations",
            json!({"country_code": "NL", "postal_code": "1012JS", "limit": -1}),
            "limit",
        ),
        (
            "find_locations",
            json!({"country_code": "NL", "latitude": "a", "longitude": 4.9}),
            "latitude",
        ),
        (
            "find_locations",
            json!({"country_code": "NL", "postal_code": "1012JS", "radius_m": 1e9}),
            "radius_m",
        ),
        ("get_location", json!({"id": null}), "id"),
    ] {
        let reply = legacy(&server, "tools/call", json!({"name": name, "arguments": arguments})).await;
        let answer = result(&reply);
        assert_eq!(answer["isError"], true, "{name} {arguments}: {answer}");
        let text = answer["content"][0]["text"].as_str().unwrap();
        assert!(text.contains(named), "{name} {arguments}: {text}");
        assert!(answer.get("structuredContent").is_none(), "{answer}");
    }
}

#[tokio::test]
async fn sentences_are_in_the_language_the_client_prefers() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let made = server
        .post("/shipments")
        .token(&token)
        .json(&consumer_shipment(&uuid(1)))
        .send()
        .await;
    let code = made.json()["pieces"][0]["trackerCode"].as_str().unwrap().to_owned();
    let params = json!({"name": "track_shipment", "arguments": {"tracking_number": code}});
    let say = async |language: &str| {
        let request = post(&server)
            .header("dhl-api-key", super::KEY)
            .header("accept-language", language);
        let answer = result(&request.json(&message("tools/call", &params)).send().await);
        answer["content"][0]["text"].as_str().unwrap().to_owned()
    };
    let (dutch, english) = (say("nl-BE, en;q=0.5").await, say("en").await);
    assert_ne!(dutch, english);
    assert_eq!(english, say("ja").await, "English where none of the languages is there");
}
