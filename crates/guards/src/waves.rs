//! Many orders leave in waves: a few, then some, then the rest, and a bad wave is the last.
//! Source: CG-16.

use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use units::Ean;

/// All points, in parts per million.
pub const ALL_PPM: i64 = 1_000_000;

/// Where a point stands among the orders of a day, in parts per million: the same at each question,
/// another one each day, so that nobody is always among the first.
pub fn place_ppm(ean: Ean, day: SettlementDay) -> i64 {
    // Steps of the SplitMix64 generator: every bit of the number moves every bit of the place.
    let mut mixed = ean.as_u64() ^ (u64::from(day.0.unsigned_abs()) << 32);
    mixed = mixed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    i64::try_from(mixed % ALL_PPM.unsigned_abs()).unwrap_or(0)
}

/// How far the waves of a decision point have come, as a point sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WaveView {
    pub place_ppm: i64,
    /// Points with a lower place may be ordered.
    pub released_ppm: i64,
    pub paused: bool,
}

/// A part of a night's orders that left together: points from a place on, up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    pub from_ppm: i64,
    /// The first place that is not of it.
    pub to_ppm: i64,
}

impl Wave {
    /// Whether a point was ordered in it.
    pub fn includes(self, ean: Ean, day: SettlementDay) -> bool {
        (self.from_ppm..self.to_ppm).contains(&place_ppm(ean, day))
    }
}

/// What is compared between waves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WaveCheck {
    pub ordered: i64,
    pub confirmed: i64,
    pub complaints: i64,
    pub reconnected: i64,
}

/// How bad a wave may be for the next one to leave; parts per million of its orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub least_confirmed_ppm: i64,
    pub most_complaints_ppm: i64,
    /// Of those who are back before the next wave leaves: the rule compares them too and names no number.
    /// Whoever pays within minutes of a cut would have paid before it, had the warning come.
    pub most_reconnected_ppm: i64,
}

impl WaveCheck {
    /// Whether the next wave may follow.
    pub fn stands(self, bounds: Bounds) -> bool {
        let part = |number: i64| i128::from(number) * i128::from(ALL_PPM);
        let of_orders = |ppm: i64| i128::from(self.ordered) * i128::from(ppm);
        part(self.confirmed) >= of_orders(bounds.least_confirmed_ppm)
            && part(self.complaints) <= of_orders(bounds.most_complaints_ppm)
            && part(self.reconnected) <= of_orders(bounds.most_reconnected_ppm)
    }
}

/// The next part to release after `released_ppm`: the first and the second part, then all.
pub fn next_wave(released_ppm: i64, parts_ppm: [i64; 2]) -> Option<i64> {
    let steps = [parts_ppm[0], parts_ppm[0].saturating_add(parts_ppm[1]), ALL_PPM];
    steps.into_iter().map(|step| step.min(ALL_PPM)).find(|step| *step > released_ppm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cg_16_one_percent_then_ten_then_the_rest() {
        let parts = [10_000, 100_000];
        assert_eq!(next_wave(0, parts), Some(10_000));
        assert_eq!(next_wave(10_000, parts), Some(110_000));
        assert_eq!(next_wave(110_000, parts), Some(1_000_000));
        assert_eq!(next_wave(1_000_000, parts), None);
        let points: Vec<Ean> = (0..100_000)
            .map(|n| Ean::with_check_digit(54_144_900_000_000_000 + n).unwrap())
            .collect();
        let day = SettlementDay(20_000);
        let below =
            |bound: i64, day| points.iter().filter(|ean| place_ppm(**ean, day) < bound).count();
        assert!((900..1_100).contains(&below(10_000, day)));
        assert!((10_700..11_300).contains(&below(110_000, day)));
        assert_eq!(below(ALL_PPM, day), points.len());
        let first = |day| points.iter().filter(move |ean| place_ppm(**ean, day) < 10_000);
        let today: Vec<&Ean> = first(day).collect();
        let both = first(day.next()).filter(|ean| today.contains(ean)).count();
        assert!(both < 50, "{both} of {} are among the first on two days", today.len());
    }

    #[test]
    fn cg_16_a_bad_wave_is_the_last() {
        let bounds = Bounds {
            least_confirmed_ppm: 950_000,
            most_complaints_ppm: 20_000,
            most_reconnected_ppm: 250_000,
        };
        let good = WaveCheck { ordered: 100, confirmed: 95, complaints: 2, reconnected: 25 };
        assert!(good.stands(bounds));
        assert!(!WaveCheck { confirmed: 94, ..good }.stands(bounds));
        assert!(!WaveCheck { complaints: 3, ..good }.stands(bounds));
        assert!(!WaveCheck { reconnected: 26, ..good }.stands(bounds));
    }
}
