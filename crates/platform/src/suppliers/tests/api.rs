//! The same requests and settlements as systems of suppliers file and read them, over real HTTP. Source: UX F-60.

mod looks;
mod waits;

use super::*;
use crate::api_keys::{Add, add};
use crate::testing::{Served, ean, empty, move_in};
use crate::webhooks::OwnerAsked;
use http_api::Scope;
use serde_json::{Value, json};
use store::Owner;

const REQUESTS: &str = "/v1/suppliers/requests";
const SETTLEMENTS: &str = "/v1/suppliers/settlements";
const ALL: [Scope; 3] = [Scope::RequestsRead, Scope::RequestsWrite, Scope::SettlementRead];

struct Site {
    world: World,
    served: Served,
    _folder: tempfile::TempDir,
}

/// An answer: status, what it says, and whether it was given before.
type Answer = (u16, Value, bool);

fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    let mut engine = empty(&url);
    let account = move_in(&mut engine, ean());
    let world = world_of(engine, account);
    let clock: crate::till::Clock = Arc::new(|| instant(NOW));
    let router = crate::desk::router(&url, Arc::clone(&clock), clock).unwrap();
    Site { world, served: Served::with(|_| router), _folder: folder }
}

fn supplier(id: &str) -> Owner {
    Owner::Supplier(id.to_owned())
}

fn asked(scopes: &[Scope], sandbox: bool) -> Add {
    let owner = OwnerAsked::default();
    Add { dso: Dso::Ores, owner, scopes: scopes.to_vec(), sandbox, days: 365 }
}

fn body(ean: Ean) -> Value {
    json!({"point": ean.to_string(), "ground": "default", "notified": "2026-10-01",
        "owed": "150.00", "both_energies": false, "documents": ["letter"]})
}

fn end(ean: Ean) -> Value {
    json!({"point": ean.to_string(), "ground": "paid"})
}

impl Site {
    fn key(&self, owner: Owner, scopes: &[Scope]) -> String {
        self.added(&asked(scopes, false), owner).unwrap()
    }

    fn added(&self, asked: &Add, owner: Owner) -> Option<String> {
        let mut engine = self.world.houses.engine();
        let made = add(&mut engine.store, asked, owner, instant(NOW).plus_h(-1));
        made.ok().map(|(_, text)| text)
    }

    fn get(&self, key: &str, target: &str) -> (u16, Value) {
        let bearer = format!("Bearer {key}");
        let (status, body) = self.served.get(&[("authorization", &bearer)], target);
        (status, serde_json::from_str(&body).unwrap())
    }

    fn ask_as(&self, headers: &[(&str, &str)], body: &str) -> Answer {
        let (status, head, body) = self.served.ask(("POST", REQUESTS), headers, body);
        let repeated = head.contains("idempotent-replayed: true");
        (status, serde_json::from_str(&body).unwrap(), repeated)
    }

    fn post(&self, key: &str, once: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {key}");
        self.ask_as(&[("authorization", &bearer), ("idempotency-key", once)], &body.to_string())
    }

    /// Number and state of each request on a page.
    fn read(&self, key: &str, query: &str) -> Vec<(String, String)> {
        let (status, page) = self.get(key, &format!("{REQUESTS}{query}"));
        assert_eq!(status, 200, "{page}");
        let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        let all = page["requests"].as_array().unwrap().iter();
        all.map(|one| (text(one, "request"), text(one, "state"))).collect()
    }

    /// The same at another time.
    fn at(self, now: Instant) -> Self {
        let clock: crate::till::Clock = Arc::new(move || now);
        let url = format!("sqlite:{}", self._folder.path().join("t.db").display());
        let router = crate::desk::router(&url, Arc::clone(&clock), clock).unwrap();
        Self { served: Served::with(|_| router), ..self }
    }

    fn step(&self, number: &str, step: Step) {
        let mut engine = self.world.houses.engine();
        take(&mut engine, number.parse().unwrap(), step, "desk", instant(NOW)).unwrap().unwrap();
    }
}

fn number(answer: &Value) -> String {
    answer["request"].as_str().unwrap().to_owned()
}

