//! A digest for file ids and font tags: fast and stable, not for security.

/// Two 64-bit sums in the manner of FNV-1a over eight bytes at a time, from different starts.
pub(crate) fn digest(data: &[u8]) -> [u8; 16] {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let (words, rest) = data.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let (mut a, mut b) = (0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15_u64 ^ data.len() as u64);
    for word in words.iter().chain(std::iter::once(&last)) {
        let word = u64::from_le_bytes(*word);
        a = (a ^ word).wrapping_mul(PRIME).rotate_left(23);
        b = (b ^ word.rotate_left(32))
            .wrapping_mul(0x9fb2_1c65_1e98_df25)
            .rotate_left(29);
    }
    (u128::from(mix(a)) << 64 | u128::from(mix(b))).to_be_bytes()
}

/// Spreads the last words over all bits.
fn mix(sum: u64) -> u64 {
    let sum = (sum ^ (sum >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    sum ^ (sum >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_counts() {
        let data: Vec<u8> = (0..100).collect();
        let mut seen = std::collections::HashSet::from([digest(&data), digest(&data[..99]), digest(&[])]);
        for i in 0..data.len() {
            let mut other = data.clone();
            other[i] ^= 1;
            assert!(seen.insert(digest(&other)), "{i}");
        }
        assert_eq!(digest(&data), digest(&data.clone()));
    }
}
