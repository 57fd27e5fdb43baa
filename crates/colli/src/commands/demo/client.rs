//! A small HTTP client: one kept-alive connection, as a shop's would be.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;

/// A step that did not do what it should.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    /// The connection failed.
    #[error("{0}")]
    Connection(String),
    /// The answer was not the expected one.
    #[error("{request} answered {status}, expected {expected}: {body}")]
    Status {
        request: String,
        status: u16,
        expected: u16,
        body: String,
    },
    /// The answer lacks something.
    #[error("{0}")]
    Content(String),
    /// A file could not be written.
    #[error("cannot write {path}: {source}")]
    File { path: &'static str, source: std::io::Error },
}

/// One answer.
pub(super) struct Answer {
    pub(super) request: String,
    pub(super) status: u16,
    pub(super) took: Duration,
    pub(super) body: Bytes,
}

/// The client.
pub(super) struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    token: Option<String>,
}

impl Client {
    pub(super) async fn connect(address: SocketAddr) -> Result<Self, crate::Failure> {
        let stream = tokio::net::TcpStream::connect(address).await?;
        let (sender, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(|error| crate::Failure::failed(error.to_string()))?;
        tokio::spawn(async move { drop(connection.await) });
        Ok(Self {
            sender,
            host: address.to_string(),
            token: None,
        })
    }

    /// Sends this token from now on, under the scheme its API asks for.
    pub(super) fn log_in(&mut self, scheme: &str, token: &str) {
        self.token = Some(format!("{scheme} {token}"));
    }

    pub(super) async fn get(&mut self, path: &str, accept: &str) -> Result<Answer, StepError> {
        self.send(Method::GET, path, accept, Bytes::new()).await
    }

    pub(super) async fn post(&mut self, path: &str, body: &Value) -> Result<Answer, StepError> {
        self.send(Method::POST, path, "application/json", Bytes::from(body.to_string()))
            .await
    }

    async fn send(&mut self, method: Method, path: &str, accept: &str, body: Bytes) -> Result<Answer, StepError> {
        let shown = format!("{method} {path}");
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.host)
            .header(ACCEPT, accept);
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, token);
        }
        let request = request
            .body(Full::new(body))
            .map_err(|error| StepError::Connection(error.to_string()))?;
        // The connection takes the next request once it has put the previous answer away.
        self.sender
            .ready()
            .await
            .map_err(|error| StepError::Connection(error.to_string()))?;
        let start = Instant::now();
        let answer = self
            .sender
            .send_request(request)
            .await
            .map_err(|error| StepError::Connection(error.to_string()))?;
        let status = answer.status().as_u16();
        let body = answer
            .into_body()
            .collect()
            .await
            .map_err(|error| StepError::Connection(error.to_string()))?;
        Ok(Answer {
            request: shown,
            status,
            took: start.elapsed(),
            body: body.to_bytes(),
        })
    }
}

impl Answer {
    /// Refuses another status.
    pub(super) fn expect(self, expected: u16) -> Result<Self, StepError> {
        if self.status == expected {
            return Ok(self);
        }
        let body = String::from_utf8_lossy(&self.body).chars().take(500).collect();
        Err(StepError::Status {
            request: self.request,
            status: self.status,
            expected,
            body,
        })
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> Result<Value, StepError> {
        serde_json::from_slice(&self.body)
            .map_err(|error| StepError::Content(format!("{} did not answer JSON: {error}", self.request)))
    }
}

/// The text at a JSON pointer.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str, StepError> {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .ok_or_else(|| StepError::Content(format!("the answer has no text at {pointer}: {value}")))
}

/// The list at a JSON pointer, which must not be empty.
pub(super) fn list<'a>(value: &'a Value, pointer: &str) -> Result<&'a [Value], StepError> {
    match value.pointer(pointer).and_then(Value::as_array) {
        Some(entries) if !entries.is_empty() => Ok(entries),
        _ => Err(StepError::Content(format!(
            "the answer has no entries at {pointer:?}: {value}"
        ))),
    }
}
