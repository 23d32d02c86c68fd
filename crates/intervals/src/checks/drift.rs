//! Quarter-hours against the registers of the same day. Source: MT-05.

use crate::series::{Register, Series};
use calendar::{Instant, SettlementDay, TariffSlot};
use units::MilliWattHours;

/// How far the sum of a day may lie from the difference of its registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound(pub MilliWattHours);

impl Default for Bound {
    /// 50 Wh: quarter-hours are given in Wh, so 96 of them may be half a Wh wrong each, and the
    /// registers one Wh at each end.
    fn default() -> Self {
        Self(MilliWattHours(50_000))
    }
}

/// By how much the two registers of one direction went up on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayDifference {
    pub day: SettlementDay,
    pub peak: MilliWattHours,
    pub off_peak: MilliWattHours,
}

/// What came of comparing a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayCheck {
    /// Both registers and their sum agree.
    Matches,
    /// So many quarter-hours have no value: nothing can be said.
    Incomplete { missing: u32 },
    /// More or less energy than the registers have.
    Drift { by_intervals: MilliWattHours, by_registers: MilliWattHours },
    /// The sum agrees, the registers do not: the meter follows another calendar than the tariff. So
    /// much stands in register 1 that belongs to register 2; negative the other way round.
    WrongCalendar { in_peak_too_much: MilliWattHours },
}

/// Compares days. `slot` is what runs at an instant by the calendar of the household's own tariff: register 1 counts
/// at peak, register 2 at any other time. Without one, as at a single rate, the two are compared together.
pub fn check_days(
    series: &Series,
    differences: &[DayDifference],
    bound: Bound,
    slot: Option<&dyn Fn(Instant) -> TariffSlot>,
) -> Vec<(SettlementDay, DayCheck)> {
    differences
        .iter()
        .map(|difference| (difference.day, check(series, difference, bound, slot)))
        .collect()
}

fn register(slot: TariffSlot) -> Register {
    match slot {
        TariffSlot::Peak => Register::One,
        _ => Register::Two,
    }
}

fn check(
    series: &Series,
    difference: &DayDifference,
    bound: Bound,
    slot: Option<&dyn Fn(Instant) -> TariffSlot>,
) -> DayCheck {
    let intervals = series.day(difference.day);
    let known = u32::try_from(intervals.len()).unwrap_or(u32::MAX);
    let missing = difference.day.quarter_hours().saturating_sub(known);
    if missing > 0 {
        return DayCheck::Incomplete { missing };
    }
    let (mut peak, mut total) = (0_i64, 0_i64);
    for interval in intervals {
        total = total.saturating_add(interval.energy.0);
        if slot.is_some_and(|slot| register(slot(interval.quarter.start())) == Register::One) {
            peak = peak.saturating_add(interval.energy.0);
        }
    }
    let by_registers = difference.peak.0.saturating_add(difference.off_peak.0);
    let beyond = |one: i64, other: i64| one.abs_diff(other) > bound.0.0.unsigned_abs();
    if beyond(total, by_registers) {
        return DayCheck::Drift {
            by_intervals: MilliWattHours(total),
            by_registers: MilliWattHours(by_registers),
        };
    }
    if slot.is_some() && beyond(peak, difference.peak.0) {
        let in_peak_too_much = MilliWattHours(difference.peak.0.saturating_sub(peak));
        return DayCheck::WrongCalendar { in_peak_too_much };
    }
    DayCheck::Matches
}
