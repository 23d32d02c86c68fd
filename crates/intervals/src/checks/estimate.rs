//! What is put where a value is missing, always marked as estimated. DOMAIN gives no rule for
//! quarter-hours; this is the one of days (PA-39, the mean of like days) brought down to them, and held
//! to the registers where those are known.

use crate::series::{Interval, Quality, Quarter, Register, Series};
use calendar::{Instant, SettlementDay, is_holiday};
use units::MilliWattHours;

/// How far back like days are looked for.
pub(super) const DAYS_BACK: i32 = 28;
/// How many of them are taken, the nearest first.
const LIKE_DAYS: usize = 4;

/// What an estimate rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The difference of the registers, less what was measured: no energy is made up, only its times.
    Registers,
    /// The mean of the same quarter-hour of like days before, ties up.
    LikeDays,
}

/// The quarter-hours of a day that had no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    pub basis: Basis,
    pub intervals: Vec<Interval>,
}

/// Why nothing was estimated. It stays a gap: a silent meter is a state, not a zero.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EstimateError {
    #[error("nothing is missing on {day}")]
    NothingMissing { day: SettlementDay },
    #[error("there is no like day in the {DAYS_BACK} days before {day}")]
    NoLikeDay { day: SettlementDay },
    #[error(
        "on {day} the quarter-hours that are known make {known} kWh, the registers {difference} kWh"
    )]
    MoreThanRegisters { day: SettlementDay, known: MilliWattHours, difference: MilliWattHours },
}

/// What kind of day it is: working day, Saturday, or Sunday and holiday.
fn kind(day: SettlementDay) -> u8 {
    match day.weekday() {
        _ if is_holiday(day) => 2,
        calendar::Weekday::Sun => 2,
        calendar::Weekday::Sat => 1,
        _ => 0,
    }
}

/// Estimates the missing quarter-hours of a day. With `difference`, by how much the registers went up
/// on it, the day adds up to exactly that: what is left over is spread like the mean of like days, or
/// evenly if there is none, rounded down, and what rounding leaves goes to the largest fractions, ties
/// to the earlier. Errors: nothing is missing, nothing to estimate from, registers that contradict.
pub fn estimate_day(
    series: &Series,
    day: SettlementDay,
    difference: Option<MilliWattHours>,
) -> Result<Estimate, EstimateError> {
    let known = series.day(day);
    let (first, end) = (Quarter::first_of(day), Quarter::first_of(day.next()));
    let missing: Vec<Quarter> = (first.0..end.0)
        .map(Quarter)
        .filter(|quarter| known.binary_search_by_key(quarter, |one| one.quarter).is_err())
        .collect();
    if missing.is_empty() {
        return Err(EstimateError::NothingMissing { day });
    }
    let shape: Vec<Option<i64>> =
        missing.iter().map(|quarter| like(series, day, quarter.start())).collect();
    let (basis, energies) = match difference {
        Some(difference) => {
            let sum = known.iter().fold(0_i64, |sum, one| sum.saturating_add(one.energy.0));
            let left = difference.0.saturating_sub(sum);
            if left < 0 {
                let known = MilliWattHours(sum);
                return Err(EstimateError::MoreThanRegisters { day, known, difference });
            }
            let weights: Vec<i64> = shape.iter().map(|value| value.unwrap_or(0)).collect();
            (Basis::Registers, spread(left, &weights))
        }
        None => {
            let all: Option<Vec<i64>> = shape.into_iter().collect();
            (Basis::LikeDays, all.ok_or(EstimateError::NoLikeDay { day })?)
        }
    };
    let interval = |(quarter, energy): (Quarter, i64)| Interval {
        quarter,
        energy: MilliWattHours(energy),
        quality: Quality::Estimated,
        register: Register::Total,
    };
    let intervals = missing.into_iter().zip(energies).map(interval).collect();
    Ok(Estimate { basis, intervals })
}

/// The mean of the same quarter of the wall clock on like days that were measured.
fn like(series: &Series, day: SettlementDay, start: Instant) -> Option<i64> {
    let minute = start.minute_of_day();
    let (hour, minute) = (u8::try_from(minute / 60).ok()?, u8::try_from(minute % 60).ok()?);
    let mut values = Vec::with_capacity(LIKE_DAYS);
    for back in 1..=DAYS_BACK {
        let earlier = day.plus(-back);
        if kind(earlier) != kind(day) {
            continue;
        }
        let quarter = Quarter::starting_at(earlier.at(hour, minute))?;
        let intervals = series.day(earlier);
        let found = intervals.binary_search_by_key(&quarter, |one| one.quarter).ok();
        let interval = found.and_then(|place| intervals.get(place));
        if let Some(interval) = interval.filter(|one| one.quality == Quality::Measured) {
            values.push(interval.energy.0);
        }
        if values.len() == LIKE_DAYS {
            break;
        }
    }
    let count = i64::try_from(values.len()).ok().filter(|count| *count > 0)?;
    let sum = values.iter().fold(0_i64, |sum, value| sum.saturating_add(*value));
    Some(sum.saturating_mul(2).saturating_add(count) / count.saturating_mul(2))
}

/// `total` in parts like the weights, exactly; evenly if no weight is above zero.
fn spread(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let even = sum <= 0;
    let sum = if even { weights.len() as i128 } else { sum };
    let exact = |weight: &i64| i128::from(total) * if even { 1 } else { i128::from(*weight) };
    let narrow = |number: i128| i64::try_from(number).unwrap_or(i64::MAX);
    let mut parts: Vec<i64> =
        weights.iter().map(|weight| narrow(exact(weight).div_euclid(sum.max(1)))).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let fraction = |place: &usize| {
        weights.get(*place).map_or(0, |weight| exact(weight).rem_euclid(sum.max(1)))
    };
    order.sort_by_key(|place| (std::cmp::Reverse(fraction(place)), *place));
    let given = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(*part));
    let left = usize::try_from(total.saturating_sub(given)).unwrap_or(0);
    for place in order.into_iter().take(left) {
        if let Some(part) = parts.get_mut(place) {
            *part = part.saturating_add(1);
        }
    }
    parts
}
