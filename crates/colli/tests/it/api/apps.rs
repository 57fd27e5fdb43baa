//! Apps and their keys over HTTP, and what keys open on the mounts of the Unified APIs.

use crate::support::client::{Reply, Request};
use crate::support::{OPERATOR, OTHER_OPERATOR, START, TestServer};
use serde_json::{Value, json};

async fn call_as(server: &TestServer, token: &str, method: &str, path: &str, body: &Value) -> Reply {
    let path = format!("/api/v1{path}");
    let request = Request::new(server.address, method, &path).token(token);
    if body.is_null() {
        request.send().await
    } else {
        request.json(body).send().await
    }
}

async fn call(server: &TestServer, method: &str, path: &str, body: &Value) -> Reply {
    call_as(server, OPERATOR, method, path, body).await
}

/// An app with some scopes.
async fn made(server: &TestServer, body: &Value) -> Value {
    let reply = call(server, "POST", "/apps", body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

fn path(app: &Value) -> String {
    format!("/apps/{}", app["id"].as_str().unwrap())
}

fn key(app: &Value) -> &str {
    app["key"].as_str().unwrap()
}

/// Asks for a parcel nobody has, and for locations.
async fn opens(server: &TestServer, key: &str) -> (u16, u16) {
    let ask = async |path| {
        let request = Request::new(server.address, "GET", path).header("DHL-API-Key", key);
        request.send().await.status
    };
    (
        ask("/dhl/track/shipments?trackingNumber=JVGL00000000000000000000").await,
        ask("/dhl/location-finder/v1/find-by-geo?latitude=52.1&longitude=5.1").await,
    )
}

/// No key, or not the right one.
const SHUT: u16 = 401;
/// The key is good, and nobody has the parcel.
const NO_PARCEL: u16 = 404;

#[tokio::test]
async fn a_key_is_seen_once_and_opens_the_scopes_of_its_app() {
    let server = TestServer::start().await;
    let body = json!({"name": " Chatbot ", "description": "answers where parcels are", "scopes": ["tracking"]});
    let app = made(&server, &body).await;
    assert_eq!(app["name"], "Chatbot");
    assert_eq!(app["scopes"], json!(["tracking"]));
    assert_eq!((&app["enabled"], &app["quota"]), (&json!(true), &json!({})));
    assert_eq!(app["createdAt"], START);
    let start = app["keyStart"].as_str().unwrap();
    assert!(key(&app).starts_with(start) && key(&app).len() > 60, "{app}");

    let shown = call(&server, "GET", &path(&app), &Value::Null).await.json();
    let mut without_key = app.clone();
    without_key.as_object_mut().unwrap().remove("key");
    assert_eq!(shown, without_key);
    let listed = call(&server, "GET", "/apps", &Value::Null).await;
    assert!(listed.json()["apps"].as_array().unwrap().contains(&without_key));
    assert!(!listed.text().contains(key(&app)));

    assert_eq!(opens(&server, key(&app)).await, (NO_PARCEL, SHUT));
    let widened = call(
        &server,
        "PATCH",
        &path(&app),
        &json!({"scopes": ["locations", "tracking"]}),
    )
    .await;
    assert_eq!(widened.json()["scopes"], json!(["tracking", "locations"]));
    assert_eq!(opens(&server, key(&app)).await, (NO_PARCEL, 200));
    // Of what was not named, nothing changed.
    assert_eq!(widened.json()["description"], "answers where parcels are");
}

#[tokio::test]
async fn the_keys_of_the_demo_open_what_their_names_say() {
    let server = TestServer::start().await;
    for (key, opened) in [
        ("colli-demo-key", (NO_PARCEL, 200)),
        ("colli-demo-tracking-only", (NO_PARCEL, SHUT)),
        ("colli-demo-locations-only", (SHUT, 200)),
        ("colli-demo-nothing", (SHUT, SHUT)),
        ("", (SHUT, SHUT)),
        (OPERATOR, (SHUT, SHUT)),
    ] {
        assert_eq!(opens(&server, key).await, opened, "{key}");
    }
}

#[tokio::test]
async fn a_key_that_is_taken_back_opens_nothing_from_then_on() {
    let server = TestServer::start().await;
    let app = made(&server, &json!({"name": "Bot", "scopes": ["tracking", "locations"]})).await;
    assert_eq!(opens(&server, key(&app)).await, (NO_PARCEL, 200));
    call(&server, "PATCH", &path(&app), &json!({"enabled": false})).await;
    assert_eq!(opens(&server, key(&app)).await, (SHUT, SHUT), "disabled");
    call(&server, "PATCH", &path(&app), &json!({"enabled": true})).await;
    assert_eq!(opens(&server, key(&app)).await, (NO_PARCEL, 200));

    let rotated = call(&server, "POST", &format!("{}/rotate-key", path(&app)), &Value::Null).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text());
    let rotated = rotated.json();
    assert_ne!(key(&rotated), key(&app));
    assert_eq!(rotated["id"], app["id"]);
    assert_eq!(opens(&server, key(&app)).await, (SHUT, SHUT), "replaced");
    assert_eq!(opens(&server, key(&rotated)).await, (NO_PARCEL, 200));

    assert_eq!(call(&server, "DELETE", &path(&app), &Value::Null).await.status, 204);
    assert_eq!(call(&server, "DELETE", &path(&app), &Value::Null).await.status, 404);
    assert_eq!(opens(&server, key(&rotated)).await, (SHUT, SHUT), "deleted");
}

#[tokio::test]
async fn a_quota_bounds_the_calls_of_a_second_and_of_a_day() {
    let server = TestServer::start().await;
    let quota = json!({"callsPerSecond": 2, "callsPerDay": 3});
    let app = made(&server, &json!({"name": "Bot", "scopes": ["tracking"], "quota": quota})).await;
    assert_eq!(app["quota"], quota);
    let ask = async || {
        let path = "/dhl/track/shipments?trackingNumber=1";
        let request = Request::new(server.address, "GET", path).header("dhl-api-key", key(&app));
        request.send().await
    };
    // The clock stands still: both are in one second.
    assert_eq!((ask().await.status, ask().await.status), (404, 404));
    let refused = ask().await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    let body = refused.json();
    assert_eq!(
        (&body["title"], &body["status"]),
        (&json!("Too Many Requests"), &json!(429))
    );
    assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    server.clock.advance_seconds(1);
    assert_eq!(ask().await.status, 404, "the third of the day");
    let refused = ask().await;
    // From 08:00:01 to midnight.
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("57599")));
    call(&server, "PATCH", &path(&app), &json!({"quota": {}})).await;
    assert_eq!(ask().await.status, 404, "the bounds are gone");
}

