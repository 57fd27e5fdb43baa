//! What the gate refuses: an HTTP status with the headers that go with it, and a JSON-RPC error, which clients show.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use colli_core::app::Scope;
use colli_service::Error;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::time::Duration;

/// JSON-RPC: an error of the server's own; what it is about, the status says.
const SERVER_ERROR: i32 = -32_000;
/// MCP: this version is not spoken here.
const UNSUPPORTED_VERSION: i32 = -32_022;

/// A refusal. Boxed, as the result of nearly every request is another one.
#[derive(Debug)]
pub(super) struct Refusal(Box<Said>);

/// What it says.
#[derive(Debug)]
struct Said {
    status: StatusCode,
    code: i32,
    message: Cow<'static, str>,
    data: Option<Value>,
    id: Option<Value>,
    headers: HeaderMap,
}

impl Refusal {
    /// A refusal with a JSON-RPC code.
    pub(super) fn new(status: StatusCode, code: i32, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Said {
            status,
            code,
            message: message.into(),
            data: None,
            id: None,
            headers: HeaderMap::new(),
        }))
    }

    /// A refusal whose status says what it is.
    pub(super) fn of_status(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(status, SERVER_ERROR, message)
    }

    /// No or unknown credentials: where it is written how to get in (RFC 9728, 5.1).
    pub(super) fn unauthenticated(message: &'static str, metadata: &str, has_token: bool) -> Self {
        let error = if has_token { ", error=\"invalid_token\"" } else { "" };
        let challenge = format!("Bearer resource_metadata=\"{metadata}\"{error}");
        Self::of_status(StatusCode::UNAUTHORIZED, message).with(header::WWW_AUTHENTICATE, &challenge)
    }

    /// A key whose app lacks the scope of the tool (RFC 6750, 3.1).
    pub(super) fn out_of_scope(scope: Scope, metadata: &str) -> Self {
        let word = scope.word();
        let challenge =
            format!("Bearer resource_metadata=\"{metadata}\", error=\"insufficient_scope\", scope=\"{word}\"");
        let message = format!("The app of this key lacks the scope {word}, which this tool needs");
        Self::of_status(StatusCode::FORBIDDEN, message).with(header::WWW_AUTHENTICATE, &challenge)
    }

    /// One call more than the quota of the key.
    pub(super) fn too_many(wait: Duration) -> Self {
        // Whole seconds, so that who waits that long is not early.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let message = format!("The quota of this key is used up; try again in {seconds} seconds");
        Self::of_status(StatusCode::TOO_MANY_REQUESTS, message).with(header::RETRY_AFTER, &seconds.to_string())
    }

    /// A version that is not spoken here.
    pub(super) fn unsupported_version(requested: &str, supported: &[&str]) -> Self {
        let message = "MCP-Protocol-Version: this version of the protocol is not supported";
        let mut refusal = Self::new(StatusCode::BAD_REQUEST, UNSUPPORTED_VERSION, message);
        refusal.0.data = Some(json!({"supported": supported, "requested": requested}));
        refusal
    }

    /// A failure of the service while it looked at the credentials.
    pub(super) fn of_service(error: &Error) -> Self {
        match error {
            Error::Busy | Error::Unavailable => {
                let message = "The service is busy or away at the moment; try again shortly";
                Self::of_status(StatusCode::SERVICE_UNAVAILABLE, message).with(header::RETRY_AFTER, "2")
            }
            Error::Forbidden(message) => Self::of_status(StatusCode::FORBIDDEN, *message),
            other => {
                tracing::error!(cause = %other, "credentials could not be looked at");
                Self::of_status(StatusCode::INTERNAL_SERVER_ERROR, "An unexpected error occurred")
            }
        }
    }

    /// The request that is refused.
    pub(super) fn answering(mut self, id: Option<&Value>) -> Self {
        self.0.id = id.cloned();
        self
    }

    /// With a header; one that cannot be written is left out.
    pub(super) fn with(mut self, name: header::HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.insert(name, value);
        }
        self
    }

    /// Its JSON-RPC code.
    #[cfg(test)]
    pub(super) fn code(&self) -> i32 {
        self.0.code
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let said = *self.0;
        let mut error = json!({"code": said.code, "message": said.message});
        if let Some(data) = said.data {
            error["data"] = data;
        }
        let body = json!({"jsonrpc": "2.0", "id": said.id, "error": error});
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = said.status;
        *response.headers_mut() = said.headers;
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_as_long_as_told_is_not_early() {
        let seconds = |wait| {
            Refusal::too_many(wait).0.headers[header::RETRY_AFTER]
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(seconds(Duration::from_millis(1)), "1");
        assert_eq!(seconds(Duration::from_secs(1)), "1");
        assert_eq!(seconds(Duration::from_millis(1_001)), "2");
    }
}
