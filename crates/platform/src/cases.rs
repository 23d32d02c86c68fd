//! `tirelire cases`: what households ask and complain about, until it is answered. A complaint on a balance
//! bars cuts of its account meanwhile. Source: PR-22, CG-09.

mod commands;
mod proposals;
#[cfg(test)]
mod tests;

pub use commands::{CaseCommand, run};
pub use proposals::{Proposal, fits, propose};

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use procedures::{Answer, Case, CaseError, CaseKind, Given, Opened, Outcome};
use serde::{Deserialize, Serialize};
use store::{KeptCase, NewCase};
use timeline::Fact;
use units::{Dso, Email, Language, PaymentReference, Phone};

/// The flag under which a complaint bars cuts.
const FLAG: &str = "complaint";
/// Words of one case that are kept when it is asked again.
const MOST_AGAIN: usize = 20;

/// Who asks, and how they are reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    pub language: Language,
    /// As they write it; may be empty.
    pub name: String,
    pub phone: Option<Phone>,
    /// As somebody wrote it who is not signed in: whose it is, is looked up by whoever answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<PaymentReference>,
    /// The social service that asks for the household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<i64>,
}

/// A case as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCase {
    pub case: Case,
    pub asker: Asker,
    /// When it was asked again, with what words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<(Instant, String)>,
    /// By when they were promised a call, to the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Instant>,
    /// Whoever of the operator's people has taken it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
    /// Of a plan: what was proposed instead. It changes nothing by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    /// Where else than by phone somebody is answered who is not signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
}

/// Where somebody is written to, as they wrote it; empty where they wrote nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    pub email: Option<Email>,
    pub address: String,
}

/// Who has taken a case on, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub person: i64,
    pub name: String,
    pub at: Instant,
}

impl StoredCase {
    /// Forgets who asked, where they are reached and all that was written. True if there was any. What was asked for when
    /// and what became of it stays; an open case keeps all, as somebody answers it. Source: PD-07.
    pub fn forget_household(&mut self) -> bool {
        let before = self.clone();
        let Some(answer) = &mut self.case.answer else { return false };
        answer.words.clear();
        let language = self.asker.language;
        self.asker =
            Asker { language, name: String::new(), phone: None, reference: None, party: None };
        self.reach = None;
        self.proposal = None;
        self.again.clear();
        self.case.words.clear();
        *self != before
    }

    /// The last moment in time.
    pub fn deadline(&self) -> Instant {
        let end = self.case.due.end();
        // A call in vain moved it on.
        self.by.filter(|_| self.case.tries.is_empty()).map_or(end, |by| by.min(end))
    }
}

/// A case with its number.
#[derive(Debug, Clone)]
pub struct Known {
    pub kept: KeptCase,
    pub stored: StoredCase,
}

fn known(kept: KeptCase) -> Result<Known, Failure> {
    let stored = serde_json::from_str(&kept.body)?;
    Ok(Known { kept, stored })
}

/// All cases of an account, the first asked first.
pub fn of_account(engine: &mut Engine, account: &store::Account) -> Result<Vec<Known>, Failure> {
    engine.store.cases_of(account.id)?.into_iter().map(known).collect()
}

/// Forgets in the answered cases of an account whose they are. Within the operator's lock. Source: PD-01, PD-07.
pub fn forget(engine: &mut Engine, account: units::AccountId) -> Result<(), Failure> {
    for kept in engine.store.cases_of(account)? {
        let mut known = known(kept)?;
        if !known.kept.open && known.stored.forget_household() {
            let body = serde_json::to_string(&known.stored)?;
            engine.store.set_case(known.kept.id, false, known.kept.due, &body)?;
        }
    }
    Ok(())
}

/// Open cases of an operator, what is due first comes first.
pub fn open_of(engine: &mut Engine, dso: Dso) -> Result<Vec<Known>, Failure> {
    engine.store.open_cases(dso)?.into_iter().map(known).collect()
}

