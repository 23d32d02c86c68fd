//! Who has which role: asked for by one, approved by another, looked at again, ended at once. What was done is kept as
//! acts of staff, so the audit has it. Source: UX O-06, PD-04, PD-05.

use super::{Rooms, failed};
use crate::agents::signature;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::people::terms;
use access::{Role, Term};
use calendar::{Instant, SettlementDay};
use portal::my::{MyError, Visitor};
use portal::operator::{
    ChangeState, Member, MemberView, RoleAct, RoleLine, RoleRequest, RoleWish, Team, TeamRefused,
    TeamTold, TeamView,
};
use serde::{Deserialize, Serialize};
use store::{
    ContactPoint, KeptTerm, NewStaffAct, Person, StaffAct, StaffActState, StaffDecision, TermAct,
    Ways,
};
use units::Language;

type Done<T> = Result<Result<T, TeamRefused>, Failure>;

/// Acts that wait for a second person, as they are kept.
const NEW: &str = "role_new";
const LONGER: &str = "role_longer";
/// And those that need one person.
const CONFIRM: &str = "role_confirm";
const END: &str = "role_end";
/// Decided ones that are shown beside those that wait.
const DECIDED_SHOWN: i64 = 20;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    New {
        role: String,
        name: String,
        email: String,
        language: Language,
        last_day: Option<SettlementDay>,
        note: String,
    },
    Longer {
        person: i64,
        last_day: Option<SettlementDay>,
        note: String,
    },
    Confirm {
        person: i64,
        note: String,
    },
    End {
        person: i64,
        note: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptWish {
    wanted: Wanted,
    /// Whose role it is.
    about: String,
}

fn role_of(person: &Person) -> Result<Role, Failure> {
    match Role::from_code(person.role) {
        Some(role) => Ok(role),
        None => refuse(format!("person {} has no role", person.id)),
    }
}

fn about(person: &Person) -> String {
    format!("{} #{}", person.ways.name, person.id).trim().to_owned()
}

fn member(
    person: &Person,
    newest: Option<&KeptTerm>,
    (visitor, months): (&Visitor, i32),
    now: Instant,
) -> Result<Member, Failure> {
    let term = terms::term(person, newest);
    let ways = &person.ways;
    let phone = ways.phone.map(|phone| phone.to_string());
    let mail = ways.email.as_ref().map(ToString::to_string);
    Ok(Member {
        person: person.id,
        role: role_of(person)?,
        name: ways.name.clone(),
        address: mail.or(phone).unwrap_or_default(),
        since: person.made_at,
        last_day: term.last_day,
        reviewed_on: term.reviewed_on,
        standing: term.on(now.day(), months),
        second_factor: ways.totp.is_some(),
        ended: ways.ended,
        own: person.id == visitor.person,
    })
}

fn line(kept: &KeptTerm) -> RoleLine {
    RoleLine {
        at: kept.at,
        act: match kept.act {
            TermAct::Given => RoleAct::Given,
            TermAct::Confirmed => RoleAct::Confirmed,
            TermAct::Prolonged => RoleAct::Prolonged,
            TermAct::Ended => RoleAct::Ended,
        },
        last_day: kept.last_day,
        by: kept.by.clone(),
        why: kept.why.clone(),
    }
}

/// Whether somebody who works here signs in with this address.
fn is_taken(engine: &mut Engine, email: &units::Email) -> Result<bool, Failure> {
    let known = engine.store.people_at(&ContactPoint::Email(email.clone()))?;
    let is_staff = |person: &Person| Role::from_code(person.role).is_none_or(Role::is_staff);
    Ok(known.iter().any(is_staff))
}

impl Rooms {
    /// Somebody of staff of this operator.
    fn known_member(&self, engine: &mut Engine, id: i64) -> Result<Option<Person>, Failure> {
        let person = engine.store.person(id)?.filter(|person| person.dso == self.operator);
        Ok(person.filter(|person| Role::from_code(person.role).is_some_and(Role::is_staff)))
    }

    fn request_view(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        act: StaffAct,
    ) -> Result<Option<RoleRequest>, Failure> {
        if act.asked.dso != self.operator || ![NEW, LONGER].contains(&act.asked.kind.as_str()) {
            return Ok(None);
        }
        let kept: KeptWish = serde_json::from_str(&act.asked.body)?;
        let (wish, role, whose) = match kept.wanted {
            Wanted::New { role, name, email, language, last_day, note } => {
                let (role, email) = (role.parse::<Role>()?, email.parse()?);
                (RoleWish::New { role, name, email, language, last_day, note }, role, None)
            }
            Wanted::Longer { person, last_day, note } => {
                let Some(known) = engine.store.person(person)? else { return Ok(None) };
                (RoleWish::Longer { person, last_day, note }, role_of(&known)?, Some(person))
            }
            Wanted::Confirm { .. } | Wanted::End { .. } => return Ok(None),
        };
        let decided = act.decision.map(|one| {
            let why =
                if act.state == StaffActState::TurnedDown { one.outcome } else { String::new() };
            (one.name, one.at, why)
        });
        Ok(Some(RoleRequest {
            number: act.id,
            wish,
            name: kept.about,
            role,
            asked_by: act.asked.name,
            asked_at: act.asked.at,
            own: act.asked.by == visitor.person || whose == Some(visitor.person),
            state: match act.state {
                StaffActState::Waiting => ChangeState::Waits,
                StaffActState::Done => ChangeState::InForce,
                StaffActState::TurnedDown => ChangeState::TurnedDown,
            },
            decided,
        }))
    }

    fn requests(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
    ) -> Result<Vec<RoleRequest>, Failure> {
        let mut acts = engine.store.staff_acts_waiting(self.operator)?;
        let mut decided = Vec::new();
        for kind in [NEW, LONGER] {
            decided.extend(engine.store.staff_acts_of_kind(self.operator, kind, DECIDED_SHOWN)?);
        }
        decided.retain(|act| act.state != StaffActState::Waiting);
        decided.sort_by_key(|act| std::cmp::Reverse(act.id));
        acts.append(&mut decided);
        let mut found = Vec::new();
        for act in acts {
            found.extend(self.request_view(engine, visitor, act)?);
        }
        Ok(found)
    }

    fn team_of(&self, visitor: &Visitor) -> Result<TeamView, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let engine = &mut *engine;
        let months = terms::review_months(engine, self.operator, now)?;
        let staff = Role::ALL.into_iter().filter(|role| role.is_staff());
        let staff: Vec<u8> = staff.map(Role::code).collect();
        let newest = engine.store.newest_terms(self.operator)?;
        let mut members = Vec::new();
        for person in engine.store.people_of(self.operator, &staff)? {
            members.push(member(&person, newest.get(&person.id), (visitor, months), now)?);
        }
        members.sort_by_key(|one| {
            let review_by = one.reviewed_on.plus_months(months);
            (one.ended, one.last_day.map_or(review_by, |last| last.min(review_by)), one.person)
        });
        let requests = self.requests(engine, visitor)?;
        Ok(TeamView { dso: self.operator, months, members, requests, today: now.day() })
    }

    fn member_of(&self, visitor: &Visitor, id: i64) -> Result<Option<MemberView>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let engine = &mut *engine;
        let Some(person) = self.known_member(engine, id)? else { return Ok(None) };
        let months = terms::review_months(engine, self.operator, now)?;
        let history = engine.store.terms_of(id)?;
        let mut waiting = self.requests(engine, visitor)?;
        waiting.retain(|request| {
            let theirs = matches!(request.wish, RoleWish::Longer { person, .. } if person == id);
            theirs && request.state == ChangeState::Waits
        });
        Ok(Some(MemberView {
            member: member(&person, history.first(), (visitor, months), now)?,
            months,
            history: history.iter().map(line).collect(),
            waiting,
            today: now.day(),
        }))
    }

    /// A role that somebody else may change now.
    fn theirs(&self, engine: &mut Engine, visitor: &Visitor, id: i64) -> Done<Person> {
        Ok(match self.known_member(engine, id)? {
            None => Err(TeamRefused::NoPerson),
            Some(person) if person.id == visitor.person => Err(TeamRefused::OwnRole),
            Some(person) if person.ways.ended => Err(TeamRefused::Ended),
            Some(person) => Ok(person),
        })
    }

    /// Whether a wish may be asked for, and whose role it is of.
    fn judged(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        wish: &RoleWish,
        now: Instant,
    ) -> Done<KeptWish> {
        let (RoleWish::New { last_day, .. } | RoleWish::Longer { last_day, .. }) = wish;
        if last_day.is_some_and(|day| day < now.day()) {
            return Ok(Err(TeamRefused::DayOver));
        }
        Ok(match wish.clone() {
            RoleWish::New { email, .. } if is_taken(engine, &email)? => {
                Err(TeamRefused::AddressTaken)
            }
            RoleWish::New { role, name, email, language, last_day, note } => {
                if !role.is_of_operator() {
                    return refuse(format!("{role} is no role of the operator's own people"));
                }
                let (role, email) = (role.name().to_owned(), email.to_string());
                let about = name.clone();
                let wanted = Wanted::New { role, name, email, language, last_day, note };
                Ok(KeptWish { wanted, about })
            }
            RoleWish::Longer { person, last_day, note } => {
                let known = self.theirs(engine, visitor, person)?;
                known.map(|known| KeptWish {
                    wanted: Wanted::Longer { person, last_day, note },
                    about: about(&known),
                })
            }
        })
    }

    fn new_act(
        &self,
        visitor: &Visitor,
        what: (&str, String),
        kept: &KeptWish,
        now: Instant,
    ) -> Result<NewStaffAct, Failure> {
        let (kind, key) = what;
        Ok(NewStaffAct {
            dso: self.operator,
            key,
            kind: kind.to_owned(),
            account: None,
            at: now,
            by: visitor.person,
            name: visitor.name.clone(),
            body: serde_json::to_string(kept)?,
        })
    }

    fn ask_for_role(&self, visitor: &Visitor, wish: &RoleWish, attempt: &str) -> Done<i64> {
        let (now, mut engine) = (self.now(), self.engine());
        let key = format!("{}.{attempt}", visitor.person);
        engine.locked(self.operator, |engine| {
            if let Some(known) = engine.store.staff_act_of(&key)? {
                return Ok(Ok(known.id));
            }
            let kept = match self.judged(engine, visitor, wish, now)? {
                Ok(kept) => kept,
                Err(refused) => return Ok(Err(refused)),
            };
            let kind = if matches!(wish, RoleWish::New { .. }) { NEW } else { LONGER };
            let new = self.new_act(visitor, (kind, key), &kept, now)?;
            Ok(Ok(engine.store.add_staff_act(&new)?.0.id))
        })
    }

    /// Gives what was asked for. Within the operator's lock.
    fn give(
        &self,
        engine: &mut Engine,
        (visitor, act): (&Visitor, &StaffAct),
        request: RoleRequest,
        now: Instant,
    ) -> Done<()> {
        let first = format!("{} #{}", act.asked.name, act.asked.by);
        let by = format!("{first}, {}", signature(visitor));
        let asking = Visitor { person: act.asked.by, ..visitor.clone() };
        // As it stands now: a day may be over, an address taken.
        if let Err(refused) = self.judged(engine, &asking, &request.wish, now)? {
            return Ok(Err(refused));
        }
        let (person, last_day, act, why) = match request.wish {
            RoleWish::New { role, name, email, language, last_day, note } => {
                let mut ways = Ways::empty(language, now);
                (ways.name, ways.email) = (name, Some(email));
                let added = engine.store.add_person(self.operator, role.code(), None, &ways)?;
                (added.id, last_day, TermAct::Given, note)
            }
            RoleWish::Longer { person, last_day, note } => {
                (person, last_day, TermAct::Prolonged, note)
            }
        };
        let reviewed_on = now.day();
        engine.store.add_term(&KeptTerm {
            person,
            at: now,
            act,
            last_day,
            reviewed_on,
            by,
            why,
        })?;
        Ok(Ok(()))
    }

    fn decide_about(&self, visitor: &Visitor, number: i64, approve: bool, why: &str) -> Done<()> {
        let (now, mut engine) = (self.now(), self.engine());
        engine.locked(self.operator, |engine| {
            let Some(act) = engine.store.staff_act(number)? else {
                return Ok(Err(TeamRefused::NoRequest));
            };
            let Some(request) = self.request_view(engine, visitor, act.clone())? else {
                return Ok(Err(TeamRefused::NoRequest));
            };
            if act.state != StaffActState::Waiting {
                // The page was sent twice.
                let own = act.decision.as_ref().is_some_and(|one| one.by == Some(visitor.person));
                let same = approve == (act.state == StaffActState::Done);
                return Ok(if own && same { Ok(()) } else { Err(TeamRefused::Decided) });
            }
            if approve && request.own {
                let asked = act.asked.by == visitor.person;
                let said = if asked { TeamRefused::SamePerson } else { TeamRefused::OwnRole };
                return Ok(Err(said));
            }
            if approve && let Err(refused) = self.give(engine, (visitor, &act), request, now)? {
                return Ok(Err(refused));
            }
            let outcome = if approve { String::new() } else { why.to_owned() };
            let (by, name) = (Some(visitor.person), visitor.name.clone());
            let decision = StaffDecision { at: now, by, name, outcome };
            engine.store.decide_staff_act(number, approve, &decision)?;
            Ok(Ok(()))
        })
    }

    /// Confirms or ends a role, by one person.
    fn alone(&self, visitor: &Visitor, (id, ends): (i64, bool), why: &str) -> Done<()> {
        let (now, mut engine) = (self.now(), self.engine());
        engine.locked(self.operator, |engine| {
            let person = match self.theirs(engine, visitor, id)? {
                Ok(person) => person,
                // The page was sent twice.
                Err(TeamRefused::Ended) if ends => return Ok(Ok(())),
                Err(refused) => return Ok(Err(refused)),
            };
            let (by, note) = (signature(visitor), why.to_owned());
            let (kind, wanted) = if ends {
                terms::end(engine, &person, (&by, why), now)?;
                (END, Wanted::End { person: id, note })
            } else {
                if !terms::standing(engine, &person, now)?.is_open() {
                    return Ok(Err(TeamRefused::Lapsed));
                }
                let newest = engine.store.term_of(id)?;
                let Term { last_day, .. } = terms::term(&person, newest.as_ref());
                terms::confirm(engine, &person, last_day, (&by, why), now)?;
                (CONFIRM, Wanted::Confirm { person: id, note })
            };
            let kept = KeptWish { wanted, about: about(&person) };
            let new =
                self.new_act(visitor, (kind, format!("{kind}/{id}/{}", now.0)), &kept, now)?;
            let (act, _) = engine.store.add_staff_act(&new)?;
            let alone =
                StaffDecision { at: now, by: None, name: String::new(), outcome: String::new() };
            engine.store.decide_staff_act(act.id, true, &alone)?;
            Ok(Ok(()))
        })
    }
}

