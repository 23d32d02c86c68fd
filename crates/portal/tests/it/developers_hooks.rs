//! The pages of endpoints as a browser gets them. Source: UX 8.9 (D-04).

use crate::agent::{get, is_away, post};
use crate::html::{assert_sound, words};
use crate::site::{Site, reporter};
use crate::staff::{Staff, gate};
use access::Role;
use calendar::Instant;
use portal::developers::{
    AttemptLine, HookDesk, HookLine, HookRefused, HookView, HookWanted, Hooked, HooksView, Replay,
    SentLine, SentState, hooks_router,
};
use portal::my::{MyError, Visitor};
use std::sync::{Arc, Mutex};

/// A shop's endpoints; a social service has none, and an operator looks at all.
#[derive(Default)]
pub struct Hooks(Arc<Mutex<Vec<String>>>);

fn now() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

fn line(number: i64, whose: bool) -> HookLine {
    HookLine {
        number,
        url: "https://shop.example/hooks?a=<b>".to_owned(),
        types: if number == 1 { Vec::new() } else { vec!["topup.booked".to_owned()] },
        on: number == 1,
        reason: if number == 1 { String::new() } else { "it wants no more".to_owned() },
        made: now().plus_h(-50),
        whose: whose.then(|| "terminal T1".to_owned()),
    }
}

fn sent(number: usize, state: SentState) -> SentLine {
    let attempt = |status: Option<u16>| AttemptLine {
        at: now(),
        status,
        took_ms: 12,
        answer: "unknown account …001 <b>".to_owned(),
    };
    SentLine {
        event: format!("evt_{number}"),
        kind: "topup.booked".to_owned(),
        made: now().plus_h(-1),
        state,
        due: now().plus_h(2),
        body: "{\"data\":{\"sale\":\"s-1\"}}".to_owned(),
        attempts: if number == 1 { Vec::new() } else { vec![attempt(Some(500)), attempt(None)] },
        replays: state == SentState::Delivered,
    }
}

impl Hooks {
    fn did(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }
}

impl HookDesk for Hooks {
    fn hooks(&self, visitor: &Visitor) -> Result<Option<HooksView>, MyError> {
        let whole = matches!(visitor.role, Role::Operator | Role::Auditor);
        let lines = match visitor.role {
            Role::Merchant => vec![line(1, false), line(2, false)],
            _ if whole => vec![line(1, true)],
            Role::Cpas => Vec::new(),
            _ => return Ok(None),
        };
        let meaning = ["Money came.".to_owned(), "De l’argent est venu.".to_owned()];
        let types = vec![("topup.booked".to_owned(), meaning)];
        let types = if whole { Vec::new() } else { types };
        Ok(Some(HooksView { lines, types, may_change: !whole, most: 5, overlap_h: 24 }))
    }

    fn hook(&self, visitor: &Visitor, number: i64) -> Result<Option<HookView>, MyError> {
        let whole = visitor.role == Role::Operator;
        let all = [
            SentState::Waits,
            SentState::Leaving,
            SentState::Delivered,
            SentState::GivenUp,
            SentState::Withdrawn,
        ];
        Ok((number <= 2).then(|| HookView {
            line: line(number, whole),
            secrets: vec![None, Some(now().plus_h(20))],
            sent: (1..).zip(all).map(|(number, state)| sent(number, state)).collect(),
            overlap_h: 24,
            may_change: !whole,
        }))
    }

    fn add_hook(&self, _: &Visitor, wanted: &HookWanted) -> Hooked<(i64, String)> {
        let refused = match wanted.url.as_str() {
            "https://localhost/" => HookRefused::NotPublic,
            "http://shop.example/" => HookRefused::NotHttps,
            "https://many.example/" => HookRefused::TooMany { most: 5 },
            _ => {
                self.did(format!(
                    "add {} {} {}",
                    wanted.url,
                    wanted.types.join("+"),
                    wanted.shared
                ));
                return Ok(Ok((7, "whpk_SHOWN".to_owned())));
            }
        };
        Ok(Err(refused))
    }

    fn rotate_hook(&self, _: &Visitor, number: i64) -> Hooked<(String, Instant)> {
        self.did(format!("rotate {number}"));
        Ok(Ok(("whsec_SHOWN".to_owned(), now().plus_h(24))))
    }

    fn test_hook(&self, _: &Visitor, number: i64) -> Hooked<()> {
        if number == 2 {
            return Ok(Err(HookRefused::Off));
        }
        self.did(format!("test {number}"));
        Ok(Ok(()))
    }

    fn replay_hook(&self, _: &Visitor, number: i64, what: &Replay) -> Hooked<usize> {
        match what {
            Replay::Event(event) if event == "evt_9" => return Ok(Err(HookRefused::NoEvent)),
            Replay::Event(event) => self.did(format!("again {number} {event}")),
            Replay::Since(day) => self.did(format!("since {number} {day}")),
        }
        Ok(Ok(3))
    }

    fn switch_hook(&self, _: &Visitor, number: i64, on: bool) -> Hooked<()> {
        self.did(format!("switch {number} {on}"));
        Ok(Ok(()))
    }
}

const LIST: &str = "/developers/endpoints";
const ONE: &str = "/developers/endpoints/1";

fn site() -> (Site, Arc<Mutex<Vec<String>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let hooks = Hooks::default();
    let done = Arc::clone(&hooks.0);
    let gate = gate(Staff::default());
    let (router, _) = hooks_router(Arc::new(hooks), &gate, reporter(&reports));
    (Site::serving(router, reports), done)
}

