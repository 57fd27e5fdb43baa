//! A plain HTTP client: one connection a request, nothing followed, nothing hidden.

use axum::body::Bytes;
use axum::http::HeaderMap;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// Longer than any promise: an answer that takes longer is a hang.
const HANG: Duration = Duration::from_secs(20);

/// A request on its way.
#[derive(Clone, Debug)]
pub struct Request {
    address: SocketAddr,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Request {
    pub fn new(address: SocketAddr, method: &str, path: &str) -> Self {
        Self {
            address,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends an access token.
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn accept(self, content_type: &str) -> Self {
        self.header("accept", content_type)
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub async fn send(self) -> Reply {
        self.exchange().await.unwrap()
    }

    /// Sends to a server that may be gone or go: an error is a connection that could not be made or was lost. No answer
    /// at all is a fault.
    pub async fn try_send(self) -> Result<Reply, String> {
        let what = format!("{} {}", self.method, self.path);
        tokio::time::timeout(HANG, self.exchange())
            .await
            .unwrap_or_else(|_| panic!("{what}: no answer in {HANG:?}"))
            .map_err(|error| error.to_string())
    }

    async fn exchange(self) -> Result<Reply, Box<dyn std::error::Error>> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let mut request = axum::http::Request::builder()
            .method(self.method.as_str())
            .uri(&self.path);
        request = request.header("host", self.address.to_string());
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = sender
            .send_request(request.body(Full::new(Bytes::from(self.body)))?)
            .await?;
        let (parts, body) = response.into_parts();
        Ok(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.collect().await?.to_bytes(),
        })
    }
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Checks the error shape of reference 19: exact content type, key, message, details.
    pub fn assert_error(&self, status: u16, about: &str) {
        assert_eq!(self.status, status, "{about}: {}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"), "{about}");
        let body = self.json();
        for member in ["key", "message"] {
            assert!(
                body[member].as_str().is_some_and(|text| !text.is_empty()),
                "{about}: {member} in {body}"
            );
        }
        for detail in body["details"]
            .as_array()
            .unwrap_or_else(|| panic!("{about}: no details in {body}"))
        {
            for member in ["field", "rule", "message"] {
                assert!(detail[member].is_string(), "{about}: {member} in {body}");
            }
        }
    }

    /// The error body's key; every failing call but track and trace's 404 has one.
    pub fn key(&self) -> String {
        self.json()["key"].as_str().unwrap_or_default().to_owned()
    }

    /// The fields an error names, in order.
    pub fn fields(&self) -> Vec<String> {
        let json = self.json();
        let details = json["details"].as_array().cloned().unwrap_or_default();
        details
            .iter()
            .map(|detail| detail["field"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

/// Sends bytes as they are and reads until the server closes.
pub async fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // A server that closes early may reset; what it said before counts.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