impl Team for Rooms {
    fn team(&self, visitor: &Visitor) -> Result<TeamView, MyError> {
        self.team_of(visitor).map_err(failed("could not read the roles"))
    }

    fn member(&self, visitor: &Visitor, person: i64) -> Result<Option<MemberView>, MyError> {
        self.member_of(visitor, person).map_err(failed("could not read a role"))
    }

    fn ask_role(&self, visitor: &Visitor, wish: &RoleWish, attempt: &str) -> TeamTold<i64> {
        self.ask_for_role(visitor, wish, attempt).map_err(failed("could not keep a wish"))
    }

    fn role_request(&self, visitor: &Visitor, number: i64) -> Result<Option<RoleRequest>, MyError> {
        let read = || -> Result<Option<RoleRequest>, Failure> {
            let mut engine = self.engine();
            let Some(act) = engine.store.staff_act(number)? else { return Ok(None) };
            self.request_view(&mut engine, visitor, act)
        };
        read().map_err(failed("could not read a wish"))
    }

    fn decide_role(
        &self,
        visitor: &Visitor,
        number: i64,
        approve: bool,
        why: &str,
    ) -> TeamTold<()> {
        self.decide_about(visitor, number, approve, why).map_err(failed("could not decide"))
    }

    fn confirm_role(&self, visitor: &Visitor, person: i64, why: &str) -> TeamTold<()> {
        self.alone(visitor, (person, false), why).map_err(failed("could not confirm a role"))
    }

    fn end_role(&self, visitor: &Visitor, person: i64, why: &str) -> TeamTold<()> {
        self.alone(visitor, (person, true), why).map_err(failed("could not end a role"))
    }
}
