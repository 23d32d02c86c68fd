//! How many points may be candidates for a cut before a person has to look. Source: CG-15.

/// The most candidates that may leave a decision point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    bound_ppm: i128,
}

/// The bound from the median of the last same weekdays: the larger of an absolute number and a
/// multiple of the median.
pub fn breaker(median: i64, abs: i64, ratio_ppm: i64) -> Breaker {
    let by_ratio = i128::from(median) * i128::from(ratio_ppm);
    Breaker { bound_ppm: by_ratio.max(i128::from(abs) * 1_000_000) }
}

impl Breaker {
    /// Nothing leaves when there are more.
    pub fn passes(self, candidates: i64) -> bool {
        i128::from(candidates) * 1_000_000 <= self.bound_ppm
    }

    /// The largest number that passes.
    pub fn bound(self) -> i64 {
        i64::try_from(self.bound_ppm.div_euclid(1_000_000)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cg_15_more_candidates_than_one_and_a_half_times_the_median_halt_everything() {
        let usual = breaker(84, 50, 1_500_000);
        assert_eq!(usual.bound(), 126);
        assert!(usual.passes(126) && !usual.passes(127));
        let quiet = breaker(3, 50, 1_500_000);
        assert!(quiet.passes(50) && !quiet.passes(51));
    }
}
