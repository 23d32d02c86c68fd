//! The homes of a demo: imported series, or generated ones.

use crate::failure::{Failure, refuse};
use crate::meters::served::{HomeDays, HomeLoad, Household, MeasuredHome, mixed};
use calendar::{SettlementDay, two_rate_slot};
use headend::{
    Content, DayHours, HomeSeries, Import, hours_by_day, registers_by_midnight, shift_to,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A home: what it draws, and when its meter can be heard.
#[derive(Debug, Clone)]
pub struct Home {
    pub first_day: SettlementDay,
    pub load: HomeLoad,
    /// Whole measured days by the hour; empty of generated homes.
    pub hours: Vec<DayHours>,
    /// It has a gas meter as well.
    pub takes_gas: bool,
    /// Midnights that a real home's meter has told, by the day they open; `None` if it tells all.
    told: Option<BTreeSet<SettlementDay>>,
}

impl Home {
    /// The meter could not be heard in the night that opens `day`.
    pub fn is_silent(&self, day: SettlementDay) -> bool {
        self.told.as_ref().is_some_and(|told| !told.contains(&day))
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
    let Some(days) = HomeDays::of(series) else { return refuse("a home has not a single day") };
    Ok(Home {
        first_day: series.first_day(),
        load: HomeLoad::Measured(MeasuredHome { days: Arc::new(days), weeks_ahead: 0 }),
        hours: hours_by_day(series).collect(),
        takes_gas: false,
        told: Some(readings.iter().map(|reading| reading.ends.next()).collect()),
    })
}

/// Of so many homes one takes gas.
const WITH_GAS: u64 = 6;

/// Homes that nobody lives in, each from its seed.
pub fn generated(count: u32, first_day: SettlementDay, seed: u64) -> Vec<Home> {
    (1..=u64::from(count))
        .map(|number| {
            let load = HomeLoad::Seeded(Household { seed: mixed(seed, number) });
            let takes_gas = number % WITH_GAS == WITH_GAS - 1;
            Home { first_day, load, hours: Vec::new(), takes_gas, told: None }
        })
        .collect()
}
