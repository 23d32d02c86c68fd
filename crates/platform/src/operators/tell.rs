//! The message of an incident: what the pages say, by the outbox to whom it concerns, asked for by one and let go by
//! another, and sent by the worker. Each household is told of an incident once. Source: UX O-10, CM-10.

use super::{Rooms, failed};
use crate::engine::{Engine, town};
use crate::failure::{Failure, refuse};
use crate::notices;
use crate::pages::{in_state, last_night};
use calendar::{Instant, SettlementDay};
use guards::OpenIncident as Incident;
use portal::ShownState;
use portal::my::{MyError, Visitor};
use portal::operator::{
    AskedMessage, ChangeState, IncidentDraft, IncidentMessages, TellRefused, ToldWhom,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Contact, NewStaffAct, StaffAct, StaffActState, StaffDecision};
use units::{AccountId, Dso};

type Done<T> = Result<Result<T, TellRefused>, Failure>;

const KIND: &str = "incident_message";
/// What was decided to leave, as a job of the worker.
pub const JOB: &str = "incident_message";
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

/// Which message leaves, as its job has it.
#[derive(Debug, Serialize, Deserialize)]
struct Leaves {
    dso: Dso,
    day: SettlementDay,
    act: i64,
}

fn asked_of(act: &StaffAct) -> Result<(String, ToldWhom), Failure> {
    let body: Body = serde_json::from_str(&act.asked.body)?;
    let whom = ToldWhom::of_name(&body.incident_message.whom).unwrap_or(ToldWhom::Exhausted);
    Ok((body.incident_message.incident, whom))
}

fn incident(engine: &mut Engine, dso: Dso, id: &str) -> Result<Option<Incident>, Failure> {
    Ok(engine.fleet_book(dso)?.incidents.remove(id))
}

/// A page of accounts of an operator after one, by number. Returns the last one that was looked at, too.
fn page_of(
    engine: &mut Engine,
    dso: Dso,
    whom: ToldWhom,
    after: Option<AccountId>,
) -> Result<Option<(Vec<store::Account>, AccountId)>, Failure> {
    if whom == ToldWhom::All {
        let accounts = engine.store.accounts(Some(dso), after, AT_ONCE)?;
        let last = accounts.last().map(|account| account.id);
        return Ok(last.map(|last| (accounts, last)));
    }
    let night = last_night(engine, dso)?;
    let mut ids: Vec<AccountId> = Vec::new();
    for state in EXHAUSTED {
        let all = in_state(engine, dso, night, state, after, AT_ONCE)?;
        ids.extend(all.into_iter().map(|standing| standing.account));
    }
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(AT_ONCE);
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let mut accounts = Vec::with_capacity(ids.len());
    for id in ids {
        accounts.extend(engine.store.account(id)?);
    }
    Ok(Some((accounts, last)))
}

/// Whether an account is open, and an incident covers it.
fn is_covered(account: &store::Account, incident: &Incident) -> bool {
    let place = town(account);
    let place = Some(place.as_str()).filter(|place| !place.is_empty());
    account.closed_at.is_none() && incident.covers.includes(account.group.energy, place)
}

/// By what a household is known: where it is reached, since it may have an account for each energy. `None`: it is reached
/// by neither SMS nor mail. A line at home takes no SMS, and by post it would come when it is over.
fn household(contact: &Contact) -> Option<String> {
    let mail = contact.email.as_ref().map(|email| email.to_string().to_lowercase());
    let mobile = contact.phone.filter(|phone| phone.is_mobile());
    mobile.map(|phone| phone.to_string()).or(mail)
}

/// The households of a page of accounts that an incident covers.
fn households(
    engine: &mut Engine,
    incident: &Incident,
    (whom, accounts): (ToldWhom, &[store::Account]),
) -> Result<Vec<(AccountId, String)>, Failure> {
    let mut contacts = match (whom, accounts) {
        (ToldWhom::All, [first, .., last]) => engine.store.contacts_of((first.id, last.id))?,
        // Those without credit are some of many.
        (_, some) => {
            let mut found = Vec::with_capacity(some.len());
            for account in some {
                found.extend(engine.store.contact(account.id)?);
            }
            found
        }
    };
    let covered = accounts.iter().filter(|account| is_covered(account, incident));
    let covered: BTreeSet<AccountId> = covered.map(|account| account.id).collect();
    contacts.retain(|contact| covered.contains(&contact.account));
    let of = contacts.iter().filter_map(|one| household(one).map(|known| (one.account, known)));
    Ok(of.collect())
}

/// Households that an earlier message of the incident has told.
fn told_already(engine: &mut Engine, dso: Dso, id: &str) -> Result<BTreeSet<String>, Failure> {
    let mut known = BTreeSet::new();
    for (account, _) in engine.store.incident_told(dso, id)? {
        known.extend(engine.store.contact(account)?.as_ref().and_then(household));
    }
    Ok(known)
}

/// How many households a message would reach that none has reached, each once.
fn reached(
    engine: &mut Engine,
    (dso, id): (Dso, &str),
    incident: &Incident,
    whom: ToldWhom,
) -> Result<u64, Failure> {
    let (mut known, mut after) = (told_already(engine, dso, id)?, None);
    let before = known.len();
    while let Some((accounts, last)) = page_of(engine, dso, whom, after)? {
        after = Some(last);
        let found = households(engine, incident, (whom, &accounts))?;
        known.extend(found.into_iter().map(|(_, household)| household));
    }
    Ok(u64::try_from(known.len().saturating_sub(before))?)
}

