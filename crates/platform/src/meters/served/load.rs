//! What the homes behind the meters take: by hand, by a seed, or as real homes did.

use super::chance::mixed;
use calendar::{Instant, SettlementDay};
use headend::HomeSeries;
use std::sync::Arc;
use virtual_meters::{Draw, Load, Profile};

const QUARTER_US: i64 = 900_000_000;
const HALF_US: i64 = QUARTER_US / 2;
const QUARTERS: usize = 96;
/// Off-take and injection of a quarter-hour, in milliwatt-hours.
type Quarter = [u32; 2];

/// What is behind a meter.
#[derive(Debug, Clone, Default)]
pub enum HomeLoad {
    /// What somebody plugs in, with `load 2.3kW`.
    #[default]
    ByHand,
    /// Draws at given instants.
    Given(Arc<Profile>),
    Seeded(Household),
    Measured(MeasuredHome),
    /// Whatever it is, people leave the rest switched off.
    Capped {
        of: Box<HomeLoad>,
        watt: i32,
    },
}

impl Load for HomeLoad {
    fn at(&mut self, at: Instant) -> Draw {
        match self {
            Self::ByHand => Draw::phases([0; 3]),
            Self::Given(profile) => profile.as_ref().at(at),
            Self::Seeded(home) => home.at(at),
            Self::Measured(home) => home.at(at),
            Self::Capped { of, watt } => {
                let mut draw = of.at(at);
                let most = *watt;
                draw.phases.iter_mut().for_each(|phase| phase.watt = phase.watt.min(most));
                draw
            }
        }
    }
}

/// A home that follows from its seed: it sleeps, cooks, heats, and in one of five gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Household {
    pub seed: u64,
}

/// In a thousand: how likely something is switched on in a quarter-hour, by the local hour.
const BUSY: [u64; 24] = [
    20, 15, 10, 10, 15, 40, 160, 260, 220, 140, 120, 160, 260, 180, 130, 120, 160, 280, 400, 420,
    350, 260, 140, 60,
];
/// Sun by local hour, in hundredths of what the panels have.
const SUN: [i64; 24] =
    [0, 0, 0, 0, 0, 0, 2, 8, 20, 38, 58, 74, 84, 86, 80, 68, 50, 30, 14, 5, 1, 0, 0, 0];
/// And by month.
const SUN_OF_MONTH: [i64; 12] = [18, 32, 55, 78, 92, 100, 98, 86, 64, 40, 21, 14];
/// Gas for heating by month, in hundredths of the coldest.
const HEATING: [u64; 12] = [100, 92, 70, 42, 18, 4, 0, 0, 10, 40, 74, 96];
/// Appliances, in watt.
const APPLIANCES: [i64; 8] = [250, 600, 900, 1_200, 1_600, 2_000, 2_200, 3_000];

impl Household {
    fn at(self, at: Instant) -> Draw {
        let quarter = at.0.div_euclid(QUARTER_US);
        let (day, minute) = at.day_and_minute();
        let hour = usize::from(minute / 60);
        let month = usize::from(day.ymd().1.saturating_sub(1));
        let place = quarter.cast_unsigned();
        let dice = mixed(self.seed, place);
        let until = Some(Instant(quarter.saturating_add(1).saturating_mul(QUARTER_US)));
        let litres_per_h = self.gas(dice, hour, month);
        let watt = self.watt(dice, day, hour, month);
        let decivolt = u16::try_from(2_270 + dice % 61).unwrap_or(2_300);
        let mut draw = Draw::watt(i32::try_from(watt).unwrap_or(0));
        draw.phases.iter_mut().for_each(|phase| phase.decivolt = decivolt);
        Draw { litres_per_h, until, ..draw }
    }

    fn watt(self, dice: u64, day: SettlementDay, hour: usize, month: usize) -> i64 {
        let pick = |list: &[i64], place: u64| {
            let place = usize::try_from(place).unwrap_or(0) % list.len().max(1);
            list.get(place).copied().unwrap_or(0)
        };
        let base = 40 + i64::try_from(self.seed % 120).unwrap_or(0);
        let fridge = if (dice >> 8).is_multiple_of(3) { 90 } else { 0 };
        let busy = BUSY.get(hour).copied().unwrap_or(0);
        let first = if (dice >> 16) % 1_000 < busy { pick(&APPLIANCES, dice >> 32) } else { 0 };
        let second = if (dice >> 40) % 2_000 < busy { pick(&APPLIANCES, dice >> 52) } else { 0 };
        let taken = base + fridge + first + second;
        if !self.seed.is_multiple_of(5) {
            return taken;
        }
        let days = day.days_since(SettlementDay::from_ymd(2000, 1, 1).unwrap_or(day));
        let clear = 30 + mixed(self.seed, i64::from(days).cast_unsigned()) % 71;
        let sun = SUN.get(hour).copied().unwrap_or(0);
        let season = SUN_OF_MONTH.get(month).copied().unwrap_or(0);
        let given = 4_000 * sun * season / 10_000 * i64::try_from(clear).unwrap_or(0) / 100;
        taken - given
    }

