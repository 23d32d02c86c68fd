//! What is repaid by another rule: what it would take week by week, whoever asks, an agent or a social service that
//! proposes it. Source: UX A-08, S-07, PA-20 to PA-22.

pub mod proposals;

use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::people::plan_line;
use calendar::{Instant, SettlementDay, Weekday};
use ledger::EntryKind;
use params::ChargeFlags;
use portal::agent::{OwedLine, PlanEffect, PlanRule, PlanWeek};
use prepay::{Creditor, DayOfCollection, Debt};
use timeline::{DebtKind, Fact, Timeline};
use units::{Language, MicroEuro};

/// Later than all that is known.
const FAR: Instant = Instant(i64::MAX / 2);
/// A plan is worked out for so many weeks.
const MOST_WEEKS: usize = 104;
/// Weeks of top-ups that tell what a household tops up.
const KNOWN_WEEKS: i64 = 8;

/// A rule as facts have it: kind, amount, share and cap.
pub type Rule = (DebtKind, Option<MicroEuro>, Option<String>, Option<MicroEuro>);

pub fn rule_of(rule: PlanRule) -> Rule {
    match rule {
        PlanRule::Day(amount) => (DebtKind::FixedPerDay, Some(amount), None, None),
        PlanRule::Week(amount) => (DebtKind::FixedPerWeek, Some(amount), None, None),
        PlanRule::Share { percent, cap } => {
            let share = format!("{}.{:02}", percent / 100, percent % 100);
            (DebtKind::ShareOfTopup, None, Some(share), cap)
        }
    }
}

/// That the household agreed to another rule for a debt.
pub fn agreed(debt: u32, rule: PlanRule) -> Fact {
    let (kind, amount, share, cap) = rule_of(rule);
    Fact::PlanAgreed { debt, kind, amount, share, cap }
}

/// What was topped up in a week, of the last ones. `None` if nothing was.
fn weekly_top_up(timeline: &Timeline, today: SettlementDay) -> Option<MicroEuro> {
    let days = i32::try_from(KNOWN_WEEKS * 7).ok()?;
    let from = today.plus(-days).start();
    let entries = timeline.account.journal().iter();
    let recent = entries.filter(|entry| entry.kind == EntryKind::TopUp && entry.booked_at >= from);
    let sides = recent.flat_map(|entry| entry.transaction.postings());
    let sum: i64 = sides.map(|side| side.amount.0.max(0)).fold(0, i64::saturating_add);
    let week = MicroEuro(sum.checked_div(KNOWN_WEEKS)?);
    (week > MicroEuro::ZERO).then_some(week)
}

/// The Monday of the week of a day.
pub fn monday_of(day: SettlementDay) -> SettlementDay {
    day.plus(-i32::from(day.weekday().days_from_monday()))
}

/// A day of collection on which nothing pauses it.
pub fn unpaused(day: SettlementDay) -> DayOfCollection {
    let flags = ChargeFlags {
        when_disconnected: true,
        when_limited: true,
        in_emergency_credit: true,
        in_protected_hours: true,
    };
    DayOfCollection {
        day,
        connected: true,
        limited: false,
        in_emergency_credit: false,
        held_on: false,
        flags,
    }
}

/// What a debt takes week by week if nothing pauses it, by its own rule.
fn weeks(debt: &Debt, today: SettlementDay, weekly: Option<MicroEuro>) -> Vec<PlanWeek> {
    let mut debt = debt.clone();
    let (mut weeks, mut day) = (Vec::new(), today);
    while debt.remaining > MicroEuro::ZERO && weeks.len() < MOST_WEEKS {
        let (monday, mut taken) = (monday_of(day), 0_i64);
        for _ in 0..7 {
            // As if the balance never were below its floor.
            let due = debt.due(&unpaused(day), MicroEuro(i64::MAX));
            debt.pay(due, day);
            taken = taken.saturating_add(due.0);
            let last = day.weekday() == Weekday::Sun;
            if let (true, Some(weekly)) = (last, weekly) {
                let share = debt.share_of(weekly, day);
                debt.pay(share, day);
                taken = taken.saturating_add(share.0);
            }
            day = day.next();
            if last {
                break;
            }
        }
        weeks.push(PlanWeek { monday, taken: MicroEuro(taken), left: debt.remaining });
    }
    weeks
}

/// Why nothing can be said of a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoEffect {
    #[error("no such account")]
    NoAccount,
    /// In the words of the rule, in English.
    #[error("{0}")]
    Rule(String),
}

/// What a plan would be: as its household reads it, and week by week. `debt`: whose plan it is; the newest without it.
/// Nothing is written. Errors inside: the rule's own. Source: UX A-08, S-07, PA-20.
pub fn effect_of(
    engine: &mut Engine,
    account: &store::Account,
    (fact, debt): (&Fact, Option<u32>),
    now: Instant,
) -> Result<Result<PlanEffect, NoEffect>, Failure> {
    let rebuilt = engine.rebuild(std::slice::from_ref(account), FAR)?.pop();
    let Some(mut rebuilt) = rebuilt else { return Ok(Err(NoEffect::NoAccount)) };
    let contact = engine.store.contact(account.id)?;
    let language = contact.map_or(Language::Fr, |contact| contact.language);
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let timeline = &mut rebuilt.timeline;
    let at = now.max(timeline.reached());
    if let Err(error) = timeline.take(fact, at, at, rules) {
        return Ok(Err(NoEffect::Rule(chain(&error))));
    }
    let debts = timeline.account.debts();
    let debt = match debt {
        Some(id) => debts.iter().find(|one| one.id == id),
        None => debts.last(),
    };
    let Some(debt) = debt else { return Ok(Err(NoEffect::NoAccount)) };
    let today = now.day();
    let weekly_top_up = weekly_top_up(timeline, today);
    Ok(Ok(PlanEffect {
        reads: plan_line(debt, today),
        language,
        weeks: weeks(debt, today, weekly_top_up),
        weekly_top_up,
        suspended_until: debt.paused_until.filter(|until| today < *until),
    }))
}

/// What is owed, as agents see it.
pub fn owed(timeline: &Timeline, today: SettlementDay) -> Vec<OwedLine> {
    let debts = timeline.account.debts().iter();
    let left = debts.filter(|debt| debt.remaining > MicroEuro::ZERO);
    let line = |debt: &Debt| OwedLine {
        number: debt.id,
        line: plan_line(debt, today),
        cap: debt.cap_per_week,
        suspended_until: debt.paused_until.filter(|until| today < *until),
        own_rule: debt.creditor != Creditor::Advance,
    };
    left.map(line).collect()
}
