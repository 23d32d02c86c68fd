//! What concerns many points at once: the breaker, waves, the stop switch, and the way to undo a run.

use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::{Dso, Ean, Energy};

/// The most candidates that may leave a decision point. Source: CG-15.
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

/// The points of a campaign in the order in which they may leave: 1 %, then 10 %, then the rest.
/// Source: CG-16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waves {
    waves: Vec<Vec<Ean>>,
    sent: usize,
    paused: bool,
}

/// What is compared between waves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// Cuts `points` into waves; parts are in parts per million of all, at least one point each.
pub fn waves(points: &[Ean], parts_ppm: &[i64]) -> Waves {
    let count = i128::try_from(points.len()).unwrap_or(i128::MAX);
    let (mut waves, mut rest) = (Vec::new(), points);
    for part in parts_ppm {
        let size = (count * i128::from(*part)).div_euclid(1_000_000).max(1);
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(rest.len());
        let (wave, after) = rest.split_at(size);
        waves.push(wave.to_vec());
        rest = after;
    }
    waves.push(rest.to_vec());
    waves.retain(|wave| !wave.is_empty());
    Waves { waves, sent: 0, paused: false }
}

impl Waves {
    /// The next wave, if the one before stood its check. A wave that did not pauses the campaign.
    pub fn next(&mut self, before: Option<(WaveCheck, Bounds)>) -> Option<&[Ean]> {
        if let Some((check, bounds)) = before {
            let part = |number: i64| number.saturating_mul(1_000_000);
            let enough =
                part(check.confirmed) >= check.ordered.saturating_mul(bounds.least_confirmed_ppm);
            let calm =
                part(check.complaints) <= check.ordered.saturating_mul(bounds.most_complaints_ppm);
            self.paused |= !(enough && calm);
        }
        if self.paused || (self.sent > 0 && before.is_none()) {
            return None;
        }
        let wave = self.waves.get(self.sent)?;
        self.sent += 1;
        Some(wave)
    }

    /// Stops before the next command.
    pub fn pause(&mut self) {
        self.paused = true;
    }

    pub fn is_paused(&self) -> bool {
        self.paused
    }
}

/// What a stop switch covers: `None` is all. Source: CG-14.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopSwitch {
    pub dso: Option<Dso>,
    pub energy: Option<Energy>,
    pub area: Option<String>,
    pub set_by: String,
    pub set_at: Instant,
    released_by: Vec<String>,
}

/// Why a stop switch stays set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StopSwitchError {
    #[error("`{person}` has released it already, a second person has to")]
    SamePerson { person: String },
}

impl StopSwitch {
    /// Anyone on duty may set it.
    pub fn set(
        dso: Option<Dso>,
        energy: Option<Energy>,
        area: Option<String>,
        by: &str,
        at: Instant,
    ) -> Self {
        Self { dso, energy, area, set_by: by.to_owned(), set_at: at, released_by: Vec::new() }
    }

    pub fn covers(&self, dso: Dso, energy: Energy, area: &str) -> bool {
        self.is_set()
            && self.dso.is_none_or(|own| own == dso)
            && self.energy.is_none_or(|own| own == energy)
            && self.area.as_deref().is_none_or(|own| own == area)
    }

    pub fn is_set(&self) -> bool {
        self.released_by.len() < 2
    }

    /// Two people release it. Errors: the same person twice.
    pub fn release(&mut self, by: &str) -> Result<(), StopSwitchError> {
        if self.released_by.iter().any(|known| known == by) {
            return Err(StopSwitchError::SamePerson { person: by.to_owned() });
        }
        self.released_by.push(by.to_owned());
        Ok(())
    }
}

/// All points that a run has cut: one act releases them, whatever their balances, and records who
/// bears the cost. Source: CG-18.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    pub run: String,
    pub points: Vec<Ean>,
    pub by: String,
    pub cost_borne_by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(count: u64) -> Vec<Ean> {
        (0..count).map(|n| Ean::with_check_digit(54_144_900_000_000_000 + n).unwrap()).collect()
    }

    #[test]
    fn cg_15_more_candidates_than_one_and_a_half_times_the_median_halt_everything() {
        let usual = breaker(84, 50, 1_500_000);
        assert_eq!(usual.bound(), 126);
        assert!(usual.passes(126) && !usual.passes(127));
        let quiet = breaker(3, 50, 1_500_000);
        assert!(quiet.passes(50) && !quiet.passes(51));
    }

    #[test]
    fn cg_16_one_percent_then_ten_then_the_rest_and_a_bad_wave_pauses() {
        let all = points(1000);
        let good = (
            WaveCheck { ordered: 10, confirmed: 10, complaints: 0, reconnected: 0 },
            Bounds { least_confirmed_ppm: 950_000, most_complaints_ppm: 20_000 },
        );
        let mut campaign = waves(&all, &[10_000, 100_000]);
        assert_eq!(campaign.next(None).unwrap().len(), 10);
        assert_eq!(campaign.next(None), None, "the second wave needs the check of the first");
        assert_eq!(campaign.next(Some(good)).unwrap().len(), 100);
        assert_eq!(campaign.next(Some(good)).unwrap().len(), 890);
        assert_eq!(campaign.next(Some(good)), None);
        let mut bad = waves(&all, &[10_000, 100_000]);
        bad.next(None);
        let few = WaveCheck { confirmed: 9, ..good.0 };
        assert_eq!(bad.next(Some((few, good.1))), None);
        assert!(bad.is_paused());
        let mut paused = waves(&all, &[10_000, 100_000]);
        paused.pause();
        assert_eq!(paused.next(None), None);
    }

    #[test]
    fn cg_14_anyone_sets_the_stop_switch_and_two_people_release_it() {
        let mut stop = StopSwitch::set(Some(Dso::Ores), None, None, "an", Instant(0));
        assert!(stop.covers(Dso::Ores, Energy::Gas, "Namur"));
        assert!(!stop.covers(Dso::Resa, Energy::Gas, "Liège"));
        stop.release("an").unwrap();
        assert!(stop.release("an").is_err());
        assert!(stop.is_set());
        stop.release("bo").unwrap();
        assert!(!stop.covers(Dso::Ores, Energy::Gas, "Namur"));
    }
}
