//! What follows some days or years after something: how it goes with a new meter, and a year on one page.
//! Source: CM-01q, CM-01y, UX 5.2 M24, M28.

use super::nightly::TOGETHER;
use super::outbox::to_tell;
use crate::bank::year::year_of;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::visits::StoredVisit;
use calendar::{Instant, SettlementDay};
use notify::figures::{Used, YearOnAPage};
use procedures::VisitState;
use std::collections::BTreeSet;
use store::NewMessage;
use units::{Dso, Ean, Energy, MicroEuro, MilliWattHours};

const YEAR_MONTHS: i32 = 12;

/// The anniversary of an opening that a day is, if it is one.
fn is_anniversary(opened: SettlementDay, day: SettlementDay) -> bool {
    let (year, ..) = opened.ymd();
    let (now, ..) = day.ymd();
    now > year && opened.plus_months((now - year).saturating_mul(YEAR_MONTHS)) == day
}

/// Puts into the outbox what is told on the day after the night of `day`. Doing it twice changes nothing. Returns how
/// many are asked how it goes, and how many have a year behind them.
pub fn tell_of_days(
    engine: &mut Engine,
    dso: Dso,
    day: SettlementDay,
) -> Result<(usize, usize), Failure> {
    if engine.books.house(dso).is_none() {
        return Ok((0, 0));
    }
    let (today, at) = (day.next(), engine.books.run_at(dso, day)?);
    let rules = engine.books.rules(dso, Energy::Electricity)?;
    let installed = rules.parameters.at(today, at).notices.survey_after_days;
    let installed = installed.map(|days| today.plus(days.saturating_neg()));
    let new_meters = match installed {
        Some(installed) => meters_placed(engine, dso, installed)?,
        None => BTreeSet::new(),
    };
    let (mut after, mut surveys, mut years) = (None, 0, 0);
    loop {
        let page = engine.store.accounts(Some(dso), after, TOGETHER)?;
        let Some(last) = page.last().map(|account| account.id) else {
            return Ok((surveys, years));
        };
        let mut messages = Vec::new();
        for account in page.iter().filter(|one| one.closed_at.is_none() && one.opened_at < at) {
            let opened = account.opened_at.day();
            if let Some(installed) = installed
                && (opened == installed || new_meters.contains(&account.ean))
            {
                messages.push((account.id, message("survey", (day, installed), at)));
                surveys += 1;
            }
            if is_anniversary(opened, today) {
                messages.push((account.id, message("year", (day, today), at)));
                years += 1;
            }
        }
        engine.store.add_messages(dso, &messages)?;
        after = Some(last);
    }
}

fn message(kind: &str, (night, about): (SettlementDay, SettlementDay), at: Instant) -> NewMessage {
    to_tell(
        format!("notice/{night}/{kind}/night"),
        at,
        &serde_json::json!({ "notice": kind, "day": about }),
    )
}

/// Points at which somebody placed a meter on a day.
fn meters_placed(
    engine: &mut Engine,
    dso: Dso,
    day: SettlementDay,
) -> Result<BTreeSet<Ean>, Failure> {
    let mut found = BTreeSet::new();
    for kept in engine.store.visits_between(dso, day, day)? {
        let StoredVisit { visit, .. } = serde_json::from_str(&kept.body)?;
        if visit.state == VisitState::Done && visit.reason.places_a_meter() {
            found.insert(kept.ean);
        }
    }
    Ok(found)
}

/// The year that ends before a day, and what was used in the one before, if there was one.
pub(super) fn year_on_a_page(
    engine: &mut Engine,
    account: &store::Account,
    to: SettlementDay,
    at: Instant,
) -> Result<YearOnAPage, Failure> {
    let opened = account.opened_at.day();
    let begins = |to: SettlementDay| to.plus_months(-YEAR_MONTHS).max(opened);
    let from = begins(to);
    let of = |engine: &mut Engine, from, to| -> Result<(Used, MicroEuro), Failure> {
        let year = year_of(engine, account, Some(from), to, at)?;
        let mut energy = MilliWattHours(0);
        for charged in year.charged.values() {
            energy = energy.checked_add(charged.energy).unwrap_or(energy);
        }
        Ok((Used { energy, charged: year.charges_total() }, year.advances_total()))
    };
    let (used, paid) = of(engine, from, to)?;
    let before = if opened < from { Some(of(engine, begins(from), from)?.0) } else { None };
    let mut repaid = 0_i64;
    for row in engine.store.days(&[account.id], from, to.previous())? {
        repaid = repaid.saturating_add(row.collected.0).saturating_add(row.collected_debts.0);
    }
    Ok(YearOnAPage { from, last: to.previous(), paid, used, repaid: MicroEuro(repaid), before })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_01y_a_year_ends_on_the_day_of_the_opening_and_a_leap_day_on_the_last_of_february() {
        let day = |text: &str| -> SettlementDay { text.parse().unwrap() };
        let opened = day("2024-02-29");
        let found: Vec<bool> = ["2024-02-29", "2025-02-28", "2025-03-01", "2028-02-29"]
            .into_iter()
            .map(|on| is_anniversary(opened, day(on)))
            .collect();
        assert_eq!(found, [false, true, false, true]);
        assert!(is_anniversary(day("2026-10-30"), day("2028-10-30")));
    }
}
