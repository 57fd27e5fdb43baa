//! One total function from a service error to the API's body and status.

use crate::middleware::request_id;
use crate::refusal;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use colli_core::address::excerpt;
use colli_core::capability::Change;
use colli_core::error::Violation;
use colli_service::Error;
use serde::Serialize;
use utoipa::ToSchema;

/// What every refusal says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorResponse {
    /// The refusal.
    error: ErrorBody,
}

/// A refusal.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorBody {
    /// A word programs can rely on.
    key: String,
    /// A sentence for people.
    message: String,
    /// What is wrong, where, and what would be accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<ErrorDetail>,
    /// Finds the request in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

/// One broken rule.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorDetail {
    /// The field, header or parameter.
    field: String,
    /// The rule it breaks.
    rule: String,
    /// A sentence for people.
    message: String,
    /// What would be accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepted: Vec<String>,
}

impl From<Violation> for ErrorDetail {
    fn from(violation: Violation) -> Self {
        Self {
            field: violation.field,
            rule: violation.rule.to_owned(),
            message: violation.message,
            accepted: violation.accepted,
        }
    }
}

/// A failed call, on its way to the client.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    key: String,
    message: String,
    details: Vec<Violation>,
}

/// What handlers answer.
pub(super) type Answer<T> = Result<T, Failure>;

impl Failure {
    /// A failure without details.
    pub(super) fn new(status: StatusCode, key: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            key: key.to_owned(),
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// The request breaks rules; each is named.
    pub(super) fn invalid(violations: Vec<Violation>) -> Self {
        let message = match violations.as_slice() {
            [one] if !one.field.is_empty() => format!("{}: {}", one.field, one.message),
            [one] => one.message.clone(),
            _ => "The request breaks rules; details names each".to_owned(),
        };
        Self {
            details: violations,
            ..Self::new(StatusCode::BAD_REQUEST, "invalid", message)
        }
    }

    fn missing(what: &str, missing: &[String]) -> Self {
        let named: Vec<String> = missing.iter().map(|id| excerpt(id)).collect();
        let details = named
            .iter()
            .map(|id| Violation::new("id", "unknown", format!("there is no {what} {id}")));
        Self {
            details: details.collect(),
            ..Self::new(
                StatusCode::NOT_FOUND,
                &format!("{what}_not_found"),
                format!("There is no {what} {}", named.join(", ")),
            )
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(violations) => Self::invalid(violations),
            Error::Refused(refusal) => Self {
                details: refusal
                    .fields
                    .iter()
                    .map(|field| {
                        Violation::new(field.clone(), refusal.rule, refusal.message.clone())
                            .accepting(refusal.accepted.iter().map(Change::sentence))
                    })
                    .collect(),
                ..Self::new(StatusCode::BAD_REQUEST, "refused", refusal.message.clone())
            },
            Error::AccountUnknown { account } => Self::new(
                StatusCode::BAD_REQUEST,
                "account_unknown",
                format!("The account {account} is unknown"),
            ),
            Error::AccountTaken { .. } => Self::new(StatusCode::CONFLICT, "account_exists", error.to_string()),
            Error::Unauthenticated(message) => Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message),
            Error::Forbidden(message) => Self::new(StatusCode::FORBIDDEN, "forbidden", message),
            Error::NotFound { what, missing } => Self::missing(what, &missing),
            Error::Conflict { .. } => Self::new(StatusCode::CONFLICT, "conflict", error.to_string()),
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
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal_error",
                    "An unexpected error occurred",
                )
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let request_id = self.status.is_server_error().then(request_id::current).flatten();
        let details = self.details.into_iter().map(ErrorDetail::from);
        let error = ErrorBody {
            key: self.key,
            message: self.message,
            details: details.collect(),
            request_id: request_id.map(|id| id.as_str().to_owned()),
        };
        let mut response = (self.status, axum::Json(ErrorResponse { error })).into_response();
        refusal::add_headers(self.status, response.headers_mut());
        response
    }
}
