//! The era without a handshake: 2026-07-28.

use super::{KEY, LEGACY, MODERN, error, message, modern, modern_headers, modern_message, post, result};
use crate::support::TestServer;
use crate::support::client::Request;
use serde_json::json;

#[tokio::test]
async fn a_server_says_what_it_is_and_each_request_stands_alone() {
    let server = TestServer::start().await;
    let found = result(&modern(&server, "server/discover", json!({})).await);
    let versions = found["supportedVersions"].as_array().unwrap();
    assert!(
        versions.contains(&json!(MODERN)) && versions.contains(&json!(LEGACY)),
        "{versions:?}"
    );
    assert!(found["capabilities"]["tools"].is_object());
    assert!(found["instructions"].as_str().unwrap().contains("postal code"));
    assert_eq!(found["resultType"], "complete");
    assert!(found["ttlMs"].as_u64().unwrap() > 0);
    assert_eq!(found["cacheScope"], "public");
    assert_eq!(found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "colli");

    let list = result(&modern(&server, "tools/list", json!({})).await);
    assert_eq!(list["resultType"], "complete");
    assert!(list["ttlMs"].as_u64().unwrap() > 0);
    assert_eq!(list["cacheScope"], "private", "keys open different tools");
    assert_eq!(list["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "colli");

    let arguments = json!({"tracking_number": "JVGL0000000000000000"});
    let call = modern(
        &server,
        "tools/call",
        json!({"name": "track_shipment", "arguments": arguments}),
    )
    .await;
    let answer = result(&call);
    assert_eq!(
        (&answer["resultType"], &answer["isError"]),
        (&json!("complete"), &json!(true))
    );
    assert!(
        answer["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("JVGL0000000000000000")
    );
    assert_eq!(answer["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "colli");
    assert_eq!(call.header("mcp-session-id"), None);
}

#[tokio::test]
async fn headers_say_what_the_body_says() {
    let server = TestServer::start().await;
    let call = modern_message(
        "tools/call",
        &json!({"name": "track_shipment", "arguments": {"tracking_number": "1"}}),
    );
    let keyed = || post(&server).header("dhl-api-key", KEY);
    let (version, method, name) = ("mcp-protocol-version", "mcp-method", "mcp-name");
    for (about, request) in [
        (
            "no version",
            keyed().header(method, "tools/call").header(name, "track_shipment"),
        ),
        (
            "another version",
            keyed()
                .header(version, LEGACY)
                .header(method, "tools/call")
                .header(name, "track_shipment"),
        ),
        (
            "no method",
            keyed().header(version, MODERN).header(name, "track_shipment"),
        ),
        (
            "another method",
            keyed()
                .header(version, MODERN)
                .header(method, "tools/list")
                .header(name, "track_shipment"),
        ),
        ("no name", keyed().header(version, MODERN).header(method, "tools/call")),
        (
            "another name",
            keyed()
                .header(version, MODERN)
                .header(method, "tools/call")
                .header(name, "get_location"),
        ),
    ] {
        assert_eq!(error(&request.json(&call).send().await), (400, -32_020), "{about}");
    }
    let encoded = keyed()
        .header(version, MODERN)
        .header(method, "tools/call")
        .header(name, "=?base64?dHJhY2tfc2hpcG1lbnQ=?=");
    assert_eq!(result(&encoded.json(&call).send().await)["isError"], true);
}

#[tokio::test]
async fn versions_methods_and_metadata_are_checked() {
    let server = TestServer::start().await;
    let mut future = modern_message("tools/list", &json!({}));
    future["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2099-01-01");
    let request = post(&server)
        .header("dhl-api-key", KEY)
        .header("mcp-method", "tools/list");
    let reply = request
        .header("mcp-protocol-version", "2099-01-01")
        .json(&future)
        .send()
        .await;
    assert_eq!(error(&reply), (400, -32_022));
    let data = &reply.json()["error"]["data"];
    assert_eq!(data["requested"], "2099-01-01");
    assert!(data["supported"].as_array().unwrap().contains(&json!(MODERN)));

    assert_eq!(error(&modern(&server, "no/such", json!({})).await), (404, -32_601));
    for gone in ["ping", "logging/setLevel", "subscriptions/listen"] {
        let params = json!({"level": "info", "notifications": {}});
        assert_eq!(error(&modern(&server, gone, params).await), (404, -32_601), "{gone}");
    }
    assert_eq!(
        error(&modern(&server, "tools/call", json!({"name": "no_such_tool"})).await).1,
        -32_602
    );

    let bare = message("tools/list", &json!({}));
    let reply = modern_headers(post(&server).header("dhl-api-key", KEY), &bare)
        .json(&bare)
        .send()
        .await;
    assert_eq!(error(&reply), (400, -32_602), "no _meta");
    let mut lacking = modern_message("tools/list", &json!({}));
    lacking["params"]["_meta"]
        .as_object_mut()
        .unwrap()
        .remove("io.modelcontextprotocol/clientCapabilities");
    let reply = modern_headers(post(&server).header("dhl-api-key", KEY), &lacking)
        .json(&lacking)
        .send()
        .await;
    assert_eq!(error(&reply), (400, -32_602), "no capabilities");
}

#[tokio::test]
async fn notifications_are_taken_and_streams_and_sessions_are_not_there() {
    let server = TestServer::start().await;
    let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}});
    let request = modern_headers(post(&server).header("dhl-api-key", KEY), &cancelled);
    let reply = request.json(&cancelled).send().await;
    assert_eq!((reply.status, reply.text().as_str()), (202, ""));
    for method in ["GET", "DELETE", "PUT"] {
        let request = Request::new(server.address, method, "/mcp")
            .header("dhl-api-key", KEY)
            .accept("text/event-stream");
        let reply = request.header("mcp-protocol-version", MODERN).send().await;
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.header("allow"), Some("POST, OPTIONS"), "{method}");
    }
    let message = modern_message("tools/list", &json!({}));
    let request = post(&server)
        .header("dhl-api-key", KEY)
        .header("mcp-session-id", "of-another-era");
    let reply = modern_headers(request, &message).json(&message).send().await;
    assert!(result(&reply)["tools"].is_array(), "the header is not looked at");
}