#[test]
fn f_60_pr_02_what_a_system_files_stands_on_the_page_and_its_answer_is_read_by_both() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let point = site.world.nobodys();
    let (status, filed, repeated) = site.post(&key, "r-1", &body(point));
    assert_eq!((status, repeated), (201, false), "{filed}");
    assert_eq!(
        (&filed["point"], &filed["ground"], &filed["state"], &filed["open"], &filed["documents"]),
        (
            &point.to_string().into(),
            &"default".into(),
            &"requested".into(),
            &true.into(),
            &json!(["letter"])
        )
    );
    let page = site.world.houses.requests(&site.world.a).unwrap();
    assert_eq!((page.len(), page[0].id.to_string(), page[0].ean), (1, number(&filed), point));
    assert_eq!(filed["asked_by"], page[0].by.as_str());
    assert!(page[0].by.starts_with("API "), "{}", page[0].by);
    // The other way: what somebody files on the page is read by the system.
    let wanted = wanted(point, Ground::Judgment { id: "26/17".to_owned() });
    let id = site.world.houses.ask(&site.world.a, &wanted, ATTEMPT).unwrap().unwrap();
    let (status, one) = site.get(&key, &format!("{REQUESTS}/{id}"));
    assert_eq!(
        (status, &one["ground"], &one["asked_by"]),
        (200, &"judgment".into(), &"of A".into())
    );
    site.step(&number(&filed), Step::LetterSent);
    site.step(&number(&filed), Step::Refused { channel: Channel::Card });
    let (_, one) = site.get(&key, &format!("{REQUESTS}/{}", number(&filed)));
    assert_eq!((&one["state"], &one["open"]), (&"refused".into(), &false.into()));
    assert_eq!(
        one["steps"],
        json!([
            {"day": "2026-11-10", "step": "letter_sent"},
            {"day": "2026-11-10", "step": "refused", "channel": "card"},
        ])
    );
}

#[test]
fn tp_05_ux_10_1_a_key_files_once_and_another_body_under_it_is_refused() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let point = site.world.nobodys();
    let (status, first, _) = site.post(&key, "r-1", &body(point));
    assert_eq!(status, 201);
    site.step(&number(&first), Step::LetterSent);
    // The first answer, although the request has gone on.
    assert_eq!(site.post(&key, "r-1", &body(point)), (201, first.clone(), true));
    let (status, problem, _) = site.post(&key, "r-1", &body(site.world.ean));
    assert_eq!((status, &problem["code"]), (409, &"idempotency-key-reused".into()));
    assert_eq!(problem["fingerprint"].as_str().unwrap().len(), 64);
    assert_eq!(site.read(&key, "").len(), 1);
    // Of the supplier: its other key repeats, and another supplier's is new.
    let changed = site.key(supplier("A"), &ALL);
    assert_eq!(site.post(&changed, "r-1", &body(point)), (201, first.clone(), true));
    let other = site.key(supplier("B"), &ALL);
    let (status, of_other, repeated) = site.post(&other, "r-1", &body(point));
    assert_eq!((status, repeated), (201, false));
    assert_ne!(number(&of_other), number(&first));
    // What is refused keeps no key.
    let (status, problem, _) = site.post(&key, "r-2", &end(point));
    assert_eq!((status, &problem["code"]), (404, &"customer-unknown".into()));
    assert_eq!(site.post(&key, "r-2", &body(point)).0, 201);
    // Sent twenty times at once, it is one.
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let sent = (0..20).map(|_| scope.spawn(|| site.post(&key, "r-3", &body(point))));
        let sent: Vec<_> = sent.collect();
        sent.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|(status, told, _)| (*status, told) == (201, &answers[0].1)));
    assert_eq!(answers.iter().filter(|(.., repeated)| !repeated).count(), 1);
    assert_eq!(site.read(&key, "").len(), 3);
}

#[test]
fn ux_10_1_an_answer_is_forgotten_after_its_days_and_the_key_is_new_again() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let point = site.world.nobodys();
    let (_, first, _) = site.post(&key, "r-1", &body(point));
    let later = instant(NOW).plus_h(36 * 24);
    crate::work::forget_answers(&mut site.world.houses.engine(), later).unwrap();
    // At the same instant it would have the name of the first.
    let site = site.at(later);
    let (status, second, repeated) = site.post(&key, "r-1", &body(point));
    assert_eq!((status, repeated), (201, false), "{second}");
    assert_ne!(number(&first), number(&second));
}

