//! Ids of objects: 32 hexadecimal digits.

use super::App;
use super::error::Failure;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

/// The id of a path. What is no id names nothing.
pub(super) struct Id(pub(super) Uuid);

impl FromRequestParts<App> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let axum::extract::Path(text) = axum::extract::Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| Failure::not_found())?;
        parse(&text).map(Self).ok_or_else(Failure::not_found)
    }
}

/// Reads an id.
pub(super) fn parse(text: &str) -> Option<Uuid> {
    let text = text.trim();
    Uuid::try_parse(text).ok()
}

/// Writes an id.
pub(super) fn hex(id: Uuid) -> String {
    id.simple().to_string()
}
