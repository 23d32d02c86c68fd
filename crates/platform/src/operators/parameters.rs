//! Parameters as operators see and change them. Source: UX O-04.

use super::{Done, Rooms};
use crate::agents::signature;
use crate::books::{EnteredParameter, parameter_book};
use crate::changes::{self, Asking, ChangeError, Judged, Soonest};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use calendar::{Instant, SettlementDay};
use params::{Entry, Kind, ParameterBook, ParameterError, Scope};
use portal::my::Visitor;
use portal::operator::{
    Change, ChangeState, ChangeView, Decided, Effect, EffectOf, OperatorRefused, ParameterLine,
    ParameterView, ValueKind, VersionLine, Wish,
};
use std::collections::{BTreeMap, BTreeSet};
use store::{Book, BookEntry, StoreError};
use units::{Dso, Energy};

/// Decided changes that are shown beside those that wait.
const DECIDED_SHOWN: usize = 20;

fn kind(kind: Kind) -> ValueKind {
    match kind {
        Kind::Bool => ValueKind::YesOrNo,
        Kind::Int => ValueKind::Whole,
        Kind::Money => ValueKind::Money,
        Kind::Ratio => ValueKind::Ratio,
        Kind::Factor => ValueKind::Factor,
        Kind::Text => ValueKind::Text,
        Kind::List => ValueKind::List,
    }
}

/// What was refused, for a page. Errors: what is nobody's refusal.
fn refused(failure: Failure) -> Result<OperatorRefused, Failure> {
    if let Some(error) = failure.downcast_ref::<ChangeError>() {
        return Ok(match error {
            ChangeError::TooEarly { first, .. } => OperatorRefused::TooEarly(*first),
            ChangeError::Same { .. } => OperatorRefused::SameValue,
            ChangeError::Narrower { scope, .. } => {
                OperatorRefused::Narrower(scope.energy.unwrap_or(Energy::Electricity))
            }
            ChangeError::Unread { .. } => OperatorRefused::Unread,
        });
    }
    match (failure.downcast_ref::<ParameterError>(), failure.downcast_ref::<StoreError>()) {
        (Some(ParameterError::Unknown { .. }), _) => Ok(OperatorRefused::NoParameter),
        (Some(error), _) => Ok(OperatorRefused::Rule(chain(error))),
        (_, Some(StoreError::SamePerson { .. })) => Ok(OperatorRefused::SamePerson),
        (_, Some(StoreError::AlreadyApproved { .. } | StoreError::TurnedDown { .. })) => {
            Ok(OperatorRefused::Decided)
        }
        (_, Some(StoreError::NoSuchEntry { .. })) => Ok(OperatorRefused::NoChange),
        (_, _) => Err(failure),
    }
}

fn or_refused<T>(done: Result<T, Failure>) -> Done<T> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(failure) => Ok(Err(refused(failure)?)),
    }
}

/// First day after `day` on which another version holds.
fn next_other(
    book: &ParameterBook,
    name: &str,
    (dso, energy): (Dso, Energy),
    day: SettlementDay,
    now: Instant,
) -> Option<SettlementDay> {
    let days = book.of_name(name).flat_map(|entry| [Some(entry.valid_from), entry.valid_to]);
    let later: BTreeSet<SettlementDay> = days.flatten().filter(|later| *later > day).collect();
    let on = |day: SettlementDay| book.value(name, dso, energy, day, now).ok();
    later.into_iter().find(|later| on(*later) != on(day))
}

fn covers(scope: Scope, dso: Dso, energy: Energy) -> bool {
    scope.dso.is_none_or(|own| own == dso) && scope.energy.is_none_or(|own| own == energy)
}

fn line(
    book: &ParameterBook,
    name: &str,
    of: (Dso, Energy),
    now: Instant,
    waits: bool,
) -> ParameterLine {
    let (today, (dso, energy)) = (now.day(), of);
    let entry = book.entry(name, dso, energy, today, now).ok();
    let any = entry.or_else(|| book.of_name(name).next());
    ParameterLine {
        name: name.to_owned(),
        value: entry.map(|entry| entry.value.to_string()),
        unit: any.map(|entry| entry.unit.clone()).unwrap_or_default(),
        from: entry.map(|entry| entry.valid_from),
        source: any.map(|entry| entry.source.clone()).unwrap_or_default(),
        confidence: any.map(|entry| entry.confidence.clone()).unwrap_or_default(),
        confirm: entry.is_some_and(|entry| entry.confirm),
        next: next_other(book, name, of, today, now),
        waits,
        read: params::is_read(name),
    }
}

