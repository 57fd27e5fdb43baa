//! One total function from a service error to the vendor's body and status (reference 19).

use crate::middleware::request_id;
use crate::refusal;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use colli_core::capability::Refusal;
use colli_core::error::Violation;
use colli_service::Error;
use colli_wire::dhl_parcel::error::{ErrorDetail, ErrorResponse};

/// The live system's sentence for a body that breaks rules.
const INVALID_BODY: &str =
    "The supplied body could not be parsed correctly, see the details field for additional information.";

/// A failed call, on its way to the client.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    key: String,
    message: String,
    details: Vec<ErrorDetail>,
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

    /// Adds one detail.
    pub(super) fn with(mut self, violation: Violation) -> Self {
        self.details.push(detail(violation));
        self
    }

    /// The body breaks rules; each is named.
    pub(super) fn invalid_body(violations: Vec<Violation>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            key: "validation_failed".to_owned(),
            message: INVALID_BODY.to_owned(),
            details: violations.into_iter().map(detail).collect(),
        }
    }

    /// A query or path parameter breaks a rule.
    pub(super) fn invalid_parameter(violation: Violation) -> Self {
        let message = format!(
            "The parameter '{}' is not valid: {}",
            violation.field, violation.message
        );
        Self::new(StatusCode::BAD_REQUEST, "parameter_invalid", message).with(violation)
    }

    /// A path id that is no UUID, in the live system's words (reference 7.3).
    pub(super) fn bad_id(value: &str) -> Self {
        let value = colli_core::address::excerpt(value);
        Self::new(
            StatusCode::BAD_REQUEST,
            "id_invalid",
            format!("Could not parse id from '{value}'"),
        )
        .with(Violation::new("id", "format", "this is not a UUID").accepting(["a UUID"]))
    }

    /// Renames fields in the details: dialect forms that spell the shipment's fields differently.
    pub(super) fn rename_fields(mut self, rename: impl Fn(&str) -> String) -> Self {
        for detail in &mut self.details {
            detail.field = rename(&detail.field);
        }
        self
    }

    fn refused(refusal: &Refusal) -> Self {
        let accepted: Vec<String> = refusal
            .accepted
            .iter()
            .map(colli_core::capability::Change::sentence)
            .collect();
        let fields = if refusal.fields.is_empty() {
            vec!["pieces".to_owned()]
        } else {
            refusal.fields.clone()
        };
        Self {
            status: StatusCode::BAD_REQUEST,
            key: "capabilities_retrieve_empty".to_owned(),
            message: "Could not find matching capabilities".to_owned(),
            details: fields
                .into_iter()
                .map(|field| ErrorDetail {
                    field,
                    rule: refusal.rule.to_owned(),
                    message: refusal.message.clone(),
                    accepted: accepted.clone(),
                })
                .collect(),
        }
    }

    fn missing(what: &str, missing: Vec<String>) -> Self {
        let message = match missing.as_slice() {
            [] => format!("The {what} was not found"),
            [one] => format!("The {what} {one} was not found"),
            many => format!("{} {what}s were not found: {}", many.len(), many.join(", ")),
        };
        Self {
            status: StatusCode::NOT_FOUND,
            key: format!("{}_not_found", what.to_lowercase()),
            message,
            details: missing
                .into_iter()
                .map(|id| detail(Violation::new("id", "unknown", format!("there is no {what} {id}"))))
                .collect(),
        }
    }
}

impl From<Vec<Violation>> for Failure {
    fn from(violations: Vec<Violation>) -> Self {
        Self::invalid_body(violations)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(violations) => Self::invalid_body(violations),
            Error::Refused(refusal) => Self::refused(&refusal),
            Error::AccountUnknown { account } => Self::new(
                StatusCode::BAD_REQUEST,
                "account_unknown",
                format!("The account {account} is unknown"),
            )
            .with(
                Violation::new("accountId", "unknown", "this account is unknown to the token")
                    .accepting(["an account from POST /authenticate/api-key/account-numbers"]),
            ),
            Error::AccountTaken { .. } => Self::new(StatusCode::CONFLICT, "account_exists", error.to_string()),
            Error::Unauthenticated(message) => Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message),
            Error::Forbidden(message) => Self::new(StatusCode::FORBIDDEN, "forbidden", message),
            Error::NotFound { what, missing } => Self::missing(what, missing),
            Error::Conflict { what, id } => Self::new(
                StatusCode::CONFLICT,
                &format!("{what}_exists"),
                format!("The {what} {id} exists already with different content"),
            )
            .with(
                Violation::new(
                    format!("{what}Id"),
                    "conflict",
                    "this id was used before, with different content",
                )
                .accepting(["the original content", "a new UUID"]),
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
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal_error",
                    "An unexpected error occurred",
                )
            }
        }
    }
}

fn detail(violation: Violation) -> ErrorDetail {
    ErrorDetail {
        field: violation.field,
        rule: violation.rule.to_owned(),
        message: violation.message,
        accepted: violation.accepted,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let request_id = self.status.is_server_error().then(request_id::current).flatten();
        let body = ErrorResponse {
            key: self.key,
            message: self.message,
            details: self.details,
            request_id: request_id.map(|id| id.as_str().to_owned()),
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        refusal::add_headers(self.status, response.headers_mut());
        response
    }
}
