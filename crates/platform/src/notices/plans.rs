//! What messages about a plan of repayment say: which debt it is, how it is repaid, until when, and month by month.
//! Source: CM-01n, UX 5.2 M15, UX 5.5 L3.

use super::making::reaches;
use super::outbox::to_tell;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::people::plan_line;
use crate::plans::proposals::collected;
use crate::plans::unpaused;
use calendar::{Instant, SettlementDay};
use notify::Message;
use notify::repaid::{MOST_MONTHS, Plan, PlanMonth, Repaid};
use portal::my::RepaidBy;
use prepay::{Creditor, Debt, DebtId};
use timeline::{Fact, Timeline};
use units::{AccountId, MicroEuro};

/// Facts that a message about a plan may follow from.
pub const FACTS: [&str; 6] = [
    "debt",
    "plan_agreed",
    "plan_suspended",
    "limiter_plan",
    "limiter_repayment",
    "relief_decision",
];
/// What is said in the outbox of a proposal.
const PROPOSED: &str = "plan_proposed";
/// Past this nobody believes an end.
const MOST_DAYS: i32 = 3_650;

/// What is said of a fact: a plan begins, is another one, or pauses.
pub fn message_of(fact: Option<&Fact>) -> Message {
    match fact {
        Some(Fact::PlanAgreed { .. }) => Message::Plan,
        Some(Fact::PlanSuspended { .. }) => Message::PlanPaused,
        _ => Message::PlanStarts,
    }
}

/// Whether a message shows a plan.
pub fn shows(message: Message) -> bool {
    matches!(
        message,
        Message::PlanStarts
            | Message::Plan
            | Message::PlanPaused
            | Message::PlanPaid
            | Message::PlanDone
    )
}

/// The plan that a message is about, as of its cause. `fact`: what it follows from. `None` if nothing is or was owed.
pub fn figures(
    engine: &mut Engine,
    account: &store::Account,
    timeline: &Timeline,
    (message, fact): (Message, Option<&Fact>),
    at: Instant,
) -> Result<Option<Plan>, Failure> {
    let debts = timeline.account.debts();
    let by_id = |id: DebtId| debts.iter().filter(|debt| debt.id == id).collect::<Vec<_>>();
    let about: Vec<&Debt> = match (message, fact) {
        (Message::PlanDone, _) => done(engine, account, debts, at)?,
        (_, Some(Fact::PlanAgreed { debt, .. } | Fact::PlanSuspended { debt, .. })) => by_id(*debt),
        (_, Some(Fact::LimiterPlan { .. } | Fact::LimiterRepayment { .. })) => {
            let ids = timeline.account.limiter_debts();
            debts.iter().filter(|debt| ids.contains(&debt.id)).collect()
        }
        (_, Some(Fact::ReliefDecision { .. })) => {
            debts.iter().rfind(|debt| debt.creditor == Creditor::Relief).into_iter().collect()
        }
        _ => debts.last().into_iter().collect(),
    };
    Ok(plan(&about, at.day()))
}

/// The plan that a social service proposes, as it would be from the next day on. `None` if there is no such proposal or
/// debt. Source: UX S-07.
pub fn proposed(
    engine: &mut Engine,
    timeline: &Timeline,
    id: i64,
    today: SettlementDay,
) -> Result<Option<Plan>, Failure> {
    let Some(kept) = engine.store.plan_proposal(id)? else { return Ok(None) };
    // By the rule that will do it.
    let (mut account, rule) = (timeline.account.clone(), collected(&kept.new));
    if account.agree_plan(today.start(), kept.new.debt, rule, None).is_err() {
        return Ok(None);
    }
    let debt = account.debts().iter().find(|debt| debt.id == kept.new.debt);
    Ok(debt.and_then(|debt| plan(&[debt], today)))
}

/// The message that a proposal puts into the outbox, in its transaction. Source: UX S-07, CM-01n.
pub fn plan_proposed(
    engine: &mut Engine,
    account: &store::Account,
    (id, party, last): (i64, i64, SettlementDay),
    at: Instant,
) -> Result<(), Failure> {
    if engine.books.house(account.dso).is_none() {
        return Ok(());
    }
    let body = serde_json::json!({
        "notice": PROPOSED, "party": party, "proposal": id, "day": last,
    });
    let message = to_tell(proposed_key(id, at), at, &body);
    Ok(engine.store.add_message(account.id, &message)?)
}

/// The key of what a household is told of a proposal that was made at `at`.
fn proposed_key(id: i64, at: Instant) -> String {
    format!("notice/{}/{PROPOSED}/{id}", at.0)
}

/// Takes back what has not left of a proposal that waits no more. Within the operator's lock. Source: CM-04.
pub fn plan_proposal_over(
    engine: &mut Engine,
    (account, id): (AccountId, i64),
    made: Instant,
    now: Instant,
) -> Result<(), Failure> {
    let so = (now, "no longer so");
    engine.store.withdraw_notices((account, account), &proposed_key(id, made), so)?;
    Ok(())
}

