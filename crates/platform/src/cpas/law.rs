//! Access by force of a law: a social service names the notice on which it rests, somebody of the operator compares it
//! and answers. Before that nothing is seen, and after a refusal neither. Source: PD-03, TP-22, UX S-03, A-11.

use super::{Offices, party_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::{self, To, open_accounts};
use calendar::{Instant, SettlementDay};
use portal::cpas::{LegalLine, LegalStanding, LegalWanted, NotAskedByLaw, Purpose};
use portal::my::Visitor;
use store::{KeptLegal, LegalEnd, LegalState, NewLegal};
use units::Dso;
use vending::{GrantAsked, Granter, PartyError, Prefixes, Role, latest_end};

/// Letters of which notice it is.
const MOST_LETTERS: usize = 80;
/// What ended is shown so long.
const SHOWN_DAYS: i32 = 30;
/// Requests of one person within an hour.
const MOST_PER_H: u64 = 10;

/// The last day on which a request would hold: from the day of the notice, not from when it is answered.
pub fn last_day(asked: &NewLegal) -> SettlementDay {
    latest_end(asked.dated.start(), asked.months)
}

/// Why a request opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOpened {
    /// It was answered before.
    Ended,
    /// The household has moved out since, or its time is over: it fell.
    Fell,
    /// Nobody of this operator has the reference.
    Nobody,
    /// The social service has a mandate by law for as long.
    Held,
}

/// Whether a request would open something now. Errors: as [`NotOpened`] says, but for one that is held.
pub fn opens(
    engine: &mut Engine,
    asked: &NewLegal,
    now: Instant,
) -> Result<Result<store::Account, NotOpened>, Failure> {
    let Some(account) = asked.account else { return Ok(Err(NotOpened::Nobody)) };
    let account = engine.store.account(account)?;
    // Whoever lives there since is somebody else: the request is for the account of then. Source: PD-07.
    let open = account.filter(|one| one.closed_at.is_none() && one.dso == asked.dso);
    Ok(open.filter(|_| last_day(asked) >= now.day()).ok_or(NotOpened::Fell))
}

/// Grants what a request asks, in the name of somebody of the operator; the household is told at once. What has fallen
/// is ended so. Within the operator's lock.
pub fn granted(
    engine: &mut Engine,
    id: i64,
    (person, signature): (i64, String),
    now: Instant,
) -> Result<Result<(), NotOpened>, Failure> {
    let Some(KeptLegal { asked, state: LegalState::Waiting, .. }) =
        engine.store.legal_request(id)?
    else {
        return Ok(Err(NotOpened::Ended));
    };
    let account = match opens(engine, &asked, now)? {
        Ok(account) => account,
        Err(not) => {
            if not == NotOpened::Fell {
                engine.store.end_legal_request(id, LegalEnd::Fell, (now, person))?;
            }
            return Ok(Err(not));
        }
    };
    let last = last_day(&asked);
    let grant = GrantAsked {
        role: Role::MandateByLaw,
        last: Some(last),
        by: Granter::Agent(signature),
        reason: format!("{}, notice {} of {}", asked.purpose, asked.notice, asked.dated),
    };
    let to = To::Known(asked.party);
    if let Err(failure) = parties::share(engine, account.ean, &to, &grant, "", now) {
        return match failure.downcast_ref::<PartyError>() {
            Some(PartyError::Held { .. }) => Ok(Err(NotOpened::Held)),
            Some(_) | None => Err(failure),
        };
    }
    engine.store.end_legal_request(id, LegalEnd::Granted, (now, person))?;
    if !engine.store.charges(asked.party)?.contains_key(&account.id) {
        let of = (asked.party, account.id);
        engine.store.set_charge(of, asked.by, (now, asked.by))?;
    }
    crate::notices::access_by_law(engine, &account, (asked.party, last), now)?;
    Ok(Ok(()))
}

