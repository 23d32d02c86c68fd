//! What a social service notes about its clients: for its own people and for nobody else. Source: UX S-04.

use super::{Offices, party_of};
use crate::engine::Engine;
use crate::failure::Failure;
use portal::cpas::{NotNoted, NoteLine};
use portal::my::Visitor;
use procedures::MOST_LETTERS;
use units::AccountId;

impl Offices {
    pub(super) fn noted(
        &self,
        visitor: &Visitor,
        account: AccountId,
        words: &str,
    ) -> Result<Result<(), NotNoted>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let party = party_of(engine, visitor)?;
        let (Some(known), Some(party)) = (clients.first(), party) else {
            return Ok(Err(NotNoted::NoClient));
        };
        let words = words.trim();
        if words.is_empty() {
            return Ok(Err(NotNoted::NoWords));
        }
        if words.chars().count() > MOST_LETTERS {
            return Ok(Err(NotNoted::TooLong));
        }
        let (id, dso) = (known.open.account().id, known.open.account().dso);
        engine.locked(dso, |engine| {
            engine.store.add_client_note((party, id), (now, visitor.person), words)?;
            Ok(Ok(()))
        })
    }
}

/// The notes of a social service about its client, newest first.
pub(super) fn lines(
    engine: &mut Engine,
    party: Option<i64>,
    account: AccountId,
) -> Result<Vec<NoteLine>, Failure> {
    let Some(party) = party else { return Ok(Vec::new()) };
    let mut lines = Vec::new();
    for note in engine.store.client_notes(party, account)? {
        let person = engine.store.person(note.person)?;
        let by = person.map(|person| person.ways.name).unwrap_or_default();
        lines.push(NoteLine { at: note.at, by, words: note.words });
    }
    Ok(lines)
}
