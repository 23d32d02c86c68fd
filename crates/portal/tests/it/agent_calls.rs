//! The page of calls as a browser gets it.

use crate::agent::{Office, account, ean, get, noon, post, site, whose};
use access::Role;
use portal::ShownState;
use portal::agent::{
    AgentRefused, CallDesk, CallsView, DueCall, HeardCall, HeardTransfer, Page, Told, Whose,
};
use portal::my::{MyError, Visitor};
use units::Language;

fn due(number: i64, owner: Option<(&str, bool)>) -> DueCall {
    DueCall {
        number,
        who: Some(Whose { name: "An <Peeters>".to_owned(), ..whose() }),
        reference: None,
        phone: Some("0475 12 34 56".to_owned()),
        language: Language::De,
        asked: noon().plus_h(-5),
        deadline: noon().plus_min(if number == 12 { -10 } else { 55 }),
        promised: true,
        tries: usize::from(number == 13),
        owner: owner.map(|(name, mine)| (name.to_owned(), mine)),
    }
}

impl CallDesk for Office {
    fn calls(&self, _: &Visitor) -> Result<CallsView, MyError> {
        let nobody = DueCall {
            who: None,
            reference: Some(ean().reference()),
            promised: false,
            ..due(15, None)
        };
        let step = |node: &str, keys: &str| (node.to_owned(), keys.to_owned());
        let heard = HeardCall {
            at: noon().plus_h(-1),
            language: Language::Fr,
            told: vec![(account(), ean(), ShownState::HeldOn)],
            path: vec![
                step("language", "1"),
                step("reference", "·············"),
                step("menu", "29"),
            ],
            texts: 1,
            promised: true,
            transfer: Some(HeardTransfer::Person),
            ended: true,
        };
        let lost = HeardCall {
            told: Vec::new(),
            texts: 0,
            promised: false,
            transfer: Some(HeardTransfer::Danger),
            ended: false,
            ..heard.clone()
        };
        Ok(CallsView {
            due: vec![
                due(12, None),
                due(13, Some(("an", true))),
                due(14, Some(("bo", false))),
                nobody,
            ],
            heard: vec![heard, lost],
            now: noon(),
        })
    }

    fn take_call(&self, _: &Visitor, number: i64, on: bool) -> Told<()> {
        if number == 14 {
            return Ok(Err(AgentRefused::NoQuestion));
        }
        self.did(format!("take {number} {on}"));
        Ok(Ok(()))
    }
}

#[test]
fn a_10_call_backs_have_an_owner_an_age_and_a_deadline_and_lead_to_their_outcome() {
    let (site, done) = site();
    let path = Page::Calls.path(Language::En);
    let page = get(&site, Role::AgentL1, path).text();
    for part in [
        "To call back (4)",
        "Overdue:",
        "Today:",
        "Age: 5 h",
        "Promised by",
        "You have taken it.",
        "bo has taken it.",
        "Called in vain: 1",
        "An &#60;Peeters&#62;",
        "0475 12 34 56",
        "/en/agent/question/12",
        "Somebody whose name is not known",
        "9012345678908",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let forms = page.matches("<form method=\"post\" action=\"/en/agent/calls/").count();
    assert_eq!(forms, 3, "a colleague's is not taken away");
    assert_eq!(post(&site, Role::AgentL1, &format!("{path}/12"), "to=me").status, 303);
    assert_eq!(post(&site, Role::AgentL1, &format!("{path}/13"), "to=back").status, 303);
    let refused = post(&site, Role::AgentL1, &format!("{path}/14"), "to=me");
    assert_eq!(refused.status, 404);
    assert!(refused.text().contains("A colleague has taken it, or it is done."));
    assert_eq!(*done.lock().unwrap(), ["take 12 true", "take 13 false"]);
}

#[test]
fn a_10_the_path_that_was_heard_is_told_with_its_keys_and_no_number() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL2, Page::Calls.path(Language::En)).text();
    let (_, heard) = page.split_once("id=\"heard\"").unwrap();
    for part in [
        "language [1] → reference [·············] → state and menu [29]",
        "Held",
        "Text messages: 1",
        "A call back was promised.",
        "A person was called for them.",
        "Danger: whoever is on call was called.",
        "No state was told.",
        "The call goes on, or its end was not told.",
    ] {
        assert!(heard.contains(part), "{part}: {heard}");
    }
    assert!(!heard.contains("0475"), "{heard}");
}
