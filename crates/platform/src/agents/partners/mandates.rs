//! Social services with their people, and mandates: who may see which household, by whose agreement, and their end.

use super::super::{Desks, name_and_town, signature};
use super::{A_PAGE, Done, KeptWish, Wanted, new_act};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties;
use access::{Act, Role};
use calendar::Instant;
use portal::agent::{
    Basis, Behind, MandateLine, MandateState, MandateView, MandatesView, OfficeLine, PartnerRefused,
};
use portal::my::Visitor;
use std::collections::BTreeMap;
use store::{MandatesWanted, PartyGrant, StaffDecision};
use units::AccountId;
use vending::{GrantState, Granter, PartyError};

/// Looks at a household that are looked through, and shown.
const LOOKS: usize = 500;
const LOOKS_SHOWN: usize = 20;
/// The kind of the act.
const MANDATE_END: &str = "mandate_end";

/// The name of a party, once asked for.
pub(super) fn office_of(
    engine: &mut Engine,
    names: &mut BTreeMap<i64, String>,
    party: i64,
) -> Result<String, Failure> {
    if let Some(known) = names.get(&party) {
        return Ok(known.clone());
    }
    let name = engine.store.party(party)?.map(|party| party.name).unwrap_or_default();
    names.insert(party, name.clone());
    Ok(name)
}

fn state(state: GrantState) -> MandateState {
    match state {
        GrantState::Open | GrantState::NotYet => MandateState::Open,
        GrantState::Expired => MandateState::Over,
        GrantState::Ended => MandateState::Ended,
        GrantState::AccountClosed => MandateState::AccountClosed,
    }
}

fn mandate_line(
    engine: &mut Engine,
    kept: &PartyGrant,
    account: &store::Account,
    office: String,
    now: Instant,
) -> Result<MandateLine, Failure> {
    let grant = parties::known(kept)?;
    let (name, town) = name_and_town(engine, account)?;
    let by_law = grant.role == vending::Role::MandateByLaw;
    let basis = match (kept.granted_by.clone(), by_law) {
        (None, _) => Basis::Household,
        (Some(who), true) => Basis::Law(who),
        (Some(who), false) => Basis::Agent(who),
    };
    let ended = kept.ended.as_ref();
    Ok(MandateLine {
        account: account.id,
        number: kept.seq,
        ean: account.ean,
        energy: account.group.energy,
        name,
        town,
        office,
        basis,
        reason: kept.reason.clone(),
        from: kept.from,
        last: grant.last(),
        state: state(grant.state(now, account.closed_at)),
        ended: ended.map(|end| (end.at, end.by.clone(), end.reason.clone())),
    })
}

