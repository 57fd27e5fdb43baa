//! Pages in browsers.

use super::{KEY, error, message, post};
use crate::support::TestServer;
use crate::support::client::Request;
use axum::body::Body;
use axum::http::{Request as HttpRequest, header};
use colli_http::mcp::Origin;
use colli_http::middleware::RequestIds;
use colli_http::{Settings, router_with};
use serde_json::json;
use std::sync::Arc;
use tower::ServiceExt as _;

#[tokio::test]
async fn a_foreign_page_is_refused_before_anything_else() {
    let server = TestServer::start().await;
    let other_port = format!("http://127.0.0.1:{}", server.address.port() ^ 1);
    for origin in [
        "https://evil.example",
        "null",
        "",
        "http://localhost",
        &other_port,
        "file://",
        "\u{e9}",
    ] {
        let request = post(&server).header("origin", origin);
        let reply = request
            .header("dhl-api-key", KEY)
            .json(&message("ping", &json!({})))
            .send()
            .await;
        assert_eq!(error(&reply).0, 403, "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
        for method in ["GET", "OPTIONS"] {
            let request = Request::new(server.address, method, "/mcp").header("origin", origin);
            assert_eq!(request.send().await.status, 403, "{method} {origin}");
        }
    }
}

#[tokio::test]
async fn a_page_of_the_own_host_may_call() {
    let server = TestServer::start().await;
    let own = format!("http://{}", server.address);
    let request = post(&server).header("origin", &own).header("dhl-api-key", KEY);
    let reply = request.json(&message("ping", &json!({}))).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("access-control-allow-origin"), Some(own.as_str()));
    let request = post(&server).header("origin", &own);
    let reply = request.json(&message("ping", &json!({}))).send().await;
    assert_eq!(reply.status, 401, "but needs a key all the same");
}

#[tokio::test]
async fn pages_of_configured_origins_and_of_the_public_address_may_call() {
    let server = TestServer::start().await;
    server.service.use_public_url("https://parcels.shop.example/colli");
    let settings = Settings {
        mcp_origins: vec![Origin::parse("https://chat.shop.example").unwrap()],
    };
    let router = router_with(Arc::clone(&server.service), RequestIds::new(1), settings).unwrap();
    let ask = async |method: &str, origin: &str| {
        let request = HttpRequest::builder().method(method).uri("/mcp");
        let request = request
            .header(header::HOST, "parcels.shop.example")
            .header(header::ORIGIN, origin);
        let request = request
            .header("dhl-api-key", KEY)
            .header(header::CONTENT_TYPE, "application/json");
        let body = Body::from(message("ping", &json!({})).to_string());
        router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    };
    for origin in ["https://chat.shop.example", "https://parcels.shop.example"] {
        assert_eq!(ask("POST", origin).await.status(), 200, "{origin}");
        let preflight = ask("OPTIONS", origin).await;
        assert_eq!(preflight.status(), 204, "{origin}");
        let allowed = preflight.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS]
            .to_str()
            .unwrap();
        assert!(
            allowed.contains("Mcp-Method") && allowed.contains("DHL-API-Key"),
            "{allowed}"
        );
        assert_eq!(preflight.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], origin);
    }
    for origin in [
        "http://chat.shop.example",
        "https://chat.shop.example:8443",
        "https://other.example",
    ] {
        assert_eq!(ask("POST", origin).await.status(), 403, "{origin}");
    }
}
