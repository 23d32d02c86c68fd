//! A developer's first quarter of an hour, over real HTTP.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::homes::{HOMES, ean, wrong_references};
use super::*;
use crate::testing::{Served, empty, instant, move_in};
use portal::developers::SandboxDesk;
use serde_json::{Value, json};
use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};
use store::Store;

const WALL: &str = "2026-12-01T09:00:00+01:00";

struct Site {
    served: Served,
    desk: Desk,
    sandbox: Arc<Sandbox>,
    wall: Arc<AtomicI64>,
    /// The installation's own books.
    url: String,
    _folder: tempfile::TempDir,
}

/// An installation with a home of its own, and a sandbox before its API.
fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("own.db").display());
    let mut engine = empty(&url);
    move_in(&mut engine, crate::testing::ean());
    drop(engine);
    let wall = Arc::new(AtomicI64::new(instant(WALL).0));
    let told = Arc::clone(&wall);
    // Each look at the clock is a little later.
    let clock: Clock = Arc::new(move || Instant(told.fetch_add(10, Ordering::Relaxed)));
    let sandbox = Arc::new(Sandbox::open(Arc::clone(&clock)).unwrap());
    let api = crate::desk::router(&url, Arc::clone(&clock), clock).unwrap();
    let leads = axum::middleware::from_fn_with_state(Arc::clone(&sandbox), lead);
    let routes = api.layer(leads).merge(router(Arc::clone(&sandbox)));
    let served = Served::with(|_| routes);
    let desk = Desk::new(Arc::clone(&sandbox), &format!("http://{}", served.address)).unwrap();
    Site { served, desk, sandbox, wall, url, _folder: folder }
}

/// A key's own view of the API.
struct Caller<'a> {
    site: &'a Site,
    key: String,
    terminal: String,
}

impl Site {
    fn caller(&self) -> Caller<'_> {
        let made = self.desk.new_key("192.0.2.1").unwrap();
        Caller { site: self, key: made.key, terminal: made.terminal }
    }
}

impl Caller<'_> {
    fn ask(&self, method: &str, path: &str, once: &str, body: Option<Value>) -> (u16, Value) {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(self.site.served.address).unwrap();
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let once =
            if once.is_empty() { String::new() } else { format!("idempotency-key: {once}\r\n") };
        let text = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n{once}\r\n{body}",
            self.key,
            body.len()
        );
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, "", None)
    }

    fn account(&self, name: &str) -> Value {
        let place = HOMES.iter().position(|home| home.name == name).unwrap();
        let (status, told) = self.get(&format!("/v1/accounts/{}", 1_000_000_001 + place));
        assert_eq!(status, 200, "{name}: {told}");
        told
    }

    fn look_up(&self, reference: &str) -> (u16, Value) {
        let path = format!("/v1/terminals/{}/lookup", self.terminal);
        self.ask("POST", &path, "", Some(json!({ "reference": reference })))
    }

    fn pay(&self, name: &str, amount: &str) -> Value {
        let place = HOMES.iter().position(|home| home.name == name).unwrap();
        let body =
            json!({ "reference": ean(place).unwrap().reference().to_string(), "amount": amount });
        let (status, told) = self.ask("POST", "/sandbox/v1/payments", "", Some(body));
        assert_eq!(status, 201, "{told}");
        told
    }

    fn turn(&self, to: &str) -> (u16, Value) {
        self.ask("POST", "/sandbox/v1/clock", "", Some(json!({ "to": to })))
    }

    /// Types of events so far, of a home.
    fn events(&self, name: &str) -> Vec<String> {
        let place = HOMES.iter().position(|home| home.name == name).unwrap();
        let account = (1_000_000_001 + place).to_string();
        let (status, told) = self.get("/v1/events?limit=200");
        assert_eq!(status, 200, "{told}");
        let all = told["events"].as_array().unwrap().clone();
        let own = all.iter().filter(|event| event["data"]["account"] == account.as_str());
        own.map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn d_03_each_magic_reference_stands_as_the_table_says() {
    let site = site();
    let caller = site.caller();
    let mut table = String::new();
    let mut told = String::new();
    for home in &HOMES {
        let now = caller.account(home.name);
        let beside: Vec<&str> = now["modifiers"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| one.as_str().unwrap())
            .collect();
        table += &format!("{} {} {} {:?}\n", home.name, home.state, home.supply, home.modifiers);
        told += &format!(
            "{} {} {} {beside:?}\n",
            home.name,
            now["state"].as_str().unwrap(),
            now["supply"].as_str().unwrap()
        );
        assert_eq!(now["label"], home.name);
    }
    assert_eq!(told, table);
    let known = site.desk.facts();
    for (home, place) in known.homes.iter().zip(0..) {
        assert_eq!(caller.look_up(&home.reference).0, 200, "{place}");
        assert_eq!(home.account, (1_000_000_001 + place).to_string());
    }
    let [unknown, wrong] = wrong_references().unwrap();
    let refused =
        |reference: &str| caller.look_up(reference).1["code"].as_str().unwrap().to_owned();
    assert_eq!([refused(&unknown), refused(&wrong)], ["reference-unknown", "reference-wrong"]);
}

#[test]
fn f_80_three_calls_that_are_copied_from_the_page_sell() {
    let site = site();
    let made = site.desk.new_key("192.0.2.1").unwrap();
    let mut said = Vec::new();
    for call in made.calls.iter().chain(&made.more) {
        let out = Command::new("sh").args(["-c", &call.command]).output().unwrap();
        assert!(out.status.success(), "{}: {}", call.command, String::from_utf8_lossy(&out.stderr));
        let body: Value = serde_json::from_slice(&out.stdout).unwrap();
        assert!(body["code"].is_null(), "{}: {body}", call.title);
        said.push((call.title.clone(), body));
    }
    assert_eq!(made.calls.len(), 3);
    let of = |title: &str| said.iter().find(|(known, _)| known == title).unwrap().1.clone();
    assert_eq!(of("lookup")["restores_supply"], true);
    assert_eq!(of("vend")["state"], "reserved");
    assert_eq!(of("last-response")["state"], "reserved");
    assert_eq!(of("confirm")["state"], "credited");
    assert_eq!(of("account")["supply"], "reconnect_ordered");
    assert_eq!(of("payments")["state"], "failed");
    let events = of("events")["events"].as_array().unwrap().len();
    assert!(events >= 1, "{}", of("events"));
}

#[test]
fn d_03_magic_amounts_fail_come_late_come_twice_and_stay_open() {
    let site = site();
    let caller = site.caller();
    let balance = |caller: &Caller<'_>| {
        caller.account("low")["money"]["balance"].as_str().unwrap().to_owned()
    };
    assert_eq!(balance(&caller), "2.00");
    assert_eq!(caller.pay("low", "20.41")["state"], "failed");
    assert_eq!(balance(&caller), "2.00");
    assert_eq!(caller.pay("low", "20.43")["state"], "credited");
    assert_eq!(balance(&caller), "22.43", "told twice, credited once");
    let late = caller.pay("low", "20.42");
    assert_ne!(late["state"], "credited");
    assert_eq!(caller.account("low")["modifiers"], json!(["paying"]));
    assert_eq!(balance(&caller), "22.43");
    site.wall.fetch_add(61_000_000, Ordering::Relaxed);
    assert_eq!(balance(&caller), "42.85", "found out without a notice");
    assert_eq!(caller.pay("low", "20.44")["state"], "pending");
    assert_eq!(caller.account("low")["modifiers"], json!(["paying"]));
    assert_eq!(balance(&caller), "42.85");
    let events = caller.events("low");
    let count = |kind: &str| events.iter().filter(|known| *known == kind).count();
    assert_eq!((count("topup.booked"), count("payment.failed")), (2, 1), "{events:?}");
}