#[tokio::test]
async fn apps_are_an_environments_own() {
    let server = TestServer::start().await;
    let app = made(&server, &json!({"name": "Bot", "scopes": ["tracking"]})).await;
    let live = async |method: &str, path: &str| {
        let request = Request::new(server.address, method, &format!("/api/v1{path}")).token(OPERATOR);
        request.header("colli-environment", "live").send().await
    };
    for (method, suffix, body) in [
        ("GET", "", Value::Null),
        ("PATCH", "", json!({"enabled": false})),
        ("DELETE", "", Value::Null),
        ("POST", "/rotate-key", Value::Null),
    ] {
        let path = path(&app) + suffix;
        let reply = call_as(&server, OTHER_OPERATOR, method, &path, &body).await;
        assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text());
        if method != "PATCH" {
            assert_eq!(live(method, &path).await.status, 404, "{method} {path}");
        }
    }
    assert_eq!(live("GET", "/apps").await.json(), json!({"apps": []}));
    let others = call_as(&server, OTHER_OPERATOR, "GET", "/apps", &Value::Null).await;
    assert!(!others.text().contains(app["id"].as_str().unwrap()));
    assert_eq!(opens(&server, key(&app)).await.0, NO_PARCEL, "untouched");
}

#[tokio::test]
async fn what_is_wrong_with_an_app_is_named() {
    let server = TestServer::start().await;
    let long = "x".repeat(501);
    for (body, fields) in [
        (json!({}), vec!["name", "scopes"]),
        (json!({"name": " ", "scopes": []}), vec!["name", "scopes"]),
        (json!({"name": "Bot", "scopes": ["tracking", "all"]}), vec!["scopes[1]"]),
        (json!({"name": &long[..101], "scopes": ["tracking"]}), vec!["name"]),
        (
            json!({"name": "Bot", "description": long, "scopes": ["tracking"]}),
            vec!["description"],
        ),
        (
            json!({"name": "a\u{0}b", "scopes": ["tracking"], "quota": {"callsPerDay": 0}}),
            vec!["name", "quota.callsPerDay"],
        ),
    ] {
        let reply = call(&server, "POST", "/apps", &body).await;
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        let details = reply.json()["error"]["details"].clone();
        let named: Vec<&str> = details
            .as_array()
            .unwrap()
            .iter()
            .map(|d| d["field"].as_str().unwrap())
            .collect();
        assert_eq!(named, fields, "{body}");
    }
    for (body, field, rule, accepted) in [
        (json!({"name": 5, "scopes": ["tracking"]}), "name", "type", "a string"),
        (json!({"name": "Bot", "scopes": "tracking"}), "scopes", "type", "a list"),
        (
            json!({"name": "Bot", "scopes": ["tracking", 7]}),
            "scopes[1]",
            "type",
            "a string",
        ),
        (
            json!({"name": "Bot", "scopes": ["tracking"], "quota": {"callsPerDay": -1}}),
            "quota.callsPerDay",
            "value",
            "a whole number, 0 or more",
        ),
        (
            json!({"name": "Bot", "scopes": ["tracking"], "quota": {"callsPerDay": "many"}}),
            "quota.callsPerDay",
            "type",
            "a whole number, 0 or more",
        ),
        (
            json!({"name": "Bot", "scopes": ["tracking"], "quota": 5}),
            "quota",
            "type",
            "an object",
        ),
        (
            json!({"name": "Bot", "scopes": ["tracking"], "secret": "x"}),
            "secret",
            "unknown",
            "name",
        ),
        (json!(7), "", "type", "an object"),
    ] {
        let reply = call(&server, "POST", "/apps", &body).await;
        assert_eq!(reply.status, 400, "{body}");
        let detail = reply.json()["error"]["details"][0].clone();
        assert_eq!(
            (&detail["field"], &detail["rule"]),
            (&json!(field), &json!(rule)),
            "{detail}"
        );
        assert_eq!(detail["accepted"][0], accepted, "{detail}");
    }
    for body in [json!([]), json!("Bot")] {
        assert_eq!(call(&server, "POST", "/apps", &body).await.status, 400, "{body}");
    }
    for id in ["1", "%00", "c0111000-0000-4000-8000-00000000ffff"] {
        assert_eq!(
            call(&server, "GET", &format!("/apps/{id}"), &Value::Null).await.status,
            404
        );
    }
}
