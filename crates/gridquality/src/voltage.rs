//! Means of voltage against the limits of their day, phase by phase and week by week. Source: GQ-02.

use crate::limits::{DatedLimits, LimitsError, MilliVolts, VoltageLimits};
use crate::phase::Phase;
use calendar::{Instant, SettlementDay};
use std::collections::BTreeMap;

/// How long each value is the mean of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    TenMinutes,
    QuarterHour,
}

impl Resolution {
    pub fn seconds(self) -> i64 {
        match self {
            Self::TenMinutes => 600,
            Self::QuarterHour => 900,
        }
    }
}

/// The mean voltage of one phase over ten minutes or a quarter-hour, and what was injected meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    pub start: Instant,
    pub phase: Phase,
    pub voltage: MilliVolts,
    /// Whether the point injected then; `None` where that is not known.
    pub injecting: Option<bool>,
}

/// What a week was. Source: EN 50160 as the operator's limits have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Within,
    /// Too few means to say.
    NotEnough,
    /// More than the allowed share lies outside.
    OutsideTooOften,
    /// A mean lies where none may.
    OutsideAlways,
}

/// One phase in one week, from Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseWeek {
    pub monday: SettlementDay,
    pub phase: Phase,
    pub means: u32,
    /// As many means as the week has, with 23 and 25 hours where clocks change.
    pub expected: u32,
    pub below: u32,
    pub above: u32,
    /// Outside what always has to hold.
    pub beyond: u32,
    /// Of those above the week's band: while the point injected.
    pub above_while_injecting: u32,
    pub lowest: MilliVolts,
    pub highest: MilliVolts,
    pub verdict: Verdict,
}

impl PhaseWeek {
    /// Millionths of the means that lie outside the week's band.
    pub fn outside_ppm(&self) -> u64 {
        let outside = u64::from(self.below) + u64::from(self.above);
        (outside * 1_000_000).checked_div(self.means.into()).unwrap_or(0)
    }
}

/// All phases and weeks, in order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoltageReport {
    pub weeks: Vec<PhaseWeek>,
}

/// Why means cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum VoltageError {
    #[error("phase {phase} has two means of {}", start.to_local_string())]
    Twice { phase: Phase, start: Instant },
    #[error("{} is not the start of {seconds} seconds", start.to_local_string())]
    OffGrid { start: Instant, seconds: i64 },
    #[error("a mean of {voltage} V on phase {phase} at {}: is the unit right?", start.to_local_string())]
    Impossible { phase: Phase, start: Instant, voltage: MilliVolts },
    #[error("there are no means")]
    Empty,
    #[error(transparent)]
    Limits(#[from] LimitsError),
}

/// Means are impossible above twice the nominal voltage, or below nothing.
const MOST_TIMES_NOMINAL: i64 = 2;

impl VoltageReport {
    /// The worst of all weeks and phases.
    pub fn verdict(&self) -> Verdict {
        self.weeks.iter().map(|week| week.verdict).max().unwrap_or(Verdict::NotEnough)
    }

    /// Means, and those outside the band of their week.
    pub fn outside(&self) -> (u64, u64) {
        self.weeks.iter().fold((0, 0), |(all, outside), week| {
            let here = u64::from(week.below) + u64::from(week.above);
            (all + u64::from(week.means), outside + here)
        })
    }

    /// A feeder is all its points.
    pub fn of_feeder<'a>(points: impl IntoIterator<Item = &'a Self>) -> (u64, u64) {
        points
            .into_iter()
            .map(Self::outside)
            .fold((0, 0), |(all, out), (here, out_here)| (all + here, out + out_here))
    }
}

/// Judges the means of one point. Errors: a mean twice, off the grid of `resolution`, or impossible; a day
/// without limits. A gap is no error: a week with too few means is not judged. Source: GQ-02.
pub fn analyse(
    means: &[Mean],
    resolution: Resolution,
    limits: &DatedLimits,
) -> Result<VoltageReport, VoltageError> {
    if means.is_empty() {
        return Err(VoltageError::Empty);
    }
    let mut ordered: Vec<&Mean> = means.iter().collect();
    ordered.sort_by_key(|mean| (mean.phase, mean.start));
    for pair in ordered.windows(2) {
        if let [one, other] = pair
            && (one.phase, one.start) == (other.phase, other.start)
        {
            return Err(VoltageError::Twice { phase: one.phase, start: one.start });
        }
    }
    let mut weeks: BTreeMap<(SettlementDay, Phase), (PhaseWeek, VoltageLimits)> = BTreeMap::new();
    for mean in ordered {
        let day = mean.start.day();
        let seconds = resolution.seconds();
        if mean.start.0.rem_euclid(seconds * 1_000_000) != 0 {
            return Err(VoltageError::OffGrid { start: mean.start, seconds });
        }
        let on_day = limits.on(day)?;
        let most = on_day.nominal.0.saturating_mul(MOST_TIMES_NOMINAL);
        if mean.voltage.0 < 0 || mean.voltage.0 > most {
            let Mean { phase, start, voltage, .. } = *mean;
            return Err(VoltageError::Impossible { phase, start, voltage });
        }
        let monday = day.plus(-i32::from(day.weekday().days_from_monday()));
        let (week, _) = weeks
            .entry((monday, mean.phase))
            .or_insert_with(|| (empty(monday, mean, resolution), on_day));
        add(week, mean, &on_day);
    }
    let judged = weeks
        .into_values()
        .map(|(week, limits)| PhaseWeek { verdict: judge(&week, &limits), ..week });
    Ok(VoltageReport { weeks: judged.collect() })
}

