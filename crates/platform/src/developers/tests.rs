//! The pages of developers beside the API that they speak of, over real HTTP.

use super::guide;
use crate::api_keys::{Add, add};
use crate::testing::{Served, instant};
use crate::webhooks::OwnerAsked;
use access::Act;
use http_api::Scope;
use portal::my::{Gate, MyError, Sessions, Visitor};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use store::{Owner, Store};
use units::{AccountId, Dso, Language};

const NOW: &str = "2026-11-20T09:00:00+01:00";
/// Of all that the examples ask.
const SCOPES: [Scope; 6] = [
    Scope::EventsRead,
    Scope::AccountsRead,
    Scope::SharingRead,
    Scope::RequestsRead,
    Scope::RequestsWrite,
    Scope::SettlementRead,
];

/// Nobody is signed in.
struct Nobody;

impl Sessions for Nobody {
    fn who(&self, _: &str) -> Result<Option<Visitor>, MyError> {
        Ok(None)
    }

    fn looked(&self, _: &Visitor, _: AccountId, _: &[Act]) -> Result<(), MyError> {
        Ok(())
    }
}

struct Site {
    served: Served,
    key: String,
    _folder: tempfile::TempDir,
}

fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    drop(crate::testing::empty(&url));
    let asked = Add {
        dso: Dso::Ores,
        owner: OwnerAsked::default(),
        scopes: SCOPES.to_vec(),
        sandbox: true,
        days: 30,
    };
    let mut store = Store::open(&url).unwrap();
    let (_, key) = add(&mut store, &asked, Owner::Operator, instant(NOW)).unwrap();
    drop(store);
    let clock: crate::till::Clock = Arc::new(|| instant(NOW));
    let api = crate::desk::router(&url, Arc::clone(&clock), clock).unwrap();
    let gate = Gate::new(Arc::new(Nobody), Arc::new(|_: &str| {}), Language::Fr);
    let served = Served::with(|address| {
        let base = format!("http://{address}");
        let guides = [Language::En, Language::Fr].map(|language| guide(&base, language).unwrap());
        let (pages, _) =
            portal::developers::router(guides, &gate, Arc::new(|line: &str| panic!("{line}")));
        let report: portal::Report = Arc::new(|line: &str| panic!("{line}"));
        let (sandbox, _) =
            portal::developers::sandbox_router(None, false, &gate, Arc::clone(&report));
        let clock: crate::till::Clock = Arc::new(|| instant(NOW));
        let kit = super::KitDesk::new(crate::engine::Engine::open(&url).unwrap(), Dso::Ores, clock);
        let (kit, _) =
            portal::developers::kit_router(Arc::new(kit.unwrap()), &gate, Arc::clone(&report));
        let engine = crate::engine::Engine::open(&url).unwrap();
        let book = crate::request_log::Requests::new(engine, Dso::Ores, Arc::new(|| instant(NOW)));
        let (logs, _) = portal::developers::logs_router(Arc::new(book), &gate, Arc::clone(&report));
        let engine = crate::engine::Engine::open(&url).unwrap();
        let clock: crate::till::Clock = Arc::new(|| instant(NOW));
        let masters = crate::sealed::MasterKeys::default();
        let hooks = crate::webhooks::HookBook::new(engine, Dso::Ores, clock, masters);
        let hooks = Arc::new(hooks);
        let keys = Arc::clone(&hooks);
        let (hooks, _) = portal::developers::hooks_router(hooks, &gate, Arc::clone(&report));
        let (keys, _) = portal::developers::keys_router(keys, &gate, report);
        api.merge(pages).merge(sandbox).merge(kit).merge(logs).merge(hooks).merge(keys)
    });
    Site { served, key, _folder: folder }
}

impl Site {
    fn get(&self, target: &str) -> (u16, String) {
        let bearer = format!("Bearer {}", self.key);
        self.served.get(&[("authorization", &bearer)], target)
    }
}

/// The address in a command, and what the shell gets of it: curl itself where it is.
fn carried_out(site: &Site, command: &str) -> String {
    let run = Command::new("sh").args(["-c", command]).env("KEY", &site.key).output();
    match run {
        Ok(out) if out.status.success() => String::from_utf8(out.stdout).unwrap(),
        _ => {
            eprintln!("without curl: the same request by hand");
            let target = command.rsplit('"').nth(1).unwrap();
            let (_, target) = target.split_at(format!("http://{}", site.served.address).len());
            let Some((_, body)) = command.split_once("-d '") else { return site.get(target).1 };
            let bearer = format!("Bearer {}", site.key);
            let headers = [("authorization", bearer.as_str()), ("idempotency-key", "request-1")];
            let body = body.split('\'').next().unwrap();
            site.served.ask(("POST", target), &headers, body).2
        }
    }
}

