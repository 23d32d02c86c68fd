//! Calls over the books: what is said is what the card says, once, from whichever server.

use super::commands::{Walk, call};
use super::{Happened, OutOfPlace, Record, Said, To, books, on};
use crate::books::Books;
use crate::engine::Engine;
use crate::testing::{Served, ean, instant, move_in, night, sound};
use calendar::Instant;
use expect_test::expect;
use http_api::Scope;
use notify::figures::House;
use procedures::CaseKind;
use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;
use store::{Contact, KeptPlace, Owner};
use units::{Dso, Language, MicroEuro, Phone};

const MOBILE: &str = "0475 12 34 56";
/// A Wednesday, within the hours of the desk.
const NOW: &str = "2026-11-04T09:10:00+01:00";

fn phone(text: &str) -> Phone {
    text.parse().unwrap()
}

struct Line {
    engine: Engine,
    url: String,
    id: &'static str,
    seq: i64,
    now: Instant,
    folder: tempfile::TempDir,
}

/// A home whose household is written to, and may be recognised by its number.
fn line() -> Line {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    let mut engine = crate::testing::empty(&url);
    let account = move_in(&mut engine, ean());
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = Books::load(&mut engine.store).unwrap();
    let mut contact = Contact {
        name: "Élise".to_owned(),
        phone: Some(phone(MOBILE)),
        street: "Rue Neuve 1".to_owned(),
        town: "Huy".to_owned(),
        ..Contact::empty(account.id, Language::En, Instant(10))
    };
    contact.wished.recognised = true;
    engine.store.set_contact(&contact).unwrap();
    for (day, kwh) in [
        ("2026-10-30", 20),
        ("2026-10-31", 40),
        ("2026-11-01", 60),
        ("2026-11-02", 80),
        ("2026-11-03", 100),
    ] {
        night(&mut engine, &account, day, kwh);
    }
    Line { engine, url, id: "a", seq: 0, now: instant(NOW), folder }
}

impl Line {
    fn does(&mut self, happened: Happened) -> Said {
        self.seq += 1;
        on(&mut self.engine, (Dso::Ores, self.id, self.seq), &happened, self.now).unwrap().unwrap()
    }

    fn rings(&mut self, id: &'static str, caller: Option<&str>) -> Said {
        (self.id, self.seq) = (id, 0);
        self.does(Happened::Start { caller: caller.map(phone) })
    }

    fn keys(&mut self, keys: &str) -> Said {
        self.does(Happened::Keys(keys.to_owned()))
    }

    fn kept(&mut self) -> store::PhoneCall {
        self.engine.store.phone_call(Dso::Ores, self.id).unwrap().unwrap()
    }
}

fn ids(said: &Said) -> Vec<&str> {
    said.prompts.iter().map(|(id, _)| id.as_str()).collect()
}

fn text(said: &Said) -> String {
    said.prompts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
}

fn reference() -> String {
    format!("{:013}", ean().reference().as_u64())
}

