//! What households asked, for whoever answers: the question, what came of a call, and the answer as an act.
//! Source: PR-22, UX.

use super::{Desks, Done, or_refused, signature};
use crate::cases::{self, Known};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use access::Act;
use calendar::Instant;
use notify::Message;
use portal::agent::{
    ActKind, AgentRefused, Detail, Event, EventKind, GivenAnswer, OpenQuestion, QuestionView,
};
use portal::my::Visitor;
use procedures::{Answer, CaseKind, Outcome};
use store::StaffActState;
use units::Dso;

/// An open case as a list names it.
fn open_question(known: &Known, now: Instant) -> OpenQuestion {
    let case = &known.stored.case;
    OpenQuestion {
        number: known.kept.id,
        kind: case.kind,
        due: case.due,
        late: case.is_late(now.day()),
        words: case.words.clone(),
    }
}

/// What an account's household asked and is not answered.
pub(super) fn open_of_account(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Vec<OpenQuestion>, Failure> {
    let all = cases::of_account(engine, account)?;
    let open = all.iter().filter(|known| known.kept.open);
    Ok(open.map(|known| open_question(known, now)).collect())
}

/// What was asked and done, as lines of the story of an account.
pub(super) fn events(
    engine: &mut Engine,
    account: &store::Account,
    from: Instant,
) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    let mut add = |at: Instant, what: &str, detail: Detail| {
        if at >= from {
            events.push(Event {
                at,
                kind: EventKind::Person,
                what: what.to_owned(),
                detail,
                balance: None,
                guards: Vec::new(),
                stages: Vec::new(),
                link: None,
            });
        }
    };
    for known in cases::of_account(engine, account)? {
        let (id, case) = (known.kept.id, known.stored.case);
        let said = |words: &str, by: &str| Detail::Words {
            number: Some(id),
            words: words.to_owned(),
            by: by.to_owned(),
        };
        add(case.asked_at, case.kind.name(), said(&case.words, ""));
        for (at, words) in &known.stored.again {
            add(*at, "case_asked", said(words, ""));
        }
        for one in &case.tries {
            add(one.at, "case_called", said("", &one.by));
        }
        if let Some(answer) = &case.answer {
            add(answer.at, "case_answered", said(&answer.words, &answer.by));
        }
    }
    Ok(events)
}

/// Open cases for a queue: of call-backs those that somebody should call now.
pub(super) fn waiting(
    engine: &mut Engine,
    calls: bool,
    now: Instant,
) -> Result<Vec<Known>, Failure> {
    let mut found = Vec::new();
    for dso in Dso::ALL {
        let rules = *engine.books.cases(dso, now)?;
        found.extend(cases::open_of(engine, dso)?.into_iter().filter(|known| {
            let case = &known.stored.case;
            let not_yet = case.again_from(&rules).is_some_and(|from| now < from);
            (case.kind == CaseKind::CallBack) == calls && !not_yet
        }));
    }
    Ok(found)
}

/// What an answer to a case would do beside the balance: whether cuts are barred no more, and what the
/// household is sent. Errors inside: it is not open, or not of this account.
pub(super) fn effect_of(
    engine: &mut Engine,
    account: &store::Account,
    case: i64,
    given: &Answer,
) -> Done<(bool, Vec<(String, String)>)> {
    let found = cases::one(engine, case)?;
    let found = found.filter(|one| one.kept.open && one.kept.account == Some(account.id));
    let Some(known) = found else { return Ok(Err(AgentRefused::NoQuestion)) };
    let rules = *engine.books.cases(account.dso, given.at)?;
    if let Err(error) = known.stored.case.clone().give(given.clone(), &rules) {
        return Ok(Err(AgentRefused::Rule(chain(&error))));
    }
    let lifts = cases::lifts(engine, &known)?;
    let about = (case, given.words.as_str());
    let told = crate::notices::would_say(engine, account, Message::Answered, about, given.at)?;
    let told = told.into_iter().map(|(channel, text)| (channel.name().to_owned(), text));
    Ok(Ok((lifts, told.collect())))
}

/// Answers a case as an act. Errors inside: the rule's own.
pub(super) fn answer(engine: &mut Engine, case: i64, given: Answer) -> Done<String> {
    Ok(match cases::answer(engine, case, given)? {
        Ok(_) => Ok("case_answered".to_owned()),
        Err(error) => Err(AgentRefused::Rule(chain(&error))),
    })
}

