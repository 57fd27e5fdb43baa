//! Lanes that are not served, whatever the service.

use super::place::{Located, PlaceKind};
use super::quote::RateMessage;

/// A lane that is not served.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LaneRule {
    /// Word of the refusal.
    pub rule: String,
    /// Kinds of sender's places; empty: all.
    pub from: Vec<PlaceKind>,
    /// Kinds of receiver's places; empty: all.
    pub to: Vec<PlaceKind>,
    /// What is said; `{from}` and `{to}` stand for the places.
    pub text: String,
}

impl LaneRule {
    /// The refusal of a parcel between two places, if the rule is about them.
    pub(super) fn refusal(&self, from: &Located<'_>, to: &Located<'_>) -> Option<RateMessage> {
        let holds = |kinds: &[PlaceKind], place: &Located<'_>| {
            kinds.is_empty() || kinds.iter().any(|kind| place.is_kind(*kind))
        };
        (holds(&self.from, from) && holds(&self.to, to)).then(|| {
            let text = self.text.replace("{from}", from.name()).replace("{to}", to.name());
            RateMessage::new(self.rule.clone(), text)
        })
    }
}