#[test]
fn ux_8_9_each_example_that_is_shown_is_what_a_server_answers() {
    let site = site();
    let guide = guide(&format!("http://{}", site.served.address), Language::En).unwrap();
    assert_eq!(guide.examples.len(), 10);
    let (status, page) = site.get("/developers");
    assert_eq!(status, 200);
    for example in &guide.examples {
        let got = carried_out(&site, &example.command);
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(json(&got), json(&example.answer), "{}", example.command);
        let shown = example.command.rsplit('/').next().unwrap().trim_end_matches('"');
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn ux_8_9_every_page_is_small_without_script_and_leads_somewhere() {
    let site = site();
    let mut seen = BTreeSet::new();
    let mut next = vec!["/developers".to_owned()];
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let (status, page) = site.get(&path);
        if ["/logs", "/endpoints", "/keys"].iter().any(|end| path.ends_with(end)) {
            assert_eq!(status, 303, "{path}: nobody is signed in");
            continue;
        }
        assert_eq!(status, 200, "{path}");
        assert!(page.len() <= 30_000, "{path} has {} bytes", page.len());
        assert!(!page.contains("<script") && !page.contains(" style=\""), "{path}");
        assert_eq!(page.matches("<h1>").count(), 1, "{path}");
        let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let ours =
            |link: &&str| link.starts_with("/developers") || link.starts_with("/fr/developers");
        next.extend(links.filter(ours).map(str::to_owned));
    }
    // All in two languages: twelve, and one for each operation and code.
    let guide = guide("http://x", Language::En).unwrap();
    assert_eq!(seen.len(), 2 * (12 + guide.operations.len() + guide.codes.len()));
    assert_eq!(site.get("/developers/errors/no-such-code").0, 404);
    assert_eq!(site.get("/developers/reference/none").0, 404);
}

#[test]
fn ux_7_1_what_the_api_says_of_itself_is_there_in_french_to_the_last_text() {
    let guide = guide("http://x", Language::En).unwrap();
    let mut texts: Vec<&String> = Vec::new();
    for one in &guide.operations {
        texts.extend([&one.summary, &one.description]);
        texts.extend(one.parameters.iter().map(|parameter| &parameter.description));
        let words = one.answers.iter().filter(|answer| answer.codes.is_empty());
        texts.extend(words.map(|answer| &answer.description));
    }
    texts.extend(guide.examples.iter().map(|example| &example.title));
    let scopes = Scope::ALL.map(|scope| scope.meaning().to_owned());
    texts.extend(&scopes);
    texts.extend(guide.events.iter().chain(&guide.versions).map(|line| &line.text));
    let languages = guide.codes.iter().flat_map(|code| &code.words);
    texts.extend(languages.map(|words| &words.language));
    texts.retain(|text| !text.is_empty());
    assert!(texts.len() > 100, "{}", texts.len());
    let missing: Vec<&&String> =
        texts.iter().filter(|text| !super::french::is_known(text)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let french = super::guide("http://x", Language::Fr).unwrap();
    for (english, french) in guide.operations.iter().zip(&french.operations) {
        assert_ne!(english.permission, french.permission, "{}", english.id);
        assert_ne!(english.summary, french.summary, "{}", english.id);
    }
}

#[test]
fn ux_7_1_each_page_of_developers_leads_to_itself_in_the_other_language() {
    let site = site();
    for path in [
        "",
        "/reference",
        "/reference/vend",
        "/webhooks",
        "/errors",
        "/errors/key-refused",
        "/versions",
        "/sandbox",
    ] {
        let (english, french) = (format!("/developers{path}"), format!("/fr/developers{path}"));
        let page = site.get(&french).1;
        assert!(page.contains("<html lang=\"fr\">"), "{french}");
        let other = format!("<a href=\"{english}\" lang=\"en\" hreflang=\"en\">English</a>");
        assert!(page.contains(&other), "{french}: {page}");
        let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let strays: Vec<&str> = links.filter(|link| link.starts_with("/developers")).collect();
        assert_eq!(strays, [english.as_str()], "{french}");
        let page = site.get(&english).1;
        assert!(page.contains("<html lang=\"en\">") && page.contains(&french), "{english}");
    }
}

#[test]
fn ux_8_9_what_a_developer_needs_stands_there() {
    let site = site();
    let webhooks = site.get("/developers/webhooks").1;
    for part in
        ["supply.state_changed", "v1,g0hM9SsE", "webhook-signature", "5 s, 5 min, 30 min, 2 h"]
    {
        assert!(webhooks.contains(part), "{part}");
    }
    let code = site.get("/developers/errors/key-refused").1;
    for part in ["Clé refusée", "Sleutel geweigerd", "Schlüssel abgelehnt", "lang=\"nl\"", "401"]
    {
        assert!(code.contains(part), "{part}");
    }
    assert!(code.contains("/developers/reference/events"), "{code}");
    let operation = site.get("/developers/reference/events").1;
    for part in ["events:read", "Tirelire-Version", "rate-limited", "after"] {
        assert!(operation.contains(part), "{part}");
    }
    assert!(site.get("/developers/versions").1.contains("2026-11-20"));
}

/// What a program says to a signature; `None` where its interpreter is not there.
fn says(
    folder: &std::path::Path,
    file: &str,
    (key, id, at, signatures, now): (&str, &str, i64, &str, i64),
    body: &str,
) -> Option<String> {
    use std::io::Write as _;
    use std::process::Stdio;
    let interpreter = match file.rsplit('.').next().unwrap() {
        "py" => "python3",
        "mjs" => "node",
        "php" => "php",
        "java" => "java",
        _ => "sh",
    };
    let mut run = Command::new(interpreter)
        .arg(folder.join(file))
        .args([key, id, &at.to_string(), signatures, &now.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    // One that refuses by the time alone does not read the body.
    let _ = run.stdin.take().unwrap().write_all(body.as_bytes());
    let out = run.wait_with_output().unwrap();
    assert!(out.status.success(), "{file}");
    Some(String::from_utf8(out.stdout).unwrap().trim().to_owned())
}

#[test]
fn d_09_each_sample_takes_the_known_answers_and_nothing_else() {
    let (secret, id, at, body) = super::VECTOR;
    let shared = secret.parse::<super::Secret>().unwrap();
    let pair = super::Secret::Private([7; 32]);
    let of = |secret: &super::Secret| secret.signature(id, at, body.as_bytes());
    let (v1, v1a, public) = (of(&shared), of(&pair), pair.for_receiver());
    assert_eq!(v1, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    let both = format!("v1,AAAA {v1a} {v1}");
    let folder = tempfile::tempdir().unwrap();
    let mut ran = Vec::new();
    for (_, file, text) in super::kit::SAMPLES {
        std::fs::write(folder.path().join(file), text).unwrap();
        let mut cases = vec![
            ((secret, id, at, v1.as_str(), at + 299), body, "right"),
            ((secret, id, at, both.as_str(), at), body, "right"),
            ((secret, id, at, v1a.as_str(), at), body, "wrong"),
            ((secret, id, at, v1.as_str(), at), "{}", "wrong"),
            ((secret, "msg_other", at, v1.as_str(), at), body, "wrong"),
            ((secret, id, at, v1.as_str(), at + 301), body, "wrong"),
            ((secret, id, at, v1.as_str(), at - 301), body, "wrong"),
        ];
        // Python checks ed25519 with a package that need not be there.
        if !file.ends_with(".py") {
            cases.push(((public.as_str(), id, at, both.as_str(), at), body, "right"));
            cases.push(((public.as_str(), id, at, v1a.as_str(), at), "{}", "wrong"));
            cases.push(((public.as_str(), id, at, v1.as_str(), at), body, "wrong"));
        }
        for (asked, body, expected) in cases {
            let Some(said) = says(folder.path(), file, asked, body) else {
                eprintln!("{file} was not run: its interpreter is not here");
                break;
            };
            assert_eq!(said, expected, "{file}: {asked:?}");
            ran.push(file);
        }
    }
    // A shell and Python are on every machine that tests this.
    assert!(ran.contains(&"verify.sh") && ran.contains(&"verify.py"), "{ran:?}");
}

#[test]
fn d_10_the_limits_on_the_page_are_those_that_are_set() {
    let site = site();
    let page = site.get("/developers/limits").1;
    for part in ["600", "16384", "30 seconds", "300 seconds", "35 days", "5.00 to 250.00"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(page.contains("2026-11-20T09:00:00+01:00"), "since when it answers");
    assert!(page.contains("last 90 days</dt><dd>Not counted yet"), "there is no home yet");
    let kit = site.get("/developers/terminal").1;
    assert!(
        kit.contains("does not allow it now") && kit.contains("25 of 25 promises kept"),
        "{kit}"
    );
}
