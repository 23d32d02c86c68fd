//! The pages of developers that are there in English and French. Source: UX 8.9.

use crate::html::{assert_sound, words};
use crate::site::{Site, reporter};
use crate::staff::{Staff, gate};
use portal::developers::Uptime;
use portal::developers::{
    AmountDoes, Example, Kit, KitFacts, LimitsNow, LogAsked, LogLine, LogView, NewKey, NoKey,
    RequestBook, Sample, SandboxDesk, SandboxFacts, SandboxHome, kit_router, logs_router,
    sandbox_router,
};
use portal::my::{Door, MyError, Visitor};
use std::sync::{Arc, Mutex};
use units::Dso;

/// Gives two keys, and then lets wait.
pub struct Keys(SandboxFacts, Mutex<u32>);

impl SandboxDesk for Keys {
    fn facts(&self) -> &SandboxFacts {
        &self.0
    }

    fn new_key(&self, source: &str) -> Result<NewKey, NoKey> {
        assert_eq!(source, "127.0.0.1");
        let mut given = self.1.lock().unwrap();
        *given += 1;
        if *given > 2 {
            return Err(NoKey::Wait { minutes: 7 });
        }
        let call = Example {
            title: "lookup".to_owned(),
            command: "curl -d '{\"reference\":\"9\"}' <here>".to_owned(),
            answer: String::new(),
        };
        Ok(NewKey {
            key: "tk_test_0011".to_owned(),
            terminal: "SBX-1".to_owned(),
            signs: "SBX-1-a:5ec".to_owned(),
            until: "2026-11-21T10:00:00+01:00".parse().unwrap(),
            calls: vec![call.clone(), call.clone(), call.clone()],
            more: vec![call],
        })
    }
}

pub fn keys() -> Arc<dyn SandboxDesk> {
    let home = SandboxHome {
        reference: "9000000000017".to_owned(),
        account: "1000000001".to_owned(),
        energy: "electricity".to_owned(),
        state: "held_on".to_owned(),
        supply: "connected".to_owned(),
        modifiers: "stale".to_owned(),
    };
    let amounts = [
        ("20.41", AmountDoes::Fails),
        ("20.42", AmountDoes::IsLate),
        ("20.43", AmountDoes::ComesTwice),
        ("20.44", AmountDoes::StaysOpen),
    ];
    let facts = SandboxFacts {
        homes: vec![home],
        refused: ["9000000000161".to_owned(), "9000000000010".to_owned()],
        amounts: amounts.map(|(amount, does)| (amount.to_owned(), does)).to_vec(),
    };
    Arc::new(Keys(facts, Mutex::new(0)))
}

