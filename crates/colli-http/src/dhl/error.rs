//! One total function from a service error to the vendor's body and status (reference 1.6, 3.5).

use crate::refusal;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_service::Error;
use colli_wire::dhl_unified::problem::Problem;
use std::time::Duration;

/// How problems are sent (RFC 7807).
const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");
/// What a refusal for want of a key names as the way in.
const CHALLENGE: HeaderValue = HeaderValue::from_static("DHL-API-Key");

/// A failed call, on its way to the client.
#[derive(Debug)]
pub(super) struct Failure {
    problem: Box<Problem>,
    /// When to come back.
    retry_after_s: Option<u64>,
}

/// What handlers answer.
pub(super) type Answer<T> = Result<T, Failure>;

impl Failure {
    /// A failure with a title and a sentence.
    pub(super) fn new(status: StatusCode, title: impl Into<String>, detail: impl Into<String>) -> Self {
        let problem = Problem {
            title: title.into(),
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
        };
        Self {
            problem: Box::new(problem),
            retry_after_s: None,
        }
    }

    /// Nothing was found.
    pub(super) fn not_found(title: &str, detail: impl Into<String>, instance: String) -> Self {
        let mut failure = Self::new(StatusCode::NOT_FOUND, title, detail);
        failure.problem.instance = Some(instance);
        failure
    }

    /// There is no such path.
    pub(super) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", "There is no such endpoint.")
    }

    /// The path takes other methods.
    pub(super) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Method not allowed",
            "This endpoint does not take this method.",
        )
    }

    /// No key, or not the right one.
    pub(super) fn unauthorized(why: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            format!("The request is not authorised for this resource: {why}."),
        )
    }

    /// The quota is used up.
    pub(super) fn too_many(wait: Duration) -> Self {
        let mut failure = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Too Many Requests",
            "The quota of this key is used up; try again later.",
        );
        // Rounded up: who comes back too early is refused once more.
        failure.retry_after_s = Some(wait.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX));
        failure
    }

    /// The input breaks rules; each is named.
    pub(super) fn invalid(violations: &[Violation]) -> Self {
        Self::titled("Invalid input", violations)
    }

    /// The same under another title, as the location finder has several (reference 3.5).
    pub(super) fn titled(title: &str, violations: &[Violation]) -> Self {
        let sentences: Vec<String> = violations.iter().map(sentence).collect();
        Self::new(
            StatusCode::BAD_REQUEST,
            title,
            format!("Input is invalid: {}.", sentences.join("; ")),
        )
    }
}

/// What is wrong with a parameter: its name, what is wrong, what would be accepted.
fn sentence(violation: &Violation) -> String {
    let message = violation.message.trim_end_matches('.');
    let mut text = if violation.field.is_empty() {
        message.to_owned()
    } else {
        format!("{}: {message}", violation.field)
    };
    if !violation.accepted.is_empty() {
        text = format!("{text}, expected {}", violation.accepted.join(", "));
    }
    text
}

impl From<Vec<Violation>> for Failure {
    fn from(violations: Vec<Violation>) -> Self {
        Self::invalid(&violations)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(violations) => violations.into(),
            Error::Refused(refusal) => Self::new(StatusCode::BAD_REQUEST, "Invalid input", refusal.message.clone()),
            Error::AccountUnknown { .. } | Error::AccountTaken { .. } => Self::new(
                StatusCode::BAD_REQUEST,
                "Invalid input",
                format!("Input is invalid: {error}."),
            ),
            Error::Unauthenticated(_) => Self::unauthorized("the key is unknown"),
            Error::Forbidden(message) => Self::unauthorized(message),
            Error::NotFound { what, missing } => {
                let missing: Vec<String> = missing.iter().map(|id| excerpt(id)).collect();
                let missing = missing.join(", ");
                let detail = format!("There is no {what} {missing}.");
                Self::not_found("No result found", detail, format!("/{what}/{missing}"))
            }
            Error::Conflict { .. } => Self::new(StatusCode::CONFLICT, "Conflict", error.to_string()),
            Error::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Service Unavailable",
                "The server is busy, please try again shortly.",
            ),
            Error::Unavailable => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Service Unavailable",
                "The service is not available at the moment.",
            ),
            Error::Internal(cause) => {
                tracing::error!(cause, "a request failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Internal Server Error",
                    "An unexpected error occurred.",
                )
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&*self.problem)).into_response();
        let headers = response.headers_mut();
        refusal::add_headers(status, headers);
        headers.insert(header::CONTENT_TYPE, CONTENT_TYPE);
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, CHALLENGE);
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_have_four_members_and_name_each_parameter() {
        let violations = [
            Violation::new("language", "format", "'xx1' is not a language").accepting(["ISO 639-1 alpha-2"]),
            Violation::new("limit", "range", "this is not a number in range."),
        ];
        let failure = Failure::invalid(&violations);
        assert_eq!(
            serde_json::to_value(&failure.problem).unwrap(),
            serde_json::json!({"title": "Invalid input", "status": 400,
                "detail": "Input is invalid: language: 'xx1' is not a language, expected ISO 639-1 alpha-2; limit: this is not a number in range."})
        );
        let failure = Failure::not_found("No result found", "No shipment.", "/shipment/1".to_owned());
        assert_eq!(
            serde_json::to_value(&failure.problem).unwrap(),
            serde_json::json!({"title": "No result found", "status": 404, "detail": "No shipment.", "instance": "/shipment/1"})
        );
    }

    #[test]
    fn waits_are_whole_seconds_rounded_up() {
        let response = Failure::too_many(Duration::from_millis(1_001)).into_response();
        assert_eq!(response.headers()["retry-after"], "2");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
}