impl Offices {
    pub(super) fn by_law_asked(
        &self,
        visitor: &Visitor,
        wanted: &LegalWanted<'_>,
    ) -> Result<Result<(), NotAskedByLaw>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let (Some(party), Some(person)) =
            (party_of(engine, visitor)?, engine.store.person(visitor.person)?)
        else {
            return refuse("somebody of no social service");
        };
        let parameters = engine.books.payments(Dso::Ores, now)?;
        let most = parameters.mandate_max_months;
        if !(1..=most).contains(&wanted.months) {
            return Ok(Err(NotAskedByLaw::TooLong { most }));
        }
        let prefixes = Prefixes::of_parameter(&parameters.ean_prefixes)?;
        let Ok(candidates) = prefixes.read(wanted.reference) else {
            return Ok(Err(NotAskedByLaw::NotAReference));
        };
        let notice = wanted.notice.split_whitespace().collect::<Vec<_>>().join(" ");
        if notice.is_empty() || notice.chars().count() > MOST_LETTERS {
            return Ok(Err(NotAskedByLaw::NoNotice { most: MOST_LETTERS }));
        }
        if wanted.dated > now.day() {
            return Ok(Err(NotAskedByLaw::NotYetDated));
        }
        let mut found = None;
        for candidate in candidates {
            let account = engine.store.account_of(candidate.ean)?;
            // Another operator's households are not this one's to open.
            let own =
                account.filter(|account| account.closed_at.is_none() && account.dso == person.dso);
            found = found.or(own);
        }
        let new = NewLegal {
            dso: person.dso,
            party,
            account: found.map(|account| account.id),
            reference: wanted.reference.chars().filter(char::is_ascii_digit).collect(),
            notice,
            dated: wanted.dated,
            purpose: wanted.purpose.name().to_owned(),
            months: wanted.months,
            at: now,
            by: visitor.person,
        };
        let last = last_day(&new);
        if last < now.day() {
            return Ok(Err(NotAskedByLaw::Over { last }));
        }
        engine.locked(new.dso, |engine| {
            if let Some(known) = engine.store.legal_request_waiting(party, &new.reference)? {
                let KeptLegal { asked, .. } = known;
                let same = asked.notice == new.notice
                    && asked.dated == new.dated
                    && (asked.purpose.as_str(), asked.months) == (&*new.purpose, new.months);
                return Ok(same.then_some(()).ok_or(NotAskedByLaw::Waits));
            }
            let of_late = engine.store.legal_requests_since(visitor.person, now.plus_h(-1))?;
            if of_late >= MOST_PER_H {
                return Ok(Err(NotAskedByLaw::Slower { until: now.plus_h(1) }));
            }
            engine.store.add_legal_request(&new)?;
            Ok(Ok(()))
        })
    }

    pub(super) fn by_law_of(&self, visitor: &Visitor) -> Result<Vec<LegalLine>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(party) = party_of(engine, visitor)? else { return Ok(Vec::new()) };
        let since = now.day().plus(-SHOWN_DAYS).start();
        let mut lines = Vec::new();
        for kept in engine.store.legal_requests(party, since)?.into_iter().rev() {
            lines.push(line(engine, kept, now)?);
        }
        Ok(lines)
    }
}

fn line(engine: &mut Engine, kept: KeptLegal, now: Instant) -> Result<LegalLine, Failure> {
    let KeptLegal { asked, state, ended, reason, .. } = kept;
    let standing = match (state, ended) {
        (LegalState::Granted, Some((at, _))) => {
            let open = open_accounts(engine, asked.party, now)?;
            let is_it = |id| asked.account == Some(id);
            let client =
                open.iter().find(|one| is_it(one.account().id) && one.mandates().next().is_some());
            LegalStanding::Granted { at, client: client.map(|one| one.account().id) }
        }
        (LegalState::Declined, Some((at, _))) => LegalStanding::Declined(at, reason),
        (LegalState::Fell, Some((at, _))) => LegalStanding::Fell(at),
        // Whether a household is there is not said before somebody has answered. Source: PD-04.
        (LegalState::Waiting, _) | (_, None) => LegalStanding::Waiting,
    };
    let by = engine.store.person(asked.by)?.map(|person| person.ways.name).unwrap_or_default();
    Ok(LegalLine {
        last: last_day(&asked),
        reference: asked.reference,
        notice: asked.notice,
        dated: asked.dated,
        purpose: Purpose::of_name(&asked.purpose),
        by,
        standing,
        now,
    })
}
