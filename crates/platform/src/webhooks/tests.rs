//! From a night to a partner's server, over real HTTP on loopback.

use super::commands::{Add, OwnerAsked, add, replay_event, replay_since, rotate, test};
use super::sending::Sender;
use crate::engine::Engine;
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use crate::sealed::MasterKeys;
use crate::testing::{engine, instant, night, top_up};
use calendar::Instant;
use http_api::webhooks::{EventType, Poster, Secret};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Owner, Store};
use units::Dso;
use vending::{GrantAsked, Granter, Role};

/// A request as it came.
#[derive(Debug, Clone)]
struct Got {
    head: String,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> String {
        let line = self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default().to_owned()
    }

    /// As a receiver does it.
    fn is_signed(&self, secret: &Secret) -> bool {
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        let own = secret.signature(&id, at.parse().unwrap(), self.body.as_bytes());
        self.header("webhook-signature").split(' ').any(|one| one == own)
    }
}

/// A server that keeps what comes and answers what it is told, 204 in the end.
struct Receiver {
    address: SocketAddr,
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<Vec<&'static str>>>,
}

const OK: &str = "HTTP/1.1 204 No Content\r\n\r\n";
const SILENCE: &str = "";

impl Receiver {
    fn start(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let got: Arc<Mutex<Vec<Got>>> = Arc::default();
        let answers = Arc::new(Mutex::new(answers.to_vec()));
        let own = (Arc::clone(&got), Arc::clone(&answers));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (mut bytes, mut chunk) = (Vec::new(), [0; 4_096]);
                let whole = loop {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    if let Some((head, body)) = text.split_once("\r\n\r\n") {
                        let head = head.to_lowercase();
                        let of = |line: &str| line.strip_prefix("content-length: ")?.parse().ok();
                        let length: usize = head.lines().find_map(of).unwrap_or(0);
                        if body.len() >= length {
                            // Signatures have capitals: the head goes in as it came.
                            let (head, body) = text.split_once("\r\n\r\n").unwrap();
                            break Got { head: head.to_owned(), body: body.to_owned() };
                        }
                    }
                    match stream.read(&mut chunk) {
                        Ok(0) | Err(_) => return,
                        Ok(read) => bytes.extend_from_slice(&chunk[..read]),
                    }
                };
                own.0.lock().unwrap().push(whole);
                let mut answers = own.1.lock().unwrap();
                let answer = if answers.is_empty() { OK } else { answers.remove(0) };
                drop(answers);
                if answer == SILENCE {
                    // Longer than the sender's patience.
                    std::thread::sleep(Duration::from_millis(600));
                }
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, got, answers }
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    fn told(&self) -> Vec<String> {
        let kind = |got: &Got| {
            let body: serde_json::Value = serde_json::from_str(&got.body).unwrap();
            assert_eq!(body["id"], got.header("webhook-id"));
            format!("{} {}", body["type"].as_str().unwrap(), body["data"])
        };
        self.got().iter().map(kind).collect()
    }
}

fn asked(receiver: &Receiver, types: &[EventType], hmac: bool) -> Add {
    Add {
        dso: Dso::Ores,
        owner: OwnerAsked::default(),
        url: format!("http://{}/hooks", receiver.address),
        types: types.to_vec(),
        hmac,
        loopback: true,
    }
}

struct World {
    engine: Engine,
    account: store::Account,
    receiver: Receiver,
    endpoint: i64,
    secret: Secret,
    sender: Sender,
}

const NOW: &str = "2026-11-04T09:00:00+01:00";

