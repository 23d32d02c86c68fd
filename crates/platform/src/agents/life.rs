//! Requests of suppliers at the desk: those that run, one with all that is known of it, and its steps. What is done
//! goes the way of the command line. Source: UX A-07, PR-01 to PR-06, PA-04 to PA-06.

use super::day::Owners;
use super::{Desks, failed, signature};
use crate::cases;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::notices;
use crate::suppliers::Kept;
use crate::suppliers::steps::{self, Known, StartRule};
use access::Act;
use calendar::{Instant, SettlementDay};
use portal::agent::{
    LifeDesk, LifeEffect, LifeLine, LifeRefused, LifeView, LifeWanted, Lived, LivesView, Queue,
    StartView,
};
use portal::my::{MyError, Visitor};
use procedures::{
    Answer, CaseKind, Channel, Entered, HOUSEHOLD, Outcome, Request, RequestError, State, Step,
    StepKind, Waiting,
};
use std::collections::BTreeMap;
use store::{SupplierCase, SupplierCaseKind};
use units::{Dso, Ean, Energy, MicroEuro, PaymentReference};

/// Requests of an operator that have ended, on the page.
const MOST_ENDED: i64 = 20;

type Lives<T> = Result<Result<T, LifeRefused>, Failure>;

/// What begins with a rule, if it began on this day.
fn start_view(rule: StartRule, today: SettlementDay) -> StartView {
    let StartRule { credit, floor, owed, per_day, first_after } = rule;
    let first = today.plus(first_after);
    // The last collection takes what is left. Source: PA-06.
    let days = owed.0.saturating_add(per_day.0.saturating_sub(1)).checked_div(per_day.0);
    let days = days.and_then(|days| i32::try_from(days).ok()).unwrap_or(1).max(1);
    let last = if owed > MicroEuro::ZERO { first.plus(days.saturating_sub(1)) } else { first };
    StartView { credit, floor, owed, per_day, first, last }
}

fn start_of(engine: &mut Engine, at: &Known, now: Instant) -> Result<StartView, Failure> {
    let home = at.request.home.as_ref();
    let energy = home.map_or(Energy::Electricity, |home| home.energy);
    Ok(start_view(steps::start_rule(engine, at.case.dso, energy, now)?, now.day()))
}

fn task_of(number: i64) -> String {
    format!("{}/{number}", Queue::Requests.name())
}

fn names(engine: &mut Engine) -> Result<BTreeMap<String, String>, Failure> {
    let all = engine.store.suppliers()?.into_iter();
    Ok(all.map(|one| (one.id, one.name)).collect())
}

/// The household that a request in a list is about.
fn household_of(
    engine: &mut Engine,
    case: &SupplierCase,
) -> Result<Option<store::Account>, Failure> {
    match (Kept::read(case)?, case.ean) {
        (Kept::Request(request), Some(ean)) => steps::household(engine, ean, &request),
        _ => Ok(None),
    }
}

/// Whether a household has left a point between two times: what is of one is nothing to the other. Source: PD-07.
pub(super) fn moved_between(left: &[store::Account], one: Instant, other: Instant) -> bool {
    let (first, last) = (one.min(other), one.max(other));
    left.iter().filter_map(|account| account.closed_at).any(|at| first < at && at <= last)
}

fn line_of(
    case: SupplierCase,
    names: &BTreeMap<String, String>,
    owners: &Owners,
) -> Result<Option<LifeLine>, Failure> {
    let (Kept::Request(request), Some(ean)) = (Kept::read(&case)?, case.ean) else {
        return Ok(None);
    };
    let task = task_of(case.id);
    Ok(Some(LifeLine {
        number: case.id,
        dso: case.dso,
        ean,
        town: request.home.as_ref().map(|home| home.town.clone()).unwrap_or_default(),
        supplier: names.get(&case.supplier).cloned().unwrap_or(case.supplier),
        ground: request.ground,
        state: request.state,
        asked: request.asked_at,
        due: request.due,
        waits: request.waiting.is_some(),
        owner: owners.of(&task),
        task,
    }))
}

