//! Request bodies: one JSON object.

use super::App;
use super::error::Failure;
use crate::request_body::{self, Unread};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use colli_core::error::Violation;
use colli_core::limits::BODY_BYTES_MAX;
use serde_json::{Map, Value};

/// The members of a body. What the client calls its content type does not matter; no body at all has no members.
pub(super) struct Members(pub(super) Map<String, Value>);

impl FromRequest<App> for Members {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let read = request_body::read(request.into_body(), BODY_BYTES_MAX).await;
        let bytes = read.map_err(|unread| match unread {
            Unread::TooLarge => Failure::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                format!("The body is larger than {BODY_BYTES_MAX} bytes"),
            ),
            Unread::Cut => not_read("length", "the body ended early"),
        })?;
        let text = request_body::without_mark(&bytes);
        if text.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Map::new()));
        }
        match serde_json::from_slice(text) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(not_read("type", "the body is not an object")),
            Err(error) => Err(not_read("json", &error.to_string())),
        }
    }
}

fn not_read(rule: &'static str, message: &str) -> Failure {
    let accepted = ["one JSON object in UTF-8, as documented in /docs/actions"];
    Failure::invalid(vec![Violation::new("", rule, message).accepting(accepted)])
}
