//! Refunds of labels nobody used.

use super::Kind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far a refund is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RefundStatus {
    /// It is still to be looked at.
    Queued,
    /// The label is void.
    Success,
    /// The label stays valid.
    Error,
}

impl RefundStatus {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Success => "SUCCESS",
            Self::Error => "ERROR",
        }
    }
}

/// A refund.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refund {
    /// The purchase.
    pub transaction: Uuid,
    /// How far it is.
    pub status: RefundStatus,
}

impl Kind for Refund {
    const KIND: &'static str = "refund";

    fn state(&self) -> Option<&str> {
        Some(self.status.word())
    }

    fn parent(&self) -> Option<Uuid> {
        Some(self.transaction)
    }
}
