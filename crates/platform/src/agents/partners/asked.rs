//! What social services ask by force of a law, as the desk compares and answers it. Source: UX A-11, S-03, PD-03.

use super::super::{Desks, name_and_town, signature};
use super::mandates::office_of;
use super::{Done, KeptWish, Wanted, new_act};
use crate::cpas::law::{self, NotOpened};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use access::Act;
use calendar::Instant;
use portal::agent::{LegalAsked, LegalHousehold, LegalOpens, LegalView, PartnerRefused};
use portal::cpas::Purpose;
use portal::my::Visitor;
use std::collections::BTreeMap;
use store::{KeptLegal, LegalEnd, LegalState, StaffDecision};

/// The kind of the act.
const LEGAL_ANSWER: &str = "legal_answer";

/// A request as the desk sees it, and the account of the household that is shown with it.
pub(super) fn line(
    engine: &mut Engine,
    kept: &KeptLegal,
    names: &mut BTreeMap<i64, String>,
    now: Instant,
) -> Result<(LegalAsked, Option<store::Account>), Failure> {
    let asked = &kept.asked;
    let opens = match law::opens(engine, asked, now)? {
        Ok(_) => LegalOpens::Household,
        Err(NotOpened::Nobody) => LegalOpens::Nobody,
        Err(NotOpened::Fell | NotOpened::Ended | NotOpened::Held) => LegalOpens::Fell,
    };
    let account = match asked.account {
        Some(account) => engine.store.account(account)?,
        None => None,
    };
    let household = match &account {
        Some(account) => {
            let (name, town) = name_and_town(engine, account)?;
            let energy = account.group.energy;
            Some(LegalHousehold { account: account.id, energy, name, town })
        }
        None => None,
    };
    let by = engine.store.person(asked.by)?.map(|person| person.ways.name).unwrap_or_default();
    let line = LegalAsked {
        number: kept.id,
        office: office_of(engine, names, asked.party)?,
        by,
        at: asked.at,
        notice: asked.notice.clone(),
        dated: asked.dated,
        purpose: Purpose::of_name(&asked.purpose),
        last: law::last_day(asked),
        household,
        opens,
    };
    Ok((line, account))
}

impl Desks {
    /// A request of the visitor's operator.
    fn known_request(
        engine: &mut Engine,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Option<KeptLegal>, Failure> {
        let dso = Self::operator_of(engine, visitor)?;
        Ok(engine.store.legal_request(number)?.filter(|kept| kept.asked.dso == dso))
    }

    pub(super) fn by_law_of(
        &self,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Option<LegalView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(kept) = Self::known_request(engine, visitor, number)? else { return Ok(None) };
        let (asked, account) = line(engine, &kept, &mut BTreeMap::new(), now)?;
        let mut answered = None;
        if let Some((at, person)) = kept.ended {
            let name = engine.store.person(person)?.map(|one| one.ways.name).unwrap_or_default();
            let granted = kept.state == LegalState::Granted;
            answered = Some((granted, at, format!("{name} #{person}"), kept.reason));
        }
        let seen: Vec<&store::Account> = account.iter().collect();
        self.note(engine, visitor, &seen, (&[Act::Audit], "mandate"))?;
        Ok(Some(LegalView { asked, answered }))
    }

    pub(super) fn by_law_answered(
        &self,
        visitor: &Visitor,
        number: i64,
        why: Option<&str>,
    ) -> Done {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(kept) = Self::known_request(engine, visitor, number)? else {
            return Ok(Err(PartnerRefused::Unknown));
        };
        let why = why.map(str::trim);
        if why == Some("") {
            return Ok(Err(PartnerRefused::NoReason));
        }
        let dso = kept.asked.dso;
        engine.locked(dso, |engine| {
            if let Some(why) = why {
                let end = LegalEnd::Declined(why);
                if !engine.store.end_legal_request(number, end, (now, visitor.person))? {
                    return Ok(Err(PartnerRefused::Answered));
                }
            } else {
                let by = (visitor.person, signature(visitor));
                if let Err(not) = law::granted(engine, number, by, now)? {
                    return Ok(Err(match not {
                        NotOpened::Ended => PartnerRefused::Answered,
                        NotOpened::Fell => PartnerRefused::Fell,
                        NotOpened::Nobody => PartnerRefused::Nobody,
                        NotOpened::Held => PartnerRefused::Held,
                    }));
                }
            }
            let granted = why.is_none();
            let note = why.map_or_else(|| kept.asked.notice.clone(), str::to_owned);
            let wanted = Wanted::LegalAnswer { number, granted, note };
            let wish = KeptWish { wanted, about: String::new() };
            let what = (LEGAL_ANSWER, kept.asked.account);
            let new = new_act(visitor, dso, what, &wish, now)?;
            let (act, _) = engine.store.add_staff_act(&new)?;
            let outcome = String::new();
            let alone = StaffDecision { at: now, by: None, name: String::new(), outcome };
            if !engine.store.decide_staff_act(act.id, true, &alone)? {
                return refuse("the answer to a request was kept before");
            }
            Ok(Ok(()))
        })
    }
}