    fn gas(self, dice: u64, hour: usize, month: usize) -> u32 {
        let busy = BUSY.get(hour).copied().unwrap_or(0);
        let season = HEATING.get(month).copied().unwrap_or(0);
        let warm = (6..23).contains(&hour) && (dice >> 24) % 100 < season;
        let heating = if warm { 250 + self.seed % 200 } else { 0 };
        let water = if (dice >> 12) % 1_000 < busy / 6 { 1_500 } else { 0 };
        u32::try_from(heating + water).unwrap_or(0)
    }
}

/// Days of a real home, by quarter-hour on the wall clock. After the last day it begins anew, on the
/// same day of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeDays {
    first: SettlementDay,
    days: Vec<[Quarter; QUARTERS]>,
}

/// A place in the days of a home.
#[derive(Debug, Clone)]
pub struct MeasuredHome {
    pub days: Arc<HomeDays>,
    /// So that two meters with one home do not do the same on one day.
    pub weeks_ahead: u16,
}

impl HomeDays {
    /// `None` without a single day. What a home has no value for is nothing.
    pub fn of(home: &HomeSeries) -> Option<Self> {
        let first = home.off_take().first_day();
        let mut days: Vec<[Quarter; QUARTERS]> = Vec::new();
        for (direction, series) in [Some(home.off_take()), home.injection()].into_iter().enumerate()
        {
            for day in series.into_iter().flat_map(|series| series.days()) {
                let Ok(index) = usize::try_from(day.day.days_since(first)) else { continue };
                if days.len() <= index {
                    days.resize(index.saturating_add(1), [[0; 2]; QUARTERS]);
                }
                let count = day.quarters().len();
                for (quarter, energy) in day.quarters().enumerate() {
                    let slot = days
                        .get_mut(index)
                        .and_then(|day| day.get_mut(on_the_wall(quarter, count)))
                        .and_then(|quarter| quarter.get_mut(direction));
                    let energy = energy.map_or(0, |energy| u32::try_from(energy.0).unwrap_or(0));
                    if let Some(slot) = slot {
                        *slot = slot.saturating_add(energy);
                    }
                }
            }
        }
        (!days.is_empty()).then_some(Self { first, days })
    }

    /// Whole weeks after which it begins anew; 0 if there is none.
    #[cfg(test)]
    pub fn weeks(&self) -> usize {
        self.days.len() / 7
    }

    fn quarter(&self, at: Instant, weeks_ahead: u16) -> Quarter {
        let (day, minute) = at.day_and_minute();
        let whole_weeks = self.days.len() / 7 * 7;
        let period = if whole_weeks == 0 { self.days.len() } else { whole_weeks };
        let ahead = i64::from(weeks_ahead).saturating_mul(7);
        let days = i64::from(day.days_since(self.first)).saturating_add(ahead);
        let place = days.rem_euclid(i64::try_from(period).unwrap_or(1).max(1));
        let day = usize::try_from(place).ok().and_then(|place| self.days.get(place));
        day.and_then(|day| day.get(usize::from(minute / 15))).copied().unwrap_or_default()
    }
}

/// A quarter-hour of a day of 92, 96 or 100 on a wall clock of 96.
fn on_the_wall(quarter: usize, count: usize) -> usize {
    match (count, quarter) {
        (92, 8..) => quarter.saturating_add(4),
        (100, 12..) => quarter.saturating_sub(4),
        _ => quarter,
    }
}

impl MeasuredHome {
    /// A quarter-hour in which a home took and gave does one in its first half and one in its second.
    fn at(&self, at: Instant) -> Draw {
        let start = at.0.div_euclid(QUARTER_US).saturating_mul(QUARTER_US);
        let [taken, given] = self.days.quarter(at, self.weeks_ahead);
        let half = start.saturating_add(HALF_US);
        // 1 mWh in a quarter-hour is 4 mW, in half of one 8 mW.
        let mean = |mwh: u32, times: i64| i64::from(mwh).saturating_mul(times) / 1_000;
        let whole = start.saturating_add(QUARTER_US);
        let (watt, until) = match (taken, given) {
            (taken, 0) => (mean(taken, 4), whole),
            (0, given) => (-mean(given, 4), whole),
            (taken, _) if at.0 < half => (mean(taken, 8), half),
            (_, given) => (-mean(given, 8), whole),
        };
        let draw = Draw::watt(i32::try_from(watt).unwrap_or(0));
        Draw { until: Some(Instant(until)), ..draw }
    }
}
