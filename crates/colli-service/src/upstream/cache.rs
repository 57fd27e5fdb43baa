//! Answers that are remembered: for one key and one question, for a while, a bounded number of them.

use super::question::PositionQuestion;
use colli_client::unified::locations::AddressQuery;
use colli_client::unified::tracking::TrackingQuery;
use colli_client::wire::dhl_unified::locations::LocationList;
use colli_client::wire::dhl_unified::tracking::TrackingAnswer;
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::time::Duration;

/// Answers remembered at once.
const ENTRIES: usize = 500;

/// A question, whole.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Question {
    /// For shipments.
    Track(TrackingQuery),
    /// For locations around an address.
    Address(AddressQuery),
    /// For locations around a position.
    Position(PositionQuestion),
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// Shipments.
    Tracking(Arc<TrackingAnswer>),
    /// Locations.
    Locations(Arc<LocationList>),
}

impl Answer {
    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Tracking(answer) => answer.shipments.is_empty(),
            Self::Locations(answer) => answer.locations.is_empty(),
        }
    }
}

/// What a question is remembered under: the hash of the key it was asked with, and itself.
pub(super) type Asked = (Vec<u8>, Question);

/// Answers with the moment until which they hold, in milliseconds.
pub(super) struct Answers {
    known: Cache<Asked, (i64, Answer)>,
    hold_ms: i64,
}

impl Answers {
    /// None yet; each is to hold so long.
    pub(super) fn new(hold: Duration) -> Self {
        Self {
            known: Cache::new(ENTRIES),
            hold_ms: i64::try_from(hold.as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// The answer to a question, while it holds.
    pub(super) fn get(&self, asked: &Asked, now_ms: i64) -> Option<Answer> {
        let (until_ms, answer) = self.known.get(asked)?;
        (now_ms < until_ms).then_some(answer)
    }

    /// Remembers an answer.
    pub(super) fn put(&self, asked: Asked, answer: Answer, now_ms: i64) {
        if self.hold_ms > 0 {
            self.known.insert(asked, (now_ms.saturating_add(self.hold_ms), answer));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLD: Duration = Duration::from_mins(1);

    fn asked(key: u8, number: &str, postal_code: &str) -> Asked {
        let query = TrackingQuery {
            recipient_postal_code: postal_code.to_owned(),
            ..TrackingQuery::of(number)
        };
        (vec![key], Question::Track(query))
    }

    #[test]
    fn answers_hold_for_a_while_for_one_key_and_one_postal_code() {
        let answers = Answers::new(HOLD);
        let answer = Answer::Tracking(Arc::default());
        answers.put(asked(1, "A", "3542AD"), answer.clone(), 1_000);
        assert!(answers.get(&asked(1, "A", "3542AD"), 60_999).is_some());
        for (other, now_ms) in [
            (asked(1, "A", "3542AD"), 61_000),
            (asked(2, "A", "3542AD"), 1_000),
            (asked(1, "A", ""), 1_000),
            (asked(1, "B", "3542AD"), 1_000),
        ] {
            assert!(answers.get(&other, now_ms).is_none(), "{other:?}");
        }
        let never = Answers::new(Duration::ZERO);
        never.put(asked(1, "A", ""), answer.clone(), 0);
        assert!(never.get(&asked(1, "A", ""), 0).is_none());
        for number in 0..5_000 {
            answers.put(asked(1, &number.to_string(), ""), answer.clone(), 0);
        }
        // The cache rounds up to a like number for each of its shards.
        assert!(answers.known.len() < 2 * ENTRIES, "{}", answers.known.len());
    }
}