/// Something is asked: a new case, or more words to an open one. Without an account it is somebody's who did
/// not say which. Errors inside: what was asked cannot be taken so.
pub fn ask(
    engine: &mut Engine,
    (dso, account): (Dso, Option<&store::Account>),
    asker: &Asker,
    (kind, words): (CaseKind, &str),
    now: Instant,
) -> Result<Result<Known, CaseError>, Failure> {
    engine.locked(dso, |engine| {
        let earlier = match account {
            Some(account) => of_account(engine, account)?,
            None => Vec::new(),
        };
        let cases: Vec<Case> = earlier.iter().map(|known| known.stored.case.clone()).collect();
        let parameters = engine.books.cases(dso, now)?;
        let id = match Case::open(kind, words, now, &cases, parameters) {
            Err(error) => return Ok(Err(error)),
            Ok(Opened::Joins { place }) => {
                let Some(mut open) = earlier.into_iter().nth(place) else {
                    return refuse("a case that is not there");
                };
                let more = (now, words.trim().to_owned());
                let says_more =
                    !more.1.is_empty() && open.stored.again.iter().all(|(_, w)| *w != more.1);
                if says_more && open.stored.again.len() < MOST_AGAIN {
                    open.stored.again.push(more);
                    let body = serde_json::to_string(&open.stored)?;
                    engine.store.set_case(open.kept.id, true, open.kept.due, &body)?;
                }
                open.kept.id
            }
            Ok(Opened::New(case)) => {
                let due = case.due;
                if let Some(account) = account.filter(|_| case.bars_cuts) {
                    let flag = Fact::Flag { name: FLAG.to_owned(), until: None };
                    engine.record(account, &flag, now)?;
                }
                let stored = StoredCase {
                    case,
                    asker: asker.clone(),
                    again: Vec::new(),
                    by: None,
                    taken: None,
                    proposal: None,
                    reach: None,
                };
                let body = serde_json::to_string(&stored)?;
                let account = account.map(|account| account.id);
                engine.store.add_case(&NewCase { dso, account, due, body: &body })?
            }
        };
        match engine.store.case(id)? {
            Some(kept) => Ok(Ok(known(kept)?)),
            None => refuse(format!("no case {id}")),
        }
    })
}

/// What somebody asks who is not signed in, with where they are answered if that is not by phone. Errors inside: it
/// cannot be taken so.
pub fn ask_outside(
    engine: &mut Engine,
    dso: Dso,
    (asker, reach): (&Asker, Reach),
    what: (CaseKind, &str),
    now: Instant,
) -> Result<Result<Known, CaseError>, Failure> {
    engine.locked(dso, |engine| {
        let mut known = match ask(engine, (dso, None), asker, what, now)? {
            Ok(known) => known,
            Err(error) => return Ok(Err(error)),
        };
        known.stored.reach = (reach != Reach::default()).then_some(reach);
        let (id, body) = (known.kept.id, serde_json::to_string(&known.stored)?);
        engine.store.set_case(id, true, known.kept.due, &body)?;
        known.kept.body = body;
        Ok(Ok(known))
    })
}

/// Somebody at the phone wants to be called: where they have confirmed, by when it was promised. An open one of
/// theirs is moved there; an earlier promise stays. Errors inside: it cannot be taken so.
pub fn ask_call(
    engine: &mut Engine,
    place: (Dso, Option<&store::Account>),
    asker: &Asker,
    by: Instant,
    now: Instant,
) -> Result<Result<Known, CaseError>, Failure> {
    engine.locked(place.0, |engine| {
        let mut known = match ask(engine, place, asker, (CaseKind::CallBack, ""), now)? {
            Ok(known) => known,
            Err(error) => return Ok(Err(error)),
        };
        known.stored.asker.phone = asker.phone;
        known.stored.by = Some(known.stored.by.map_or(by, |before| before.min(by)));
        let (id, body) = (known.kept.id, serde_json::to_string(&known.stored)?);
        engine.store.set_case(id, true, known.kept.due, &body)?;
        known.kept.body = body;
        Ok(Ok(known))
    })
}

