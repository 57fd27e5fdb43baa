//! Numbers that look random and are the same everywhere: functions of a seed and an index.

use uuid::Uuid;

/// What the numbers of an index are for; each use has a sequence of its own.
#[derive(Clone, Copy)]
pub(super) enum Use {
    /// The shipment's id.
    Id = 0,
    /// Who receives what.
    Content = 1,
    /// What happens to the parcel.
    Life = 2,
}

/// What a state grows by from number to number: the golden ratio in 64 bits.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A sequence of numbers (SplitMix64).
pub(super) struct Random(u64);

impl Random {
    /// The sequence of an index under a seed.
    pub(super) fn new(seed: u64, index: u64, of: Use) -> Self {
        let place = index.wrapping_mul(4).wrapping_add(of as u64);
        Self(mix(mix(seed.wrapping_add(STEP)).wrapping_add(place.wrapping_mul(STEP))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below `end`, which is not 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn within(&mut self, from: u32, to: u32) -> u32 {
        from + u32::try_from(self.below(u64::from(to.saturating_sub(from)) + 1)).unwrap_or_default()
    }

    /// One of some things.
    pub(super) fn pick<T: Copy, const N: usize>(&mut self, things: &[T; N]) -> T {
        things[usize::try_from(self.below(N as u64)).unwrap_or_default()]
    }

    /// An id as a client makes one up.
    pub(super) fn uuid(&mut self) -> Uuid {
        let (high, low) = (self.next(), self.next());
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_differ_by_seed_and_index_and_look_as_clients_make_them() {
        let id = |seed, index| Random::new(seed, index, Use::Id).uuid();
        let ids: HashSet<Uuid> = (0..10)
            .flat_map(|seed| (0..10_000).map(move |index| id(seed, index)))
            .collect();
        assert_eq!(ids.len(), 100_000);
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
        // What was filled is found again by whoever knows the seed.
        assert_eq!(id(8_004, 20).to_string(), "fc1cfd5b-88c5-4e86-a270-1f22b55829c9");
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut random = Random::new(1, 1, Use::Content);
        let seen: HashSet<u32> = (0..1_000).map(|_| random.within(3, 7)).collect();
        assert_eq!(seen, HashSet::from([3, 4, 5, 6, 7]));
    }
}
