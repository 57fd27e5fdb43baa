//! The error body (reference 19).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What every failing call answers, except track and trace's plain-text 404.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorResponse {
    /// A stable word, such as `capabilities_retrieve_empty`.
    pub key: String,
    /// One sentence.
    pub message: String,
    /// What to change; empty when the message says it all. The original leaves it out, or writes what is no list.
    #[serde(default, deserialize_with = "details_if_any")]
    #[schema(required = true)]
    pub details: Vec<ErrorDetail>,
    /// Finds the request in the server's log; only when the fault is the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One broken rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetail {
    /// Path of the member, such as `receiver.address.postalCode`.
    pub field: String,
    /// The rule, as a stable word: `required`, `format`, `option-excluded`, …
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// Values, forms or changes that would be accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
}

/// Details that have the form of these; others are passed over.
fn details_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ErrorDetail>, D::Error> {
    let Value::Array(entries) = Value::deserialize(from)? else {
        return Ok(Vec::new());
    };
    let known = entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value(entry).ok());
    Ok(known.collect())
}
