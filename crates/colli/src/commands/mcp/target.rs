//! Where messages go: a server's `/mcp`, or that of this process.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Request, header};
use http_body_util::{BodyExt as _, Limited};
use rustls::{ClientConfig, RootCertStore};
use tower::ServiceExt as _;

use crate::{Failure, USAGE};

/// Time for a connection to a server.
const CONNECT: Duration = Duration::from_secs(10);
/// Time for an answer of a server.
const ANSWER: Duration = Duration::from_mins(1);
/// Bytes of an answer at most.
const ANSWER_BYTES_MAX: usize = 16 << 20;

/// Where messages go.
pub(super) enum Target {
    /// A server's address of the protocol.
    Server {
        /// Sends requests.
        client: reqwest::Client,
        /// Ends with `/mcp`.
        url: String,
    },
    /// This process.
    Own {
        /// All there is to call.
        router: Router,
        /// What links begin with.
        host: HeaderValue,
        /// Time for an answer.
        answer: Duration,
    },
}

/// An answer.
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// Whether it is an event stream.
    pub(super) is_stream: bool,
    /// Its body.
    pub(super) body: Bytes,
}

impl Target {
    /// A server at an address, which may or may not end with `/mcp`.
    pub(super) fn server(url: &str) -> Result<Self, Failure> {
        let url = url.trim().trim_end_matches('/');
        if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(Failure {
                line: "--url is the address of a server, such as http://127.0.0.1:8080".to_owned(),
                code: USAGE,
            });
        }
        let url = if url.ends_with("/mcp") {
            url.to_owned()
        } else {
            format!("{url}/mcp")
        };
        let failed = |error: &dyn std::fmt::Display| Failure::failed(format!("no connections can be made: {error}"));
        let tls = tls().map_err(|error| failed(&error))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .build()
            .map_err(|error| failed(&error))?;
        Ok(Self::Server { client, url })
    }

    /// This process, whose links begin with an address.
    pub(super) fn own(router: Router, address: SocketAddr, answer: Duration) -> Self {
        let host = HeaderValue::from_str(&address.to_string()).unwrap_or(HeaderValue::from_static("localhost"));
        Self::Own { router, host, answer }
    }

    /// What it is called in messages.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Server { url, .. } => url,
            Self::Own { .. } => "this process",
        }
    }

    /// Sends a message. An error is a sentence.
    pub(super) async fn send(&self, headers: HeaderMap, body: Bytes) -> Result<Answer, String> {
        match self {
            Self::Server { client, url } => {
                let request = client.post(url).headers(headers).body(body);
                ask(request).await.map_err(|error| {
                    let reason = innermost(&error);
                    format!("the server at {url} does not answer: {reason}")
                })
            }
            Self::Own { router, host, answer } => {
                let asked = ask_own(router.clone(), host.clone(), headers, body);
                let answered = tokio::time::timeout(*answer, asked).await;
                answered.unwrap_or_else(|_| Err("there was no answer in time".to_owned()))
            }
        }
    }
}

async fn ask(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
    let mut response = request.send().await?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            // What is left of it cannot be read as an answer.
            break;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status: response.status().as_u16(),
        is_stream: is_stream(response.headers()),
        body: body.into(),
    })
}

async fn ask_own(router: Router, host: HeaderValue, headers: HeaderMap, body: Bytes) -> Result<Answer, String> {
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = axum::http::Method::POST;
    *request.uri_mut() = axum::http::Uri::from_static(colli_http::mcp::MOUNT);
    *request.headers_mut() = headers;
    request.headers_mut().insert(header::HOST, host);
    let response = router.oneshot(request).await;
    let (parts, body) = response.map_err(|error| error.to_string())?.into_parts();
    let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
    Ok(Answer {
        status: parts.status.as_u16(),
        is_stream: is_stream(&parts.headers),
        body: body.map_err(|error| error.to_string())?.to_bytes(),
    })
}

fn is_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

/// What the system said, below what the client's layers make of it.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// Trusts what the machine trusts.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(trusted).with_no_client_auth())
}
