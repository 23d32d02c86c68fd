//! The message of an incident: what the pages say, by the outbox to whom it concerns, asked for by one and let go by
//! another. Each household is told of an incident once. Source: UX O-10, CM-10.

use super::{Rooms, failed};
use crate::engine::{Engine, town};
use crate::failure::Failure;
use crate::notices;
use crate::pages::{in_state, last_night};
use calendar::Instant;
use guards::OpenIncident as Incident;
use portal::ShownState;
use portal::my::{MyError, Visitor};
use portal::operator::{
    AskedMessage, ChangeState, IncidentDraft, IncidentMessages, TellRefused, ToldWhom,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{NewStaffAct, NoticeStep, StaffAct, StaffActState, StaffDecision};
use units::{AccountId, Dso};

type Done<T> = Result<Result<T, TellRefused>, Failure>;

const KIND: &str = "incident_message";
/// Acts of this kind that are looked through for those of one incident.
const SHOWN: i64 = 200;
/// Accounts that are told within one transaction.
const AT_ONCE: usize = 1_000;
/// States in which credit or supply is gone.
const EXHAUSTED: [ShownState; 2] = [ShownState::HeldOn, ShownState::Off];

#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    incident: String,
    /// By its name.
    whom: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    /// As the audit tells it.
    about: String,
    incident_message: Asked,
}

fn asked_of(act: &StaffAct) -> Result<(String, ToldWhom), Failure> {
    let body: Body = serde_json::from_str(&act.asked.body)?;
    let whom = ToldWhom::of_name(&body.incident_message.whom).unwrap_or(ToldWhom::Exhausted);
    Ok((body.incident_message.incident, whom))
}

fn incident(engine: &mut Engine, dso: Dso, id: &str) -> Result<Option<Incident>, Failure> {
    Ok(engine.fleet_book(dso)?.incidents.remove(id))
}

/// A page of accounts of an operator after one, by number.
fn page_of(
    engine: &mut Engine,
    dso: Dso,
    whom: ToldWhom,
    after: Option<AccountId>,
) -> Result<Vec<AccountId>, Failure> {
    let mut ids: Vec<AccountId> = match whom {
        ToldWhom::All => engine
            .store
            .accounts(Some(dso), after, AT_ONCE)?
            .into_iter()
            .map(|account| account.id)
            .collect(),
        ToldWhom::Exhausted => {
            let night = last_night(engine, dso)?;
            let mut found = Vec::new();
            for state in EXHAUSTED {
                let all = in_state(engine, dso, night, state, after, AT_ONCE)?;
                found.extend(all.into_iter().map(|standing| standing.account));
            }
            found
        }
    };
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(AT_ONCE);
    Ok(ids)
}

/// The open accounts among these that an incident covers.
fn covered(
    engine: &mut Engine,
    ids: &[AccountId],
    incident: &Incident,
) -> Result<Vec<store::Account>, Failure> {
    let mut found = Vec::new();
    for id in ids {
        let Some(account) = engine.store.account(*id)? else { continue };
        let place = town(&account);
        let place = Some(place.as_str()).filter(|place| !place.is_empty());
        let open = account.closed_at.is_none();
        if open && incident.covers.includes(account.group.energy, place) {
            found.push(account);
        }
    }
    Ok(found)
}

/// By what a household is known: where it is reached, since it may have an account for each energy. `None`: it is reached
/// by neither SMS nor mail.
fn household(engine: &mut Engine, account: AccountId) -> Result<Option<String>, Failure> {
    let Some(contact) = engine.store.contact(account)? else { return Ok(None) };
    let mail = contact.email.map(|email| email.to_string().to_lowercase());
    Ok(contact.phone.map(|phone| phone.to_string()).or(mail))
}

/// Tells a page of accounts, in one transaction: each household once. Returns how many were told.
fn tell(
    engine: &mut Engine,
    (dso, id, incident): (Dso, &str, &Incident),
    ids: &[AccountId],
    known: &mut BTreeSet<String>,
    now: Instant,
) -> Result<u64, Failure> {
    engine.locked(dso, |engine| {
        let mut count = 0_u64;
        for account in covered(engine, ids, incident)? {
            let Some(household) = household(engine, account.id)? else { continue };
            if !known.insert(household) {
                continue;
            }
            if engine.store.add_incident_told((dso, id), account.id, now)? {
                notices::incident(engine, &account, (id, &incident.kind), now)?;
                count = count.saturating_add(1);
            }
        }
        Ok(count)
    })
}

