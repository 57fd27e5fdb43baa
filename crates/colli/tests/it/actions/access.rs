//! Who may call: keys, scopes, quotas, tokens; and bodies that are none.

use super::{KEY, LOCATION, LOCATIONS_ONLY, TRACKING, TRACKING_ONLY, make_app, post_as, refused, request, turn};
use crate::support::{OPERATOR, OTHER_OPERATOR, TEST, TestServer};
use colli_http::actions::{Access, routes};
use serde_json::json;

#[tokio::test]
async fn every_route_but_the_document_wants_credentials() {
    let server = TestServer::start().await;
    let access_token = format!("Bearer {}", server.token(&TEST).await);
    for route in routes() {
        let path = route
            .path
            .replace("{id}", "c0111000-0000-4000-8000-00000000ffff")
            .replace("{name}", "get_rates");
        for (name, value) in [
            ("accept", "*/*"),
            ("dhl-api-key", ""),
            ("dhl-api-key", "garbage"),
            ("authorization", "Bearer garbage"),
            ("authorization", "Basic colli-demo-key"),
            ("authorization", access_token.as_str()),
        ] {
            let call = request(&server, route.method, &path).header(name, value);
            let reply = call.json(&json!({})).send().await;
            if route.access == Access::Public {
                assert_eq!(reply.status, 200);
                continue;
            }
            refused(&reply, 401, "unauthorized");
            assert!(
                reply
                    .header("www-authenticate")
                    .is_some_and(|ways| ways.contains("Bearer"))
            );
        }
        if route.access == Access::Operator {
            let key = request(&server, route.method, &path).header("dhl-api-key", KEY);
            refused(&key.json(&json!({})).send().await, 401, "unauthorized");
        }
    }
}

#[tokio::test]
async fn a_key_or_a_token_opens_what_its_scopes_say() {
    let server = TestServer::start().await;
    for (key, path, is_open) in [
        (KEY, TRACKING, true),
        (KEY, LOCATION, true),
        (TRACKING_ONLY, TRACKING, true),
        (TRACKING_ONLY, LOCATION, false),
        (LOCATIONS_ONLY, LOCATION, true),
        (LOCATIONS_ONLY, TRACKING, false),
    ] {
        let reply = post_as(&server, key, path, &json!({})).await;
        if is_open {
            assert_eq!(reply.status, 200, "{}", reply.text());
        } else {
            let scope = if path == TRACKING { "tracking" } else { "locations" };
            let message = refused(&reply, 403, "forbidden");
            assert!(message.contains(&format!("lacks the scope {scope}")), "{message}");
        }
        let bearer = request(&server, "POST", path).token(key).json(&json!({})).send().await;
        assert_eq!(bearer.status, reply.status);
    }
    for token in [OPERATOR, OTHER_OPERATOR] {
        for environment in ["test", "live"] {
            let call = request(&server, "POST", TRACKING)
                .token(token)
                .header("colli-environment", environment);
            assert_eq!(call.json(&json!({})).send().await.status, 200);
        }
        let nowhere = request(&server, "POST", TRACKING)
            .token(token)
            .header("colli-environment", "prod");
        refused(&nowhere.json(&json!({})).send().await, 400, "invalid");
    }
}

#[tokio::test]
async fn calls_past_the_quota_wait() {
    let server = TestServer::start().await;
    let key = make_app(&server, &["tracking"], 2).await;
    for _ in 0..2 {
        assert_eq!(post_as(&server, &key, TRACKING, &json!({})).await.status, 200);
    }
    // What is refused for want of a scope is not counted; neither is what is too much.
    refused(&post_as(&server, &key, LOCATION, &json!({})).await, 403, "forbidden");
    for _ in 0..2 {
        let reply = post_as(&server, &key, TRACKING, &json!({})).await;
        refused(&reply, 429, "quota_exceeded");
        // It is 08:00 UTC.
        assert_eq!(reply.header("retry-after"), Some("57600"));
    }
    server.clock.advance_seconds(57_600);
    assert_eq!(post_as(&server, &key, TRACKING, &json!({})).await.status, 200);
}

#[tokio::test]
async fn a_body_is_one_object() {
    let server = TestServer::start().await;
    for path in [
        TRACKING,
        LOCATION,
        "/adapters/kore",
        "/adapters/dialogflow-cx",
        "/tools/find_locations",
    ] {
        for body in [
            "[]",
            "\"x\"",
            "1",
            "null",
            "{",
            "{\"a\":1}{}",
            "\u{0}",
            "<html>",
            "trackingNumber=1",
        ] {
            let call = request(&server, "POST", path).header("dhl-api-key", KEY).body(body);
            refused(&call.send().await, 400, "invalid");
        }
        let large = format!("{{\"trackingNumber\":\"{}\"}}", "1".repeat(1 << 20));
        let call = request(&server, "POST", path).header("dhl-api-key", KEY).body(large);
        refused(&call.send().await, 413, "body_too_large");
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
        let call = request(&server, "POST", path).header("dhl-api-key", KEY).body(deep);
        refused(&call.send().await, 400, "invalid");
    }
    // No body, and a byte order mark, are fine.
    for body in ["", " \n", "\u{feff}{}"] {
        let call = request(&server, "POST", TRACKING).header("dhl-api-key", KEY).body(body);
        assert_eq!(call.send().await.status, 200, "{body:?}");
    }
    // Members nobody knows are other platforms' business.
    turn(&server, TRACKING, &json!({"sessionId": "1", "conversation": {}})).await;
}

#[tokio::test]
async fn other_methods_are_405_and_unknown_paths_404() {
    let server = TestServer::start().await;
    for route in routes() {
        let path = route.path.replace("{id}", "x").replace("{name}", "x");
        let known: Vec<&str> = routes()
            .iter()
            .filter(|other| other.path == route.path)
            .map(|other| other.method)
            .collect();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if !known.contains(&method) {
                let reply = request(&server, method, &path).header("dhl-api-key", KEY).send().await;
                refused(&reply, 405, "method_not_allowed");
            }
        }
    }
    for path in ["", "/nothing", "/tools", "/adapters/watson"] {
        refused(&request(&server, "POST", path).send().await, 404, "not_found");
    }
}
