//! Every route: authentication, OpenAPI, other methods, slashes. A new route is covered by being in `routes()`.

use crate::support::client::Reply;
use crate::support::{TEST, TestServer, samples};
use colli_http::dhl_parcel::{Access, MOUNT, Route, routes};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A path with its parameters filled in, so that the route answers 200 where it needs no body.
fn filled(path: &str) -> String {
    let id = if path.starts_with("/parcel-shop-locations") {
        "8004-NL-000001".to_owned()
    } else {
        samples::uuid(1)
    };
    path.replace("{senderType}", "business")
        .replace("{fromCountry}", "NL")
        .replace("{countryCode}", "NL")
        .replace("{productKey}", "EPL")
        .replace("{file}", "nl_NL.json")
        .replace("{type}", "cancel")
        .replace("{id}", &id)
}

async fn call(server: &TestServer, method: &str, path: &str, authorization: Option<&str>) -> Reply {
    let mut request = server.request(method, path);
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    if method == "POST" {
        request = request.json(&json!({}));
    }
    request.send().await
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

#[tokio::test]
async fn every_secured_route_refuses_whoever_has_no_valid_access_token() {
    let server = TestServer::start().await;
    let expired = server.token(&TEST).await;
    server.clock.advance_seconds(3_600);
    let tokens = server.tokens(&TEST).await;
    let refresh = tokens["refreshToken"].as_str().unwrap();
    let valid = tokens["accessToken"].as_str().unwrap();
    let secured: Vec<Route> = routes()
        .into_iter()
        .filter(|route| route.access == Access::Bearer)
        .collect();
    assert!(!secured.is_empty());
    for route in &secured {
        let path = filled(route.path);
        for (what, authorization) in [
            ("nothing", None),
            ("an empty header", Some(String::new())),
            ("garbage", Some("Bearer garbage".to_owned())),
            ("an expired token", Some(format!("Bearer {expired}"))),
            ("a refresh token", Some(format!("Bearer {refresh}"))),
            ("another scheme", Some(format!("Basic {valid}"))),
            ("a key", Some(format!("Bearer {}", TEST.key))),
        ] {
            let reply = call(&server, route.method, &path, authorization.as_deref()).await;
            reply.assert_error(401, &format!("{} with {what}", name(route)));
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"), "{}", name(route));
        }
        let reply = call(&server, route.method, &path, Some(&format!("Bearer {valid}"))).await;
        assert_ne!(reply.status, 401, "{} with a valid token", name(route));
    }
}

#[tokio::test]
async fn no_public_route_minds_a_token_good_or_bad() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    for route in routes().iter().filter(|route| route.access == Access::Public) {
        let path = filled(route.path);
        let without = call(&server, route.method, &path, None).await;
        assert!(
            !matches!(without.status, 401 | 403),
            "{} {}",
            name(route),
            without.status
        );
        for value in [
            "Bearer garbage".to_owned(),
            "Basic eDp5".to_owned(),
            format!("Bearer {token}"),
            String::new(),
        ] {
            let with = call(&server, route.method, &path, Some(&value)).await;
            assert_eq!(with.status, without.status, "{} with {value:.20}", name(route));
        }
    }
}

#[tokio::test]
async fn other_methods_are_405_and_unknown_paths_404_in_json() {
    let server = TestServer::start().await;
    let token = format!("Bearer {}", server.token(&TEST).await);
    let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for route in routes() {
        methods.entry(route.path).or_default().insert(route.method);
    }
    for (path, known) in &methods {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
            if known.contains(method) {
                continue;
            }
            let reply = call(&server, method, &filled(path), Some(&token)).await;
            reply.assert_error(405, &format!("{method} {path}"));
            let allow = reply.header("allow").unwrap_or_default();
            assert!(
                known.iter().all(|method| allow.contains(method)),
                "{path} allows {known:?}, says {allow}"
            );
        }
    }
    for path in [
        "",
        "/nothing",
        "/shipments/a/b",
        "/labels/a/b/c",
        "/%F0%9F%93%A6",
        "/..%2f..",
        "/capabilities",
    ] {
        for method in ["GET", "POST", "DELETE"] {
            call(&server, method, path, None)
                .await
                .assert_error(404, &format!("{method} {path}"));
        }
    }
}

#[tokio::test]
async fn undecodable_path_parameters_are_4xx_in_json() {
    let server = TestServer::start().await;
    let token = format!("Bearer {}", server.token(&TEST).await);
    for route in routes()
        .iter()
        .filter(|route| route.method == "GET" && route.path.contains('{'))
    {
        for value in [
            "%FF",
            "%00",
            "a%2Fb",
            "%",
            "..",
            "%E2%80%AE",
            "x".repeat(5_000).as_str(),
        ] {
            let (start, _) = route.path.split_once('{').unwrap();
            let rest = route.path[start.len()..]
                .split_once('/')
                .map_or(String::new(), |(_, rest)| format!("/{rest}"));
            let reply = call(&server, "GET", &filled(&format!("{start}{value}{rest}")), Some(&token)).await;
            let about = format!("{} with {value:.10}", name(route));
            // An unknown country or product is an empty answer or a 4xx, as the route has it.
            if reply.status != 200 {
                assert!(
                    matches!(reply.status, 400 | 404),
                    "{about}: {} {}",
                    reply.status,
                    reply.text()
                );
                reply.assert_error(reply.status, &about);
            }
        }
    }
}

