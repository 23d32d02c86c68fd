//! Somebody's day at the desk: what they have taken of all queues, what nobody has, and the handover. Source: UX A-06,
//! A-13, PD-05.

use super::acts::{KeptAct, may_decide};
use super::queues::{found_in, line_of};
use super::{Desks, Done, failed};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::paid::Paid;
use crate::share::tasks::Settled;
use access::Act;
use calendar::Instant;
use portal::agent::{
    AgentRefused, DayDesk, DayView, HandoverLine, MOST_OF_A_NOTE, Nobodys, Owner, Queue, TaskDone,
    Told,
};
use portal::my::{MyError, Visitor};
use std::collections::BTreeMap;
use units::{Dso, MicroEuro};

/// Who took something longer ago than this has it no more.
const KEPT_DAYS: i32 = 90;
/// Notes on a page.
const MOST_NOTES: usize = 20;
/// Letters of the name of who ended something.
const MOST_OF_A_NAME: usize = 60;

/// Who of the desk has what.
pub(super) struct Owners {
    visitor: i64,
    /// Person, name, since when, by task.
    all: BTreeMap<String, (i64, String, Instant)>,
}

fn name_of(engine: &mut Engine, person: i64) -> Result<String, Failure> {
    Ok(engine.store.person(person)?.map(|person| person.ways.name).unwrap_or_default())
}

impl Owners {
    pub(super) fn load(engine: &mut Engine, visitor: i64, now: Instant) -> Result<Self, Failure> {
        let since = now.day().plus(-KEPT_DAYS).start();
        let (mut all, mut names) = (BTreeMap::new(), BTreeMap::new());
        for dso in Dso::ALL {
            for one in engine.store.task_owners(dso, since)? {
                let known = names.get(&one.person).cloned();
                let name: String = match known {
                    Some(name) => name,
                    None => name_of(engine, one.person)?,
                };
                names.insert(one.person, name.clone());
                all.insert(one.task, (one.person, name, one.at));
            }
        }
        Ok(Self { visitor, all })
    }

    pub(super) fn of(&self, task: &str) -> Option<Owner> {
        let (person, name, since) = self.all.get(task)?;
        Some(Owner { name: name.clone(), own: *person == self.visitor, since: *since })
    }
}

impl Desks {
    /// The operator for which somebody works.
    pub(super) fn operator_of(engine: &mut Engine, visitor: &Visitor) -> Result<Dso, Failure> {
        match engine.store.person(visitor.person)? {
            Some(person) => Ok(person.dso),
            None => refuse(format!("there is no person {}", visitor.person)),
        }
    }

