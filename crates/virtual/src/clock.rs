//! The clock inside a meter, which may be wrong.

use calendar::Instant;

/// What a meter takes for the time: off by an offset when it was set, and drifting since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeterClock {
    set_at: Instant,
    offset_us: i64,
    /// Parts per million; positive runs fast. At most 3.3 %, so the clock never stands or runs back.
    drift_ppm: i16,
}

const MILLION: i128 = 1_000_000;

impl MeterClock {
    pub fn exact(at: Instant) -> Self {
        Self { set_at: at, offset_us: 0, drift_ppm: 0 }
    }

    /// A clock that is `offset_us` ahead at `at` and gains `drift_ppm` microseconds a second.
    pub fn wrong(at: Instant, offset_us: i64, drift_ppm: i16) -> Self {
        Self { set_at: at, offset_us, drift_ppm }
    }

    /// What it shows at the true instant `at`.
    pub fn shows(self, at: Instant) -> Instant {
        if self.drift_ppm == 0 {
            return Instant(at.0.saturating_add(self.offset_us));
        }
        let elapsed = i128::from(at.0) - i128::from(self.set_at.0);
        let gained = (elapsed * i128::from(self.drift_ppm)).div_euclid(MILLION);
        clamped(i128::from(at.0) + i128::from(self.offset_us) + gained)
    }

    /// The first true instant at which it shows `shown` or later.
    pub fn first_shows(self, shown: Instant) -> Instant {
        if self.drift_ppm == 0 {
            return Instant(shown.0.saturating_sub(self.offset_us));
        }
        let (start, offset) = (i128::from(self.set_at.0), i128::from(self.offset_us));
        let target = i128::from(shown.0) - start - offset;
        let rate = MILLION + i128::from(self.drift_ppm);
        // elapsed + floor(elapsed · drift / million) >= target, which is floor(elapsed · rate / million).
        let elapsed = -(-target * MILLION).div_euclid(rate);
        clamped(start + elapsed)
    }

    /// Sets the time to `shown` at the true instant `at`. The drift stays: it is in the crystal.
    pub fn set(&mut self, at: Instant, shown: Instant) {
        self.set_at = at;
        self.offset_us = shown.0.saturating_sub(at.0);
    }
}

fn clamped(us: i128) -> Instant {
    Instant(i64::try_from(us).unwrap_or(if us < 0 { i64::MIN } else { i64::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_clock_that_gains_20_ppm_is_1_728_seconds_ahead_after_a_day() {
        let clock = MeterClock::wrong(Instant(0), 0, 20);
        let day = Instant(0).plus_h(24);
        assert_eq!(clock.shows(day).0 - day.0, 1_728_000);
    }

    proptest! {
        #[test]
        fn a_shown_time_is_first_shown_when_it_is_said_to_be(
            offset in -10_000_000_000i64..10_000_000_000,
            drift in any::<i16>(),
            ahead in 0i64..1_000_000_000_000,
        ) {
            let clock = MeterClock::wrong(Instant(1_790_000_000_000_000), offset, drift);
            let shown = Instant(1_790_000_000_000_000 + ahead);
            let first = clock.first_shows(shown);
            prop_assert!(clock.shows(first) >= shown);
            prop_assert!(clock.shows(Instant(first.0 - 1)) < shown);
        }
    }
}
