//! What households ask, and what they repay, for their pages. Source: UX 8.2 C-08, C-12; PR-22.

use super::People;
use super::figures::{self, at_place};
use crate::cases::{self, Asker, Known, Proposal};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::guesses;
use crate::plans::proposals;
use crate::suppliers::steps;
use calendar::{Instant, SettlementDay};
use portal::my::{
    CaseLine, HelpNow, MyPlan, NotTaken, Outsider, PlanLine, Promised, RepaidBy, RepaidFor,
    Visitor, Wanted,
};
use portal::repaying::NotAgreed;
use prepay::{CollectionRule, Creditor, Debt};
use procedures::{CaseError, CaseKind, Channel, HOUSEHOLD, Step, StepKind};
use store::TryKind;
use units::{Dso, Email, MicroEuro, PaymentReference, Phone};

/// What somebody may ask within an hour who is not signed in.
const ASKED_MAX_PER_H: usize = 5;
/// Letters of a name that is kept.
const NAME_LETTERS: usize = 100;
const ADDRESS_LETTERS: usize = 200;
/// Past this nobody believes an end.
const MOST_DAYS: i64 = 3_650;

fn refused(error: &CaseError) -> NotTaken {
    match error {
        CaseError::TooLong { .. } => NotTaken::TooLong,
        // The other two are of answers.
        CaseError::NoWords { .. } | CaseError::Answered { .. } | CaseError::NoAnswer { .. } => {
            NotTaken::NoWords
        }
    }
}

fn promised(engine: &Engine, dso: Dso, now: Instant) -> Result<Promised, Failure> {
    let rules = engine.books.cases(dso, now)?;
    Ok(Promised {
        call_by: CaseKind::CallBack.due(now.day(), rules),
        answer_by: CaseKind::Complaint.due(now.day(), rules),
        data_by: CaseKind::DataCopy.due(now.day(), rules),
    })
}

/// A case as whoever asked it reads it.
pub fn case_line(known: &Known, today: SettlementDay) -> CaseLine {
    let case = &known.stored.case;
    let answer = case.answer.as_ref();
    CaseLine {
        number: known.kept.id,
        about: case.kind,
        asked: case.asked_at.day(),
        due: case.due,
        late: case.is_late(today),
        bars_cuts: case.bars_cuts,
        words: case.words.clone(),
        proposes: known.stored.proposal.as_ref().map(|proposal| proposal.how),
        called: case.tries.last().filter(|_| case.is_open()).map(|one| one.at.day()),
        answer: answer.map(|answer| (answer.at.day(), answer.outcome, answer.words.clone())),
    }
}

pub fn repaid_for(creditor: Creditor) -> RepaidFor {
    match creditor {
        Creditor::Advance => RepaidFor::Advance,
        Creditor::Operator => RepaidFor::Operator,
        Creditor::Supplier => RepaidFor::Supplier,
        Creditor::Relief => RepaidFor::Relief,
        Creditor::Chargeback => RepaidFor::Chargeback,
    }
}

/// How often `amount` has to be taken until nothing is left.
fn times(left: MicroEuro, amount: MicroEuro) -> Option<i64> {
    let whole = left.0.checked_div(amount.0)?;
    let rest = i64::from(left.0.checked_rem(amount.0)? > 0);
    whole.checked_add(rest).filter(|times| (0..=MOST_DAYS).contains(times))
}

/// A debt as its household reads it on `today`: what is taken next, and when it is repaid if nothing pauses.
pub fn plan_line(debt: &Debt, today: SettlementDay) -> PlanLine {
    let (how, next, ends) = match debt.rule {
        CollectionRule::FixedPerDay(amount) => {
            let next = today.max(debt.starts);
            let days = times(debt.remaining, amount);
            let last = days.and_then(|days| i32::try_from(days - 1).ok());
            (RepaidBy::Day(amount), Some(next), last.map(|days| next.plus(days)))
        }
        CollectionRule::FixedPerWeek(amount) => {
            let from = today.max(debt.starts);
            let monday = (0..7).map(|days| from.plus(days));
            let next = monday.into_iter().find(|day| day.weekday() == calendar::Weekday::Mon);
            let weeks = times(debt.remaining, amount).filter(|weeks| *weeks <= MOST_DAYS / 7);
            let last = weeks.and_then(|weeks| i32::try_from((weeks - 1) * 7).ok());
            let ends = next.zip(last).map(|(next, days)| next.plus(days));
            (RepaidBy::Week(amount), next, ends)
        }
        CollectionRule::ShareOfTopUp(ppm) => (RepaidBy::Share(ppm), None, None),
        CollectionRule::UnderReview => (RepaidBy::Review, None, None),
    };
    PlanLine {
        what: repaid_for(debt.creditor),
        how,
        total: debt.total,
        left: debt.remaining,
        next,
        ends,
    }
}

