//! A partner's system over real HTTP, in front of a database in a file.

use super::{Add, Key, add, rotate};
use crate::engine::Engine;
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use crate::testing::{Served, ean, empty, instant, move_in, top_up};
use crate::webhooks::OwnerAsked;
use calendar::Instant;
use http_api::Scope;
use serde_json::Value;
use std::sync::Arc;
use store::{Owner, Store};
use units::Dso;
use vending::{GrantAsked, Granter, Role};

const NOW: &str = "2026-11-04T09:00:00+01:00";
/// Without the one of phone lines.
const READS: [Scope; 2] = [Scope::EventsRead, Scope::AccountsRead];

struct World {
    engine: Engine,
    account: store::Account,
    party: i64,
    grant: i64,
    served: Served,
    _folder: tempfile::TempDir,
}

/// A home of which a CPAS has a mandate, and the server.
fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    let mut engine = empty(&url);
    let account = move_in(&mut engine, ean());
    let asked = GrantAsked {
        role: Role::Mandate,
        last: Some("2027-01-31".parse().unwrap()),
        by: Granter::Agent("an".to_owned()),
        reason: "agreed on paper".to_owned(),
    };
    let to = crate::parties::To::New("CPAS".to_owned());
    let at = instant("2026-10-31T09:00:00+01:00");
    let shared = crate::parties::share(&mut engine, ean(), &to, &asked, "flat 7", at).unwrap();
    let clock: crate::till::Clock = Arc::new(|| instant(NOW).plus_s(60));
    let router = crate::desk::router(&url, Arc::clone(&clock), clock).unwrap();
    let served = Served::with(|_| router);
    let (party, grant) = (shared.party.id, shared.grant.seq);
    World { engine, account, party, grant, served, _folder: folder }
}

impl World {
    fn key(&mut self, owner: Owner, scopes: &[Scope], sandbox: bool) -> (i64, String) {
        let asked = Add {
            dso: Dso::Ores,
            owner: OwnerAsked::default(),
            scopes: scopes.to_vec(),
            sandbox,
            days: 365,
        };
        let (key, text) = add(&mut self.engine.store, &asked, owner, instant(NOW)).unwrap();
        (key.id, text)
    }

    fn pay(&mut self, id: &str, now: Instant) {
        self.engine.record(&self.account, &top_up(id), now).unwrap();
        let mut nowhere = None::<&mut Dispatcher<Registry>>;
        let engine = &mut self.engine;
        while crate::work::deliver(engine, now, nowhere.as_deref_mut(), &mut |_| {}).unwrap() > 0 {}
    }

    fn get(&self, key: &str, target: &str) -> (u16, Value) {
        self.get_as(&[("authorization", &format!("Bearer {key}"))], target)
    }

    fn get_as(&self, headers: &[(&str, &str)], target: &str) -> (u16, Value) {
        let (status, body) = self.served.get(headers, target);
        (status, serde_json::from_str(&body).unwrap())
    }
}

fn kinds(page: &Value) -> Vec<String> {
    let all = page["events"].as_array().unwrap();
    all.iter()
        .map(|event| format!("{} {}", event["type"].as_str().unwrap(), event["data"]))
        .collect()
}

#[test]
fn ux_10_a_party_reads_its_events_page_by_page_and_what_they_point_to_and_is_seen() {
    let mut world = world();
    let party = Owner::Party(world.party);
    let (_, key) = world.key(party, &READS, false);
    for (id, second) in [("a", 0), ("b", 1), ("c", 2)] {
        world.pay(id, instant(NOW).plus_s(second));
    }
    let account = world.account.id.to_string();
    let told = format!("topup.booked {{\"account\":\"{account}\"}}");
    let (status, first) = world.get(&key, "/v1/events?limit=2");
    assert_eq!((status, kinds(&first)), (200, vec![told.clone(); 2]));
    assert_eq!(first["has_more"], true);
    let next = first["next"].as_str().unwrap();
    let (_, second) = world.get(&key, &format!("/v1/events?after={next}&limit=2"));
    assert_eq!((kinds(&second), &second["has_more"]), (vec![told], &Value::from(false)));
    let next = second["next"].as_str().unwrap();
    let (_, empty) = world.get(&key, &format!("/v1/events?after={next}"));
    assert_eq!((kinds(&empty).len(), empty["next"].as_str()), (0, Some(next)));
    let event = second["events"][0]["id"].as_str().unwrap();
    let (status, one) = world.get(&key, &format!("/v1/events/{event}"));
    assert_eq!((status, &one), (200, &second["events"][0]));
    assert!(world.engine.store.party_looks(world.account.id, 9).unwrap().is_empty());
    let (status, now) = world.get(&key, &format!("/v1/accounts/{account}"));
    assert_eq!((status, &now["label"], &now["state"]), (200, &"flat 7".into(), &"in_order".into()));
    assert_eq!(now["money"]["balance"], "50.00");
    let looks = world.engine.store.party_looks(world.account.id, 9).unwrap();
    assert_eq!((looks.len(), looks[0].saw.as_str()), (1, "see_state see_balance"));
    // What is taken away is gone at once, also what lies behind.
    let at = instant(NOW).plus_s(30);
    let by = Granter::Holder;
    crate::parties::end(&mut world.engine, ean(), world.grant, by, "", at).unwrap();
    let (_, page) = world.get(&key, "/v1/events");
    assert!(kinds(&page).is_empty());
    assert_eq!(world.get(&key, &format!("/v1/events/{event}")).1["code"], "event-unknown");
    let (status, gone) = world.get(&key, &format!("/v1/accounts/{account}"));
    assert_eq!((status, &gone["code"]), (404, &"account-unknown".into()));
}

