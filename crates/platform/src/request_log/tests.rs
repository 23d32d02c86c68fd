//! The log of the API over real HTTP, with a database in a file.

use super::*;
use crate::api_keys::{Add, add};
use crate::testing::{Served, ean, empty, instant, move_in};
use crate::webhooks::OwnerAsked;
use access::Role;
use http_api::{Scope, Sees, Signed};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::AtomicI64;
use units::Language;

const NOW: &str = "2026-11-04T09:00:00+01:00";

struct World {
    url: String,
    folder: tempfile::TempDir,
    now: Arc<AtomicI64>,
    /// Of the terminals T1 and T2, and of a phone line.
    secrets: [String; 2],
    line: String,
    served: Option<Served>,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    let mut engine = empty(&url);
    move_in(&mut engine, ean());
    let secrets = ["T1", "T2"].map(|name| {
        let id = name.parse().unwrap();
        let (store, at) = (&mut engine.store, instant(NOW));
        let sees = Sees::AmountOnly;
        crate::terminals::add(store, &id, Dso::Ores, "Kiosk".into(), sees, at).unwrap()
    });
    let now = Arc::new(AtomicI64::new(instant(NOW).0));
    let line = String::new();
    let mut world = World { url, folder, now, secrets, line, served: None };
    world.line = world.key(Owner::Operator, &[Scope::CallsWrite, Scope::LogsRead]);
    world
}

struct Answer {
    status: u16,
    head: String,
    body: Value,
}

impl World {
    fn key(&self, owner: Owner, scopes: &[Scope]) -> String {
        let asked = Add {
            dso: Dso::Ores,
            owner: OwnerAsked::default(),
            scopes: scopes.to_vec(),
            sandbox: false,
            days: 365,
        };
        let mut store = Store::open(&self.url).unwrap();
        add(&mut store, &asked, owner, instant(NOW)).unwrap().1
    }

    fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let (url, now) = (&self.url, &self.now);
        let served = self.served.get_or_insert_with(|| {
            let now = Arc::clone(now);
            let clock: Clock = Arc::new(move || Instant(now.load(Ordering::Relaxed)));
            let router = crate::desk::router(url, Arc::clone(&clock), clock).unwrap();
            Served::with(|_| router)
        });
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let text = format!(
            "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\
             {lines}\r\n{body}"
        );
        let mut stream = TcpStream::connect(served.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = serde_json::from_str(body).unwrap_or_default();
        Answer { status, head: head.to_ascii_lowercase(), body }
    }

    fn with_key(&mut self, key: &str, target: &str) -> Answer {
        let bearer = format!("Bearer {key}");
        self.send("GET", target, &[("authorization", &bearer)], "")
    }

    /// A lookup that the terminal signs.
    fn look_up(&mut self, place: usize, once: &str, body: &str) -> Answer {
        let target = format!("/v1/terminals/T{}/lookup", place + 1);
        let (key_id, secret) = self.secrets[place].split_once(':').unwrap();
        let timestamp = Instant(self.now.load(Ordering::Relaxed)).unix_s().to_string();
        let signed = Signed {
            method: "POST",
            target: &target,
            timestamp: &timestamp,
            key_id,
            once,
            body: body.as_bytes(),
        };
        let headers = signed.headers(secret.as_bytes(), false);
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send("POST", &target, &headers, body)
    }

    /// Ends the server, so that all that it has taken in is written.
    fn written(&mut self) {
        drop(self.served.take());
    }

    fn days(&self, days: i64) {
        self.now.fetch_add(days * 86_400_000_000, Ordering::Relaxed);
    }

    fn all(&self) -> Vec<ApiRequest> {
        let mut store = Store::open(&self.url).unwrap();
        let (id, status, until, behind) = (None, None, None, None);
        let wanted = RequestsWanted { id, status, since: Instant(0), until, behind, most: 999 };
        store.api_requests(&RequestsOf::Operator(Dso::Ores), &wanted).unwrap()
    }
}

fn routes(page: &Value) -> Vec<&str> {
    page["requests"].as_array().unwrap().iter().map(|one| one["route"].as_str().unwrap()).collect()
}

