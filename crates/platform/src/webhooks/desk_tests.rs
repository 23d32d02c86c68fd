//! Endpoints as their owners see and change them.

use super::desk::HookBook;
use crate::engine::Engine;
use crate::parties::{self, To};
use crate::sealed::MasterKeys;
use crate::testing::{ean, empty, instant, move_in};
use access::Role;
use calendar::Instant;
use http_api::Sees;
use portal::developers::{HookDesk, HookRefused, HookWanted, Replay, SentState};
use portal::my::Visitor;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use store::Ways;
use units::{Dso, Language};
use vending::{GrantAsked, Granter, Role as GrantRole};

struct Desk {
    hooks: HookBook,
    now: Arc<Mutex<Instant>>,
    url: String,
    shop: Visitor,
    other_shop: Visitor,
    office: Visitor,
    operator: Visitor,
    _folder: tempfile::TempDir,
}

const NOW: &str = "2026-11-04T09:00:00+01:00";

/// Names of a small world: one is public, one is not, one is both, and nothing else is known.
fn resolve(host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
    let at = |ip: &str| SocketAddr::new(ip.parse().unwrap(), port);
    match host {
        "shop.example" | "a.example" => Ok(vec![at("93.184.216.34")]),
        "inner.example" | "localhost" => Ok(vec![at("127.0.0.1")]),
        "both.example" => Ok(vec![at("93.184.216.34"), at("10.0.0.7")]),
        "8.8.8.8" => Ok(vec![at("8.8.8.8")]),
        _ => Err(std::io::Error::other("no such name")),
    }
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("hooks.db").display());
    let mut engine = empty(&url);
    move_in(&mut engine, ean());
    let start = instant(NOW);
    for id in ["T1", "T2"] {
        let id = id.parse().unwrap();
        let (name, sees) = ("Kiosk".to_owned(), Sees::AmountOnly);
        crate::terminals::add(&mut engine.store, &id, Dso::Ores, name, sees, start).unwrap();
    }
    let asked = GrantAsked {
        role: GrantRole::Mandate,
        last: Some(start.day().plus(60)),
        by: Granter::Holder,
        reason: "the holder told the code".to_owned(),
    };
    let to = To::New("CPAS".to_owned());
    let party =
        parties::share(&mut engine, ean(), &to, &asked, "", start.plus_h(-60)).unwrap().party.id;
    let mut person = |role: Role, party: Option<i64>, terminal: Option<&str>| {
        let ways = Ways::empty(Language::Fr, start);
        let person = engine.store.add_person(Dso::Ores, role.code(), party, &ways).unwrap().id;
        if terminal.is_some() {
            engine.store.set_terminal(person, terminal, start).unwrap();
        }
        Visitor { person, role, name: String::new(), language: Language::Fr, session: 1 }
    };
    let shop = person(Role::Merchant, None, Some("T1"));
    let other_shop = person(Role::Merchant, None, Some("T2"));
    let office = person(Role::Cpas, Some(party), None);
    let operator = person(Role::Operator, None, None);
    let now = Arc::new(Mutex::new(start));
    let told = Arc::clone(&now);
    let clock: crate::till::Clock = Arc::new(move || *told.lock().unwrap());
    let masters = MasterKeys::of(Some(&"0b".repeat(32))).unwrap();
    let hooks = HookBook::new(engine, Dso::Ores, clock, masters).resolving(resolve);
    Desk { hooks, now, url, shop, other_shop, office, operator, _folder: folder }
}

fn wanted(url: &str) -> HookWanted {
    HookWanted { url: url.to_owned(), types: Vec::new(), shared: true }
}

impl Desk {
    fn add(&self, who: &Visitor, url: &str) -> Result<i64, HookRefused> {
        let made = self.hooks.add_hook(who, &wanted(url)).unwrap();
        made.map(|(number, secret)| {
            assert!(secret.starts_with("whsec_"), "{secret}");
            number
        })
    }

    fn engine(&self) -> Engine {
        Engine::open(&self.url).unwrap()
    }
}