/// Whether the household is told of a proposal. Where it is not, whoever proposes tells it. Source: UX S-07.
pub fn plan_proposal_reaches(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<bool, Failure> {
    reaches(engine, account, (Message::PlanProposed, PROPOSED), now)
}

/// The debts that were repaid just then.
fn done<'a>(
    engine: &mut Engine,
    account: &store::Account,
    debts: &'a [Debt],
    at: Instant,
) -> Result<Vec<&'a Debt>, Failure> {
    let just_before = Instant(at.0.saturating_sub(1));
    let before = engine.rebuild(std::slice::from_ref(account), just_before)?.pop();
    let owed: Vec<DebtId> = before.map_or_else(Vec::new, |before| {
        let debts = before.timeline.account.debts().iter();
        debts.filter(|debt| debt.remaining > MicroEuro::ZERO).map(|debt| debt.id).collect()
    });
    let of_plan = |debt: &&Debt| {
        let plan = !matches!(debt.creditor, Creditor::Advance | Creditor::Chargeback);
        plan && debt.remaining <= MicroEuro::ZERO
    };
    let all: Vec<&Debt> = debts.iter().filter(of_plan).collect();
    let now: Vec<&Debt> = all.iter().copied().filter(|debt| owed.contains(&debt.id)).collect();
    // Entered and repaid at one instant.
    Ok(if now.is_empty() { all.last().copied().into_iter().collect() } else { now })
}

/// Several debts under one rule are one plan.
fn plan(about: &[&Debt], today: SettlementDay) -> Option<Plan> {
    let sum = |each: fn(&Debt) -> MicroEuro| {
        MicroEuro(about.iter().map(|debt| each(debt).0).fold(0, i64::saturating_add))
    };
    let open = about.iter().find(|debt| debt.remaining > MicroEuro::ZERO);
    let debt = open.or(about.last())?;
    let line = plan_line(debt, today);
    let how = match line.how {
        RepaidBy::Day(amount) => Repaid::Day(amount),
        RepaidBy::Week(amount) => Repaid::Week(amount),
        RepaidBy::Share(ppm) => Repaid::Share(ppm),
        RepaidBy::Review => Repaid::Review,
    };
    let (months, last) = months(about, today);
    Some(Plan {
        total: sum(|debt| debt.total),
        left: sum(|debt| debt.remaining),
        how,
        ends: last,
        paused_until: debt.paused_until.filter(|until| today < *until),
        months,
    })
}

/// What is taken month by month, and the day with which nothing is left. Without either where that hangs on what is
/// topped up, or on what is agreed later.
fn months(about: &[&Debt], today: SettlementDay) -> (Vec<PlanMonth>, Option<SettlementDay>) {
    let mut debts: Vec<Debt> = about.iter().map(|debt| (*debt).clone()).collect();
    let left =
        |debts: &[Debt]| debts.iter().map(|one| one.remaining.0).fold(0, i64::saturating_add);
    let mut months: Vec<PlanMonth> = Vec::new();
    let mut day = today;
    while left(&debts) > 0 {
        if day.days_since(today) > MOST_DAYS {
            return (Vec::new(), None);
        }
        let at = unpaused(day);
        let mut taken = 0_i64;
        for debt in &mut debts {
            // As if the balance never were below its floor.
            let due = debt.due(&at, MicroEuro(i64::MAX));
            debt.pay(due, day);
            taken = taken.saturating_add(due.0);
        }
        if taken > 0 {
            let left = MicroEuro(left(&debts));
            let ((year, month, _), taken) = (day.ymd(), MicroEuro(taken));
            match months.last_mut() {
                Some(last) if (last.day.ymd().0, last.day.ymd().1) == (year, month) => {
                    last.taken = MicroEuro(last.taken.0.saturating_add(taken.0));
                    last.left = left;
                }
                _ => months.push(PlanMonth { day, taken, left }),
            }
        }
        if left(&debts) > 0 {
            day = day.next();
        }
    }
    let ends = (!months.is_empty()).then_some(day);
    months.truncate(MOST_MONTHS);
    (months, ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use prepay::CollectionRule;

    fn euro(whole: i64) -> MicroEuro {
        MicroEuro(whole * 1_000_000)
    }

    fn debt(rule: CollectionRule, total: i64) -> Debt {
        Debt::new(2, Creditor::Supplier, rule, euro(total), 1, "2026-11-05".parse().unwrap())
    }

    #[test]
    fn ux_l3_a_plan_says_what_each_month_takes_and_what_is_left() {
        let today: SettlementDay = "2026-11-04".parse().unwrap();
        let weekly = debt(CollectionRule::FixedPerWeek(euro(5)), 42);
        let told = plan(&[&weekly], today).unwrap();
        let rows: Vec<(String, i64, i64)> = told
            .months
            .iter()
            .map(|row| (row.day.to_string(), row.taken.0 / 1_000_000, row.left.0 / 1_000_000))
            .collect();
        // Mondays from 9 November: four of November, four of December, one of January with the rest.
        let row = |day: &str, taken, left| (day.to_owned(), taken, left);
        assert_eq!(
            rows,
            [row("2026-11-09", 20, 22), row("2026-12-07", 20, 2), row("2027-01-04", 2, 0)]
        );
        assert_eq!(told.ends, Some("2027-01-04".parse().unwrap()));
        assert_eq!((told.total, told.left, told.how), (euro(42), euro(42), Repaid::Week(euro(5))));
        let share = plan(&[&debt(CollectionRule::ShareOfTopUp(250_000), 42)], today).unwrap();
        assert_eq!((share.ends, share.months.len()), (None, 0), "nobody knows what is topped up");
        let daily = debt(CollectionRule::FixedPerDay(MicroEuro(100_000)), 200);
        let daily = plan(&[&daily], today).unwrap();
        assert_eq!(daily.months.len(), MOST_MONTHS, "as many as a letter has place for");
        assert!(daily.ends.is_some() && plan(&[], today).is_none());
    }
}