impl Desks {
    fn lives_of(&self, visitor: &Visitor) -> Result<LivesView, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let owners = Owners::load(engine, visitor.person, now)?;
        let names = names(engine)?;
        let (mut running, mut ended, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for dso in Dso::ALL {
            for case in engine.store.open_supplier_cases(dso)? {
                seen.extend(household_of(engine, &case)?);
                running.extend(line_of(case, &names, &owners)?);
            }
            for case in engine.store.ended_requests(dso, MOST_ENDED)? {
                seen.extend(household_of(engine, &case)?);
                ended.extend(line_of(case, &names, &owners)?);
            }
        }
        running.sort_by_key(|line: &LifeLine| (line.due, line.number));
        self.saw_households(engine, visitor, seen, "requests")?;
        Ok(LivesView { running, ended, now })
    }

    /// Keeps a look at each of these households, once, also of one that has left. Source: PD-05.
    fn saw_households(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        mut seen: Vec<store::Account>,
        reason: &str,
    ) -> Result<(), Failure> {
        seen.sort_by_key(|account| account.id);
        seen.dedup_by_key(|account| account.id);
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::DebtAndPlan], reason))
    }

    fn life_of(&self, visitor: &Visitor, number: i64) -> Result<Option<LifeView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(at) = steps::known(engine, number, now)? else { return Ok(None) };
        let account = steps::household(engine, at.ean, &at.request)?;
        self.saw_households(engine, visitor, account.iter().cloned().collect(), "request")?;
        let facts = steps::point_facts(engine, at.ean)?;
        let left = engine.store.closed_accounts_of(at.ean)?;
        let mut others = Vec::new();
        for case in engine.store.supplier_cases_of_point(at.ean)? {
            if case.id == number || case.kind != SupplierCaseKind::Request {
                continue;
            }
            if let Kept::Request(one) = Kept::read(&case)?
                && !moved_between(&left, one.asked_at, at.request.asked_at)
            {
                others.push((case.id, one.ground, one.state, one.asked_at.day()));
            }
        }
        let start = start_of(engine, &at, now)?;
        let names = names(engine)?;
        let waiting = at.request.waiting.as_ref();
        Ok(Some(LifeView {
            number,
            dso: at.case.dso,
            ean: at.ean,
            supplier: names.get(&at.case.supplier).cloned().unwrap_or(at.case.supplier),
            account: account.map(|account| (account.id, account.closed_at.is_none())),
            point_open: facts.account_open,
            lump_sum_after: at.request.lump_sum_after(&at.rules),
            refuse_until: at.request.refusal_day(now.day(), &at.rules),
            checklist: at.request.checklist(facts, &at.rules),
            others,
            start,
            own_waits: waiting.is_some_and(|one| one.person == visitor.person),
            request: at.request,
            now,
        }))
    }

    fn effect_of_life(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &LifeWanted,
    ) -> Lives<LifeEffect> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(at) = steps::known(engine, number, now)? else {
            return Ok(Err(LifeRefused::Unknown));
        };
        let by = signature(visitor);
        let (state, due) = (at.request.state, at.request.due);
        let stays = (state, due);
        let mut start = None;
        let mut bars_cuts = false;
        let next: Result<(State, SettlementDay), RequestError> = match wanted {
            LifeWanted::Home(home) => at.request.clone().learn_home(home.clone()).map(|()| stays),
            LifeWanted::Step { step, on, note } => {
                let entered = Entered { by: &by, at: now, on: *on, note };
                let open = steps::point_facts(engine, at.ean)?.account_open;
                bars_cuts = open && matches!(step, Step::Refused { .. });
                steps::would_step(engine, &at, step, &entered)?
            }
            LifeWanted::Begin { begin, note } => {
                let entered = Entered { note, ..Entered::now(&by, now) };
                start = Some(start_of(engine, &at, now)?);
                steps::would_begin(engine, &at, begin, &entered)?
            }
            LifeWanted::Judged { judgment, document } => {
                let next = steps::would_judge(&at, (judgment, document), now);
                next.map(|request| (request.state, request.due))
            }
            LifeWanted::Decide { .. } => Ok(stays),
        };
        Ok(next.map_err(LifeRefused::from).map(|(state, due)| LifeEffect {
            state,
            due: state.is_open().then_some(due),
            start,
            bars_cuts,
            after: at.request.steps.len(),
        }))
    }

    fn do_life(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &LifeWanted,
        after: usize,
    ) -> Lives<i64> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(dso) = steps::known(engine, number, now)?.map(|at| at.case.dso) else {
            return Ok(Err(LifeRefused::Unknown));
        };
        let by = signature(visitor);
        engine.locked(dso, |engine| {
            // Under the lock: of two who have seen the same page one comes first.
            let taken = steps::known(engine, number, now)?.map(|at| at.request.steps.len());
            if taken != Some(after) {
                return Ok(Err(LifeRefused::Overtaken));
            }
            let done = match wanted {
                LifeWanted::Home(home) => steps::learn_home(engine, number, home.clone(), now)?,
                LifeWanted::Step { step, on, note } => {
                    let entered = Entered { by: &by, at: now, on: *on, note };
                    steps::take_entered(engine, number, step.clone(), &entered)?.map(drop)
                }
                LifeWanted::Begin { begin, note } => {
                    let waiting = Waiting {
                        at: now,
                        by: by.clone(),
                        person: visitor.person,
                        begin: begin.clone(),
                        note: note.clone(),
                    };
                    steps::propose(engine, number, waiting)?
                }
                LifeWanted::Decide { approve, seen } => {
                    let who = (visitor.person, by.as_str());
                    match steps::decide(engine, number, who, (*approve, *seen), now)? {
                        Err(RequestError::NotSeen) => return Ok(Err(LifeRefused::Overtaken)),
                        done => done,
                    }
                }
                LifeWanted::Judged { judgment, document } => {
                    let next = steps::judged(engine, number, (judgment, document), now)?;
                    return Ok(next.map_err(LifeRefused::from));
                }
            };
            Ok(done.map(|()| number).map_err(LifeRefused::from))
        })
    }

    fn letter_of_life(&self, visitor: &Visitor, number: i64) -> Result<Option<Vec<u8>>, Failure> {
        let now = self.now();
        let mut guard = self.engine();
        let engine = &mut *guard;
        let Some(at) = steps::known(engine, number, now)? else { return Ok(None) };
        let (Some(home), true) = (&at.request.home, at.request.ground.activates()) else {
            return Ok(None);
        };
        let household = steps::household(engine, at.ean, &at.request)?;
        self.saw_households(engine, visitor, household.into_iter().collect(), "letter")?;
        let until = at.request.refusal_day(now.day(), &at.rules);
        let about = (at.case.dso, at.ean, number);
        let letter = if at.request.ground.is_suppliers() {
            notices::right_to_refuse(engine, about, home, (now, until))?
        } else {
            let asked = at.request.asked_at.day();
            notices::own_request(engine, about, home, (asked, now, until))?
        };
        // Printing takes a while; nobody waits for the books meanwhile.
        drop(guard);
        Ok(letter.map(|letter| letters::print(&letter)).transpose()?.map(|pdf| pdf.bytes))
    }
}