    fn day_of(&self, visitor: &Visitor) -> Result<DayView, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let dso = Self::operator_of(engine, visitor)?;
        let owners = Owners::load(engine, visitor.person, now)?;
        let (mut mine, mut nobodys, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for queue in Queue::ALL {
            let mut free = Nobodys { queue, count: 0, overdue: 0 };
            for one in found_in(engine, queue, now)? {
                match owners.of(&one.task(queue)) {
                    Some(owner) if owner.own => {
                        let (line, account) = line_of(engine, queue, one, (&owners, now))?;
                        mine.push((queue, line));
                        seen.extend(account);
                    }
                    // A number tells of no household.
                    None if one.dso == Some(dso) => {
                        free.count += 1;
                        free.overdue += usize::from(one.deadline <= now);
                    }
                    Some(_) | None => {}
                }
            }
            if free.count > 0 {
                nobodys.push(free);
            }
        }
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::StateAndAmount], "day"))?;
        mine.sort_by_key(|(_, line)| (line.deadline, line.since));
        let (mut to_decide, mut waiting) = (0, 0);
        for act in engine.store.staff_acts_waiting(dso)? {
            // Another page's acts have bodies of their own.
            if serde_json::from_str::<KeptAct>(&act.asked.body).is_err() {
                continue;
            }
            let own = act.asked.by == visitor.person;
            waiting += usize::from(own);
            to_decide += usize::from(!own && may_decide(visitor.role));
        }
        let mut notes = Vec::new();
        for note in engine.store.handover_notes(dso, MOST_NOTES)? {
            let read = note.read.iter().any(|(person, _)| *person == visitor.person);
            let mut read_by = Vec::new();
            for (person, at) in note.read {
                read_by.push((name_of(engine, person)?, at));
            }
            notes.push(HandoverLine {
                number: note.seq,
                at: note.at,
                by: name_of(engine, note.person)?,
                words: note.words,
                own: note.person == visitor.person,
                read,
                read_by,
            });
        }
        Ok(DayView { dso, mine, nobodys, to_decide, waiting, notes, now })
    }

    fn take(&self, visitor: &Visitor, queue: Queue, task: &str, take: bool) -> Done<()> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let all = found_in(engine, queue, now)?;
        let Some(one) = all.into_iter().find(|one| one.task(queue) == task) else {
            return Ok(Err(AgentRefused::NoQuestion));
        };
        let Some(dso) = one.dso else { return Ok(Err(AgentRefused::NoQuestion)) };
        let me = visitor.person;
        engine.locked(dso, |engine| {
            let owners = Owners::load(engine, me, now)?;
            let before = owners.all.get(task).map(|(person, ..)| *person);
            let after = match (take, before) {
                (true, Some(person)) if person == me => return Ok(Ok(())),
                (true, None) => Some(me),
                // What is overdue is not left with somebody who is away.
                (true, Some(_)) if one.deadline <= now => Some(me),
                (true, Some(_)) => return Ok(Err(AgentRefused::Decided)),
                (false, Some(person)) if person == me => None,
                (false, _) => return Ok(Ok(())),
            };
            let done = engine.store.set_task_owner((dso, task), (before, after), (now, me))?;
            Ok(if done { Ok(()) } else { Err(AgentRefused::Decided) })
        })
    }

    /// Whose household it is sees that somebody was there. Source: PD-05, ES-19, CM-09.
    fn end(&self, visitor: &Visitor, queue: Queue, done: &TaskDone<'_>) -> Done<()> {
        let TaskDone { task, how, amount } = *done;
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let all = found_in(engine, queue, now)?;
        let found = all.into_iter().find(|one| one.task(queue) == task);
        // Of an amount that has changed since it was read, nobody has said that it is done.
        let found = found
            .filter(|one| one.amount == amount && queue.is_ended_by_word(&one.what, visitor.role));
        let Some((account, key)) = found.and_then(|one| one.account.zip(one.key)) else {
            return Ok(Err(AgentRefused::NoQuestion));
        };
        let Some(account) = engine.store.account(account)? else {
            return Ok(Err(AgentRefused::NoQuestion));
        };
        match queue {
            Queue::UnderUse => engine.locked(account.dso, |engine| {
                // When it waits again it is somebody else's as well.
                let owners = Owners::load(engine, visitor.person, now)?;
                if let Some((person, ..)) = owners.all.get(task) {
                    let change = (Some(*person), None);
                    let by = (now, visitor.person);
                    engine.store.set_task_owner((account.dso, task), change, by)?;
                }
                Ok(engine.store.add_help_offer(account.id, (now, visitor.person), how)?)
            })?,
            Queue::Sharing => {
                let by = visitor.name.chars().take(MOST_OF_A_NAME).collect();
                let eur = amount.unwrap_or(MicroEuro::ZERO);
                let most = engine.books.payments(account.dso, now)?.adjust_four_eyes;
                if i128::from(eur.0).abs() > i128::from(most.0) {
                    return Ok(Err(AgentRefused::TooMuch { most }));
                }
                let paid = Paid { eur, by, how: how.to_owned(), approved_by: None };
                let done = Settled { task: key, paid };
                crate::share::tasks::settle(engine, &done, now)?;
            }
            _ => return Ok(Err(AgentRefused::NoQuestion)),
        }
        self.note(engine, visitor, &[&account], (&[Act::StateAndAmount], "queue"))?;
        Ok(Ok(()))
    }

    fn leave_note(&self, visitor: &Visitor, words: &str) -> Result<i64, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let words = words.trim();
        if words.is_empty() || words.chars().count() > MOST_OF_A_NOTE {
            return refuse("a note says something, and not too much");
        }
        let dso = Self::operator_of(engine, visitor)?;
        engine.locked(dso, |engine| {
            Ok(engine.store.add_handover_note(dso, (now, visitor.person), words)?)
        })
    }

    fn note_read(&self, visitor: &Visitor, number: i64) -> Done<()> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let dso = Self::operator_of(engine, visitor)?;
        let known = engine.locked(dso, |engine| {
            Ok(engine.store.handover_read((dso, number), (now, visitor.person))?)
        })?;
        Ok(if known { Ok(()) } else { Err(AgentRefused::NoQuestion) })
    }
}

impl DayDesk for Desks {
    fn day(&self, visitor: &Visitor) -> Result<DayView, MyError> {
        self.day_of(visitor).map_err(failed("could not read a day"))
    }

    fn take_task(&self, visitor: &Visitor, queue: Queue, task: &str, take: bool) -> Told<()> {
        self.take(visitor, queue, task, take).map_err(failed("could not take a task"))
    }

    fn end_task(&self, visitor: &Visitor, queue: Queue, done: &TaskDone<'_>) -> Told<()> {
        self.end(visitor, queue, done).map_err(failed("could not end a task"))
    }

    fn hand_over(&self, visitor: &Visitor, words: &str) -> Result<i64, MyError> {
        self.leave_note(visitor, words).map_err(failed("could not leave a note"))
    }

    fn handover_read(&self, visitor: &Visitor, number: i64) -> Told<()> {
        self.note_read(visitor, number).map_err(failed("could not mark a note"))
    }
}