/// A home, whose operator's system is told of top-ups.
fn world(owner: Owner, answers: &[&'static str]) -> World {
    let (mut engine, account) = engine();
    let receiver = Receiver::start(answers);
    let masters = MasterKeys::of(Some(&"0b".repeat(32))).unwrap();
    let types = [EventType::TopUpBooked];
    let now = instant(NOW);
    let asked = asked(&receiver, &types, true);
    let (endpoint, secret) = add(&mut engine.store, &asked, owner, &masters, now).unwrap();
    let poster = Poster::default().within(Duration::from_millis(300));
    let sender = sender_of(&mut engine, masters, poster);
    World { engine, account, receiver, endpoint, secret, sender }
}

fn sender_of(engine: &mut Engine, masters: MasterKeys, poster: Poster) -> Sender {
    Sender::new(engine.store.another().unwrap(), masters, poster)
}

fn deliver(engine: &mut Engine, now: Instant) {
    let mut nowhere = None::<&mut Dispatcher<Registry>>;
    while crate::work::deliver(engine, now, nowhere.as_deref_mut(), &mut |_| {}).unwrap() > 0 {}
}

impl World {
    /// A top-up, and what leaves because of it.
    fn pay(&mut self, id: &str, now: Instant) {
        self.engine.record(&self.account, &top_up(id), now).unwrap();
        deliver(&mut self.engine, now);
    }

    fn states(&mut self) -> Vec<(i16, u32)> {
        let kept = self.engine.store.deliveries(self.endpoint, 9).unwrap();
        kept.into_iter().map(|one| (one.state, one.attempts)).collect()
    }

    fn statuses(&mut self) -> Vec<Option<u16>> {
        let event = self.engine.store.deliveries(self.endpoint, 9).unwrap().remove(0).event;
        let kept = self.engine.store.attempts(self.endpoint, &event).unwrap();
        kept.into_iter().map(|one| one.status).collect()
    }
}

#[test]
fn ux_10_3_a_top_up_is_told_signed_and_again_under_the_same_name_until_it_is_taken() {
    let failing = "HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\noops";
    let mut world = world(Owner::Operator, &[failing]);
    let now = instant(NOW);
    world.pay("terminal:T1:s-1", now);
    assert_eq!(world.sender.drain(now).unwrap(), 1);
    assert_eq!(world.states(), [(0, 1)]);
    assert_eq!(world.sender.drain(now.plus_s(4)).unwrap(), 0, "not before five seconds");
    assert_eq!(world.sender.drain(now.plus_s(6)).unwrap(), 1);
    assert_eq!((world.states(), world.statuses()), (vec![(2, 2)], vec![Some(500), Some(204)]));
    let got = world.receiver.got();
    assert_eq!(got.len(), 2);
    assert!(got.iter().all(|one| one.is_signed(&world.secret)), "{got:?}");
    assert_eq!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    assert_ne!(got[0].header("webhook-timestamp"), got[1].header("webhook-timestamp"));
    let account = world.account.id;
    let told = world.receiver.told();
    assert_eq!(told[0], format!("topup.booked {{\"account\":\"{account}\"}}"));
    // Whoever changes a byte does not pass.
    let forged = Got { body: got[0].body.replace("booked", "bookeD"), ..got[0].clone() };
    assert!(!forged.is_signed(&world.secret));
}

#[test]
fn ux_10_3_what_was_answered_is_kept_up_to_two_kilobytes() {
    let long: &'static str = Box::leak(
        format!("HTTP/1.1 400 No\r\ncontent-length: 5000\r\n\r\n{}", "x".repeat(5_000))
            .into_boxed_str(),
    );
    let mut world = world(Owner::Operator, &[long]);
    let now = instant(NOW);
    world.pay("a", now);
    world.sender.drain(now).unwrap();
    let event = world.engine.store.deliveries(world.endpoint, 9).unwrap().remove(0).event;
    let kept = world.engine.store.attempts(world.endpoint, &event).unwrap();
    assert_eq!((kept[0].status, kept[0].answer.len()), (Some(400), 2_048));
}

#[test]
fn ux_10_3_a_redirection_is_not_followed_and_a_slow_answer_is_none() {
    let other = Receiver::start(&[]);
    let to: &'static str = Box::leak(
        format!(
            "HTTP/1.1 302 Found\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n",
            other.address
        )
        .into_boxed_str(),
    );
    let mut world = world(Owner::Operator, &[to, SILENCE]);
    let now = instant(NOW);
    world.pay("a", now);
    assert_eq!(world.sender.drain(now).unwrap(), 1);
    assert_eq!(world.sender.drain(now.plus_s(6)).unwrap(), 1);
    assert_eq!((world.states(), world.statuses()), (vec![(0, 2)], vec![Some(302), None]));
    assert!(other.got().is_empty());
}