#[test]
fn d_05_a_developer_sees_what_was_asked_in_the_own_world_and_in_no_other() {
    let site = site();
    let (one, other) = (site.caller(), site.caller());
    let named = one.look_up("1").1;
    one.account("low");
    let began = std::time::Instant::now();
    let routes = |caller: &Caller| -> Vec<String> {
        let (status, page) = caller.get("/v1/requests");
        assert_eq!(status, 200, "{page}");
        let all = page["requests"].as_array().unwrap().iter();
        all.map(|one| one["route"].as_str().unwrap().to_owned()).collect()
    };
    // A line stands there some seconds after its answer.
    let seen = loop {
        let seen = routes(&one);
        let both = seen.iter().any(|route| route == "/v1/accounts/{account}");
        if both || began.elapsed().as_secs() > 20 {
            break seen;
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    };
    for route in ["/v1/accounts/{account}", "/v1/terminals/{terminal}/lookup"] {
        assert!(seen.iter().any(|known| known == route), "{route} in {seen:?}");
    }
    let id = named["request_id"].as_str().unwrap();
    let found = one.get(&format!("/v1/requests?id={id}")).1;
    assert_eq!(found["requests"][0]["code"], named["code"]);
    let elsewhere = other.get(&format!("/v1/requests?id={id}")).1;
    assert_eq!(elsewhere["requests"], json!([]));
}

#[test]
fn d_03_the_test_clock_lives_the_nights_and_ends_the_hours_without_cuts() {
    let site = site();
    let caller = site.caller();
    assert_eq!(caller.account("held")["supply"], "connected");
    let (status, told) = caller.turn("end-of-protected-hours");
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["now"], "2026-11-23T08:05:00+01:00");
    let held = caller.account("held");
    assert_eq!(
        (held["state"].as_str(), held["supply"].as_str()),
        (Some("off"), Some("disconnected"))
    );
    assert!(caller.events("held").contains(&"supply.state_changed".to_owned()));
    let before = caller.account("in-order")["money"]["balance"].as_str().unwrap().to_owned();
    assert_eq!(caller.turn("next-day").1["now"], "2026-11-24T10:00:00+01:00");
    let after = caller.account("in-order")["money"]["balance"].as_str().unwrap().to_owned();
    assert_eq!((before.as_str(), after.as_str()), ("40.10", "39.10"), "a night of 4 kWh");
    assert_eq!(caller.turn("weekend").1["now"], "2026-11-28T10:00:00+01:00");
    for wrong in ["2026-11-27T10:00:00+01:00", "2027-11-27T10:00:00+01:00", "yesterday"] {
        assert_eq!(caller.turn(wrong).0, 400, "{wrong}");
    }
}

