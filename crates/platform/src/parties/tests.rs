//! Links, lists and looks over real HTTP on loopback, with a database behind.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::testing::{empty, instant, move_in, nights, sound};
use calendar::SettlementDay;
use clap::Parser;
use portal::homes::HomesOptions;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

/// A database and the pages over it.
struct Site {
    url: String,
    file: Option<PathBuf>,
    schema: Option<(String, String)>,
    engine: Engine,
    now: Arc<AtomicI64>,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
    /// A connection may not end on a thread of the runtime: this is its last owner.
    _homes: Arc<PartyHomes>,
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            for suffix in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
            }
        }
        if let Some((server, schema)) = self.schema.take() {
            let _ = store::run_on_server(&server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

struct Sent {
    status: u16,
    head: String,
    body: String,
}

impl Sent {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The cookie as a browser sends it back.
    fn cookie(&self) -> String {
        self.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
    }
}

/// Wednesday 4 November, in the afternoon.
fn afternoon() -> Instant {
    instant("2026-11-04T15:00:00+01:00")
}

/// Three homes: one used too much and was cut, one is on emergency credit, one is in order.
fn eans() -> [Ean; 3] {
    [1u64, 2, 3].map(|number| {
        let body = 54_144_900_000_000_000 + number;
        (0..10).find_map(|digit| Ean::from_u64(body * 10 + digit).ok()).unwrap()
    })
}

fn live(engine: &mut Engine) {
    let accounts: Vec<store::Account> = eans().map(|ean| move_in(engine, ean)).to_vec();
    for (number, day) in
        ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"].iter().enumerate()
    {
        let days = i64::try_from(number).unwrap() + 1;
        // 0.40 EUR a kWh: 8.00, 4.80 and 0.40 EUR a day.
        let used: Vec<(AccountId, i64)> =
            accounts.iter().zip([20, 12, 1]).map(|(one, kwh)| (one.id, kwh * days)).collect();
        nights(engine, &used, day);
        let noon = day.parse::<SettlementDay>().unwrap().next().at(12, 0);
        engine.advance(&accounts, noon).unwrap();
    }
}

impl Site {
    fn sqlite() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tirelire-parties-{}-{number}.db", std::process::id());
        let file = std::env::temp_dir().join(name);
        Self::over(format!("sqlite:{}", file.display()), Some(file), None)
    }

    fn postgres(name: &str) -> Option<Self> {
        let Ok(server) = std::env::var("DATABASE_URL") else {
            println!("skipped: no DATABASE_URL");
            return None;
        };
        let schema = format!("parties_{name}_{}", std::process::id());
        store::run_on_server(&server, &format!("CREATE SCHEMA {schema}")).unwrap();
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-c%20search_path%3D{schema}");
        Some(Self::over(url, None, Some((server, schema))))
    }

    fn over(url: String, file: Option<PathBuf>, schema: Option<(String, String)>) -> Self {
        let mut engine = empty(&url);
        live(&mut engine);
        let now = Arc::new(AtomicI64::new(afternoon().0));
        let clock = Arc::clone(&now);
        let homes = PartyHomes::new(Engine::open(&url).unwrap(), move || {
            // Each look at the clock is a little later.
            Instant(clock.fetch_add(1_000, Ordering::SeqCst))
        });
        let options = HomesOptions {
            secure: false,
            help_phone: "0800 00 000".into(),
            gas_phone: "112".into(),
            behind_proxy: true,
            pays: true,
        };
        let report: portal::Report = Arc::new(|line: &str| panic!("{line}"));
        let homes = Arc::new(homes.unwrap());
        let shared: Arc<dyn portal::homes::Homes> = homes.clone();
        let router = portal::homes::router(shared, options, report);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(portal::serve(listener, router, std::future::pending()));
        Self { url, file, schema, engine, now, address, _runtime: runtime, _homes: homes }
    }

    fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::SeqCst))
    }

    fn later_to(&self, at: &str) {
        self.now.store(instant(at).0, Ordering::SeqCst);
    }

    fn get(&self, path: &str, headers: &str) -> Sent {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Sent { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn share(&mut self, home: usize, to: To, role: Role, last: Option<&str>) -> Shared {
        let by = Granter::Agent("an".into());
        let last = last.map(|day| day.parse().unwrap());
        let asked = GrantAsked { role, last, by, reason: "agreed on paper".into() };
        let (ean, label, now) = (eans()[home], format!("flat {}", home + 1), self.now());
        share(&mut self.engine, ean, &to, &asked, &label, now).unwrap()
    }

    fn new_party(&mut self, home: usize, role: Role, last: Option<&str>) -> (i64, String) {
        let shared = self.share(home, To::New("a site".into()), role, last);
        (shared.party.id, shared.token.unwrap())
    }

    /// The list behind a link, in English, and the cookie that opens it again.
    fn opened(&self, token: &str) -> (Sent, String) {
        let answer = self.get(&format!("/en/homes/{token}"), "");
        assert_eq!(answer.status, 303, "{}", answer.body);
        let cookie = format!("cookie: {}\r\n", answer.cookie());
        let page = self.get(answer.header("location").unwrap(), &cookie);
        assert_eq!(page.status, 200, "{}", page.body);
        (page, cookie)
    }

    /// The page of a home's movements.
    fn of_home(&mut self, home: usize) -> String {
        let account = self.engine.account_of(eans()[home]).unwrap().id;
        format!("/en/homes/home/{}", account.0)
    }

    fn looks(&mut self, home: usize) -> Vec<String> {
        let account = self.engine.account_of(eans()[home]).unwrap().id;
        let looks = self.engine.store.party_looks(account, 99).unwrap();
        looks
            .into_iter()
            .map(|look| format!("{} {}", look.party % 1_000_000_000, look.saw))
            .collect()
    }
}

fn tail(home: usize) -> String {
    format!("{:013}", eans()[home].reference().as_u64())
}

fn one_payer_of_many_homes(site: &mut Site) {
    let (party, token) = site.new_party(2, Role::Payer, None);
    for home in [1, 0] {
        assert_eq!(site.share(home, To::Known(party), Role::Payer, None).token, None);
    }
    let (page, cookie) = site.opened(&token);
    assert!(page.body.contains("<h1>1 home is off</h1>"), "{}", page.body);
    let place = |home: usize| page.body.find(&format!("/en/top-up?r={}&", tail(home))).unwrap();
    assert!(place(0) < place(1) && place(1) < place(2), "the dark one first");
    for secret in ["€", "5414", "a site", "Balance", &token] {
        assert!(!page.body.contains(secret), "{secret}");
    }
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    for home in 0..3 {
        assert_eq!(site.looks(home), ["1 see_state"]);
    }
    assert_eq!(site.get("/fr/homes", &cookie).status, 200);
    assert_eq!(site.looks(0).len(), 2);
    let path = site.of_home(0);
    assert_eq!(site.get(&path, &cookie).status, 404, "movements are not a payer's");
    assert_eq!(site.looks(0).len(), 2);
    // Back on, as the ledger and the meter say.
    let account = site.engine.account_of(eans()[0]).unwrap();
    let paid = timeline::Fact::TopUp {
        eur: "60.00".parse().unwrap(),
        channel: "online".into(),
        id: "P-1".into(),
    };
    site.engine.record(&account, &paid, site.now()).unwrap();
    let told = site.now().plus_min(5);
    site.engine.advance(std::slice::from_ref(&account), told).unwrap();
    let page = site.get("/en/homes", &cookie).body;
    assert!(page.contains("Press the green button for 3 seconds."), "{page}");
    assert!(!page.contains(&format!("/en/top-up?r={}&", tail(0))), "nothing more to pay");
    site.engine.record(&account, &timeline::Fact::Press {}, told.plus_min(4)).unwrap();
    assert!(site.get("/en/homes", &cookie).body.contains("<h1>All homes are on</h1>"));
    sound(&mut site.engine);
}

#[test]
fn tp_22_one_payer_sees_which_of_many_homes_is_off() {
    one_payer_of_many_homes(&mut Site::sqlite());
}

#[test]
fn tp_22_one_payer_sees_which_of_many_homes_is_off_on_postgres() {
    Site::postgres("many").iter_mut().for_each(one_payer_of_many_homes);
}

fn each_role_sees_its_part(site: &mut Site) {
    let account = site.engine.account_of(eans()[0]).unwrap();
    let rebuilt = site.engine.rebuild(&[account], Instant(i64::MAX / 2)).unwrap();
    let timeline = &rebuilt[0].timeline;
    let rules = site.engine.books.rules(units::Dso::Ores, units::Energy::Electricity).unwrap();
    let shown = timeline.snapshot(timeline.reached(), rules);
    let cents = |amount: i64| format!("{}.{:02}", amount / 100, amount % 100);
    let balance = format!("\u{2212}€{}", cents(-shown.balance.shown_balance_cents()));
    let to_clear = format!("€{}", cents(shown.amount_to_clear.amount_to_pay_cents()));
    let last = Some("2027-05-03");
    for (role, sees_money, sees_movements) in [
        (Role::Payer, false, false),
        (Role::Helper, true, false),
        (Role::Mandate, true, true),
        (Role::MandateByLaw, true, false),
    ] {
        let (_, token) = site.new_party(0, role, last.filter(|_| role.is_mandate()));
        let (page, cookie) = site.opened(&token);
        assert_eq!(page.body.contains(&balance), sees_money, "{role:?} {balance}");
        assert_eq!(page.body.contains(&to_clear), sees_money, "{role:?} {to_clear}");
        assert_eq!(page.body.contains("03/05/2027"), role.is_mandate(), "{role:?}");
        let seen = site.looks(0)[0].split_once(' ').unwrap().1.to_owned();
        let expected = if sees_money { "see_state see_balance" } else { "see_state" };
        assert_eq!(seen, expected);
        let path = site.of_home(0);
        let movements = site.get(&path, &cookie);
        assert_eq!(movements.status == 200, sees_movements, "{role:?}");
        if sees_movements {
            assert!(movements.body.contains("Energy</td><td class=\"n\">\u{2212}€8.00"));
            let seen = site.looks(0)[0].split_once(' ').unwrap().1.to_owned();
            assert_eq!(seen, "see_state see_balance see_movements");
        }
    }
}

#[test]
fn tp_22_each_role_sees_its_part_and_each_look_is_kept() {
    each_role_sees_its_part(&mut Site::sqlite());
}

#[test]
fn tp_22_each_role_sees_its_part_and_each_look_is_kept_on_postgres() {
    Site::postgres("roles").iter_mut().for_each(each_role_sees_its_part);
}

/// A page that was made for who lived there before does not end what the next household gave.
#[test]
fn pd_03_an_end_is_of_an_account_whoever_lives_there_since() {
    let mut site = Site::sqlite();
    let home = site.engine.account_of(eans()[1]).unwrap();
    site.new_party(1, Role::Helper, None);
    let now = site.now();
    site.engine.record(&home, &timeline::Fact::MoveOut { registers: None }, now).unwrap();
    nights(&mut site.engine, &[(home.id, 72)], "2026-11-04");
    site.later_to("2026-11-06T06:00:00+01:00");
    let next = crate::testing::move_in_at(&mut site.engine, eans()[1], "2026-11-06T00:00:00+01:00");
    let given = share(
        &mut site.engine,
        eans()[1],
        &To::New("Office".to_owned()),
        &GrantAsked { role: Role::Helper, last: None, by: Granter::Holder, reason: String::new() },
        "",
        instant("2026-11-06T07:00:00+01:00"),
    );
    assert_eq!(given.unwrap().grant.seq, 1, "of the same number");
    let at = instant("2026-11-06T09:00:00+01:00");
    end_of(&mut site.engine, (home.id, 1), Granter::Holder, "", at).unwrap();
    assert_ne!(next.id, home.id);
    assert!(site.engine.store.party_grants(next.id).unwrap()[0].ended.is_none());
    assert!(site.engine.store.party_grants(home.id).unwrap()[0].ended.is_some());
}

fn what_has_ended_opens_nothing(site: &mut Site) {
    let from = |source: u32| format!("x-forwarded-for: 192.0.2.{source}\r\n");
    let wrong = site.get(&format!("/en/homes/{}", "0".repeat(40)), &from(1));
    assert_eq!(wrong.status, 404);
    let (ended_party, ended) = site.new_party(0, Role::Payer, None);
    let (_, expired) = site.new_party(0, Role::Mandate, Some("2026-11-10"));
    let (replaced_party, replaced) = site.new_party(0, Role::Helper, None);
    let (_, closed) = site.new_party(1, Role::Helper, None);
    let opened: Vec<String> =
        [&ended, &expired, &replaced, &closed].map(|token| site.opened(token).1).to_vec();
    let now = site.now();
    end(&mut site.engine, eans()[0], 1, Granter::Holder, "", now).unwrap();
    let (_, new) = new_link(&mut site.engine, replaced_party, now).unwrap();
    let account = site.engine.account_of(eans()[1]).unwrap();
    site.engine.record(&account, &timeline::Fact::MoveOut { registers: None }, now).unwrap();
    nights(&mut site.engine, &[(account.id, 72)], "2026-11-04");
    site.later_to("2026-11-05T06:00:00+01:00");
    assert!(site.engine.store.account(account.id).unwrap().unwrap().closed_at.is_some());
    site.later_to("2026-11-04T15:30:00+01:00");
    assert_eq!(site.get("/en/homes", &opened[0]).body, wrong.body, "at once");
    assert_eq!(site.get("/en/homes", &opened[2]).body, wrong.body, "visits end with their link");
    assert_eq!(site.opened(&new).0.status, 200);
    site.later_to("2026-11-11T00:00:00+01:00");
    for (number, token) in [&ended, &expired, &replaced, &closed].into_iter().enumerate() {
        let source = from(10 + u32::try_from(number).unwrap());
        let answer = site.get(&format!("/en/homes/{token}"), &source);
        assert_eq!((answer.status, &answer.body), (404, &wrong.body), "{number}");
        let answer = site.get("/en/homes", &format!("{}{source}", opened[number]));
        assert_eq!((answer.status, &answer.body), (404, &wrong.body), "{number}");
    }
    let again = share(
        &mut site.engine,
        eans()[0],
        &To::Known(ended_party),
        &GrantAsked { role: Role::Payer, last: None, by: Granter::Holder, reason: String::new() },
        "",
        instant("2026-11-11T09:00:00+01:00"),
    );
    assert_eq!(again.unwrap().token, None);
    site.later_to("2026-11-11T10:00:00+01:00");
    assert_eq!(site.opened(&ended).0.status, 200, "the link is the party's, not the grant's");
}

#[test]
fn tp_22_what_has_ended_opens_nothing_and_is_answered_like_what_never_was() {
    what_has_ended_opens_nothing(&mut Site::sqlite());
}

#[test]
fn tp_22_what_has_ended_opens_nothing_on_postgres() {
    Site::postgres("ended").iter_mut().for_each(what_has_ended_opens_nothing);
}

#[test]
fn tp_22_guesses_of_links_are_limited_by_their_source() {
    let mut site = Site::sqlite();
    let (_, token) = site.new_party(0, Role::Payer, None);
    let (_, cookie) = site.opened(&token);
    let from = |source: u32| format!("x-forwarded-for: 198.51.100.{source}\r\n");
    for number in 0..5 {
        let path = format!("/en/homes/{number:040}");
        assert_eq!(site.get(&path, &from(7)).status, 404);
    }
    assert_eq!(site.get(&format!("/en/homes/{token}"), &from(7)).status, 429);
    assert_eq!(site.get("/en/homes/v/1-1-1-0", &from(7)).status, 429);
    assert_eq!(site.get(&format!("/en/homes/{token}"), &from(8)).status, 303);
    let visit = format!("{cookie}{}", from(7));
    assert_eq!(site.get("/en/homes", &visit).status, 200, "who is in is not kept out");
    // Visits are guessed as little as tokens; none, or one that has ended, is no guess.
    for _ in 0..9 {
        assert_eq!(site.get("/en/homes", &from(9)).status, 404);
    }
    for _ in 0..5 {
        assert_eq!(site.get("/en/homes/v/1000000001-1-ffffffff-00", &from(9)).status, 404);
    }
    assert_eq!(site.get("/en/homes/v/1000000001-1-ffffffff-00", &from(9)).status, 429);
    site.later_to("2026-11-04T16:01:00+01:00");
    assert_eq!(site.get(&format!("/en/homes/{token}"), &from(7)).status, 303);
    site.later_to("2026-11-04T18:01:00+01:00");
    for _ in 0..9 {
        assert_eq!(site.get("/en/homes", &visit).status, 404, "two hours after the last page");
    }
}

#[test]
fn tp_22_a_token_is_kept_nowhere() {
    let mut site = Site::sqlite();
    let (_, token) = site.new_party(0, Role::Payer, None);
    site.opened(&token);
    assert_eq!(token.len() * 4, 160, "bits");
    let tables = site.engine.store.dump("SELECT name FROM sqlite_master WHERE type = 'table'");
    let mut rows = 0;
    for table in tables.unwrap() {
        for row in site.engine.store.dump(&format!("SELECT * FROM {table}")).unwrap() {
            assert!(!row.contains(&token), "{table}");
            rows += 1;
        }
    }
    assert!(rows > 20);
    let (_, other) = site.new_party(0, Role::Payer, None);
    assert_ne!(token, other);
}

#[test]
fn tp_22_two_parties_of_one_name_do_not_see_each_others_homes() {
    let mut site = Site::sqlite();
    let (first, token) = site.new_party(0, Role::Payer, None);
    let (second, _) = site.new_party(1, Role::Payer, None);
    assert_ne!(first, second);
    let page = site.opened(&token).0.body;
    assert!(page.contains(&tail(0)) && !page.contains(&tail(1)));
}

/// As on the command line.
#[derive(Debug, Parser)]
enum Line {
    Share(Share),
    Shares(Shares),
    Unshare(Unshare),
    PartyLink(NewLink),
    Looks(Look),
}

fn run(url: &str, line: &str) -> Result<Vec<serde_json::Value>, String> {
    let words =
        std::iter::once("account").chain(line.split(' ')).map(|word| word.replace('_', " "));
    let mut out = Vec::new();
    let done = match Line::try_parse_from(words).map_err(|error| error.to_string())? {
        Line::Share(asked) => run_share(url, &asked, true, &mut out),
        Line::Shares(asked) => shares(url, &asked, true, &mut out),
        Line::Unshare(asked) => unshare(url, &asked, true, &mut out),
        Line::PartyLink(asked) => link(url, &asked, true, &mut out),
        Line::Looks(asked) => looks(url, &asked, true, &mut out),
    };
    done.map_err(|failure| crate::failure::chain(failure.as_ref()))?;
    let text = String::from_utf8(out).unwrap();
    Ok(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn tp_22_a_link_to_a_demos_home_is_of_the_demos_day_and_opens_it() {
    let mut site = Site::sqlite();
    let [one, ..] = eans();
    // The pages of a demo stand at their own day, which is not the machine's.
    let day = Instant(site.now.load(Ordering::Relaxed));
    crate::clock::goes_on(&mut site.engine.store, day).unwrap();
    let shared = run(&site.url, &format!("share {one} --role payer --to A_site")).unwrap();
    let from: Instant = shared[0]["from"].as_str().unwrap().parse().unwrap();
    assert!(day <= from && from < day.plus_h(1), "{from:?}");
    let grants = run(&site.url, &format!("shares {one}")).unwrap();
    assert_eq!(grants[0]["state"], "open", "{grants:?}");
    // What is told to be later than that day is refused as it is anywhere.
    let late = format!("share {one} --role payer --to B --at 2030-01-01T00:00:00+01:00");
    assert!(run(&site.url, &late).unwrap_err().contains("lies in the future"));
}

#[test]
fn tp_22_an_account_is_shared_and_unshared_by_command() {
    let site = Site::sqlite();
    let [one, two, _] = eans();
    let at = "--at 2026-11-04T14:00:00+01:00";
    let run = |line: String| run(&site.url, &line);
    let shared = run(format!("share {one} --role payer --to A_site {at} --language en")).unwrap();
    assert_eq!(shared[0]["to"], "A site");
    let link = shared[0]["link"].as_str().unwrap();
    let token = link.strip_prefix("http://127.0.0.1:8080/en/homes/").unwrap();
    let party = &shared[0]["party"];
    let joined = run(format!("share {two} --role payer --party {party} {at}")).unwrap();
    assert!(joined[0]["link"].is_null());
    let refused = |line: String, why: &str| assert_eq!(run(line).unwrap_err(), why);
    refused(
        format!("share {one} --role mandate --to CPAS --reason on_paper {at}"),
        "a mandate needs an end, 2027-05-03 at the latest",
    );
    refused(
        format!("share {one} --role mandate --to CPAS --until 2027-05-04 --reason x {at}"),
        "a mandate lasts 6 months at most: until 2027-05-03",
    );
    refused(
        format!("share {one} --role mandate --law --to CPAS --until 2027-01-01 --reason x {at}"),
        "a mandate by law is entered by an agent, with the law as its reason",
    );
    refused(
        format!("share {one} --role payer --to B --by an {at}"),
        "an agent needs a name and a reason",
    );
    refused(format!("share {one} --role payer --law --to B {at}"), "only a mandate rests on a law");
    refused(
        format!("share {one} --role payer --party {party} {at}"),
        "it is a payer of this account already, for as long",
    );
    refused(format!("share {one} --role payer --party 7 {at}"), "no party 7");
    assert!(run(format!("share {one} --role holder --to B")).is_err());
    let by_law = "--law --by an --reason Decree_art._33";
    let mandate = format!("share {one} --role mandate {by_law} --to CPAS --until 2027-05-03 {at}");
    assert_eq!(run(mandate).unwrap()[0]["role"], "mandate_by_law");
    let listed = |at: &str| -> Vec<String> {
        let lines = run(format!("shares {one} --at {at}")).unwrap();
        let text = |line: &serde_json::Value| {
            format!("{} {} {}", line["grant"], line["role"], line["state"]).replace('"', "")
        };
        lines.iter().map(text).collect()
    };
    let noon = "2026-11-05T12:00:00+01:00";
    assert_eq!(listed(noon), ["1 payer open", "2 mandate_by_law open"]);
    site.opened(token);
    let looks = run(format!("looks {one}")).unwrap();
    assert_eq!((&looks[0]["by"], &looks[0]["saw"][0]), (&"A site".into(), &"see_state".into()));
    assert_eq!(looks.len(), 1);
    let new = run(format!("party-link {party} {at}")).unwrap();
    assert_ne!(new[0]["link"], shared[0]["link"]);
    assert_eq!(site.get(&format!("/en/homes/{token}"), "").status, 404);
    let unshare = format!("unshare {one} --grant 1 --at 2026-11-05T09:00:00+01:00");
    assert_eq!(run(unshare.clone()).unwrap()[0]["grant"], 1);
    refused(unshare, "it has ended already");
    refused(format!("unshare {one} --grant 9"), "account 1000000001 has no grant 9");
    assert_eq!(listed(noon), ["1 payer ended", "2 mandate_by_law open"]);
    assert_eq!(listed("2026-11-05T08:00:00+01:00"), ["1 payer open", "2 mandate_by_law open"]);
    assert_eq!(listed("2027-05-04T00:00:00+02:00"), ["1 payer ended", "2 mandate_by_law expired"]);
}
