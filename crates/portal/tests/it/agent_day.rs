//! The page of somebody's day as a browser gets it.

use crate::agent::{Office, get, noon, post, site};
use crate::html;
use access::Role;
use calendar::Instant;
use portal::agent::{
    AgentRefused, Agents as _, DayDesk, DayView, HandoverLine, Nobodys, Owner, Page, Queue,
    TaskDone, Told,
};
use portal::my::{MyError, Visitor};
use units::{Dso, Language};

/// What is overdue is another's, what is due today is nobody's, the rest is the visitor's own.
pub(crate) fn owner(deadline: Instant) -> Option<Owner> {
    if deadline > noon() && deadline < noon().plus_h(2) {
        return None;
    }
    let own = deadline > noon();
    Some(Owner { name: "bo".to_owned(), own, since: noon().plus_h(-2) })
}

impl DayDesk for Office {
    fn day(&self, visitor: &Visitor) -> Result<DayView, MyError> {
        let lines = self.queue(visitor, Queue::CallBacks)?;
        let note = |number: i64, own: bool, read: bool| HandoverLine {
            number,
            at: noon().plus_h(-5),
            by: if own { "cy" } else { "bo" }.to_owned(),
            words: "call <12> back".to_owned(),
            own,
            read,
            read_by: if read { vec![("cy".to_owned(), noon())] } else { Vec::new() },
        };
        Ok(DayView {
            dso: Dso::Ores,
            mine: lines.into_iter().skip(2).map(|line| (Queue::CallBacks, line)).collect(),
            nobodys: vec![
                Nobodys { queue: Queue::Off, count: 4, overdue: 1 },
                Nobodys { queue: Queue::Holds, count: 2, overdue: 0 },
            ],
            to_decide: 3,
            waiting: 1,
            notes: vec![note(3, false, false), note(2, true, false), note(1, false, true)],
            now: noon(),
        })
    }

    fn take_task(&self, _: &Visitor, queue: Queue, task: &str, take: bool) -> Told<()> {
        if task.is_empty() {
            return Ok(Err(AgentRefused::NoQuestion));
        }
        if task == "taken" {
            return Ok(Err(AgentRefused::Decided));
        }
        self.did(format!("{} {task} {take}", queue.name()));
        Ok(Ok(()))
    }

    fn end_task(&self, _: &Visitor, queue: Queue, done: &TaskDone<'_>) -> Told<()> {
        let TaskDone { task, how, amount } = done;
        if task.is_empty() || !matches!(queue, Queue::Sharing | Queue::UnderUse) {
            return Ok(Err(AgentRefused::NoQuestion));
        }
        let amount = amount.map(|amount| format!(" {amount}")).unwrap_or_default();
        if *how == "too much" {
            return Ok(Err(AgentRefused::TooMuch { most: "50.00".parse().unwrap() }));
        }
        self.did(format!("{} {task} {how}{amount}", queue.name()));
        Ok(Ok(()))
    }

    fn hand_over(&self, _: &Visitor, words: &str) -> Result<i64, MyError> {
        self.did(format!("note {words}"));
        Ok(4)
    }

    fn handover_read(&self, _: &Visitor, number: i64) -> Told<()> {
        if number == 0 {
            return Ok(Err(AgentRefused::NoQuestion));
        }
        self.did(format!("read {number}"));
        Ok(Ok(()))
    }
}

pub(crate) fn paths(language: Language) -> Vec<(Role, String)> {
    let path = Page::Day.path(language).to_owned();
    vec![(Role::AgentL1, path.clone()), (Role::AgentL2, path)]
}

#[test]
fn a_13_the_day_says_what_is_mine_by_when_and_what_is_nobodys() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, "/en/agent/day").text();
    let words = html::words(&page);
    for said in [
        "Later: 22/11/2026",
        "Call-backs due",
        "With: you",
        "4 waiting, 1 of them overdue",
        "2 waiting",
        "For you to approve: 3",
        "Your acts that wait for a colleague: 1",
        "Nobody has read it yet.",
        "Read by: cy",
        "Your colleagues of ORES read these notes.",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(page.contains("call &#60;12&#62; back"), "words are words");
    assert_eq!(page.matches("/en/agent/day/read/").count(), 1, "own and read ones are not marked");
    assert!(page.contains("name=\"approve\" value=\"no\""), "what is mine is given back");
}

