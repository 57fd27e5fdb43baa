//! Webhooks over HTTP: made, read, changed, deleted, told.

use crate::support::client::{Reply, Request};
use crate::support::receiver::Receiver;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use crate::support::{OPERATOR, TestServer};
use colli_service::told::GatewayWriters;
use serde_json::{Value, json};

const MINE: &str = "shippo_test_colli_demo";
const LIVE: &str = "shippo_live_colli_demo";
const OTHER: &str = "shippo_test_colli_other";
const HOST: &str = "https://1.1.1.1/hook?token=a%20b";

fn request(server: &TestServer, token: &str, method: &str, path: &str) -> Request {
    let request = Request::new(server.address, method, &format!("/shippo{path}"));
    request.header("authorization", &format!("ShippoToken {token}"))
}

async fn call(server: &TestServer, method: &str, path: &str, body: &Value) -> Reply {
    let request = request(server, MINE, method, path);
    if body.is_null() {
        request.send().await
    } else {
        request.json(body).send().await
    }
}

async fn create(server: &TestServer, body: &Value) -> Value {
    let reply = call(server, "POST", "/webhooks", body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

fn path(webhook: &Value) -> String {
    format!("/webhooks/{}", webhook["object_id"].as_str().unwrap())
}

#[tokio::test]
async fn a_webhook_is_made_read_changed_and_deleted() {
    let server = TestServer::start().await;
    let mut made = create(&server, &json!({"event": "all", "url": HOST, "is_test": true})).await;
    let secret = made.as_object_mut().unwrap().remove("secret").unwrap();
    assert_eq!(secret.as_str().unwrap().len(), 64);
    let expected = json!({
        "event": "all", "url": HOST, "active": true, "is_test": true,
        "object_created": "2026-03-02T08:00:00.000Z", "object_updated": "2026-03-02T08:00:00.000Z",
        "object_id": made["object_id"], "object_owner": "demo@colli.example",
    });
    assert_eq!(made, expected);
    let id = made["object_id"].as_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    let path = path(&made);
    assert_eq!(
        call(&server, "GET", &path, &Value::Null).await.json(),
        made,
        "the secret is shown once"
    );
    let listed = call(&server, "GET", "/webhooks", &Value::Null).await.json();
    assert_eq!(
        listed,
        json!({"next": null, "previous": null, "count": 1, "results": [made]})
    );
    // The own API shows its own webhooks only.
    let own = server.operator("GET", "/webhooks").send().await;
    assert_eq!(own.json(), json!({"webhooks": []}));

    server.clock.advance_seconds(60);
    let change = json!({"event": "track_updated", "url": "https://1.1.1.1/other", "active": false});
    let changed = call(&server, "PUT", &path, &change).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let mut expected = made.clone();
    for (member, value) in [
        ("event", json!("track_updated")),
        ("url", json!("https://1.1.1.1/other")),
        ("active", json!(false)),
        ("object_updated", json!("2026-03-02T08:01:00.000Z")),
    ] {
        expected[member] = value;
    }
    assert_eq!(changed.json(), expected);
    let deleted = call(&server, "DELETE", &path, &Value::Null).await;
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    for method in ["GET", "DELETE"] {
        let gone = call(&server, method, &path, &Value::Null).await;
        assert_eq!((gone.status, gone.json()), (404, json!({"detail": "Not found."})));
    }
}

#[tokio::test]
async fn a_list_has_pages_and_a_count() {
    let server = TestServer::start().await;
    for number in 0..3 {
        create(
            &server,
            &json!({"event": "all", "url": format!("https://1.1.1.1/{number}")}),
        )
        .await;
        server.clock.advance_seconds(1);
    }
    let page = async |number| {
        let path = format!("/webhooks?page={number}&results=2");
        call(&server, "GET", &path, &Value::Null).await.json()
    };
    let urls = |page: &Value| -> Vec<String> {
        let results = page["results"].as_array().unwrap().iter();
        results
            .map(|webhook| webhook["url"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = page(1).await;
    assert_eq!(urls(&first), ["https://1.1.1.1/2", "https://1.1.1.1/1"]);
    let next = format!("http://{}/shippo/webhooks?results=2&page=2", server.address);
    assert_eq!(
        (&first["next"], &first["previous"], &first["count"]),
        (&json!(next), &Value::Null, &json!(3))
    );
    let second = page(2).await;
    assert_eq!(
        (urls(&second), &second["next"]),
        (vec!["https://1.1.1.1/0".to_owned()], &Value::Null)
    );
    assert_eq!(
        (page(9).await["results"].clone(), page(9).await["count"].clone()),
        (json!([]), json!(3))
    );
}

#[tokio::test]
async fn what_is_wrong_is_named_and_an_unknown_host_is_taken() {
    let server = TestServer::start().await;
    for (body, fields) in [
        (json!({}), vec!["event", "url"]),
        (json!({"event": "all"}), vec!["url"]),
        (json!({"event": "everything", "url": HOST}), vec!["event"]),
        (json!({"event": "all", "url": 5}), vec!["url"]),
        (
            json!({"event": "all", "url": HOST, "active": "perhaps"}),
            vec!["active"],
        ),
        (json!({"event": "all", "url": "not a url"}), vec!["url"]),
        (json!({"event": "all", "url": "http://10.0.0.1/"}), vec!["url"]),
        (json!({"event": "all", "url": "https://169.254.169.254/"}), vec!["url"]),
        (
            json!({"event": "all", "url": format!("https://1.1.1.1/{}", "x".repeat(184))}),
            vec!["url"],
        ),
    ] {
        let reply = call(&server, "POST", "/webhooks", &body).await;
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        let answer = reply.json();
        let mut names: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, fields, "{body}");
        assert!(names.iter().all(|name| answer[name][0].is_string()), "{answer}");
    }
    create(&server, &json!({"event": "all", "url": "https://nobody.invalid/hook"})).await;
    let made = create(&server, &json!({"event": "all", "url": HOST})).await;
    let reply = call(&server, "PUT", &path(&made), &json!({"event": "none", "url": HOST})).await;
    assert_eq!(reply.status, 400);
    for id in ["nobody", "00000000000000000000000000000000"] {
        let reply = call(&server, "GET", &format!("/webhooks/{id}"), &Value::Null).await;
        assert_eq!(reply.status, 404, "{id}");
    }
}

#[tokio::test]
async fn others_know_nothing_of_it() {
    let server = TestServer::start().await;
    let made = create(&server, &json!({"event": "all", "url": HOST})).await;
    let body = json!({"event": "all", "url": HOST});
    for token in [LIVE, OTHER] {
        for method in ["GET", "PUT", "DELETE"] {
            let mut call = request(&server, token, method, &path(&made));
            if method == "PUT" {
                call = call.json(&body);
            }
            assert_eq!(call.send().await.status, 404, "{token} {method}");
        }
        let listed = request(&server, token, "GET", "/webhooks").send().await.json();
        assert_eq!((&listed["count"], &listed["results"]), (&json!(0), &json!([])));
    }
    for token in ["shippo_test_nobody", OPERATOR] {
        let refused = request(&server, token, "POST", "/webhooks").json(&body).send().await;
        assert_eq!(refused.status, 401, "{token}");
    }
    let nobody = Request::new(server.address, "GET", "/shippo/webhooks").send().await;
    assert_eq!(nobody.status, 401);
    // It is no webhook of the own API either.
    let id = made["object_id"].as_str().unwrap();
    for method in ["GET", "DELETE"] {
        let reply = server.operator(method, &format!("/webhooks/{id}")).send().await;
        assert_eq!(reply.status, 404, "{method}");
    }
    assert_eq!(call(&server, "GET", &path(&made), &Value::Null).await.status, 200);
}

#[tokio::test]
async fn repeated_with_its_name_a_request_makes_one_webhook() {
    let server = TestServer::start().await;
    let body = json!({"event": "all", "url": HOST});
    let named = || request(&server, MINE, "POST", "/webhooks").header("idempotency-key", "first");
    let (first, second) = (named().json(&body).send().await, named().json(&body).send().await);
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json(), second.json());
    create(&server, &body).await;
    let listed = call(&server, "GET", "/webhooks", &Value::Null).await.json();
    assert_eq!(listed["count"], json!(2), "without a name each is a new one");
}

#[tokio::test]
async fn events_of_parcels_arrive_signed() {
    let server = TestServer::start().await.with_jobs();
    // As if every parcel was followed here.
    server.service.set_gateway_writers(GatewayWriters {
        track: |_, _, code| {
            let track = json!({"carrier": "dhl_benelux", "metadata": "", "tracking_number": code});
            Box::pin(async move { Ok(Some(track.to_string())) })
        },
        object: |_, _, _, _| Box::pin(async { Ok(None) }),
    });
    let receiver = Receiver::start().await;
    let made = create(&server, &json!({"event": "track_updated", "url": receiver.url()})).await;
    let shop = Shop::on(server).await;
    let booked = shop.book(&consumer_shipment(&uuid(1))).await;
    for got in receiver.taken(2).await {
        let body = got.json();
        assert_eq!(
            (&body["event"], &body["test"], &body["carrier"], &body["metadata"]),
            (&json!("track_updated"), &json!(true), &json!("dhl_benelux"), &json!(""))
        );
        assert_eq!(body["data"]["tracking_number"], json!(code(&booked, 0)));
        assert_eq!(got.header("shippo-api-version"), "2018-02-08");
        let signature = got.header("shippo-auth-signature");
        let (time, tag) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
        assert_eq!(
            tag,
            hmac(made["secret"].as_str().unwrap(), &format!("{time}.{}", got.body))
        );
    }
}

/// The HMAC-SHA256 of a text, in hexadecimal digits.
fn hmac(secret: &str, text: &str) -> String {
    use base64::Engine as _;
    let key = jsonwebtoken::EncodingKey::from_secret(secret.as_bytes());
    let tag = jsonwebtoken::crypto::sign(text.as_bytes(), &key, jsonwebtoken::Algorithm::HS256).unwrap();
    let tag = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(tag).unwrap();
    let hex: Vec<String> = tag.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.concat()
}
