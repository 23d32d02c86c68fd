//! Current phase by phase, of a point or of all points of a feeder, against a rating. Source: GQ-02, GQ-04.

use crate::phase::Phase;
use calendar::Instant;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// In thousandths of an ampere; below zero where more is injected than taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilliAmperes(pub i64);

impl fmt::Display for MilliAmperes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&units::format_decimal(self.0.into(), 3))
    }
}

impl FromStr for MilliAmperes {
    type Err = units::UnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        units::parse_decimal(text, 3).map(Self)
    }
}

/// No fuse of a low-voltage feeder carries so much: a value beyond is of another unit.
const MOST: MilliAmperes = MilliAmperes(5_000_000);

/// The mean current of one phase of a point over ten minutes or a quarter-hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentMean {
    pub start: Instant,
    pub phase: Phase,
    pub current: MilliAmperes,
}

/// Why currents cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CurrentError {
    #[error("phase {phase} of point `{point}` has two currents of {}", start.to_local_string())]
    Twice { point: String, phase: Phase, start: Instant },
    #[error(
        "a current of {current} A on phase {phase} of point `{point}` at {}: is the unit right?",
        start.to_local_string()
    )]
    Impossible { point: String, phase: Phase, start: Instant, current: MilliAmperes },
    #[error("a rating of {rating} A is none")]
    Rating { rating: MilliAmperes },
}

/// What one phase carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseCurrent {
    pub phase: Phase,
    pub means: usize,
    /// When most flowed, either way, and how much.
    pub peak: (Instant, MilliAmperes),
    /// The mean of all, either way alike, rounded up at its half.
    pub mean: MilliAmperes,
    /// Means above the rating; 0 without one.
    pub above_rating: usize,
    /// Means in which not every point that has this phase has a value: the current is too low.
    pub incomplete: usize,
}

/// The profile of a point or feeder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentProfile {
    pub phases: Vec<PhaseCurrent>,
    /// Where three phases were known and differed most, the largest less the smallest.
    pub imbalance: Option<(Instant, MilliAmperes)>,
    pub rating: Option<MilliAmperes>,
}

impl CurrentProfile {
    /// The largest peak of all phases, in thousandths of the rating; `None` without one.
    pub fn utilisation_permille(&self) -> Option<u64> {
        let rating = u128::from(self.rating?.0.unsigned_abs()).max(1);
        let peak = self.phases.iter().map(|one| one.peak.1.0.unsigned_abs()).max()?;
        Some(u64::try_from(u128::from(peak) * 1_000 / rating).unwrap_or(u64::MAX))
    }

    /// The phase that carried most, and how much when.
    pub fn peak(&self) -> Option<(Phase, Instant, MilliAmperes)> {
        let worst = self.phases.iter().max_by_key(|one| one.peak.1.0.unsigned_abs())?;
        Some((worst.phase, worst.peak.0, worst.peak.1))
    }
}

#[derive(Default)]
struct Sum {
    current: i64,
    points: usize,
}

/// Adds up the currents of points phase by phase; `None` if there are none. Currents are added as numbers, since
/// meters tell no angle: where power factors differ the feeder carries less. Errors: a current twice, one that cannot
/// be, a rating that is none.
pub fn currents<'a>(
    points: impl IntoIterator<Item = (&'a str, &'a [CurrentMean])>,
    rating: Option<MilliAmperes>,
) -> Result<Option<CurrentProfile>, CurrentError> {
    if let Some(rating) = rating.filter(|rating| rating.0 <= 0) {
        return Err(CurrentError::Rating { rating });
    }
    let mut sums: BTreeMap<(Phase, Instant), Sum> = BTreeMap::new();
    let mut on_phase: BTreeMap<Phase, usize> = BTreeMap::new();
    for (point, means) in points {
        let mut own: BTreeMap<(Phase, Instant), MilliAmperes> = BTreeMap::new();
        for CurrentMean { start, phase, current } in means.iter().copied() {
            let point = || point.to_owned();
            if current.0.saturating_abs() > MOST.0 {
                return Err(CurrentError::Impossible { point: point(), phase, start, current });
            }
            if own.insert((phase, start), current).is_some() {
                return Err(CurrentError::Twice { point: point(), phase, start });
            }
        }
        for phase in Phase::ALL {
            let has = own.keys().any(|(of, _)| *of == phase);
            *on_phase.entry(phase).or_insert(0) += usize::from(has);
        }
        for (key, current) in own {
            let sum = sums.entry(key).or_default();
            sum.current = sum.current.saturating_add(current.0);
            sum.points += 1;
        }
    }
    if sums.is_empty() {
        return Ok(None);
    }
    let mut phases = Vec::new();
    for phase in Phase::ALL {
        let of = sums.iter().filter(|((one, _), _)| *one == phase);
        let of: Vec<(Instant, &Sum)> = of.map(|((_, start), sum)| (*start, sum)).collect();
        // The first of equal peaks.
        let peak = of.iter().rev().max_by_key(|(_, sum)| sum.current.unsigned_abs());
        let Some((at, sum)) = peak else { continue };
        let all: i128 = of.iter().map(|(_, sum)| i128::from(sum.current).abs()).sum();
        let count = i128::try_from(of.len()).unwrap_or(i128::MAX).max(1);
        let expected = on_phase.get(&phase).copied().unwrap_or(0);
        let is_above = |sum: &Sum| {
            rating.is_some_and(|rating| sum.current.unsigned_abs() > rating.0.unsigned_abs())
        };
        phases.push(PhaseCurrent {
            phase,
            means: of.len(),
            peak: (*at, MilliAmperes(sum.current)),
            mean: MilliAmperes(i64::try_from((2 * all + count) / (2 * count)).unwrap_or(i64::MAX)),
            above_rating: of.iter().filter(|(_, sum)| is_above(sum)).count(),
            incomplete: of.iter().filter(|(_, sum)| sum.points < expected).count(),
        });
    }
    Ok(Some(CurrentProfile { phases, imbalance: imbalance(&sums), rating }))
}

