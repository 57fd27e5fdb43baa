//! One total function from a service error to the body and status of an action that was not carried out.

use crate::middleware::request_id;
use crate::refusal;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use colli_core::address::excerpt;
use colli_core::capability::Change;
use colli_core::error::Violation;
use colli_service::Error;
use colli_service::upstream::UpstreamError;
use serde::Serialize;
use std::time::Duration;

/// What a refusal for want of credentials names as the ways in.
const CHALLENGE: HeaderValue = HeaderValue::from_static("DHL-API-Key, Bearer");

#[derive(Serialize)]
struct ErrorResponse {
    error: ErrorBody,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody {
    key: String,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<ErrorDetail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

#[derive(Serialize)]
struct ErrorDetail {
    field: String,
    rule: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepted: Vec<String>,
}

impl From<Violation> for ErrorDetail {
    fn from(violation: Violation) -> Self {
        Self {
            field: violation.field,
            rule: violation.rule,
            message: violation.message,
            accepted: violation.accepted,
        }
    }
}

/// A failed call, on its way to the client.
#[derive(Debug)]
pub(super) struct Failure(Box<Told>);

#[derive(Debug)]
struct Told {
    status: StatusCode,
    key: String,
    message: String,
    details: Vec<Violation>,
    /// When to come back.
    retry_after_s: Option<u64>,
}

/// What handlers answer.
pub(super) type Answer<T> = Result<T, Failure>;

impl Failure {
    /// A failure without details.
    pub(super) fn new(status: StatusCode, key: &str, message: impl Into<String>) -> Self {
        Self(Box::new(Told {
            status,
            key: key.to_owned(),
            message: message.into(),
            details: Vec::new(),
            retry_after_s: None,
        }))
    }

    /// The request breaks rules; each is named.
    pub(super) fn invalid(violations: Vec<Violation>) -> Self {
        let message = match violations.as_slice() {
            [one] if !one.field.is_empty() => format!("{}: {}", one.field, one.message),
            [one] => one.message.clone(),
            _ => "The request breaks rules; details names each".to_owned(),
        };
        Self::new(StatusCode::BAD_REQUEST, "invalid", message).naming(violations)
    }

    fn naming(mut self, details: Vec<Violation>) -> Self {
        self.0.details = details;
        self
    }

    fn after(mut self, wait: Option<Duration>) -> Self {
        // Rounded up: who comes back too early is refused once more.
        self.0.retry_after_s = wait.map(|wait| wait.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX));
        self
    }

    /// There is no such path.
    pub(super) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such endpoint")
    }

    /// The path takes other methods.
    pub(super) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "This endpoint does not take this method",
        )
    }

    /// The quota is used up.
    pub(super) fn too_many(wait: Duration) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "quota_exceeded",
            "The quota of this key is used up; try again later",
        )
        .after(Some(wait))
    }

    fn missing(what: &str, missing: &[String]) -> Self {
        let named: Vec<String> = missing.iter().map(|id| excerpt(id)).collect();
        let spoken = what.replace('_', " ");
        let message = format!("There is no {spoken} {}", named.join(", "));
        Self::new(StatusCode::NOT_FOUND, &format!("{what}_not_found"), message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(violations) => Self::invalid(violations),
            Error::Refused(refusal) => {
                let named = refusal.fields.iter().map(|field| {
                    Violation::new(field.clone(), refusal.rule, refusal.message.clone())
                        .accepting(refusal.accepted.iter().map(Change::sentence))
                });
                Self::new(StatusCode::BAD_REQUEST, "refused", refusal.message.clone()).naming(named.collect())
            }
            Error::AccountUnknown { account } => Self::new(
                StatusCode::BAD_REQUEST,
                "account_unknown",
                format!("The account {} is unknown", excerpt(&account)),
            ),
            Error::AccountTaken { .. } => Self::new(StatusCode::CONFLICT, "account_exists", error.to_string()),
            Error::Unauthenticated(message) => Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message),
            Error::Forbidden(message) => Self::new(StatusCode::FORBIDDEN, "forbidden", message),
            Error::NotFound { what, missing } => Self::missing(what, &missing),
            Error::Conflict { what, id } => Self::new(
                StatusCode::CONFLICT,
                "conflict",
                format!("There is another {} {}", what.replace('_', " "), excerpt(&id)),
            ),
            Error::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "The server is busy, please try again shortly",
            ),
            Error::Unavailable => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "The service is not available at the moment",
            ),
            Error::Internal(cause) => {
                tracing::error!(cause, "a request failed");
                Self::internal()
            }
        }
    }
}

