//! Request and response bodies.

use super::App;
use super::error::Failure;
use crate::request_body::{self, Unread};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use colli_core::error::Violation;
use colli_core::limits::BODY_BYTES_MAX;
use colli_wire::field::{Field, FromJson};
use hyper::body::{Frame, SizeHint};
use serde::Serialize;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A JSON body. What the client calls its content type does not matter (reference 20).
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: FromJson> FromRequest<App> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let bytes = read(request.into_body(), BODY_BYTES_MAX).await?;
        let text = request_body::without_mark(&bytes);
        match serde_json::from_slice::<Field<T>>(text) {
            Ok(Field::Value(value)) => Ok(Self(value)),
            Ok(Field::Absent) => Err(unparsable("the body is null")),
            Ok(Field::Wrong { expected, found }) => Err(unparsable(&format!("the body is {found}, not {expected}"))),
            Err(error) => Err(unparsable(&error.to_string())),
        }
    }
}

/// The bytes of a body, at most so many.
pub(super) async fn read(body: Body, bytes_max: usize) -> Result<Bytes, Failure> {
    request_body::read(body, bytes_max)
        .await
        .map_err(|unread| match unread {
            Unread::TooLarge => too_large(bytes_max),
            Unread::Cut => Failure::invalid_body(vec![
                Violation::new("", "length", "the body ended early").accepting(["as many bytes as announced"]),
            ]),
        })
}

fn too_large(bytes_max: usize) -> Failure {
    Failure::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        format!("The body is larger than {bytes_max} bytes"),
    )
    .with(Violation::new("", "length", "the body is too large").accepting([format!("up to {bytes_max} bytes")]))
}

fn unparsable(why: &str) -> Failure {
    Failure::invalid_body(vec![
        Violation::new("", "json", why).accepting(["one JSON object in UTF-8"]),
    ])
}

/// A document, sent with chunked transfer encoding and exactly this content type (reference 1, 7.3).
pub(super) fn document(bytes: Bytes, content_type: &'static str) -> Response {
    let mut response = Response::new(Body::new(Chunks { bytes }));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Bytes sent piece by piece, without a length: HTTP/1.1 then uses chunked transfer encoding.
struct Chunks {
    bytes: Bytes,
}

impl Chunks {
    const BYTES: usize = 64 * 1024;
}

impl hyper::body::Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.bytes.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.bytes.len().min(Self::BYTES);
        let chunk = self.bytes.split_to(length);
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

/// What a client asks to be sent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Wanted {
    /// `application/json`, or nothing we know.
    Json,
    /// `application/pdf`.
    Pdf,
    /// `application/zpl`.
    Zpl,
    /// `image/png`.
    Png,
}

/// Reads the `Accept` header: of the types we can send the one with the highest quality, the first of equals.
pub(super) fn wanted(headers: &axum::http::HeaderMap) -> Option<Wanted> {
    let accepts = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut best: Option<(f32, Wanted)> = None;
    for entry in accepts.flat_map(|value| value.split(',')) {
        let mut parts = entry.split(';').map(str::trim);
        let Some(format) = parts.next().and_then(known_type) else {
            continue;
        };
        let quality = parts
            .find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok())
            .unwrap_or(1.0);
        if quality > 0.0 && best.is_none_or(|(highest, _)| quality > highest) {
            best = Some((quality, format));
        }
    }
    best.map(|(_, format)| format)
}

fn known_type(kind: &str) -> Option<Wanted> {
    match kind.to_ascii_lowercase().as_str() {
        "application/json" => Some(Wanted::Json),
        "application/pdf" => Some(Wanted::Pdf),
        "application/zpl" | "application/x-zpl" => Some(Wanted::Zpl),
        "image/png" | "image/*" => Some(Wanted::Png),
        _ => None,
    }
}

/// The JSON text of an answer.
pub(super) fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value).map_err(|error| colli_service::Error::Internal(error.to_string()).into())
}

/// A JSON answer that is written already.
pub(super) fn json_bytes(bytes: Bytes) -> Response {
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (StatusCode::OK, content_type, bytes).into_response()
}
