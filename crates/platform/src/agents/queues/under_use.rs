//! Households that use far less in the cold than they did, with repeated emergency credit: a person offers them help, and
//! nothing is sent by itself. Source: CM-09.

use super::Found;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::UnderUse;
use prepay::{CreditState, DayRow, Quality};
use std::collections::BTreeMap;
use units::Dso;

/// So far back days are looked at: the winter before counts.
const BACK_DAYS: i32 = 400;
/// Within which somebody calls after emergency credit began again. Not from a source: ours.
const WORKING_DAYS: u16 = 5;

/// Days, and what was used on them in milliwatt-hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Used {
    days: i128,
    energy: i128,
}

impl Used {
    fn with(self, row: &DayRow) -> Self {
        let of_day: i128 = row.energy.iter().map(|energy| i128::from(energy.0)).sum();
        Self { days: self.days.saturating_add(1), energy: self.energy.saturating_add(of_day) }
    }
}

/// What a household uses of its own habit.
#[derive(Debug, PartialEq, Eq)]
struct Less {
    percent: i128,
    /// How often emergency credit began, and when it last did.
    times: i64,
    last: SettlementDay,
}

/// What `rows`, by day, say up to yesterday. `winter`: whether a day is one of the cold season. Days without credit do not
/// count: who is off uses nothing, and somebody else looks after that. Nor do days that nobody measured.
fn less(
    rows: &[DayRow],
    today: SettlementDay,
    terms: &UnderUse,
    winter: impl Fn(SettlementDay) -> bool,
) -> Option<Less> {
    let from = today.plus(-terms.days);
    let (mut recent, mut habit) = (Used::default(), Used::default());
    for row in rows.iter().filter(|row| winter(row.day)) {
        let unknown = matches!(row.quality, Quality::Provisional | Quality::Held);
        if row.credit_state == CreditState::Exhausted || unknown {
            continue;
        }
        let of = if row.day >= from { &mut recent } else { &mut habit };
        *of = of.with(row);
    }
    // Half of the days at least: one day away from home says nothing.
    let enough = recent.days.saturating_mul(2) >= i128::from(terms.days)
        && habit.days >= i128::from(terms.habit_days);
    let (of_recent, of_habit) =
        (recent.energy.checked_mul(habit.days)?, habit.energy.checked_mul(recent.days)?);
    if !enough || of_habit <= 0 {
        return None;
    }
    let far = of_recent.checked_mul(1_000_000)? <= of_habit.checked_mul(terms.below_ppm.into())?;
    let began = rows.iter().zip(rows.iter().skip(1)).filter(|(before, row)| {
        row.day >= today.plus(-terms.emergency_days)
            && row.credit_state.is_emergency()
            && !before.credit_state.is_emergency()
    });
    let began: Vec<SettlementDay> = began.map(|(_, row)| row.day).collect();
    let times = i64::try_from(began.len()).ok()?;
    let last = began.last().copied()?;
    let percent = of_recent.checked_mul(100)?.checked_div(of_habit)?;
    (far && times >= terms.emergency_times).then_some(Less { percent, times, last })
}

