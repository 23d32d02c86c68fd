//! Notes of the desk in the story of a case, and who has one open. Source: UX A-02, PD-05.

use super::{Desks, failed};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::agent::{Detail, Event, EventKind, NotNoted, NoteDesk};
use portal::my::{MyError, Visitor};
use procedures::MOST_LETTERS;
use store::Account;
use units::AccountId;

/// Who has opened a case has it open so long, unless they look again.
const OPEN_S: i64 = 60;

fn name_of(engine: &mut Engine, person: i64) -> Result<String, Failure> {
    Ok(engine.store.person(person)?.map(|person| person.ways.name).unwrap_or_default())
}

/// Somebody has a case open from now on. Returns the names of who else has.
pub(super) fn opened(
    engine: &mut Engine,
    account: &Account,
    visitor: &Visitor,
    now: Instant,
) -> Result<Vec<String>, Failure> {
    let others = engine.store.at_case(account.id, visitor.person, [now, now.plus_s(OPEN_S)])?;
    let mut names = Vec::with_capacity(others.len());
    for person in others {
        names.push(name_of(engine, person)?);
    }
    Ok(names)
}

/// Notes as lines of the story, with who wrote them.
pub(super) fn events(
    engine: &mut Engine,
    account: &Account,
    from: Instant,
) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    for note in engine.store.case_notes(account.id)? {
        if note.at < from {
            continue;
        }
        events.push(Event {
            at: note.at,
            kind: EventKind::Person,
            what: "case_note".to_owned(),
            detail: Detail::Words {
                number: None,
                words: note.words,
                by: name_of(engine, note.person)?,
            },
            balance: None,
            guards: Vec::new(),
            stages: Vec::new(),
            link: None,
        });
    }
    Ok(events)
}

impl Desks {
    fn noted(
        &self,
        visitor: &Visitor,
        account: AccountId,
        words: &str,
    ) -> Result<Result<(), NotNoted>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(account) = engine.store.account(account)? else {
            return Ok(Err(NotNoted::NoAccount));
        };
        let words = words.trim();
        if words.is_empty() {
            return Ok(Err(NotNoted::NoWords));
        }
        if words.chars().count() > MOST_LETTERS {
            return Ok(Err(NotNoted::TooLong));
        }
        engine.locked(account.dso, |engine| {
            engine.store.add_case_note(account.id, (now, visitor.person), words)?;
            Ok(Ok(()))
        })
    }
}

impl NoteDesk for Desks {
    fn add_note(
        &self,
        visitor: &Visitor,
        account: AccountId,
        words: &str,
    ) -> Result<Result<(), NotNoted>, MyError> {
        self.noted(visitor, account, words).map_err(failed("could not keep a note"))
    }
}