#[test]
fn ux_10_3_gone_switches_the_endpoint_off_and_what_came_meanwhile_is_replayed() {
    let mut world = world(Owner::Operator, &["HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n"]);
    let now = instant(NOW);
    world.pay("a", now);
    world.sender.drain(now).unwrap();
    let off = world.engine.store.endpoint(world.endpoint).unwrap().unwrap();
    assert!(!off.on && off.reason.contains("410"), "{}", off.reason);
    assert_eq!(world.states(), [(3, 1)]);
    world.pay("b", now.plus_s(60));
    assert_eq!(world.states().len(), 1, "nothing is made for one that is off");
    let store = &mut world.engine.store;
    assert!(replay_since(store, world.endpoint, now, now).is_err(), "it is off");
    store.switch_endpoint(world.endpoint, None).unwrap();
    let later = now.plus_s(120);
    assert_eq!(replay_since(store, world.endpoint, now.plus_s(1), later).unwrap(), 1);
    assert_eq!(replay_since(store, world.endpoint, now, later).unwrap(), 2);
    assert_eq!(world.sender.drain(later).unwrap(), 2);
    assert_eq!(world.states(), [(2, 1), (2, 1)]);
    let event = world.receiver.got()[0].header("webhook-id");
    let store = &mut world.engine.store;
    assert_eq!(replay_event(store, world.endpoint, &event, later).unwrap(), 1);
    assert!(replay_event(store, world.endpoint, "evt_none", later).is_err());
}

#[test]
fn ux_10_3_after_nine_retries_the_endpoint_is_off() {
    let mut world = world(Owner::Operator, &["HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n"; 10]);
    let mut now = instant(NOW);
    world.pay("a", now);
    for attempt in 1..=10 {
        assert_eq!(world.sender.drain(now).unwrap(), 1, "attempt {attempt}");
        // The longest wait with its jitter.
        now = now.plus_h(27);
    }
    assert_eq!(world.sender.drain(now).unwrap(), 0);
    assert_eq!(world.states(), [(3, 10)]);
    assert!(!world.engine.store.endpoint(world.endpoint).unwrap().unwrap().on);
    // Its owner is told by mail, once.
    let engine = &mut world.engine;
    let tell = |engine: &mut crate::engine::Engine, at| {
        crate::notices::tell_of_endpoints(engine, Dso::Ores, at).unwrap()
    };
    assert_eq!(tell(engine, now), 0, "its operator writes to nobody");
    let house = notify::figures::House::example("ORES");
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let ways = store::Ways {
        email: Some("it@example.be".parse().unwrap()),
        ..store::Ways::empty(units::Language::Fr, Instant(1))
    };
    for role in [access::Role::Operator, access::Role::AgentL1] {
        engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap();
    }
    assert_eq!(tell(engine, now), 1, "who runs it");
    assert_eq!(tell(engine, now.plus_h(1)), 0, "once");
    let kept = engine.store.partner_notices(Dso::Ores, Instant(0)).unwrap();
    assert_eq!(kept[0].notice.address, "it@example.be");
    let body = &kept[0].notice.body;
    assert!(body.contains("127.0.0.1:") && !body.contains("http://127"), "{body}");
    // Whoever comes weeks later is told no news.
    engine.store.add_person(Dso::Ores, access::Role::Operator.code(), None, &ways).unwrap();
    assert_eq!(tell(engine, now.plus_h(24 * 9)), 0);
    // Whoever switches it off by hand knows.
    engine.store.switch_endpoint(world.endpoint, None).unwrap();
    engine.store.switch_endpoint(world.endpoint, Some("we move")).unwrap();
    assert_eq!(tell(engine, now.plus_h(2)), 0);
}

