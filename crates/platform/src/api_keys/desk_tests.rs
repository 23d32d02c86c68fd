//! Keys as their owners make and end them on the page.

use crate::testing::{empty, instant};
use crate::webhooks::HookBook;
use access::Role;
use calendar::Instant;
use http_api::Sees;
use portal::developers::{KeyDesk, KeyMaker, KeyRefused};
use portal::my::Visitor;
use std::sync::{Arc, Mutex};
use store::{Owner, Supplier, Ways};
use units::{Dso, Language};

const NOW: &str = "2026-11-04T09:00:00+01:00";

struct Desk {
    keys: HookBook,
    url: String,
    now: Arc<Mutex<Instant>>,
    a: Visitor,
    b: Visitor,
    shop: Visitor,
    operator: Visitor,
    customer: Visitor,
    _folder: tempfile::TempDir,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("keys.db").display());
    let mut engine = empty(&url);
    let start = instant(NOW);
    let id = "T1".parse().unwrap();
    let (name, sees) = ("Kiosk".to_owned(), Sees::AmountOnly);
    crate::terminals::add(&mut engine.store, &id, Dso::Ores, name, sees, start).unwrap();
    let mut person = |role: Role| {
        let ways = Ways::empty(Language::En, start);
        let person = engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
        Visitor { person, role, name: String::new(), language: Language::En, session: 1 }
    };
    let [a, b] = [person(Role::Supplier), person(Role::Supplier)];
    let [shop, operator, customer] =
        [person(Role::Merchant), person(Role::Operator), person(Role::Customer)];
    for (visitor, id) in [(&a, "A"), (&b, "B")] {
        let (id, text) = (id.to_owned(), String::new);
        let supplier = Supplier { id: id.clone(), name: text(), iban: text(), bic: text() };
        engine.store.enter_supplier(&supplier).unwrap();
        engine.store.set_supplier_of(visitor.person, Some(&id), start).unwrap();
    }
    engine.store.set_terminal(shop.person, Some("T1"), start).unwrap();
    let now = Arc::new(Mutex::new(start));
    let told = Arc::clone(&now);
    let clock: crate::till::Clock = Arc::new(move || *told.lock().unwrap());
    let keys = HookBook::new(engine, Dso::Ores, clock, crate::sealed::MasterKeys::default());
    Desk { keys, url, now, a, b, shop, operator, customer, _folder: folder }
}

impl Desk {
    fn add(&self, who: &Visitor, scopes: &[&str]) -> Result<(i64, String), KeyRefused> {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let made = self.keys.add_key(who, &scopes).unwrap();
        made.map(|made| (made.number, made.text))
    }

    fn numbers(&self, who: &Visitor) -> Vec<i64> {
        let view = self.keys.keys(who).unwrap().unwrap();
        view.lines.iter().map(|line| line.number).collect()
    }

    /// Whether a key of this text holds now, and what it is for.
    fn holds(&self, text: &str) -> Option<Vec<String>> {
        let mut store = store::Store::open(&self.url).unwrap();
        let hash = crate::parties::hash(text);
        let found = crate::api_keys::partner(&mut store, &hash, *self.now.lock().unwrap()).unwrap();
        found.map(|partner| partner.scopes.iter().map(ToString::to_string).collect())
    }
}