#[test]
fn ux_10_3_no_partner_gets_messages_sent_into_our_own_network() {
    let desk = desk();
    for (url, why) in [
        ("ftp://shop.example/", HookRefused::NotHttps),
        ("http://shop.example/", HookRefused::NotHttps),
        ("http://127.0.0.1:9/", HookRefused::NotHttps),
        ("no address", HookRefused::NotAnAddress),
        ("https://an:secret@shop.example/", HookRefused::WithPassword),
        ("https://127.0.0.1/", HookRefused::NotPublic),
        ("https://[::1]/", HookRefused::NotPublic),
        ("https://169.254.169.254/latest", HookRefused::NotPublic),
        ("https://192.168.0.1/", HookRefused::NotPublic),
        ("https://localhost/", HookRefused::NotPublic),
        ("https://inner.example/", HookRefused::NotPublic),
        ("https://both.example/", HookRefused::NotPublic),
        ("https://nowhere.example/", HookRefused::NotFound),
    ] {
        assert_eq!(desk.add(&desk.shop, url), Err(why), "{url}");
    }
    assert!(desk.add(&desk.shop, "https://shop.example/hooks").is_ok());
    assert!(desk.add(&desk.shop, "https://8.8.8.8/hooks").is_ok());
    let mut engine = desk.engine();
    let kept = engine.store.endpoints(Dso::Ores).unwrap();
    assert!(kept.iter().all(|one| !one.new.loopback), "each attempt looks again");
}

#[test]
fn d_04_each_partner_has_its_own_endpoints_and_the_operator_looks_at_all() {
    let desk = desk();
    let url = "https://shop.example/hooks?token=abc";
    let own = desk.add(&desk.shop, url).unwrap();
    assert_eq!(desk.add(&desk.shop, url), Err(HookRefused::Known));
    let theirs = desk.add(&desk.office, url).unwrap();
    let numbers = |who: &Visitor| -> Vec<i64> {
        let view = desk.hooks.hooks(who).unwrap().unwrap();
        view.lines.iter().map(|line| line.number).collect()
    };
    assert_eq!((numbers(&desk.shop), numbers(&desk.office)), (vec![own], vec![theirs]));
    assert_eq!((numbers(&desk.other_shop), numbers(&desk.operator)), (vec![], vec![own, theirs]));
    let all = desk.hooks.hooks(&desk.operator).unwrap().unwrap();
    assert!(!all.may_change && all.lines.iter().all(|line| line.url == "https://shop.example/…"));
    assert!(desk.hooks.hook(&desk.other_shop, own).unwrap().is_none());
    for who in [&desk.other_shop, &desk.operator] {
        assert_eq!(desk.hooks.test_hook(who, own).unwrap(), Err(HookRefused::Unknown));
        let rotated = desk.hooks.rotate_hook(who, own).unwrap().map(|_| ());
        assert_eq!(rotated, Err(HookRefused::Unknown));
        assert_eq!(desk.hooks.switch_hook(who, own, false).unwrap(), Err(HookRefused::Unknown));
    }
    assert_eq!(desk.add(&desk.operator, url), Err(HookRefused::Unknown));
    // A shop hears of sales and of no supply; a social service of the supply, too.
    let supply = HookWanted {
        types: vec!["supply.state_changed".to_owned()],
        ..wanted("https://a.example/")
    };
    let not = desk.hooks.add_hook(&desk.shop, &supply).unwrap().map(|_| ());
    assert_eq!(not, Err(HookRefused::Type));
    assert!(desk.hooks.add_hook(&desk.office, &supply).unwrap().is_ok());
    for number in 0..4 {
        assert!(desk.add(&desk.shop, &format!("https://a.example/{number}")).is_ok());
    }
    assert_eq!(desk.add(&desk.shop, "https://a.example/9"), Err(HookRefused::TooMany { most: 5 }));
    desk.hooks.switch_hook(&desk.shop, own, false).unwrap().unwrap();
    assert!(desk.add(&desk.shop, "https://a.example/9").is_ok(), "one was switched off");
}

