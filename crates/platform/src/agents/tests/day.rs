//! Somebody's day at the desk.

use super::*;
use portal::agent::{DayDesk, DayView};

impl Office {
    fn day(&self, visitor: &Visitor) -> DayView {
        self.desks.day(visitor).unwrap()
    }

    /// The one task of a queue.
    fn task(&self, visitor: &Visitor, queue: Queue) -> portal::agent::QueueLine {
        let lines = self.desks.queue(visitor, queue).unwrap();
        assert_eq!(lines.len(), 1);
        lines.into_iter().next().unwrap()
    }

    fn takes(&self, visitor: &Visitor, task: &str, take: bool) -> Result<(), AgentRefused> {
        self.desks.take_task(visitor, Queue::CallBacks, task, take).unwrap()
    }
}

#[test]
fn a_13_a_task_is_taken_by_one_person_and_stands_in_their_day_until_it_is_done() {
    let office = office();
    asks(&office, CaseKind::CallBack);
    let (an, bo) = (&office.agent, &office.colleague);
    let line = office.task(an, Queue::CallBacks);
    assert_eq!(line.owner, None);
    let free = office.day(an);
    assert!(free.mine.is_empty());
    let calls = free.nobodys.iter().find(|one| one.queue == Queue::CallBacks).unwrap();
    assert_eq!((calls.count, calls.overdue), (1, 0));
    let before = office.looks();
    assert_eq!(office.takes(an, &line.task, true), Ok(()));
    assert_eq!(office.takes(an, &line.task, true), Ok(()), "pressed twice");
    assert_eq!(office.takes(bo, &line.task, true), Err(AgentRefused::Decided));
    assert_eq!(office.takes(bo, &line.task, false), Ok(()), "nobody gives back another's");
    let day = office.day(an);
    assert_eq!(day.mine.len(), 1);
    assert_eq!(
        (day.mine[0].0, day.mine[0].1.task.as_str()),
        (Queue::CallBacks, line.task.as_str())
    );
    assert_eq!(day.mine[0].1.name, "Élise D’Hoop");
    assert_eq!(office.looks(), before + 1, "a household that is shown was looked at");
    assert!(day.nobodys.iter().all(|one| one.queue != Queue::CallBacks));
    assert!(office.day(bo).mine.is_empty(), "it is an's");
    let seen = office.task(bo, Queue::CallBacks).owner.unwrap();
    assert_eq!((seen.name.as_str(), seen.own), ("an", false));
    // Overdue: somebody else may take it over.
    office.at("2026-12-04T09:00:00+01:00");
    assert_eq!(office.takes(bo, &line.task, true), Ok(()));
    assert!(office.day(an).mine.is_empty());
    assert_eq!(office.takes(bo, &line.task, false), Ok(()));
    assert_eq!(office.task(bo, Queue::CallBacks).owner, None);
    let unknown = office.takes(bo, "callbacks/9999", true);
    assert_eq!(unknown, Err(AgentRefused::NoQuestion), "it waits no more");
}

#[test]
fn a_13_the_handover_is_dated_stays_within_its_operator_and_says_who_has_read_it() {
    let office = office();
    let (an, bo) = (&office.agent, &office.colleague);
    let mut engine = office.engine();
    let ways = Ways::empty(Language::En, instant("2026-11-04T07:50:00+01:00"));
    let elsewhere = engine.store.add_person(Dso::Resa, Role::AgentL2.code(), None, &ways).unwrap();
    let other = Visitor { person: elsewhere.id, ..an.clone() };
    let number = office.desks.hand_over(an, "call reference 12 back").unwrap();
    assert_eq!(office.desks.hand_over(an, "call reference 12 back").unwrap(), number);
    let note = office.day(bo).notes.remove(0);
    assert_eq!((note.by.as_str(), note.own, note.read), ("an", false, false));
    assert_eq!(note.at, instant("2026-11-04T07:50:00+01:00"));
    assert!(office.day(&other).notes.is_empty(), "another operator's");
    let refused = office.desks.handover_read(&other, number).unwrap();
    assert_eq!(refused, Err(AgentRefused::NoQuestion));
    office.at("2026-11-04T08:00:00+01:00");
    assert_eq!(office.desks.handover_read(bo, number).unwrap(), Ok(()));
    office.at("2026-11-04T09:00:00+01:00");
    assert_eq!(office.desks.handover_read(bo, number).unwrap(), Ok(()));
    let notes = office.day(an).notes;
    assert_eq!(notes.len(), 1);
    let read = [("bo".to_owned(), instant("2026-11-04T08:00:00+01:00"))];
    assert_eq!(notes[0].read_by, read, "the first time counts");
    assert!(office.desks.hand_over(an, &"x".repeat(501)).is_err());
}

#[test]
fn a_13_acts_that_wait_stand_in_the_day_of_whoever_decides() {
    let office = office();
    office.desks.ask(&office.agent, account_id(), &adjust("60"), ATTEMPT).unwrap().unwrap();
    let counts = |visitor: &Visitor| {
        let day = office.day(visitor);
        (day.to_decide, day.waiting)
    };
    assert_eq!(counts(&office.agent), (0, 1));
    assert_eq!(counts(&office.colleague), (1, 0));
    assert_eq!(counts(&office.caller), (0, 0), "decides nothing");
}