#[test]
fn g_i3_the_phone_the_page_and_the_message_say_the_same_amounts_at_the_same_instant() {
    let mut line = line();
    let account = line.engine.account_of(ean()).unwrap();
    let cents = |amount: i64| (amount / 100, amount % 100);
    let mut seen = std::collections::BTreeSet::new();
    for day in ["2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"] {
        // As it was on the morning after that night's run.
        let now = instant(&format!("{day}T09:10:00+01:00"));
        let known = line.engine.rebuild(std::slice::from_ref(&account), now).unwrap().remove(0);
        let rules = line.engine.books.rules(account.dso, account.group.energy).unwrap();
        let at = known.timeline.reached();
        let card = crate::pages::state_card(&account, &known.timeline, (at, now.max(at)), rules);
        for language in Language::ALL {
            let told = books::told(&card, None, language);
            seen.insert(told.state);
            assert_eq!(told.state.id(), card.state.id());
            assert_eq!(told.minimum, card.minimum());
            let (whole, rest) = cents(told.left.shown_balance_cents());
            let credit = card.state == portal::ShownState::Emergency;
            let shown = if credit { card.emergency_left } else { card.balance };
            assert_eq!(cents(shown.shown_balance_cents()), (whole, rest), "{day}");
            assert_eq!(told.as_of, card.as_of);
        }
    }
    assert!(seen.len() >= 3, "several states: {seen:?}");
    // And in one call: spoken, and sent.
    line.rings("a", Some(MOBILE));
    let spoken = text(&line.keys("1"));
    let card =
        crate::people::state_of(&mut line.engine, account.clone(), line.now).unwrap().unwrap();
    assert_eq!(card.state, portal::ShownState::HeldOn, "{spoken}");
    let (whole, rest) = cents(card.minimum().amount_to_pay_cents());
    assert!(spoken.contains(&format!("{whole} euros {rest:02}")), "{spoken}");
    assert_eq!(ids(&line.keys("2")), ["sms_sent", "f"]);
    let mut nowhere = None::<&mut crate::meters::orders::Dispatcher<crate::meters::Registry>>;
    while crate::work::deliver(&mut line.engine, line.now, nowhere.as_deref_mut(), &mut |_| {})
        .unwrap()
        > 0
    {}
    let sent = line.engine.store.notices(&[account.id]).unwrap();
    let sent: Vec<_> = sent.iter().filter(|one| one.notice.message == "balance").collect();
    let [sent] = sent.as_slice() else { panic!("{} messages", sent.len()) };
    assert_eq!(
        (sent.notice.recipient.as_str(), sent.notice.address.as_str()),
        ("caller", "+32475123456")
    );
    let balance = card.balance.shown_balance_cents();
    for part in [
        format!("balance -{}.{:02} €", balance.abs() / 100, balance.abs() % 100),
        format!("Minimum {whole}.{rest:02} €."),
        format!("Reference {}.", reference()),
    ] {
        assert!(sent.notice.body.contains(&part), "{part}: {}", sent.notice.body);
    }
    assert!(notify::gsm::septets(&sent.notice.body).unwrap() <= 160);
    sound(&mut line.engine);
}

#[test]
fn cm_05_who_is_recognised_hears_the_state_and_it_stands_in_the_story_once() {
    let mut line = line();
    let greeting = line.rings("a", Some(MOBILE));
    assert_eq!((ids(&greeting), greeting.language), (vec!["a", "a_other", "b"], Language::En));
    assert!(text(&greeting).contains("Electricity, Rue Neuve 1?"), "{}", text(&greeting));
    let state = line.keys("1");
    assert_eq!(ids(&state)[0], "e_s4_open");
    line.keys("1");
    line.does(Happened::End);
    let kept = line.kept();
    assert!(kept.ended && kept.state.is_empty());
    let record = Record::of(&kept).unwrap();
    assert_eq!(record.told.len(), 2, "said twice");
    for part in ["475", &reference(), "Neuve"] {
        assert!(!kept.record.contains(part), "{part} in {}", kept.record);
    }
    let account = line.engine.account_of(ean()).unwrap();
    // Each look is kept before it is told; two at one instant are one.
    assert_eq!(line.engine.store.phone_told(account.id, 9).unwrap().len(), 1);
}

#[test]
fn cm_10_an_incident_is_announced_to_whom_it_concerns_as_long_as_it_is_open() {
    let mut line = line();
    let covers = |area: &str| guards::Covers { energy: None, area: Some(area.to_owned()) };
    let report = |line: &mut Line, kind: &str, area: &str| {
        let (incident, kind, by) = (kind.to_owned(), kind.to_owned(), "an #1".to_owned());
        let fact = guards::FleetFact::IncidentOpened { incident, kind, covers: covers(area), by };
        line.engine.record_fleet(Dso::Ores, None, &fact, line.now).unwrap();
    };
    report(&mut line, "online", "Huy");
    report(&mut line, "phone", "Huy");
    let heard = line.rings("a", Some(MOBILE));
    assert_eq!(
        ids(&heard),
        ["a", "a_other", "n_online", "n_where", "n_twice", "n_cuts_there", "b"]
    );
    assert!(text(&heard).contains("online payment does not work well. This is in Huy."));
    line.rings("b", None);
    assert_eq!(ids(&line.keys("4")), ["n_online", "n_where", "n_twice", "n_cuts_there", "c"]);
    let by = "an #1".to_owned();
    let ended = guards::FleetFact::IncidentClosed { incident: "online".to_owned(), by };
    line.engine.record_fleet(Dso::Ores, None, &ended, line.now.plus_s(60)).unwrap();
    line.now = line.now.plus_s(120);
    assert_eq!(ids(&line.rings("c", Some(MOBILE))), ["a", "a_other", "b"], "over");
}

