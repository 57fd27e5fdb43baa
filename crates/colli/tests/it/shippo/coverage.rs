//! Every route: authentication, status codes, slashes, other methods, OpenAPI. A new route is covered by being in `routes()`.

use super::merchant::{MINE, NOBODY};
use crate::support::client::{Reply, Request};
use crate::support::{OPERATOR, TEST, TestServer};
use colli_http::shippo::{MOUNT, Route, routes};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A path with its parameters filled in by what nothing is called.
fn filled(path: &str) -> String {
    let path = path
        .replace("{currency}", "EUR")
        .replace("{carrier}", "dhl_ecommerce")
        .replace("{number}", "9261299999999900348426");
    let mut filled = String::new();
    let mut rest = path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (_, end) = after.split_once('}').unwrap();
        filled = filled + before + NOBODY;
        rest = end;
    }
    filled + rest
}

fn request(server: &TestServer, method: &str, path: &str, authorization: Option<&str>) -> Request {
    let mut request = Request::new(server.address, method, &format!("{MOUNT}{path}"));
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    if ["POST", "PUT"].contains(&method) {
        request = request.json(&json!({}));
    }
    request
}

async fn call(server: &TestServer, method: &str, path: &str, authorization: Option<&str>) -> Reply {
    request(server, method, path, authorization).send().await
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

/// What is known of a refusal: JSON, and an object (reference 2.6).
fn assert_object(reply: &Reply, about: &str) -> Value {
    assert_eq!(
        reply.header("content-type"),
        Some("application/json"),
        "{about}: {}",
        reply.text()
    );
    let body = reply.json();
    assert!(body.is_object(), "{about}: {body}");
    body
}

#[tokio::test]
async fn every_route_refuses_whoever_has_no_token() {
    let server = TestServer::start().await;
    let access_token = format!("Bearer {}", server.token(&TEST).await);
    assert!(routes().len() > 40, "ranks 1 to 12");
    for route in routes() {
        let path = filled(route.path);
        for slash in ["", "/"] {
            for (what, authorization, detail) in [
                ("nothing", None, "Authentication credentials were not provided."),
                (
                    "an empty header",
                    Some(""),
                    "Authentication credentials were not provided.",
                ),
                (
                    "an unknown token",
                    Some("ShippoToken shippo_test_nobody"),
                    "Token does not exist",
                ),
                ("an unknown value", Some("shippo_live_nobody"), "Token does not exist"),
                (
                    "an access token of another dialect",
                    Some(access_token.as_str()),
                    "Token does not exist",
                ),
                ("a token of the own API", Some(OPERATOR), "Token does not exist"),
            ] {
                let reply = call(&server, route.method, &format!("{path}{slash}"), authorization).await;
                let about = format!("{}{slash} with {what}", name(&route));
                assert_eq!(reply.status, 401, "{about}: {}", reply.text());
                assert_eq!(assert_object(&reply, &about), json!({"detail": detail}), "{about}");
                assert!(reply.header("www-authenticate").is_some(), "{about}");
            }
        }
    }
}

#[tokio::test]
async fn every_form_of_a_token_opens_every_route_with_and_without_a_slash() {
    let server = TestServer::start().await;
    let forms = [
        format!("ShippoToken {MINE}"),
        MINE.to_owned(),
        format!("Bearer {MINE}"),
        format!("shippotoken  {MINE} "),
    ];
    for route in routes() {
        let path = filled(route.path);
        let mut statuses = BTreeSet::new();
        for form in &forms {
            for slash in ["", "/"] {
                let reply = call(&server, route.method, &format!("{path}{slash}"), Some(form)).await;
                let about = format!("{}{slash} with '{form}'", name(&route));
                assert!(
                    !matches!(reply.status, 301..=308 | 401 | 403 | 405 | 500..),
                    "{about}: {}",
                    reply.text()
                );
                if !reply.body.is_empty() {
                    assert_eq!(reply.header("content-type"), Some("application/json"), "{about}");
                }
                statuses.insert(reply.status);
            }
        }
        assert!(statuses.len() == 1, "{}: {statuses:?}", name(&route));
    }
}

#[tokio::test]
async fn the_cookie_and_the_version_an_sdk_sends_change_nothing() {
    let server = TestServer::start().await;
    for route in routes().iter().filter(|route| route.method == "GET") {
        let path = filled(route.path);
        let token = format!("ShippoToken {MINE}");
        let plain = call(&server, "GET", &path, Some(&token)).await;
        for version in ["2014-02-11", "2016-10-25", "2017-03-29", "2017-08-01", "2018-02-08"] {
            let request = request(&server, "GET", &path, Some(&token))
                .header("cookie", "")
                .header("shippo-api-version", version)
                .accept("*/*");
            let reply = request.send().await;
            assert_eq!(
                (reply.status, reply.text()),
                (plain.status, plain.text()),
                "{}",
                name(route)
            );
        }
    }
}

#[tokio::test]
async fn bodies_that_are_no_objects_are_refused_in_json() {
    let server = TestServer::start().await;
    let token = format!("ShippoToken {MINE}");
    let writing = routes()
        .into_iter()
        .filter(|route| ["POST", "PUT"].contains(&route.method));
    for route in writing {
        let path = filled(route.path);
        let batch_of = route.path.ends_with("_shipments");
        for body in [
            "",
            "null",
            "[]",
            "[null]",
            "\"x\"",
            "7",
            "true",
            "{",
            "{\"a\":}",
            "\u{feff}",
            "{\"a\": 1} x",
        ] {
            if batch_of && body.starts_with('[') || route.path.ends_with("/purchase") {
                continue;
            }
            let request = Request::new(server.address, route.method, &format!("{MOUNT}{path}"));
            let request = request
                .header("authorization", &token)
                .header("content-type", "application/json");
            let reply = request.body(body).send().await;
            let about = format!("{} with '{body}'", name(&route));
            assert!(
                matches!(reply.status, 400 | 404 | 422),
                "{about}: {} {}",
                reply.status,
                reply.text()
            );
            assert!(
                !assert_object(&reply, &about).as_object().unwrap().is_empty(),
                "{about}"
            );
        }
    }
}

#[tokio::test]
async fn unknown_ids_and_paths_are_404_and_other_methods_405() {
    let server = TestServer::start().await;
    let token = format!("ShippoToken {MINE}");
    let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for route in routes() {
        methods.entry(route.path).or_default().insert(route.method);
        if route.method == "GET" && route.path.ends_with("/{id}") && !route.path.starts_with("/shippo-accounts") {
            for id in [
                NOBODY,
                "x",
                "0",
                "..%2f..",
                "%00",
                "%F0%9F%93%A6",
                "c0111000-0000-4000-8000-00000000ffff",
            ] {
                let path = route.path.replace("{id}", id);
                let reply = call(&server, "GET", &path, Some(&token)).await;
                assert_eq!(reply.status, 404, "{path}: {}", reply.text());
                assert_eq!(assert_object(&reply, &path), json!({"detail": "Not found."}));
            }
        }
    }
    for (path, known) in &methods {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let of_neighbour = methods
                .iter()
                .any(|(other, methods)| other.contains('{') && fits(&filled(path), other) && methods.contains(method));
            if !known.contains(method) && !of_neighbour {
                let reply = call(&server, method, &filled(path), Some(&token)).await;
                assert_eq!(reply.status, 405, "{method} {path}: {}", reply.text());
                assert_object(&reply, path);
            }
        }
    }
    for path in ["", "/nothing", "/shipments/a/b/c/d", "/transactions/a/b"] {
        for method in ["GET", "POST"] {
            let reply = call(&server, method, path, Some(&token)).await;
            assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text());
            assert_object(&reply, path);
        }
    }
}