/// Tells all whom it concerns. What a broken run has told already is told no more.
fn send(
    engine: &mut Engine,
    (dso, id, incident): (Dso, &str, &Incident),
    whom: ToldWhom,
    now: Instant,
) -> Result<u64, Failure> {
    let mut known = BTreeSet::new();
    for (account, _) in engine.store.incident_told(dso, id)? {
        known.extend(household(engine, account)?);
    }
    let (mut count, mut after) = (0_u64, None);
    loop {
        let ids = page_of(engine, dso, whom, after)?;
        let Some(last) = ids.last() else { return Ok(count) };
        after = Some(*last);
        let told = tell(engine, (dso, id, incident), &ids, &mut known, now)?;
        count = count.saturating_add(told);
    }
}

/// Takes back what has not left of an incident that has ended.
pub(super) fn take_back(
    engine: &mut Engine,
    dso: Dso,
    id: &str,
    now: Instant,
) -> Result<(), Failure> {
    let key = notices::incident_key(id);
    for page in engine.store.incident_told(dso, id)?.chunks(AT_ONCE) {
        let accounts: Vec<AccountId> = page.iter().map(|(account, _)| *account).collect();
        engine.locked(dso, |engine| {
            for one in engine.store.notices(&accounts)? {
                if one.state == 0 && one.notice.cause == key {
                    let reason = "no longer so".to_owned();
                    let step = NoticeStep::Withdrawn { at: now, reason };
                    engine.store.notice_step(one.account, one.seq, &step)?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

impl Rooms {
    /// What was asked of one incident, the newest first.
    fn messages_of(&self, engine: &mut Engine, id: &str) -> Result<Vec<StaffAct>, Failure> {
        let mut found = Vec::new();
        for act in engine.store.staff_acts_of_kind(self.operator, KIND, SHOWN)? {
            if asked_of(&act)?.0 == id {
                found.push(act);
            }
        }
        found.sort_by_key(|act| std::cmp::Reverse(act.id));
        Ok(found)
    }

    fn message_draft(&self, visitor: &Visitor, id: &str) -> Result<Option<IncidentDraft>, Failure> {
        let view = self.incidents_of()?;
        let Some(line) = view.lines.into_iter().find(|line| line.id == id) else {
            return Ok(None);
        };
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(incident) = incident(engine, self.operator, id)? else { return Ok(None) };
        let (mut exhausted, mut after) = (0_u64, None);
        loop {
            let ids = page_of(engine, self.operator, ToldWhom::Exhausted, after)?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let homes = u64::try_from(covered(engine, &ids, &incident)?.len())?;
            exhausted = exhausted.saturating_add(homes);
        }
        let mut asked = Vec::new();
        for act in self.messages_of(engine, id)? {
            let (_, whom) = asked_of(&act)?;
            asked.push(AskedMessage {
                number: act.id,
                whom,
                own: act.asked.by == visitor.person,
                by: act.asked.name,
                at: act.asked.at,
                state: match act.state {
                    StaffActState::Waiting => ChangeState::Waits,
                    StaffActState::Done => ChangeState::InForce,
                    StaffActState::TurnedDown => ChangeState::TurnedDown,
                },
                decided: act.decision.map(|one| (one.name, one.at, one.outcome)),
            });
        }
        let energy = line.energy.unwrap_or(units::Energy::Electricity);
        let texts =
            notices::incident_texts(engine, self.operator, (energy, &line.kind), self.now())?;
        let most = notify::gsm::MOST_SEPTETS;
        Ok(Some(IncidentDraft { line, exhausted, texts, most, asked, as_of: self.now() }))
    }

    fn message_asked(
        &self,
        visitor: &Visitor,
        (id, whom): (&str, ToldWhom),
        attempt: &str,
    ) -> Done<()> {
        let (now, mut engine) = (self.now(), self.engine());
        let key = format!("{}.{attempt}", visitor.person);
        engine.locked(self.operator, |engine| {
            if let Some(known) = engine.store.staff_act_of(&key)? {
                let same = known.asked.kind == KIND && asked_of(&known)? == (id.to_owned(), whom);
                return Ok(if same { Ok(()) } else { Err(TellRefused::Decided) });
            }
            let Some(incident) = incident(engine, self.operator, id)? else {
                return Ok(Err(TellRefused::Unknown));
            };
            if incident.closed_at.is_some() {
                return Ok(Err(TellRefused::Over));
            }
            if engine.books.house(self.operator).is_none() {
                return Ok(Err(TellRefused::NoHouse));
            }
            let waits = |act: &StaffAct| act.state == StaffActState::Waiting;
            if self.messages_of(engine, id)?.iter().any(waits) {
                return Ok(Err(TellRefused::Waits));
            }
            let (incident, whom) = (id.to_owned(), whom.name().to_owned());
            let about = format!("incident {incident}, {whom}");
            let body = Body { about, incident_message: Asked { incident, whom } };
            let new = NewStaffAct {
                dso: self.operator,
                key,
                kind: KIND.to_owned(),
                account: None,
                at: now,
                by: visitor.person,
                name: visitor.name.clone(),
                body: serde_json::to_string(&body)?,
            };
            engine.store.add_staff_act(&new)?;
            Ok(Ok(()))
        })
    }

    fn message_decided(
        &self,
        visitor: &Visitor,
        (number, approve): (i64, bool),
        why: &str,
    ) -> Done<()> {
        let (now, mut engine) = (self.now(), self.engine());
        let engine = &mut *engine;
        let act = engine.store.staff_act(number)?;
        let own = |act: &StaffAct| act.asked.dso == self.operator && act.asked.kind == KIND;
        let Some(act) = act.filter(own) else { return Ok(Err(TellRefused::Unknown)) };
        if act.state != StaffActState::Waiting {
            // The page was sent twice.
            let own = act.decision.as_ref().is_some_and(|one| one.by == Some(visitor.person));
            let same = approve == (act.state == StaffActState::Done);
            return Ok(if own && same { Ok(()) } else { Err(TellRefused::Decided) });
        }
        if approve && act.asked.by == visitor.person {
            return Ok(Err(TellRefused::SamePerson));
        }
        let (id, whom) = asked_of(&act)?;
        let mut outcome = why.to_owned();
        if approve {
            let Some(incident) = incident(engine, self.operator, &id)? else {
                return Ok(Err(TellRefused::Unknown));
            };
            if incident.closed_at.is_some() {
                return Ok(Err(TellRefused::Over));
            }
            // In lots, so that no sale waits for all of it; a run that breaks off goes on when somebody agrees again.
            let count = send(engine, (self.operator, &id, &incident), whom, now)?;
            outcome = count.to_string();
        }
        let (by, name) = (Some(visitor.person), visitor.name.clone());
        let decision = StaffDecision { at: now, by, name, outcome };
        engine.locked(self.operator, |engine| {
            engine.store.decide_staff_act(number, approve, &decision)?;
            Ok(Ok(()))
        })
    }
}

impl IncidentMessages for Rooms {
    fn incident_draft(
        &self,
        visitor: &Visitor,
        incident: &str,
    ) -> Result<Option<IncidentDraft>, MyError> {
        self.message_draft(visitor, incident)
            .map_err(failed("could not read an incident's message"))
    }

    fn ask_incident_message(
        &self,
        visitor: &Visitor,
        of: (&str, ToldWhom),
        attempt: &str,
    ) -> Result<Result<(), TellRefused>, MyError> {
        self.message_asked(visitor, of, attempt).map_err(failed("could not keep a message"))
    }

    fn decide_incident_message(
        &self,
        visitor: &Visitor,
        decision: (i64, bool),
        why: &str,
    ) -> Result<Result<(), TellRefused>, MyError> {
        self.message_decided(visitor, decision, why).map_err(failed("could not send a message"))
    }
}
