//! What households ask about their own data, and runs that let go of what is past its time: counted by one, run by
//! two, within one transaction. Source: UX O-13, PD-01, PD-05, PD-07.

use super::homes::Homes;
use super::papers::Papers;
use super::{Rooms, failed};
use crate::cases::{self, Known, StoredCase};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use params::Value;
use portal::my::{MyError, Visitor};
use portal::operator::{
    ChangeState, DataRequest, DataRights, KeptFor, LetGo, LetGoLine, RetentionRun, RightsRefused,
    RightsTold, RightsView, RunView,
};
use procedures::{CaseKind, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{NewStaffAct, StaffAct, StaffActState, StaffDecision};
use units::{AccountId, Dso, Energy};

type Done<T> = Result<Result<T, RightsRefused>, Failure>;

const KIND: &str = "retention";
const REQUEST_DAYS: &str = "retention.request_days";
const PHOTO_DAYS: &str = "retention.photo_days";
const EVIDENCE_YEARS: &str = "retention.evidence_years";
/// Answered requests that are shown behind the open ones, and decided runs.
const ANSWERED_SHOWN: usize = 20;
const DECIDED_SHOWN: i64 = 20;
/// Digits of an EAN that tell nobody whose it is.
const TAIL: usize = 4;

#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    note: String,
    /// What was past its time, by name.
    counted: Vec<(String, u64)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    wanted: Wanted,
}

#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    retention: Asked,
}

