//! What a tool refuses, in words a model can act on.

use colli_core::address::excerpt;
use colli_core::capability::Change;
use colli_core::error::Violation;
use colli_service::Error;
use colli_service::upstream::UpstreamError;
use std::fmt;

/// A tool did not do what was asked.
#[derive(Debug)]
pub(crate) enum ToolError {
    /// Arguments break rules; each is named.
    Invalid(Vec<Violation>),
    /// There is no such thing.
    NotFound(String),
    /// Something else stands against it.
    Refused(String),
    /// A fault of ours; the log says which.
    Internal,
}

impl ToolError {
    /// One broken rule.
    pub(crate) fn violation(violation: Violation) -> Self {
        Self::Invalid(vec![violation])
    }

    /// There is no such thing.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::NotFound(message.into())
    }

    /// Something stands against it.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::Refused(message.into())
    }

    /// A fault of ours.
    pub(crate) fn internal(cause: &dyn fmt::Display) -> Self {
        tracing::error!(%cause, "a tool failed");
        Self::Internal
    }
}

/// The text a model reads.
impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => {
                let sentences: Vec<String> = violations.iter().map(sentence).collect();
                f.write_str(&sentences.join("\n"))
            }
            Self::NotFound(message) | Self::Refused(message) => f.write_str(message),
            Self::Internal => f.write_str("An unexpected error occurred; trying again later may help."),
        }
    }
}

/// What is wrong with an argument: its name, what is wrong, what would be accepted.
fn sentence(violation: &Violation) -> String {
    let message = violation.message.trim_end_matches('.');
    let about = if violation.field.is_empty() {
        message.to_owned()
    } else {
        format!("{}: {message}", violation.field)
    };
    if violation.accepted.is_empty() {
        format!("{about}.")
    } else {
        format!("{about}; accepted: {}.", violation.accepted.join(", "))
    }
}

impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(violations) => Self::Invalid(violations),
            Error::Refused(refusal) => {
                let field = refusal.fields.first().cloned().unwrap_or_default();
                let accepted = refusal.accepted.iter().map(Change::sentence);
                Self::violation(Violation::new(field, refusal.rule, refusal.message.clone()).accepting(accepted))
            }
            Error::AccountUnknown { account } => Self::violation(Violation::new(
                "account_number",
                "unknown",
                format!("the account {} is unknown", excerpt(&account)),
            )),
            Error::NotFound { what, missing } => {
                let missing: Vec<String> = missing.iter().map(|id| excerpt(id)).collect();
                Self::NotFound(format!("There is no {what} {}.", missing.join(", ")))
            }
            Error::AccountTaken { .. } | Error::Conflict { .. } => Self::Refused(format!("{error}.")),
            Error::Unauthenticated(message) | Error::Forbidden(message) => Self::Refused(format!("{message}.")),
            Error::Busy | Error::Unavailable => {
                Self::refused("The service is busy or away at the moment; try again shortly.")
            }
            Error::Internal(cause) => Self::internal(&cause),
        }
    }
}

/// The Unified API of the carrier, where it is asked in place of the own network.
impl From<UpstreamError> for ToolError {
    fn from(error: UpstreamError) -> Self {
        let again = match error {
            UpstreamError::NotFound => return Self::not_found("The carrier knows no such thing."),
            UpstreamError::TooMany {
                retry_after: Some(wait),
            } => format!("; try again in {} s", wait.as_secs().max(1)),
            UpstreamError::TooMany { retry_after: None } | UpstreamError::Slow | UpstreamError::Away => {
                "; try again shortly".to_owned()
            }
            UpstreamError::Invalid
            | UpstreamError::KeyRefused
            | UpstreamError::ProfileKeyRefused
            | UpstreamError::Broken => String::new(),
        };
        let mut message = format!("{error}{again}.");
        if let Some(first) = message.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self::Refused(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_name_the_argument_and_what_would_be_accepted() {
        let error = ToolError::Invalid(vec![
            Violation::new("limit", "range", "this is not a number in range").accepting(["1 to 50"]),
            Violation::new("", "conflict", "these do not go together."),
        ]);
        assert_eq!(
            error.to_string(),
            "limit: this is not a number in range; accepted: 1 to 50.\nthese do not go together."
        );
    }

    #[test]
    fn what_the_carrier_says_is_a_sentence() {
        for (error, expected) in [
            (
                UpstreamError::Slow,
                "The carrier did not answer in time; try again shortly.",
            ),
            (
                UpstreamError::TooMany {
                    retry_after: Some(std::time::Duration::from_secs(30)),
                },
                "The carrier takes no more questions for now; try again in 30 s.",
            ),
            (
                UpstreamError::KeyRefused,
                "The carrier does not accept this installation's key.",
            ),
        ] {
            assert_eq!(ToolError::from(error).to_string(), expected);
        }
        assert!(matches!(
            ToolError::from(UpstreamError::NotFound),
            ToolError::NotFound(_)
        ));
    }
}
