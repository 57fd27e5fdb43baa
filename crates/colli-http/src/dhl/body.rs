//! Request bodies: JSON.

use super::App;
use super::error::Failure;
use crate::request_body::{self, Unread};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use colli_core::error::Violation;
use colli_core::limits::BODY_BYTES_MAX;
use colli_wire::field::{Field, FromJson};

/// A JSON body, whatever the client calls its content type.
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: FromJson> FromRequest<App> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let read = request_body::read(request.into_body(), BODY_BYTES_MAX).await;
        let bytes = read.map_err(|unread| match unread {
            Unread::TooLarge => Failure::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Payload too large",
                format!("The body is larger than {BODY_BYTES_MAX} bytes."),
            ),
            Unread::Cut => unparsable("the body ended early"),
        })?;
        match serde_json::from_slice::<Field<T>>(request_body::without_mark(&bytes)) {
            Ok(Field::Value(value)) => Ok(Self(value)),
            Ok(Field::Absent) => Err(unparsable("the body is null")),
            Ok(Field::Wrong { expected, found }) => Err(unparsable(&format!("the body is {found}, not {expected}"))),
            Err(error) => Err(unparsable(&error.to_string())),
        }
    }
}

fn unparsable(why: &str) -> Failure {
    Failure::invalid(&[Violation::new("body", "json", why).accepting(["one JSON object in UTF-8"])])
}