#[test]
fn ux_8_12_d_04_suppliers_and_representatives_have_endpoints_for_what_is_theirs() {
    let desk = desk();
    let mut engine = desk.engine();
    for id in ["A", "B"] {
        let (id, name) = (id.to_owned(), format!("Energy {id}"));
        let supplier = store::Supplier { id, name, iban: String::new(), bic: String::new() };
        engine.store.enter_supplier(&supplier).unwrap();
    }
    let mut person = |role: Role, supplier: Option<&str>| {
        let ways = Ways::empty(Language::Fr, instant(NOW));
        let person = engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
        if supplier.is_some() {
            engine.store.set_supplier_of(person, supplier, instant(NOW)).unwrap();
        }
        Visitor { person, role, name: String::new(), language: Language::Fr, session: 1 }
    };
    let [of_a, too_of_a] = [(); 2].map(|()| person(Role::Supplier, Some("A")));
    let (of_b, of_none) = (person(Role::Supplier, Some("B")), person(Role::Supplier, None));
    let [first, second] = [(); 2].map(|()| person(Role::Representative, None));
    let own = desk.add(&of_a, "https://shop.example/a").unwrap();
    let group = desk.add(&first, "https://shop.example/g").unwrap();
    let numbers = |who: &Visitor| -> Vec<i64> {
        let view = desk.hooks.hooks(who).unwrap().unwrap();
        view.lines.iter().map(|line| line.number).collect()
    };
    assert_eq!((numbers(&of_a), numbers(&too_of_a)), (vec![own], vec![own]), "of the supplier");
    assert_eq!((numbers(&of_b), numbers(&first), numbers(&second)), (vec![], vec![group], vec![]));
    assert!(desk.hooks.hooks(&of_none).unwrap().is_none(), "who works for no supplier yet");
    let types = |who: &Visitor| -> Vec<String> {
        let view = desk.hooks.hooks(who).unwrap().unwrap();
        view.types.into_iter().map(|(name, _)| name).collect()
    };
    let of_supplier = [
        "topup.booked",
        "topup.reversed",
        "sharing_volumes.published",
        "activation.answered",
        "settlement.published",
        "prepayment.ended",
        "yearly_statement.ready",
    ];
    assert_eq!(types(&of_a), of_supplier);
    assert_eq!(types(&first), ["sharing_volumes.published"]);
    for (who, number) in [(&of_b, own), (&first, own), (&of_a, group), (&second, group)] {
        assert!(desk.hooks.hook(who, number).unwrap().is_none());
        assert_eq!(desk.hooks.test_hook(who, number).unwrap(), Err(HookRefused::Unknown));
        assert_eq!(desk.hooks.switch_hook(who, number, false).unwrap(), Err(HookRefused::Unknown));
    }
    let supply = HookWanted {
        types: vec!["supply.state_changed".to_owned()],
        ..wanted("https://a.example/")
    };
    for who in [&of_a, &first] {
        let refused = desk.hooks.add_hook(who, &supply).unwrap().map(|_| ());
        assert_eq!(refused, Err(HookRefused::Type), "UX 7.3: no state of a household");
    }
    assert_eq!(desk.hooks.test_hook(&too_of_a, own).unwrap(), Ok(()));
}

#[test]
fn d_04_whoever_has_the_till_by_a_pin_changes_no_endpoint() {
    let desk = desk();
    let own = desk.add(&desk.shop, "https://shop.example/").unwrap();
    let session = (desk.shop.person, desk.shop.session);
    desk.engine().store.hand_till(session, None, instant(NOW)).unwrap();
    assert_eq!(desk.add(&desk.shop, "https://a.example/"), Err(HookRefused::NotOwner));
    assert_eq!(desk.hooks.test_hook(&desk.shop, own).unwrap(), Err(HookRefused::NotOwner));
    assert!(!desk.hooks.hooks(&desk.shop).unwrap().unwrap().may_change);
    let again = Visitor { session: 2, ..desk.shop.clone() };
    assert_eq!(desk.hooks.test_hook(&again, own).unwrap(), Ok(()));
}