fn entered(kept: &BookEntry) -> Result<EnteredParameter, Failure> {
    Ok(serde_json::from_str(&kept.body)?)
}

fn change(kept: &BookEntry, own: &str) -> Result<Change, Failure> {
    let EnteredParameter { name, value, scope, valid_from, recorded_at } = entered(kept)?;
    let reason = kept.reason.clone();
    let state = match (&kept.approved_by, &kept.refused) {
        (Some(_), _) => ChangeState::InForce,
        (None, Some(_)) => ChangeState::TurnedDown,
        (None, None) => ChangeState::Waits,
    };
    let approved = kept.approved_by.clone().map(|by| (by, kept.decided_at, String::new()));
    let refused = kept.refused.clone().map(|no| (no.by, kept.decided_at, no.why));
    Ok(Change {
        number: kept.number,
        wish: Wish { name, value, energy: scope.energy, from: valid_from, reason },
        dso: scope.dso,
        asked_by: kept.entered_by.clone(),
        asked_at: Some(kept.entered_at.unwrap_or(recorded_at)),
        own: kept.entered_by == own,
        state,
        decided: approved.or(refused),
    })
}

/// The effect for a page: of the operator whose page it is.
fn shown(
    engine: &mut Engine,
    asked: &EnteredParameter,
    judged: &Judged,
    now: Instant,
) -> Result<Effect, Failure> {
    let effect = changes::effect_of(engine, asked, judged, now)?;
    let unit = judged.after.of_name(&asked.name).next().map(|entry| entry.unit.clone());
    let mut of: Vec<EffectOf> = Vec::new();
    for one in effect.of {
        // A change of all operators has as many lines as there are differences.
        let line = EffectOf { energy: one.energy, before: one.before, until: one.until };
        if !of.contains(&line) {
            of.push(line);
        }
    }
    let states = effect.states.map(|(all, counts)| {
        (all, counts.into_iter().map(|((was, will), count)| (was, will, count)).collect())
    });
    Ok(Effect { of, unit: unit.unwrap_or_default(), states })
}

impl Rooms {
    fn entry_of(&self, wish: &Wish, now: Instant) -> EnteredParameter {
        EnteredParameter {
            name: wish.name.clone(),
            value: wish.value.clone(),
            scope: Scope { dso: Some(self.operator), energy: wish.energy },
            valid_from: wish.from,
            recorded_at: now,
        }
    }