impl Failure {
    /// Whether the same call may succeed later: somebody it depends on is away, busy or broken.
    pub(super) fn is_for_now(&self) -> bool {
        let for_now = [
            StatusCode::BAD_GATEWAY,
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::GATEWAY_TIMEOUT,
        ];
        for_now.contains(&self.0.status)
    }

    /// A fault of ours.
    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "An unexpected error occurred",
        )
    }
}

/// What is no turn of a dialog: `NotFound` and `Invalid` are asked about again before they come here.
impl From<UpstreamError> for Failure {
    fn from(error: UpstreamError) -> Self {
        let (status, key) = match error {
            UpstreamError::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            UpstreamError::Invalid => (StatusCode::BAD_REQUEST, "invalid"),
            UpstreamError::ProfileKeyRefused => (StatusCode::FORBIDDEN, "forbidden"),
            UpstreamError::KeyRefused => (StatusCode::BAD_GATEWAY, "upstream_key_refused"),
            UpstreamError::Broken => (StatusCode::BAD_GATEWAY, "upstream_broken"),
            UpstreamError::TooMany { .. } => (StatusCode::SERVICE_UNAVAILABLE, "upstream_busy"),
            UpstreamError::Away => (StatusCode::SERVICE_UNAVAILABLE, "upstream_unavailable"),
            UpstreamError::Slow => (StatusCode::GATEWAY_TIMEOUT, "upstream_timeout"),
        };
        let mut message = error.to_string();
        if let Some(first) = message.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let wait = match error {
            UpstreamError::TooMany { retry_after } => retry_after,
            _ => None,
        };
        Self::new(status, key, message).after(wait)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let told = *self.0;
        let request_id = told.status.is_server_error().then(request_id::current).flatten();
        let error = ErrorBody {
            key: told.key,
            message: told.message,
            details: told.details.into_iter().map(ErrorDetail::from).collect(),
            request_id: request_id.map(|id| id.as_str().to_owned()),
        };
        let mut response = (told.status, axum::Json(ErrorResponse { error })).into_response();
        let headers = response.headers_mut();
        refusal::add_headers(told.status, headers);
        if told.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, CHALLENGE);
        }
        if let Some(seconds) = told.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_the_carrier_say_what_to_do_and_nothing_of_what_it_said() {
        let wait = Some(Duration::from_millis(6_001));
        for (error, status, retry_after) in [
            (UpstreamError::TooMany { retry_after: wait }, 503, Some("7")),
            (UpstreamError::TooMany { retry_after: None }, 503, Some("2")),
            (UpstreamError::Away, 503, Some("2")),
            (UpstreamError::Slow, 504, None),
            (UpstreamError::Broken, 502, None),
            (UpstreamError::KeyRefused, 502, None),
            (UpstreamError::ProfileKeyRefused, 403, None),
        ] {
            let failure = Failure::from(error);
            assert!(failure.0.message.starts_with("The carrier"), "{failure:?}");
            let response = failure.into_response();
            let found = response
                .headers()
                .get("retry-after")
                .map(|value| value.to_str().unwrap());
            assert_eq!((response.status().as_u16(), found), (status, retry_after), "{error:?}");
        }
    }
}