#[test]
fn pr_01_pr_02_each_refusal_names_its_field_in_four_languages() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let point = site.world.nobodys();
    let with = |name: &str, value: Value| {
        let mut asked = body(point);
        asked[name] = value;
        asked
    };
    let judgment = json!({"point": point.to_string(), "ground": "judgment",
        "judgment": "x".repeat(201), "documents": ["the judgment"]});
    let many: Vec<String> = (0..11).map(|number| format!("RR {number}")).collect();
    let cases = [
        (with("point", "541449900077000000".into()), 422, "field-not-understood", "point"),
        (with("ground", "household".into()), 422, "field-not-understood", "ground"),
        (with("judgment", "26/17".into()), 422, "field-not-understood", "judgment"),
        (with("owed", "150".into()), 422, "amount-not-understood", "owed"),
        (with("owed", "99.99".into()), 422, "debt-too-small", "owed"),
        (with("owed", "99999999999999.00".into()), 422, "amount-too-large", "owed"),
        (with("notified", "2026-10-27".into()), 422, "notice-too-recent", "notified"),
        (with("documents", json!([])), 422, "document-missing", "documents"),
        (with("documents", many.into()), 422, "field-too-long", "documents"),
        (judgment, 422, "field-too-long", "judgment"),
        (end(point), 404, "customer-unknown", "point"),
    ];
    let bearer = format!("Bearer {key}");
    for (asked, status, code, field) in cases {
        let mut said = std::collections::BTreeSet::new();
        for language in ["fr", "nl", "de", "en"] {
            let headers = [
                ("authorization", bearer.as_str()),
                ("idempotency-key", "r-1"),
                ("accept-language", language),
            ];
            let (got, problem, _) = site.ask_as(&headers, &asked.to_string());
            assert_eq!(
                (got, &problem["code"], &problem["field"]),
                (status, &code.into(), &field.into()),
                "{problem}"
            );
            said.insert(problem["detail"].as_str().unwrap().to_owned());
        }
        assert_eq!(said.len(), 4, "{code}");
    }
    assert_eq!(site.read(&key, ""), [], "nothing was filed");
    let (_, problem, _) = site.post(&key, "r-1", &with("owed", "99.99".into()));
    assert_eq!(problem["least"], "100.00");
    let (_, problem, _) = site.post(&key, "r-1", &with("notified", "2026-10-27".into()));
    assert_eq!(problem["first"], "2026-11-11");
}

#[test]
fn ux_10_1_a_request_without_its_key_or_with_a_body_that_is_none_is_not_read() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let bearer = format!("Bearer {key}");
    let text = body(site.world.nobodys()).to_string();
    for once in ["", "two words", &"x".repeat(256)] {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", once)];
        let (status, problem, _) = site.ask_as(&headers, &text);
        assert_eq!((status, &problem["code"]), (400, &"idempotency-key-missing".into()), "{once}");
    }
    let (_, problem, _) = site.ask_as(&[("authorization", &bearer)], &text);
    assert_eq!(problem["code"], "idempotency-key-missing");
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", "r-1")];
    for (body, status, code) in [
        ("", 400, "body-not-understood"),
        ("{}", 400, "body-not-understood"),
        (
            r#"{"point":"541449900077000008","ground":"paid","household":"x"}"#,
            400,
            "body-not-understood",
        ),
        (&"x".repeat((16 << 10) + 1), 413, "body-too-large"),
    ] {
        let (got, problem, _) = site.ask_as(&headers, body);
        assert_eq!((got, &problem["code"]), (status, &code.into()));
    }
    assert_eq!(site.read(&key, ""), []);
}

