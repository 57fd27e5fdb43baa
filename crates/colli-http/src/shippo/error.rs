//! One total function from a service error to the vendor's body and status (reference 2.6).

use crate::middleware::request_id;
use crate::refusal;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use colli_core::error::Violation;
use colli_service::Error;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Indices of a list that are kept in their place; what is wrong with later entries stands under their number.
const INDEX_MAX: usize = 200;

/// What a refusal says: a sentence, or what is wrong with which member, nested as the request is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorResponse {
    /// A sentence, where no member is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Sentences by member.
    #[serde(flatten)]
    #[schema(value_type = HashMap<String, Vec<String>>)]
    members: Map<String, Value>,
}

/// A failed call, on its way to the client.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    body: Map<String, Value>,
}

/// What handlers answer.
pub(super) type Answer<T> = Result<T, Failure>;

impl Failure {
    /// A failure with one sentence.
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let mut body = Map::new();
        body.insert("detail".to_owned(), Value::String(detail.into()));
        Self { status, body }
    }

    /// There is no such thing, or it is somebody else's.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found.")
    }

    /// The path takes other methods.
    pub(super) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed.")
    }

    /// Nobody said who calls.
    pub(super) fn no_credentials() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Authentication credentials were not provided.",
        )
    }

    /// The same with a title, as sign-ins are refused (reference 5.2).
    pub(super) fn titled(mut self, title: &str) -> Self {
        self.body.insert("title".to_owned(), title.into());
        self
    }

    /// One broken rule.
    pub(super) fn violation(violation: Violation) -> Self {
        vec![violation].into()
    }
}

/// What is wrong with a field, in one sentence.
fn sentence(violation: &Violation) -> String {
    let message = violation.message.trim_end_matches('.');
    if violation.accepted.is_empty() {
        format!("{message}.")
    } else {
        format!("{message}; accepted: {}.", violation.accepted.join(", "))
    }
}

/// The parts of a path: `parcels[0].weight` is `parcels`, `0`, `weight`.
fn parts(path: &str) -> Vec<&str> {
    path.split(['.', '[', ']']).filter(|part| !part.is_empty()).collect()
}

/// Puts a sentence where its path says.
fn put(place: &mut Value, path: &[&str], text: String) {
    let Some((first, rest)) = path.split_first() else {
        match place {
            Value::Array(sentences) => sentences.push(text.into()),
            Value::Object(members) if !members.is_empty() => put(place, &["__all__"], text),
            _ => *place = json!([text]),
        }
        return;
    };
    let index = first.parse::<usize>().ok().filter(|index| *index < INDEX_MAX);
    let next = match (index, place) {
        (Some(index), Value::Array(entries)) if entries.iter().all(|entry| !entry.is_string()) => {
            while entries.len() <= index {
                entries.push(json!({}));
            }
            entries.get_mut(index)
        }
        (_, Value::Object(members)) => Some(members.entry(*first).or_insert_with(|| empty_for(rest))),
        _ => None,
    };
    if let Some(next) = next {
        put(next, rest, text);
    }
}

/// What a member is before anything is put into it: a list, when its entries are numbered.
fn empty_for(rest: &[&str]) -> Value {
    match rest.first() {
        None => json!([]),
        Some(part) if part.parse::<usize>().is_ok_and(|index| index < INDEX_MAX) => json!([]),
        Some(_) => json!({}),
    }
}

impl From<Vec<Violation>> for Failure {
    fn from(violations: Vec<Violation>) -> Self {
        let mut body = json!({});
        for violation in &violations {
            let path = parts(&violation.field);
            let path = if path.is_empty() { vec!["__all__"] } else { path };
            put(&mut body, &path, sentence(violation));
        }
        let body = match body {
            Value::Object(body) => body,
            _ => Map::new(),
        };
        Self {
            status: StatusCode::BAD_REQUEST,
            body,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(violations) => violations.into(),
            Error::Refused(refusal) => Self::violation(Violation::new("", refusal.rule, refusal.message.clone())),
            Error::AccountUnknown { .. } | Error::AccountTaken { .. } => {
                Self::violation(Violation::new("carrier_account", "unknown", error.to_string()))
            }
            Error::Unauthenticated(message) => Self::new(StatusCode::UNAUTHORIZED, message),
            Error::Forbidden(_) => Self::new(
                StatusCode::FORBIDDEN,
                "You do not have permission to perform this action.",
            ),
            Error::NotFound { .. } => Self::not_found(),
            Error::Conflict { .. } => Self::new(StatusCode::CONFLICT, error.to_string()),
            Error::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The server is busy, please try again shortly.",
            ),
            Error::Unavailable => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The service is not available at the moment.",
            ),
            Error::Internal(cause) => {
                tracing::error!(cause, "a request failed");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "An unexpected error occurred.")
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(mut self) -> Response {
        if let Some(id) = self.status.is_server_error().then(request_id::current).flatten() {
            self.body.insert("request_id".to_owned(), id.as_str().into());
        }
        let body = ErrorResponse {
            detail: None,
            members: self.body,
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        refusal::add_headers(self.status, response.headers_mut());
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("ShippoToken"));
        }
        if self.status == StatusCode::CONFLICT {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(violations: Vec<Violation>) -> Value {
        Value::Object(Failure::from(violations).body)
    }

    #[test]
    fn fields_nest_as_the_request_does() {
        let found = vec![
            Violation::new("address_to.country", "required", "it is missing"),
            Violation::new("parcels[1].mass_unit", "value", "there is no such unit.").accepting(["g", "kg"]),
            Violation::new("parcels[1].mass_unit", "value", "really"),
            Violation::new("", "json", "the body is null"),
        ];
        assert_eq!(
            body(found),
            json!({
                "address_to": {"country": ["it is missing."]},
                "parcels": [{}, {"mass_unit": ["there is no such unit; accepted: g, kg.", "really."]}],
                "__all__": ["the body is null."],
            })
        );
    }

    #[test]
    fn what_does_not_fit_together_is_still_said() {
        let found = vec![
            Violation::new("parcels", "required", "none"),
            Violation::new("parcels[0].weight", "range", "too much"),
            Violation::new("items[100000]", "type", "wrong"),
            Violation::new("address_to.zip", "a", "b"),
            Violation::new("address_to", "c", "d"),
        ];
        let body = body(found);
        assert_eq!(body["parcels"][0], "none.");
        assert_eq!(body["items"]["100000"][0], "wrong.");
        assert_eq!(body["address_to"]["__all__"][0], "d.");
    }
}