/// The points of an operator that a number stands for: an EAN is its own, 13 digits those of requests and accounts.
fn points_of(engine: &mut Engine, dso: Dso, number: &str) -> Result<Vec<Ean>, Failure> {
    let digits: String = number.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-')).collect();
    if let Ok(ean) = digits.parse::<Ean>() {
        return Ok(vec![ean]);
    }
    let Ok(reference) = digits.parse::<PaymentReference>() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for case in engine.store.open_supplier_cases(dso)? {
        found.extend(case.ean.filter(|ean| ean.reference() == reference));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

impl Desks {
    /// Somebody wrote who is not signed in, and the desk knows whose words these are.
    fn recognised(&self, visitor: &Visitor, number: i64, point: &str) -> Lives<i64> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(known) = cases::one(engine, number)?
            .filter(|known| known.kept.open && known.stored.case.kind.is_of_prepayment())
        else {
            return Ok(Err(LifeRefused::Unknown));
        };
        let (dso, case) = (known.kept.dso, &known.stored.case);
        let points = points_of(engine, dso, point)?;
        if points.is_empty() {
            return Ok(Err(LifeRefused::NoPoint));
        }
        let by = signature(visitor);
        let (kind, came) = (case.kind, case.asked_at);
        let mut seen = Vec::new();
        for ean in &points {
            // Whoever lived there when these words came; where nobody had an account, whoever has one since.
            let then = engine.store.household_at(*ean, came)?;
            seen.extend(match then {
                Some(account) => Some(account),
                None => engine.store.household_at(*ean, now)?,
            });
        }
        self.saw_households(engine, visitor, seen, "question")?;
        let language = known.stored.asker.language;
        engine.locked(dso, |engine| {
            let done = if kind == CaseKind::RefusePrepayment {
                refused_on(engine, &points, &Entered { on: came.day(), ..Entered::now(&by, now) })?
            } else {
                match points.as_slice() {
                    [ean] => {
                        steps::asked_by_household(engine, (dso, *ean, number), HOUSEHOLD, came)?
                            .map_err(|error| match error {
                                RequestError::NotNow { .. } => LifeRefused::Running,
                                other => LifeRefused::Rule(other),
                            })
                    }
                    // Which of two energies they mean is asked, not guessed.
                    _ => Err(LifeRefused::NoPoint),
                }
            };
            let request = match done {
                Ok(request) => request,
                Err(refused) => return Ok(Err(refused)),
            };
            let words = portal::agent::own_answer(kind, came.day(), language);
            let answer =
                Answer { at: now, by: by.clone(), outcome: Outcome::Done, words, code: None };
            cases::answer(engine, number, answer)??;
            Ok(Ok(request))
        })
    }
}

/// Whether a request of a supplier led to an account on the day on which its refusal came, or later.
fn began_over(request: &Request, entered: &Entered<'_>) -> bool {
    let began = request.steps.iter().find(|taken| taken.step.kind() == StepKind::Activated);
    request.ground.is_suppliers() && began.is_some_and(|taken| taken.day() >= entered.on)
}

/// Refuses what runs for these points and may be refused, as of the day on which the refusal came; the last one.
fn refused_on(engine: &mut Engine, points: &[Ean], entered: &Entered<'_>) -> Lives<i64> {
    let (mut last, mut why) = (None, LifeRefused::NoPoint);
    for ean in points {
        for case in engine.store.supplier_cases_of_point(*ean)? {
            let Some(at) = steps::known(engine, case.id, entered.at)? else { continue };
            if !at.request.ground.activates() {
                continue;
            }
            if began_over(&at.request, entered) {
                // It was switched on over a refusal that nobody had read: no cut rests on it. Source: PR-04, CG-11.
                // Of those whom it was about; where they have left there is nothing to cut.
                if let Some(account) = steps::household(engine, *ean, &at.request)? {
                    if account.closed_at.is_none() {
                        engine.record(&account, &steps::refusal(), entered.at)?;
                    }
                    last = Some(case.id);
                }
                continue;
            }
            if !at.request.is_open() {
                continue;
            }
            let step = Step::Refused { channel: Channel::Click };
            match steps::take_entered(engine, case.id, step, entered)? {
                Ok(_) => last = Some(case.id),
                Err(error) => why = LifeRefused::Rule(error),
            }
        }
    }
    Ok(last.ok_or(why))
}

impl LifeDesk for Desks {
    fn recognise(&self, visitor: &Visitor, number: i64, point: &str) -> Lived<i64> {
        self.recognised(visitor, number, point)
            .map_err(failed("could not take what a household wrote"))
    }

    fn lives(&self, visitor: &Visitor) -> Result<LivesView, MyError> {
        self.lives_of(visitor).map_err(failed("could not read the requests"))
    }

    fn life(&self, visitor: &Visitor, number: i64) -> Result<Option<LifeView>, MyError> {
        self.life_of(visitor, number).map_err(failed("could not read a request"))
    }

    fn life_effect(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &LifeWanted,
    ) -> Lived<LifeEffect> {
        self.effect_of_life(visitor, number, wanted)
            .map_err(failed("could not work out where a request leads"))
    }

    fn live(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &LifeWanted,
        after: usize,
    ) -> Lived<i64> {
        self.do_life(visitor, number, wanted, after).map_err(failed("could not take a step"))
    }

    fn refusal_letter(&self, visitor: &Visitor, number: i64) -> Result<Option<Vec<u8>>, MyError> {
        self.letter_of_life(visitor, number).map_err(failed("could not print a letter"))
    }
}