#[test]
fn d_05_pd_05_no_name_phone_address_reference_or_secret_is_in_the_log() {
    let mut world = world();
    let reference = ean().reference().to_string();
    let digits: String = reference.chars().filter(char::is_ascii_digit).collect();
    let found = world.look_up(0, "n-1", &format!("{{\"reference\":\"{reference}\"}}"));
    assert_eq!(found.status, 200, "{}", found.body);
    let told = r#"{"reference":"Vandenbossche","name":"Marie Vandenbossche","Rue Haute 7":"+32475998877"}"#;
    assert_eq!(world.look_up(0, "n-2", told).status, 400);
    let call = r#"{"event":"start","caller":"+32475998877"}"#;
    let bearer = format!("Bearer {}", world.line);
    let headers = [("authorization", bearer.as_str()), ("request-id", "0475-99-88-77")];
    let line = world.send("POST", "/v1/calls/pbx-1/events/5", &headers, call);
    assert!(!line.head.contains("0475-99-88-77"), "{}", line.head);
    let path = format!("/v1/accounts/{digits}?name=Vandenbossche");
    let line = world.line.clone();
    assert_eq!(world.with_key(&line, &path).status, 403);
    assert_eq!(world.with_key("tk_live_0123456789abcdef", "/v1/events").status, 401);
    let once = [("idempotency-key", "Vandenbossche-0475998877")];
    assert_eq!(world.send("POST", &format!("/v1/{digits}"), &once, told).status, 404);
    world.written();
    let all = world.all();
    assert_eq!(all.len(), 6);
    let text = format!("{all:?}");
    for secret in [&reference, &digits, "tk_live_", &world.secrets[0]] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    for shown in ["…908", "(unknown)", "/v1/accounts/{account}", "/v1/{*rest}"] {
        let shown = shown.replace("908", &digits[10..]);
        assert!(text.contains(&shown), "{shown} in {text}");
    }
    // Nor anywhere in the database: what was refused left nothing else behind.
    let mut read = 0;
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        // What is written ahead goes with the last connection, which may be now.
        let Ok(bytes) = std::fs::read(file.unwrap().path()) else { continue };
        read += bytes.len();
        for secret in ["Vandenbossche", "Rue Haute", "475998877", "475-99-88-77"] {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret}");
        }
    }
    assert!(read > 100_000, "{read} bytes of a database");
}