#[test]
fn cm_05_any_server_goes_on_and_an_event_counts_once() {
    let mut line = line();
    line.rings("a", Some(MOBILE));
    line.keys("1");
    let first = line.keys("2");
    // The answer was lost: the telephony server asks again, another server answers.
    let mut other = Engine::open(&line.url).unwrap();
    let place = |seq| (Dso::Ores, "a", seq);
    let again = Happened::Keys("2".to_owned());
    assert_eq!(on(&mut other, place(3), &again, line.now).unwrap(), Ok(first));
    assert_eq!(line.kept().texts, 1, "one message");
    let next =
        on(&mut other, place(4), &Happened::Keys("9".to_owned()), line.now).unwrap().unwrap();
    assert_eq!(next.transfer, Some(To::Person));
    let refused = |seq, happened: &Happened| {
        let mut engine = Engine::open(&line.url).unwrap();
        on(&mut engine, place(seq), happened, line.now).unwrap().unwrap_err()
    };
    assert_eq!(refused(7, &Happened::Silence), OutOfPlace::Order { expected: 5 });
    assert_eq!(refused(5, &Happened::Start { caller: None }), OutOfPlace::Order { expected: 5 });
    let unknown = on(&mut other, (Dso::Ores, "z", 2), &Happened::Silence, line.now).unwrap();
    assert_eq!(unknown, Err(OutOfPlace::NoCall));
    on(&mut other, place(5), &Happened::End, line.now).unwrap().unwrap();
    assert_eq!(refused(6, &Happened::Silence), OutOfPlace::NoCall);
    // A call whose server broke down lets go of its caller when the next one rings.
    line.rings("b", Some(MOBILE));
    line.now = line.now.plus_h(2);
    line.rings("c", None);
    let left = line.engine.store.phone_call(Dso::Ores, "b").unwrap().unwrap();
    assert!(left.ended && left.state.is_empty());
}

#[test]
fn g_s2_five_wrong_references_of_a_number_lead_to_a_person_and_others_are_not_held() {
    let mut line = line();
    let wrong = format!("{:013}", ean().reference().as_u64() + 1);
    for id in ["w1", "w2"] {
        line.rings(id, Some("0475 00 00 99"));
        if id == "w1" {
            // Remembered from then on.
            line.keys("4");
        }
        assert_eq!(ids(&line.keys(&wrong)), ["c2"]);
        line.keys(&wrong);
        if id == "w1" {
            let third = line.keys(&wrong);
            assert_eq!((ids(&third)[1], third.transfer), ("d", Some(To::Person)));
        }
    }
    line.rings("w3", Some("0475 00 00 99"));
    let held = line.keys(&reference());
    assert_eq!((ids(&held), held.transfer), (vec!["d_many", "d_connect"], Some(To::Person)));
    line.rings("other", Some("0475 00 00 98"));
    assert_eq!(ids(&line.keys(&format!("4{}", reference())))[0], "c_found");
    line.now = line.now.plus_h(2);
    line.rings("later", Some("0475 00 00 99"));
    let found = line.keys(&reference());
    assert_eq!(ids(&found)[0], "c_found", "in the language that was chosen before");
}

#[test]
fn pd_04_by_reference_alone_no_name_street_or_debt_is_said() {
    let mut line = line();
    line.rings("a", None);
    let said = text(&line.keys(&format!("4{}", reference())));
    for part in ["Élise", "Neuve", "Huy", "debt", "plan", "CPAS"] {
        assert!(!said.contains(part), "{part}: {said}");
    }
}

