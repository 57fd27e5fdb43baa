//! Calls in a minute, where the operator bounds them (reference 2.8).

use super::merchant::{LIVE, Merchant, OTHER};
use crate::support::client::Reply;
use serde_json::json;

/// A server that bounds calls.
async fn bounded() -> Merchant {
    let shop = Merchant::open().await;
    shop.server.service.limit_gateway_calls(true);
    shop
}

/// Says that it was one call too many, and how long to wait.
fn assert_throttled(reply: &Reply, seconds: &str) {
    assert_eq!(reply.status, 429, "{}", reply.text());
    assert_eq!(reply.header("retry-after"), Some(seconds));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let detail = reply.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(seconds), "{detail}");
}

#[tokio::test]
async fn one_call_too_many_waits_for_the_next_minute() {
    let shop = bounded().await;
    shop.server.clock.advance_seconds(15);
    for (path, body, calls_max) in [
        ("/batches", json!({}), 10),
        ("/addresses", json!({"name": "Mr Hippo", "country": "US"}), 50),
    ] {
        for call in 0..calls_max {
            let reply = shop.post(path, &body).await;
            assert!(matches!(reply.status, 201 | 400), "{path} {call}: {}", reply.text());
        }
        assert_throttled(&shop.post(path, &body).await, "45");
        for token in [LIVE, OTHER] {
            let theirs = shop.request_as(token, "POST", path).json(&body).send().await;
            assert_ne!(theirs.status, 429, "{path} of {token}");
        }
    }
    assert_eq!(shop.post("/parcels", &json!({})).await.status, 400, "another resource");
    shop.server.clock.advance_seconds(44);
    assert_throttled(&shop.post("/batches", &json!({})).await, "1");
    shop.server.clock.advance_seconds(1);
    assert_eq!(shop.post("/batches", &json!({})).await.status, 400);
}

#[tokio::test]
async fn a_token_is_counted_however_it_is_sent() {
    let shop = bounded().await;
    let list = async |authorization: &str, path: &str| {
        let request = shop.request("GET", path);
        request.header("authorization", authorization).send().await
    };
    for path in ["/customs/items", "/customs/declarations"] {
        let ways = ["ShippoToken ", "shippotoken  ", "Bearer ", "JWT ", ""];
        for scheme in ways.into_iter().cycle().take(10) {
            let reply = list(&format!("{scheme}{}", shop.token), path).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        }
        for scheme in ways {
            assert_throttled(&list(&format!("{scheme}{}", shop.token), path).await, "60");
        }
        assert_eq!(
            shop.request("GET", &format!("{path}/{}", super::merchant::NOBODY))
                .send()
                .await
                .status,
            404
        );
    }
}
