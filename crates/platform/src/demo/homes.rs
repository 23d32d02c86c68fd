//! The homes of a demo: imported series, or generated ones.

use crate::failure::{Failure, refuse};
use calendar::{SettlementDay, two_rate_slot};
use headend::{
    Content, DayHours, HomeSeries, Import, hours_by_day, registers_by_midnight, shift_to,
};
use readings::Registers;
use std::collections::BTreeMap;
use units::MilliWattHours;

/// A home: register values at its midnights.
#[derive(Debug, Clone)]
pub struct Home {
    pub first_day: SettlementDay,
    pub opening: [MilliWattHours; 2],
    midnights: BTreeMap<SettlementDay, Registers>,
    /// Whole measured days by the hour; empty of generated homes.
    pub hours: Vec<DayHours>,
    /// What the series used while the supply was off.
    unused: [i64; 2],
}

impl Home {
    /// The registers at the midnight that ends `day`, if the meter told them, after a day on which
    /// the supply was off for `off_s` seconds: that part of the day's recorded use never happened.
    pub fn live_through(&mut self, day: SettlementDay, off_s: i64) -> Option<Registers> {
        let closing = self.midnights.get(&day.next()).copied();
        let opening = self.midnights.get(&day).copied();
        if let (Some(Registers(closing)), Some(Registers(opening)), true) =
            (closing, opening, off_s > 0)
        {
            let day_s = day.end().seconds_since(day.start()).max(1);
            let values = closing.into_iter().zip(opening);
            for (unused, (later, earlier)) in self.unused.iter_mut().zip(values) {
                let used = i128::from(later - earlier) * i128::from(off_s) / i128::from(day_s);
                *unused += i64::try_from(used).unwrap_or(0);
            }
        }
        let [unused_peak, unused_off_peak] = self.unused;
        closing.map(|Registers([peak, off_peak])| {
            Registers([peak - unused_peak, off_peak - unused_off_peak])
        })
    }
}

/// The homes of an imported file, moved in time if asked.
pub fn imported(import: Import, shift: Option<SettlementDay>) -> Result<Vec<Home>, Failure> {
    let Content::QuarterHours(series) = import.content else {
        return refuse(format!("`{}` holds register readings, not homes", import.file));
    };
    let homes: Result<Vec<Home>, Failure> = series
        .iter()
        .map(|home| match shift {
            Some(day) => home_of(&shift_to(home, day)),
            None => home_of(home),
        })
        .collect();
    homes
}

fn home_of(series: &HomeSeries) -> Result<Home, Failure> {
    let readings = registers_by_midnight(series, two_rate_slot, headend::Registers::default())?;
    let mut midnights = BTreeMap::new();
    for reading in &readings {
        let [peak, off_peak] = [reading.off_take.peak.0, reading.off_take.off_peak.0];
        midnights.insert(reading.ends.next(), Registers([peak, off_peak]));
    }
    Ok(Home {
        first_day: series.first_day(),
        opening: [MilliWattHours::ZERO; 2],
        midnights,
        hours: hours_by_day(series).collect(),
        unused: [0; 2],
    })
}

/// Homes that nobody lives in: a daily use around a mean, by season, seeded.
pub fn generated(count: u32, first_day: SettlementDay, days: u32, seed: u64) -> Vec<Home> {
    let mut state = seed;
    let mut roll = |bound: i64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
    };
    (1..=count)
        .map(|_| {
            let mean_wh = 4_000 + roll(9_000);
            let mut registers = [0i64; 2];
            let mut midnights = BTreeMap::new();
            for place in 0..days {
                let day = first_day.plus(i32::try_from(place).unwrap_or(i32::MAX));
                let use_wh = mean_wh * (70 + roll(60)) / 100;
                let peak_wh = use_wh * (40 + roll(20)) / 100;
                let [peak, off_peak] = registers;
                registers = [peak + peak_wh * 1000, off_peak + (use_wh - peak_wh) * 1000];
                midnights.insert(day.next(), Registers(registers));
            }
            Home {
                first_day,
                opening: [MilliWattHours::ZERO; 2],
                midnights,
                hours: Vec::new(),
                unused: [0; 2],
            }
        })
        .collect()
}
