//! Mandates that households signed on paper. Somebody writes one down, somebody else has the paper at hand and grants
//! what it says; the household is told at once and can end it. Source: PD-03, UX S-03.

use super::{Offices, party_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::{self, To, open_accounts};
use calendar::{Instant, SettlementDay};
use portal::cpas::{NotRecorded, PaperLine, PaperRefused, PaperStanding, PaperWanted, Purpose};
use portal::my::Visitor;
use store::{KeptPaper, NewPaper, PaperState};
use units::{AccountId, Dso};
use vending::{GrantAsked, Granter, PartyError, Prefixes, Role, latest_end};

/// Letters of the number of a paper.
const MOST_LETTERS: usize = 40;
/// What ended is shown so long.
const SHOWN_DAYS: i32 = 30;

/// The last day on which a paper holds: from the day on which it was signed, not from when it was found again.
fn last_day(paper: &NewPaper) -> SettlementDay {
    latest_end(paper.signed.start(), paper.months)
}

/// Whether a paper can be of the household of an account: it lived there when it was signed. Source: PD-03, PD-07.
fn may_have_signed(account: &store::Account, signed: SettlementDay) -> bool {
    account.closed_at.is_none() && account.opened_at.day() <= signed
}

impl Offices {
    pub(super) fn paper_recorded(
        &self,
        visitor: &Visitor,
        wanted: &PaperWanted<'_>,
    ) -> Result<Result<(), NotRecorded>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(party) = party_of(engine, visitor)? else {
            return refuse("somebody of no social service");
        };
        let parameters = engine.books.payments(Dso::Ores, now)?;
        let most = parameters.mandate_max_months;
        if !(1..=most).contains(&wanted.months) {
            return Ok(Err(NotRecorded::TooLong { most }));
        }
        let prefixes = Prefixes::of_parameter(&parameters.ean_prefixes)?;
        let Ok(candidates) = prefixes.read(wanted.reference) else {
            return Ok(Err(NotRecorded::NotAReference));
        };
        let document = wanted.document.trim();
        if document.is_empty() || document.chars().count() > MOST_LETTERS {
            return Ok(Err(NotRecorded::NoDocument { most: MOST_LETTERS }));
        }
        if wanted.signed > now.day() {
            return Ok(Err(NotRecorded::NotYetSigned));
        }
        let mut found = None;
        for candidate in candidates {
            let account = engine.store.account_of(candidate.ean)?;
            found = found.or(account.filter(|account| may_have_signed(account, wanted.signed)));
        }
        let Some(person) = engine.store.person(visitor.person)? else {
            return refuse(format!("no person {}", visitor.person));
        };
        let new = NewPaper {
            dso: person.dso,
            party,
            account: found.map(|account| account.id),
            reference: wanted.reference.chars().filter(char::is_ascii_digit).collect(),
            document: document.to_owned(),
            signed: wanted.signed,
            purpose: wanted.purpose.name().to_owned(),
            months: wanted.months,
            at: now,
            by: visitor.person,
        };
        let last = last_day(&new);
        if last < now.day() {
            return Ok(Err(NotRecorded::Over { last }));
        }
        engine.locked(new.dso, |engine| {
            engine.store.add_paper_mandate(&new)?;
            Ok(Ok(()))
        })
    }

    pub(super) fn papers_of(&self, visitor: &Visitor) -> Result<Vec<PaperLine>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(party) = party_of(engine, visitor)? else { return Ok(Vec::new()) };
        let since = now.day().plus(-SHOWN_DAYS).start();
        let mut lines = Vec::new();
        for paper in engine.store.paper_mandates(party, since)?.into_iter().rev() {
            lines.push(paper_line(engine, paper, visitor, now)?);
        }
        Ok(lines)
    }

    pub(super) fn paper_decided(
        &self,
        visitor: &Visitor,
        id: i64,
        grant: bool,
    ) -> Result<Result<Option<AccountId>, PaperRefused>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let party = party_of(engine, visitor)?;
        // Another's paper is no business of theirs.
        let paper = engine.store.paper_mandate(id)?.filter(|one| Some(one.asked.party) == party);
        let Some(paper) = paper else { return Ok(Err(PaperRefused::NoPaper)) };
        let account = match paper.asked.account {
            Some(account) => engine.store.account(account)?,
            None => None,
        };
        let dso = account.as_ref().map_or(paper.asked.dso, |account| account.dso);
        engine.locked(dso, |engine| {
            let Some(KeptPaper { asked, state: PaperState::Waiting, .. }) =
                engine.store.paper_mandate(id)?
            else {
                return Ok(Err(PaperRefused::Ended));
            };
            if !grant {
                engine.store.end_paper_mandate(id, false, (now, visitor.person))?;
                return Ok(Ok(None));
            }
            if asked.by == visitor.person {
                return Ok(Err(PaperRefused::SamePerson));
            }
            let last = last_day(&asked);
            let open = account.as_ref().filter(|account| may_have_signed(account, asked.signed));
            let Some(account) = open.filter(|_| last >= now.day()) else {
                return Ok(Err(PaperRefused::OpensNothing));
            };
            let grant = GrantAsked {
                role: Role::Mandate,
                last: Some(last),
                by: Granter::Holder,
                reason: format!(
                    "{}, signed on {} on paper {}",
                    asked.purpose, asked.signed, asked.document
                ),
            };
            let to = To::Known(asked.party);
            match parties::share_of(engine, account.id, &to, &grant, "", now) {
                Ok(_) => {}
                Err(failure) => match failure.downcast_ref::<PartyError>() {
                    Some(PartyError::Held { .. }) => return Ok(Err(PaperRefused::Held)),
                    Some(PartyError::AccountClosed) => return Ok(Err(PaperRefused::OpensNothing)),
                    Some(_) | None => return Err(failure),
                },
            }
            engine.store.end_paper_mandate(id, true, (now, visitor.person))?;
            super::team::takes_charge(engine, visitor, account.id, now)?;
            crate::notices::access_given(engine, account, (asked.party, last), now)?;
            Ok(Ok(Some(account.id)))
        })
    }
}

fn paper_line(
    engine: &mut Engine,
    paper: KeptPaper,
    visitor: &Visitor,
    now: Instant,
) -> Result<PaperLine, Failure> {
    let asked = paper.asked;
    let standing = match (paper.state, paper.ended) {
        (PaperState::Granted, Some((at, _))) => {
            let open = open_accounts(engine, asked.party, now)?;
            let is_it = |id| asked.account == Some(id);
            let client =
                open.iter().find(|one| is_it(one.account().id) && one.mandates().next().is_some());
            PaperStanding::Granted { at, client: client.map(|one| one.account().id) }
        }
        (PaperState::TurnedDown, Some((at, _))) => PaperStanding::TurnedDown(at),
        (_, _) => PaperStanding::Waiting { own: asked.by == visitor.person },
    };
    let by = engine.store.person(asked.by)?.map(|person| person.ways.name).unwrap_or_default();
    Ok(PaperLine {
        id: paper.id,
        last: last_day(&asked),
        reference: asked.reference,
        document: asked.document,
        signed: asked.signed,
        purpose: Purpose::of_name(&asked.purpose),
        by,
        standing,
        now,
    })
}
