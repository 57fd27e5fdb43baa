//! Versions of the events of codes, for caches above the store.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// Codes share this many counters. More would only spare caches a few needless misses; these take 128 kB.
const SLOTS: usize = 16_384;

/// A counter for each group of codes, raised when one of them gets events.
#[derive(Debug)]
pub(crate) struct Versions(Box<[AtomicU64]>);

impl Versions {
    /// Counters at 0.
    pub(crate) fn new() -> Self {
        Self((0..SLOTS).map(|_| AtomicU64::new(0)).collect())
    }

    /// The version now.
    pub(crate) fn of(&self, tracker_code: &str) -> u64 {
        self.0[slot(tracker_code)].load(Ordering::Acquire)
    }

    /// Tells caches that the code's events are others now. Called when they can be read already, so that who sees the
    /// new version reads the new events.
    pub(crate) fn raise(&self, tracker_code: &str) {
        self.0[slot(tracker_code)].fetch_add(1, Ordering::Release);
    }
}

/// The counter of a code. The hash is the same in every run; who makes up codes that share a counter gains nothing.
fn slot(tracker_code: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    tracker_code.hash(&mut hasher);
    usize::try_from(hasher.finish() % SLOTS as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raise_changes_the_codes_of_one_slot() {
        let versions = Versions::new();
        let codes: Vec<String> = (0..1_000).map(|serial| format!("JVGL08500001{serial:012}")).collect();
        versions.raise(&codes[0]);
        for code in &codes {
            assert_eq!(versions.of(code), u64::from(slot(code) == slot(&codes[0])));
        }
        let mut slots: Vec<usize> = codes.iter().map(|code| slot(code)).collect();
        slots.sort_unstable();
        slots.dedup();
        assert!(
            slots.len() > 900,
            "neighbouring codes are spread, {} slots",
            slots.len()
        );
    }
}