#[test]
fn f_s9_pd_04_a_supplier_makes_changes_and_ends_its_own_keys_and_no_others() {
    let desk = desk();
    let (number, text) = desk.add(&desk.a, &["requests:write", "requests:read"]).unwrap();
    assert!(text.starts_with("tk_live_"));
    assert_eq!(desk.holds(&text).unwrap(), ["requests:read", "requests:write"]);
    let mut store = store::Store::open(&desk.url).unwrap();
    let kept = store.api_key(number).unwrap().unwrap();
    assert_eq!((kept.owner, kept.dso), (Owner::Supplier("A".to_owned()), Dso::Ores));
    assert_eq!(kept.until, instant(NOW).plus_h(365 * 24));
    let (theirs, of_b) = desk.add(&desk.b, &["settlement:read"]).unwrap();
    assert_eq!((desk.numbers(&desk.a), desk.numbers(&desk.b)), (vec![number], vec![theirs]));
    assert_eq!(desk.keys.change_key(&desk.a, theirs).unwrap(), Err(KeyRefused::Unknown));
    assert_eq!(desk.keys.end_key(&desk.a, theirs).unwrap(), Err(KeyRefused::Unknown));
    assert!(desk.holds(&of_b).is_some());
    // Another one for it: both hold for a day.
    let made = desk.keys.change_key(&desk.a, number).unwrap().unwrap();
    assert_eq!(made.old_until, Some(instant(NOW).plus_h(24)));
    assert_eq!(desk.holds(&text), desk.holds(&made.text));
    *desk.now.lock().unwrap() = instant(NOW).plus_h(25);
    assert_eq!(desk.holds(&text), None);
    assert_eq!(desk.numbers(&desk.a), [made.number], "what has ended is not shown");
    assert_eq!(desk.keys.end_key(&desk.a, number).unwrap(), Err(KeyRefused::Unknown));
    assert_eq!(desk.keys.end_key(&desk.a, made.number).unwrap(), Ok(()));
    assert_eq!((desk.holds(&made.text), desk.numbers(&desk.a)), (None, Vec::new()));
}

#[test]
fn f_s9_pd_04_a_key_is_for_what_its_owner_may_do_and_for_something() {
    let desk = desk();
    let open = |who: &Visitor| -> Vec<String> {
        let view = desk.keys.keys(who).unwrap().unwrap();
        view.scopes.into_iter().map(|(name, _)| name).collect()
    };
    let supplier = [
        "events:read",
        "logs:read",
        "sharing:read",
        "requests:read",
        "requests:write",
        "settlement:read",
    ];
    assert_eq!(open(&desk.a), supplier);
    assert_eq!(open(&desk.shop), supplier[..2]);
    assert_eq!(open(&desk.operator), Vec::<String>::new());
    for scopes in [&["calls:write"][..], &["accounts:read"], &["events:read", "x"]] {
        assert_eq!(desk.add(&desk.a, scopes), Err(KeyRefused::Scope), "{scopes:?}");
    }
    assert_eq!(desk.add(&desk.shop, &["requests:write"]), Err(KeyRefused::Scope));
    assert_eq!(desk.add(&desk.a, &[]), Err(KeyRefused::NoScope));
    assert_eq!(desk.numbers(&desk.a), Vec::<i64>::new());
    for _ in 0..10 {
        desk.add(&desk.a, &["events:read"]).unwrap();
    }
    let most = Err(KeyRefused::TooMany { most: 10 });
    assert_eq!(desk.add(&desk.a, &["events:read"]), most);
    assert!(desk.add(&desk.b, &["events:read"]).is_ok(), "of each");
    // Who runs the platform looks at all and changes none; a household has nothing to do with them.
    let all = desk.keys.keys(&desk.operator).unwrap().unwrap();
    assert_eq!((all.lines.len(), all.may_change), (11, false));
    assert_eq!(all.lines[0].whose.as_deref(), Some("supplier A"));
    assert_eq!(desk.add(&desk.operator, &["events:read"]), Err(KeyRefused::Unknown));
    let number = all.lines[0].number;
    assert_eq!(desk.keys.end_key(&desk.operator, number).unwrap(), Err(KeyRefused::Unknown));
    assert_eq!(desk.keys.keys(&desk.customer).unwrap(), None);
}

#[test]
fn pd_04_a_key_is_replaced_once_and_its_successor_holds_as_long_as_it_was_given() {
    let desk = desk();
    let (number, text) = desk.add(&desk.a, &["requests:read"]).unwrap();
    let made = desk.keys.change_key(&desk.a, number).unwrap().unwrap();
    assert_eq!(made.until, instant(NOW).plus_h(365 * 24));
    // Pressed twice: no second one, which would end with what is left of the first.
    let again = Err(KeyRefused::Replaced { by: made.number });
    assert_eq!(desk.keys.change_key(&desk.a, number).unwrap(), again);
    assert_eq!(desk.numbers(&desk.a), [number, made.number]);
    let view = desk.keys.keys(&desk.a).unwrap().unwrap();
    let replaced: Vec<_> = view.lines.iter().map(|line| line.replaced_by).collect();
    assert_eq!(replaced, [Some(made.number), None]);
    // Nor by the command.
    let mut store = store::Store::open(&desk.url).unwrap();
    let by = (instant(NOW), "command line");
    assert_eq!(crate::api_keys::rotate(&mut store, number, by).unwrap(), None);
    // It may be ended before its day is over, and the new one be changed in its turn.
    assert_eq!(desk.keys.end_key(&desk.a, number).unwrap(), Ok(()));
    assert_eq!(desk.holds(&text), None);
    let next = desk.keys.change_key(&desk.a, made.number).unwrap().unwrap();
    assert_eq!(next.until, instant(NOW).plus_h(365 * 24));
}

