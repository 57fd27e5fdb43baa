//! Path parameters.

use super::App;
use super::error::Failure;
use axum::extract::FromRequestParts;
use axum::extract::path::Path as RawPath;
use axum::http::request::Parts;
use colli_core::error::Violation;
use serde::de::DeserializeOwned;

/// The parameters of a path, decoded. Text that is not UTF-8 once decoded is refused.
pub(super) struct Path<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match RawPath::from_request_parts(parts, app).await {
            Ok(RawPath(value)) => Ok(Self(value)),
            Err(_) => Err(Failure::invalid(vec![
                Violation::new("path", "format", "its escapes do not decode to text")
                    .accepting(["UTF-8, percent-encoded"]),
            ])),
        }
    }
}
