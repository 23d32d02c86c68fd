//! Quarter-hours out of registers: what a meter counted between two values of them. One rule for exports of
//! registers and for what a meter has stored itself. Source: MT-05, MT-18, ES-04.

use crate::series::{Direction, Interval, LARGEST, Point, Quality, Quarter, Register, Series};
use calendar::Instant;
use std::collections::BTreeMap;
use units::MilliWattHours;

/// Registers of a meter at one instant, in mWh: 1.8.1, 1.8.2, 2.8.1, 2.8.2. `None` where it has none.
pub type Stand = [Option<i64>; 4];

/// So many quarter-hours whose sum is known are estimated, as those of an hourly file; of more nobody can say
/// when the energy flowed.
const MOST_SPREAD: i32 = 4;

/// What one direction counted between two values, and the register that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub energy: Option<i64>,
    pub register: Register,
}

/// A register that is lower than before, or has risen by more than a connection lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a register went from {before} to {after} mWh")]
pub struct Impossible {
    /// Its place in a [`Stand`].
    pub register: usize,
    pub before: i64,
    pub after: i64,
}

/// What lies between two values: taken, given. Errors: a register went back, or rose by too much.
pub fn counted(earlier: &Stand, later: &Stand) -> Result<[Counted; 2], Impossible> {
    let mut rose = [None; 4];
    let pairs = earlier.iter().zip(later);
    for (place, (rose, (before, after))) in rose.iter_mut().zip(pairs).enumerate() {
        let (Some(before), Some(after)) = (*before, *after) else { continue };
        let difference = after.checked_sub(before).filter(|more| (0..=LARGEST).contains(more));
        let impossible = Impossible { register: place, before, after };
        *rose = Some(difference.ok_or(impossible)?);
    }
    let [one, two, given_one, given_two] = rose;
    Ok([direction(one, two), direction(given_one, given_two)])
}

fn direction(one: Option<i64>, two: Option<i64>) -> Counted {
    let register = match (one, two) {
        (Some(1..), None | Some(0)) => Register::One,
        (None | Some(0), Some(1..)) => Register::Two,
        _ => Register::Total,
    };
    let energy = match (one, two) {
        (Some(one), Some(two)) => one.checked_add(two),
        // A meter with one register leaves the other one empty all the time.
        (one, two) => one.or(two),
    };
    Counted { energy, register }
}

/// What the stored registers of a meter gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfRegisters {
    /// Off-take, and injection if the meter counts it.
    pub series: Vec<Series>,
    /// Quarter-hours without a value of their own whose sum is known: estimates.
    pub estimated: u32,
    /// Quarter-hours that have no value.
    pub missing: u32,
    /// The first of either.
    pub first_hole: Option<Instant>,
    /// Registers that cannot be, and where: what lies between has no value.
    pub impossible: Option<(Instant, Impossible)>,
}

/// Quarter-hours of a point from registers at the ends of quarter-hours, which are keyed by their instant. A
/// row that is missing leaves two quarter-hours of which the sum is known: up to an hour it is spread evenly,
/// and each of them is an estimate; beyond, there is a gap. Values at other instants are left out.
pub fn of_registers(point: &Point, rows: &BTreeMap<Instant, Stand>) -> OfRegisters {
    let mut found = OfRegisters::default();
    let mut of = [Vec::new(), Vec::new()];
    let mut before: Option<(Quarter, &Stand)> = None;
    for (at, stand) in rows {
        let Some(end) = Quarter::starting_at(*at) else { continue };
        let Some((start, earlier)) = before.replace((end, stand)) else { continue };
        let quarters = end.0.saturating_sub(start.0);
        let alone = quarters == 1;
        let hole = |found: &mut OfRegisters, estimated: bool| {
            let count = u32::try_from(quarters).unwrap_or(0);
            let to = if estimated { &mut found.estimated } else { &mut found.missing };
            *to = to.saturating_add(count);
            found.first_hole.get_or_insert(start.start());
        };
        let counted = match counted(earlier, stand) {
            Ok(counted) => counted,
            Err(impossible) => {
                found.impossible.get_or_insert((*at, impossible));
                hole(&mut found, false);
                continue;
            }
        };
        if !alone {
            hole(&mut found, quarters <= MOST_SPREAD);
        }
        if quarters > MOST_SPREAD {
            continue;
        }
        for (intervals, counted) in of.iter_mut().zip(counted) {
            intervals.extend(spread(start, quarters, counted));
        }
    }
    for (direction, intervals) in Direction::ALL.into_iter().zip(of) {
        if !intervals.is_empty() {
            found.series.push(Series { point: point.clone(), direction, intervals });
        }
    }
    found
}

