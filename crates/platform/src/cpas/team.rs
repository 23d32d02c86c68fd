//! The people of a social service: whose client is whose, who is away, and who stands in. Everybody of it sees every
//! client; being in charge says whose work it is. Source: UX S-01, S-09.

use super::{Offices, party_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::{OpenAccount, open_accounts};
use ::access::{Act, Role, rights};
use calendar::{Instant, SettlementDay};
use portal::cpas::{InCharge, Leave, Member, Moved, NewLeave, Team, TeamRefused};
use portal::my::Visitor;
use std::collections::BTreeMap;
use store::{Person, PersonLeave};
use units::{AccountId, Dso};

/// A leave lasts no longer.
const MOST_DAYS: i32 = 180;

/// The people of a party that sign in, by number.
fn people_of(engine: &mut Engine, dso: Dso, party: i64) -> Result<Vec<Person>, Failure> {
    let people = engine.store.people_of(dso, &[Role::Cpas.code()])?;
    let own = people.into_iter().filter(|one| one.party == Some(party) && !one.ways.ended);
    Ok(own.collect())
}

/// The clients of a party, with whoever is in charge. Somebody who has left is in charge of nobody.
fn in_charge(
    engine: &mut Engine,
    (party, people): (i64, &[Person]),
    now: Instant,
) -> Result<Vec<(OpenAccount, Option<i64>)>, Failure> {
    let charges = engine.store.charges(party)?;
    let open = open_accounts(engine, party, now)?.into_iter();
    let clients = open.filter(|one| one.mandates().next().is_some());
    Ok(clients
        .map(|one| {
            let of = charges.get(&one.account().id).copied();
            (one, of.filter(|of| people.iter().any(|person| person.id == *of)))
        })
        .collect())
}

/// The leave of somebody that holds on a day or is to come.
fn leave_of(
    engine: &mut Engine,
    person: i64,
    today: SettlementDay,
) -> Result<Option<PersonLeave>, Failure> {
    Ok(engine.store.leave(person)?.filter(|leave| today <= leave.last))
}

/// Whose clients are somebody's work today: their own, and those of whom they stand in for.
pub(super) fn work_of(
    engine: &mut Engine,
    visitor: &Visitor,
    now: Instant,
) -> Result<Vec<AccountId>, Failure> {
    let Some((party, people)) = own_people(engine, visitor)? else { return Ok(Vec::new()) };
    let mut of = vec![visitor.person];
    for person in &people {
        let leave = leave_of(engine, person.id, now.day())?;
        let away = leave.filter(|leave| leave.first <= now.day());
        if away.is_some_and(|leave| leave.stand_in == visitor.person) {
            of.push(person.id);
        }
    }
    let clients = in_charge(engine, (party, &people), now)?;
    let mine = clients.into_iter().filter(|(_, who)| who.is_some_and(|who| of.contains(&who)));
    Ok(mine.map(|(open, _)| open.account().id).collect())
}

fn own_people(
    engine: &mut Engine,
    visitor: &Visitor,
) -> Result<Option<(i64, Vec<Person>)>, Failure> {
    let Some(person) = engine.store.person(visitor.person)? else { return Ok(None) };
    let Some(party) = person.party else { return Ok(None) };
    Ok(Some((party, people_of(engine, person.dso, party)?)))
}

impl Offices {
    pub(super) fn team_of(&self, visitor: &Visitor) -> Result<Team, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((party, people)) = own_people(engine, visitor)? else {
            return refuse("somebody of no social service");
        };
        let name = engine.store.party(party)?.map(|party| party.name).unwrap_or_default();
        let mut clients: BTreeMap<Option<i64>, usize> = BTreeMap::new();
        for (_, of) in in_charge(engine, (party, &people), now)? {
            *clients.entry(of).or_default() += 1;
        }
        let of = |person: Option<i64>| clients.get(&person).copied().unwrap_or(0);
        let mut members = Vec::with_capacity(people.len());
        for person in &people {
            let leave = leave_of(engine, person.id, now.day())?;
            members.push(Member {
                person: person.id,
                name: person.ways.name.clone(),
                own: person.id == visitor.person,
                clients: of(Some(person.id)),
                leave: leave.map(|PersonLeave { first, last, stand_in }| Leave {
                    first,
                    last,
                    stand_in,
                }),
            });
        }
        let allowed = Act::ALL.into_iter().map(|act| (act, rights(Role::Cpas, act)));
        Ok(Team {
            name,
            members,
            nobodys: of(None),
            rights: allowed.filter(|(_, rights)| !rights.is_empty()).collect(),
            today: now.day(),
        })
    }

    pub(super) fn clients_moved(
        &self,
        visitor: &Visitor,
        moved: Moved,
    ) -> Result<Result<usize, TeamRefused>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((party, people)) = own_people(engine, visitor)? else {
            return Ok(Err(TeamRefused::NoMember));
        };
        let is_of_team = |id: i64| people.iter().any(|person| person.id == id);
        if !is_of_team(moved.to) || moved.from.is_some_and(|from| !is_of_team(from)) {
            return Ok(Err(TeamRefused::NoMember));
        }
        if moved.from == Some(moved.to) {
            return Ok(Err(TeamRefused::SamePerson));
        }
        let dso = engine.store.party(party)?.map_or(Dso::Ores, |party| party.dso);
        engine.locked(dso, |engine| {
            let clients = in_charge(engine, (party, &people), now)?.into_iter();
            let asked = clients.filter(|(open, of)| {
                *of == moved.from && moved.client.is_none_or(|account| account == open.account().id)
            });
            let asked: Vec<AccountId> = asked.map(|(open, _)| open.account().id).collect();
            if asked.is_empty() {
                return Ok(Err(TeamRefused::NoClient));
            }
            for account in &asked {
                let by = (now, visitor.person);
                engine.store.set_charge((party, *account), moved.to, by)?;
            }
            Ok(Ok(asked.len()))
        })
    }

    pub(super) fn leave_set(
        &self,
        visitor: &Visitor,
        leave: NewLeave,
    ) -> Result<Result<(), TeamRefused>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((party, people)) = own_people(engine, visitor)? else {
            return Ok(Err(TeamRefused::NoMember));
        };
        let NewLeave { person, first, last, stand_in } = leave;
        let is_of_team = |id: i64| people.iter().any(|person| person.id == id);
        if !is_of_team(person) || !is_of_team(stand_in) {
            return Ok(Err(TeamRefused::NoMember));
        }
        if person == stand_in {
            return Ok(Err(TeamRefused::SamePerson));
        }
        if last < first || last < now.day() || last.days_since(first) >= MOST_DAYS {
            return Ok(Err(TeamRefused::Days { most: MOST_DAYS }));
        }
        let dso = engine.store.party(party)?.map_or(Dso::Ores, |party| party.dso);
        engine.locked(dso, |engine| {
            // Work that is handed to somebody who is away is nobody's.
            let away = leave_of(engine, stand_in, now.day())?;
            if away.is_some_and(|away| away.first <= last && first <= away.last) {
                return Ok(Err(TeamRefused::StandInAway));
            }
            for other in &people {
                let theirs = leave_of(engine, other.id, now.day())?;
                let theirs = theirs.filter(|theirs| theirs.stand_in == person);
                if theirs.is_some_and(|theirs| theirs.first <= last && first <= theirs.last) {
                    return Ok(Err(TeamRefused::StandsIn));
                }
            }
            let kept = PersonLeave { first, last, stand_in };
            engine.store.set_leave(person, Some(kept), (now, visitor.person))?;
            Ok(Ok(()))
        })
    }

    pub(super) fn leave_ended(
        &self,
        visitor: &Visitor,
        person: i64,
    ) -> Result<Result<(), TeamRefused>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((party, people)) = own_people(engine, visitor)? else {
            return Ok(Err(TeamRefused::NoMember));
        };
        if !people.iter().any(|one| one.id == person) {
            return Ok(Err(TeamRefused::NoMember));
        }
        let dso = engine.store.party(party)?.map_or(Dso::Ores, |party| party.dso);
        engine.locked(dso, |engine| {
            if leave_of(engine, person, now.day())?.is_none() {
                return Ok(Err(TeamRefused::NoLeave));
            }
            engine.store.set_leave(person, None, (now, visitor.person))?;
            Ok(Ok(()))
        })
    }
}

/// Who is in charge of a client, and who else could be.
pub(super) fn charge_of(
    engine: &mut Engine,
    visitor: &Visitor,
    account: AccountId,
) -> Result<InCharge, Failure> {
    let Some((party, people)) = own_people(engine, visitor)? else {
        return Ok(InCharge::default());
    };
    let charge = engine.store.charges(party)?.get(&account).copied();
    let named = people.into_iter().map(|person| (person.id, person.ways.name));
    let (own, others): (Vec<_>, Vec<_>) = named.partition(|(id, _)| Some(*id) == charge);
    Ok(InCharge { person: own.into_iter().next(), others })
}

/// Whoever opened a mandate is in charge, unless somebody is already.
pub(super) fn takes_charge(
    engine: &mut Engine,
    visitor: &Visitor,
    account: AccountId,
    now: Instant,
) -> Result<(), Failure> {
    let Some(party) = party_of(engine, visitor)? else { return Ok(()) };
    if engine.store.charges(party)?.contains_key(&account) {
        return Ok(());
    }
    Ok(engine.store.set_charge((party, account), visitor.person, (now, visitor.person))?)
}