#[test]
fn pd_04_a_key_reads_what_it_is_for_and_nothing_of_others() {
    let mut world = world();
    let (_, all) = world.key(Owner::Operator, &[Scope::EventsRead], false);
    let (_, shop) = world.key(Owner::Terminal("T1".into()), &[Scope::EventsRead], false);
    let other = Owner::Party(world.party + 1);
    let (_, other) = world.key(other, &READS, false);
    world.pay("terminal:T1:s-1", instant(NOW));
    world.pay("terminal:T2:s-2", instant(NOW).plus_s(1));
    let account = world.account.id;
    assert_eq!(kinds(&world.get(&all, "/v1/events").1).len(), 2);
    assert_eq!(kinds(&world.get(&shop, "/v1/events").1), [r#"topup.booked {"sale":"s-1"}"#]);
    assert!(kinds(&world.get(&other, "/v1/events").1).is_empty());
    let (_, page) = world.get(&all, "/v1/events");
    let event = page["events"][1]["id"].as_str().unwrap();
    for key in [&shop, &other] {
        assert_eq!(world.get(key, &format!("/v1/events/{event}")).1["code"], "event-unknown");
    }
    for (key, code) in [(&all, "scope-missing"), (&other, "account-unknown")] {
        assert_eq!(world.get(key, &format!("/v1/accounts/{account}")).1["code"], code);
    }
    // An operator's own key cannot be made for accounts: nobody would see who looked.
    let asked = Add {
        dso: Dso::Ores,
        owner: OwnerAsked::default(),
        scopes: READS.to_vec(),
        sandbox: false,
        days: 1,
    };
    assert!(add(&mut world.engine.store, &asked, Owner::Operator, instant(NOW)).is_err());
}

#[test]
fn ux_10_a_key_of_the_sandbox_gets_examples_and_reaches_no_account() {
    let mut world = world();
    let (_, key) = world.key(Owner::Party(world.party), &READS, true);
    assert!(key.starts_with("tk_test_"));
    world.pay("a", instant(NOW));
    let account = world.account.id.to_string();
    let (status, page) = world.get(&key, "/v1/events");
    assert_eq!(status, 200);
    assert!(kinds(&page).iter().all(|line| line.contains("sandbox-s")), "{page}");
    assert_eq!(world.get(&key, &format!("/v1/accounts/{account}")).0, 404);
    assert_eq!(world.get(&key, "/v1/accounts/sandbox-s5").1["state"], "off");
    assert!(world.engine.store.party_looks(world.account.id, 9).unwrap().is_empty());
}

#[test]
fn pd_04_a_key_ends_and_is_changed_and_is_kept_as_a_hash_only() {
    let mut world = world();
    let (id, key) = world.key(Owner::Operator, &[Scope::EventsRead], false);
    let by = (instant(NOW), "#7");
    let (_, new) = rotate(&mut world.engine.store, id, by).unwrap().unwrap();
    for key in [&key, &new] {
        assert_eq!(world.get(key, "/v1/events").0, 200);
    }
    let kept = world.engine.store.api_key(id).unwrap().unwrap();
    assert_eq!(kept.until, instant(NOW).plus_h(24));
    world.engine.store.end_api_key(id, by).unwrap();
    let (status, body) = world.get(&key, "/v1/events");
    assert_eq!((status, &body["code"]), (401, &"key-refused".into()));
    assert!(rotate(&mut world.engine.store, id, by).is_err());
    for wrong in ["", "tk_live_00", &new[..70], &new.to_uppercase()] {
        assert_eq!(world.get(wrong, "/v1/events").1["code"], "key-refused", "{wrong}");
    }
    assert_eq!(world.get_as(&[], "/v1/events").0, 401);
    let file = std::fs::read(world._folder.path().join("t.db")).unwrap();
    let text = String::from_utf8_lossy(&file);
    assert!(!text.contains(&new[8..]), "the key itself is kept");
}

#[test]
fn ux_10_a_version_is_named_by_the_request_or_the_key_and_one_that_is_not_known_is_refused() {
    let mut world = world();
    let (_, key) = world.key(Owner::Operator, &[Scope::EventsRead], false);
    let bearer = format!("Bearer {key}");
    let ask = |version: &str| {
        let headers = [("authorization", bearer.as_str()), ("tirelire-version", version)];
        world.get_as(&headers, "/v1/events")
    };
    assert_eq!(ask("2026-11-20").0, 200);
    let (status, body) = ask("2020-01-01");
    assert_eq!((status, &body["code"]), (400, &"version-unknown".into()));
    assert_eq!(body["known"], "2026-11-20");
    for query in ["after=c-1", "after=7", "limit=0", "limit=201", "limit=x", "page=2"] {
        let (status, body) = world.get(&key, &format!("/v1/events?{query}"));
        assert_eq!((status, &body["code"]), (400, &"query-not-understood".into()), "{query}");
    }
}

#[test]
fn pd_04_what_a_list_of_keys_shows_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    let mut store = Store::open(&url).unwrap();
    let asked = Add {
        dso: Dso::Ores,
        owner: OwnerAsked::default(),
        scopes: vec![Scope::EventsRead],
        sandbox: false,
        days: 30,
    };
    let (_, text) = add(&mut store, &asked, Owner::Operator, instant(NOW)).unwrap();
    let mut out = Vec::new();
    super::run(&url, &Key::List { dso: Dso::Ores }, true, &mut out).unwrap();
    let shown = String::from_utf8(out).unwrap();
    assert!(shown.contains("events:read") && !shown.contains(&text[8..]), "{shown}");
    let line: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&line["made_by"], &line["replaced_by"]), (&"command line".into(), &Value::Null));
}