impl Desks {
    pub(super) fn offices_of(&self, visitor: &Visitor) -> Result<Vec<OfficeLine>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let dso = Self::operator_of(engine, visitor)?;
        let mut people: BTreeMap<i64, Vec<(String, bool)>> = BTreeMap::new();
        for person in engine.store.people_of(dso, &[Role::Cpas.code()])? {
            if let Some(party) = person.party {
                let one = (person.ways.name, person.ways.ended);
                people.entry(party).or_default().push(one);
            }
        }
        let (mut lines, mut names) = (Vec::new(), BTreeMap::new());
        for (party, people) in people {
            let open = parties::open_accounts(engine, party, now)?;
            let open = open.iter().map(|one| one.mandates().count()).sum();
            lines.push(OfficeLine { name: office_of(engine, &mut names, party)?, people, open });
        }
        lines.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(lines)
    }

    pub(super) fn mandates_of(
        &self,
        visitor: &Visitor,
        open: bool,
        behind: Option<Behind>,
    ) -> Result<MandatesView, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let dso = Self::operator_of(engine, visitor)?;
        let most = A_PAGE.saturating_add(1);
        let wanted = MandatesWanted { dso, open_at: open.then_some(now), behind, most };
        let mut kept = engine.store.mandates(&wanted)?;
        let goes_on = kept.len() > A_PAGE;
        kept.truncate(A_PAGE);
        let (mut lines, mut names, mut seen) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut asked = Vec::new();
        if behind.is_none() {
            for kept in engine.store.legal_requests_waiting(dso)? {
                let (one, account) = super::asked::line(engine, &kept, &mut names, now)?;
                asked.push(one);
                seen.extend(account);
            }
        }
        for kept in &kept {
            let Some(account) = engine.store.account(kept.account)? else { continue };
            let office = office_of(engine, &mut names, kept.party)?;
            lines.push(mandate_line(engine, kept, &account, office, now)?);
            seen.push(account);
        }
        seen.sort_by_key(|account| account.id);
        seen.dedup_by_key(|account| account.id);
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::Audit], "mandates"))?;
        let last = kept.last().map(|last| (last.from, last.account, last.seq));
        Ok(MandatesView { asked, lines, open, more: last.filter(|_| goes_on) })
    }

    /// A mandate of the visitor's operator, with its account.
    fn known_mandate(
        engine: &mut Engine,
        visitor: &Visitor,
        (account, number): (AccountId, i64),
    ) -> Result<Option<(PartyGrant, store::Account)>, Failure> {
        let dso = Self::operator_of(engine, visitor)?;
        let account = engine.store.account(account)?.filter(|account| account.dso == dso);
        let Some(account) = account else { return Ok(None) };
        let grants = engine.store.party_grants(account.id)?.into_iter();
        for kept in grants.filter(|kept| kept.seq == number) {
            if parties::known(&kept)?.role.is_mandate() {
                return Ok(Some((kept, account)));
            }
        }
        Ok(None)
    }

    pub(super) fn mandate_of(
        &self,
        visitor: &Visitor,
        which: (AccountId, i64),
    ) -> Result<Option<MandateView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((kept, account)) = Self::known_mandate(engine, visitor, which)? else {
            return Ok(None);
        };
        let office = office_of(engine, &mut BTreeMap::new(), kept.party)?;
        let line = mandate_line(engine, &kept, &account, office, now)?;
        let mut looks = Vec::new();
        for look in engine.store.person_looks(account.id, LOOKS)? {
            let person = engine.store.person(look.person)?;
            let person = person.filter(|person| person.party == Some(kept.party));
            if let Some(person) = person
                && look.at >= kept.from
                && looks.len() < LOOKS_SHOWN
            {
                looks.push((person.ways.name, look.at));
            }
        }
        self.note(engine, visitor, &[&account], (&[Act::Audit], "mandate"))?;
        Ok(Some(MandateView { line, looks }))
    }

    pub(super) fn end_of(&self, visitor: &Visitor, which: (AccountId, i64), why: &str) -> Done {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((kept, account)) = Self::known_mandate(engine, visitor, which)? else {
            return Ok(Err(PartnerRefused::Unknown));
        };
        engine.locked(account.dso, |engine| {
            let by = Granter::Agent(signature(visitor));
            if let Err(failure) = parties::end_of(engine, (account.id, kept.seq), by, why, now) {
                return match failure.downcast_ref::<PartyError>() {
                    Some(PartyError::Ended) => Ok(Err(PartnerRefused::Ended)),
                    Some(PartyError::ReasonMissing) => Ok(Err(PartnerRefused::NoReason)),
                    Some(_) | None => Err(failure),
                };
            }
            let (number, note) = (kept.seq, why.to_owned());
            let wanted = Wanted::MandateEnd { number, note };
            let wish = KeptWish { wanted, about: String::new() };
            let what = (MANDATE_END, Some(account.id));
            let new = new_act(visitor, account.dso, what, &wish, now)?;
            let (act, _) = engine.store.add_staff_act(&new)?;
            let outcome = String::new();
            let alone = StaffDecision { at: now, by: None, name: String::new(), outcome };
            if !engine.store.decide_staff_act(act.id, true, &alone)? {
                return refuse("the end of a mandate was kept before");
            }
            Ok(Ok(()))
        })
    }
}
