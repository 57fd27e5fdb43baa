//! Wrong postal codes are counted: whoever tries one after the other finds the parcel closed before long (design law 5).
//!
//! Counted per shipment, since its pieces share their addresses, on real time. Each node counts for itself.

use crate::Service;
use crate::tracking::{addressee, consignor, is_return};
use colli_core::address::Address;
use colli_core::ids::Tenant;
use colli_core::limits::{POSTAL_GUESSES_HOURLY_MAX, SHIPMENTS_GUESSED_MAX};
use colli_core::shipment::Shipment;
use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// How long wrong postal codes are counted from the first.
const PERIOD: SignedDuration = SignedDuration::from_hours(1);

/// A shipment whose addresses postal codes open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Guarded {
    tenant: Tenant,
    shipment: Uuid,
}

impl Guarded {
    /// The shipment.
    pub fn of(shipment: &Shipment) -> Self {
        Self {
            tenant: shipment.tenant,
            shipment: shipment.order.shipment_id.0,
        }
    }
}

/// Wrong postal codes of an hour.
struct Wrong {
    since: Timestamp,
    /// Hashes of the codes, each once.
    codes: Vec<u64>,
}

impl Wrong {
    fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.since) >= PERIOD
    }

    fn are_too_many(&self, now: Timestamp) -> bool {
        self.codes.len() >= POSTAL_GUESSES_HOURLY_MAX && !self.is_over(now)
    }
}

/// The shipments of which wrong postal codes were named of late. Those asked for most stay longest.
pub(crate) struct PostalGuesses(Cache<Guarded, Arc<Mutex<Wrong>>>);

impl PostalGuesses {
    pub(crate) fn new() -> Self {
        Self(Cache::new(SHIPMENTS_GUESSED_MAX))
    }

    fn are_too_many(&self, guarded: Guarded, now: Timestamp) -> bool {
        self.0.get(&guarded).is_some_and(|wrong| {
            let wrong = wrong.lock().unwrap_or_else(PoisonError::into_inner);
            wrong.are_too_many(now)
        })
    }

    /// Counts a wrong code; one that was counted before counts no more.
    fn count(&self, guarded: Guarded, code: &str, now: Timestamp) {
        let none = || {
            let wrong = Wrong {
                since: now,
                codes: Vec::new(),
            };
            Ok::<_, std::convert::Infallible>(Arc::new(Mutex::new(wrong)))
        };
        let Ok(wrong) = self.0.get_or_insert_with(&guarded, none);
        let mut wrong = wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.is_over(now) {
            wrong.since = now;
            wrong.codes.clear();
        }
        let mut hasher = DefaultHasher::new();
        code.hash(&mut hasher);
        let code = hasher.finish();
        if wrong.codes.len() < POSTAL_GUESSES_HOURLY_MAX && !wrong.codes.contains(&code) {
            wrong.codes.push(code);
        }
    }
}

/// Whose postal code was named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Named {
    /// The receiver's.
    pub(crate) receiver: bool,
    /// The sender's, of a return: of all others it opens nothing.
    pub(crate) sender: bool,
}

impl Service {
    /// Whose postal code this is, of a piece. A wrong one is counted; after too many it is nobody's for the rest of the hour.
    pub(crate) fn names(&self, shipment: &Shipment, tracker_code: &str, typed: &str) -> Named {
        const NOBODY: Named = Named {
            receiver: false,
            sender: false,
        };
        let postal = &self.network.postal;
        if typed.trim().is_empty() {
            return NOBODY;
        }
        let is_of = |address: &Address| postal.is_same(address.country, typed, &address.postal_code);
        let receiver = &addressee(shipment, tracker_code).address;
        let named = Named {
            receiver: is_of(receiver),
            sender: is_return(shipment, tracker_code) && is_of(&consignor(shipment, tracker_code).address),
        };
        let (guarded, now) = (Guarded::of(shipment), self.real_now());
        if named == NOBODY {
            let code = postal.spelled_alike(receiver.country, typed);
            self.postal_guesses.count(guarded, &code, now);
        }
        if self.postal_guesses.are_too_many(guarded, now) {
            return NOBODY;
        }
        named
    }

    /// Whether postal codes open nothing of a shipment at present, as too many wrong ones were named.
    pub fn is_closed(&self, guarded: Guarded) -> bool {
        self.postal_guesses.are_too_many(guarded, self.real_now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::ids::{Environment, OrganisationId};

    #[test]
    fn twenty_codes_in_an_hour_are_too_many_each_once() {
        let guesses = PostalGuesses::new();
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let after = |seconds| start + SignedDuration::from_secs(seconds);
        let guarded = |n| Guarded {
            tenant: Tenant {
                organisation: OrganisationId(Uuid::from_u128(1)),
                environment: Environment::Test,
            },
            shipment: Uuid::from_u128(n),
        };
        for n in 0..POSTAL_GUESSES_HOURLY_MAX {
            assert!(!guesses.are_too_many(guarded(1), start), "{n}");
            for _ in 0..3 {
                guesses.count(guarded(1), &n.to_string(), start);
            }
        }
        assert!(guesses.are_too_many(guarded(1), after(3_599)));
        assert!(!guesses.are_too_many(guarded(2), start), "another shipment");
        assert!(!guesses.are_too_many(guarded(1), after(3_600)));
        guesses.count(guarded(1), "again", after(3_600));
        assert!(!guesses.are_too_many(guarded(1), after(3_600)), "counted anew");
    }
}