#[test]
fn pd_06_that_an_endpoint_is_off_is_told_to_its_owners_people_and_to_nobody_else() {
    let gone = "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n";
    let mut world = world(Owner::Operator, &[gone; 4]);
    let (engine, now) = (&mut world.engine, instant(NOW));
    let house = notify::figures::House::example("ORES");
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let parties = ["CPAS de Namur", "CPAS de Huy"].map(|name| {
        let hash = crate::parties::hash(name);
        engine.store.add_party(Dso::Ores, name, &hash, Instant(1)).unwrap().id
    });
    let mut person = |role: access::Role, party: Option<i64>, name: &str| {
        let ways = store::Ways {
            email: Some(format!("{name}@example.be").parse().unwrap()),
            ..store::Ways::empty(units::Language::Fr, Instant(1))
        };
        engine.store.add_person(Dso::Ores, role.code(), party, &ways).unwrap().id
    };
    person(access::Role::Operator, None, "operator");
    person(access::Role::Cpas, Some(parties[0]), "office");
    person(access::Role::Cpas, Some(parties[1]), "elsewhere");
    let shops = ["shop", "rival"].map(|name| person(access::Role::Merchant, None, name));
    let sells = ["sells", "competes"].map(|name| person(access::Role::Supplier, None, name));
    let leads = ["leads", "follows"].map(|name| person(access::Role::Representative, None, name));
    for (place, terminal) in ["T-1", "T-2"].into_iter().enumerate() {
        engine.store.keep_terminal(terminal, Dso::Ores, "{}").unwrap();
        engine.store.set_terminal(shops[place], Some(terminal), Instant(2)).unwrap();
        let supplier = ["sup-1", "sup-2"][place];
        engine.store.set_supplier_of(sells[place], Some(supplier), Instant(2)).unwrap();
    }
    let masters = MasterKeys::of(Some(&"0b".repeat(32))).unwrap();
    for (owner, heard) in [
        (Owner::Party(parties[0]), "office@example.be"),
        (Owner::Terminal("T-1".to_owned()), "shop@example.be"),
        (Owner::Supplier("sup-1".to_owned()), "sells@example.be"),
        (Owner::Representative(leads[0]), "leads@example.be"),
    ] {
        let engine = &mut world.engine;
        let asked = asked(&world.receiver, &[], true);
        let (endpoint, _) = add(&mut engine.store, &asked, owner, &masters, now).unwrap();
        test(&mut engine.store, endpoint, now).unwrap();
        world.sender.drain(now).unwrap();
        assert!(!engine.store.endpoint(endpoint).unwrap().unwrap().on);
        let before = engine.store.partner_notices(Dso::Ores, Instant(0)).unwrap().len();
        assert_eq!(crate::notices::tell_of_endpoints(engine, Dso::Ores, now).unwrap(), 1);
        let kept = engine.store.partner_notices(Dso::Ores, Instant(0)).unwrap();
        assert_eq!(kept.len(), before + 1);
        assert!(kept.iter().any(|one| one.notice.address == heard), "{heard}: {kept:?}");
    }
}

#[test]
fn ux_10_3_a_pause_that_is_asked_for_holds_for_all_of_the_endpoint() {
    let busy = "HTTP/1.1 429 Busy\r\nretry-after: 90\r\ncontent-length: 0\r\n\r\n";
    let mut world = world(Owner::Operator, &[busy]);
    let now = instant(NOW);
    world.pay("a", now);
    world.sender.drain(now).unwrap();
    world.pay("b", now.plus_s(10));
    assert_eq!(world.sender.drain(now.plus_s(80)).unwrap(), 0);
    assert_eq!(world.sender.drain(now.plus_s(91)).unwrap(), 2);
}

#[test]
fn ux_10_3_while_a_secret_is_changed_both_sign() {
    let mut world = world(Owner::Operator, &[]);
    let now = instant(NOW);
    let masters = MasterKeys::of(Some(&"0b".repeat(32))).unwrap();
    let (new, _) = rotate(&mut world.engine, world.endpoint, &masters, now).unwrap();
    let of = |world: &mut World, at: Instant| {
        test(&mut world.engine.store, world.endpoint, at).unwrap();
        world.sender.drain(at).unwrap();
        world.receiver.got().pop().unwrap()
    };
    let during = of(&mut world, now);
    assert!(during.is_signed(&world.secret) && during.is_signed(&new));
    let after = of(&mut world, now.plus_h(25));
    assert!(!after.is_signed(&world.secret) && after.is_signed(&new));
    assert_eq!(world.receiver.told(), ["endpoint.test {}", "endpoint.test {}"]);
    let kept = world.engine.store.endpoint_secrets(world.endpoint, now).unwrap();
    assert!(kept.iter().all(|one| one.secret.starts_with("sealed:v1:")));
}

fn grant(engine: &mut Engine, role: Role, last: Option<&str>) -> (i64, i64) {
    let asked = GrantAsked {
        role,
        last: last.map(|day| day.parse().unwrap()),
        by: Granter::Agent("an".to_owned()),
        reason: "agreed on paper".to_owned(),
    };
    let to = crate::parties::To::New("CPAS".to_owned());
    let at = instant("2026-10-31T09:00:00+01:00");
    let ean = crate::testing::ean();
    let shared = crate::parties::share(engine, ean, &to, &asked, "", at).unwrap();
    (shared.party.id, shared.grant.seq)
}

