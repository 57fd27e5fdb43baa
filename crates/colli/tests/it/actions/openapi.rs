//! The document agent builders import: OpenAPI 3.1, names of tools, lengths they take, references that resolve.

use super::request;
use crate::mcp::schema::faults;
use crate::support::TestServer;
use crate::support::client::Request;
use colli_http::actions::routes;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Characters of a summary or a description at most (reference 5).
const CHARS_MAX: usize = 300;

async fn document(server: &TestServer) -> Value {
    let reply = request(server, "GET", "/openapi.json").send().await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/json"))
    );
    reply.json()
}

fn operations(document: &Value) -> Vec<(&String, &String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let each = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (path, method, operation))
    });
    each.collect()
}

#[tokio::test]
async fn the_document_keeps_to_openapi_3_1() {
    let server = TestServer::start().await;
    let document = document(&server).await;
    assert_eq!(document["openapi"], "3.1.0");
    for member in ["title", "version"] {
        assert!(document["info"][member].is_string(), "{member}");
    }
    assert_eq!(
        document["servers"][0]["url"],
        format!("http://{}/actions", server.address)
    );
    let schemes = document["components"]["securitySchemes"].as_object().unwrap();
    assert_eq!(schemes["key"]["name"], "DHL-API-Key");
    assert_eq!(
        (&schemes["key"]["in"], &schemes["bearer"]["scheme"]),
        (&"header".into(), &"bearer".into())
    );
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let about = format!("{method} {path}");
        assert!(
            path.starts_with('/') && !path.contains('{') && method == "post",
            "{about}"
        );
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} twice");
        assert!(
            id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{id}"
        );
        for member in ["summary", "description"] {
            let text = operation[member].as_str().unwrap();
            assert!((1..=CHARS_MAX).contains(&text.chars().count()), "{about}: {member}");
        }
        assert!(operation["x-openai-isConsequential"].is_boolean(), "{about}");
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(body["type"], "object", "{about}");
        let example = &operation["requestBody"]["content"]["application/json"]["example"];
        assert!(example.is_object(), "{about} has no example");
        let strict: Vec<String> = faults(body, example, id)
            .into_iter()
            .filter(|fault| !fault.contains("is not known to this check"))
            .collect();
        assert_eq!(strict, Vec::<String>::new());
        if path.starts_with("/tools/") {
            assert_importable(&operation["requestBody"], id);
            assert_importable(&operation["responses"]["200"], id);
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response["description"].is_string(), "{about} {status}");
            let schema = &response["content"]["application/json"]["schema"];
            assert!(
                schema["$ref"].is_string() || schema["type"] == "object",
                "{about} {status}"
            );
        }
        for alternative in operation["security"].as_array().unwrap() {
            assert!(
                alternative
                    .as_object()
                    .unwrap()
                    .keys()
                    .all(|name| schemes.contains_key(name))
            );
        }
    }
    check(&document, &document, "");
}

/// Checks that a schema says nothing importers stumble over: a dialect, or null as a type.
fn assert_importable(value: &Value, at: &str) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| assert_importable(entry, at)),
        Value::Object(members) => {
            assert!(!members.contains_key("$schema"), "{at}");
            let kind = members.get("type");
            assert!(!kind.is_some_and(Value::is_array), "{at}: {kind:?}");
            assert!(kind.is_none_or(|kind| kind != "null"), "{at}");
            members.values().for_each(|member| assert_importable(member, at));
        }
        other => assert!(!other.is_null(), "{at}"),
    }
}

/// Checks every reference, every text about a thing, and every schema's keywords.
fn check(document: &Value, value: &Value, at: &str) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| check(document, entry, at)),
        Value::Object(members) => {
            if let Some(target) = members.get("$ref").and_then(Value::as_str) {
                let pointer = target.strip_prefix('#').unwrap_or_else(|| panic!("{at}: {target}"));
                assert!(document.pointer(pointer).is_some(), "{at}: {target} leads nowhere");
            }
            if let Some(Value::String(text)) = members.get("description") {
                assert!(text.chars().count() <= CHARS_MAX, "{at}: {text}");
            }
            if let Some(properties) = members.get("properties").and_then(Value::as_object) {
                check_required(members, properties, at);
            }
            assert!(!members.contains_key("nullable"), "{at}: of OpenAPI 3.0");
            for (name, member) in members {
                check(document, member, &format!("{at}/{name}"));
            }
        }
        _ => {}
    }
}

fn check_required(schema: &Map<String, Value>, properties: &Map<String, Value>, at: &str) {
    let required = schema.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        assert!(
            properties.contains_key(name),
            "{at}: {name} is required and not described"
        );
    }
}

#[tokio::test]
async fn operations_are_the_tools() {
    let server = TestServer::start().await;
    let document = document(&server).await;
    let consequential = |wanted: bool| -> BTreeSet<String> {
        let all = operations(&document).into_iter();
        let of_kind = all.filter(|(_, _, operation)| operation["x-openai-isConsequential"] == wanted);
        of_kind
            .map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned())
            .collect()
    };
    let names = |text: &str| -> BTreeSet<String> { text.split_whitespace().map(str::to_owned).collect() };
    assert_eq!(
        consequential(false),
        names("track_shipment find_locations get_location get_rates validate_address get_capabilities list_shipments")
    );
    assert_eq!(
        consequential(true),
        names(
            "create_shipment buy_label void_label create_return_label schedule_pickup cancel_pickup create_manifest request_intervention"
        )
    );
    assert!(document["paths"]["/get-tracking-info"]["post"]["operationId"] == "track_shipment");
    assert!(document["paths"]["/get-dhl-location"]["post"]["operationId"] == "find_locations");
    // The name in the path reaches the tool.
    for (path, _, operation) in operations(&document) {
        let call = request(&server, "POST", path)
            .token(crate::support::OPERATOR)
            .json(&serde_json::json!({}));
        let status = call.send().await.status;
        assert!([200, 400].contains(&status), "{}: {status}", operation["operationId"]);
    }
}

#[tokio::test]
async fn people_read_of_every_route() {
    let server = TestServer::start().await;
    let reply = Request::new(server.address, "GET", "/docs/actions/openapi.json")
        .send()
        .await;
    let document = reply.json();
    check(&document, &document, "");
    assert_eq!(document["servers"][0]["url"], "/actions");
    let mut documented: BTreeSet<(String, String)> = BTreeSet::new();
    for (path, method, _) in operations(&document) {
        let path = if path.starts_with("/tools/") {
            "/tools/{name}"
        } else {
            path
        };
        documented.insert((method.to_uppercase(), path.to_owned()));
    }
    let routed: BTreeSet<_> = routes()
        .iter()
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(documented, routed);
    let page = Request::new(server.address, "GET", "/docs/actions").send().await;
    assert!(page.status == 200 && page.text().contains("/get-tracking-info"));
}
