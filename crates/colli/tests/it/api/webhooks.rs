//! Webhooks over HTTP: made, told, changed, rotated, replayed, deleted.

use crate::support::client::{Reply, Request};
use crate::support::receiver::{Got, Receiver};
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use crate::support::{OTHER_OPERATOR, TestServer};
use serde_json::{Value, json};

/// A shop on a server whose jobs run.
async fn open() -> Shop {
    Shop::on(TestServer::start().await.with_jobs()).await
}

async fn call(shop: &Shop, method: &str, path: &str, body: &Value) -> Reply {
    let request = shop.server.operator(method, path);
    if body.is_null() {
        request.send().await
    } else {
        request.json(body).send().await
    }
}

async fn create(shop: &Shop, body: &Value) -> Value {
    let reply = call(shop, "POST", "/webhooks", body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

fn id(webhook: &Value) -> &str {
    webhook["id"].as_str().unwrap()
}

fn statuses(got: &[Got]) -> Vec<String> {
    let status = |got: &Got| got.json()["data"]["event"]["status"].as_str().unwrap().to_owned();
    got.iter().map(status).collect()
}

/// Checks a signature by the text of the standard.
fn verifies(got: &Got, secret: &str) -> bool {
    use base64::Engine as _;
    let standard = base64::engine::general_purpose::STANDARD;
    let key = standard.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let signed = format!(
        "{}.{}.{}",
        got.header("webhook-id"),
        got.header("webhook-timestamp"),
        got.body
    );
    let key = jsonwebtoken::EncodingKey::from_secret(&key);
    let tag = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, jsonwebtoken::Algorithm::HS256).unwrap();
    // Tokens write base64 for URLs and without padding.
    let tag = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(tag).unwrap();
    let expected = format!("v1,{}", standard.encode(tag));
    got.header("webhook-signature")
        .split(' ')
        .any(|signature| signature == expected)
}

#[tokio::test]
async fn a_receiver_that_failed_at_first_gets_each_event_once_in_order() {
    let shop = open().await;
    let receiver = Receiver::failing_at_first(3).await;
    let webhook = create(&shop, &json!({"url": receiver.url()})).await;
    let secret = webhook["secret"].as_str().unwrap();
    let booked = shop.book(&consumer_shipment(&uuid(1))).await;
    let advanced = call(&shop, "POST", "/clock/advance", &json!({"by": "PT120H"})).await;
    assert_eq!(advanced.status, 200, "{}", advanced.text());
    let shop = Shop::on(shop.server).await;
    let shown = shop.json(&format!("/track-trace?key={}", code(&booked, 0))).await;
    let events = shown[0]["events"].as_array().unwrap();
    let taken = receiver.taken(events.len()).await;
    assert!(events.len() > 5, "{shown}");
    // Each event as the tracker shows it to the owner, in that order.
    let told: Vec<Value> = taken.iter().map(|got| got.json()["data"]["event"].clone()).collect();
    assert_eq!(json!(told), json!(events));
    assert_eq!(receiver.got().len(), events.len() + 3);
    let first = &receiver.got()[0];
    assert_eq!(
        first.header("webhook-id"),
        taken[0].header("webhook-id"),
        "a retry keeps its id"
    );
    for got in &taken {
        assert!(verifies(got, secret));
        let body = got.json();
        assert_eq!(
            (body["type"].as_str(), body["data"]["trackerCode"].as_str()),
            (Some("parcel.event"), Some(code(&booked, 0).as_str()))
        );
        assert_eq!(body["data"]["shipmentId"], booked["shipmentId"]);
        assert_eq!(
            body["timestamp"].as_str().unwrap()[..10],
            body["data"]["event"]["timestamp"].as_str().unwrap()[..10]
        );
    }
}

#[tokio::test]
async fn a_webhook_is_made_read_changed_and_deleted() {
    let shop = open().await;
    let receiver = Receiver::start().await;
    let made = create(
        &shop,
        &json!({"url": receiver.url(), "events": ["DELIVERED", "underway"], "name": "shop"}),
    )
    .await;
    let path = format!("/webhooks/{}", id(&made));
    let mut shown = call(&shop, "GET", &path, &Value::Null).await.json();
    assert_eq!(shown["secret"], Value::Null, "the secret is shown once");
    assert_eq!(
        (shown["status"].as_str(), shown["enabled"].as_bool()),
        (Some("ok"), Some(true))
    );
    assert_eq!(shown["events"], json!(["DELIVERED", "UNDERWAY"]));
    let listed = call(&shop, "GET", "/webhooks", &Value::Null).await.json();
    assert_eq!(listed["webhooks"], json!([shown]));

    let changed = call(&shop, "PATCH", &path, &json!({"enabled": false, "events": ["*"]})).await;
    assert_eq!(changed.status, 200);
    shown["enabled"] = json!(false);
    shown["events"] = json!(["*"]);
    assert_eq!(changed.json(), shown);
    // The other environment and the other organisation know nothing of it.
    for request in [
        shop.server.operator("GET", &path).header("colli-environment", "live"),
        Request::new(shop.server.address, "GET", &format!("/api/v1{path}")).token(OTHER_OPERATOR),
        Request::new(shop.server.address, "DELETE", &format!("/api/v1{path}")).token(OTHER_OPERATOR),
        Request::new(shop.server.address, "POST", &format!("/api/v1{path}/rotate-secret")).token(OTHER_OPERATOR),
        Request::new(shop.server.address, "GET", &format!("/api/v1{path}/deliveries")).token(OTHER_OPERATOR),
    ] {
        let reply = request.send().await;
        assert_eq!(
            (reply.status, reply.json()["error"]["key"].as_str()),
            (404, Some("webhook_not_found"))
        );
    }
    let others = Request::new(shop.server.address, "GET", "/api/v1/webhooks")
        .token(OTHER_OPERATOR)
        .send()
        .await;
    assert_eq!(others.json(), json!({"webhooks": []}));
    assert_eq!(call(&shop, "DELETE", &path, &Value::Null).await.status, 204);
    assert_eq!(call(&shop, "DELETE", &path, &Value::Null).await.status, 404);
    assert_eq!(
        call(&shop, "GET", "/webhooks/not-an-id", &Value::Null).await.status,
        404
    );
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let shop = open().await;
    for (body, field) in [
        (json!({}), "url"),
        (json!({"url": ""}), "url"),
        (json!({"url": 5}), "url"),
        (
            json!({"url": "https://127.0.0.1.nip/", "events": ["parcel.lost"]}),
            "events[0]",
        ),
        (json!({"url": "http://10.0.0.1/"}), "url"),
        (json!({"url": "https://169.254.169.254/latest"}), "url"),
        (json!({"url": "https://1.1.1.1/", "name": "x".repeat(200)}), "name"),
        (json!({"url": "https://1.1.1.1/", "secret": "mine"}), "secret"),
    ] {
        let reply = call(&shop, "POST", "/webhooks", &body).await;
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        let detail = &reply.json()["error"]["details"][0];
        assert_eq!(detail["field"], field, "{body}: {}", reply.text());
        assert!(
            !detail["accepted"].as_array().is_none_or(Vec::is_empty) || detail["rule"] == "required",
            "{detail}"
        );
    }
    let unknown = call(
        &shop,
        "POST",
        "/webhooks",
        &json!({"url": "https://1.1.1.1/", "events": ["x"]}),
    )
    .await
    .json();
    let accepted = unknown["error"]["details"][0]["accepted"].as_array().unwrap().clone();
    assert!(
        accepted.contains(&json!("*")) && accepted.contains(&json!("DELIVERED")),
        "{accepted:?}"
    );
    let made = create(&shop, &json!({"url": "https://1.1.1.1/"})).await;
    for (method, path, body) in [
        ("POST", "replay", json!({"since": "yesterday"})),
        ("POST", "replay", json!({})),
        ("GET", "deliveries?limit=0", Value::Null),
        ("GET", "deliveries?limit=101", Value::Null),
        ("GET", "deliveries?cursor=x", Value::Null),
    ] {
        let reply = call(&shop, method, &format!("/webhooks/{}/{path}", id(&made)), &body).await;
        assert_eq!(reply.status, 400, "{path}: {}", reply.text());
    }
}

#[tokio::test]
async fn the_log_is_paged_and_replayed() {
    let shop = open().await;
    let receiver = Receiver::start().await;
    let made = create(&shop, &json!({"url": receiver.url()})).await;
    let path = format!("/webhooks/{}", id(&made));
    for n in 1..=3 {
        shop.book(&consumer_shipment(&uuid(n))).await;
    }
    receiver.taken(6).await;
    let (mut ids, mut next) = (Vec::new(), String::new());
    loop {
        let reply = call(&shop, "GET", &format!("{path}/deliveries?limit=4{next}"), &Value::Null).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let page = reply.json();
        ids.extend(
            page["deliveries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|delivery| delivery["id"].clone()),
        );
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(ids.len(), 6);
    let replayed = call(
        &shop,
        "POST",
        &format!("{path}/replay"),
        &json!({"since": crate::support::START}),
    )
    .await;
    assert_eq!((replayed.status, replayed.json()), (202, json!({"deliveries": 6})));
    let taken = receiver.taken(12).await;
    let mut sent: Vec<_> = taken.iter().map(|got| json!(got.header("webhook-id"))).collect();
    sent.sort_by_key(Value::to_string);
    ids.sort_by_key(Value::to_string);
    sent.dedup();
    assert_eq!(sent, ids);
    assert_eq!(
        statuses(&taken)
            .iter()
            .filter(|status| *status == "LEG_CREATED")
            .count(),
        6
    );
}

#[tokio::test]
async fn a_rotated_secret_overlaps() {
    let shop = open().await;
    let receiver = Receiver::start().await;
    let made = create(&shop, &json!({"url": receiver.url()})).await;
    let rotated = call(
        &shop,
        "POST",
        &format!("/webhooks/{}/rotate-secret", id(&made)),
        &Value::Null,
    )
    .await;
    assert_eq!(rotated.status, 200, "{}", rotated.text());
    let rotated = rotated.json();
    assert_eq!(rotated["oldSignsUntil"], "2026-03-03T08:00:00Z");
    shop.book(&consumer_shipment(&uuid(1))).await;
    for got in receiver.taken(2).await {
        assert!(verifies(&got, made["secret"].as_str().unwrap()));
        assert!(verifies(&got, rotated["secret"].as_str().unwrap()));
        assert_eq!(got.header("webhook-signature").split(' ').count(), 2);
    }
}
