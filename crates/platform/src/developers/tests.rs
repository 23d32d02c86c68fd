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
use units::{Dso, Ean, Language};

const NOW: &str = "2026-11-20T09:00:00+01:00";

/// Nobody is signed in.
struct Nobody;

impl Sessions for Nobody {
    fn who(&self, _: &str) -> Result<Option<Visitor>, MyError> {
        Ok(None)
    }

    fn looked(&self, _: &Visitor, _: Ean, _: &[Act]) -> Result<(), MyError> {
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
        scopes: Scope::ALL.to_vec(),
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
        let guide = guide(&format!("http://{address}")).unwrap();
        let (pages, _) =
            portal::developers::router(guide, &gate, Arc::new(|line: &str| panic!("{line}")));
        api.merge(pages)
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
            site.get(target).1
        }
    }
}

#[test]
fn ux_8_9_each_example_that_is_shown_is_what_a_server_answers() {
    let site = site();
    let guide = guide(&format!("http://{}", site.served.address)).unwrap();
    assert_eq!(guide.examples.len(), 3);
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
        assert_eq!(status, 200, "{path}");
        assert!(page.len() <= 30_000, "{path} has {} bytes", page.len());
        assert!(!page.contains("<script") && !page.contains(" style=\""), "{path}");
        assert_eq!(page.matches("<h1>").count(), 1, "{path}");
        let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        next.extend(links.filter(|link| link.starts_with("/developers")).map(str::to_owned));
    }
    // The five of the path, and one for each operation and code.
    let guide = guide("http://x").unwrap();
    assert_eq!(seen.len(), 5 + guide.operations.len() + guide.codes.len());
    assert_eq!(site.get("/developers/errors/no-such-code").0, 404);
    assert_eq!(site.get("/developers/reference/none").0, 404);
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
