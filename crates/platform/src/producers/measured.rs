//! The quarter-hours of a point by day and slot.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::intervals::calendars::Calendars;
use crate::share::runs::Intervals;
use ::intervals::{Direction, Interval, Query, Register};
use calendar::{Instant, SettlementDay, TariffSlot};
use prosumer::{BySlot, CountError, DayFlow, Flows, QuarterHours};
use std::collections::BTreeMap;
use units::{Dso, Ean, MilliWattHours};

/// What flowed on each day, and how many quarter-hours are missing in it. A day that is not there was not
/// measured at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days(BTreeMap<SettlementDay, OfDay>);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct OfDay {
    flows: Flows,
    offtakes: u32,
    injections: u32,
}

impl OfDay {
    fn missing(&self, day: SettlementDay) -> u32 {
        day.quarter_hours().saturating_sub(self.offtakes.min(self.injections))
    }
}

/// The quarter-hours from `from` to `until`. Where the source does not say which register ran, the operator's
/// calendar of the day does.
pub fn read(
    engine: &Engine,
    intervals: &mut Intervals,
    (dso, ean): (Dso, Ean),
    (from, until): (SettlementDay, SettlementDay),
    now: Instant,
) -> Result<Days, Failure> {
    if until <= from {
        return Ok(Days::default());
    }
    let calendars = Calendars::of(engine.books.parameters(), dso, (from, until), now)?;
    let query = Query { dso, point: ean.into(), from, until, version: None };
    let mut days: BTreeMap<SettlementDay, OfDay> = BTreeMap::new();
    for series in intervals.read(&query)? {
        for interval in &series.intervals {
            let at = interval.quarter.start();
            let of_day = days.entry(at.day()).or_default();
            let OfDay { flows, offtakes, injections } = of_day;
            let (side, count) = match series.direction {
                Direction::OffTake => (&mut flows.offtake, offtakes),
                Direction::Injection => (&mut flows.injection, injections),
            };
            let register = slot(side, interval, calendars.slot(at));
            *register = register.checked_add(interval.energy).ok_or(CountError::TooLarge)?;
            *count = count.saturating_add(1);
        }
    }
    Ok(Days(days))
}

fn slot<'a>(side: &'a mut BySlot, of: &Interval, runs: TariffSlot) -> &'a mut MilliWattHours {
    match (of.register, runs) {
        (Register::One, _) | (Register::Total, TariffSlot::Peak) => &mut side.peak,
        (Register::Two, _) | (Register::Total, _) => &mut side.off_peak,
    }
}

impl Days {
    /// The first day of which anything was measured.
    pub fn first(&self) -> Option<SettlementDay> {
        self.0.keys().next().copied()
    }

    /// The days of which nothing is missing.
    pub fn whole(&self) -> BTreeMap<SettlementDay, DayFlow> {
        let whole = self.0.iter().filter(|(day, of_day)| of_day.missing(**day) == 0);
        whole
            .filter_map(|(day, of_day)| {
                let offtake = of_day.flows.offtake.total().ok()?;
                let injection = of_day.flows.injection.total().ok()?;
                Some((*day, DayFlow { offtake, injection }))
            })
            .collect()
    }
}

impl QuarterHours for Days {
    fn between(
        &self,
        from: SettlementDay,
        until: SettlementDay,
    ) -> Result<(Flows, u32), CountError> {
        let (mut sum, mut missing) = (Flows::default(), 0u32);
        let mut day = from;
        while day < until {
            let of_day = self.0.get(&day).copied().unwrap_or_default();
            sum = sum.plus(of_day.flows)?;
            missing = missing.saturating_add(of_day.missing(day));
            day = day.next();
        }
        Ok((sum, missing))
    }
}
