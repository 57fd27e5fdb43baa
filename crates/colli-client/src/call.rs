//! Calls without I/O: how a call is asked, and how its answer is read.

use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::read::{self, Vendor};
use crate::secret::Secret;
use crate::url::Query;
use bytes::Bytes;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::time::Duration;

/// JSON's content type.
pub(crate) const JSON: &str = "application/json";

/// An HTTP method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// DELETE.
    Delete,
}

impl Method {
    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// Something to ask of an API, which answers with an `A`.
///
/// A call is a value: it can be kept, sent by an [`Executor`](crate::Executor), or turned into a [`Request`] for any other
/// HTTP client, whose [`Response`] it then reads.
pub struct Call<A> {
    method: Method,
    path: String,
    query: Query,
    headers: Vec<(&'static str, Secret)>,
    accept: &'static str,
    body: Option<Body>,
    access: Access,
    is_repeatable: bool,
    vendor: Vendor,
    read: fn(&Response) -> Result<A, Error>,
}

/// Who may make a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Anybody with what the endpoint carries; a token is sent when there is one.
    Public,
    /// Holders of a token.
    Token,
}

/// A body with its content type.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    /// Such as `application/json`.
    pub content_type: &'static str,
    /// The bytes.
    pub bytes: Bytes,
}

impl<A> Call<A> {
    pub(crate) fn new(method: Method, path: String, vendor: Vendor, read: fn(&Response) -> Result<A, Error>) -> Self {
        Self {
            method,
            path,
            query: Query::new(),
            headers: Vec::new(),
            accept: JSON,
            body: None,
            access: Access::Public,
            is_repeatable: method == Method::Get,
            vendor,
            read,
        }
    }

    pub(crate) fn query(mut self, query: Query) -> Self {
        self.query = query;
        self
    }

    /// With a header of its own.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if !value.is_empty() {
            self.headers.push((name, Secret::from(value)));
        }
        self
    }

    pub(crate) fn accept(mut self, content_type: &'static str) -> Self {
        self.accept = content_type;
        self
    }

    pub(crate) fn body(mut self, content_type: &'static str, bytes: Bytes) -> Self {
        self.body = Some(Body { content_type, bytes });
        self
    }

    /// With a body of JSON. What these structs hold can always be written.
    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        let bytes = serde_json::to_vec(body).unwrap_or_default();
        self.body(JSON, bytes.into())
    }

    pub(crate) fn with_token(mut self) -> Self {
        self.access = Access::Token;
        self
    }

    /// Being made twice is the same as being made once, though it is not a GET.
    pub(crate) fn repeatable(mut self, is_repeatable: bool) -> Self {
        self.is_repeatable = is_repeatable;
        self
    }

    /// Who may make it.
    pub fn access(&self) -> Access {
        self.access
    }

    /// The HTTP request it is at an endpoint.
    pub fn request(&self, endpoint: &Endpoint) -> Request {
        let mut headers = vec![("accept", Secret::from(self.accept))];
        headers.extend(
            self.body
                .iter()
                .map(|body| ("content-type", Secret::from(body.content_type))),
        );
        headers.extend(self.headers.iter().cloned());
        headers.extend(endpoint.headers());
        Request {
            method: self.method,
            url: format!("{}{}", endpoint.base(), self.path),
            query: self.query.written(),
            headers,
            body: self.body.as_ref().map(|body| body.bytes.clone()).unwrap_or_default(),
            is_repeatable: self.is_repeatable,
        }
    }

    /// Reads the answer.
    pub fn parse(&self, response: &Response) -> Result<A, Error> {
        read::refusal(response, self.vendor)?;
        (self.read)(response)
    }
}

impl<A: DeserializeOwned> Call<A> {
    /// A question that is answered with JSON.
    pub(crate) fn get(path: String, vendor: Vendor) -> Self {
        Self::new(Method::Get, path, vendor, read::json)
    }

    /// A body of JSON that is answered with JSON.
    pub(crate) fn post(path: String, vendor: Vendor, body: &impl Serialize) -> Self {
        Self::new(Method::Post, path, vendor, read::json).json(body)
    }
}

impl<A> Clone for Call<A> {
    fn clone(&self) -> Self {
        Self {
            method: self.method,
            path: self.path.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            accept: self.accept,
            body: self.body.clone(),
            access: self.access,
            is_repeatable: self.is_repeatable,
            vendor: self.vendor,
            read: self.read,
        }
    }
}

impl<A> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.path)
    }
}

/// An HTTP request, ready to be sent by any client. Printed, it shows neither its query nor its headers nor its body: they
/// carry keys and people.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    method: Method,
    url: String,
    query: String,
    headers: Vec<(&'static str, Secret)>,
    body: Bytes,
    is_repeatable: bool,
}

impl Request {
    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The whole address.
    pub fn url(&self) -> String {
        format!("{}{}", self.url, self.query)
    }

    /// The address without its query: fit for logs.
    pub fn address(&self) -> &str {
        &self.url
    }

    /// The headers, keys and tokens among them.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.reveal()))
    }

    /// The body; empty when there is none.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Being sent twice is the same as being sent once.
    pub fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    /// With another header of this name.
    pub(crate) fn with_header(mut self, name: &'static str, value: &Secret) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.clone()));
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method.as_str(), self.url, self.body.len())
    }
}

/// An HTTP answer, from any client.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body, decompressed.
    pub body: Bytes,
}

impl Response {
    /// A header's value, when it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The content type without its parameters, at most 60 characters of it.
    pub fn content_type(&self) -> Option<String> {
        let sent = self.header("content-type")?;
        let kind = sent.split(';').next().unwrap_or_default().trim();
        let kind: String = kind.chars().take(60).collect();
        (!kind.is_empty()).then(|| kind.to_ascii_lowercase())
    }

    /// How long the server wants to be left alone: `Retry-After`, in seconds or as a date, which is compared with the
    /// answer's own `Date`. An [`Executor`](crate::Executor) adds that one where the server did not send it.
    pub fn retry_after(&self) -> Option<Duration> {
        let asked = self.header("retry-after")?.trim();
        if let Ok(seconds) = asked.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = |text: &str| DateTimeParser::new().parse_timestamp(text).ok();
        let wait = date(asked)?.duration_since(date(self.header("date")?)?);
        // A date that has passed asks for no wait.
        Some(Duration::try_from(wait).unwrap_or_default())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}
