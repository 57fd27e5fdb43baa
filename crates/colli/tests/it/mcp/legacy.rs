//! The era with a handshake: 2025-11-25 and before.

use super::{KEY, LEGACY, error, legacy, message, post, result};
use crate::support::TestServer;
use crate::support::client::Request;
use serde_json::{Value, json};

fn hello(version: &str) -> Value {
    json!({"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}})
}

#[tokio::test]
async fn a_conversation_from_handshake_to_call() {
    let server = TestServer::start().await;
    let first = post(&server).header("dhl-api-key", KEY);
    let reply = first.json(&message("initialize", &hello(LEGACY))).send().await;
    assert_eq!(reply.header("mcp-session-id"), None, "nobody gets a session");
    let answer = result(&reply);
    assert_eq!(answer["protocolVersion"], LEGACY);
    assert_eq!(answer["serverInfo"]["name"], "colli");
    assert!(answer["capabilities"]["tools"].is_object());
    assert!(answer["instructions"].as_str().unwrap().contains("postal code"));

    let notification = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let second = post(&server)
        .header("dhl-api-key", KEY)
        .header("mcp-protocol-version", LEGACY);
    let reply = second.json(&notification).send().await;
    assert_eq!((reply.status, reply.text().as_str()), (202, ""));

    let list = result(&legacy(&server, "tools/list", json!({})).await);
    let names: Vec<&str> = list["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["track_shipment", "find_locations", "get_location"]);
    for member in ["resultType", "ttlMs", "_meta"] {
        assert!(
            member == "ttlMs" || list.get(member).is_none(),
            "{member} is of the other era"
        );
    }

    let arguments = json!({"country_code": "NL", "postal_code": "3542AD", "limit": 2});
    let call = legacy(
        &server,
        "tools/call",
        json!({"name": "find_locations", "arguments": arguments}),
    )
    .await;
    let answer = result(&call);
    assert_eq!(answer["isError"], false);
    let content = answer["content"].as_array().unwrap();
    assert!(content.iter().take(2).all(|block| block["type"] == "text"));
    let as_text: Value = serde_json::from_str(content[1]["text"].as_str().unwrap()).unwrap();
    assert_eq!(as_text, answer["structuredContent"]);

    let pong = result(&legacy(&server, "ping", json!({})).await);
    assert_eq!(pong, json!({}));
}

#[tokio::test]
async fn every_older_version_is_spoken_and_an_unknown_one_is_bargained_down() {
    let server = TestServer::start().await;
    for (asked, given) in [
        ("2024-11-05", "2024-11-05"),
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        (LEGACY, LEGACY),
        ("2026-07-28", LEGACY),
        ("2099-01-01", LEGACY),
    ] {
        let request = post(&server).header("dhl-api-key", KEY);
        let reply = request.json(&message("initialize", &hello(asked))).send().await;
        assert_eq!(result(&reply)["protocolVersion"], given, "{asked}");
    }
    let unknown = post(&server)
        .header("dhl-api-key", KEY)
        .header("mcp-protocol-version", "2099-01-01");
    let reply = unknown.json(&message("tools/list", &json!({}))).send().await;
    assert_eq!(error(&reply), (400, -32_022));
    let data = &reply.json()["error"]["data"];
    assert_eq!(data["requested"], "2099-01-01");
    assert!(data["supported"].as_array().unwrap().contains(&json!("2026-07-28")));
}

#[tokio::test]
async fn what_is_asked_wrongly_is_a_protocol_error() {
    let server = TestServer::start().await;
    for (method, params, code) in [
        ("no/such", json!({}), -32_601),
        ("prompts/list", json!({}), -32_601),
        ("resources/list", json!({}), -32_601),
        ("logging/setLevel", json!({"level": "info"}), -32_601),
        ("tools/list", json!({"cursor": "next"}), -32_602),
        ("tools/call", json!({"name": "no_such_tool"}), -32_602),
        ("tools/call", json!({}), -32_602),
        ("tools/call", json!({"name": 5}), -32_602),
        (
            "tools/call",
            json!({"name": "track_shipment", "arguments": []}),
            -32_602,
        ),
        (
            "tools/call",
            json!({"name": "track_shipment", "arguments": "x"}),
            -32_602,
        ),
        ("initialize", json!({}), -32_602),
    ] {
        let reply = legacy(&server, method, params.clone()).await;
        assert_eq!(error(&reply), (200, code), "{method} {params}");
        assert_eq!(reply.json()["id"], 1);
    }
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    let server = TestServer::start().await;
    for (body, code) in [
        ("", -32_700),
        ("{\"jsonrpc\"", -32_700),
        ("<html>", -32_700),
        ("[]", -32_600),
        ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32_600),
        ("{}", -32_600),
        ("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32_600),
        ("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", -32_600),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", -32_600),
    ] {
        let request = post(&server)
            .header("dhl-api-key", KEY)
            .header("content-type", "application/json");
        let reply = request.body(body).send().await;
        assert_eq!(error(&reply), (400, code), "{body}");
    }
    let large = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{}\"}}",
        "x".repeat(1 << 20)
    );
    let request = post(&server)
        .header("dhl-api-key", KEY)
        .header("content-type", "application/json");
    assert_eq!(error(&request.body(large).send().await).0, 413);
    let request = post(&server)
        .header("dhl-api-key", KEY)
        .header("content-type", "text/plain");
    let reply = request.body(message("ping", &json!({})).to_string()).send().await;
    assert_eq!(error(&reply).0, 415);
}

#[tokio::test]
async fn who_takes_json_in_any_way_is_answered() {
    let server = TestServer::start().await;
    for (accept, status) in [
        (Some("application/json"), 200),
        (Some("*/*"), 200),
        (Some("application/json;q=0.9, text/event-stream"), 200),
        (None, 200),
        (Some("text/html"), 406),
    ] {
        let mut request = Request::new(server.address, "POST", "/mcp").header("dhl-api-key", KEY);
        if let Some(accept) = accept {
            request = request.accept(accept);
        }
        let reply = request.json(&message("ping", &json!({}))).send().await;
        assert_eq!(reply.status, status, "{accept:?}: {}", reply.text());
    }
}
