//! Quarter-hours become what the registers of a meter would have shown at midnight.

use crate::series::HomeSeries;
use calendar::{Instant, SettlementDay, TariffSlot};
use units::{MilliWattHours, ObisCode};

/// The two registers of one direction: tariff 1 is peak, tariff 2 off-peak. Source: MT-01.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RatePair {
    pub peak: MilliWattHours,
    pub off_peak: MilliWattHours,
}

/// The four registers of a meter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Registers {
    pub off_take: RatePair,
    pub injection: RatePair,
}

/// What the registers show at one local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MidnightReading {
    pub at: Instant,
    /// The day that this midnight ends; the next one opens with it.
    pub ends: SettlementDay,
    pub off_take: RatePair,
    /// `None` where injection is not metered.
    pub injection: Option<RatePair>,
}

/// Why midnights could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MidnightError {
    #[error("the registers of home `{home}` would run over on {day}")]
    TooLarge { home: String, day: SettlementDay },
    #[error(
        "home `{home}` has energy on {day} in a tariff slot that a two-rate meter does not have"
    )]
    NotTwoRate { home: String, day: SettlementDay },
}

impl MidnightReading {
    /// The values by register: 1.8.1 and 1.8.2, then 2.8.1 and 2.8.2 where injection is metered.
    pub fn values(&self) -> impl Iterator<Item = (ObisCode, MilliWattHours)> {
        let off_take = [
            (ObisCode::IMPORT_PEAK, self.off_take.peak),
            (ObisCode::IMPORT_OFF_PEAK, self.off_take.off_peak),
        ];
        let injection = self.injection.map(|pair| {
            [(ObisCode::EXPORT_PEAK, pair.peak), (ObisCode::EXPORT_OFF_PEAK, pair.off_peak)]
        });
        off_take.into_iter().chain(injection.into_iter().flatten())
    }
}

impl RatePair {
    fn add(&mut self, rate: Rate, energy: MilliWattHours) -> Option<()> {
        let register = match rate {
            Rate::Peak => &mut self.peak,
            Rate::OffPeak => &mut self.off_peak,
        };
        *register = register.checked_add(energy)?;
        Some(())
    }
}

#[derive(Debug, Clone, Copy)]
enum Rate {
    Peak,
    OffPeak,
}

fn rate(slot: TariffSlot) -> Option<Rate> {
    match slot {
        TariffSlot::Peak => Some(Rate::Peak),
        TariffSlot::OffPeak => Some(Rate::OffPeak),
        TariffSlot::Eco | TariffSlot::Medium | TariffSlot::Pic => None,
    }
}

/// The registers at the midnights of a home, from `start`, each quarter-hour in the slot of the
/// instant at which it begins; `slot` is [`calendar::two_rate_slot`] unless an area differs.
///
/// The first reading opens the first day. A day with a gap has no reading at its end, as if the
/// meter had been silent (PA-39); the registers go on with what was measured, so later differences
/// are measured energy and never too much. Before the first quarter-hour with a value nothing is
/// missed: such a series begins late, and its first reading ends that day.
///
/// Errors: a register runs over; the slot is none of a two-rate meter. Source: MT-04, MT-18.
pub fn registers_by_midnight(
    home: &HomeSeries,
    slot: impl Fn(Instant) -> TariffSlot,
    start: Registers,
) -> Result<Vec<MidnightReading>, MidnightError> {
    let mut registers = start;
    let mut readings = Vec::with_capacity(home.off_take.day_count().saturating_add(1));
    let reading = |at: Instant, ends: SettlementDay, registers: &Registers| MidnightReading {
        at,
        ends,
        off_take: registers.off_take,
        injection: home.injection.as_ref().map(|_| registers.injection),
    };
    let mut injection_days = home.injection.iter().flat_map(|series| series.days());
    let mut begun = false;
    for off_take in home.off_take.days() {
        let day = off_take.day;
        let injection = injection_days.next();
        let mut taken = off_take.quarters();
        let mut given = injection.map(|injection| injection.quarters());
        let marked = u32::from(off_take.gap()) + injection.map_or(0, |day| u32::from(day.gap()));
        let (mut seen_missing, mut gap) = (0u32, false);
        for quarter in 0..day.quarter_hours() {
            let taken = taken.next().flatten();
            let given = given.as_mut().map(|given| given.next().flatten());
            seen_missing += u32::from(taken.is_none()) + u32::from(given == Some(None));
            let measured = taken.is_some() && given != Some(None);
            if measured && !begun {
                if quarter == 0 {
                    readings.push(reading(day.start(), day.previous(), &registers));
                }
                begun = true;
            }
            gap |= begun && !measured;
            let rate = rate(slot(day.quarter_start(quarter)))
                .ok_or_else(|| MidnightError::NotTwoRate { home: home.id().to_owned(), day })?;
            let added = registers.off_take.add(rate, taken.unwrap_or_default());
            added
                .and_then(|()| registers.injection.add(rate, given.flatten().unwrap_or_default()))
                .ok_or_else(|| MidnightError::TooLarge { home: home.id().to_owned(), day })?;
        }
        // A missing quarter-hour may hide behind another that was folded onto it.
        gap |= marked > seen_missing;
        if begun && !gap {
            readings.push(reading(day.end(), day, &registers));
        }
    }
    Ok(readings)
}