#[test]
fn a_13_a_queue_says_whose_each_task_is_and_who_may_take_it() {
    let (site, done) = site();
    let path = "/en/agent/queues/off";
    let page = get(&site, Role::AgentL1, path).text();
    let words = html::words(&page);
    assert!(words.contains("With: bo") && words.contains("With: nobody"), "{words}");
    // The overdue one of somebody else, and the one of nobody.
    assert_eq!(page.matches("name=\"approve\" value=\"yes\"").count(), 2, "{page}");
    let take = format!("{path}/owner");
    let to = post(&site, Role::AgentL1, &take, "line=off%2F1&approve=yes&way=queue");
    assert_eq!((to.status, to.header("location")), (303, Some(path)));
    let to = post(&site, Role::AgentL1, &take, "line=off%2F1&approve=no&way=day");
    assert_eq!(to.header("location"), Some("/en/agent/day"));
    assert_eq!(*done.lock().unwrap(), ["off off/1 true", "off off/1 false"]);
    let late = post(&site, Role::AgentL1, &take, "line=taken&approve=yes");
    assert_eq!(late.status, 409);
    html::assert_sound(&late.text());
    assert!(late.text().contains("A colleague has it already."));
    let gone = post(&site, Role::AgentL1, &take, "approve=yes").text();
    assert!(gone.contains("This task waits no more."));
    let file = get(&site, Role::AgentL1, &format!("{path}/csv")).text();
    assert!(file.starts_with("queue,") && file.contains(",owner\r\n") && file.contains("\"bo\""));
}

#[test]
fn cm_09_what_a_word_ends_is_ended_with_a_word_that_says_how() {
    let (site, done) = site();
    let path = "/en/agent/queues/under_use";
    let page = get(&site, Role::AgentL1, path).text();
    html::assert_sound(&page);
    let words = html::words(&page);
    let said = "Uses 35 % of its own winter habit. Emergency credit began 3 times.";
    assert!(words.contains(said), "{words}");
    assert!(page.contains(&format!("action=\"{path}/done\"")), "{page}");
    let to = post(&site, Role::AgentL1, &format!("{path}/done"), "line=under_use%2F1&words=called");
    assert_eq!((to.status, to.header("location")), (303, Some(path)));
    let paid = "line=sharing%2F1&words=transfer+12&amount=0.403200";
    let to = post(&site, Role::AgentL2, "/en/agent/queues/sharing/done", paid);
    assert_eq!(to.status, 303);
    assert_eq!(
        *done.lock().unwrap(),
        ["under_use under_use/1 called", "sharing sharing/1 transfer 12 0.403200"]
    );
    let much = "line=sharing%2F1&words=too+much&amount=90.000000";
    let answer = post(&site, Role::AgentL2, "/en/agent/queues/sharing/done", much);
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("Above €50.00 two people end it. Ask the operator."));
    let long = format!("line=x&words={}", "a".repeat(121));
    for wrong in ["line=under_use%2F1&words=+", long.as_str()] {
        let answer = post(&site, Role::AgentL1, &format!("{path}/done"), wrong);
        assert_eq!(answer.status, 422, "{wrong}");
        assert!(answer.text().contains("Write what was done, 120 letters at most."));
    }
    for gone in [path, "/en/agent/queues/off"] {
        let answer = post(&site, Role::AgentL1, &format!("{gone}/done"), "words=called");
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("This task waits no more."));
    }
    let off = get(&site, Role::AgentL1, "/en/agent/queues/off").text();
    assert!(!off.contains("/done\""), "no word ends it");
    assert_eq!(done.lock().unwrap().len(), 2);
}

#[test]
fn a_13_a_note_is_left_once_and_kept_when_it_is_too_long() {
    let (site, done) = site();
    let path = "/en/agent/day/note";
    let bare = post(&site, Role::AgentL1, path, "words=");
    assert_eq!(bare.status, 422);
    html::assert_sound(&bare.text());
    assert!(bare.text().contains("href=\"#words\""));
    let long = "x".repeat(501);
    let kept = post(&site, Role::AgentL1, path, &format!("words={long}"));
    assert_eq!(kept.status, 422);
    assert!(kept.text().contains(&long), "what was typed is kept");
    let left = post(&site, Role::AgentL1, path, "words=call+12%0D%0Aback");
    assert_eq!((left.status, left.header("location")), (303, Some("/en/agent/day")));
    assert_eq!(post(&site, Role::AgentL1, "/en/agent/day/read/3", "").status, 303);
    assert_eq!(post(&site, Role::AgentL1, "/en/agent/day/read/0", "").status, 404);
    assert_eq!(*done.lock().unwrap(), ["note call 12  back", "read 3"]);
}
