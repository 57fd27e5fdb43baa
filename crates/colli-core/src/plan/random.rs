//! Numbers that look random and are the same everywhere: functions of a seed, a shipment and a purpose.

use crate::ids::ShipmentId;

/// What a state grows by from number to number: the golden ratio in 64 bits.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Where numbers of a parcel are drawn from (SplitMix64 over FNV-1a of what they are for). Each purpose has a sequence of
/// its own, so a step added to a scenario changes nothing of the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers of a shipment under a seed.
    pub(super) fn new(seed: i64, shipment: ShipmentId) -> Self {
        let (high, low) = shipment.0.as_u64_pair();
        let seed = mix(u64::from_ne_bytes(seed.to_ne_bytes()).wrapping_add(STEP));
        Self(mix(mix(seed ^ high).wrapping_add(low)))
    }

    /// A number for a purpose and an index.
    pub(super) fn number(self, purpose: &str, index: u32) -> u64 {
        let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        mix(self.0 ^ mix(hash.wrapping_add(u64::from(index).wrapping_mul(STEP))))
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn within(self, purpose: &str, index: u32, from: i64, to: i64) -> i64 {
        let count = to.saturating_sub(from).max(0).unsigned_abs().saturating_add(1);
        let drawn = i64::try_from(self.number(purpose, index) % count).unwrap_or(0);
        from.saturating_add(drawn)
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