    pub(super) fn lines(&self, energy: Energy, part: &str) -> Result<Vec<ParameterLine>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let book = parameter_book(&mut engine.store)?;
        let mut waiting = BTreeSet::new();
        for kept in engine.store.book_entries(Book::Parameters)? {
            if kept.approved_by.is_none() && kept.refused.is_none() {
                waiting.insert(entered(&kept)?.name);
            }
        }
        let part = part.to_lowercase();
        let known =
            |entry: &&Entry| covers(Scope { dso: None, ..entry.scope }, self.operator, energy);
        let names: BTreeSet<&str> =
            book.entries().iter().filter(known).map(|entry| entry.name.as_str()).collect();
        let names = names.into_iter().filter(|name| name.contains(&part));
        let of = (self.operator, energy);
        Ok(names.map(|name| line(&book, name, of, now, waiting.contains(name))).collect())
    }

    pub(super) fn view_of(
        &self,
        visitor: &Visitor,
        energy: Energy,
        name: &str,
    ) -> Result<Option<ParameterView>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let book = parameter_book(&mut engine.store)?;
        let Ok(kept_kind) = book.kind_of(name) else { return Ok(None) };
        let (mut waiting, mut decided) = (Vec::new(), BTreeMap::new());
        for kept in engine.store.book_entries(Book::Parameters)? {
            let change = change(&kept, &signature(visitor))?;
            if change.wish.name != name {
                continue;
            }
            match change.state {
                ChangeState::Waits => waiting.push(change),
                ChangeState::TurnedDown => {}
                ChangeState::InForce => {
                    let by = kept.approved_by.clone().unwrap_or_default();
                    let at = kept.decided_at;
                    let asked_by = kept.entered_by.clone();
                    decided
                        .insert(decided.len(), Decided { asked_by, by, at, reason: kept.reason });
                }
            }
        }
        let in_force = book.entry(name, self.operator, energy, now.day(), now).ok().cloned();
        let entries: Vec<&Entry> = book.of_name(name).collect();
        // Those of people stand behind the shipped ones, in the order of their numbers.
        let shipped = entries.len().saturating_sub(decided.len());
        let mut versions: Vec<VersionLine> = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.scope.dso.is_none_or(|dso| dso == self.operator))
            .map(|(place, entry)| VersionLine {
                value: entry.value.to_string(),
                from: entry.valid_from,
                to: entry.valid_to,
                dso: entry.scope.dso,
                energy: entry.scope.energy,
                source: entry.source.clone(),
                confidence: entry.confidence.clone(),
                confirm: entry.confirm,
                decided: place.checked_sub(shipped).and_then(|own| decided.get(&own).cloned()),
                in_force: in_force.as_ref() == Some(*entry),
            })
            .collect();
        versions.reverse();
        versions.sort_by_key(|version| std::cmp::Reverse(version.from));
        let scope = Scope { dso: Some(self.operator), energy: None };
        Ok(Some(ParameterView {
            now: line(&book, name, (self.operator, energy), now, !waiting.is_empty()),
            kind: kind(kept_kind),
            energy,
            dso: self.operator,
            versions,
            waiting,
            first_day: changes::first_day(&mut engine.store, scope, Soonest::Tomorrow, now)?,
        }))
    }

    pub(super) fn effect_of(&self, _: &Visitor, wish: &Wish) -> Done<Effect> {
        let (now, mut engine) = (self.now(), self.engine());
        let asked = self.entry_of(wish, now);
        let kind_of = parameter_book(&mut engine.store)?.kind_of(&wish.name).ok();
        if let Some(kept) = kind_of
            && kept.parse(&wish.value).is_none()
        {
            return Ok(Err(OperatorRefused::NotAValue(kind(kept))));
        }
        let judged = changes::judge(&mut engine.store, &asked, Soonest::Tomorrow, now);
        match or_refused(judged)? {
            Ok(judged) => Ok(Ok(shown(&mut engine, &asked, &judged, now)?)),
            Err(refused) => Ok(Err(refused)),
        }
    }

    pub(super) fn ask_for(&self, visitor: &Visitor, wish: &Wish, attempt: &str) -> Done<i64> {
        let (now, mut engine) = (self.now(), self.engine());
        let (asked, person) = (self.entry_of(wish, now), signature(visitor));
        let asking = Asking { person: &person, reason: &wish.reason, key: Some(attempt) };
        or_refused(changes::ask(&mut engine, &asked, asking, Soonest::Tomorrow, now))
    }

    pub(super) fn all_changes(&self, visitor: &Visitor) -> Result<Vec<Change>, Failure> {
        let mut engine = self.engine();
        let (mut waiting, mut decided) = (Vec::new(), Vec::new());
        for kept in engine.store.book_entries(Book::Parameters)?.iter().rev() {
            let change = change(kept, &signature(visitor))?;
            if change.dso.is_some_and(|dso| dso != self.operator) {
                continue;
            }
            match change.state {
                ChangeState::Waits => waiting.insert(0, change),
                ChangeState::InForce | ChangeState::TurnedDown => decided.push(change),
            }
        }
        decided.truncate(DECIDED_SHOWN);
        waiting.append(&mut decided);
        Ok(waiting)
    }

    pub(super) fn change_of(
        &self,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Option<ChangeView>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let Some(kept) = engine.store.book_entry(Book::Parameters, number)? else {
            return Ok(None);
        };
        let change = change(&kept, &signature(visitor))?;
        if change.dso.is_some_and(|dso| dso != self.operator) {
            return Ok(None);
        }
        let effect = if change.state == ChangeState::Waits {
            let asked = entered(&kept)?;
            let judged = changes::judge(&mut engine.store, &asked, Soonest::Tomorrow, now);
            Some(match or_refused(judged)? {
                Ok(judged) => Ok(shown(&mut engine, &asked, &judged, now)?),
                Err(refused) => Err(refused),
            })
        } else {
            None
        };
        Ok(Some(ChangeView { change, effect }))
    }

    pub(super) fn decide_on(
        &self,
        visitor: &Visitor,
        number: i64,
        approve: bool,
        why: &str,
    ) -> Done<()> {
        let (now, mut engine) = (self.now(), self.engine());
        let person = signature(visitor);
        let Some(kept) = engine.store.book_entry(Book::Parameters, number)? else {
            return Ok(Err(OperatorRefused::NoChange));
        };
        let decided_by = kept.approved_by.as_ref().or(kept.refused.as_ref().map(|no| &no.by));
        // The page was sent twice.
        if decided_by == Some(&person) && kept.approved_by.is_some() == approve {
            return Ok(Ok(()));
        }
        let done = if approve {
            changes::approve(&mut engine, number, &person, Soonest::Tomorrow, now)
        } else {
            let said = (person.as_str(), why);
            engine.store.turn_down(Book::Parameters, number, said, now).map_err(Failure::from)
        };
        or_refused(done)
    }
}