#[test]
fn pd_04_a_key_reads_and_files_what_it_is_for_and_nothing_of_another_supplier() {
    let site = site();
    let a = site.key(supplier("A"), &ALL);
    let c = site.key(supplier("C"), &ALL);
    let (_, filed, _) = site.post(&a, "r-1", &body(site.world.nobodys()));
    let theirs = format!("{REQUESTS}/{}", number(&filed));
    assert_eq!(site.get(&a, &theirs).0, 200);
    assert_eq!(site.read(&c, ""), []);
    let answers = [theirs.as_str(), "/v1/suppliers/requests/1000000099"].map(|target| {
        let (status, mut problem) = site.get(&c, target);
        problem["request_id"].take();
        (status, problem)
    });
    assert_eq!((answers[0].0, &answers[0].1["code"]), (404, &"request-unknown".into()));
    assert_eq!(answers[0], answers[1], "another's is told of like one that is not there");
    for garbled in ["x", "01000000001", "+1000000001", "-1"] {
        assert_eq!(site.get(&a, &format!("{REQUESTS}/{garbled}")).0, 404, "{garbled}");
    }
    // A dispute has a number like a request, and is none.
    let wanted = DisputeWanted {
        subject: Subject::Settlement,
        about: "2026-10".to_owned(),
        words: "10 euro are missing".to_owned(),
        evidence: Vec::new(),
    };
    let dispute = site.world.houses.open_dispute(&site.world.a, &wanted, OTHER).unwrap().unwrap();
    assert_eq!(site.get(&a, &format!("{REQUESTS}/{dispute}")).0, 404);
    // Each address has its scope.
    for (scopes, open) in [
        (&ALL[..1], [200, 403, 403]),
        (&ALL[1..2], [403, 201, 403]),
        (&ALL[2..], [403, 403, 200]),
        (&[Scope::EventsRead][..], [403, 403, 403]),
    ] {
        let key = site.key(supplier("A"), scopes);
        let once = format!("of-{}", open[1]);
        let got = [
            site.get(&key, REQUESTS).0,
            site.post(&key, &once, &body(site.world.nobodys())).0,
            site.get(&key, SETTLEMENTS).0,
        ];
        assert_eq!(got, open, "{scopes:?}");
    }
    // No key of anybody else is made for them, and one of another operator reads nothing of this one.
    for scope in ALL {
        for owner in [Owner::Operator, Owner::Party(1), Owner::Terminal("T1".to_owned())] {
            assert_eq!(site.added(&asked(&[scope], false), owner), None, "{scope}");
        }
    }
    let elsewhere = Add { dso: Dso::Resa, ..asked(&ALL, false) };
    let elsewhere = site.added(&elsewhere, supplier("A")).unwrap();
    assert_eq!(site.read(&elsewhere, ""), []);
    assert_eq!(site.get(&elsewhere, &theirs).0, 404);
}

#[test]
fn ux_10_requests_are_read_page_by_page_and_by_state() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let filed: Vec<String> = (0..5)
        .map(|place| {
            let (_, told, _) = site.post(&key, &format!("r-{place}"), &body(site.world.nobodys()));
            number(&told)
        })
        .collect();
    for place in [1, 3, 4] {
        site.step(&filed[place], Step::LetterSent);
        site.step(&filed[place], Step::Refused { channel: Channel::Click });
    }
    let numbers = |query: &str| -> Vec<String> {
        site.read(&key, query).into_iter().map(|(number, _)| number).collect()
    };
    assert_eq!(numbers("?limit=2"), filed[..2]);
    let (_, page) = site.get(&key, &format!("{REQUESTS}?limit=2"));
    assert_eq!(
        (&page["has_more"], &page["next"]),
        (&true.into(), &format!("c{}", filed[1]).into())
    );
    assert_eq!(numbers(&format!("?after=c{}&limit=9", filed[1])), filed[2..]);
    let (_, last) = site.get(&key, &format!("{REQUESTS}?after=c{}", filed[4]));
    assert_eq!(
        (&last["requests"], &last["next"], &last["has_more"]),
        (&json!([]), &format!("c{}", filed[4]).into(), &false.into())
    );
    assert_eq!(numbers("?state=requested"), [filed[0].clone(), filed[2].clone()]);
    assert_eq!(numbers("?state=refused&limit=2"), [filed[1].clone(), filed[3].clone()]);
    assert_eq!(numbers(&format!("?state=refused&after=c{}", filed[3])), [filed[4].clone()]);
    assert_eq!(numbers("?state=activated"), Vec::<String>::new());
    for query in ["state=open", "state=", "limit=0", "limit=201", "after=7", "ean=1"] {
        let (status, problem) = site.get(&key, &format!("{REQUESTS}?{query}"));
        assert_eq!((status, &problem["code"]), (400, &"query-not-understood".into()), "{query}");
    }
}

