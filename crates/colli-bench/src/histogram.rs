//! Latencies in buckets that grow with the value: 32 to each doubling, so a percentile is off by 3 % at most.

use std::time::Duration;

const STEPS_LOG2: u32 = 5;
const STEPS: usize = 1 << STEPS_LOG2;

/// Latencies.
#[derive(Clone, Debug)]
pub(crate) struct Histogram {
    buckets: Vec<u64>,
    count: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            buckets: vec![0; STEPS * 64],
            count: 0,
        }
    }
}

impl Histogram {
    /// Notes one latency.
    pub(crate) fn record(&mut self, latency: Duration) {
        let nanos = u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get_mut(index(nanos)) {
            *bucket += 1;
            self.count += 1;
        }
    }

    /// Adds another one's latencies.
    pub(crate) fn add(&mut self, other: &Self) {
        self.count += other.count;
        for (bucket, more) in self.buckets.iter_mut().zip(&other.buckets) {
            *bucket += more;
        }
    }

    /// How many were noted.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The latency that this share (in thousandths) of all does not exceed, in milliseconds; 0 without any.
    pub(crate) fn millis(&self, per_mille: u64) -> f64 {
        let wanted = (self.count * per_mille).div_ceil(1_000).max(1);
        let mut seen = 0;
        for (at, bucket) in self.buckets.iter().enumerate() {
            seen += bucket;
            if seen >= wanted {
                return upper(at) as f64 / 1e6;
            }
        }
        0.0
    }
}

/// The bucket of a value: the place of its highest bit, then the five bits after it.
fn index(value: u64) -> usize {
    if value < STEPS as u64 {
        return value as usize;
    }
    let shift = value.ilog2() - STEPS_LOG2;
    STEPS * (shift as usize + 1) + ((value >> shift) as usize - STEPS)
}

/// The largest value of a bucket.
fn upper(index: usize) -> u64 {
    if index < STEPS {
        return index as u64;
    }
    let shift = index / STEPS - 1;
    let next = u128::try_from(STEPS + index % STEPS + 1).unwrap_or(0) << shift;
    u64::try_from(next - 1).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_a_bucket_at_most_a_thirty_second_wide() {
        for value in (0..2_000).chain([1 << 20, 123_456_789, u64::MAX / 3, u64::MAX]) {
            let (at, top) = (index(value), upper(index(value)));
            assert!(top >= value && top - value <= value / 32, "{value} {top}");
            assert!(at == 0 || upper(at - 1) < value, "{value}");
        }
    }

    #[test]
    fn percentiles_count_from_the_smallest() {
        let mut histogram = Histogram::default();
        for millis in 1..=100 {
            histogram.record(Duration::from_millis(millis));
        }
        let near = |value: f64, wanted: f64| (value / wanted - 1.0).abs() < 0.04;
        assert!(near(histogram.millis(500), 50.0), "{}", histogram.millis(500));
        assert!(near(histogram.millis(990), 99.0), "{}", histogram.millis(990));
        let mut both = Histogram::default();
        both.add(&histogram);
        both.record(Duration::from_secs(1));
        assert_eq!(both.count(), 101);
        assert!(near(both.millis(1_000), 1_000.0));
    }
}
