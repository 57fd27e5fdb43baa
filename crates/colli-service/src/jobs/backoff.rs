//! How long to wait before a failed job is tried again.

use crate::clock::{Entropy, EntropyError};
use jiff::SignedDuration;

/// The pause after the first failure is at most this; it doubles with each.
const FIRST_MS: u64 = 2_000;

/// No pause is longer: an hour.
const LONGEST_MS: u64 = 3_600_000;

/// The pause after that many attempts, between half and the whole of what the doubling gives, so that jobs that failed
/// together do not come back together.
pub(super) fn pause(attempts: u32, entropy: &dyn Entropy) -> Result<SignedDuration, EntropyError> {
    let doubled = 2_u64.checked_pow(attempts.saturating_sub(1)).unwrap_or(u64::MAX);
    let longest = FIRST_MS.saturating_mul(doubled).min(LONGEST_MS);
    let mut random = [0; 8];
    entropy.fill(&mut random)?;
    let pause_ms = longest / 2 + u64::from_le_bytes(random) % (longest / 2 + 1);
    Ok(SignedDuration::from_millis(i64::try_from(pause_ms).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn pauses_double_up_to_an_hour_and_differ() {
        let entropy = SeededEntropy::new(7);
        let pauses = |attempts| -> Vec<i128> {
            let draw = |_| pause(attempts, &entropy).unwrap().as_millis();
            (0..100).map(draw).collect()
        };
        for (attempts, longest) in [
            (1, 2_000),
            (2, 4_000),
            (5, 32_000),
            (12, 3_600_000),
            (u32::MAX, 3_600_000),
        ] {
            let drawn = pauses(attempts);
            assert!(drawn.iter().all(|ms| (longest / 2..=longest).contains(ms)), "{drawn:?}");
            assert!(drawn.iter().min().unwrap() * 10 < longest * 6 && drawn.iter().max().unwrap() * 10 > longest * 9);
        }
    }
}