#[test]
fn pd_05_a_household_sees_that_a_system_read_what_became_of_a_request_and_its_money() {
    let site = site();
    let key = site.key(supplier("B"), &ALL);
    let account = site.world.account();
    let looks = || -> Vec<(i64, String, String)> {
        let mut engine = site.world.houses.engine();
        let all = engine.store.person_looks(account, 100).unwrap().into_iter();
        all.map(|look| (look.person, look.saw, look.reason)).collect()
    };
    let (status, filed, _) = site.post(&key, "r-1", &end(site.world.ean));
    assert_eq!(status, 201, "{filed}");
    site.read(&key, "");
    site.get(&key, &format!("{REQUESTS}/{}", number(&filed)));
    assert_eq!(looks(), [], "what it wrote itself");
    let activation = site.post(&key, "r-2", &body(site.world.ean)).1;
    site.step(&number(&activation), Step::LetterSent);
    // Behind the page is not seen.
    site.read(&key, "?limit=1");
    assert_eq!(looks(), []);
    site.read(&key, "");
    site.get(&key, &format!("{REQUESTS}/{}", number(&activation)));
    let request = (0, String::new(), "requests:B".to_owned());
    assert_eq!(looks(), [request.clone(), request.clone()]);
    // A list of months is of nobody, and a month of those whom it lists.
    assert_eq!(site.get(&key, SETTLEMENTS).0, 200);
    assert_eq!(site.get(&key, &format!("{SETTLEMENTS}/2026-10")).0, 200);
    assert_eq!(looks().len(), 2);
    assert_eq!(site.get(&key, &format!("{SETTLEMENTS}/2026-11")).0, 200);
    let money = (0, "top_up".to_owned(), "settlement:B".to_owned());
    assert!(looks().contains(&money), "{:?}", looks());
    // As the household is shown it: by the name that stands on its bills.
    let shown = {
        let mut engine = site.world.houses.engine();
        let account = engine.store.account(account).unwrap().unwrap();
        crate::people::looks(&mut engine, &account).unwrap()
    };
    assert!(shown.iter().all(|look| look.who.as_deref() == Some("Energy B")), "{shown:?}");
    for saw in ["top_up (settlement)", " (requests)"] {
        assert!(shown.iter().any(|look| look.saw == saw), "{saw}: {shown:?}");
    }
    // Who has no customer there has seen nothing.
    let stranger = site.key(supplier("C"), &ALL);
    let (_, month) = site.get(&stranger, &format!("{SETTLEMENTS}/2026-11"));
    assert_eq!(
        (&month["customers"], &month["settlement"]["customer_count"]),
        (&json!([]), &0.into())
    );
    assert_eq!(looks().len(), 3);
}

#[test]
fn pa_35_a_month_is_that_of_the_page_and_its_remittances_add_up() {
    let site = site();
    let [a, b, c] = ["A", "B", "C"].map(|id| site.key(supplier(id), &ALL));
    let month = format!("{SETTLEMENTS}/2026-11");
    let period = |from: &str, to: &str| vending::PaidPeriod {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
    };
    let (_, before) = site.get(&a, &month);
    assert_eq!(before["settlement"]["remittances"], json!([]));
    assert_eq!(before["settlement"]["not_yet_remitted_eur"], before["settlement"]["to_remit_eur"]);
    {
        let engine = &mut *site.world.houses.engine();
        let at = instant(NOW);
        for days in [period("2026-10-01", "2026-11-01"), period("2026-11-01", "2026-11-05")] {
            for payout in remit::propose(engine, Dso::Ores, days, "an", at).unwrap() {
                remit::approve(engine, payout.id, "bo", at).unwrap();
            }
        }
    }
    for (key, visitor) in [(&a, &site.world.a), (&b, &site.world.b)] {
        let (status, told) = site.get(key, &month);
        let shown = site.world.houses.settlement(visitor, Some("2026-11-01".parse().unwrap()), 30);
        let shown = shown.unwrap();
        assert_eq!((status, told["customers"].as_array().unwrap().len()), (200, 1));
        let (line, customer) = (&shown.lines[0], &told["customers"][0]);
        for (name, amount) in [
            ("received_eur", line.received),
            ("given_back_eur", line.back),
            ("advances_recovered_eur", line.recovered),
            ("to_remit_eur", line.remitted),
        ] {
            assert_eq!(customer[name], amount.to_string(), "{name}");
            assert_eq!(told["settlement"][name], amount.to_string(), "one customer is all");
        }
        assert_eq!(customer["point"], line.ean.to_string());
        assert_eq!(told["settlement"]["not_yet_remitted_eur"], "0.000000");
        assert_eq!(told["settlement"]["runs"], true);
        let payout = &told["settlement"]["remittances"][0];
        assert_eq!(payout["remittance"], shown.payouts[0].id.to_string());
        assert_eq!(
            (&payout["state"], &payout["difference_eur"]),
            (&"approved".into(), &"0.000000".into())
        );
        assert_eq!((&payout["from"], &payout["to"]), (&"2026-11-01".into(), &"2026-11-04".into()));
        assert_eq!(payout["moved_eur"], customer["to_remit_eur"]);
    }
    // The months of each, from the first in which it had anybody.
    let months = |key: &str, query: &str| -> Vec<(String, bool, usize)> {
        let (status, page) = site.get(key, &format!("{SETTLEMENTS}{query}"));
        assert_eq!(status, 200, "{page}");
        let all = page["settlements"].as_array().unwrap().iter();
        let one = |one: &Value| {
            let count = one["remittances"].as_array().unwrap().len();
            (one["month"].as_str().unwrap().to_owned(), one["runs"].as_bool().unwrap(), count)
        };
        all.map(one).collect()
    };
    let line = |month: &str, runs, count| (month.to_owned(), runs, count);
    let of_a = months(&a, "");
    assert_eq!(
        of_a.iter().map(|(month, ..)| month.as_str()).collect::<Vec<_>>(),
        ["2026-10", "2026-11"]
    );
    assert_eq!(months(&b, ""), [line("2026-11", true, 1)]);
    assert_eq!(months(&c, ""), []);
    let (_, first) = site.get(&a, &format!("{SETTLEMENTS}?limit=1"));
    assert_eq!((&first["has_more"], &first["next"]), (&true.into(), &"c24321".into()));
    assert_eq!(months(&a, "?after=c24321"), of_a[1..]);
}