/// With or without sales that need no network.
pub struct Limits(KitFacts, Option<&'static str>);

impl Kit for Limits {
    fn facts(&self) -> &KitFacts {
        &self.0
    }

    fn limits(&self) -> Result<LimitsNow, MyError> {
        Ok(LimitsNow {
            requests_a_minute: 600,
            wrong_an_hour: 5,
            body_bytes: 16_384,
            answer_s: 30,
            window_s: 300,
            keep_days: 35,
            least: "5.00".to_owned(),
            most: "250.00".to_owned(),
            offline: self.1.map(str::to_owned),
            uptime: Uptime {
                operator: Dso::Ores,
                shares: vec![(30, Some(9_990)), (90, None)],
                counted_from: Some("2026-10-31".parse().unwrap()),
            },
        })
    }
}

pub fn kit(offline: Option<&'static str>) -> Arc<dyn Kit> {
    let sample = Sample {
        language: "Shell".to_owned(),
        file: "verify.sh".to_owned(),
        text: "[ \"$a\" -le 300 ] && echo <right>".to_owned(),
    };
    let facts = KitFacts {
        samples: vec![sample],
        vector: Vec::new(),
        command: "tirelire terminal conformance".to_owned(),
        report: "25 of 25 promises kept".to_owned(),
        since: "2026-11-20T10:00:00+01:00".to_owned(),
    };
    Arc::new(Limits(facts, offline))
}

/// Requests of a till; who works for nobody with a key has none.
struct Requests;

fn logged(number: i64) -> LogLine {
    LogLine {
        id: format!("req_{number:024}"),
        at: calendar::Instant::from_unix_s(1_795_154_400 - number),
        whose: None,
        key: "T1-a".to_owned(),
        method: "POST".to_owned(),
        route: "/v1/terminals/{terminal}/sales/{transaction}/confirm".to_owned(),
        status: (number != 3).then_some(422),
        code: (number != 3).then(|| "amount-outside-limits".to_owned()),
        took_ms: 12,
        sizes: [80, 240],
        once: Some("5f0c3b4b6bd5c0f6".to_owned()),
        asked: Some("{\"reference\":\"…908\"}".to_owned()),
        answered: Some("{\"status\":422}".to_owned()),
    }
}

impl RequestBook for Requests {
    fn requests(&self, visitor: &Visitor, asked: &LogAsked) -> Result<Option<LogView>, MyError> {
        let whole = visitor.role == access::Role::Operator;
        if visitor.role == access::Role::Cpas {
            return Ok(None);
        }
        let fits = |line: &LogLine| {
            let behind = asked.behind.as_ref().is_none_or(|(at, _)| line.at < *at);
            let status = asked.status.is_none_or(|status| line.status == Some(status));
            asked.id.as_ref().is_none_or(|id| *id == line.id) && behind && status
        };
        let mut lines: Vec<LogLine> = (1..=40).map(logged).filter(fits).collect();
        let more = lines.len() > 25;
        lines.truncate(25);
        for line in lines.iter_mut().filter(|_| whole) {
            line.whose = Some("terminal T1".to_owned());
        }
        Ok(Some(LogView { lines, more, days: 30, lost: whole.then_some(7) }))
    }
}

/// All pages of developers, for a list of doors as well.
pub fn all(
    desk: Option<Arc<dyn SandboxDesk>>,
    offline: Option<&'static str>,
    reports: &Arc<Mutex<Vec<String>>>,
) -> (axum::Router, Vec<Door>) {
    let gate = gate(Staff::default());
    let (pages, mut doors) =
        portal::developers::router(Default::default(), &gate, reporter(reports));
    let (sandbox, more) = sandbox_router(desk, false, &gate, reporter(reports));
    doors.extend(more);
    let (kit, more) = kit_router(kit(offline), &gate, reporter(reports));
    doors.extend(more);
    let (logs, more) = logs_router(Arc::new(Requests), &gate, reporter(reports));
    doors.extend(more);
    let hooks = Arc::new(crate::developers_hooks::Hooks::default());
    let (hooks, more) = portal::developers::hooks_router(hooks, &gate, reporter(reports));
    doors.extend(more);
    let keys = Arc::new(crate::developers_keys::Keys::default());
    let (keys, more) = portal::developers::keys_router(keys, &gate, reporter(reports));
    doors.extend(more);
    (pages.merge(sandbox).merge(kit).merge(logs).merge(hooks).merge(keys), doors)
}

fn site(desk: Option<Arc<dyn SandboxDesk>>, offline: Option<&'static str>) -> Site {
    let reports = Arc::new(Mutex::new(Vec::new()));
    Site::serving(all(desk, offline, &reports).0, reports)
}

const FORM: &str = "sec-fetch-site: same-origin\r\ncontent-length: 0\r\n";

#[test]
fn d_03_a_key_is_had_with_one_click_and_shown_once() {
    let site = site(Some(keys()), None);
    for (path, title, held) in [
        ("/developers/sandbox", "Your key", "until 21/11/2026, 10:00"),
        ("/fr/developers/sandbox", "Votre clé", "jusqu’au 21/11/2026, 10"),
    ] {
        let before = site.get(path).text();
        assert_sound(&before);
        assert!(before.contains(&format!("<form method=\"post\" action=\"{path}\"")), "{before}");
        let made = site.request("POST", path, FORM);
        assert_eq!(made.status, 201);
        assert_sound(&made.text());
        let said = words(&made.text());
        for part in [title, held, "tk_test_0011", "SBX-1-a:5ec"] {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert_eq!(made.text().matches("curl -d").count(), 4);
        assert!(!site.get(path).text().contains("tk_test_0011"), "only once");
    }
    let wait = site.request("POST", "/fr/developers/sandbox", FORM);
    assert_eq!(wait.status, 429);
    assert!(words(&wait.text()).contains("Réessayez dans 7 minutes"), "{}", wait.text());
}

#[test]
fn d_03_another_site_makes_no_key_and_without_a_sandbox_nobody_does() {
    let elsewhere = "sec-fetch-site: cross-site\r\ncontent-length: 0\r\n";
    let open = site(Some(keys()), None);
    assert_eq!(open.request("POST", "/developers/sandbox", elsewhere).status, 403);
    let none = site(None, None);
    assert_eq!(none.request("POST", "/developers/sandbox", FORM).status, 404);
    let page = none.get("/developers/sandbox").text();
    assert!(page.contains("This server has no sandbox") && !page.contains("<form"), "{page}");
}

#[test]
fn d_03_the_table_says_references_amounts_and_steps_of_the_clock() {
    let page = words(&site(Some(keys()), None).get("/fr/developers/sandbox").text());
    for part in [
        "9000000000017",
        "held_on",
        "stale",
        "9000000000161",
        "20.41",
        "La banque refuse",
        "20.43",
        "deux fois",
        "end-of-protected-hours",
        "Le lundi suivant",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn d_08_the_terminal_kit_says_whether_a_sale_without_network_is_allowed() {
    let (no, yes) = (site(None, None), site(None, Some("50.00")));
    let of = |site: &Site, path: &str| words(&site.get(path).text());
    assert!(of(&no, "/developers/terminal").contains("does not allow it now"));
    let french = of(&yes, "/fr/developers/terminal");
    assert!(
        french.contains("Au plus 50.00 euros") && french.contains("terminal conformance"),
        "{french}"
    );
}

#[test]
fn d_09_d_10_samples_and_limits_stand_in_both_languages() {
    let site = site(None, None);
    let samples = site.get("/developers/samples").text();
    assert_sound(&samples);
    assert!(words(&samples).contains("verify.sh"), "{samples}");
    assert!(samples.contains("echo &#60;right&#62;"), "{samples}");
    for (path, parts) in [
        ("/developers/limits", ["35 days", "300 seconds", "5.00 to 250.00", "since 2026-11-20"]),
        (
            "/fr/developers/limits",
            ["35 jours", "300 secondes", "5.00 à 250.00", "depuis le 2026-11-20"],
        ),
    ] {
        let page = site.get(path).text();
        assert_sound(&page);
        for part in parts {
            assert!(words(&page).contains(part), "{part} in {path}");
        }
    }
    // For how much of the time there was no failure; what nobody can say yet is said so.
    for (path, parts) in [
        (
            "/developers/limits",
            ["last 30 days 99.90%", "last 90 days Not counted yet", "Counted from 31/10/2026"],
        ),
        (
            "/fr/developers/limits",
            ["30 derniers jours 99,90\u{a0}%", "jours Pas encore compté", "depuis le 31/10/2026"],
        ),
    ] {
        let page = words(&site.get(path).text()).replace('\n', " ");
        for part in parts {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}

fn signed_in(site: &Site, role: &str, path: &str) -> crate::site::Answer {
    site.request("GET", path, &format!("cookie: session={role}\r\n"))
}

#[test]
fn d_05_the_log_is_listed_page_by_page_and_one_request_is_shown_whole() {
    let site = site(None, None);
    for (path, title, whole, masked) in [
        ("/developers/logs", "Logs", "It is kept for 30 days.", "What was sent, masked"),
        (
            "/fr/developers/logs",
            "Journal",
            "Tout est gardé 30 jours.",
            "Ce qui a été envoyé, masqué",
        ),
    ] {
        let page = signed_in(&site, "merchant", path);
        assert_eq!(page.status, 200);
        let text = page.text();
        assert_sound(&text);
        assert!(text.len() < 30_000, "{} bytes", text.len());
        let said = words(&text);
        for part in [title, whole, "req_000000000000000000000001", "422 amount-outside-limits"] {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert!(!said.contains("…908"), "bodies are with one request");
        let older = text.split("href=\"").find(|part| part.contains("after=")).unwrap();
        let older = older.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let next = words(&signed_in(&site, "merchant", &older).text());
        assert!(next.contains("req_000000000000000000000040"), "{next}");
        assert!(!next.contains("req_000000000000000000000025"), "{next}");
        let one = format!("{path}?id=req_000000000000000000000003");
        let one = signed_in(&site, "merchant", &one).text();
        assert_sound(&one);
        let said = words(&one);
        for part in [masked, "…908", "5f0c3b4b6bd5c0f6", "12 ms"] {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert!(said.contains("hung up") || said.contains("raccroché"), "{said}");
    }
}

#[test]
fn d_05_what_cannot_be_looked_for_is_said_at_its_field_and_kept() {
    let site = site(None, None);
    for (query, field, kept) in [
        ("id=a+b", "id", "value=\"a b\""),
        ("status=40", "status", "value=\"40\""),
        ("day=20/11", "day", "value=\"20/11\""),
    ] {
        let page = signed_in(&site, "merchant", &format!("/developers/logs?{query}"));
        assert_eq!(page.status, 400, "{query}");
        let text = page.text();
        assert_sound(&text);
        assert!(text.contains(&format!("href=\"#{field}\"")) && text.contains("<title>Error: "));
        assert!(text.contains(kept) && text.contains("aria-invalid"), "{text}");
    }
    let none = signed_in(&site, "merchant", "/developers/logs?status=404").text();
    assert!(words(&none).contains("Nothing was found."), "{none}");
}

#[test]
fn d_05_who_runs_the_platform_sees_whose_request_it_was_and_what_is_missing() {
    let site = site(None, None);
    let all = words(&signed_in(&site, "operator", "/developers/logs").text());
    assert!(all.contains("terminal T1 · T1-a") && all.contains("7 are missing here"), "{all}");
    let own = words(&signed_in(&site, "merchant", "/developers/logs").text());
    assert!(!own.contains("terminal T1") && !own.contains("missing"), "{own}");
    let nobody = words(&signed_in(&site, "cpas", "/developers/logs").text());
    assert!(nobody.contains("No key of the API is your organisation’s."), "{nobody}");
    for role in ["customer", "agent_l2", "nobody"] {
        assert_eq!(signed_in(&site, role, "/developers/logs").status, 303, "{role}");
    }
}
