//! Request bodies: JSON, and forms where the original takes them (reference 2.3).

use super::App;
use super::error::Failure;
use crate::request_body::{self, Unread};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use colli_core::error::Violation;
use colli_core::limits::BODY_BYTES_MAX;
use colli_wire::field::{Field, FromJson};
use hyper::body::Body as _;
use serde_json::{Map, Value};

/// Bytes of the body of a batch at most: ten thousand shipments with their addresses.
pub(super) const BATCH_BYTES_MAX: usize = 32 << 20;

/// Bytes of a body that is read before anything else.
const AT_HAND_BYTES_MAX: u64 = 64 << 10;

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

/// Reads a small body before anything else: a request that is refused without a look at its body would otherwise cost the
/// client its connection.
pub(super) async fn at_hand(request: Request, next: Next) -> Response {
    let size = request.body().size_hint().upper();
    if size.is_none_or(|size| size == 0 || size > AT_HAND_BYTES_MAX) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match request_body::read(body, BODY_BYTES_MAX).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(_) => unparsable("the body ended early".to_owned()).into_response(),
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

/// Of a member that is written twice the last one counts, as in the carrier's own guide.
fn json<T: FromJson>(bytes: &[u8]) -> Result<T, Failure> {
    let value: Value =
        serde_json::from_slice(request_body::without_mark(bytes)).map_err(|error| unparsable(error.to_string()))?;
    settle(serde_json::from_value(value))
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
