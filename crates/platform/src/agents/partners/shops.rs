//! Shops with their terminals: how each does, who sells there, and whether it sells at all.

use super::super::{Desks, signature};
use super::{A_PAGE, Done, KeptWish, Wanted, new_act};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::terminals::StoredTerminal;
use crate::terminals::stops::{self, StopRefused};
use crate::till::held::room;
use access::{Role, TillRights};
use calendar::Instant;
use portal::agent::{
    PartnerRefused, ShopAgain, ShopLine, ShopView, ShopsView, StopLine, TillStanding,
};
use portal::my::Visitor;
use std::collections::BTreeMap;
use store::{Person, StaffAct, StaffActState, StaffDecision};
use units::Dso;

/// Whoever was heard of within so many minutes counts as online.
const ONLINE_MIN: i64 = 15;
/// The kind of the act.
const AGAIN: &str = "terminal_resume";

fn refused(refused: StopRefused) -> PartnerRefused {
    match refused {
        StopRefused::Unknown => PartnerRefused::Unknown,
        StopRefused::Stopped => PartnerRefused::Stopped,
        StopRefused::NotStopped => PartnerRefused::NotStopped,
        StopRefused::NoReason => PartnerRefused::NoReason,
        StopRefused::SamePerson => PartnerRefused::SamePerson,
    }
}

/// What is known of all shops of an operator while a page is made.
struct Street {
    dso: Dso,
    now: Instant,
    /// Who signs in, by terminal.
    people: BTreeMap<String, Vec<Person>>,
    /// What waits for a second person, by terminal.
    waiting: BTreeMap<String, StaffAct>,
}

impl Street {
    fn load(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Self, Failure> {
        let known = engine.store.people_of(dso, &[Role::Merchant.code()])?;
        let mut known: BTreeMap<i64, Person> =
            known.into_iter().map(|person| (person.id, person)).collect();
        let mut people: BTreeMap<String, Vec<Person>> = BTreeMap::new();
        for (person, terminal) in engine.store.people_at_terminals(dso)? {
            let person = known.remove(&person).filter(|person| !person.ways.ended);
            if let Some(person) = person {
                people.entry(terminal).or_default().push(person);
            }
        }
        let mut waiting = BTreeMap::new();
        for act in engine.store.staff_acts_waiting(dso)? {
            if act.asked.kind != AGAIN {
                continue;
            }
            let kept: KeptWish = serde_json::from_str(&act.asked.body)?;
            if let Wanted::TerminalResume { terminal, .. } = kept.wanted {
                waiting.insert(terminal, act);
            }
        }
        Ok(Self { dso, now, people, waiting })
    }

    fn line(&self, engine: &mut Engine, terminal: &str, body: &str) -> Result<ShopLine, Failure> {
        let store = &mut engine.store;
        let last_sale = store.last_sale(terminal)?;
        let people = self.people.get(terminal).map(Vec::as_slice).unwrap_or_default();
        let heard = crate::notices::heard(store, self.dso, terminal, people)?;
        let staff = store.shop_people(terminal)?.into_iter().filter(|one| !one.ended).count();
        let standing = if stops::is_stopped(store, terminal)? {
            TillStanding::Stopped
        } else if heard.is_some_and(|at| at >= self.now.plus_min(-ONLINE_MIN)) {
            TillStanding::Online
        } else {
            TillStanding::Offline
        };
        Ok(ShopLine {
            terminal: terminal.to_owned(),
            name: StoredTerminal::name_of(body)?,
            standing,
            heard,
            last_sale,
            open: store.open_shifts(&[terminal])?.len(),
            room: room(store, terminal, self.now)?,
            people: people.len().saturating_add(staff),
            waits: self.waiting.contains_key(terminal),
        })
    }
}

/// A terminal of an operator, as it is kept.
fn of_operator(engine: &mut Engine, dso: Dso, terminal: &str) -> Result<Option<String>, Failure> {
    let found = engine.store.terminal(terminal)?.filter(|(of, _)| *of == dso);
    Ok(found.map(|(_, body)| body))
}

impl Desks {
    pub(super) fn shops_of(
        &self,
        visitor: &Visitor,
        stopped: bool,
        page: usize,
    ) -> Result<ShopsView, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let dso = Self::operator_of(engine, visitor)?;
        let street = Street::load(engine, dso, now)?;
        let mut own = Vec::new();
        for (terminal, of, body) in engine.store.terminals()? {
            if of == dso {
                own.push((StoredTerminal::name_of(&body)?, terminal, body));
            }
        }
        if stopped {
            let names: Vec<&str> = own.iter().map(|(_, terminal, _)| terminal.as_str()).collect();
            let which = engine.store.stopped_terminals(&names)?;
            own.retain(|(_, terminal, _)| which.contains(terminal));
        }
        own.sort();
        let first = page.saturating_mul(A_PAGE);
        let more = own.len() > first.saturating_add(A_PAGE);
        let mut lines = Vec::new();
        for (_, terminal, body) in own.iter().skip(first).take(A_PAGE) {
            lines.push(street.line(engine, terminal, body)?);
        }
        Ok(ShopsView { lines, stopped, page, more, online_min: ONLINE_MIN })
    }

