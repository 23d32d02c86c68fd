//! `tirelire intervals check`: gaps, spikes, and the registers of the account. Source: MT-05.

use super::calendars::Calendars;
use super::{Asked, open, read};
use crate::books::parameter_book;
use crate::engine::Engine;
use crate::failure::Failure;
use ::intervals::{
    Bound, DayCheck, DayDifference, Direction, Finding, Point, Quality, Series, SpikeBounds,
    check_days, findings,
};
use calendar::{Instant, SettlementDay, TariffSlot};
use prepay::Rates;
use readings::Registers;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use units::{Energy, MilliWattHours, format_decimal};

#[derive(Debug, clap::Args)]
pub struct Check {
    #[command(flatten)]
    pub asked: Asked,
    /// How many Wh the sum of a day may lie from its registers.
    #[arg(long, default_value_t = 50)]
    pub tolerance_wh: u32,
}

fn kwh(energy: MilliWattHours) -> String {
    format_decimal(i128::from(energy.0), 6)
}

/// A line for each finding and each day that has registers. What is found is no failure.
pub fn run(url: &str, asked: &Check, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = open(url, &asked.asked.place)?;
    let (dso, series) = read(&mut store, &asked.asked)?;
    let now = crate::clock::now();
    let book = parameter_book(&mut store.manifest.0)?;
    let calendars = Calendars::of(&book, dso, (asked.asked.from, asked.asked.until), now)?;
    let mut lines = Vec::new();
    for one in &series {
        let (from, until) = (asked.asked.from, asked.asked.until);
        for finding in findings(one, from, until, &SpikeBounds::default()) {
            lines.push(found(one, finding));
        }
    }
    let days = (asked.asked.from, asked.asked.until);
    let bound = Bound(MilliWattHours(i64::from(asked.tolerance_wh).saturating_mul(1_000)));
    let mut is_new = false;
    // Of each household that lived there, by its own readings.
    for account in accounts_of_point(&mut store.manifest.0, &asked.asked.point)? {
        // At one rate both registers cost the same: whichever counts, only their sum can be wrong.
        let slot = |at| calendars.slot(at);
        let two = account.group.rates == Rates::Two;
        let slot: Option<&dyn Fn(Instant) -> TariffSlot> = if two { Some(&slot) } else { None };
        for one in &series {
            let kept = &mut store.manifest.0;
            let rose = match one.direction {
                Direction::OffTake => differences(kept, days, &account, now)?,
                Direction::Injection => injected_differences(kept, days, &account, now)?,
            };
            let checks = check_days(one, &measured_only(one, rose), bound, slot);
            for (day, check) in &checks {
                lines.push(compared(&day.to_string(), one.direction, *check));
            }
            let wrong =
                |(_, check): &(_, DayCheck)| matches!(check, DayCheck::WrongCalendar { .. });
            // What was injected is charged to nobody who has left.
            let asks = one.direction == Direction::OffTake || account.closed_at.is_none();
            if asks && checks.iter().any(wrong) {
                let mut engine = Engine::open(url)?;
                is_new |= super::issues::report(&mut engine, &account, &checks, now)?;
            }
        }
    }
    if is_new {
        let text = format!(
            "a known issue is open: the meter follows another calendar, see `intervals issues --dso {dso}`"
        );
        lines.push((json!({ "known_issue": "wrong_calendar" }), text));
    }
    for (line, text) in lines {
        if json {
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{text}")?;
        }
    }
    Ok(())
}

fn found(series: &Series, finding: Finding) -> (Value, String) {
    let direction = series.direction.name();
    match finding {
        Finding::Gap { day, from, quarters } => {
            let from = from.start().to_local_string();
            (
                json!({ "finding": "gap", "direction": direction, "day": day.to_string(),
                        "from": from, "quarter_hours": quarters }),
                format!("{day}  {direction}: {quarters} quarter-hours missing from {from}"),
            )
        }
        Finding::Negative { quarter, energy } => {
            let (at, kwh) = (quarter.start().to_local_string(), kwh(energy));
            (
                json!({ "finding": "negative", "direction": direction, "start": at, "kwh": kwh }),
                format!("{at}  {direction}: {kwh} kWh is negative"),
            )
        }
        Finding::Spike { quarter, energy, bound } => {
            let (at, high, most) = (quarter.start().to_local_string(), kwh(energy), kwh(bound));
            (
                json!({ "finding": "spike", "direction": direction, "start": at, "kwh": high,
                        "bound_kwh": most }),
                format!("{at}  {direction}: {high} kWh is above {most}"),
            )
        }
    }
}

/// What came of a day, in words.
pub fn sentence(check: DayCheck) -> String {
    match check {
        DayCheck::Matches => "quarter-hours and registers agree".to_owned(),
        DayCheck::Incomplete { missing } => {
            format!("not compared, {missing} quarter-hours are missing")
        }
        DayCheck::Drift { by_intervals, by_registers } => {
            let (sum, registers) = (kwh(by_intervals), kwh(by_registers));
            format!("quarter-hours make {sum} kWh, registers {registers} kWh")
        }
        DayCheck::WrongCalendar { in_peak_too_much } => {
            let kwh = kwh(in_peak_too_much);
            format!("the meter follows another calendar: {kwh} kWh too much in register 1")
        }
    }
}