#[tokio::test]
async fn trailing_and_double_slashes_are_tolerated() {
    let server = TestServer::start().await;
    let token = format!("Bearer {}", server.token(&TEST).await);
    for route in routes() {
        let path = filled(route.path);
        let plain = call(&server, route.method, &path, Some(&token)).await;
        for variant in [format!("{path}/"), path.replace('/', "//"), format!("/{path}//")] {
            let reply = call(&server, route.method, &variant, Some(&token)).await;
            assert_eq!(reply.status, plain.status, "{} as {variant}", name(&route));
            if !path.starts_with("/authenticate") {
                assert_eq!(reply.text(), plain.text(), "{} as {variant}", name(&route));
            }
        }
    }
}

#[tokio::test]
async fn a_get_may_carry_a_content_type_and_a_body() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    for route in routes().iter().filter(|route| route.method == "GET") {
        let path = filled(route.path);
        let plain = server.get(&path).token(&token).send().await;
        let odd = server.get(&path).token(&token).json(&json!([])).send().await;
        assert_eq!(
            (odd.status, odd.text()),
            (plain.status, plain.text()),
            "{}",
            name(route)
        );
    }
}

/// The document and its operations by method and path.
async fn openapi(server: &TestServer) -> (Value, BTreeMap<(String, String), Value>) {
    let reply = crate::support::client::Request::new(server.address, "GET", "/docs/dhl-parcel/openapi.json")
        .send()
        .await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/json"))
    );
    let document = reply.json();
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.insert((method.to_uppercase(), path.clone()), operation.clone());
        }
    }
    (document, operations)
}

#[tokio::test]
async fn openapi_lists_exactly_the_routes_with_their_access() {
    let server = TestServer::start().await;
    let (document, operations) = openapi(&server).await;
    let documented: BTreeSet<_> = operations.keys().cloned().collect();
    let routed: BTreeSet<_> = routes()
        .iter()
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(documented, routed);
    assert_eq!(document["servers"][0]["url"], MOUNT);
    for route in routes() {
        let operation = &operations[&(route.method.to_owned(), route.path.to_owned())];
        let secured = operation["security"] == json!([{"bearer": []}]);
        assert_eq!(
            secured,
            route.access == Access::Bearer,
            "{}: {}",
            name(&route),
            operation["security"]
        );
    }
}

#[tokio::test]
async fn openapi_is_sound() {
    let server = TestServer::start().await;
    let (document, operations) = openapi(&server).await;
    assert!(
        document["openapi"].as_str().unwrap().starts_with("3.1."),
        "{}",
        document["openapi"]
    );
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    let scheme = &document["components"]["securitySchemes"]["bearer"];
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&json!("http"), &json!("bearer")));
    assert_references(&document, &document);
    let mut ids = BTreeSet::new();
    for ((method, path), operation) in &operations {
        let about = format!("{method} {path}");
        let id = operation["operationId"]
            .as_str()
            .unwrap_or_else(|| panic!("{about} has no operationId"));
        assert!(ids.insert(id), "{about}: the operationId {id} is used twice");
        assert!(
            operation["summary"].is_string() || operation["description"].is_string(),
            "{about} says nothing"
        );
        assert_answers(operation, path, &about);
        assert_parameters(operation, path, &about);
        let bodies = operation["requestBody"]["content"].as_object();
        let described = bodies.is_some_and(|kinds| kinds.values().all(|kind| kind["schema"].is_object()));
        assert_eq!(described, method == "POST", "{about}");
    }
}

fn assert_references(node: &Value, document: &Value) {
    match node {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref") {
                let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
                assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
            }
            members.values().for_each(|value| assert_references(value, document));
        }
        Value::Array(entries) => entries.iter().for_each(|value| assert_references(value, document)),
        _ => {}
    }
}

fn assert_answers(operation: &Value, path: &str, about: &str) {
    let answers = operation["responses"].as_object().unwrap();
    let is = |wanted: char| answers.keys().any(|status| status.starts_with(wanted));
    assert!(is('2'), "{about} has no good answer");
    assert!(
        answers.values().all(|answer| answer["description"].is_string()),
        "{about}"
    );
    assert!(
        !operation["security"].is_array() || answers.contains_key("401"),
        "{about} lacks its 401"
    );
    assert!(
        !operation["requestBody"].is_object() || answers.contains_key("400"),
        "{about} lacks its 400"
    );
    assert!(
        !path.ends_with("{id}") || answers.contains_key("404"),
        "{about} lacks its 404"
    );
}

fn assert_parameters(operation: &Value, path: &str, about: &str) {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let in_path: BTreeSet<&str> = parameters
        .iter()
        .filter(|entry| entry["in"] == "path")
        .map(|entry| entry["name"].as_str().unwrap())
        .collect();
    let templated: BTreeSet<&str> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .collect();
    assert_eq!(in_path, templated, "{about}");
    for parameter in &parameters {
        assert!(parameter["schema"].is_object(), "{about}: {parameter}");
        assert!(
            parameter["in"] != "path" || parameter["required"] == true,
            "{about}: {parameter}"
        );
    }
}