    pub(super) fn shop_of(
        &self,
        visitor: &Visitor,
        terminal: &str,
    ) -> Result<Option<ShopView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let dso = Self::operator_of(engine, visitor)?;
        let Some(body) = of_operator(engine, dso, terminal)? else { return Ok(None) };
        let street = Street::load(engine, dso, now)?;
        let line = street.line(engine, terminal, &body)?;
        let owners = street.people.get(terminal).map(Vec::as_slice).unwrap_or_default();
        let staff = engine.store.shop_people(terminal)?.into_iter().filter(|one| !one.ended);
        let stops = engine.store.terminal_stops(terminal)?.into_iter();
        let waiting = match street.waiting.get(terminal) {
            Some(act) => {
                let kept: KeptWish = serde_json::from_str(&act.asked.body)?;
                let note = kept.wanted.note();
                Some(ShopAgain {
                    by: act.asked.name.clone(),
                    at: act.asked.at,
                    why: note,
                    own: act.asked.by == visitor.person,
                })
            }
            None => None,
        };
        Ok(Some(ShopView {
            owners: owners.iter().map(|person| person.ways.name.clone()).collect(),
            staff: staff.map(|one| (one.name, TillRights::from_code(one.rights))).collect(),
            stops: stops
                .map(|one| StopLine {
                    at: one.at,
                    stopped: one.stopped,
                    by: one.by,
                    approved_by: one.approved_by,
                    reason: one.reason,
                })
                .collect(),
            waiting,
            line,
        }))
    }

    /// Does something with a terminal of the visitor's operator, under its lock.
    fn with_shop(
        &self,
        visitor: &Visitor,
        terminal: &str,
        work: impl FnOnce(&mut Engine, Dso, Instant) -> Done,
    ) -> Done {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let dso = Self::operator_of(engine, visitor)?;
        if of_operator(engine, dso, terminal)?.is_none() {
            return Ok(Err(PartnerRefused::Unknown));
        }
        engine.locked(dso, |engine| work(engine, dso, now))
    }

    pub(super) fn stop_of(&self, visitor: &Visitor, terminal: &str, why: &str) -> Done {
        self.with_shop(visitor, terminal, |engine, _, now| {
            let who = (signature(visitor), why);
            let done = stops::stop(&mut engine.store, terminal, (&who.0, who.1), now)?;
            Ok(done.map_err(refused))
        })
    }

    pub(super) fn ask_again_of(&self, visitor: &Visitor, terminal: &str, why: &str) -> Done {
        self.with_shop(visitor, terminal, |engine, dso, now| {
            if let Err(not) = stops::may_change(&mut engine.store, terminal, false)? {
                return Ok(Err(refused(not)));
            }
            if Street::load(engine, dso, now)?.waiting.contains_key(terminal) {
                return Ok(Err(PartnerRefused::Waits));
            }
            let (terminal, note) = (terminal.to_owned(), why.to_owned());
            let about = terminal.clone();
            let kept = KeptWish { wanted: Wanted::TerminalResume { terminal, note }, about };
            let new = new_act(visitor, dso, (AGAIN, None), &kept, now)?;
            engine.store.add_staff_act(&new)?;
            Ok(Ok(()))
        })
    }

    pub(super) fn decide_again_of(&self, visitor: &Visitor, terminal: &str, approve: bool) -> Done {
        self.with_shop(visitor, terminal, |engine, dso, now| {
            let waiting = Street::load(engine, dso, now)?.waiting.remove(terminal);
            let Some(act) = waiting.filter(|act| act.state == StaffActState::Waiting) else {
                return Ok(Err(PartnerRefused::NothingWaits));
            };
            if approve {
                if act.asked.by == visitor.person {
                    return Ok(Err(PartnerRefused::SamePerson));
                }
                let kept: KeptWish = serde_json::from_str(&act.asked.body)?;
                let note = kept.wanted.note();
                let first = format!("{} #{}", act.asked.name, act.asked.by);
                let both = [first, signature(visitor)];
                let both = both.each_ref().map(String::as_str);
                let done = stops::resume(&mut engine.store, terminal, both, &note, now)?;
                if let Err(not) = done {
                    return Ok(Err(refused(not)));
                }
            }
            let (by, name) = (Some(visitor.person), visitor.name.clone());
            let decision = StaffDecision { at: now, by, name, outcome: String::new() };
            engine.store.decide_staff_act(act.id, approve, &decision)?;
            Ok(Ok(()))
        })
    }
}