/// Of each operator, in winter. Whom somebody offered help is left alone for a time.
pub(super) fn found(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let today = now.day();
    let mut all = Vec::new();
    for dso in Dso::ALL {
        let mut terms = BTreeMap::new();
        for energy in [units::Energy::Electricity, units::Energy::Gas] {
            let parameters = engine.books.rules(dso, energy)?.parameters.at(today, now);
            terms.insert(energy, (parameters.help.under_use, parameters.winter));
        }
        let widest = terms.values().map(|(under_use, _)| under_use.emergency_days).max();
        let widest = widest.unwrap_or(0);
        if !terms.values().any(|(_, winter)| winter.contains(today)) {
            continue;
        }
        for id in engine.store.in_emergency(dso, today.plus(-widest), today.previous())? {
            let account = engine.store.account(id)?.filter(|one| one.closed_at.is_none());
            let Some(account) = account else { continue };
            let Some((terms, winter)) = terms.get(&account.group.energy) else { continue };
            let offered = engine.store.last_help_offer(id)?;
            let alone = offered.is_some_and(|(at, ..)| at.day().plus(terms.again_days) > today);
            if alone || !winter.contains(today) {
                continue;
            }
            let rows = engine.store.days(&[id], today.plus(-BACK_DAYS), today.previous())?;
            let Some(less) = less(&rows, today, terms, |day| winter.contains(day)) else {
                continue;
            };
            let since = less.last.end();
            // Of whoever has taken it and is away, somebody else takes it over then.
            let deadline = less.last.add_working_days(WORKING_DAYS).end();
            let what = format!("under_use {} {}", less.percent, less.times);
            // One household waits once, whatever begins anew meanwhile.
            let key = Some(id.to_string());
            all.push(Found { key, ..Found::of(id, &what, since, deadline) });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agents::queues::found_in;
    use crate::testing::{ean, engine_with, instant, night_of_home, top_up};
    use portal::agent::Queue;

    const TERMS: [(&str, &str); 5] = [
        ("under_use.days", "4"),
        ("under_use.habit_days", "4"),
        ("under_use.emergency_times", "1"),
        ("under_use.emergency_days", "20"),
        ("under_use.again_days", "30"),
    ];

    /// A home of 8 kWh a day for a week, then of `later`; its credit runs out.
    fn home(later: i64) -> Engine {
        let mut engine = engine_with(&TERMS, false);
        let account = engine.account_of(ean()).unwrap();
        let mut shown = 0;
        let first: SettlementDay = "2026-10-30".parse().unwrap();
        for number in 0..16 {
            let day = first.plus(number);
            shown += if number < 9 { 8 } else { later };
            night_of_home(&mut engine, &day.to_string(), shown);
            if [6, 8, 12].contains(&number) {
                let at = day.next().start().plus_h(9);
                engine.record(&account, &top_up(&format!("T-{number}")), at).unwrap();
            }
        }
        engine
    }

    fn lines(engine: &mut Engine, at: &str) -> Vec<(String, SettlementDay)> {
        let found = found_in(engine, Queue::UnderUse, instant(at)).unwrap();
        found.into_iter().map(|one| (one.task(Queue::UnderUse), one.deadline.day())).collect()
    }

    #[test]
    fn cm_09_who_uses_far_less_in_the_cold_waits_for_a_person_until_help_was_offered() {
        let at = "2026-11-15T10:00:00+01:00";
        let mut engine = home(2);
        let account = engine.account_of(ean()).unwrap();
        let found = found_in(&mut engine, Queue::UnderUse, instant(at)).unwrap();
        let whats: Vec<&str> = found.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(whats.len(), 1, "{:?}", rows(&mut engine));
        assert!(whats.iter().all(|what| what.starts_with("under_use ")), "{whats:?}");
        // Five working days after emergency credit began again somebody else may take it over.
        assert!(found.iter().all(|one| one.deadline < instant("2026-11-30T00:00:00+01:00")));
        assert_eq!(lines(&mut engine, "2027-05-15T10:00:00+02:00"), [], "not in the warm");
        let offered = (instant("2026-11-15T11:00:00+01:00"), 7);
        engine.store.add_help_offer(account.id, offered, "called").unwrap();
        assert_eq!(lines(&mut engine, at), [], "somebody offered help");
    }

    #[test]
    fn cm_09_who_uses_what_it_always_did_is_left_alone() {
        let mut engine = home(8);
        assert_eq!(lines(&mut engine, "2026-11-15T10:00:00+01:00"), []);
    }

    fn rows(engine: &mut Engine) -> Vec<DayRow> {
        let account = engine.account_of(ean()).unwrap().id;
        engine.store.days(&[account], SettlementDay(0), SettlementDay(40_000)).unwrap()
    }

    #[test]
    fn cm_09_habit_days_without_credit_and_single_crossings_are_judged_by_the_parameters() {
        let mut engine = home(2);
        let mut rows = rows(&mut engine);
        let today: SettlementDay = "2026-11-15".parse().unwrap();
        let terms = UnderUse {
            below_ppm: 500_000,
            days: 4,
            habit_days: 4,
            emergency_times: 2,
            emergency_days: 20,
            again_days: 30,
        };
        for (number, row) in rows.iter_mut().enumerate() {
            row.credit_state = match number {
                3 | 8 => CreditState::EmergencyInUse,
                _ => CreditState::InCredit,
            };
        }
        let of = |rows: &[DayRow], terms: &UnderUse| less(rows, today, terms, |_| true);
        let found = of(&rows, &terms).unwrap();
        assert_eq!(found.times, 2);
        assert!(found.percent < 50, "{found:?}");
        let many = UnderUse { emergency_times: 3, ..terms };
        assert_eq!(of(&rows, &many), None, "too few times");
        let short = UnderUse { emergency_days: 5, ..terms };
        assert_eq!(of(&rows, &short), None, "too long ago");
        let strict = UnderUse { below_ppm: 100_000, ..terms };
        assert_eq!(of(&rows, &strict), None, "not so far below");
        let long = UnderUse { habit_days: 30, ..terms };
        assert_eq!(of(&rows, &long), None, "no habit is known");
        assert_eq!(less(&rows, today, &terms, |_| false), None, "no day is cold");
        for row in rows.iter_mut().rev().take(4) {
            row.credit_state = CreditState::Exhausted;
        }
        assert_eq!(of(&rows, &terms), None, "who is off uses nothing");
        for row in rows.iter_mut().rev().take(4) {
            row.credit_state = CreditState::InCredit;
            row.quality = Quality::Provisional;
        }
        assert_eq!(of(&rows, &terms), None, "a silent meter says nothing");
    }
}
