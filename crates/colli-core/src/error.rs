//! What is wrong with an input: field, rule, and what would be accepted.

use serde::Serialize;
use std::fmt;

/// One broken rule. A caller can mend the request from this alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Violation {
    /// Where, as a path in the request: `receiver.address.postalCode`, `pieces[0].weight`.
    pub field: String,
    /// Which rule, as a stable word: `required`, `format`, `length`, `range`, `unknown`, `type`, `conflict`, …
    pub rule: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Values or forms that would be accepted; empty when the message says it all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
}

impl Violation {
    /// A violation without a list of accepted values.
    pub fn new(field: impl Into<String>, rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            rule,
            message: message.into(),
            accepted: Vec::new(),
        }
    }

    /// A mandatory field is missing or empty.
    pub fn required(field: impl Into<String>) -> Self {
        Self::new(field, "required", "this field is mandatory and must not be empty")
    }

    /// Adds what would be accepted.
    #[must_use]
    pub fn accepting<I, S>(mut self, accepted: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: Into<String>,
    {
        self.accepted = accepted.into_iter().map(Into::into).collect();
        self
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// Gathers violations while a request is read, so that one answer names every broken field.
#[derive(Default, Debug)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes one. Beyond [`crate::limits::VIOLATIONS_MAX`] further ones are dropped: the first ones tell enough.
    pub fn push(&mut self, violation: Violation) {
        if self.0.len() < crate::limits::VIOLATIONS_MAX {
            self.0.push(violation);
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something was found on this field, on a part of it, or on what it is part of.
    pub fn names(&self, field: &str) -> bool {
        let part_of = |part: &str, whole: &str| {
            part.strip_prefix(whole)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.0
            .iter()
            .any(|found| part_of(&found.field, field) || part_of(field, &found.field))
    }

    /// The value when nothing was found, all violations otherwise.
    pub fn into_result<T>(self, value: T) -> Result<T, Vec<Violation>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }

    /// All that was found.
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

impl Extend<Violation> for Violations {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, violations: I) {
        for violation in violations {
            self.push(violation);
        }
    }
}
