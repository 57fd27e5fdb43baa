//! Interventions: the receiver, or the sender, has a parcel delivered otherwise than planned (reference 17).
//!
//! What is possible follows from the situation of a piece ([`Situation`]) and the rules of the network
//! ([`InterventionRules`]); each rule that is met gives a [`Reason`].

mod history;
mod reason;
mod request;
mod rules;
mod service_point;
mod situation;

pub use reason::Reason;
pub use request::{Instruction, InterventionRequest, check};
pub use rules::{InterventionRules, InterventionStatus, Rule, Size, SizeLimit, SizeLimits, Subject};
pub use service_point::{accepts, opens_on};
pub use situation::{NEXT_FRAMES, Situation, State};

use crate::tracking::{Moment, TimeFrame};
use serde::{Deserialize, Serialize};

/// What can be asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InterventionKind {
    /// Left at a place the receiver names.
    AgreedPlace,
    /// Brought to a ServicePoint.
    ServicePoint,
    /// Given to neighbours.
    Neighbours,
    /// Delivered at a later time.
    DateTime,
    /// Not delivered: back to the sender.
    Cancel,
}

impl InterventionKind {
    /// Every kind with its word on the wire and in data files.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("agreed-place", Self::AgreedPlace),
        ("servicepoint", Self::ServicePoint),
        ("neighbours", Self::Neighbours),
        ("date-time", Self::DateTime),
        ("cancel", Self::Cancel),
    ];

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, kind)| (name == text).then_some(kind))
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find_map(|(name, kind)| (*kind == self).then_some(*name))
            .unwrap_or_default()
    }
}

/// An intervention that was carried out. It holds personal data: who asked, and where the parcel is left.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Intervention {
    /// Attempts at delivery that had failed before. A piece has one intervention for each attempt.
    pub attempt: u32,
    /// When, on the environment's clock.
    pub at: Moment,
    /// What is to be done.
    pub instruction: Instruction,
    /// The status it is written down as.
    pub status: String,
    /// When delivery is planned now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<TimeFrame>,
    /// Whether fraud is suspected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fraud: bool,
    /// Who asked.
    pub email: String,
    /// What the caller says it is (header `Source`).
    pub source: String,
}

impl Intervention {
    /// Whether another asks for the same; where it was asked from does not count.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.attempt, &self.instruction, self.fraud, &self.email)
            == (other.attempt, &other.instruction, other.fraud, &other.email)
    }
}
