//! What the dialects' refusals and their way of knowing a caller have in common.

use axum::http::header::{self, AUTHORIZATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};

/// Seconds a client should wait after 503.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("2");

/// Adds the headers a refusal of this status carries: when to come back, which credentials to bring.
pub(crate) fn add_headers(status: StatusCode, headers: &mut HeaderMap) {
    match status {
        StatusCode::SERVICE_UNAVAILABLE => drop(headers.insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS)),
        StatusCode::UNAUTHORIZED => {
            drop(headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        _ => {}
    }
}

/// The token of `Authorization: Bearer <token>`.
pub(crate) fn bearer_token(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