#[test]
fn cm_05_by_reference_too_the_last_top_up_that_stands_and_the_advance_left_are_said() {
    let mut line = line();
    let account = line.engine.account_of(ean()).unwrap();
    let told = |line: &mut Line, id: &'static str| {
        line.rings(id, None);
        line.keys(&format!("4{}", reference()))
    };
    let first = told(&mut line, "a");
    assert!(!ids(&first).contains(&"c_top_up"), "nothing was ever paid: {}", text(&first));
    let paid = instant("2026-11-04T08:00:00+01:00");
    line.engine.record(&account, &crate::testing::top_up("T-1"), paid).unwrap();
    line.now = instant("2026-11-04T09:20:00+01:00");
    let card = crate::people::state_of(&mut line.engine, account.clone(), line.now);
    let left = card.unwrap().unwrap().modifiers.into_iter().find_map(|one| match one {
        portal::Modifier::Advance { left, .. } => Some(left),
        _ => None,
    });
    let cents = left.unwrap().amount_to_pay_cents();
    let euros = if cents % 100 == 0 {
        format!("{} euros", cents / 100)
    } else {
        format!("{} euros {:02}", cents / 100, cents % 100)
    };
    let second = told(&mut line, "b");
    let said = text(&second);
    assert!(said.contains("Last top-up: 10 euros, today."), "{said}");
    assert!(said.contains(&format!("Starting credit: {euros} still to repay.")), "{said}");
    let at = |id: &str| ids(&second).iter().position(|known| *known == id).unwrap();
    assert!(at("e_time") < at("c_top_up"), "after the time: {said}");
    // What was undone at the counter is no top-up; the one before it is.
    let again = instant("2026-11-04T09:30:00+01:00");
    line.engine.record(&account, &crate::testing::top_up("T-2"), again).unwrap();
    let undone = timeline::Fact::TopUpUndone { id: "T-2".into() };
    line.engine.record(&account, &undone, again.plus_min(5)).unwrap();
    line.now = instant("2026-11-05T09:40:00+01:00");
    let third = text(&told(&mut line, "c"));
    assert!(third.contains("Last top-up: 10 euros, Wednesday."), "{third}");
    sound(&mut line.engine);
}

#[test]
fn ux_6_a_call_back_waits_for_people_with_its_promised_time_and_where_they_confirmed() {
    let mut line = line();
    line.now = instant("2026-11-04T19:00:00+01:00");
    line.rings("a", Some(MOBILE));
    line.keys("1");
    let asked = line.keys("9");
    assert_eq!(ids(&asked), ["d_closed", "d_here"]);
    assert!(text(&asked).contains("tomorrow before 11 am"), "{}", text(&asked));
    assert_eq!(ids(&line.keys("1")), ["d_promise", "z"]);
    let account = line.engine.account_of(ean()).unwrap();
    let known = crate::cases::of_account(&mut line.engine, &account).unwrap();
    let [known] = known.as_slice() else { panic!("{} cases", known.len()) };
    let by = instant("2026-11-05T11:00:00+01:00");
    assert_eq!((known.stored.case.kind, known.stored.by), (CaseKind::CallBack, Some(by)));
    assert_eq!(known.stored.deadline(), by);
    assert_eq!(known.stored.asker.phone, Some(phone(MOBILE)));
    // Asked again from elsewhere it is one call, there, and the earlier promise holds.
    line.now = instant("2026-11-05T07:00:00+01:00");
    line.rings("b", Some(MOBILE));
    line.keys("192");
    line.keys("0475000042#1");
    // Whose reference was keyed in is not who calls: nobody's account, and no cut is touched.
    line.rings("c", Some("0475 00 00 97"));
    line.keys(&format!("4{}", reference()));
    line.keys("91");
    let all = crate::cases::open_of(&mut line.engine, Dso::Ores).unwrap();
    let of_account = |own: bool| all.iter().filter(move |one| one.kept.account.is_some() == own);
    assert_eq!((of_account(true).count(), of_account(false).count()), (1, 2));
    assert!(of_account(false).all(|one| one.stored.asker.reference == Some(ean().reference())));
    sound(&mut line.engine);
}

