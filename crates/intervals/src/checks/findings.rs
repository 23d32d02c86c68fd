//! What is remarkable in a series: it is said, and changes nothing.

use crate::series::{Quarter, Series};
use calendar::SettlementDay;
use units::MilliWattHours;

/// When a value is too high to pass unsaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpikeBounds {
    /// What the connection lets through in a quarter-hour.
    pub most: MilliWattHours,
    /// So many times the value that 99 of 100 quarter-hours do not exceed.
    pub times_usual: i64,
    /// Below this nothing is a spike, however little is usual.
    pub least: MilliWattHours,
}

impl Default for SpikeBounds {
    /// 56 kVA, the largest connection of a household tariff (MT-19), for a quarter-hour; ten times the
    /// usual; from 1 kWh on.
    fn default() -> Self {
        Self { most: MilliWattHours(14_000_000), times_usual: 10, least: MilliWattHours(1_000_000) }
    }
}

/// Something remarkable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// So many quarter-hours have no value, from this one on, within a local day.
    Gap { day: SettlementDay, from: Quarter, quarters: u32 },
    /// Energy of one direction cannot be negative. Source: ES-13.
    Negative { quarter: Quarter, energy: MilliWattHours },
    /// Higher than `bound`.
    Spike { quarter: Quarter, energy: MilliWattHours, bound: MilliWattHours },
}

/// Holes, negative values and spikes of the local days from `from` until before `until`, in order of
/// time.
pub fn findings(
    series: &Series,
    from: SettlementDay,
    until: SettlementDay,
    bounds: &SpikeBounds,
) -> Vec<Finding> {
    let mut found: Vec<(Quarter, Finding)> = Vec::new();
    let bound = spike_bound(series, bounds);
    let mut day = from;
    while day < until {
        let end = Quarter::first_of(day.next());
        let mut expected = Quarter::first_of(day);
        for interval in series.day(day) {
            gap(&mut found, day, expected, interval.quarter);
            expected = interval.quarter.next();
            let (quarter, energy) = (interval.quarter, interval.energy);
            if energy.0 < 0 {
                found.push((quarter, Finding::Negative { quarter, energy }));
            } else if energy > bound {
                found.push((quarter, Finding::Spike { quarter, energy, bound }));
            }
        }
        gap(&mut found, day, expected, end);
        day = day.next();
    }
    found.sort_by_key(|(quarter, _)| *quarter);
    found.into_iter().map(|(_, finding)| finding).collect()
}

fn gap(found: &mut Vec<(Quarter, Finding)>, day: SettlementDay, from: Quarter, until: Quarter) {
    let quarters = u32::try_from(i64::from(until.0) - i64::from(from.0)).unwrap_or(0);
    if quarters > 0 {
        found.push((from, Finding::Gap { day, from, quarters }));
    }
}

fn spike_bound(series: &Series, bounds: &SpikeBounds) -> MilliWattHours {
    let mut energies: Vec<i64> = series.intervals.iter().map(|one| one.energy.0).collect();
    let place = energies.len().saturating_sub(1).saturating_mul(99) / 100;
    if energies.is_empty() {
        return bounds.most;
    }
    let (_, usual, _) = energies.select_nth_unstable(place);
    let usual = usual.saturating_mul(bounds.times_usual).max(bounds.least.0);
    MilliWattHours(usual.min(bounds.most.0))
}