/// Whether a path is one of a pattern's.
fn fits(path: &str, pattern: &str) -> bool {
    let (parts, wanted): (Vec<&str>, Vec<&str>) = (path.split('/').collect(), pattern.split('/').collect());
    parts.len() == wanted.len()
        && parts
            .iter()
            .zip(&wanted)
            .all(|(part, wanted)| part == wanted || wanted.starts_with('{'))
}

#[tokio::test]
async fn openapi_lists_the_routes_but_those_that_refuse_in_words() {
    let server = TestServer::start().await;
    let document = Request::new(server.address, "GET", "/docs/shippo/openapi.json")
        .send()
        .await
        .json();
    assert_eq!(document["servers"][0]["url"], MOUNT);
    let (mut documented, mut ids) = (BTreeSet::new(), BTreeSet::new());
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
    let unrouted: Vec<_> = documented.difference(&routed).collect();
    assert!(unrouted.is_empty(), "{unrouted:?}");
    for (method, path) in routed.difference(&documented) {
        let reply = call(&server, method, &filled(path), Some(MINE)).await;
        assert_eq!(reply.status, 400, "{method} {path}: {}", reply.text());
        let detail = assert_object(&reply, path)["detail"].as_str().unwrap().to_owned();
        assert!(detail.len() > 40, "{method} {path} says what to do instead: {detail}");
    }
}