fn imbalance(sums: &BTreeMap<(Phase, Instant), Sum>) -> Option<(Instant, MilliAmperes)> {
    let mut worst: Option<(Instant, MilliAmperes)> = None;
    for ((phase, start), one) in sums {
        if *phase != Phase::L1 {
            break;
        }
        let other = |phase| sums.get(&(phase, *start)).map(|sum| sum.current);
        let (Some(two), Some(three)) = (other(Phase::L2), other(Phase::L3)) else { continue };
        let (most, least) = (one.current.max(two).max(three), one.current.min(two).min(three));
        let apart = MilliAmperes(most.saturating_sub(least));
        if worst.is_none_or(|(_, known)| apart > known) {
            worst = Some((*start, apart));
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::SettlementDay;

    fn at(quarter: u32) -> Instant {
        SettlementDay::from_ymd(2026, 6, 1).unwrap().quarter_start(quarter)
    }

    fn mean(quarter: u32, phase: Phase, current: i64) -> CurrentMean {
        CurrentMean { start: at(quarter), phase, current: MilliAmperes(current) }
    }

    #[test]
    fn gq_04_currents_of_a_feeder_add_up_phase_by_phase_against_its_rating() {
        let (l1, l2, l3) = (Phase::L1, Phase::L2, Phase::L3);
        let one =
            [mean(0, l1, 40_000), mean(1, l1, 61_000), mean(1, l2, 5_000), mean(1, l3, 6_000)];
        let two = [mean(0, l1, 10_001), mean(1, l1, -1_000), mean(0, l2, -7_000)];
        let of = [("A", one.as_slice()), ("B", two.as_slice()), ("C", &[])];
        let found = currents(of, Some(MilliAmperes(55_000))).unwrap().unwrap();
        let told = |one: &PhaseCurrent| (one.phase, one.means, one.peak, one.above_rating);
        assert_eq!(told(&found.phases[0]), (l1, 2, (at(1), MilliAmperes(60_000)), 1));
        assert_eq!(found.phases[0].mean, MilliAmperes(55_001), "half a thousandth goes up");
        // Each point has the second phase once: neither mean is of all.
        assert_eq!(told(&found.phases[1]), (l2, 2, (at(0), MilliAmperes(-7_000)), 0));
        assert_eq!((found.phases[0].incomplete, found.phases[1].incomplete), (0, 2));
        assert_eq!(found.utilisation_permille(), Some(1_090));
        assert_eq!(found.imbalance, Some((at(1), MilliAmperes(55_000))));
        assert_eq!(found.peak(), Some((l1, at(1), MilliAmperes(60_000))));
        assert_eq!(currents([("A", one.as_slice())], None).unwrap().unwrap().rating, None);
        assert_eq!(currents([("C", [].as_slice())], None), Ok(None));
    }

    #[test]
    fn gq_02_a_current_twice_or_of_another_unit_is_refused() {
        let says = |means: &[CurrentMean]| currents([("A", means)], None).unwrap_err().to_string();
        let one = mean(0, Phase::L1, 1_000);
        let start = at(0).to_local_string();
        assert_eq!(says(&[one, one]), format!("phase L1 of point `A` has two currents of {start}"));
        let other = mean(0, Phase::L1, 16_000_000);
        assert!(says(&[other]).contains("a current of 16000.000 A"), "{}", says(&[other]));
        let why = currents([("A", [one].as_slice())], Some(MilliAmperes(0))).unwrap_err();
        assert_eq!(why.to_string(), "a rating of 0.000 A is none");
    }
}
