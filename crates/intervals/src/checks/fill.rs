//! Short holes of a series, day by day: what is estimated in them, and what is left a gap and why.
//! Source: ES-13, PA-39.

use super::estimate::{DAYS_BACK, Estimate, EstimateError, estimate_day};
use crate::series::{Quarter, Series};
use calendar::SettlementDay;
use units::MilliWattHours;

/// How many days before its first day a series has to be read: like days, and what lies before a hole that
/// is `most` quarter-hours long.
pub fn most_back(most: i32) -> i32 {
    DAYS_BACK.saturating_add(most.max(0).div_euclid(92)).saturating_add(1)
}

/// Why a day stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("a hole of {quarters} quarter-hours is longer than {most}")]
    TooLong { quarters: i32, most: i32 },
    #[error("nothing was measured before the hole")]
    NothingBefore,
    #[error("nothing was measured behind the hole so far")]
    NothingBehind,
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

/// A day with holes that nothing fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub day: SettlementDay,
    /// Quarter-hours without a value.
    pub missing: usize,
    pub why: Why,
}

/// What came of the days that had holes, in order of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    pub days: Vec<(SettlementDay, Estimate)>,
    pub left: Vec<Left>,
}

impl Filled {
    /// Quarter-hours that are estimated.
    pub fn quarters(&self) -> usize {
        self.days.iter().map(|(_, estimate)| estimate.intervals.len()).sum()
    }
}

/// Estimates the days from `from` until before `until` that have holes. A hole counts from the value before it to
/// the one behind it, so that one across midnight is measured whole. One of more than `most` quarter-hours, or with
/// nothing on one of its sides, is no hole in data: that meter is silent, or not there yet. A day of which one hole
/// stays is left as it is. `difference` tells by how much the registers went up on a day.
pub fn fill(
    series: &Series,
    (from, until): (SettlementDay, SettlementDay),
    most: i32,
    difference: impl Fn(SettlementDay) -> Option<MilliWattHours>,
) -> Filled {
    let mut filled = Filled::default();
    let mut day = from;
    while day < until {
        let known = series.day(day);
        let all = usize::try_from(day.quarter_hours()).unwrap_or(usize::MAX);
        if known.len() < all {
            let estimate = match holes(series, day).find_map(|hole| hole.refused(most)) {
                Some(why) => Err(why),
                None => estimate_day(series, day, difference(day)).map_err(Why::from),
            };
            match estimate {
                Ok(estimate) => filled.days.push((day, estimate)),
                Err(why) => {
                    let missing = all.saturating_sub(known.len());
                    filled.left.push(Left { day, missing, why });
                }
            }
        }
        day = day.next();
    }
    filled
}

/// A hole as long as it is, beyond the day on which it is looked at: the last value before it, the first behind.
struct Hole {
    before: Option<Quarter>,
    behind: Option<Quarter>,
}

impl Hole {
    fn refused(&self, most: i32) -> Option<Why> {
        let Some(before) = self.before else { return Some(Why::NothingBefore) };
        let Some(behind) = self.behind else { return Some(Why::NothingBehind) };
        let quarters = behind.0.saturating_sub(before.0).saturating_sub(1);
        (quarters > most).then_some(Why::TooLong { quarters, most })
    }
}

/// The holes that touch a day.
fn holes(series: &Series, day: SettlementDay) -> impl Iterator<Item = Hole> + '_ {
    let place = |day| series.intervals.partition_point(|one| one.quarter < Quarter::first_of(day));
    let (start, stop) = (place(day), place(day.next()));
    let at = |place: usize| series.intervals.get(place).map(|one| one.quarter);
    let mut before = start.checked_sub(1).and_then(at);
    let within = series.intervals.get(start..stop).unwrap_or_default();
    let ends = within.iter().map(|one| Some(one.quarter)).chain(std::iter::once(at(stop)));
    let first = Quarter::first_of(day);
    ends.filter_map(move |behind| {
        let hole = Hole { before, behind };
        let begins = before.map_or(first, Quarter::next);
        before = behind;
        // One that begins with the next day is not this one's.
        let is_hole = behind.is_none_or(|behind| begins < behind);
        (is_hole && begins < Quarter::first_of(day.next())).then_some(hole)
    })
}
