//! Assistant actions (reference assistant-actions).

mod access;
mod adapters;
mod documented;
mod locations;
mod openapi;
mod profiles;
mod tools;
mod tracking;
mod upstream;

use crate::support::client::{Reply, Request};
use crate::support::{OPERATOR, TestServer};
use serde_json::{Value, json};

/// A key with both scopes; keys with one.
const KEY: &str = "colli-demo-key";
const TRACKING_ONLY: &str = "colli-demo-tracking-only";
const LOCATIONS_ONLY: &str = "colli-demo-locations-only";

const TRACKING: &str = "/get-tracking-info";
const LOCATION: &str = "/get-dhl-location";

const LANGUAGES: [&str; 5] = ["nl", "en", "de", "fr", "es"];

/// A request; `path` starts below the mount.
fn request(server: &TestServer, method: &str, path: &str) -> Request {
    Request::new(server.address, method, &format!("/actions{path}"))
}

async fn post_as(server: &TestServer, key: &str, path: &str, body: &Value) -> Reply {
    let request = request(server, "POST", path).header("DHL-API-Key", key);
    request.json(body).send().await
}

/// A turn: an answer of status 200 that keeps to the contract.
async fn turn(server: &TestServer, path: &str, body: &Value) -> Value {
    let reply = post_as(server, KEY, path, body).await;
    assert_eq!(reply.status, 200, "{body}: {}", reply.text());
    let turn = reply.json();
    let text = |name: &str| turn[name].as_str().is_some_and(|text| !text.is_empty());
    assert!(text("message"), "{turn}");
    assert!(!turn["message"].as_str().unwrap().contains(['{', '}']), "{turn}");
    if turn["status"] == "complete" {
        assert!(
            turn.get("missing").is_none() && turn.get("prompt").is_none() && turn["data"].is_object(),
            "{turn}"
        );
    } else {
        assert_eq!(turn["status"], "input_required");
        assert!(
            text("prompt") && turn["missing"].as_array().is_some_and(|missing| !missing.is_empty()),
            "{turn}"
        );
        assert!(turn.get("data").is_none(), "{turn}");
    }
    turn
}

/// What a turn asks for, with its message.
fn asked(turn: &Value) -> (Vec<&str>, &str) {
    assert_eq!(turn["status"], "input_required", "{turn}");
    let missing = turn["missing"].as_array().unwrap().iter();
    (
        missing.map(|name| name.as_str().unwrap()).collect(),
        turn["message"].as_str().unwrap(),
    )
}

/// Checks a refusal; its message.
fn refused(reply: &Reply, status: u16, key: &str) -> String {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let body = reply.json();
    assert_eq!(body["error"]["key"], key, "{body}");
    body["error"]["message"].as_str().unwrap().to_owned()
}

/// A request with the organisation's own token.
fn operator(server: &TestServer, method: &str, path: &str) -> Request {
    request(server, method, path).token(OPERATOR)
}

/// Saves a key as a profile; its id.
async fn save_profile(server: &TestServer, name: &str, key: &str) -> String {
    let body = json!({"name": name, "header": "DHL-API-Key", "key": key});
    let reply = operator(server, "POST", "/authorization-profiles")
        .json(&body)
        .send()
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()["id"].as_str().unwrap().to_owned()
}

/// Makes an app of the demo organisation; its key.
async fn make_app(server: &TestServer, scopes: &[&str], calls_per_day: u32) -> String {
    let body = json!({"name": "bot", "scopes": scopes, "quota": {"callsPerDay": calls_per_day}});
    let reply = server.operator("POST", "/apps").json(&body).send().await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()["key"].as_str().unwrap().to_owned()
}

/// Lets time go by in the demo organisation's test environment.
async fn advance(server: &TestServer, by: &str) {
    let reply = server
        .operator("POST", "/clock/advance")
        .json(&json!({"by": by}))
        .send()
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}
