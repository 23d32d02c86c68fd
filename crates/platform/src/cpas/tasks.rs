//! Proofs of a client, decisions on paper, and when the commission sits. Source: UX S-06, PR-18.

use super::{Known, Offices, party_of};
use crate::cases;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use ::access::Act;
use calendar::Instant;
use letters::{CutOut, Letter, Part, Sender, parts};
use notify::letter;
use portal::cpas::{NotSet, Proof, ProofState, ProofTask, SittingLine, decision_words};
use portal::my::Visitor;
use store::ClientProof;
use units::{AccountId, Language};

/// A sitting is entered this many days ahead at most.
const MOST_DAYS: i32 = 366;

/// The proofs of a client, as they stand.
pub(super) fn proofs_of(
    engine: &mut Engine,
    party: Option<i64>,
    account: units::AccountId,
) -> Result<Vec<ProofTask>, Failure> {
    let Some(party) = party else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for kept in engine.store.client_proofs(party, account)? {
        let state = ProofState::ALL.into_iter().find(|state| state.code() == kept.state);
        if let (Some(proof), Some(state)) = (Proof::of_name(&kept.proof), state) {
            found.push(ProofTask { proof, state, due: kept.due });
        }
    }
    Ok(found)
}

/// The sittings to come of a social service.
pub(super) fn sittings_of(
    engine: &mut Engine,
    party: Option<i64>,
    now: Instant,
) -> Result<Vec<SittingLine>, Failure> {
    let Some(party) = party else { return Ok(Vec::new()) };
    let lines = engine.store.sittings(party, now)?.into_iter();
    let line = |one: store::Sitting| SittingLine { number: one.seq, at: one.at, place: one.place };
    Ok(lines.map(line).collect())
}

/// What was decided on a request of a social service, as a letter to the household. `None` if it is not answered, or
/// the operator has no name to write in.
fn decision(
    engine: &mut Engine,
    known: &Known,
    (party, number): (i64, i64),
) -> Result<Option<Letter>, Failure> {
    let account = known.open.account();
    let all = cases::of_account(engine, account)?.into_iter();
    let mut own = all.filter(|case| case.stored.asker.party == Some(party));
    let Some(case) = own.find(|case| case.kept.id == number) else { return Ok(None) };
    let Some(given) = case.stored.case.answer.clone() else { return Ok(None) };
    let Some(house) = engine.books.house(account.dso).cloned() else { return Ok(None) };
    let contact = engine.store.contact(account.id)?;
    let language = contact.as_ref().map_or(Language::Fr, |contact| contact.language);
    let office = engine.store.party(party)?.map(|party| party.name).unwrap_or_default();
    let days = (case.stored.case.asked_at.day(), given.at.day());
    let said = (given.outcome, given.words.as_str());
    let kind = case.stored.case.kind;
    let (subject, text) = decision_words(kind, days, said, (&office, &house.help), language);
    let frame = letter::frame(language);
    let mut recipient = Vec::new();
    if let Some(contact) = &contact {
        let place = format!("{} {}", contact.postcode, contact.town);
        recipient = [contact.name.as_str(), contact.street.as_str(), place.trim()]
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
    }
    if recipient.is_empty() {
        recipient.push(frame.resident.to_owned());
    }
    let mut all = vec![Part::Sentence(frame.greeting.to_owned())];
    all.extend(parts(&text));
    Ok(Some(Letter {
        language,
        date: given.at.day(),
        dated: frame.dated(given.at.day()),
        sender: Sender {
            name: house.name.clone(),
            lines: vec![house.postal.clone(), house.help.clone(), house.site.clone()],
        },
        recipient,
        mark: number.to_string(),
        copy: String::new(),
        subject,
        parts: all,
        cut_out: CutOut::Nothing,
        easy: false,
    }))
}

impl Offices {
    pub(super) fn proof_set(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: ProofTask,
    ) -> Result<Result<(), NotSet>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let party = party_of(engine, visitor)?;
        let (Some(known), Some(party)) = (clients.first(), party) else {
            return Ok(Err(NotSet::NoClient));
        };
        let (id, dso) = (known.open.account().id, known.open.account().dso);
        let new = ClientProof {
            proof: wanted.proof.name().to_owned(),
            state: wanted.state.code(),
            due: wanted.due,
            at: now,
            person: visitor.person,
        };
        engine.locked(dso, |engine| {
            engine.store.set_client_proof((party, id), &new)?;
            Ok(Ok(()))
        })
    }

    pub(super) fn letter_of_decision(
        &self,
        visitor: &Visitor,
        account: AccountId,
        number: i64,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let now = self.now();
        let mut guard = self.engine();
        let engine = &mut *guard;
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let party = party_of(engine, visitor)?;
        let (Some(known), Some(party)) = (clients.first(), party) else { return Ok(None) };
        self.note(engine, visitor, &clients, &[Act::StateAndAmount])?;
        let letter = decision(engine, known, (party, number))?;
        // Printing takes a while; nobody waits for the books meanwhile.
        drop(guard);
        Ok(letter.map(|letter| letters::print(&letter)).transpose()?.map(|pdf| pdf.bytes))
    }

    pub(super) fn sittings_to_come(&self, visitor: &Visitor) -> Result<Vec<SittingLine>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let party = party_of(engine, visitor)?;
        sittings_of(engine, party, now)
    }

    pub(super) fn sitting_added(
        &self,
        visitor: &Visitor,
        at: Instant,
        place: &str,
    ) -> Result<Result<(), NotSet>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        if at <= now || at.day().days_since(now.day()) > MOST_DAYS {
            return Ok(Err(NotSet::NotAhead));
        }
        let Some((party, dso)) = self.office_of(engine, visitor)? else {
            return Ok(Err(NotSet::NoClient));
        };
        if place.is_empty() {
            return refuse("a sitting has a place");
        }
        engine.locked(dso, |engine| {
            engine.store.add_sitting(party, (at, place), (now, visitor.person))?;
            Ok(Ok(()))
        })
    }

    pub(super) fn sitting_cancelled(
        &self,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Result<(), NotSet>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((party, dso)) = self.office_of(engine, visitor)? else {
            return Ok(Err(NotSet::NoSitting));
        };
        engine.locked(dso, |engine| {
            let known = engine.store.cancel_sitting((party, number), (now, visitor.person))?;
            Ok(if known { Ok(()) } else { Err(NotSet::NoSitting) })
        })
    }

    /// The social service of whoever visits, and at which operator.
    pub(super) fn office_of(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
    ) -> Result<Option<(i64, units::Dso)>, Failure> {
        let person = engine.store.person(visitor.person)?;
        Ok(person.and_then(|person| person.party.map(|party| (party, person.dso))))
    }
}