/// Tells a page of accounts, in one transaction: each household once. False if the incident is over: nobody else is told
/// then.
fn tell(
    engine: &mut Engine,
    (dso, id): (Dso, &str),
    (whom, accounts): (ToldWhom, &[store::Account]),
    known: &mut BTreeSet<String>,
    now: Instant,
) -> Result<bool, Failure> {
    engine.locked(dso, |engine| {
        let incident = incident(engine, dso, id)?.filter(|one| one.closed_at.is_none());
        let Some(incident) = incident else { return Ok(false) };
        for (account, household) in households(engine, &incident, (whom, accounts))? {
            if known.insert(household) && engine.store.add_incident_told((dso, id), account, now)? {
                notices::incident(engine, account, (id, &incident.kind), now)?;
            }
        }
        Ok(true)
    })
}

/// What was asked of one incident, the newest first.
fn messages_of(engine: &mut Engine, dso: Dso, id: &str) -> Result<Vec<StaffAct>, Failure> {
    let mut found = Vec::new();
    for act in engine.store.staff_acts_of_kind(dso, KIND, SHOWN)? {
        if asked_of(&act)?.0 == id {
            found.push(act);
        }
    }
    found.sort_by_key(|act| std::cmp::Reverse(act.id));
    Ok(found)
}

/// It was decided that it leaves, and it has not left to all of them.
fn is_leaving(act: &StaffAct) -> bool {
    let outcome = act.decision.as_ref().map(|one| one.outcome.as_str());
    act.state == StaffActState::Done && outcome == Some("")
}

/// A job that tells all whom a decided message concerns, in lots, so that no sale and no page waits for all of it. What a
/// broken run has told already is told no more. `goes_on`: called between lots. Returns how many were told.
pub fn send_message(
    engine: &mut Engine,
    body: &str,
    now: Instant,
    mut goes_on: impl FnMut(&mut Engine) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    let Leaves { dso, act, .. } = serde_json::from_str(body)?;
    let Some(act) = engine.store.staff_act(act)? else { return refuse("no such message") };
    let (id, whom) = asked_of(&act)?;
    let (mut known, mut after) = (told_already(engine, dso, &id)?, None);
    while let Some((accounts, last)) = page_of(engine, dso, whom, after)? {
        after = Some(last);
        if !tell(engine, (dso, &id), (whom, &accounts), &mut known, now)? {
            break;
        }
        goes_on(engine)?;
    }
    engine.locked(dso, |engine| {
        // Counted by what is kept, whoever had begun it; what an earlier message told is its own.
        let mut count = u64::try_from(engine.store.incident_told(dso, &id)?.len())?;
        for other in messages_of(engine, dso, &id)? {
            let told = other.decision.filter(|_| other.state == StaffActState::Done);
            let told = told.and_then(|one| one.outcome.parse::<u64>().ok());
            if other.id < act.id {
                count = count.saturating_sub(told.unwrap_or(0));
            }
        }
        engine.store.staff_act_came_to(act.id, &count.to_string())?;
        Ok(count)
    })
}

impl Rooms {
    fn message_draft(&self, visitor: &Visitor, id: &str) -> Result<Option<IncidentDraft>, Failure> {
        let view = self.incidents_of()?;
        let Some(line) = view.lines.into_iter().find(|line| line.id == id) else {
            return Ok(None);
        };
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(incident) = incident(engine, self.operator, id)? else { return Ok(None) };
        let of = (self.operator, id);
        let exhausted = reached(engine, of, &incident, ToldWhom::Exhausted)?;
        let all = reached(engine, of, &incident, ToldWhom::All)?;
        let mut asked = Vec::new();
        for act in messages_of(engine, self.operator, id)? {
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
        Ok(Some(IncidentDraft { line, exhausted, all, texts, most, asked, as_of: self.now() }))
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
            let waits = |act: &StaffAct| act.state == StaffActState::Waiting || is_leaving(act);
            if messages_of(engine, self.operator, id)?.iter().any(waits) {
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
        engine.locked(self.operator, |engine| {
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
            if approve {
                let (id, _) = asked_of(&act)?;
                match incident(engine, self.operator, &id)? {
                    None => return Ok(Err(TellRefused::Unknown)),
                    Some(incident) if incident.closed_at.is_some() => {
                        return Ok(Err(TellRefused::Over));
                    }
                    Some(_) => {}
                }
            }
            let (by, name) = (Some(visitor.person), visitor.name.clone());
            // What comes of one that leaves is known when it has left.
            let outcome = if approve { String::new() } else { why.to_owned() };
            let decision = StaffDecision { at: now, by, name, outcome };
            if !engine.store.decide_staff_act(number, approve, &decision)? {
                return Ok(Err(TellRefused::Decided));
            }
            if approve {
                let leaves = Leaves { dso: self.operator, day: now.day(), act: number };
                let (key, body) = (format!("{JOB}/{number}"), serde_json::to_string(&leaves)?);
                engine.store.add_job(&key, JOB, now, &body)?;
            }
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