impl Desks {
    pub(super) fn question_of(
        &self,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Option<QuestionView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(known) = cases::one(engine, number)? else { return Ok(None) };
        let account = match known.kept.account {
            Some(account) => engine.store.account(account)?,
            None => None,
        };
        let mut waiting = None;
        let mut name = known.stored.asker.name.clone();
        if let Some(account) = &account {
            self.note(engine, visitor, &[account], (&[Act::Messages], "question"))?;
            if name.is_empty() {
                name = super::name_and_town(engine, account)?.0;
            }
            waiting = waiting_act(engine, account, number)?;
        }
        let rules = *engine.books.cases(known.kept.dso, now)?;
        let reach = known.stored.reach.unwrap_or_default();
        let mail = reach.email.map(|email| email.to_string());
        let post = Some(reach.address).filter(|address| !address.is_empty());
        let mut write_to: Vec<String> = mail.into_iter().chain(post).collect();
        let closed = account.as_ref().is_some_and(|account| account.closed_at.is_some());
        if let Some(account) = account.as_ref().filter(|_| closed && write_to.is_empty()) {
            // No message leaves for an account that is closed: whoever answers writes to where they were reached.
            write_to.extend(reached(engine, account)?);
        }
        let (case, asker) = (known.stored.case, known.stored.asker);
        let again_from = case.again_from(&rules).filter(|from| now < *from);
        let late = case.is_late(now.day());
        Ok(Some(QuestionView {
            number,
            account: account.map(|account| account.id),
            closed,
            kind: case.kind,
            asked: case.asked_at,
            due: case.due,
            late,
            bars_cuts: case.bars_cuts,
            words: case.words,
            proposes: known.stored.proposal.map(|proposal| proposal.how),
            again: known.stored.again,
            name,
            phone: asker.phone.map(|phone| phone.to_string()),
            write_to,
            reference: asker.reference,
            language: asker.language,
            tries: case.tries.into_iter().map(|one| (one.at, one.by)).collect(),
            again_from,
            answer: case.answer.map(|answer| GivenAnswer {
                at: answer.at,
                by: answer.by,
                outcome: answer.outcome,
                words: answer.words,
            }),
            waiting,
            now,
        }))
    }

    /// What came of a call, of a question whose account nobody knows, or of one whose household has left: on its account
    /// nothing is done any more, and somebody writes to them. An answer to a household is an act of its own, with its
    /// effect and a reason.
    pub(super) fn note_outcome_of(
        &self,
        visitor: &Visitor,
        number: i64,
        outcome: Outcome,
        words: &str,
    ) -> Done<()> {
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(known) = cases::one(engine, number)?.filter(|one| one.kept.open) else {
            return Ok(Err(AgentRefused::NoQuestion));
        };
        let lives = match known.kept.account {
            Some(account) => {
                engine.store.account(account)?.is_some_and(|one| one.closed_at.is_none())
            }
            None => false,
        };
        if known.stored.case.kind != CaseKind::CallBack && lives {
            return Ok(Err(AgentRefused::NoQuestion));
        }
        let by = signature(visitor);
        let given = Answer { at: self.now(), by, outcome, words: words.to_owned(), code: None };
        or_refused!(answer(engine, number, given)?);
        Ok(Ok(()))
    }
}

/// Where a household is written to: its mail, and its address by post.
fn reached(engine: &mut Engine, account: &store::Account) -> Result<Vec<String>, Failure> {
    let Some(contact) = engine.store.contact(account.id)? else { return Ok(Vec::new()) };
    let place = format!("{} {}", contact.postcode, contact.town);
    let parts = [contact.street.as_str(), place.trim()].into_iter();
    let post = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let mail = contact.email.map(|email| email.to_string());
    Ok(mail.into_iter().chain(Some(post).filter(|post| !post.is_empty())).collect())
}

/// The act that answers this case and waits for a second person.
fn waiting_act(
    engine: &mut Engine,
    account: &store::Account,
    number: i64,
) -> Result<Option<i64>, Failure> {
    for act in engine.store.staff_acts_of_account(account.id)? {
        let is_answer = act.asked.kind == ActKind::Answer.name();
        if is_answer
            && act.state == StaffActState::Waiting
            && super::acts::answers(&act.asked.body)? == Some(number)
        {
            return Ok(Some(act.id));
        }
    }
    Ok(None)
}
