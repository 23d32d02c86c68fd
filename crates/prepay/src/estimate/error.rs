//! By how much estimates missed the next reading: computed every day, and published. Source: PA-37.

use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// How many buckets an error can fall into.
pub const ERROR_BUCKETS: usize = 16;

/// Upper edges of the buckets but the last, in micro-euro: what lies above is in the last.
const EDGES: [i64; ERROR_BUCKETS - 1] = [
    20_000, 50_000, 100_000, 150_000, 200_000, 300_000, 400_000, 500_000, 700_000, 1_000_000,
    1_500_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000,
];

/// Upper edges of the buckets but the last, which has none.
pub fn error_edges() -> impl Iterator<Item = MicroEuro> {
    EDGES.into_iter().map(MicroEuro)
}

/// The errors of many accounts, added up: nothing of any one account is left in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ErrorSums {
    pub count: i64,
    /// Of how far they lay off, in either direction.
    pub absolute: i64,
    /// Settled less estimated: above zero where people had more than they were told.
    pub signed: i64,
    pub most: i64,
    pub buckets: [i64; ERROR_BUCKETS],
}

impl ErrorSums {
    pub fn add(&mut self, estimated: MicroEuro, settled: MicroEuro) {
        let missed = settled.0.saturating_sub(estimated.0);
        let off = missed.saturating_abs();
        self.count = self.count.saturating_add(1);
        self.absolute = self.absolute.saturating_add(off);
        self.signed = self.signed.saturating_add(missed);
        self.most = self.most.max(off);
        let place = EDGES.partition_point(|edge| *edge < off);
        if let Some(bucket) = self.buckets.get_mut(place) {
            *bucket = bucket.saturating_add(1);
        }
    }

    pub fn plus(mut self, other: &Self) -> Self {
        self.count = self.count.saturating_add(other.count);
        self.absolute = self.absolute.saturating_add(other.absolute);
        self.signed = self.signed.saturating_add(other.signed);
        self.most = self.most.max(other.most);
        for (bucket, more) in self.buckets.iter_mut().zip(other.buckets) {
            *bucket = bucket.saturating_add(more);
        }
        self
    }

    /// The mean of how far estimates lay off, in either direction; `None` for none.
    pub fn mean_absolute(&self) -> Option<MicroEuro> {
        (self.count > 0).then(|| MicroEuro(self.absolute / self.count))
    }

    /// The mean of settled less estimated; `None` for none.
    pub fn mean(&self) -> Option<MicroEuro> {
        (self.count > 0).then(|| MicroEuro(self.signed / self.count))
    }

    /// What so many of a hundred errors do not exceed: the upper edge of their bucket, and never
    /// more than the largest error. `None` for none.
    pub fn percentile(&self, hundredth: i64) -> Option<MicroEuro> {
        let rank = self.count.saturating_mul(hundredth).saturating_add(99) / 100;
        let mut seen = 0i64;
        for (place, bucket) in self.buckets.iter().enumerate() {
            seen = seen.saturating_add(*bucket);
            if seen >= rank && seen > 0 {
                let edge = EDGES.get(place).copied().unwrap_or(self.most);
                return Some(MicroEuro(edge.min(self.most)));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    #[test]
    fn pa_37_errors_are_added_up_and_read_from_their_buckets() {
        let mut sums = ErrorSums::default();
        assert_eq!((sums.mean_absolute(), sums.mean(), sums.percentile(50)), (None, None, None));
        sums.add(eur("3.00"), eur("2.50"));
        sums.add(eur("3.00"), eur("3.10"));
        assert_eq!(sums.mean_absolute(), Some(eur("0.30")));
        assert_eq!(sums.mean(), Some(eur("-0.20")));
        assert_eq!(sums.percentile(50), Some(eur("0.10")));
        assert_eq!(sums.percentile(95), Some(eur("0.50")));
        let mut more = ErrorSums::default();
        more.add(eur("0"), eur("12.34"));
        let both = sums.plus(&more);
        assert_eq!((both.count, both.most), (3, 12_340_000));
        assert_eq!(both.percentile(100), Some(eur("12.34")), "the last bucket has no edge");
        assert_eq!(both.buckets.iter().sum::<i64>(), 3);
    }

    #[test]
    fn pa_37_an_edge_belongs_to_the_bucket_below_it() {
        for (place, edge) in error_edges().enumerate() {
            let mut sums = ErrorSums::default();
            sums.add(MicroEuro::ZERO, edge);
            assert_eq!(sums.buckets[place], 1);
            sums.add(MicroEuro::ZERO, MicroEuro(-edge.0 - 1));
            assert_eq!(sums.buckets[place + 1], 1);
        }
    }
}