#[test]
fn d_04_two_secrets_hold_for_as_long_as_the_operator_has_set() {
    let desk = desk();
    let own = desk.add(&desk.shop, "https://shop.example/").unwrap();
    let holds = || desk.hooks.hook(&desk.shop, own).unwrap().unwrap().secrets;
    assert_eq!(holds(), [None]);
    let (secret, until) = desk.hooks.rotate_hook(&desk.shop, own).unwrap().unwrap();
    assert!(secret.starts_with("whsec_"), "of the same kind: {secret}");
    assert_eq!(until, instant(NOW).plus_h(24));
    assert_eq!(holds(), [None, Some(until)]);
    *desk.now.lock().unwrap() = until;
    assert_eq!(holds(), [None]);
    let sealed = desk.engine().store.endpoint_secrets(own, until).unwrap();
    assert!(sealed.iter().all(|one| one.secret.starts_with("sealed:v1:")));
}

#[test]
fn d_04_what_was_sent_is_shown_masked_and_leaves_again_one_by_one_or_from_a_day_on() {
    let desk = desk();
    let own = desk.add(&desk.office, "https://shop.example/").unwrap();
    let mut engine = desk.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let now = instant(NOW);
    let body = format!(
        r#"{{"id":"evt_a","type":"topup.booked","timestamp":"2026-11-04T08:00:00Z","data":{{"account":"{account}"}}}}"#
    );
    let event = |id: &str, at: Instant| store::NewEvent {
        id: id.to_owned(),
        kind: "topup.booked".to_owned(),
        at,
        account: Some(account),
        about: None,
        whose: None,
        sale: None,
        command: None,
        to: vec![(own, body.clone())],
    };
    for (id, at) in [("evt_a", now.plus_h(-30)), ("evt_b", now.plus_h(-1))] {
        engine
            .locked(Dso::Ores, |engine| {
                Ok(engine.store.add_events(Dso::Ores, &[event(id, at)], at)?)
            })
            .unwrap();
    }
    let view = || desk.hooks.hook(&desk.office, own).unwrap().unwrap().sent;
    assert!(view().iter().all(|one| one.state == SentState::Waits && !one.replays));
    // As if both had arrived, and the server had said more than it should.
    let answer = format!("thanks for {account}, an@example.org");
    let attempt = store::Attempt { at: now, status: Some(204), took_ms: 9, answer };
    let step = store::DeliveryStep::Delivered { at: now };
    while let Some(one) = engine.store.take_deliveries(now, 1, 60).unwrap().pop() {
        engine.store.delivery_step(own, &one.event, Some(&attempt), &step).unwrap();
    }
    let sent = view();
    assert_eq!(sent.len(), 2);
    for one in &sent {
        assert_eq!((one.state, one.replays), (SentState::Delivered, true));
        assert!(one.body.contains("…001") && !one.body.contains(&account.to_string()), "{one:?}");
        assert_eq!(one.attempts[0].answer, "thanks for …001, …@…");
    }
    let of_operator = desk.hooks.hook(&desk.operator, own).unwrap().unwrap();
    assert!(of_operator.sent.iter().all(|one| one.attempts[0].answer.is_empty()));
    let again = |what: Replay| desk.hooks.replay_hook(&desk.office, own, &what).unwrap();
    assert_eq!(again(Replay::Event("evt_a".to_owned())), Ok(1));
    assert_eq!(again(Replay::Event("evt_none".to_owned())), Err(HookRefused::NoEvent));
    assert_eq!(again(Replay::Since(now.day())), Ok(1), "the other one is of the day before");
    assert_eq!(again(Replay::Since(now.day().plus(-2))), Ok(2));
    assert_eq!(again(Replay::Since(now.day().plus(1))), Err(HookRefused::Day));
    assert_eq!(again(Replay::Since(now.day().plus(-31))), Ok(2));
    assert_eq!(
        again(Replay::Since(now.day().plus(-32))),
        Err(HookRefused::Day),
        "no history of years"
    );
    assert!(view().iter().all(|one| one.state == SentState::Waits));
    desk.hooks.test_hook(&desk.office, own).unwrap().unwrap();
    let test = view().into_iter().find(|one| one.kind == "endpoint.test").unwrap();
    assert!(!test.replays && test.state == SentState::Waits);
    desk.hooks.switch_hook(&desk.office, own, false).unwrap().unwrap();
    assert_eq!(again(Replay::Event("evt_a".to_owned())), Err(HookRefused::Off));
    assert_eq!(desk.hooks.test_hook(&desk.office, own).unwrap(), Err(HookRefused::Off));
}
