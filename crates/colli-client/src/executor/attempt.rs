//! One try: the request is sent, the answer is read up to a limit.

use super::Executor;
use crate::call::{Request, Response};
use crate::error::{Cause, Error};
use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use reqwest::Method;
use reqwest::header::{DATE, HeaderMap, HeaderName, HeaderValue};
use std::sync::Arc;
use std::time::Duration;

impl Executor {
    pub(super) async fn attempt(&self, request: &Request, left: Duration) -> Result<Response, Error> {
        let method = match request.method() {
            crate::call::Method::Get => Method::GET,
            crate::call::Method::Post => Method::POST,
            crate::call::Method::Delete => Method::DELETE,
        };
        let sent = self
            .0
            .http
            .request(method, request.url())
            .headers(headers(request)?)
            .body(request.body().clone())
            .timeout(left)
            .send();
        let mut answer = sent.await.map_err(|error| failed(request, error))?;
        let (status, mut headers) = (answer.status().as_u16(), answer.headers().clone());
        // Dates in an answer are read by the clock of who sent it; without one, by that of who received it (RFC 9110, 6.6.1).
        headers.entry(DATE).or_insert_with(|| http_date(self.0.runtime.now()));
        let body = self.read(request, &mut answer).await?;
        Ok(Response { status, headers, body })
    }

    async fn read(&self, request: &Request, answer: &mut reqwest::Response) -> Result<Bytes, Error> {
        let limit_bytes = self.0.settings.answer_bytes_max;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| failed(request, error))? {
            if chunk.len() > limit_bytes.saturating_sub(body.len()) {
                return Err(Error::TooLarge { limit_bytes });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

fn headers(request: &Request) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    let wrong = Error::Setting {
        what: "a header",
        rule: "must have a name that HTTP knows, and visible characters",
    };
    for (name, value) in request.headers() {
        let (Ok(name), Ok(mut value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) else {
            return Err(wrong);
        };
        // Keeps it out of the logs of what lies below.
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

/// A moment as HTTP writes it; empty for one HTTP cannot write.
fn http_date(moment: Timestamp) -> HeaderValue {
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&moment);
    let date = date.ok().and_then(|date| HeaderValue::try_from(date).ok());
    date.unwrap_or_else(|| HeaderValue::from_static(""))
}

/// A call to this address took too long.
pub(super) fn timeout(address: &str) -> Error {
    Error::Timeout { host: host(address) }
}

/// What a failure of the client below means. Its own text would show the address with its query.
fn failed(request: &Request, error: reqwest::Error) -> Error {
    let (is_connect, is_timeout) = (error.is_connect(), error.is_timeout());
    let source: Cause = Arc::new(error.without_url());
    let host = host(request.address());
    match (is_connect, is_timeout) {
        (true, _) => Error::Connect { host, source },
        (false, true) => Error::Timeout { host },
        (false, false) => Error::Lost { host, source },
    }
}

/// Host and port of an address.
fn host(address: &str) -> String {
    let behind = address.split_once("://").map_or(address, |(_, behind)| behind);
    behind.split('/').next().unwrap_or_default().to_owned()
}
