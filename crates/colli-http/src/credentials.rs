//! What clients of assistants and operators bring in headers: the key of an app, and the environment a call is about.

use axum::http::HeaderMap;
use colli_core::error::Violation;
use colli_core::ids::Environment;

/// The header keys of apps are sent in.
pub(crate) const KEY: &str = "dhl-api-key";
/// Names the environment a token of the own API opens; without it, the test environment.
const ENVIRONMENT: &str = "colli-environment";

/// The key of an app, where one was brought.
pub(crate) fn key(headers: &HeaderMap) -> Option<&str> {
    let key = headers.get(KEY)?.to_str().ok()?.trim();
    Some(key).filter(|key| !key.is_empty())
}

/// The environment a call is about.
pub(crate) fn environment(headers: &HeaderMap) -> Result<Environment, Violation> {
    let Some(value) = headers.get(ENVIRONMENT) else {
        return Ok(Environment::Test);
    };
    match value.to_str().map(str::trim).unwrap_or_default() {
        word if word.eq_ignore_ascii_case("test") => Ok(Environment::Test),
        word if word.eq_ignore_ascii_case("live") => Ok(Environment::Live),
        _ => Err(
            Violation::new("Colli-Environment", "value", "this header names no environment")
                .accepting(["test", "live"]),
        ),
    }
}