/// The energy of some quarter-hours, evenly; what does not divide goes to the first ones.
fn spread(start: Quarter, quarters: i32, counted: Counted) -> Vec<Interval> {
    let Some(energy) = counted.energy else { return Vec::new() };
    let count = i64::from(quarters.max(1));
    let each = energy.checked_div(count).unwrap_or(0);
    let rest = energy.checked_rem(count).unwrap_or(0);
    let quality = if quarters == 1 { Quality::Measured } else { Quality::Estimated };
    (0..quarters)
        .map(|index| Interval {
            quarter: Quarter(start.0.saturating_add(index)),
            energy: MilliWattHours(each.saturating_add(i64::from(i64::from(index) < rest))),
            quality,
            register: counted.register,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn rows(of: &[(&str, [i64; 4])]) -> BTreeMap<Instant, Stand> {
        of.iter().map(|(text, values)| (at(text), values.map(Some))).collect()
    }

    fn told(found: &OfRegisters, place: usize) -> Vec<(i64, &'static str, Register)> {
        let of = found.series[place].intervals.iter();
        of.map(|one| (one.energy.0, one.quality.name(), one.register)).collect()
    }

    #[test]
    fn mt_18_a_hole_of_an_hour_is_an_estimate_and_a_longer_one_is_a_gap() {
        let point: Point = "M".parse().unwrap();
        let found = of_registers(
            &point,
            &rows(&[
                ("2026-11-02T21:30:00+01:00", [100, 50, 0, 0]),
                ("2026-11-02T21:45:00+01:00", [110, 50, 0, 0]),
                ("2026-11-02T22:00:00+01:00", [113, 54, 0, 0]),
                // One row is missing, then six, then the register goes back.
                ("2026-11-02T22:30:00+01:00", [113, 61, 0, 5]),
                ("2026-11-03T00:15:00+01:00", [113, 99, 0, 5]),
                ("2026-11-03T00:30:00+01:00", [113, 20, 0, 5]),
                ("2026-11-03T00:45:00+01:00", [113, 20, 0, 5]),
            ]),
        );
        let (one, two, total) = (Register::One, Register::Two, Register::Total);
        assert_eq!(
            told(&found, 0),
            [
                (10, "measured", one),
                (7, "measured", total),
                (4, "estimated", two),
                (3, "estimated", two),
                (0, "measured", total),
            ]
        );
        assert_eq!(told(&found, 1)[2..4], [(3, "estimated", two), (2, "estimated", two)]);
        assert_eq!((found.estimated, found.missing), (2, 8));
        assert_eq!(found.first_hole, Some(at("2026-11-02T22:00:00+01:00")));
        let impossible = Impossible { register: 1, before: 99, after: 20 };
        assert_eq!(found.impossible, Some((at("2026-11-03T00:30:00+01:00"), impossible)));
    }

    #[test]
    fn mt_05_a_day_of_a_hundred_quarter_hours_has_a_hundred_and_their_sum() {
        let point: Point = "M".parse().unwrap();
        let day: calendar::SettlementDay = "2026-10-25".parse().unwrap();
        let mut rows: BTreeMap<Instant, Stand> = BTreeMap::new();
        for index in 0..=100 {
            let stand = [Some(index * index), Some(7), None, None];
            rows.insert(day.start().plus_min(15 * index), stand);
        }
        // Not at the end of a quarter-hour: nobody's.
        rows.insert(day.start().plus_min(7), [Some(0), Some(0), None, None]);
        let found = of_registers(&point, &rows);
        assert_eq!(found.series.len(), 1, "what it does not count has no series");
        assert_eq!(found.series[0].day(day).len(), 100);
        assert_eq!(found.series[0].energy(), MilliWattHours(10_000));
        assert_eq!((found.estimated, found.missing), (0, 0));
    }
}