#[test]
fn d_05_a_key_sees_the_requests_of_its_own_organisation_only() {
    let mut world = world();
    let logs = [Scope::EventsRead, Scope::LogsRead];
    let [first, second] = ["T1", "T2"].map(|name| world.key(Owner::Terminal(name.into()), &logs));
    let blind = world.key(Owner::Terminal("T1".into()), &[Scope::EventsRead]);
    let operator = world.key(Owner::Operator, &logs);
    world.look_up(0, "n-1", r#"{"reference":"1"}"#);
    let named = world.look_up(1, "n-2", r#"{"reference":"2"}"#);
    let id = named.body["request_id"].as_str().unwrap().to_owned();
    assert!(named.head.contains(&format!("request-id: {id}")), "{}", named.head);
    world.with_key(&first, "/v1/events");
    world.with_key("nobody", "/v1/events");
    world.written();
    let own = world.with_key(&first, "/v1/requests");
    assert_eq!(own.status, 200, "{}", own.body);
    let mut seen = routes(&own.body);
    seen.sort_unstable();
    assert_eq!(seen, ["/v1/events", "/v1/terminals/{terminal}/lookup"]);
    let by_id = format!("/v1/requests?id={id}");
    assert_eq!(routes(&world.with_key(&second, &by_id).body).len(), 1);
    for key in [&first, &operator] {
        assert_eq!(routes(&world.with_key(key, &by_id).body).len(), 0, "of another");
    }
    assert_eq!(world.with_key(&blind, "/v1/requests").body["code"], "scope-missing");
    let page = world.with_key(&first, "/v1/requests?limit=1").body;
    assert_eq!((routes(&page).len(), &page["has_more"]), (1, &Value::from(true)));
    let next = format!("/v1/requests?limit=1&after={}", page["next"].as_str().unwrap());
    let next = world.with_key(&first, &next).body;
    assert_eq!((routes(&next).len(), &next["has_more"]), (1, &Value::from(false)));
    assert_ne!(routes(&next), routes(&page));
    let wrong = world.with_key(&first, "/v1/requests?after=x").body;
    assert_eq!(wrong["code"], "query-not-understood");
}

#[test]
fn d_05_what_is_thirty_days_old_is_seen_no_more() {
    let mut world = world();
    let key = world.key(Owner::Operator, &[Scope::EventsRead, Scope::LogsRead]);
    world.with_key(&key, "/v1/events");
    world.written();
    world.days(29);
    assert_eq!(routes(&world.with_key(&key, "/v1/requests").body), ["/v1/events"]);
    world.written();
    world.days(1);
    world.now.fetch_add(1, Ordering::Relaxed);
    let since = "/v1/requests?since=2026-11-01T00:00:00Z";
    assert_eq!(routes(&world.with_key(&key, since).body), ["/v1/events", "/v1/requests"][1..]);
    assert!(world.all().len() >= 2, "it is let go of by a run");
}

#[test]
fn d_05_a_full_log_holds_nobody_up_and_counts_what_it_lost() {
    let world = world();
    let log = ApiLog::with_room(&world.url, 4).unwrap();
    let request = |number: i64| EndedRequest {
        id: http_api::RequestId::new(),
        at: instant(NOW).plus_s(number),
        asker: Some(Asker::Terminal { id: "T1".parse().unwrap(), key: "T1-a".to_owned() }),
        method: "GET",
        route: "/v1/events".to_owned(),
        status: Some(200),
        code: None,
        took_ms: 1,
        asked_bytes: 0,
        answered_bytes: 0,
        once: None,
        asked: None,
        answered: None,
    };
    let mut other = Store::open(&world.url).unwrap();
    // Somebody else writes for so long that the writer of the log has to wait.
    let took = other
        .locked(Dso::Ores, |_| {
            // Taken out of the queue, and waiting for the database.
            for number in 0..3 {
                log.keep(request(number));
            }
            std::thread::sleep(A_WHILE + Duration::from_millis(300));
            let began = Stopwatch::now();
            for number in 3..1_000 {
                log.keep(request(number));
            }
            Ok::<_, Failure>(began.elapsed())
        })
        .unwrap();
    assert!(took < Duration::from_millis(500), "{took:?}");
    drop(log);
    let kept = world.all().len();
    assert_eq!(kept, 3 + 4);
    let lost = Store::open(&world.url).unwrap().api_requests_lost(Instant(0)).unwrap();
    assert_eq!(lost, 1_000 - 7);
}

#[test]
fn d_05_whoever_has_no_key_does_not_fill_the_log() {
    let world = world();
    let log = ApiLog::open(&world.url).unwrap();
    let stranger = |second: i64| EndedRequest {
        id: http_api::RequestId::new(),
        at: instant(NOW).plus_s(second),
        asker: None,
        method: "other",
        route: "/v1/{*rest}".to_owned(),
        status: Some(404),
        code: Some("no-such-address"),
        took_ms: 0,
        asked_bytes: 0,
        answered_bytes: 0,
        once: None,
        asked: None,
        answered: None,
    };
    for _ in 0..500 {
        log.keep(stranger(0));
    }
    log.keep(stranger(60));
    drop(log);
    assert_eq!(world.all().len(), usize::try_from(STRANGERS_A_MINUTE).unwrap() + 1);
}

#[test]
fn d_05_ux_7_3_people_see_the_log_of_their_own_till_or_office_and_who_runs_it_all() {
    let mut world = world();
    world.look_up(0, "n-1", r#"{"reference":"1"}"#);
    world.look_up(1, "n-2", r#"{"reference":"2"}"#);
    world.with_key("nobody", "/v1/events");
    world.written();
    let mut engine = Engine::open(&world.url).unwrap();
    let (store, at) = (&mut engine.store, instant(NOW));
    let ways = store::Ways::empty(Language::En, at);
    let till = store.add_person(Dso::Ores, Role::Merchant.code(), None, &ways).unwrap().id;
    store.set_terminal(till, Some("T1"), at).unwrap();
    let party = store.add_party(Dso::Ores, "CPAS", &"a".repeat(64), at).unwrap().id;
    let office = store.add_person(Dso::Ores, Role::Cpas.code(), Some(party), &ways).unwrap().id;
    let now = instant(NOW).plus_s(60);
    let requests = Requests::new(engine, Dso::Ores, Arc::new(move || now));
    let visitor = |person: i64, role: Role| Visitor {
        person,
        role,
        name: String::new(),
        language: Language::En,
        session: 1,
    };
    let seen = |who: &Visitor| requests.requests(who, &LogAsked::default()).unwrap();
    let own = seen(&visitor(till, Role::Merchant)).unwrap();
    assert_eq!((own.lines.len(), own.days, own.lost), (1, 30, None));
    assert_eq!(own.lines[0].whose, None);
    let all = seen(&visitor(0, Role::Operator)).unwrap();
    let whose: Vec<Option<&str>> = all.lines.iter().map(|line| line.whose.as_deref()).collect();
    assert_eq!(whose.len(), 3);
    assert!(whose.contains(&Some("terminal T2")) && whose.contains(&None), "{whose:?}");
    assert_eq!(seen(&visitor(office, Role::Cpas)).unwrap().lines, [], "none of its own yet");
    assert_eq!(seen(&visitor(99, Role::Merchant)), None, "without a terminal");
    assert_eq!(seen(&visitor(99, Role::Cpas)), None, "without an office");
    assert_eq!(seen(&visitor(till, Role::AgentL1)), None);
    let day = LogAsked { day: Some("2026-11-03".parse().unwrap()), ..LogAsked::default() };
    let before = requests.requests(&visitor(0, Role::Auditor), &day).unwrap().unwrap();
    assert_eq!(before.lines, []);
}
