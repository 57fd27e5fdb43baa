//! Documents behind signed links, for those who have no token: `/files/pod/{token}`, and the gateway's
//! `/files/{name}?Expires=…&Signature=…&Key-Pair-Id=…`.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use colli_service::signed_urls::LinkFormat;
use colli_service::{Error, Service};
use std::borrow::Cow;
use std::sync::Arc;

/// Where the documents are mounted (design section 2).
pub(crate) const MOUNT: &str = "/files";
/// Longest host a link is made with, in bytes.
const HOST_BYTES_MAX: usize = 255;

/// Makes links into this installation.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    base: String,
}

impl Links {
    /// Links for who asks: at the address the operator named, else at the host that was asked. A host that is none gives
    /// links without one.
    pub(crate) fn of_request(service: &Service, headers: &HeaderMap) -> Self {
        let asked = || {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            host.filter(|host| is_host(host)).map(|host| ["http://", host].concat())
        };
        let named = service.public_url().map(str::to_owned);
        Self {
            base: named.or_else(asked).unwrap_or_default(),
        }
    }

    /// Links for nobody in particular: at the address the operator named, else without a host.
    pub(crate) fn configured(service: &Service) -> Self {
        Self::of_request(service, &HeaderMap::new())
    }

    /// Links that begin with an address that was given out before.
    pub(crate) fn at(base: &str) -> Self {
        Self { base: base.to_owned() }
    }

    /// What links begin with.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// A link to a proof of delivery.
    pub(crate) fn proof(&self, token: &str) -> String {
        [&self.base, MOUNT, "/pod/", token].concat()
    }

    /// A link to a document of the gateway, with the query that opens it.
    pub(crate) fn document(&self, name: &str, query: &str) -> String {
        [&self.base, MOUNT, "/", name, "?", query].concat()
    }
}

/// A name or address with or without a port; nothing that could be more than that in a link.
fn is_host(text: &str) -> bool {
    let of_set = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (1..=HOST_BYTES_MAX).contains(&text.len()) && text.bytes().all(of_set)
}

/// The router, to be nested at [`MOUNT`].
pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/pod/{token}", get(proof_of_delivery))
        .route("/{name}", get(gateway_document))
        .with_state(service)
}

async fn proof_of_delivery(State(service): State<Arc<Service>>, Path(token): Path<String>) -> Response {
    match service.proof_of_delivery(&token).await {
        Ok((LinkFormat::Png, bytes)) => document("image/png", bytes),
        Ok((LinkFormat::Pdf, bytes)) => document("application/pdf", bytes),
        Err(error) => failure(&error),
    }
}

async fn gateway_document(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let part = |name: &str| -> Cow<'_, str> {
        let mut parts = form_urlencoded::parse(query.as_bytes());
        parts
            .find_map(|(key, value)| (key == name).then_some(value))
            .unwrap_or_default()
    };
    let (expires, signature, key) = (part("Expires"), part("Signature"), part("Key-Pair-Id"));
    let opened = async {
        let tenant = service.open_document(&name, &expires, &signature, &key).await?;
        service.gateway_document(tenant, &name).await
    };
    match opened.await {
        Ok((content_type, bytes)) => document(content_type, bytes),
        Err(error) => failure(&error),
    }
}

fn document(content_type: &'static str, bytes: impl IntoResponse) -> Response {
    // It holds personal data: nobody between keeps it.
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, bytes).into_response()
}

fn failure(error: &Error) -> Response {
    let (status, text) = match error {
        Error::Busy | Error::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "Please try again shortly"),
        Error::Internal(cause) => {
            tracing::error!(cause, "a document could not be made");
            (StatusCode::INTERNAL_SERVER_ERROR, "An unexpected error occurred")
        }
        Error::Forbidden(_) => (StatusCode::FORBIDDEN, "This link is not valid, or has ended"),
        _ => (
            StatusCode::NOT_FOUND,
            "There is no such document, or its link has ended",
        ),
    };
    let mut response = (status, text).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = HeaderValue::from_static("2");
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_nothing_more() {
        for host in ["localhost:8080", "127.0.0.1", "[::1]:8080", "colli.example"] {
            assert!(is_host(host), "{host}");
        }
        for other in [
            "",
            "a/b",
            "a@b",
            "a b",
            "a\"",
            "a?b",
            "a#",
            "a\\b",
            "<a>",
            &"a".repeat(256),
        ] {
            assert!(!is_host(other), "{other}");
        }
    }
}