#[test]
fn d_03_a_key_of_the_sandbox_reaches_its_own_world_and_nothing_else() {
    let site = site();
    let mut store = Store::open(&site.url).unwrap();
    let account = store.account_of(crate::testing::ean()).unwrap().unwrap();
    let before = store.facts(&[account.id]).unwrap().len();
    let (one, other) = (site.caller(), site.caller());
    one.pay("low", "20.00");
    assert_eq!(one.account("low")["money"]["balance"], "22.00");
    assert_eq!(other.account("low")["money"]["balance"], "2.00", "another world");
    assert_eq!(one.turn("next-day").0, 200);
    assert_eq!(other.get("/sandbox/v1").1["now"].as_str().unwrap().get(..10), Some("2026-11-21"));
    // The installation's own home is nobody's here, and its account is another one.
    let own = crate::testing::ean().reference().to_string();
    assert_eq!(one.look_up(&own).1["code"], "reference-unknown");
    let elsewhere = Caller { site: &site, key: one.key.clone(), terminal: other.terminal.clone() };
    assert_eq!(elsewhere.look_up(&own).1["code"], "signature-refused");
    let stranger = Caller { site: &site, key: format!("{}x", one.key), terminal: "T1".to_owned() };
    assert_eq!(stranger.get("/v1/events").1["code"], "key-refused");
    assert_eq!(stranger.get("/sandbox/v1").1["code"], "key-refused");
    // The books of the installation know of none of it: no payment, no look, no terminal, no key.
    assert!(store.terminals().unwrap().is_empty());
    assert!(store.api_keys(units::Dso::Ores).unwrap().is_empty());
    assert!(store.party_grants(account.id).unwrap().is_empty());
    assert_eq!(store.facts(&[account.id]).unwrap().len(), before);
}

#[test]
fn d_03_a_key_ends_after_a_day_and_nobody_makes_too_many() {
    let site = site();
    let caller = site.caller();
    assert_eq!(caller.get("/sandbox/v1").0, 200);
    let rest = (1..KEYS_AN_HOUR).map(|_| site.sandbox.give("192.0.2.1"));
    assert!(rest.into_iter().all(|given| given.is_ok()));
    assert!(matches!(site.sandbox.give("192.0.2.1"), Err(NotGiven::Wait { minutes: 1..=61 })));
    assert!(site.sandbox.give("192.0.2.2").is_ok(), "counted for each source");
    site.wall.fetch_add(HOURS * HOUR_S * 1_000_000, Ordering::Relaxed);
    assert_eq!(caller.get("/sandbox/v1").0, 401);
    assert_eq!(caller.get("/v1/events").0, 401);
    for number in 0..=MOST_WORLDS {
        site.sandbox.give(&format!("source {number}")).unwrap();
    }
    assert_eq!(site.sandbox.worlds().by_key.len(), MOST_WORLDS);
}

#[test]
fn d_08_the_sandbox_keeps_every_promise_of_the_protocol_and_a_broken_server_does_not() {
    use http_api::client::{ClientOptions, Conformance, conformance};
    let site = site();
    let given = site.sandbox.give("192.0.2.1").unwrap();
    let told = Arc::clone(&site.wall);
    let clock = Arc::new(move || Instant(told.load(Ordering::Relaxed)));
    let url = format!("http://{}", site.served.address);
    let terminal = given.signs.terminal.parse().unwrap();
    let secret = given.signs.secret.as_bytes().to_vec();
    let options = ClientOptions::new(url, terminal, given.signs.key_id, secret, clock);
    let mut asked = Conformance {
        reference: ean(0).unwrap().reference().to_string(),
        amount: "20.00".to_owned(),
        cashier: "C2".parse().unwrap(),
        run: "one".to_owned(),
        taken_at: time::BEGINS.to_owned(),
        offline: true,
    };
    let report = conformance(&options, &asked).unwrap();
    let mut text = Vec::new();
    report.write(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(report.passed(), "{text}");
    // What the page of the terminal kit shows is this report.
    assert_eq!(text, include_str!("../developers/report.txt"));
    // A home that does not exist breaks what is promised about one.
    asked.reference = wrong_references().unwrap()[0].clone();
    asked.run = "two".to_owned();
    let report = conformance(&options, &asked).unwrap();
    assert!(!report.passed());
    assert!(
        report.checks.iter().any(|check| check.fault.is_none()),
        "some have nothing to do with it"
    );
}

#[test]
fn d_03_no_proof_of_a_world_bears_the_installations_signature() {
    let site = site();
    site.caller();
    let template = site.sandbox.template().unwrap();
    let mut store = Store::open(&format!("sqlite:{}", template.display())).unwrap();
    let key = crate::seal::public_key(&mut store).unwrap().unwrap();
    assert_eq!(key, crate::seal::demo_key().verifying_key());
}
