//! What the regulator is told and everybody may know: activations, ends, top-ups, aid, how often and how long people
//! were without supply, reduced power, and readings that came in time. By month and energy, of nobody by name.
//! Source: UX O-12, PR-15, CG-21, MT-19.

use super::Rooms;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::off;
use calendar::{Instant, SettlementDay};
use portal::operator::{FigureLine, FiguresView};
use prepay::TariffGroup;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use units::{AccountId, Dso, Energy, MicroEuro};

/// Accounts that are read at a time.
const AT_ONCE: usize = 10_000;
/// Midnights whose readings are counted at a time.
const MIDNIGHTS_AT_ONCE: usize = 62;
/// Months that are told of, with the one that runs.
const MONTHS: usize = 13;

/// The local month of a day, such as `2026-11`.
pub fn month_of(day: SettlementDay) -> String {
    day.to_string().chars().take(7).collect()
}

type Lines = BTreeMap<(String, Energy), FigureLine>;

fn line(lines: &mut Lines, month: String, energy: Energy) -> &mut FigureLine {
    let key = (month.clone(), energy);
    lines.entry(key).or_insert_with(|| FigureLine::none(month, energy))
}

/// The first day of the month that lies so many months before that of `day`.
fn first_month(day: SettlementDay, months: usize) -> SettlementDay {
    let mut first = day;
    for _ in 0..months {
        let (year, month, _) = first.ymd();
        let begin = SettlementDay::from_ymd(year, month, 1).unwrap_or(first);
        first = begin.previous();
    }
    first.next()
}

/// The figures of an operator as of `now`.
pub fn figures(engine: &mut Engine, dso: Dso, now: Instant) -> Result<FiguresView, Failure> {
    let from = first_month(now.day(), MONTHS);
    let mut lines = Lines::new();
    let (mut after, mut open, mut first_day) = (None::<AccountId>, 0, None::<SettlementDay>);
    loop {
        let page = engine.store.accounts(Some(dso), after, AT_ONCE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for account in &page {
            open += u64::from(account.closed_at.is_none());
            let energy = account.group.energy;
            let began = account.opened_at.day();
            first_day = Some(first_day.map_or(began, |known| known.min(began)));
            if began >= from {
                line(&mut lines, month_of(began), energy).activations += 1;
            }
            if let Some(ended) = account.closed_at.map(Instant::day).filter(|day| *day >= from) {
                line(&mut lines, month_of(ended), energy).ends += 1;
            }
        }
    }
    for credit in engine.store.credits_by_day(dso, from, now.day().next())? {
        let Some(group) = TariffGroup::from_code(credit.group) else { continue };
        let of = line(&mut lines, month_of(credit.day), group.energy);
        let (count, sum) = match credit.kind.as_str() {
            store::AID => (&mut of.aids, &mut of.aided),
            _ => (&mut of.top_ups, &mut of.topped_up),
        };
        *count += u64::try_from(credit.count).unwrap_or(0);
        *sum = sum.checked_add(credit.amount).unwrap_or(MicroEuro(i64::MAX));
    }
    for one in off::figures(engine, dso, now)? {
        if one.at.day() < from {
            continue;
        }
        let of = line(&mut lines, month_of(one.at.day()), one.energy);
        match one.minutes_off {
            Some(minutes) => {
                of.offs += 1;
                of.off_minutes += u64::try_from(minutes).unwrap_or(0);
            }
            None => of.limited += 1,
        }
    }
    if let Some(began) = first_day {
        timely(engine, dso, (began.max(from), now.day()), &mut lines)?;
    }
    let mut lines: Vec<FigureLine> = lines.into_values().collect();
    lines.reverse();
    Ok(FiguresView { dso, open, lines, as_of: now })
}

/// Readings of the midnights of some days, of which each is counted once: the newest first, so that what is counted
/// at a time is bounded. Source: MT-19, PR-15.
fn timely(
    engine: &mut Engine,
    dso: Dso,
    (from, until): (SettlementDay, SettlementDay),
    lines: &mut Lines,
) -> Result<(), Failure> {
    let counted: BTreeSet<SettlementDay> =
        engine.store.timely_days(dso, from, until)?.iter().map(|day| day.midnight).collect();
    let mut day = until;
    for _ in 0..MIDNIGHTS_AT_ONCE {
        day = day.previous();
        while day >= from && counted.contains(&day) {
            day = day.previous();
        }
        if day < from {
            break;
        }
        engine.store.count_timely(dso, day)?;
    }
    for day in engine.store.timely_days(dso, from, until)?.iter().filter(|day| day.due > 0) {
        let of = line(lines, month_of(day.midnight), day.energy);
        of.due += u64::try_from(day.due).unwrap_or(0);
        of.in_time += u64::try_from(day.in_time).unwrap_or(0);
    }
    Ok(())
}

impl Rooms {
    /// Counted once a day: they are for a crowd, and some are read off lives.
    pub(super) fn figures_of(&self) -> Result<FiguresView, Failure> {
        let now = self.now();
        let mut known = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = known.as_ref().filter(|view| view.as_of.day() == now.day()) {
            return Ok(view.clone());
        }
        let view = figures(&mut self.engine(), self.operator, now)?;
        *known = Some(view.clone());
        Ok(view)
    }
}
