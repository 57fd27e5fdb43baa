//! Every route: keys, scopes, slashes, other methods, OpenAPI. A new route is covered by being in `routes()`.

use crate::support::client::{Reply, Request};
use crate::support::{OPERATOR, TEST, TestServer};
use colli_core::app::Scope;
use colli_http::dhl::{MOUNT, Route, routes};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A path with its parameters filled in by what nothing is called.
fn filled(path: &str) -> String {
    path.replace("{id}", "c0111000-0000-4000-8000-00000000ffff")
}

async fn call(server: &TestServer, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::new(server.address, method, &format!("{MOUNT}{}", filled(path)));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    if method == "POST" {
        request = request.json(&json!({}));
    }
    request.send().await
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

/// A problem of exactly the members every client survives (reference 1.6); its title.
fn title(reply: &Reply, status: u16, about: &str) -> String {
    assert_eq!(reply.status, status, "{about}: {}", reply.text());
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json"),
        "{about}"
    );
    let body = reply.json();
    assert_eq!(body["status"], status, "{about}");
    assert!(!body["detail"].as_str().unwrap().is_empty(), "{about}");
    let members: BTreeSet<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let known = BTreeSet::from(["title", "status", "detail", "instance"]);
    assert!(members.is_subset(&known), "{about}: {body}");
    body["title"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_route_needs_a_key_whose_app_has_its_scope() {
    let server = TestServer::start().await;
    let access_token = format!("Bearer {}", server.token(&TEST).await);
    assert!(routes().len() >= 10);
    for route in routes() {
        let other_scope = match route.scope {
            Scope::Tracking => "colli-demo-locations-only",
            Scope::Locations | Scope::Shipping => "colli-demo-tracking-only",
        };
        let long = "k".repeat(4_000);
        for (what, headers) in [
            ("nothing", vec![]),
            ("an empty key", vec![("dhl-api-key", "")]),
            ("an unknown key", vec![("dhl-api-key", "garbage")]),
            ("an endless key", vec![("dhl-api-key", long.as_str())]),
            ("another scope", vec![("dhl-api-key", other_scope)]),
            ("an operator's token as key", vec![("dhl-api-key", OPERATOR)]),
            ("a key as bearer", vec![("authorization", "Bearer colli-demo-key")]),
            ("an access token", vec![("authorization", access_token.as_str())]),
        ] {
            let reply = call(&server, route.method, route.path, &headers).await;
            let about = format!("{} with {what}", name(&route));
            assert_eq!(title(&reply, 401, &about), "Unauthorized");
            assert_eq!(reply.header("www-authenticate"), Some("DHL-API-Key"), "{about}");
        }
        for header in ["DHL-API-Key", "dhl-api-key", "Dhl-Api-Key"] {
            for slash in ["", "/"] {
                let path = format!("{}{slash}", route.path);
                let reply = call(&server, route.method, &path, &[(header, "colli-demo-key")]).await;
                let status = reply.status;
                assert!(
                    (200..500).contains(&status) && status != 401 && status != 405,
                    "{} {header}: {}",
                    name(&route),
                    reply.text()
                );
            }
        }
    }
}

#[tokio::test]
async fn other_methods_are_405_and_unknown_paths_404() {
    let server = TestServer::start().await;
    let key = [("dhl-api-key", "colli-demo-key")];
    let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for route in routes() {
        methods.entry(route.path).or_default().insert(route.method);
    }
    for (path, known) in &methods {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if !known.contains(method) {
                let about = format!("{method} {path}");
                title(&call(&server, method, path, &key).await, 405, &about);
            }
        }
    }
    for path in [
        "",
        "/track",
        "/track/shipments/1",
        "/location-finder/v1",
        "/tracking/push/v2/subscriptions",
    ] {
        title(&call(&server, "GET", path, &key).await, 404, path);
    }
}

#[tokio::test]
async fn openapi_lists_exactly_the_routes() {
    let server = TestServer::start().await;
    let reply = Request::new(server.address, "GET", "/docs/dhl/openapi.json")
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
        }
    }
    let routed: BTreeSet<_> = routes()
        .iter()
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(documented, routed);
}