#[test]
fn d_04_a_partner_sees_its_endpoints_and_adds_one_whose_secret_is_shown_once() {
    let (site, done) = site();
    let list = get(&site, Role::Merchant, LIST).text();
    assert_sound(&list);
    let said = words(&list);
    for part in ["Off", "all events", "topup.booked", "A new endpoint", "Money came."] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(list.contains("&#60;b&#62;") && !list.contains("<b>"), "{list}");
    let body = "url=https%3A%2F%2Fa.example%2F&types=topup.booked&types=topup.reversed&kind=shared";
    let made = post(&site, Role::Merchant, LIST, body);
    assert_eq!(made.status, 201);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let shown = made.text();
    assert_sound(&shown);
    assert!(shown.contains("whpk_SHOWN") && shown.contains("/developers/endpoints/7"), "{shown}");
    assert!(!get(&site, Role::Merchant, LIST).text().contains("whpk_"));
    let expected = "add https://a.example/ topup.booked+topup.reversed true";
    assert_eq!(*done.lock().unwrap(), [expected]);
}

#[test]
fn d_04_an_address_that_cannot_be_is_said_at_its_field_and_kept() {
    let (site, done) = site();
    for (url, status, text) in [
        ("https%3A%2F%2Flocalhost%2F", 422, "not on the public internet"),
        ("http%3A%2F%2Fshop.example%2F", 422, "begins with https://"),
        ("https%3A%2F%2Fmany.example%2F", 409, "5 endpoints at most"),
    ] {
        let body = format!("url={url}&types=topup.booked&kind=shared");
        let refused = post(&site, Role::Merchant, LIST, &body);
        assert_eq!(refused.status, status);
        let page = refused.text();
        assert_sound(&page);
        assert!(page.contains(text) && page.contains("<title>Error: "), "{page}");
        assert!(page.contains("value=\"topup.booked\" checked"), "{page}");
        assert!(page.contains("value=\"shared\" checked"), "{page}");
        assert_eq!(page.contains("href=\"#url\""), status == 422, "{page}");
    }
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn d_04_each_attempt_stands_with_its_body_and_answer_and_is_sent_again() {
    let (site, done) = site();
    let one = get(&site, Role::Merchant, ONE).text();
    assert_sound(&one);
    assert!(one.len() < 30_000, "{} bytes", one.len());
    let said = words(&one);
    for part in [
        "waits",
        "given up",
        "withdrawn: the right has ended",
        "No attempt yet.",
        "500",
        "no answer",
        "12 ms",
        "An older one signs until",
        "Both sign for 24 hours.",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(one.contains("unknown account …001 &#60;b&#62;"), "{one}");
    assert_eq!(one.matches("value=\"again\"").count(), 1, "what is under way is not doubled");
    let acts = [
        ("act=test", "?done=test"),
        ("act=again&event=evt_3", "?done=again&count=3"),
        ("act=since&since=2026-11-18", "?done=again&count=3"),
        ("act=off", "?done=off"),
        ("act=on", "?done=on"),
    ];
    for (body, to) in acts {
        let done = post(&site, Role::Merchant, ONE, body);
        assert_eq!(done.header("location"), Some(format!("{ONE}{to}").as_str()), "{body}");
    }
    let said = get(&site, Role::Merchant, &format!("{ONE}?done=again&count=3")).text();
    assert!(said.contains("Leaving again: 3"), "{said}");
    for (body, status, text) in [
        ("act=again&event=evt_9", 404, "no such event"),
        ("act=since&since=yesterday", 422, "value=\"yesterday\""),
        ("act=nothing", 404, "is not here"),
    ] {
        let refused = post(&site, Role::Merchant, ONE, body);
        assert_eq!(refused.status, status, "{body}");
        assert!(refused.text().contains(text), "{body}: {}", refused.text());
    }
    let off = post(&site, Role::Merchant, "/developers/endpoints/2", "act=test");
    assert_eq!(off.status, 409);
    let turned = post(&site, Role::Merchant, ONE, "act=rotate");
    assert_eq!(turned.status, 201);
    assert!(turned.text().contains("whsec_SHOWN") && turned.text().contains("signs, too, until"));
    assert_eq!(
        *done.lock().unwrap(),
        [
            "test 1",
            "again 1 evt_3",
            "since 1 2026-11-18",
            "switch 1 false",
            "switch 1 true",
            "rotate 1"
        ]
    );
}

#[test]
fn d_04_those_who_run_the_platform_look_and_change_nothing() {
    let (site, done) = site();
    for path in [LIST, ONE] {
        let page = get(&site, Role::Operator, path).text();
        assert!(!page.contains("<form") && page.contains("terminal T1"), "{page}");
        let agent = get(&site, Role::AgentL2, path);
        assert!(is_away(&agent), "{path}");
        for role in [Role::Operator, Role::Auditor, Role::Customer] {
            let refused = post(&site, role, path, "act=off");
            assert!(is_away(&refused), "{role} {path}");
        }
    }
    let nobody = get(&site, Role::Cpas, LIST).text();
    assert!(nobody.contains("There is no endpoint yet."), "{nobody}");
    assert_eq!(get(&site, Role::Merchant, "/developers/endpoints/9").status, 404);
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn ux_7_1_endpoints_are_there_in_french_and_lead_to_themselves_in_english() {
    let (site, _) = site();
    for path in [LIST, ONE] {
        let page = get(&site, Role::Merchant, &format!("/fr{path}")).text();
        assert_sound(&page);
        assert!(page.contains("<html lang=\"fr\">"), "{page}");
        assert!(page.contains(&format!("<a href=\"{path}\" lang=\"en\"")), "{page}");
        assert!(!page.contains("Send ") && !page.contains("Money came."), "{page}");
    }
}
