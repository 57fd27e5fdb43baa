//! Documentation pages and what operators ask (design sections 2 and 11; issue, Deliver 2 and 11).

use crate::support::client::{Reply, Request};
use crate::support::samples::{shipment, uuid};
use crate::support::{TEST, TestServer};
use std::collections::BTreeSet;

async fn get(server: &TestServer, path: &str) -> Reply {
    Request::new(server.address, "GET", path).send().await
}

/// The values of an attribute.
fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("{name}=\"");
    html.split(start.as_str())
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

#[tokio::test]
async fn pages_are_html_with_protective_headers() {
    let server = TestServer::start().await;
    for path in ["/", "/docs", "/docs/", "/docs/dhl-parcel"] {
        let reply = get(&server, path).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some("text/html; charset=utf-8")),
            "{path}"
        );
        let policy = reply.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("http"), "{path} may load from elsewhere: {policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("x-frame-options"), Some("DENY"), "{path}");
        assert!(reply.header("referrer-policy").is_some(), "{path}");
    }
}

#[tokio::test]
async fn pages_work_without_a_network_and_their_links_lead_somewhere() {
    let server = TestServer::start().await;
    let (mut seen, mut next) = (BTreeSet::new(), vec!["/".to_owned()]);
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let reply = get(&server, &path).await;
        assert_eq!(reply.status, 200, "{path}");
        if !reply
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
        {
            continue;
        }
        let html = reply.text();
        for loaded in attribute(&html, "src") {
            assert!(!loaded.contains("//"), "{path} loads {loaded}");
        }
        assert!(
            !html.contains("@import") && !html.contains("url("),
            "{path} loads styles"
        );
        let ids: BTreeSet<&str> = attribute(&html, "id").into_iter().collect();
        for link in attribute(&html, "href") {
            match link.split_at_checked(1) {
                Some(("#", anchor)) => assert!(ids.contains(anchor), "{path} has no {link}"),
                Some(("/", _)) => next.push(link.split('#').next().unwrap().to_owned()),
                _ => assert!(link.starts_with("https://"), "{path} links {link}"),
            }
        }
    }
    for page in ["/docs", "/docs/dhl-parcel", "/docs/dhl-parcel/openapi.json"] {
        assert!(seen.contains(page), "nothing links to {page}: {seen:?}");
    }
}

#[tokio::test]
async fn the_dialects_page_shows_every_operation() {
    let server = TestServer::start().await;
    let html = get(&server, "/docs/dhl-parcel").await.text();
    for route in colli_http::dhl_parcel::routes() {
        assert!(html.contains(route.path), "{} is missing", route.path);
    }
    assert_eq!(get(&server, "/docs/nothing").await.status, 404);
}

#[tokio::test]
async fn health_readiness_and_a_store_that_is_gone() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    assert_eq!(get(&server, "/healthz").await.status, 200);
    assert_eq!(get(&server, "/readyz").await.status, 200);
    server.service.close().await;
    assert_eq!(get(&server, "/healthz").await.status, 200, "the process lives");
    let unready = get(&server, "/readyz").await;
    unready.assert_error(503, "readyz without a store");
    let refused = server
        .post("/shipments")
        .token(&token)
        .json(&shipment(&uuid(1)))
        .send()
        .await;
    refused.assert_error(503, "a write without a store");
    for reply in [unready, refused] {
        assert!(
            reply
                .header("retry-after")
                .is_some_and(|seconds| seconds.parse::<u32>().is_ok()),
            "{:?}",
            reply.headers
        );
    }
    assert_eq!(
        server.get("/products").send().await.status,
        200,
        "the catalogue needs no store"
    );
}

/// Reads the Prometheus text format: `name{labels} value`, comments aside.
fn samples(text: &str) -> Vec<(String, f64)> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
            let name = series.split('{').next().unwrap();
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b':'),
                "{line}"
            );
            assert_eq!(series.contains('{'), series.ends_with('}'), "{line}");
            (series.to_owned(), value.parse().unwrap_or_else(|_| panic!("{line}")))
        })
        .collect()
}

#[tokio::test]
async fn metrics_count_requests_by_route_and_never_by_path() {
    colli_http::operations::install_metrics();
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let id = uuid(1);
    assert_eq!(
        server
            .post("/shipments")
            .token(&token)
            .json(&shipment(&id))
            .send()
            .await
            .status,
        201
    );
    assert_eq!(
        server
            .get(&format!("/shipments/{id}"))
            .token(&token)
            .send()
            .await
            .status,
        200
    );
    assert_eq!(get(&server, "/personal/3542AD/Jansen").await.status, 404);
    let reply = get(&server, "/metrics").await;
    assert_eq!(reply.status, 200);
    assert!(
        reply
            .header("content-type")
            .unwrap()
            .starts_with("text/plain; version=0.0.4")
    );
    let text = reply.text();
    let samples = samples(&text);
    let count = |parts: &[&str]| -> f64 {
        samples
            .iter()
            .filter(|(series, _)| {
                series.starts_with("http_requests_total{") && parts.iter().all(|part| series.contains(part))
            })
            .map(|(_, value)| value)
            .sum()
    };
    assert!(count(&["/shipments/{id}", "GET", "200"]) >= 1.0, "{text:.2000}");
    assert!(count(&["POST", "/shipments", "201"]) >= 1.0);
    assert!(
        samples
            .iter()
            .any(|(series, _)| series.starts_with("http_request_duration_seconds_bucket{"))
    );
    for secret in [id.as_str(), "Jansen", "3542AD", TEST.key] {
        assert!(!text.contains(secret), "{secret} is in the metrics");
    }
}

#[tokio::test]
async fn every_answer_carries_a_request_id() {
    let server = TestServer::start().await;
    let ask = |path: &str, id: &str| {
        Request::new(server.address, "GET", path)
            .header("x-request-id", id)
            .send()
    };
    for path in [
        "/dhl-parcel/products",
        "/dhl-parcel/shipments",
        "/nothing",
        "/healthz",
        "/docs",
    ] {
        assert_eq!(
            ask(path, "shop-42_a.B").await.header("x-request-id"),
            Some("shop-42_a.B"),
            "{path}"
        );
    }
    let mut made = BTreeSet::new();
    let long = "x".repeat(65);
    for bad in ["", "two words", "a\tb", "<script>", "a;b", "é", long.as_str()] {
        let reply = ask("/healthz", bad).await;
        let id = reply.header("x-request-id").unwrap().to_owned();
        assert!(!id.is_empty() && id != bad && id.len() <= 64, "{bad:?} became {id:?}");
        assert!(made.insert(id), "an id was given twice");
    }
    assert!(
        made.insert(
            get(&server, "/healthz")
                .await
                .header("x-request-id")
                .unwrap()
                .to_owned()
        )
    );
}
