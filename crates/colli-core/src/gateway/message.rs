//! What a carrier, or the gateway itself, says about a quote or a purchase.

use serde::{Deserialize, Serialize};

/// A sentence with its source.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// Who says it: a carrier's name, or the gateway's.
    pub source: String,
    /// A word programs can rely on; may be empty.
    pub code: String,
    /// The sentence.
    pub text: String,
}

impl Message {
    /// A message.
    pub fn new(source: impl Into<String>, code: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            code: code.into(),
            text: text.into(),
        }
    }
}