/// Somebody takes an open case on, or gives it back. Whether it could be done: one that somebody else has stays
/// theirs.
pub fn take(
    engine: &mut Engine,
    id: i64,
    (person, name): (i64, &str),
    on: bool,
    now: Instant,
) -> Result<bool, Failure> {
    let Some(dso) = engine.store.case(id)?.map(|kept| kept.dso) else { return Ok(false) };
    engine.locked(dso, |engine| {
        let Some(mut known) = one(engine, id)?.filter(|known| known.kept.open) else {
            return Ok(false);
        };
        if known.stored.taken.as_ref().is_some_and(|taken| taken.person != person) {
            return Ok(false);
        }
        let taken = Taken { person, name: name.to_owned(), at: now };
        known.stored.taken = on.then_some(taken);
        let body = serde_json::to_string(&known.stored)?;
        engine.store.set_case(id, true, known.kept.due, &body)?;
        Ok(true)
    })
}

pub fn one(engine: &mut Engine, id: i64) -> Result<Option<Known>, Failure> {
    engine.store.case(id)?.map(known).transpose()
}

/// Whether an answer to this case takes away the last thing that bars cuts because of a complaint.
pub fn lifts(engine: &mut Engine, asked: &Known) -> Result<bool, Failure> {
    let Some(account) = asked.kept.account else { return Ok(false) };
    if !asked.stored.case.bars_cuts || !asked.stored.case.is_open() {
        return Ok(false);
    }
    let all = engine.store.cases_of(account)?;
    for other in all.into_iter().filter(|other| other.id != asked.kept.id) {
        let case = known(other)?.stored.case;
        if case.is_open() && case.bars_cuts {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What the household is told when a case has ended so. Whoever was spoken to knows.
fn notice_of(kind: CaseKind, outcome: Outcome) -> Option<&'static str> {
    match (kind, outcome) {
        (CaseKind::CallBack, Outcome::NotReached | Outcome::WrongNumber) => Some("call_missed"),
        (CaseKind::CallBack, _) => None,
        (
            CaseKind::ChangePlan
            | CaseKind::WrongBalance
            | CaseKind::Complaint
            | CaseKind::DelayCut
            | CaseKind::ReducedPower
            | CaseKind::Moving
            | CaseKind::DataCopy
            | CaseKind::DataCorrection
            | CaseKind::DataErasure
            | CaseKind::RefusePrepayment
            | CaseKind::AskPrepayment,
            _,
        ) => Some("case_answered"),
    }
}

/// Answers a case, once; a call in vain comes back. What barred cuts because of it bars them no more, and the
/// household is told, in the same transaction. Errors inside: it cannot be answered so.
pub fn answer(
    engine: &mut Engine,
    id: i64,
    given: Answer,
) -> Result<Result<Known, CaseError>, Failure> {
    let Some(dso) = engine.store.case(id)?.map(|kept| kept.dso) else {
        return refuse(format!("no case {id}"));
    };
    let now = given.at;
    engine.locked(dso, |engine| {
        let Some(mut asked) = one(engine, id)? else { return refuse(format!("no case {id}")) };
        let lifts = lifts(engine, &asked)?;
        let rules = *engine.books.cases(dso, now)?;
        let outcome = given.outcome;
        let ended = match asked.stored.case.give(given, &rules) {
            Ok(Given::Ended) => true,
            Ok(Given::ComesBack { .. }) => false,
            Err(error) => return Ok(Err(error)),
        };
        let body = serde_json::to_string(&asked.stored)?;
        let due = asked.stored.case.due;
        engine.store.set_case(id, !ended, due, &body)?;
        let account = match asked.kept.account {
            Some(account) => engine.store.account(account)?,
            None => None,
        };
        if let Some(account) = account.filter(|_| ended) {
            // Of who has left nothing is cut, and their books are closed: the answer alone is kept. Source: PR-22.
            if lifts && account.closed_at.is_none() {
                engine.record(&account, &Fact::Unflag { name: FLAG.to_owned() }, now)?;
            }
            let told = notice_of(asked.stored.case.kind, outcome);
            if let Some(what) = told.filter(|_| account.closed_at.is_none()) {
                crate::notices::case_ended(engine, &account, (id, what), now)?;
            }
        }
        asked.kept = KeptCase { open: !ended, due, body, ..asked.kept };
        Ok(Ok(asked))
    })
}