/// What a household repays.
pub fn plan_lines(timeline: &timeline::Timeline, today: SettlementDay) -> Vec<PlanLine> {
    let debts = timeline.account.debts().iter();
    let left = debts.filter(|debt| debt.remaining > MicroEuro::ZERO);
    left.map(|debt| plan_line(debt, today)).collect()
}

/// All that an account repays.
fn left(engine: &mut Engine, account: &store::Account) -> Result<MicroEuro, Failure> {
    let rebuilt = engine.rebuild(std::slice::from_ref(account), figures::FAR)?.pop();
    let left = rebuilt.map(|known| {
        let debts = known.timeline.account.debts().iter();
        MicroEuro(debts.map(|debt| debt.remaining.0).fold(0, i64::saturating_add))
    });
    Ok(left.unwrap_or(MicroEuro::ZERO))
}

/// A household refuses with one click: what its supplier has asked for this point ends, and no cut rests on it. What
/// cannot be refused any more, or is imposed, stays with whoever answers the case. Source: PR-04.
fn refuse_requests(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<(), Failure> {
    let mut said = false;
    for case in engine.store.supplier_cases_of_point(account.ean)? {
        let Some(at) = steps::known(engine, case.id, now)? else { continue };
        if at.request.may(StepKind::Refused).is_ok() {
            let step = Step::Refused { channel: Channel::Click };
            steps::take(engine, case.id, step, HOUSEHOLD, now)??;
            // The end of what it had asked for itself says nothing of what its supplier was given.
            said |= at.request.ground.is_suppliers();
        }
    }
    // Also once it is switched on: it may be refused at any time, and the guard knows a judge's word from a request.
    // Source: PR-01, CG-11.
    if !said && account.closed_at.is_none() {
        engine.record(account, &steps::refusal(), now)?;
    }
    Ok(())
}

impl People {
    pub(super) fn help_of(
        &self,
        visitor: &Visitor,
        place: usize,
    ) -> Result<Option<HelpNow>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let mut cases: Vec<CaseLine> = cases::of_account(&mut engine, &own.account)?
            .iter()
            .map(|known| case_line(known, now.day()))
            .collect();
        cases.reverse();
        let phone = figures::contact(&mut engine, visitor, &own, now)?.phone;
        let promised = promised(&engine, own.account.dso, now)?;
        let visits = super::visits::of(&mut engine, &own.account, now)?;
        let Some(known) = figures::known(&mut engine, own, now)? else { return Ok(None) };
        Ok(Some(HelpNow {
            meter: known.own.meter,
            meters,
            card: known.card,
            phone: phone.map(Phone::national),
            promised,
            cases,
            visits,
        }))
    }

    pub(super) fn ask_of(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &Wanted<'_>,
    ) -> Result<Option<Result<i64, NotTaken>>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let proposes = wanted.proposes.filter(|_| wanted.kind == CaseKind::ChangePlan);
        if let Some(how) = proposes
            && !cases::fits(how, left(&mut engine, &own.account)?)
        {
            return Ok(Some(Err(NotTaken::NotAnAmount)));
        }
        let contact = figures::contact(&mut engine, visitor, &own, now)?;
        let phone = match (wanted.phone.parse::<Phone>(), wanted.kind) {
            (Ok(phone), _) => Some(phone),
            // Who wants to be called says where.
            (Err(_), CaseKind::CallBack) => return Ok(Some(Err(NotTaken::NotAPhone))),
            (Err(_), _) => contact.phone,
        };
        let (language, name) = (wanted.language, contact.name);
        let asker = Asker { language, name, phone, reference: None, party: None };
        let account = &own.account;
        let done = engine.locked(account.dso, |engine| {
            let place = (account.dso, Some(account));
            let mut asked = cases::ask(engine, place, &asker, (wanted.kind, wanted.words), now)?;
            if let (Ok(known), Some(how)) = (&asked, proposes) {
                let proposal = Proposal { at: now, how };
                asked = Ok(cases::propose(engine, known.clone(), proposal)?);
            }
            if wanted.kind == CaseKind::RefusePrepayment && asked.is_ok() {
                refuse_requests(engine, account, now)?;
            }
            Ok(asked)
        })?;
        Ok(Some(done.map(|known| known.kept.id).map_err(|error| refused(&error))))
    }

    pub(super) fn plan_of(
        &self,
        visitor: &Visitor,
        place: usize,
    ) -> Result<Option<MyPlan>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let promised = promised(&engine, own.account.dso, now)?;
        let Some(known) = figures::known(&mut engine, own, now)? else { return Ok(None) };
        let lines = plan_lines(&known.timeline, now.day());
        let about = (&known.timeline, None);
        let proposals = proposals::lines(&mut engine, &known.own.account, about, now)?;
        Ok(Some(MyPlan { meter: known.own.meter, meters, lines, proposals, promised }))
    }

    pub(super) fn proposal_answered(
        &self,
        visitor: &Visitor,
        place: usize,
        answer: (i64, bool),
    ) -> Result<Option<Result<(), NotAgreed>>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        proposals::answer(&mut engine, &own.account, answer, visitor.person, now).map(Some)
    }

    /// What somebody asks who is not signed in. Their reference is kept as they wrote it and looked up by
    /// whoever calls: so a stranger stops no cut of a neighbour, and learns of no household.
    pub(super) fn ask_outside(
        &self,
        source: &str,
        wanted: &Wanted<'_>,
        about: &Outsider<'_>,
    ) -> Result<Result<i64, NotTaken>, Failure> {
        let now = self.now();
        let phone = wanted.phone.parse::<Phone>().ok();
        let called = wanted.kind == CaseKind::CallBack;
        if phone.is_none() && (called || !wanted.phone.is_empty()) {
            return Ok(Err(NotTaken::NotAPhone));
        }
        let email = about.email.parse::<Email>().ok();
        if email.is_none() && !about.email.is_empty() {
            return Ok(Err(NotTaken::NotAnEmail));
        }
        let address: String = about.address.chars().take(ADDRESS_LETTERS).collect();
        if phone.is_none() && email.is_none() && address.is_empty() {
            return Ok(Err(NotTaken::NoWay));
        }
        let reference = match about.reference {
            "" => None,
            text => match text.parse::<PaymentReference>() {
                Ok(reference) => Some(reference),
                Err(_) => return Ok(Err(NotTaken::NotAReference)),
            },
        };
        // A refusal that is of no home stops nothing. Before a meter prepays, nobody has its digits.
        let by_place = !about.name.is_empty() && !address.is_empty();
        if wanted.kind.is_of_prepayment() && reference.is_none() && !by_place {
            return Ok(Err(NotTaken::NoHome));
        }
        let (mut engine, asks) = (self.engine()?, (TryKind::Asked, source));
        if let Some(wait) = guesses::wait(&mut engine.store, asks, ASKED_MAX_PER_H, now)? {
            return Ok(Err(NotTaken::Wait { until: wait.until }));
        }
        guesses::wrong(&mut engine.store, asks, now)?;
        let name = about.name.chars().take(NAME_LETTERS).collect();
        let asker = Asker { language: wanted.language, name, phone, reference, party: None };
        let who = (&asker, cases::Reach { email, address });
        let what = (wanted.kind, wanted.words);
        let done = cases::ask_outside(&mut engine, self.setting.operator, who, what, now)?;
        Ok(done.map(|known| known.kept.id).map_err(|error| refused(&error)))
    }

    pub(super) fn promised_now(&self) -> Result<Promised, Failure> {
        let engine = self.engine()?;
        promised(&engine, self.setting.operator, self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn debt(rule: CollectionRule, left: i64, starts: &str) -> Debt {
        let total = MicroEuro(left * 1_000_000);
        let starts = starts.parse().unwrap();
        Debt::new(1, Creditor::Advance, rule, total, 1, starts)
    }

    #[test]
    fn a_plan_says_what_is_taken_next_and_when_it_is_repaid() {
        let today: SettlementDay = "2026-11-04".parse().unwrap();
        let day = |text: &str| Some(text.parse().unwrap());
        let euro = |whole: i64| MicroEuro(whole * 1_000_000);
        // 20 at 1 a day: today and 19 days more.
        let daily = CollectionRule::FixedPerDay(euro(1));
        let line = plan_line(&debt(daily, 20, "2026-10-01"), today);
        assert_eq!((line.next, line.ends), (day("2026-11-04"), day("2026-11-23")));
        // It has not begun yet; the last day takes the rest.
        let line = plan_line(&debt(CollectionRule::FixedPerDay(euro(3)), 10, "2026-12-01"), today);
        assert_eq!((line.next, line.ends), (day("2026-12-01"), day("2026-12-04")));
        // Wednesday: the Monday after, and two more.
        let line = plan_line(&debt(CollectionRule::FixedPerWeek(euro(5)), 15, "2026-10-01"), today);
        assert_eq!((line.next, line.ends), (day("2026-11-09"), day("2026-11-23")));
        // Nobody knows when they top up; and an end in hundreds of years is none.
        let line = plan_line(&debt(CollectionRule::ShareOfTopUp(250_000), 15, "2026-10-01"), today);
        assert_eq!((line.next, line.ends), (None, None));
        let line = plan_line(
            &debt(CollectionRule::FixedPerDay(MicroEuro(1_000)), 1_000, "2026-10-01"),
            today,
        );
        assert_eq!((line.next, line.ends), (day("2026-11-04"), None));
    }
}
