//! How a CPAS gets access: the household is sent a code and tells it, or it does not. Whatever is keyed in,
//! the answer is the same until the code is right: nobody learns who has a meter. Source: PD-03, UX S-02, S-03.

use super::{Offices, party_of};
use crate::failure::{Failure, refuse};
use crate::parties::{self, To};
use crate::people::secrets;
use ::access::{Code, CodeRules, Tried};
use calendar::Instant;
use portal::cpas::{AccessWanted, NotAsked, NotFound, NotGiven};
use portal::my::Visitor;
use store::MandateRequest;
use units::{AccountId, Dso};
use vending::{GrantAsked, Granter, PartyError, Prefixes, Role};

/// A letter has a way through the post.
const RULES: CodeRules = CodeRules { valid_s: 7 * 86_400, tries: 5, per_hour: 10 };

impl Offices {
    pub(super) fn ask(
        &self,
        visitor: &Visitor,
        wanted: &AccessWanted<'_>,
    ) -> Result<Result<String, NotAsked>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(party) = party_of(engine, visitor)? else {
            return refuse("somebody of no social service");
        };
        let parameters = engine.books.payments(Dso::Ores, now)?;
        let most = parameters.mandate_max_months;
        if !(1..=most).contains(&wanted.months) {
            return Ok(Err(NotAsked::TooLong { most }));
        }
        let prefixes = Prefixes::of_parameter(&parameters.ean_prefixes)?;
        let Ok(candidates) = prefixes.read(wanted.reference) else {
            return Ok(Err(NotAsked::NotAReference));
        };
        let hour = now.plus_h(-1);
        let asked = engine.store.mandate_requests_since(visitor.person, hour)?;
        if asked >= u64::from(RULES.per_hour) {
            return Ok(Err(NotAsked::Wait { until: now.plus_h(1) }));
        }
        let mut found = None;
        for candidate in candidates {
            let account = engine.store.account_of(candidate.ean)?;
            found = found.or(account.filter(|account| account.closed_at.is_none()));
        }
        // No code is sent for what they see already; asked for longer, it is.
        let last = last_day(now, wanted.months);
        for open in parties::open_accounts(engine, party, now)? {
            let account = open.account().id;
            let of_it = found.as_ref().is_some_and(|found| found.id == account);
            let as_long = |grant: &vending::Grant| {
                grant.role == Role::Mandate && grant.last().is_none_or(|held| held >= last)
            };
            if of_it && open.mandates().any(as_long) {
                return Ok(Err(NotAsked::Held { account }));
            }
        }
        let (code, challenge) = (secrets::six_digits()?, secrets::token()?);
        let request = MandateRequest {
            hash: self.keys.code(&challenge, &code),
            challenge: challenge.clone(),
            party,
            person: visitor.person,
            account: found.as_ref().map(|account| account.id),
            purpose: wanted.purpose.name().to_owned(),
            months: wanted.months,
            made_at: now,
            wrong: 0,
            used_at: None,
        };
        let dso = found.as_ref().map_or(Dso::Ores, |account| account.dso);
        engine.locked(dso, |engine| {
            engine.store.add_mandate_request(&request)?;
            if let Some(account) = &found {
                let asked = (party, wanted.months, code.as_str());
                crate::notices::access_asked(engine, account, asked, now)?;
            }
            Ok(())
        })?;
        Ok(Ok(challenge))
    }

    /// The client of a reference, by what the list of clients leads to. Source: UX S-02.
    pub(super) fn found(
        &self,
        visitor: &Visitor,
        reference: &str,
    ) -> Result<Result<AccountId, NotFound>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let prefixes = engine.books.payments(Dso::Ores, now)?.ean_prefixes.clone();
        let Ok(candidates) = Prefixes::of_parameter(&prefixes)?.read(reference) else {
            return Ok(Err(NotFound::NotAReference));
        };
        let Some(party) = party_of(engine, visitor)? else { return Ok(Err(NotFound::NoAccess)) };
        let points: Vec<units::Ean> = candidates.into_iter().map(|one| one.ean).collect();
        let own = parties::open_accounts(engine, party, now)?;
        let mut own = own.iter().filter(|open| {
            points.contains(&open.account().ean) && open.mandates().next().is_some()
        });
        Ok(own.next().map(|open| open.account().id).ok_or(NotFound::NoAccess))
    }

    pub(super) fn enter(
        &self,
        visitor: &Visitor,
        challenge: &str,
        code: &str,
    ) -> Result<Result<AccountId, NotGiven>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let party = party_of(engine, visitor)?;
        let request = engine.store.mandate_request(challenge)?;
        // Another's request is no business of theirs.
        let request = request.filter(|one| Some(one.party) == party);
        let Some(request) = request else { return Ok(Err(NotGiven::Over)) };
        let account = match request.account {
            Some(account) => engine.store.account(account)?,
            None => None,
        };
        let right = self.keys.is_code(challenge, code, &request.hash) && account.is_some();
        let known =
            Code { made_at: request.made_at, wrong: request.wrong, used_at: request.used_at };
        let (after, tried) = known.tried(right, now, RULES);
        let dso = account.as_ref().map_or(Dso::Ores, |account| account.dso);
        engine.locked(dso, |engine| {
            if tried != Tried::Over || after != known {
                let kept = (after.wrong, after.used_at);
                if !engine.store.mandate_request_tried(&request, kept)? {
                    return Ok(Err(NotGiven::Over));
                }
            }
            let account = match (tried, &account) {
                (Tried::Right, Some(account)) => account,
                (Tried::Wrong { left }, _) => return Ok(Err(NotGiven::Wrong { left })),
                (Tried::Over | Tried::Right, _) => return Ok(Err(NotGiven::Over)),
            };
            let asked = GrantAsked {
                role: Role::Mandate,
                last: Some(last_day(now, request.months)),
                by: Granter::Holder,
                reason: format!("{}, the holder told the code", request.purpose),
            };
            let to = To::Known(request.party);
            match parties::share_of(engine, account.id, &to, &asked, "", now) {
                Ok(_) => {
                    super::team::takes_charge(engine, visitor, account.id, now)?;
                    Ok(Ok(account.id))
                }
                Err(failure) => match failure.downcast_ref::<PartyError>() {
                    Some(PartyError::Held { .. }) => {
                        Ok(Err(NotGiven::Held { account: account.id }))
                    }
                    // Whoever told it has moved out: it opens nothing of the next household.
                    Some(PartyError::AccountClosed) => Ok(Err(NotGiven::Over)),
                    Some(_) | None => Err(failure),
                },
            }
        })
    }
}

/// The last day of a mandate of so many months.
fn last_day(now: Instant, months: i32) -> calendar::SettlementDay {
    vending::latest_end(now, months)
}
