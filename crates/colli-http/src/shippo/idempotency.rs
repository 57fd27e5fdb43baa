//! `Idempotency-Key`: a request a client named is carried out once; repeated, it gets the first answer again. The original has
//! no such header; any client may send it.

use super::App;
use super::auth::Caller;
use super::body::{self, BATCH_BYTES_MAX};
use super::error::Failure;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use colli_core::error::Violation;
use colli_service::gateway::{Claim, NamedRequest};
use http_body_util::BodyExt as _;
use uuid::Uuid;

/// The header.
const NAME: &str = "idempotency-key";
/// Characters of a key at most.
const KEY_CHARS_MAX: usize = 255;
/// Says that an answer was given before.
const REPLAYED: &str = "idempotency-replayed";

/// What the ids of a named request are made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seed(pub(super) Uuid);

/// Around all handlers.
pub(super) async fn keep_answers(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(NAME) {
        return next.run(request).await;
    }
    kept(app, request, next)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn kept(app: App, request: Request, next: Next) -> Result<Response, Failure> {
    let key = key(request.headers())?;
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, &app).await?.0;
    let bytes = body::read(Request::new(body), BATCH_BYTES_MAX).await?;
    let path = path(&parts);
    let named = NamedRequest {
        key: &key,
        path: &path,
        body: &bytes,
    };
    let (name, seed) = match app.service.claim_request(&caller, &named).await? {
        Claim::Claimed { name, seed } => (name, seed),
        Claim::Answered(status, answer) => return Ok(again(status, answer)),
        Claim::InProgress => {
            return Err(Failure::new(
                StatusCode::CONFLICT,
                "A request with this Idempotency-Key is being carried out: ask again shortly.",
            ));
        }
        Claim::OtherRequest => {
            return Err(Failure::new(
                StatusCode::CONFLICT,
                "This Idempotency-Key was used for another request: repeat that one, or send another key.",
            ));
        }
    };
    // Of the body too: once a first request came to nothing, the key may name another one, which makes objects of its own.
    parts.extensions.insert(Seed(Uuid::new_v5(&seed, &bytes)));
    let (parts, body) = next
        .run(Request::from_parts(parts, Body::from(bytes)))
        .await
        .into_parts();
    let status = parts.status;
    let whole = body.collect().await.map(http_body_util::Collected::to_bytes);
    let whole = whole.map_err(|error| colli_service::Error::Internal(error.to_string()))?;
    // Busy, away, failed: that says nothing of the request, which may be tried again.
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        app.service.release_request(&caller, name).await?;
    } else {
        let text = String::from_utf8_lossy(&whole);
        app.service
            .answer_request(&caller, name, status.as_u16(), &text)
            .await?;
    }
    Ok(Response::from_parts(parts, Body::from(whole)))
}

fn key(headers: &HeaderMap) -> Result<String, Failure> {
    let key = headers.get(NAME).and_then(|key| key.to_str().ok()).map(str::trim);
    key.filter(|key| (1..=KEY_CHARS_MAX).contains(&key.len()))
        .map(str::to_owned)
        .ok_or_else(|| {
            Failure::violation(
                Violation::new("Idempotency-Key", "format", "this is no name for a request")
                    .accepting(["1 to 255 visible characters"]),
            )
        })
}

fn path(parts: &Parts) -> String {
    parts.uri.path().trim_end_matches('/').to_owned()
}

fn again(status: u16, answer: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            header::HeaderName::from_static(REPLAYED),
            HeaderValue::from_static("true"),
        ),
    ];
    (status, headers, answer).into_response()
}
