//! The pages of a small document.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::schema::type_name;
use super::text::{Prose, Span};
use super::{DialectDocs, Difference, DocsError, router};

const DOCUMENT: &str = r##"{
  "openapi": "3.1.0",
  "info": {"title": "Parcel API", "version": "1", "description": "First.\n\nUse `postalCode`."},
  "paths": {
    "/shipments": {"post": {
      "tags": ["Shipments"], "summary": "Create a <shipment>", "security": [{"bearer": []}],
      "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}, "example": {"shipmentId": "x"}}}},
      "responses": {"201": {"description": "Created"}, "409": {"description": "Same id, other body"}}}},
    "/track-trace": {"get": {
      "tags": ["Tracking"], "summary": "Follow a parcel",
      "parameters": [{"name": "key", "in": "query", "required": true, "schema": {"type": "array", "items": {"type": "string"}}, "description": "Tracker code"}],
      "responses": {"200": {"description": "Found", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/New"}}}}}}}}
  },
  "components": {"schemas": {"New": {"type": "object", "required": ["shipmentId"], "properties": {
    "shipmentId": {"type": "string", "format": "uuid", "description": "Made by the client"},
    "pieces": {"type": "array", "items": {"type": "integer"}, "maxItems": 250}}}}}
}"##;

async fn fetch(path: &str) -> (StatusCode, String) {
    let docs = [DialectDocs {
        name: "parcel",
        mount: "/parcel",
        openapi: DOCUMENT.to_owned(),
        guide: Some("# Parcel\n\n## With curl\n\n`curl <host>`"),
        differences: &[Difference {
            about: "Order of `lists`",
            original: "not documented",
            here: "newest <first>",
        }],
    }];
    let answer = router(&docs)
        .unwrap()
        .oneshot(Request::get(path).body(Body::empty()).unwrap())
        .await
        .unwrap();
    let status = answer.status();
    (
        status,
        String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap(),
    )
}

#[tokio::test]
async fn the_dialect_page_shows_operations_fields_and_limits() {
    let (status, html) = fetch("/docs/parcel").await;
    assert_eq!(status, StatusCode::OK);
    for part in [
        "Parcel API",
        "/track-trace",
        "array of string",
        "string (uuid)",
        "entries at most 250",
        "409",
        "<code>postalCode</code>",
        "Order of <code>lists</code>",
        "newest &#60;first&#62;",
        "<h2 id=\"guide-with-curl\">With curl</h2>",
        "href=\"#guide-with-curl\"",
        "<code>curl &lt;host&gt;</code>",
    ] {
        assert!(html.contains(part), "{part} is missing");
    }
    assert!(html.contains(r##"href="#schema-New""##) && html.contains(r#"id="schema-New""#));
    assert_eq!(html.matches(r#"<span class="tag">token</span>"#).count(), 1);
    assert_eq!(html.matches(r#"<span class="tag">public</span>"#).count(), 1);
}

#[tokio::test]
async fn text_of_the_document_is_escaped() {
    let (_, html) = fetch("/docs/parcel").await;
    assert!(!html.contains("Create a <shipment>"), "markup got through");
    assert!(html.contains("Create a &#60;shipment&#62;"), "text got lost");
}

#[tokio::test]
async fn pages_load_nothing_from_elsewhere() {
    for path in ["/", "/docs", "/docs/parcel"] {
        let (_, html) = fetch(path).await;
        for loading in ["src=", "<link", "@import", "url(", "<script"] {
            assert!(!html.contains(loading), "{path} has {loading}");
        }
    }
}

#[tokio::test]
async fn the_landing_page_carries_the_attribution() {
    let (_, html) = fetch("/").await;
    for part in ["GeoNames", "CC BY 4.0", "Unicode", "synthetic", "/docs/parcel"] {
        assert!(html.contains(part), "{part} is missing");
    }
}

#[tokio::test]
async fn the_openapi_document_is_served_unchanged_and_unknown_dialects_are_404() {
    assert_eq!(
        fetch("/docs/parcel/openapi.json").await,
        (StatusCode::OK, DOCUMENT.to_owned())
    );
    assert_eq!(fetch("/docs/other").await.0, StatusCode::NOT_FOUND);
}

#[test]
fn a_document_that_is_not_json_is_an_error() {
    let docs = [DialectDocs {
        name: "parcel",
        mount: "/parcel",
        openapi: "{".to_owned(),
        guide: None,
        differences: &[],
    }];
    assert!(matches!(
        router(&docs),
        Err(DocsError::NotJson { dialect: "parcel", .. })
    ));
}

#[test]
fn nullable_and_union_types_read_well() {
    let name = |json: serde_json::Value| type_name(&json).text;
    assert_eq!(name(serde_json::json!({"type": ["string", "null"]})), "string");
    assert_eq!(
        name(serde_json::json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Party"}]})),
        "Party"
    );
    assert_eq!(
        name(serde_json::json!({"anyOf": [{"type": "string"}, {"type": "number"}]})),
        "string or number"
    );
    assert_eq!(name(serde_json::json!({})), "any");
}

#[test]
fn unpaired_backticks_stay_text() {
    let span = |code, text: &str| Span {
        code,
        text: text.to_owned(),
    };
    assert_eq!(
        Prose::read("a `b` c").0,
        [[span(false, "a "), span(true, "b"), span(false, " c")]]
    );
    assert_eq!(Prose::read("a `b").0, [[span(false, "a `b")]]);
}