#[test]
fn pa_35_a_month_that_is_none_or_has_not_begun_is_not_there() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    for month in ["2026-12", "2027-01", "2026-13", "2026-00", "2026-1", "november", "2026-11-01"] {
        let (status, problem) = site.get(&key, &format!("{SETTLEMENTS}/{month}"));
        assert_eq!((status, &problem["code"]), (404, &"month-unknown".into()), "{month}");
    }
    let (status, early) = site.get(&key, &format!("{SETTLEMENTS}/2020-01"));
    assert_eq!((status, &early["customers"]), (200, &json!([])), "before anybody");
    for query in ["limit=0", "after=x", "ean=1"] {
        let (status, problem) = site.get(&key, &format!("{SETTLEMENTS}/2026-11?{query}"));
        assert_eq!((status, &problem["code"]), (400, &"query-not-understood".into()), "{query}");
    }
    let (_, behind) =
        site.get(&key, &format!("{SETTLEMENTS}/2026-11?after=c{}", site.world.account()));
    assert_eq!(
        (&behind["customers"], &behind["settlement"]["customer_count"]),
        (&json!([]), &1.into())
    );
}

#[test]
fn ux_10_a_key_of_the_sandbox_files_nothing_and_reads_examples() {
    let site = site();
    let key = site.added(&asked(&ALL, true), supplier("B")).unwrap();
    let (status, filed, _) = site.post(&key, "r-1", &end(site.world.ean));
    assert_eq!((status, &filed["request"]), (201, &"sandbox-r9".into()));
    let mut wrong = end(site.world.ean);
    wrong["ground"] = "x".into();
    assert_eq!(site.post(&key, "r-1", &wrong).0, 422);
    // By the same rules as in the books, and with what was sent; no key is kept.
    let mut asked = body(site.world.nobodys());
    let (status, filed, repeated) = site.post(&key, "r-1", &asked);
    assert_eq!((status, repeated, &filed["documents"]), (201, false, &json!(["letter"])));
    asked["documents"] = json!(["x".repeat(201)]);
    let (_, problem, _) = site.post(&key, "r-1", &asked);
    assert_eq!(
        (&problem["code"], &problem["field"]),
        (&"field-too-long".into(), &"documents".into())
    );
    asked["documents"] = json!([]);
    assert_eq!(site.post(&key, "r-1", &asked).1["code"], "document-missing");
    assert_eq!(
        site.read(&key, "?state=refused"),
        [("sandbox-r1".to_owned(), "refused".to_owned())]
    );
    assert_eq!(
        site.get(&key, &format!("{SETTLEMENTS}/2026-10")).1["customers"][0]["point"],
        "sandbox-p1"
    );
    assert_eq!(site.world.houses.requests(&site.world.b).unwrap(), []);
    assert_eq!(site.world.looks(), []);
}