/// What is past its time, as it will be let go of.
struct Due {
    identities: Vec<AccountId>,
    asked: Vec<AccountId>,
    cases: Vec<i64>,
    homes: Homes,
    papers: Papers,
    lines: Vec<LetGoLine>,
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn text(counts: &[LetGoLine]) -> String {
    let parts: Vec<String> =
        counts.iter().map(|line| format!("{} {}", line.what.name(), line.count)).collect();
    parts.join(", ")
}

/// A whole number that is set for an operator.
pub fn number(engine: &Engine, (dso, name): (Dso, &str), now: Instant) -> Result<i32, Failure> {
    let value = engine.books.parameters().value(name, dso, Energy::Electricity, now.day(), now)?;
    let Value::Int(number) = value else { return refuse(format!("`{name}` is no number")) };
    Ok(i32::try_from(*number)?)
}

/// How many years something is kept, and all of before which day is past its time.
fn kept_for(
    engine: &Engine,
    of: (Dso, &str),
    now: Instant,
) -> Result<(KeptFor, SettlementDay), Failure> {
    let years = number(engine, of, now)?;
    Ok((KeptFor::Years(years), now.day().plus_months(years.saturating_mul(-12))))
}

/// The same of what is kept for days.
fn kept_days(
    engine: &Engine,
    of: (Dso, &str),
    now: Instant,
) -> Result<(KeptFor, SettlementDay), Failure> {
    let days = number(engine, of, now)?;
    Ok((KeptFor::Days(days), now.day().plus(days.saturating_neg())))
}

/// How many days a request to the API is kept. Source: D-05.
pub fn request_days(engine: &Engine, dso: Dso, now: Instant) -> Result<i32, Failure> {
    number(engine, (dso, REQUEST_DAYS), now)
}

/// Accounts whose people asked to be forgotten and were told yes.
fn granted(closed: &[(i64, String)]) -> Result<BTreeSet<i64>, Failure> {
    let mut found = BTreeSet::new();
    for (id, body) in closed {
        let stored: StoredCase = serde_json::from_str(body)?;
        let answer = stored.case.answer.as_ref();
        if stored.case.kind == CaseKind::DataErasure
            && answer.is_some_and(|answer| answer.outcome == Outcome::Done)
        {
            found.insert(*id);
        }
    }
    Ok(found)
}

/// What is past its time now.
fn due(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Due, Failure> {
    let line = |what: LetGo, (kept, before): (KeptFor, SettlementDay), count: u64| LetGoLine {
        what,
        kept,
        before,
        count,
    };
    let identity = kept_for(engine, (dso, "retention.identity_years"), now)?;
    let identities = engine.store.named_since_closed(dso, identity.1.start())?;
    let closed = engine.store.closed_cases(dso)?;
    let granted = granted(&closed)?;
    let mut asking = BTreeSet::new();
    for id in &granted {
        asking.extend(engine.store.case(*id)?.and_then(|kept| kept.account));
    }
    // Of an account that is open the contract still needs them.
    let mut asked = engine.store.named_since_closed(dso, now)?;
    asked.retain(|account| asking.contains(account) && !identities.contains(account));
    let of_cases = kept_for(engine, (dso, "retention.case_years"), now)?;
    let mut old = Vec::new();
    for (id, body) in closed {
        let stored: StoredCase = serde_json::from_str(&body)?;
        if stored.case.answer.is_some_and(|answer| answer.at.day() < of_cases.1) {
            old.push(id);
        }
    }
    let homes = Homes::ended_before(engine, dso, of_cases.1)?;
    let papers = Papers::load(engine, dso)?;
    let of_grid = kept_for(engine, (dso, "retention.grid_years"), now)?;
    let voltages = engine.store.voltages_before(dso, of_grid.1)?;
    let of_calls = kept_for(engine, (dso, "retention.call_years"), now)?;
    let proposals = engine.store.plan_proposals_before(dso, of_cases.1)?;
    let told = engine.store.incidents_told_before(dso, of_calls.1)?;
    let calls = engine.store.calls_before(dso, of_calls.1)?.saturating_add(told);
    let of_requests = kept_days(engine, (dso, REQUEST_DAYS), now)?;
    let requests = engine.store.api_requests_before(dso, of_requests.1)?;
    let shop_people = engine.store.shop_people_before(dso, identity.1)?;
    let of_photos = kept_days(engine, (dso, PHOTO_DAYS), now)?;
    let of_visits = engine.store.visit_photos_before(dso, of_photos.1)?;
    // What came with an act proves what was booked. Source: PD-01 class H.
    let left = engine.store.left_photos_before(dso, of_photos.1)?;
    let photos = of_visits.saturating_add(left);
    let of_evidence = kept_for(engine, (dso, EVIDENCE_YEARS), now)?;
    let evidence = engine.store.act_photos_before(dso, of_evidence.1)?;
    let lines = vec![
        line(LetGo::Identity, identity, count(identities.len())),
        line(LetGo::Asked, (KeptFor::UntilAsked, now.day()), count(asked.len())),
        line(LetGo::Cases, of_cases, count(old.len()).saturating_add(proposals)),
        line(LetGo::Voltage, of_grid, voltages),
        line(LetGo::Calls, of_calls, calls),
        line(LetGo::Requests, of_requests, requests),
        line(LetGo::ShopPeople, identity, shop_people),
        line(LetGo::Photos, of_photos, photos),
        line(LetGo::Evidence, of_evidence, evidence),
        line(LetGo::Homes, of_cases, count(homes.len())),
        line(LetGo::Documents, of_cases, count(papers.past(of_cases.1).count())),
    ];
    Ok(Due { identities, asked, cases: old, homes, papers, lines })
}

/// Lets go of what is past its time. Within the operator's lock, under which it was counted.
fn let_go(engine: &mut Engine, dso: Dso, due: &Due, now: Instant) -> Result<(), Failure> {
    for account in due.identities.iter().chain(&due.asked) {
        Homes::of_account(engine, *account)?.forget(engine, now)?;
        due.papers.forget_household(engine, *account)?;
        crate::cases::forget(engine, *account)?;
        engine.store.cut_identity(*account, now)?;
    }
    due.homes.forget(engine, now)?;
    for case in &due.cases {
        engine.store.drop_case(*case)?;
    }
    for line in &due.lines {
        match line.what {
            LetGo::Voltage => engine.store.drop_voltages(dso, line.before)?,
            LetGo::Cases => engine.store.drop_plan_proposals(dso, line.before)?,
            LetGo::Calls => {
                engine.store.drop_calls(dso, line.before)?;
                engine.store.drop_incidents_told(dso, line.before)?;
            }
            LetGo::Requests => engine.store.drop_api_requests(dso, line.before)?,
            LetGo::ShopPeople => engine.store.drop_shop_people(dso, line.before)?,
            LetGo::Photos => {
                engine.store.drop_visit_photos(dso, line.before)?;
                engine.store.drop_left_photos(dso, line.before)?;
            }
            LetGo::Evidence => engine.store.drop_act_photos(dso, line.before)?,
            LetGo::Documents => due.papers.forget_past(engine, line.before)?,
            LetGo::Identity | LetGo::Asked | LetGo::Homes => {}
        }
    }
    Ok(())
}

/// A request, without whose it is.
fn request(engine: &mut Engine, known: &Known, now: Instant) -> Result<DataRequest, Failure> {
    let account = match known.kept.account {
        Some(account) => engine.store.account(account)?,
        None => None,
    };
    let digits = account.map(|account| account.ean.to_string()).unwrap_or_default();
    let tail = digits.get(digits.len().saturating_sub(TAIL)..).unwrap_or_default();
    let case = &known.stored.case;
    Ok(DataRequest {
        number: known.kept.id,
        kind: case.kind,
        about: if tail.is_empty() { String::new() } else { format!("…{tail}") },
        asked: case.asked_at.day(),
        due: case.due,
        late: case.is_late(now.day()),
        answer: case.answer.as_ref().map(|answer| (answer.at.day(), answer.outcome)),
    })
}

fn run(act: StaffAct, visitor: &Visitor) -> Result<RetentionRun, Failure> {
    let body: Body = serde_json::from_str(&act.asked.body)?;
    let Asked { note, counted } = body.wanted.retention;
    let known = |name: &str| LetGo::ALL.into_iter().find(|what| what.name() == name);
    let counted = counted.iter().filter_map(|(name, count)| Some((known(name)?, *count)));
    Ok(RetentionRun {
        number: act.id,
        note,
        asked_by: act.asked.name,
        asked_at: act.asked.at,
        own: act.asked.by == visitor.person,
        state: match act.state {
            StaffActState::Waiting => ChangeState::Waits,
            StaffActState::Done => ChangeState::InForce,
            StaffActState::TurnedDown => ChangeState::TurnedDown,
        },
        counted: counted.collect(),
        decided: act.decision.map(|one| (one.name, one.at, one.outcome)),
    })
}

impl Rooms {
    fn runs(&self, engine: &mut Engine) -> Result<Vec<StaffAct>, Failure> {
        let mut acts = engine.store.staff_acts_waiting(self.operator)?;
        acts.retain(|act| act.asked.kind == KIND);
        let mut decided = engine.store.staff_acts_of_kind(self.operator, KIND, DECIDED_SHOWN)?;
        decided.retain(|act| act.state != StaffActState::Waiting);
        acts.append(&mut decided);
        Ok(acts)
    }

    fn rights_of(&self, visitor: &Visitor) -> Result<RightsView, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let engine = &mut *engine;
        let mut requests = Vec::new();
        for known in cases::open_of(engine, self.operator)? {
            if known.stored.case.kind.is_of_data() {
                requests.push(request(engine, &known, now)?);
            }
        }
        let mut answered = Vec::new();
        for (id, body) in engine.store.closed_cases(self.operator)? {
            let stored: StoredCase = serde_json::from_str(&body)?;
            if stored.case.kind.is_of_data() {
                answered.push((stored.case.answer.as_ref().map(|answer| answer.at), id));
            }
        }
        answered.sort_unstable();
        for (_, id) in answered.into_iter().rev().take(ANSWERED_SHOWN) {
            if let Some(known) = cases::one(engine, id)? {
                requests.push(request(engine, &known, now)?);
            }
        }
        let lines = due(engine, self.operator, now)?.lines;
        let runs: Result<Vec<_>, Failure> =
            self.runs(engine)?.into_iter().map(|act| run(act, visitor)).collect();
        Ok(RightsView { dso: self.operator, requests, lines, runs: runs?, as_of: now })
    }

    fn ask_to_let_go(&self, visitor: &Visitor, note: &str, attempt: &str) -> Done<i64> {
        let (now, mut engine) = (self.now(), self.engine());
        let key = format!("{}.{attempt}", visitor.person);
        engine.locked(self.operator, |engine| {
            if let Some(known) = engine.store.staff_act_of(&key)? {
                return Ok(Ok(known.id));
            }
            if self.runs(engine)?.iter().any(|act| act.state == StaffActState::Waiting) {
                return Ok(Err(RightsRefused::Waits));
            }
            let due = due(engine, self.operator, now)?;
            if due.lines.iter().all(|line| line.count == 0) {
                return Ok(Err(RightsRefused::Nothing));
            }
            let counted = due.lines.iter().map(|line| (line.what.name().to_owned(), line.count));
            let asked = Asked { note: note.to_owned(), counted: counted.collect() };
            let new = NewStaffAct {
                dso: self.operator,
                key,
                kind: KIND.to_owned(),
                account: None,
                at: now,
                by: visitor.person,
                name: visitor.name.clone(),
                body: serde_json::to_string(&Body { wanted: Wanted { retention: asked } })?,
            };
            Ok(Ok(engine.store.add_staff_act(&new)?.0.id))
        })
    }

    /// A run of this operator.
    fn run_kept(&self, engine: &mut Engine, number: i64) -> Result<Option<StaffAct>, Failure> {
        let act = engine.store.staff_act(number)?;
        Ok(act.filter(|act| act.asked.dso == self.operator && act.asked.kind == KIND))
    }

    fn run_of(&self, visitor: &Visitor, number: i64) -> Result<Option<RunView>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let Some(act) = self.run_kept(&mut engine, number)? else { return Ok(None) };
        let run = run(act, visitor)?;
        let now = match run.state {
            ChangeState::Waits => due(&mut engine, self.operator, now)?.lines,
            ChangeState::InForce | ChangeState::TurnedDown => Vec::new(),
        };
        Ok(Some(RunView { run, now }))
    }

