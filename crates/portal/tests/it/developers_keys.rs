//! The page of keys as a browser gets it. Source: UX F-S9, 8.9.

use crate::agent::{get, is_away, post};
use crate::html::{assert_sound, words};
use crate::site::{Site, reporter};
use crate::staff::{Staff, gate};
use access::Role;
use calendar::Instant;
use portal::developers::{
    KeyDesk, KeyLine, KeyMaker, KeyRefused, Keyed, KeysView, MadeKey, keys_router,
};
use portal::my::{MyError, Visitor};
use std::sync::{Arc, Mutex};

/// A supplier's keys; a social service has none, and an operator looks at all.
#[derive(Default)]
pub struct Keys(Arc<Mutex<Vec<String>>>);

fn now() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

impl Keys {
    fn made(&self, what: String, old_until: Option<Instant>) -> MadeKey {
        self.0.lock().unwrap().push(what);
        let (text, until) = ("tk_live_SHOWN".to_owned(), now().plus_h(365 * 24));
        MadeKey { number: 7, text, until, old_until }
    }
}

impl KeyDesk for Keys {
    fn keys(&self, visitor: &Visitor) -> Result<Option<KeysView>, MyError> {
        let whole = visitor.role == Role::Operator;
        let line = KeyLine {
            number: 3,
            scopes: vec!["requests:read".to_owned(), "requests:write".to_owned()],
            made: now().plus_h(-50),
            until: now().plus_h(50),
            made_by: Some(KeyMaker::Person("An <of A>".to_owned())),
            replaced_by: None,
            whose: whole.then(|| "supplier <A>".to_owned()),
        };
        let replaced = KeyLine {
            number: 2,
            made_by: Some(KeyMaker::Operator),
            replaced_by: Some(3),
            ..line.clone()
        };
        let lines = match visitor.role {
            Role::Supplier | Role::Operator => vec![replaced, line],
            Role::Cpas => Vec::new(),
            _ => return Ok(None),
        };
        let meaning = ["File requests.".to_owned(), "Introduire des demandes.".to_owned()];
        let scopes = vec![("requests:write".to_owned(), meaning)];
        let scopes = if whole { Vec::new() } else { scopes };
        Ok(Some(KeysView { lines, scopes, may_change: !whole }))
    }

    fn add_key(&self, _: &Visitor, scopes: &[String]) -> Keyed<MadeKey> {
        let refused = match scopes.join("+").as_str() {
            "" => KeyRefused::NoScope,
            "calls:write" => KeyRefused::Scope,
            "logs:read" => KeyRefused::TooMany { most: 10 },
            scopes => return Ok(Ok(self.made(format!("add {scopes}"), None))),
        };
        Ok(Err(refused))
    }

    fn change_key(&self, _: &Visitor, number: i64) -> Keyed<MadeKey> {
        if number == 2 {
            return Ok(Err(KeyRefused::Replaced { by: 3 }));
        }
        Ok(Ok(self.made(format!("change {number}"), Some(now().plus_h(24)))))
    }

    fn end_key(&self, _: &Visitor, number: i64) -> Keyed<()> {
        if number != 3 {
            return Ok(Err(KeyRefused::Unknown));
        }
        self.0.lock().unwrap().push(format!("end {number}"));
        Ok(Ok(()))
    }
}

const PATH: &str = "/developers/keys";

fn site() -> (Site, Arc<Mutex<Vec<String>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let keys = Keys::default();
    let done = Arc::clone(&keys.0);
    let gate = gate(Staff::default());
    let (router, _) = keys_router(Arc::new(keys), &gate, reporter(&reports));
    (Site::serving(router, reports), done)
}

#[test]
fn f_s9_a_partner_makes_a_key_that_is_shown_once_and_kept_nowhere_on_its_page() {
    let (site, done) = site();
    let list = get(&site, Role::Supplier, PATH).text();
    assert_sound(&list);
    let said = words(&list);
    for part in ["Key 3", "requests:read, requests:write", "File requests.", "A new key"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let made =
        post(&site, Role::Supplier, PATH, "act=add&scopes=requests%3Aread&scopes=requests%3Awrite");
    assert_eq!(made.status, 201);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let shown = made.text();
    assert_sound(&shown);
    assert!(shown.contains("Authorization: Bearer tk_live_SHOWN"), "{shown}");
    assert!(!get(&site, Role::Supplier, PATH).text().contains("tk_live_"));
    let changed = post(&site, Role::Supplier, PATH, "act=change&number=3").text();
    assert!(words(&changed).contains("The one before holds until"), "{changed}");
    let ended = post(&site, Role::Supplier, PATH, "act=end&number=3");
    assert_eq!(
        (ended.status, ended.header("location")),
        (303, Some("/developers/keys?done=ended"))
    );
    assert!(get(&site, Role::Supplier, "/developers/keys?done=ended").text().contains("has ended"));
    let expected = ["add requests:read+requests:write", "change 3", "end 3"];
    assert_eq!(*done.lock().unwrap(), expected);
}

#[test]
fn f_s9_what_is_refused_is_said_and_the_choice_stays() {
    let (site, done) = site();
    for (body, status, text) in [
        ("act=add", 422, "Choose what the key is for"),
        ("act=add&scopes=calls%3Awrite", 422, "may not do this"),
        ("act=add&scopes=logs%3Aread", 409, "10 keys at most"),
        ("act=end&number=4", 404, "is not here"),
        ("act=change&number=2", 409, "It was changed already. Key 3 takes its place."),
        ("act=other&number=3", 404, "is not here"),
    ] {
        let refused = post(&site, Role::Supplier, PATH, body);
        assert_eq!(refused.status, status, "{body}");
        let page = refused.text();
        assert_sound(&page);
        assert!(page.contains(text) && page.contains("<title>Error: "), "{page}");
        assert_eq!(page.contains("href=\"#scopes\""), status == 422, "{page}");
    }
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn pd_05_a_key_says_who_made_it_and_one_that_was_replaced_is_not_changed_again() {
    let (site, _) = site();
    let list = get(&site, Role::Supplier, PATH).text();
    let said = words(&list);
    for part in ["Made by An", "Made by the operator.", "Key 3 takes its place."] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(list.contains("An &#60;of A&#62;"), "{list}");
    let count = |text: &str| list.matches(text).count();
    assert_eq!((count("value=\"change\""), count("value=\"end\"")), (1, 2));
    let french = words(&get(&site, Role::Supplier, "/fr/developers/keys").text());
    for part in ["Faite par An", "Faite par le gestionnaire.", "La clé 3 la remplace."] {
        assert!(french.contains(part), "{part} in {french}");
    }
}

#[test]
fn pd_04_who_runs_the_platform_looks_at_keys_and_changes_none() {
    let (site, done) = site();
    let all = get(&site, Role::Operator, PATH).text();
    assert_sound(&all);
    assert!(all.contains("supplier &#60;A&#62;") && !all.contains("<form"), "{all}");
    for role in [Role::Operator, Role::Auditor, Role::Customer] {
        let refused = post(&site, role, PATH, "act=end&number=3");
        assert!(is_away(&refused), "{role}");
    }
    assert!(words(&get(&site, Role::Cpas, PATH).text()).contains("There is no key yet."));
    let french = get(&site, Role::Supplier, "/fr/developers/keys").text();
    assert_sound(&french);
    assert!(words(&french).contains("Introduire des demandes."), "{french}");
    assert!(is_away(&get(&site, Role::AgentL2, PATH)));
    assert!(done.lock().unwrap().is_empty());
}