fn compared(day: &str, direction: Direction, check: DayCheck) -> (Value, String) {
    let mut line = match check {
        DayCheck::Matches => json!({ "day": day, "registers": "match" }),
        DayCheck::Incomplete { missing } => {
            json!({ "day": day, "registers": "incomplete", "missing": missing })
        }
        DayCheck::Drift { by_intervals, by_registers } => json!({
            "day": day, "registers": "drift", "by_intervals_kwh": kwh(by_intervals),
            "by_registers_kwh": kwh(by_registers),
        }),
        DayCheck::WrongCalendar { in_peak_too_much } => json!({
            "day": day, "registers": "wrong_calendar",
            "in_peak_too_much_kwh": kwh(in_peak_too_much),
        }),
    };
    let mut text = format!("{day}  {}", sentence(check));
    if direction == Direction::Injection {
        if let Some(line) = line.as_object_mut() {
            line.insert("direction".to_owned(), direction.name().into());
        }
        text.push_str(", of injection");
    }
    (line, text)
}

/// The electricity accounts that the point had, in the order in which they were opened.
fn accounts_of_point(
    kept: &mut store::Store,
    point: &Point,
) -> Result<Vec<store::Account>, Failure> {
    let mut all = match point.ean() {
        Some(ean) => kept.all_accounts_of(ean)?,
        None => Vec::new(),
    };
    all.retain(|one| one.group.energy == Energy::Electricity);
    all.sort_by_key(|one| (one.opened_at, one.id));
    Ok(all)
}

/// The electricity account of the point, if it has one.
pub fn account_of_point(
    kept: &mut store::Store,
    point: &Point,
) -> Result<Option<store::Account>, Failure> {
    let account = match point.ean() {
        Some(ean) => kept.account_of(ean)?,
        None => None,
    };
    Ok(account.filter(|one| one.group.energy == Energy::Electricity))
}

/// What the registers of the account went up by on each day. A meter that was swapped meanwhile goes back, and
/// its day is left out.
pub fn differences(
    kept: &mut store::Store,
    (from, until): (SettlementDay, SettlementDay),
    account: &store::Account,
    now: Instant,
) -> Result<Vec<DayDifference>, Failure> {
    let shifted = super::issues::shifts(kept, account)?;
    let mut midnights: BTreeMap<_, Registers> = BTreeMap::new();
    for reading in kept.readings(&[account.id], from, until, now)? {
        // Versions come in order: the last one stays.
        midnights.insert(reading.midnight, reading.registers);
    }
    let mut found = risen(&midnights);
    // What people have put right counts as it was put right.
    for one in &mut found {
        if let Some(moved) = shifted.get(&one.day) {
            one.peak.0 = one.peak.0.saturating_sub(*moved);
            one.off_peak.0 = one.off_peak.0.saturating_add(*moved);
        }
    }
    Ok(found)
}

/// The same of what was injected, where that is kept. Source: PS-03.
pub fn injected_differences(
    kept: &mut store::Store,
    (from, until): (SettlementDay, SettlementDay),
    account: &store::Account,
    now: Instant,
) -> Result<Vec<DayDifference>, Failure> {
    let mut readings = kept.injected(&[account.id], now)?;
    readings.retain(|reading| from <= reading.midnight && reading.midnight <= until);
    // The last version stays.
    readings.sort_by_key(|reading| (reading.midnight, reading.version));
    let midnights = readings.into_iter().map(|reading| (reading.midnight, reading.registers));
    Ok(risen(&midnights.collect()))
}

/// The days without an estimated quarter-hour: how that lies in the slots nobody knows.
pub fn measured_only(series: &Series, mut differences: Vec<DayDifference>) -> Vec<DayDifference> {
    differences.retain(|difference| {
        let day = series.day(difference.day);
        day.iter().all(|interval| interval.quality != Quality::Estimated)
    });
    differences
}

/// What registers went up by on each day that has both midnights; not where one went back.
pub fn risen(midnights: &BTreeMap<SettlementDay, Registers>) -> Vec<DayDifference> {
    let mut found = Vec::new();
    for (midnight, Registers([peak, off_peak])) in midnights {
        let Some(Registers([peak_after, off_peak_after])) = midnights.get(&midnight.next()) else {
            continue;
        };
        let rose = |after: &i64, before: &i64| after.checked_sub(*before).filter(|rose| *rose >= 0);
        if let (Some(peak), Some(off_peak)) =
            (rose(peak_after, peak), rose(off_peak_after, off_peak))
        {
            let (peak, off_peak) = (MilliWattHours(peak), MilliWattHours(off_peak));
            found.push(DayDifference { day: *midnight, peak, off_peak });
        }
    }
    found
}
