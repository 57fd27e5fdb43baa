//! Request bodies: JSON, and forms where the original takes them (reference 2.3).

use super::App;
use super::error::Failure;
use crate::request_body::{self, Unread};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use colli_core::error::Violation;
use colli_core::limits::BODY_BYTES_MAX;
use colli_wire::field::{Field, FromJson};
use serde_json::{Map, Value};

/// Bytes of the body of a batch at most: ten thousand shipments with their addresses.
pub(super) const BATCH_BYTES_MAX: usize = 32 << 20;

/// A JSON body.
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: FromJson> FromRequest<App> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let bytes = read(request, BODY_BYTES_MAX).await?;
        json(&bytes).map(Self)
    }
}

/// The JSON body of a call about batches, which may be larger.
pub(super) struct BatchBody<T>(pub(super) T);

impl<T: FromJson> FromRequest<App> for BatchBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let bytes = read(request, BATCH_BYTES_MAX).await?;
        json(&bytes).map(Self)
    }
}

/// A JSON body, or a form.
pub(super) struct FormBody<T>(pub(super) T);

impl<T: FromJson> FromRequest<App> for FormBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let is_form = kind
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.trim_start().starts_with("application/x-www-form-urlencoded"));
        let bytes = read(request, BODY_BYTES_MAX).await?;
        // What curl sends without a content type of its own is called a form, also when it is JSON.
        let looks_like_json = bytes.trim_ascii_start().starts_with(b"{");
        if !is_form || looks_like_json {
            return json(&bytes).map(Self);
        }
        let members: Map<String, Value> = form_urlencoded::parse(&bytes)
            .map(|(key, value)| (key.into_owned(), Value::String(value.into_owned())))
            .collect();
        settle(serde_json::from_value(Value::Object(members))).map(Self)
    }
}

/// The bytes of a body, at most so many.
pub(super) async fn read(request: Request, bytes_max: usize) -> Result<Bytes, Failure> {
    let read = request_body::read(request.into_body(), bytes_max).await;
    read.map_err(|unread| match unread {
        Unread::TooLarge => Failure::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("The body is larger than {bytes_max} bytes."),
        ),
        Unread::Cut => unparsable("the body ended early".to_owned()),
    })
}

fn json<T: FromJson>(bytes: &[u8]) -> Result<T, Failure> {
    settle(serde_json::from_slice(request_body::without_mark(bytes)))
}

fn settle<T: FromJson>(read: serde_json::Result<Field<T>>) -> Result<T, Failure> {
    match read {
        Ok(Field::Value(value)) => Ok(value),
        Ok(Field::Absent) => Err(unparsable("the body is null".to_owned())),
        Ok(Field::Wrong { expected, found }) => Err(unparsable(format!("the body is {found}, not {expected}"))),
        Err(error) => Err(unparsable(error.to_string())),
    }
}

fn unparsable(why: String) -> Failure {
    Failure::violation(Violation::new("", "json", why).accepting(["one JSON value in UTF-8, as documented"]))
}