#[test]
fn pd_04_no_more_keys_hold_by_changing_them_than_by_making_them() {
    let desk = desk();
    let mut number = 0;
    for _ in 0..10 {
        number = desk.add(&desk.a, &["events:read"]).unwrap().0;
    }
    let all = desk.numbers(&desk.a);
    // One beside the ten, for the day in which both hold; not one for each change.
    let made = desk.keys.change_key(&desk.a, number).unwrap().unwrap();
    let most = Err(KeyRefused::TooMany { most: 10 });
    for other in [made.number, all[0]] {
        assert_eq!(desk.keys.change_key(&desk.a, other).unwrap(), most);
    }
    assert_eq!(desk.add(&desk.a, &["events:read"]), Err(KeyRefused::TooMany { most: 10 }));
    assert_eq!(desk.numbers(&desk.a).len(), 11);
    *desk.now.lock().unwrap() = instant(NOW).plus_h(25);
    assert!(desk.keys.change_key(&desk.a, made.number).unwrap().is_ok(), "the old one is gone");
}

#[test]
fn pd_05_who_makes_changes_and_ends_a_key_is_kept_with_it() {
    let desk = desk();
    let by = format!("#{}", desk.a.person);
    let (number, _) = desk.add(&desk.a, &["requests:read"]).unwrap();
    let made = desk.keys.change_key(&desk.a, number).unwrap().unwrap();
    *desk.now.lock().unwrap() = instant(NOW).plus_h(1);
    desk.keys.end_key(&desk.a, made.number).unwrap().unwrap();
    let mut store = store::Store::open(&desk.url).unwrap();
    let [old, new] = [number, made.number].map(|id| store.api_key(id).unwrap().unwrap());
    assert_eq!(
        (old.made_by.as_str(), old.replaced_by, old.ended),
        (by.as_str(), Some(new.id), None)
    );
    assert_eq!(new.made_by, by);
    assert_eq!(new.ended, Some((instant(NOW).plus_h(1), by)));
    // Shown to whoever sees the keys: by name, or by number who has none.
    let (of_b, _) = desk.add(&desk.b, &["requests:read"]).unwrap();
    let mut ways = Ways::empty(Language::En, instant(NOW));
    "An Ode".clone_into(&mut ways.name);
    let an = store.add_person(Dso::Ores, Role::Supplier.code(), None, &ways).unwrap().id;
    store.set_supplier_of(an, Some("B"), instant(NOW)).unwrap();
    desk.add(&Visitor { person: an, ..desk.b.clone() }, &["requests:read"]).unwrap();
    let asked = super::Add {
        dso: Dso::Ores,
        owner: crate::webhooks::OwnerAsked::default(),
        scopes: vec![http_api::Scope::EventsRead],
        sandbox: false,
        days: 1,
    };
    super::add(&mut store, &asked, Owner::Supplier("B".to_owned()), instant(NOW)).unwrap();
    let view = desk.keys.keys(&desk.b).unwrap().unwrap();
    let makers: Vec<_> = view.lines.into_iter().map(|line| (line.number, line.made_by)).collect();
    let person = |name: &str| Some(KeyMaker::Person(name.to_owned()));
    assert_eq!(makers[0], (of_b, person(&format!("#{}", desk.b.person))));
    assert_eq!(makers[1].1, person("An Ode"));
    assert_eq!(makers[2].1, Some(KeyMaker::Operator));
}