fn empty(monday: SettlementDay, mean: &Mean, resolution: Resolution) -> PhaseWeek {
    let seconds = monday.plus(7).start().seconds_since(monday.start());
    PhaseWeek {
        monday,
        phase: mean.phase,
        means: 0,
        expected: u32::try_from(seconds / resolution.seconds()).unwrap_or(0),
        below: 0,
        above: 0,
        beyond: 0,
        above_while_injecting: 0,
        lowest: mean.voltage,
        highest: mean.voltage,
        verdict: Verdict::NotEnough,
    }
}

fn add(week: &mut PhaseWeek, mean: &Mean, limits: &VoltageLimits) {
    let above = mean.voltage > limits.week.high;
    week.means += 1;
    week.below += u32::from(mean.voltage < limits.week.low);
    week.above += u32::from(above);
    week.beyond += u32::from(!limits.always.holds(mean.voltage));
    week.above_while_injecting += u32::from(above && mean.injecting == Some(true));
    week.lowest = week.lowest.min(mean.voltage);
    week.highest = week.highest.max(mean.voltage);
}

/// A hard limit is broken by one mean, whatever else is missing; the share needs enough of the week. A week
/// is judged by the limits of its first mean's day.
fn judge(week: &PhaseWeek, limits: &VoltageLimits) -> Verdict {
    let (means, outside) = (u64::from(week.means), u64::from(week.below) + u64::from(week.above));
    let within = means - outside;
    if week.beyond > 0 {
        Verdict::OutsideAlways
    } else if means * 1_000 < u64::from(week.expected) * u64::from(limits.enough_permille) {
        Verdict::NotEnough
    } else if within * 1_000 < means * u64::from(limits.share_permille) {
        Verdict::OutsideTooOften
    } else {
        Verdict::Within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monday() -> SettlementDay {
        SettlementDay::from_ymd(2026, 6, 1).unwrap()
    }

    fn limits() -> DatedLimits {
        let text = "nominal=230 week=207..253 share=95% always=195.5..255 enough=90%";
        DatedLimits::new(vec![(monday().plus(-400), text.parse().unwrap())]).unwrap()
    }

    fn week_of(count: i64, volts: impl Fn(i64) -> i64) -> Vec<Mean> {
        let mean = |index: i64| Mean {
            start: monday().start().plus_s(index * 600),
            phase: Phase::L2,
            voltage: MilliVolts(volts(index)),
            injecting: Some(index % 2 == 0),
        };
        (0..count).map(mean).collect()
    }

    fn only(means: &[Mean]) -> PhaseWeek {
        let report = analyse(means, Resolution::TenMinutes, &limits()).unwrap();
        assert_eq!(report.weeks.len(), 1);
        report.weeks[0]
    }

    #[test]
    fn gq_02_five_percent_of_a_week_may_lie_outside_and_one_mean_more_may_not() {
        // A week has 1,008 means; 50 are 4.96 %, 51 are 5.06 %.
        let with =
            |outside| week_of(1_008, move |index| if index < outside { 254_000 } else { 230_000 });
        let week = only(&with(50));
        assert_eq!((week.verdict, week.above, week.expected), (Verdict::Within, 50, 1_008));
        assert_eq!(week.above_while_injecting, 25);
        assert_eq!(week.outside_ppm(), 49_603);
        assert_eq!(only(&with(51)).verdict, Verdict::OutsideTooOften);
    }

    #[test]
    fn gq_02_a_hard_limit_is_broken_by_one_mean_even_in_a_short_week() {
        let week = only(&week_of(3, |index| if index == 1 { 195_499 } else { 230_000 }));
        assert_eq!((week.verdict, week.beyond), (Verdict::OutsideAlways, 1));
        assert_eq!(week.lowest, MilliVolts(195_499));
        assert_eq!(only(&week_of(3, |_| 195_500)).beyond, 0);
    }

    #[test]
    fn gq_02_a_week_with_gaps_is_not_judged() {
        assert_eq!(only(&week_of(907, |_| 230_000)).verdict, Verdict::NotEnough);
        assert_eq!(only(&week_of(908, |_| 230_000)).verdict, Verdict::Within);
    }

    #[test]
    fn gq_02_the_week_of_the_clock_change_has_an_hour_less() {
        let change = SettlementDay::from_ymd(2026, 3, 29).unwrap();
        let mean = Mean {
            start: change.start(),
            phase: Phase::L1,
            voltage: MilliVolts(230_000),
            injecting: None,
        };
        let report = analyse(&[mean], Resolution::QuarterHour, &limits()).unwrap();
        assert_eq!(report.weeks[0].expected, 7 * 96 - 4);
    }

    #[test]
    fn gq_02_bad_means_are_refused_by_what_is_wrong() {
        let says = |means: &[Mean]| {
            analyse(means, Resolution::TenMinutes, &limits()).unwrap_err().to_string()
        };
        let one = week_of(1, |_| 230_000)[0];
        assert_eq!(says(&[one, one]), "phase L2 has two means of 2026-06-01T00:00:00+02:00");
        let unit = Mean { voltage: MilliVolts(230_000_000), ..one };
        assert!(says(&[unit]).contains("a mean of 230000.000 V"), "{}", says(&[unit]));
        let off = Mean { start: one.start.plus_s(1), ..one };
        assert!(says(&[off]).contains("is not the start of 600 seconds"));
        assert_eq!(says(&[]), "there are no means");
    }
}
