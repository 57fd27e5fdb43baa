//! The wrapped router, called directly.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, Uri};
use axum::response::{Html, Response};
use axum::routing::get;
use http_body_util::BodyExt as _;
use proptest::prelude::*;
use tower::ServiceExt as _;

use super::normalise::normalised;
use super::{RequestIds, request_id, wrap};

fn app() -> Router {
    let router = Router::new()
        .route(
            "/things/{id}",
            get(|| async { request_id::current().map(|id| id.to_string()).unwrap_or_default() }),
        )
        .route("/page", get(|| async { Html("<p>hello") }))
        .route("/boom", get(|| async { boom() }));
    wrap(router, RequestIds::new(0xABCD_EF01))
}

fn boom() -> &'static str {
    panic!("a secret")
}

async fn call(request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, String) {
    crate::operations::install_metrics();
    let answer: Response = app().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn fetch(path: &str) -> (StatusCode, axum::http::HeaderMap, String) {
    call(Request::get(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_answer_carries_the_id_the_handler_saw() {
    let (_, headers, body) = fetch("/things/1").await;
    assert_eq!(headers["x-request-id"], "abcdef01-00000001");
    assert_eq!(body, "abcdef01-00000001");
    assert_eq!(request_id::current(), None);
}

#[tokio::test]
async fn sane_ids_of_clients_are_kept_and_others_replaced() {
    for (sent, kept) in [
        ("order-17.b_2", true),
        ("two words", false),
        ("<script>", false),
        ("", false),
    ] {
        let request = Request::get("/things/1")
            .header("x-request-id", sent)
            .body(Body::empty())
            .unwrap();
        let (_, headers, _) = call(request).await;
        assert_eq!(headers["x-request-id"] == sent, kept, "{sent}");
    }
    let long = "a".repeat(65);
    let request = Request::get("/things/1")
        .header("x-request-id", &long)
        .body(Body::empty())
        .unwrap();
    assert_ne!(call(request).await.1["x-request-id"], long.as_str());
}

#[tokio::test]
async fn a_panic_is_a_500_that_tells_only_the_id() {
    let (status, headers, body) = fetch("/boom").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    let json: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(json["key"], "internal_error");
    assert_eq!(json["requestId"], headers["x-request-id"].to_str().unwrap());
    assert!(!body.contains("secret"), "{body}");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_json_with_a_message() {
    let (status, _, body) = fetch("/nowhere").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let json: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (json["key"].as_str(), json["details"].as_array().map(Vec::len)),
        (Some("not_found"), Some(0))
    );
    assert!(json["message"].as_str().unwrap().contains("/nowhere"));

    let (status, headers, body) = call(Request::delete("/page").body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(headers["allow"].to_str().unwrap().contains("GET"));
    assert!(body.contains("method_not_allowed"), "{body}");
}

#[tokio::test]
async fn paths_are_mended_before_routing() {
    for path in ["/things/1/", "//things//1", "/things/1///?a=b//c/"] {
        assert_eq!(fetch(path).await.0, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn pages_carry_protective_headers_and_other_answers_do_not() {
    let (_, headers, _) = fetch("/page").await;
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["x-frame-options"], "DENY");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert!(
        headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("frame-ancestors 'none'")
    );
    assert!(!fetch("/things/1").await.1.contains_key("content-security-policy"));
}

#[tokio::test]
async fn requests_are_counted_by_pattern_never_by_path() {
    fetch("/things/3542AD").await;
    fetch("/private/3542AD").await;
    let router = crate::operations::router(std::sync::Arc::new(|| Box::pin(async { true })));
    let answer = router
        .oneshot(Request::get("/metrics").body(Body::empty()).unwrap())
        .await
        .unwrap();
    let text = String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
    assert!(
        text.contains(r#"http_requests_total{method="GET",route="/things/{id}",status="200"}"#),
        "{text}"
    );
    assert!(text.contains(r#"route="unmatched",status="404""#), "{text}");
    assert!(text.contains("http_request_duration_seconds_bucket"), "{text}");
    assert!(!text.contains("3542AD"), "{text}");
}

#[tokio::test]
async fn readiness_decides_between_200_and_503() {
    for (ready, expected) in [(true, StatusCode::OK), (false, StatusCode::SERVICE_UNAVAILABLE)] {
        let router = crate::operations::router(std::sync::Arc::new(move || Box::pin(async move { ready })));
        let answer = router
            .oneshot(Request::get("/readyz").body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(answer.status(), expected);
    }
}

#[test]
fn normal_paths_are_left_alone() {
    for path in ["/", "/a", "/a/b?c=//d/", "/a%2F/b"] {
        assert_eq!(normalised(&path.parse::<Uri>().unwrap()), None, "{path}");
    }
}

proptest! {
    #[test]
    fn mended_paths_have_the_same_segments_and_query(path in "/[a-z/%2]{0,20}", query in proptest::option::of("[a-z=/&]{0,8}")) {
        let whole = query.as_ref().map_or(path.clone(), |query| format!("{path}?{query}"));
        let Ok(uri) = whole.parse::<Uri>() else { return Ok(()) };
        let mended = normalised(&uri).unwrap_or_else(|| uri.clone());
        let segments = |uri: &Uri| uri.path().split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(segments(&mended), segments(&uri));
        prop_assert_eq!(mended.query(), uri.query());
        prop_assert!(!mended.path().contains("//"));
        prop_assert!(mended.path() == "/" || !mended.path().ends_with('/'));
        prop_assert_eq!(normalised(&mended), None);
    }
}