#[test]
fn ux_6_the_three_nearest_shops_are_said_with_their_hours() {
    let mut line = line();
    let place = |id: &str, postcode: u16, hours: &str| KeptPlace {
        dso: Dso::Ores,
        id: id.to_owned(),
        name: format!("Shop {id}"),
        street: "Rue 1".to_owned(),
        postcode,
        town: "Town".to_owned(),
        hours: hours.to_owned(),
        bancontact: true,
        cash: true,
        gas: true,
        learnt_at: Instant(1),
        gone: false,
    };
    let all = [
        place("far", 1_000, "Mo-Su 00:00-24:00"),
        place("here", 4_500, "Mo-Fr 08:00-18:00"),
        place("near", 4_510, "Mo 08:00-09:00"),
        place("by", 4_520, "Mo-Su 00:00-24:00"),
    ];
    line.engine.store.set_places(&all).unwrap();
    line.rings("a", None);
    line.keys(&format!("4{}", reference()));
    let said = line.keys("34500");
    assert_eq!(ids(&said), ["p_open", "p_closed", "p_open", "f"]);
    assert!(said.prompts[0].1.starts_with("Shop here, Rue 1, Town. Open until 6 pm."), "{said:?}");
    assert!(said.prompts[2].1.contains("Open until midnight"), "{said:?}");
}

