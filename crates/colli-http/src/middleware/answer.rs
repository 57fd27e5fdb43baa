//! Answers that belong to no dialect, in the house's error shape `{key, message, details}` (design section 11).

use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::request_id::RequestId;

/// The house's error body.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody<'a> {
    /// Stable word to branch on.
    pub key: &'a str,
    /// One sentence for a person.
    pub message: &'a str,
    /// Named fields and rules; empty when the message says it all.
    pub details: &'a [serde_json::Value],
    /// The id to look for in the log; on 5xx answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<&'a str>,
}

/// An answer in the house's error shape.
pub fn error_answer(status: StatusCode, key: &str, message: &str, request_id: Option<&RequestId>) -> Response {
    let body = ErrorBody {
        key,
        message,
        details: &[],
        request_id: request_id.map(RequestId::as_str),
    };
    // Strings and an empty list always serialise; the empty body keeps this function total.
    let bytes = serde_json::to_vec(&body).unwrap_or_default();
    (
        status,
        [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))],
        bytes,
    )
        .into_response()
}

/// No route has this path.
pub(super) async fn not_found(uri: Uri) -> Response {
    let message = format!(
        "Nothing is served at {}. The documentation is at /docs.",
        shown(uri.path())
    );
    error_answer(StatusCode::NOT_FOUND, "not_found", &message, None)
}

/// The path exists, the method does not; the `Allow` header (set by the router) lists those that do.
pub(super) async fn method_not_allowed(method: Method, uri: Uri) -> Response {
    let method = &shown(method.as_str());
    let message = format!(
        "{} does not accept {method}. The Allow header lists what it accepts.",
        shown(uri.path())
    );
    error_answer(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", &message, None)
}

/// A path or method cut to a length fit for a message.
fn shown(text: &str) -> String {
    const CHARS_MAX: usize = 120;
    text.chars().take(CHARS_MAX).collect()
}
