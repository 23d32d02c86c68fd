//! What is repaid, at the desk: what is owed, another rule with what it takes week by week, and a time in which
//! nothing is taken. Source: UX A-08, PA-20 to PA-22, TP-17.

use super::{Desks, Done, FAR, failed, known, name_and_town};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::people::plan_line;
use access::Act;
use calendar::{Instant, SettlementDay, Weekday};
use ledger::EntryKind;
use params::ChargeFlags;
use portal::agent::{
    ActKind, AgentRefused, OwedLine, PlanDesk, PlanEffect, PlanRule, PlanWeek, PlansView, Wanted,
};
use portal::my::{MyError, Visitor};
use prepay::{Creditor, DayOfCollection, Debt};
use store::StaffActState;
use timeline::{DebtKind, Fact, Timeline};
use units::{AccountId, Language, MicroEuro};

/// A plan is worked out for so many weeks.
const MOST_WEEKS: usize = 104;
/// Weeks of top-ups that tell what a household tops up.
const KNOWN_WEEKS: i64 = 8;

/// A rule as facts have it: kind, amount, share and cap.
type Rule = (DebtKind, Option<MicroEuro>, Option<String>, Option<MicroEuro>);

fn rule_of(rule: PlanRule) -> Rule {
    match rule {
        PlanRule::Day(amount) => (DebtKind::FixedPerDay, Some(amount), None, None),
        PlanRule::Week(amount) => (DebtKind::FixedPerWeek, Some(amount), None, None),
        PlanRule::Share { percent, cap } => {
            let share = format!("{}.{:02}", percent / 100, percent % 100);
            (DebtKind::ShareOfTopup, None, Some(share), cap)
        }
    }
}

/// What a wish about a plan tells the timeline; `None` of any other.
pub(super) fn fact_of(wanted: &Wanted) -> Option<Fact> {
    match wanted {
        Wanted::Plan { total, to, rule, .. } => {
            let (kind, amount, share, cap) = rule_of(*rule);
            let creditor = Some(to.name().to_owned());
            let (total, floor, priority) = (*total, None, 1);
            Some(Fact::Debt { kind, total, amount, share, cap, floor, priority, creditor })
        }
        Wanted::Agree { debt, rule, .. } => {
            let (kind, amount, share, cap) = rule_of(*rule);
            Some(Fact::PlanAgreed { debt: *debt, kind, amount, share, cap })
        }
        Wanted::Suspend { debt, until, .. } => {
            Some(Fact::PlanSuspended { debt: *debt, until: *until })
        }
        _ => None,
    }
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

fn monday_of(day: SettlementDay) -> SettlementDay {
    let back = (0..7).map(|days| day.plus(-days));
    back.into_iter().find(|day| day.weekday() == Weekday::Mon).unwrap_or(day)
}

/// What a debt takes week by week if nothing pauses it, by its own rule.
pub(super) fn weeks(debt: &Debt, today: SettlementDay, weekly: Option<MicroEuro>) -> Vec<PlanWeek> {
    let mut debt = debt.clone();
    let flags = ChargeFlags {
        when_disconnected: true,
        when_limited: true,
        in_emergency_credit: true,
        in_protected_hours: true,
    };
    let (mut weeks, mut day) = (Vec::new(), today);
    while debt.remaining > MicroEuro::ZERO && weeks.len() < MOST_WEEKS {
        let (monday, mut taken) = (monday_of(day), 0_i64);
        for _ in 0..7 {
            let at = DayOfCollection {
                day,
                connected: true,
                limited: false,
                in_emergency_credit: false,
                held_on: false,
                flags,
            };
            // As if the balance never were below its floor.
            let due = debt.due(&at, MicroEuro(i64::MAX));
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

/// What a plan would be: as its household reads it, and week by week. Errors inside: the rule's own.
pub(super) fn effect_of(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, fact): (&Wanted, &Fact),
    now: Instant,
) -> Done<Option<PlanEffect>> {
    let rebuilt = engine.rebuild(std::slice::from_ref(account), FAR)?.pop();
    let Some(mut rebuilt) = rebuilt else { return Ok(Err(AgentRefused::NoAccount)) };
    let contact = engine.store.contact(account.id)?;
    let language = contact.map_or(Language::Fr, |contact| contact.language);
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let timeline = &mut rebuilt.timeline;
    let at = now.max(timeline.reached());
    if let Err(error) = timeline.take(fact, at, at, rules) {
        return Ok(Err(AgentRefused::Rule(chain(&error))));
    }
    let debts = timeline.account.debts();
    let debt = match wanted {
        Wanted::Agree { debt, .. } | Wanted::Suspend { debt, .. } => {
            debts.iter().find(|one| one.id == *debt)
        }
        _ => debts.last(),
    };
    let Some(debt) = debt else { return Ok(Err(AgentRefused::NoAccount)) };
    let today = now.day();
    let weekly_top_up = weekly_top_up(timeline, today);
    Ok(Ok(Some(PlanEffect {
        reads: plan_line(debt, today),
        language,
        weeks: weeks(debt, today, weekly_top_up),
        weekly_top_up,
        suspended_until: debt.paused_until.filter(|until| today < *until),
    })))
}

/// What is owed, as agents see it.
pub(super) fn owed(timeline: &Timeline, today: SettlementDay) -> Vec<OwedLine> {
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

/// The act on a plan of this account that waits for a second person.
fn waiting(engine: &mut Engine, account: &store::Account) -> Result<Vec<i64>, Failure> {
    let mut found = Vec::new();
    for act in engine.store.staff_acts_of_account(account.id)? {
        let is_plan = ActKind::OF_PLANS.iter().any(|kind| kind.name() == act.asked.kind);
        if is_plan && act.state == StaffActState::Waiting {
            found.push(act.id);
        }
    }
    Ok(found)
}

impl Desks {
    fn plans_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<PlansView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(known) = known(engine, account, now)? else { return Ok(None) };
        let account = &known.account;
        let seen = [Act::StateAndAmount, Act::DebtAndPlan];
        self.note(engine, visitor, &[account], (&seen, "plans"))?;
        let (name, town) = name_and_town(engine, account)?;
        Ok(Some(PlansView {
            account: account.id,
            ean: account.ean,
            name,
            town,
            lines: owed(&known.timeline, now.day()),
            left: known.timeline.account.debt_left(),
            waiting: waiting(engine, account)?,
            closed: account.closed_at.is_some(),
            today: now.day(),
            card: known.card,
        }))
    }
}

impl PlanDesk for Desks {
    fn plans(&self, visitor: &Visitor, account: AccountId) -> Result<Option<PlansView>, MyError> {
        self.plans_of(visitor, account).map_err(failed("could not read what is repaid"))
    }
}
