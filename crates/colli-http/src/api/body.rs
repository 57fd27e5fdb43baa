//! Request bodies.

use super::App;
use super::error::Failure;
use super::misread::{no_json, violation};
use crate::request_body::{self, Unread};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use colli_core::error::Violation;
use colli_core::limits::BODY_BYTES_MAX;
use serde::de::DeserializeOwned;

/// A JSON body; what is wrong with it is said of its member. Unknown members are refused where the type says so; what the client calls its content type does not
/// matter. An empty body is read as `{}`, for calls whose members are all optional.
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let RawBody(bytes) = RawBody::from_request(request, app).await?;
        let text = request_body::without_mark(&bytes);
        let text = if text.iter().all(u8::is_ascii_whitespace) {
            b"{}"
        } else {
            text
        };
        let mut json = serde_json::Deserializer::from_slice(text);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| vec![violation(&error)]);
        let value = value.map_err(Failure::invalid)?;
        json.end().map_err(|error| Failure::invalid(vec![no_json(&error)]))?;
        Ok(Self(value))
    }
}

/// The bytes of a body of at most 1 MiB.
pub(super) struct RawBody(pub(super) Bytes);

impl FromRequest<App> for RawBody {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let read = request_body::read(request.into_body(), BODY_BYTES_MAX).await;
        read.map(Self).map_err(|unread| match unread {
            Unread::TooLarge => Failure::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                format!("The body is larger than {BODY_BYTES_MAX} bytes"),
            ),
            Unread::Cut => Failure::invalid(vec![
                Violation::new("", "length", "the body ended early").accepting(["as many bytes as announced"]),
            ]),
        })
    }
}
