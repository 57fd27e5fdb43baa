//! Every route: authentication, environment, OpenAPI, other methods. A new route is covered by being in `routes()`.

use crate::support::client::{Reply, Request};
use crate::support::{OPERATOR, OTHER_OPERATOR, TEST, TestServer};
use colli_http::api::{MOUNT, Route, routes};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A path with its parameters filled in.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, end) = after.split_once('}').unwrap();
        filled.push_str(before);
        filled.push_str("c0111000-0000-4000-8000-00000000ffff");
        rest = end;
    }
    filled + rest
}

async fn call(server: &TestServer, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::new(server.address, method, &format!("{MOUNT}{}", filled(path)));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    if method != "GET" {
        request = request.json(&json!({}));
    }
    request.send().await
}

/// The key of a refusal, whose shape is checked.
fn refusal(reply: &Reply, status: u16, about: &str) -> String {
    assert_eq!(reply.status, status, "{about}: {}", reply.text());
    let body = reply.json();
    assert!(body["error"]["message"].is_string(), "{about}: {body}");
    body["error"]["key"]
        .as_str()
        .unwrap_or_else(|| panic!("{about}: {body}"))
        .to_owned()
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

#[tokio::test]
async fn every_route_refuses_whoever_has_no_operator_token() {
    let server = TestServer::start().await;
    let access_token = format!("Bearer {}", server.token(&TEST).await);
    assert!(!routes().is_empty());
    for route in routes() {
        for (what, authorization) in [
            ("nothing", None),
            ("an empty header", Some("")),
            ("garbage", Some("Bearer garbage")),
            ("an access token of a dialect", Some(access_token.as_str())),
            ("another scheme", Some("Basic colli_demo_admin")),
        ] {
            let headers: Vec<_> = authorization.iter().map(|value| ("authorization", *value)).collect();
            let reply = call(&server, route.method, route.path, &headers).await;
            let about = format!("{} with {what}", name(&route));
            assert_eq!(refusal(&reply, 401, &about), "unauthorized");
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"), "{about}");
        }
        for token in [OPERATOR, OTHER_OPERATOR] {
            let bearer = format!("Bearer {token}");
            let reply = call(&server, route.method, route.path, &[("authorization", &bearer)]).await;
            assert!(
                !matches!(reply.status, 401 | 500..),
                "{}: {}",
                name(&route),
                reply.text()
            );
        }
    }
}

#[tokio::test]
async fn the_environment_is_test_or_live() {
    let server = TestServer::start().await;
    for route in routes() {
        let headers = [
            ("authorization", "Bearer colli_demo_admin"),
            ("colli-environment", "prod"),
        ];
        let reply = call(&server, route.method, route.path, &headers).await;
        assert_eq!(refusal(&reply, 400, &name(&route)), "invalid");
        let accepted = &reply.json()["error"]["details"][0]["accepted"];
        assert_eq!(accepted, &json!(["test", "live"]));
    }
}

#[tokio::test]
async fn other_methods_are_405_and_unknown_paths_404() {
    let server = TestServer::start().await;
    let bearer = [("authorization", "Bearer colli_demo_admin")];
    let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for route in routes() {
        methods.entry(route.path).or_default().insert(route.method);
    }
    for (path, known) in &methods {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if !known.contains(method) {
                let reply = call(&server, method, path, &bearer).await;
                refusal(&reply, 405, &format!("{method} {path}"));
            }
        }
    }
    for path in ["", "/nothing", "/clock/advance/far"] {
        refusal(&call(&server, "GET", path, &bearer).await, 404, path);
    }
}

#[tokio::test]
async fn openapi_lists_exactly_the_routes() {
    let server = TestServer::start().await;
    let reply = Request::new(server.address, "GET", "/docs/api/openapi.json")
        .send()
        .await;
    let document: Value = reply.json();
    assert_eq!(document["servers"][0]["url"], MOUNT);
    let mut documented = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            documented.insert((method.to_uppercase(), path.clone()));
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert!(
                operation["summary"].is_string() || operation["description"].is_string(),
                "{id}"
            );
        }
    }
    let routed: BTreeSet<_> = routes()
        .iter()
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(documented, routed);
}