    fn decide_run(&self, visitor: &Visitor, number: i64, approve: bool, why: &str) -> Done<()> {
        let (now, mut engine) = (self.now(), self.engine());
        engine.locked(self.operator, |engine| {
            let Some(act) = self.run_kept(engine, number)? else {
                return Ok(Err(RightsRefused::NoRun));
            };
            if act.state != StaffActState::Waiting {
                // The page was sent twice.
                let own = act.decision.as_ref().is_some_and(|one| one.by == Some(visitor.person));
                let same = approve == (act.state == StaffActState::Done);
                return Ok(if own && same { Ok(()) } else { Err(RightsRefused::Decided) });
            }
            if approve && act.asked.by == visitor.person {
                return Ok(Err(RightsRefused::SamePerson));
            }
            let mut outcome = why.to_owned();
            if approve {
                let due = due(engine, self.operator, now)?;
                let_go(engine, self.operator, &due, now)?;
                outcome = text(&due.lines);
            }
            let (by, name) = (Some(visitor.person), visitor.name.clone());
            let decision = StaffDecision { at: now, by, name, outcome };
            engine.store.decide_staff_act(number, approve, &decision)?;
            Ok(Ok(()))
        })
    }
}

impl DataRights for Rooms {
    fn rights(&self, visitor: &Visitor) -> Result<RightsView, MyError> {
        self.rights_of(visitor).map_err(failed("could not read what is asked of data"))
    }

    fn ask_retention(&self, visitor: &Visitor, note: &str, attempt: &str) -> RightsTold<i64> {
        self.ask_to_let_go(visitor, note, attempt).map_err(failed("could not keep a run"))
    }

    fn retention(&self, visitor: &Visitor, number: i64) -> Result<Option<RunView>, MyError> {
        self.run_of(visitor, number).map_err(failed("could not read a run"))
    }

    fn decide_retention(
        &self,
        visitor: &Visitor,
        number: i64,
        approve: bool,
        why: &str,
    ) -> RightsTold<()> {
        self.decide_run(visitor, number, approve, why).map_err(failed("could not let go of data"))
    }
}