#[test]
fn cm_05_a_call_is_walked_in_a_terminal() {
    let mut line = line();
    let walk = Walk { dso: Dso::Ores, from: Some(phone(MOBILE)), at: Some(line.now) };
    let mut keys = Cursor::new("1\n9\nfails\n2\n0475000042#\n1\nend\n");
    let mut out = Vec::new();
    call(&mut line.engine, &walk, false, &mut keys, &mut out).unwrap();
    expect![[r#"
                     a  Hello, this is ORES, prepaid energy. (3 s)
               a_other  Autre langue, andere taal, andere Sprache: star. (4 s)
                     b  Electricity, Rue Neuve 1? 1 yes, 2 other. (4 s)
        >      e_s4_open  Electricity. Emergency credit is used up. Your power is still on. (5 s)
           e_s4_amount  To keep it: 9 euros 01. (3 s)
                e_time  Worked out today at 6 am. (3 s)
             c_advance  Starting credit: 16 euros still to repay. (4 s)
                 g_now  Hard to pay? Press 9 for a person now. (4 s)
                     f  Repeat, 1. A text message, 2. Where to top up, 3. Other energy or reference, 4. A person, 9. (9 s)
        >      d_connect  Stay on the line: we are calling somebody. (4 s)
          -> a person is called
        >         d_busy  Nobody is free now. (2 s)
                d_here  We will call you today before 11:30 am. Is this the right number? 1 yes, 2 no. (8 s)
        >       d_number  We will call you today before 11:30 am. Enter your phone number, then hash. (6 s)
        >         d_read  You entered 0475 00 00 42. 1 yes, 2 no. (5 s)
        >      d_promise  It is noted. We will call you today before 11:30 am. (5 s)
                     z  You can hang up. Hear it again, 1. A reference, 4. A person, 9. (7 s)
        > "#]].assert_eq(&String::from_utf8(out).unwrap());
}

fn post(
    address: std::net::SocketAddr,
    key: &str,
    target: &str,
    body: &str,
) -> (u16, serde_json::Value) {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let length = body.len();
    let text = format!(
        "POST {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {key}\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap())
}

#[test]
fn cm_05_a_telephony_server_walks_a_call_over_http_with_a_key_of_the_operator_alone() {
    let mut line = line();
    let mut key = |owner: Owner, scopes: &[Scope], sandbox: bool| {
        let asked = crate::api_keys::Add {
            dso: Dso::Ores,
            owner: crate::webhooks::OwnerAsked::default(),
            scopes: scopes.to_vec(),
            sandbox,
            days: 30,
        };
        crate::api_keys::add(&mut line.engine.store, &asked, owner, line.now).map(|(_, key)| key)
    };
    let own = key(Owner::Operator, &[Scope::CallsWrite], false).unwrap();
    let reads = key(Owner::Operator, &[Scope::EventsRead], false).unwrap();
    for owner in [Owner::Party(1), Owner::Terminal("T1".to_owned())] {
        assert!(key(owner, &[Scope::CallsWrite], false).is_err(), "nobody else is told states");
    }
    assert!(key(Owner::Operator, &[Scope::CallsWrite], true).is_err());
    let now = line.now;
    let clock: crate::till::Clock = Arc::new(move || now);
    let router = crate::desk::router(&line.url, Arc::clone(&clock), clock).unwrap();
    let served = Served::with(|_| router);
    let ask = |key: &str, target: &str, body: &str| post(served.address, key, target, body);
    let start = r#"{"event":"start","caller":"+32475123456"}"#;
    let (status, said) = ask(&own, "/v1/calls/pbx-1/events/1", start);
    assert_eq!((status, &said["prompts"][2]["id"]), (200, &"b".into()), "{said}");
    assert_eq!(
        (&said["keys_most"], &said["first_s"], &said["between_s"]),
        (&1.into(), &8.into(), &5.into())
    );
    let (status, said) = ask(&own, "/v1/calls/pbx-1/events/2", r#"{"event":"keys","keys":"1"}"#);
    assert_eq!((status, &said["prompts"][0]["id"]), (200, &"e_s4_open".into()), "{said}");
    let (_, again) = ask(&own, "/v1/calls/pbx-1/events/2", r#"{"event":"keys","keys":"1"}"#);
    assert_eq!(again, said, "the same event again");
    let (status, said) = ask(&own, "/v1/calls/pbx-1/events/3", r#"{"event":"keys","keys":"0"}"#);
    assert_eq!((status, &said["transfer"]), (200, &"danger".into()));
    for (key, target, body, status, code) in [
        (&own, "/v1/calls/pbx-1/events/9", r#"{"event":"silence"}"#, 409, "call-event-order"),
        (&own, "/v1/calls/pbx-2/events/2", r#"{"event":"silence"}"#, 404, "call-unknown"),
        (&own, "/v1/calls/a%20b/events/1", start, 400, "name-not-understood"),
        (&own, "/v1/calls/pbx-1/events/4", r#"{"event":"sings"}"#, 400, "body-not-understood"),
        (&reads, "/v1/calls/pbx-1/events/4", r#"{"event":"end"}"#, 403, "scope-missing"),
        (&"tk_live_none".to_owned(), "/v1/calls/pbx-1/events/4", start, 401, "key-refused"),
    ] {
        let (got, problem) = ask(key, target, body);
        assert_eq!((got, &problem["code"]), (status, &code.into()), "{target} {body}");
    }
    drop(line.folder);
}

#[test]
fn cm_05_an_operator_without_a_name_to_write_in_says_that_no_message_leaves() {
    let mut line = line();
    let mut engine = crate::testing::empty("sqlite::memory:");
    let account = move_in(&mut engine, ean());
    night(&mut engine, &account, "2026-10-30", 20);
    std::mem::swap(&mut line.engine, &mut engine);
    line.now = instant("2026-10-31T09:10:00+01:00");
    line.rings("a", Some(MOBILE));
    line.keys(&format!("4{}", reference()));
    assert_eq!(ids(&line.keys("2")), ["sms_off", "f"]);
    assert_eq!(line.kept().texts, 0);
    assert!(card_left(&mut line.engine) > MicroEuro::ZERO);
}

fn card_left(engine: &mut Engine) -> MicroEuro {
    let account = engine.account_of(ean()).unwrap();
    crate::people::state_of(engine, account, instant("2026-10-31T09:10:00+01:00"))
        .unwrap()
        .unwrap()
        .balance
}