#[test]
fn pd_03_a_party_hears_of_its_homes_until_its_grant_ends_and_what_waits_is_withdrawn() {
    let (mut engine, account) = engine();
    let (party, seq) = grant(&mut engine, Role::Mandate, Some("2027-01-31"));
    let receiver = Receiver::start(&[]);
    let masters = MasterKeys::default();
    let now = instant(NOW);
    let asked = asked(&receiver, &[], false);
    let owner = Owner::Party(party);
    let (endpoint, secret) = add(&mut engine.store, &asked, owner.clone(), &masters, now).unwrap();
    assert!(matches!(secret, Secret::Private(_)));
    let sender = sender_of(&mut engine, masters, Poster::default());
    let mut world = World { engine, account, receiver, endpoint, secret, sender };
    world.pay("a", now);
    world.sender.drain(now).unwrap();
    let account = world.account.id;
    let told = world.receiver.told();
    assert_eq!(told, [format!("topup.booked {{\"account\":\"{account}\"}}")]);
    assert!(world.receiver.got()[0].is_signed(&world.secret));
    world.pay("b", now.plus_s(5));
    let by = Granter::Holder;
    let ean = crate::testing::ean();
    crate::parties::end(&mut world.engine, ean, seq, by, "", now.plus_s(6)).unwrap();
    world.pay("c", now.plus_s(7));
    world.sender.drain(now.plus_s(8)).unwrap();
    assert_eq!(world.receiver.told().len(), 1);
    assert_eq!(world.states(), [(4, 1), (2, 1)]);
    let store = &mut world.engine.store;
    assert_eq!(replay_since(store, world.endpoint, now, now.plus_s(9)).unwrap(), 0);
    // One that can never be heard of is refused at once.
    let deaf = Add { types: vec![EventType::PaymentFailed], ..asked };
    let masters = MasterKeys::default();
    let error = add(store, &deaf, owner, &masters, now).unwrap_err();
    assert!(error.to_string().contains("may not hear of payment.failed"), "{error}");
}

#[test]
fn pd_04_a_merchant_hears_of_sales_at_the_own_terminal() {
    let mut world = world(Owner::Terminal("T1".to_owned()), &[]);
    let now = instant(NOW);
    world.pay("terminal:T1:s-1", now);
    world.pay("terminal:T2:s-2", now.plus_s(1));
    world.pay("provider:mollie:tr_1", now.plus_s(2));
    world.sender.drain(now.plus_s(3)).unwrap();
    assert_eq!(world.receiver.told(), [r#"topup.booked {"sale":"s-1"}"#]);
}

#[test]
fn ux_10_3_a_supply_that_changes_is_told_with_what_its_meter_did() {
    let (mut engine, account) = engine();
    let receiver = Receiver::start(&[]);
    let now = instant(NOW);
    let asked = asked(&receiver, &[], true);
    let masters = MasterKeys::default();
    let owner = Owner::Operator;
    let (endpoint, secret) = add(&mut engine.store, &asked, owner, &masters, now).unwrap();
    let sender = sender_of(&mut engine, masters, Poster::default());
    let mut world = World { engine, account, receiver, endpoint, secret, sender };
    for (day, kwh) in [("2026-10-30", 20), ("2026-10-31", 55)] {
        night(&mut world.engine, &world.account, day, kwh);
    }
    deliver(&mut world.engine, now);
    world.sender.drain(now).unwrap();
    let account = world.account.id;
    let told = world.receiver.told();
    assert_eq!(told, [format!("supply.state_changed {{\"account\":\"{account}\"}}")]);
    assert!(world.receiver.got()[0].is_signed(&world.secret));
}

#[test]
fn ux_10_3_an_operator_without_a_partner_keeps_no_events() {
    let (mut engine, account) = engine();
    let now = instant(NOW);
    engine.record(&account, &top_up("a"), now).unwrap();
    deliver(&mut engine, now);
    let all = store::EventsOf::All;
    assert_eq!(engine.store.events(Dso::Ores, &all, 0, 9).unwrap(), []);
    assert_eq!(engine.store.waiting_messages().unwrap(), 0);
}

#[test]
fn ux_10_3_an_inner_address_is_refused_when_it_is_entered() {
    let mut store = Store::open("sqlite::memory:").unwrap();
    let receiver = Receiver::start(&[]);
    for url in ["http://127.0.0.1/", "https://127.0.0.1/", "https://10.1.2.3/x"] {
        let asked = Add { url: url.to_owned(), loopback: false, ..asked(&receiver, &[], false) };
        let keys = MasterKeys::default();
        assert!(add(&mut store, &asked, Owner::Operator, &keys, Instant(0)).is_err(), "{url}");
    }
    assert!(receiver.answers.lock().unwrap().is_empty());
}
