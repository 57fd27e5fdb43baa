//! MCP (reference assistant-actions, section 4).

mod assistant;
mod auth;
mod client;
mod documented;
mod legacy;
mod modern;
mod origins;
pub mod schema;
mod stdio;
mod tools;
mod tools_own;
mod tools_read;
mod tools_write;
mod upstream;

use crate::support::TestServer;
use crate::support::client::{Reply, Request};
use serde_json::{Value, json};

/// The current version of the protocol.
pub const MODERN: &str = "2026-07-28";
/// The last version with a handshake.
pub const LEGACY: &str = "2025-11-25";
/// A key with the scopes tracking and locations.
pub const KEY: &str = "colli-demo-key";

/// A request to `/mcp` without credentials.
pub fn post(server: &TestServer) -> Request {
    Request::new(server.address, "POST", "/mcp").accept("application/json, text/event-stream")
}

/// A message of the era with a handshake.
pub fn message(method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
}

/// A message of the era without one.
pub fn modern_message(method: &str, params: &Value) -> Value {
    let mut params = params.clone();
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    });
    message(method, &params)
}

/// Sends a message of the era with a handshake, with a demo key.
pub async fn legacy(server: &TestServer, method: &str, params: Value) -> Reply {
    let request = post(server)
        .header("dhl-api-key", KEY)
        .header("mcp-protocol-version", LEGACY);
    request.json(&message(method, &params)).send().await
}

/// The headers a message of the era without a handshake needs.
pub fn modern_headers(request: Request, message: &Value) -> Request {
    let method = message["method"].as_str().unwrap();
    let request = request
        .header("mcp-protocol-version", MODERN)
        .header("mcp-method", method);
    match message["params"]["name"].as_str() {
        Some(name) => request.header("mcp-name", name),
        None => request,
    }
}

/// Sends a message of the era without a handshake, with a demo key.
pub async fn modern(server: &TestServer, method: &str, params: Value) -> Reply {
    let message = modern_message(method, &params);
    let request = post(server).header("dhl-api-key", KEY);
    modern_headers(request, &message).json(&message).send().await
}

/// The error of an answer: its HTTP status and its code.
pub fn error(reply: &Reply) -> (u16, i64) {
    let body = reply.json();
    assert_eq!(body["jsonrpc"], "2.0", "{body}");
    assert!(!body["error"]["message"].as_str().unwrap().is_empty(), "{body}");
    (reply.status, body["error"]["code"].as_i64().unwrap())
}

/// The result of an answer.
pub fn result(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let body = reply.json();
    assert!(body.get("error").is_none(), "{body}");
    body["result"].clone()
}
