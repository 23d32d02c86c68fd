//! A world's days: what its meters tell at midnight, the nights, and what the clock makes due. The same nights,
//! guards and machines as anywhere; only the clock is turned by hand. Source: UX 10, D-03.

use super::homes::{DSO, HOMES, MagicHome, Reads, ean};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use calendar::{Instant, SettlementDay};
use readings::Registers;
use serde::{Deserialize, Serialize};
use store::Reading;
use supply::SupplyState;
use units::Energy;

/// The first day of a world's homes, and when a developer gets it: on a Saturday morning, within protected hours.
pub const FIRST_DAY: &str = "2026-11-09";
pub const BEGINS: &str = "2026-11-21T10:00:00+01:00";
/// How far the registers go back where they do: 5 kWh.
const BACK: i64 = 5;
const KEPT: &str = "sandbox/time";
/// Days of the week, from Monday.
const MONDAY: u8 = 0;
const SATURDAY: u8 = 5;

/// How far a world has come.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Kept {
    reached_us: i64,
    /// What each home has taken so far, in kWh or cubic metres.
    taken: Vec<i64>,
}

fn kept(engine: &mut Engine) -> Result<Kept, Failure> {
    let body = engine.store.setting(KEPT)?.unwrap_or_default();
    Ok(serde_json::from_str(&body)?)
}

fn keep(engine: &mut Engine, kept: &Kept) -> Result<(), Failure> {
    Ok(engine.store.set_setting(KEPT, &serde_json::to_string(kept)?)?)
}

/// A new world's homes live from `at` on.
pub fn begin(engine: &mut Engine, at: Instant) -> Result<(), Failure> {
    keep(engine, &Kept { reached_us: at.0, taken: vec![0; HOMES.len()] })
}

/// Lives until `to`, night by night. What lies before is done already.
pub fn pass(engine: &mut Engine, to: Instant) -> Result<(), Failure> {
    let mut kept = kept(engine)?;
    loop {
        let day = Instant(kept.reached_us).day();
        let run = engine.books.run_at(DSO, day.previous())?;
        let is_night = kept.reached_us < run.0;
        let next = if is_night { run } else { day.end() };
        if next > to {
            break;
        }
        go(engine, Instant(next.0 - 1))?;
        if is_night {
            engine.settle(DSO, day.previous(), &mut Vec::new(), &mut |_| {})?;
        } else {
            tell(engine, day, &mut kept.taken)?;
        }
        kept.reached_us = next.0;
        keep(engine, &kept)?;
    }
    go(engine, to)?;
    kept.reached_us = kept.reached_us.max(to.0);
    keep(engine, &kept)
}

/// Where a named step of the clock leads from `now`: the next morning, the next Saturday, the next Monday, and the next
/// end of protected hours. `None`: no such step.
pub fn step(engine: &Engine, name: &str, now: Instant) -> Result<Option<Instant>, Failure> {
    let tomorrow = now.day().next();
    let next_on = |days_from_monday: u8| {
        let mut days = (0..7).map(|days| tomorrow.plus(days));
        days.find(|day| day.weekday().days_from_monday() == days_from_monday)
    };
    let at_ten = |day: SettlementDay| day.at(10, 0);
    Ok(match name {
        "next-day" => Some(at_ten(tomorrow)),
        "weekend" => next_on(SATURDAY).map(at_ten),
        "monday" => next_on(MONDAY).map(at_ten),
        "end-of-protected-hours" => {
            let rules = engine.books.rules(DSO, Energy::Electricity)?;
            let hours = &rules.parameters.at(now.day(), now).protected_hours;
            let from = if hours.contains(now) { Some(now) } else { hours.start_after(now) };
            // A while after it: orders have left by then.
            from.and_then(|from| hours.end_after(from)).map(|end| end.plus_min(5))
        }
        _ => None,
    })
}

/// What the meters show at the end of `day`.
fn tell(engine: &mut Engine, day: SettlementDay, taken: &mut [i64]) -> Result<(), Failure> {
    let midnight = day.next();
    let mut readings = Vec::with_capacity(HOMES.len());
    for (place, (home, taken)) in HOMES.iter().zip(taken).enumerate() {
        let account = engine.account_of(ean(place)?)?;
        let off = engine.supply_of(account.id)? != Some(SupplyState::Connected);
        *taken += if off { 0 } else { home.a_day };
        if let Some(shown) = shown(home, day, *taken) {
            let unit = match home.energy {
                Energy::Electricity => 1_000_000,
                Energy::Gas => 1_000,
            };
            let registers = Registers([shown.saturating_mul(unit), 0]);
            let learnt_at = midnight.start();
            readings.push(Reading { midnight, account: account.id, registers, learnt_at });
        }
    }
    engine.store.record_readings(&readings)?;
    Ok(())
}

/// What a meter says that has counted `taken`.
fn shown(home: &MagicHome, day: SettlementDay, taken: i64) -> Option<i64> {
    let is = |text: &str| text.parse::<SettlementDay>().ok();
    match home.reads {
        Reads::Well => Some(taken),
        Reads::SilentFrom(from) => is(from).is_none_or(|from| day < from).then_some(taken),
        Reads::BackOn(back) if is(back) == Some(day) => Some(taken - BACK - home.a_day),
        Reads::BackOn(_) => Some(taken),
    }
}

/// What the clock makes due up to `until`, each at its own instant.
fn go(engine: &mut Engine, until: Instant) -> Result<(), Failure> {
    let mut last = None;
    loop {
        let due = engine.next_due(DSO)?.filter(|due| *due <= until && last != Some(*due));
        let at = due.unwrap_or(until);
        crate::till::end_reservations(engine, at)?;
        engine.drive_waves(DSO, at)?;
        for (account, line) in engine.advance_due(DSO, at)? {
            crate::pay::confirmed(engine, account, &line.event, line.at, at)?;
        }
        // Nothing leaves a world: what waits becomes events, and nobody is written to.
        let nobody = || None::<&mut Dispatcher<Registry>>;
        while crate::work::deliver(engine, at, nobody(), &mut |_| {})? > 0 {}
        if due.is_none() {
            return Ok(());
        }
        last = due;
    }
}
