//! Pages of origins that may call do so from a browser, which asks first and wants leave to read answers (CORS).

use super::gate::Gate;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// What a page may send.
const HEADERS: &str = "Authorization, DHL-API-Key, Colli-Environment, Content-Type, Accept, Accept-Language, \
                       MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id";
/// What a page may read.
const EXPOSED: &str = "WWW-Authenticate, Retry-After, X-Request-Id";
/// Seconds a browser may remember the answer.
const REMEMBERED_SECONDS: &str = "600";

/// Whether a page may call.
pub(super) async fn preflight(State(gate): State<Arc<Gate>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = gate.check_origin(&headers) {
        return refusal.into_response();
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let answer = response.headers_mut();
    for (name, value) in [
        (header::ALLOW, "POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS),
    ] {
        answer.insert(name, HeaderValue::from_static(value));
    }
    share(answer, headers.get(header::ORIGIN));
    response
}

/// Lets the page that called read the answer.
pub(super) fn share(answer: &mut HeaderMap, origin: Option<&HeaderValue>) {
    let Some(origin) = origin else { return };
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    answer.append(header::VARY, HeaderValue::from_static("Origin"));
}
