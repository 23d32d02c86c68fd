//! `tirelire bench web`: how soon the pages of a household, or of the desk, are there, while people come at a steady
//! rate.
//!
//! Most accounts lie in the database as a night leaves them; some hundred are lived through by the ordinary
//! way, and theirs are the pages that are asked for, each by somebody who is signed in. Requests leave when
//! their time has come, whatever became of those before: a page that has to wait counts with its wait.

use super::{DSO, Kind, fill, first_day, place, remove};
use crate::books::enter_illustrative_price;
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, refuse};
use crate::pages::{Guests, serve_until};
use crate::people::SaidAloud;
use access::Role;
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use params::PriceBasis;
use portal::my::Page;
use prepay::{Rates, TariffGroup};
use readings::Registers;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Barrier, OnceLock};
use std::time::{Duration, Instant as Clock};
use store::{Reading, Store, Ways};
use timeline::Fact;
use units::{AccountId, Dso, Ean, Energy, Language, ObisCode};

/// Of the homes that are lived through; the others are of another operator.
const LIVED_DSO: Dso = Dso::Resa;
const FIRST_EAN: u64 = 54_145_600_000_000_000;
/// The pages of a household, in the order in which somebody opens them.
const PAGES: [Page; 3] = [Page::Balance, Page::TopUp, Page::Usage];

/// Ask for the pages of households, or of the desk, at a steady rate.
#[derive(Debug, Clone, clap::Args)]
pub struct WebBench {
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(i64).range(1..))]
    pub accounts: i64,
    /// Accounts whose pages are asked for.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub homes: u32,
    /// Days that these have behind them.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=400))]
    pub days: u32,
    /// Browsers at once.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub users: u32,
    /// Requests a second, of each page in turn.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub per_s: u32,
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub seconds: u32,
    /// Asks for the list of all accounts, the search, a queue and a case with all of its days instead.
    #[arg(long)]
    pub staff: bool,
    #[arg(long, value_enum, default_value = "sqlite")]
    pub store: Kind,
    /// A database that may be filled; without it a temporary file, or that of DATABASE_URL.
    #[arg(long)]
    pub url: Option<String>,
}

/// A page that is asked for, and by whom.
#[derive(Debug, Clone)]
struct Asked {
    /// Its id in UX 8.
    name: &'static str,
    path: String,
    token: String,
}

/// A page by its name, how long it took in microseconds, and its size.
type Took = (&'static str, u128, usize);

/// What one page took, each time it was asked for.
#[derive(Debug, Default)]
struct Figures {
    took_us: Vec<u128>,
    bytes: usize,
}

pub fn run(bench: &WebBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (url, temporary) = place(bench.store, bench.url.as_deref())?;
    let measured = measure(bench, &url);
    remove(&temporary);
    let (figures, lasted) = measured?;
    let all: usize = figures.values().map(|page| page.took_us.len()).sum();
    let rate = u128::try_from(all)? * 1_000 / lasted.as_millis().max(1);
    for (page, figures) in figures {
        let mut took = figures.took_us;
        took.sort_unstable();
        let at = |percent: usize| {
            let place = (took.len() * percent).div_ceil(100).saturating_sub(1);
            took.get(place).copied().unwrap_or(0)
        };
        let (p50, p95, p99, longest) = (at(50), at(95), at(99), at(100));
        if as_json {
            let line = json!({
                "bench": "web", "page": page, "requests": took.len(), "per_s": rate,
                "p50_us": p50, "p95_us": p95, "p99_us": p99, "longest_us": longest,
                "bytes": figures.bytes,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(
                out,
                "{page}: {} requests, half within {}.{:01} ms, 95 % {}.{:01} ms, 99 % {}.{:01} ms, \
                 all {} ms, {} bytes compressed",
                took.len(),
                p50 / 1_000,
                p50 % 1_000 / 100,
                p95 / 1_000,
                p95 % 1_000 / 100,
                p99 / 1_000,
                p99 % 1_000 / 100,
                longest / 1_000,
                figures.bytes
            )?;
        }
    }
    if !as_json {
        writeln!(out, "{rate} requests a second by {} browsers", bench.users)?;
    }
    Ok(())
}

type Measured = (BTreeMap<&'static str, Figures>, Duration);

fn measure(bench: &WebBench, url: &str) -> Result<Measured, Failure> {
    let mut store = Store::open(url)?;
    if store.count_accounts()? > 0 {
        return refuse("the database has accounts already; the benchmark wants an empty one");
    }
    eprintln!("making {} accounts", bench.accounts);
    fill(&mut store, bench.accounts, first_day().previous())?;
    for basis in [PriceBasis::Average, PriceBasis::Social] {
        enter_illustrative_price(
            &mut store,
            (LIVED_DSO, Energy::Electricity, basis),
            None,
            "0.30",
        )?;
    }
    drop(store);
    let mut engine = Engine::open(url)?;
    eprintln!("living through {} days of {} homes", bench.days, bench.homes);
    let homes = live(&mut engine, bench)?;
    let from = first_day().plus(i32::try_from(bench.days)?).at(9, 0);
    let asked = if bench.staff {
        // Whoever works there and does nothing for a while has to sign in again.
        of_the_desk(&mut engine, &homes, from.plus_min(-1))?
    } else {
        of_households(&mut engine, &homes, from.plus_h(-1))?
    };
    engine.store.tidy()?;
    drop(engine);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let of = url.to_owned();
    let server = std::thread::Builder::new().name("pages".to_owned()).spawn(move || {
        let guests = Guests {
            psp: None,
            base_url: None,
            behind_proxy: false,
            courier: Arc::new(SaidAloud),
            provider: None,
            sandbox: false,
            training: None,
        };
        serve_until(&of, listener, Some(from), guests, async move {
            // Nobody sends: the sender is dropped.
            let _ = ended.await;
        })
        .map_err(|failure| failure.to_string())
    })?;
    let asked = ask_all(bench, address, &asked);
    drop(end);
    match server.join() {
        Ok(Ok(())) => asked,
        Ok(Err(failure)) => refuse(failure),
        Err(_) => refuse("the server panicked"),
    }
}

/// The pages of each home in turn, for whoever lives there.
fn of_households(
    engine: &mut Engine,
    homes: &[store::Account],
    at: Instant,
) -> Result<Vec<Asked>, Failure> {
    let mut tokens = Vec::new();
    for (home, number) in homes.iter().zip(0_u64..) {
        tokens.push(sign_in(engine, home.id, number, at)?);
    }
    // As often as it takes until each page of each home had its turn.
    let turns = tokens.iter().cycle().zip(PAGES.iter().cycle()).take(tokens.len() * PAGES.len());
    let asked = turns.map(|(token, page)| Asked {
        name: page.id(),
        path: page.path(Language::En).to_owned(),
        token: token.clone(),
    });
    Ok(asked.collect())
}

/// What agents of both operators ask for: the one has all the accounts, the other has those that are lived through.
fn of_the_desk(
    engine: &mut Engine,
    homes: &[store::Account],
    at: Instant,
) -> Result<Vec<Asked>, Failure> {
    use portal::agent::Page as Agents;
    let mut tokens = Vec::new();
    for (dso, number) in [(DSO, 0), (LIVED_DSO, 1)] {
        let ways = Ways::empty(Language::En, at);
        let person = engine.store.add_person(dso, Role::AgentL2.code(), None, &ways)?;
        tokens.push(session(engine, person.id, number, at)?);
    }
    let [large, lived] = tokens.as_slice() else { return refuse("two agents") };
    let asked = |name, path: String, token: &String| Asked { name, path, token: token.clone() };
    let mut all = Vec::new();
    for home in homes {
        let list = portal::accounts::Page::List.path(Language::En);
        all.push(asked("accounts", list.to_owned(), large));
        let search = Agents::Search.path(Language::En);
        all.push(asked("A-01", format!("{search}?q={}", home.ean), lived));
        let queue = format!("{}/silent", Agents::Queues.path(Language::En));
        all.push(asked("A-06", queue, lived));
        let case = format!("{}/{}", Agents::Case.path(Language::En), home.id);
        all.push(asked("A-02", case, lived));
    }
    Ok(all)
}

/// The homes, and their days.
fn live(engine: &mut Engine, bench: &WebBench) -> Result<Vec<store::Account>, Failure> {
    let first = first_day();
    let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
    let zero =
        [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|code| (code, "0".to_owned()));
    let mut homes = Vec::new();
    for number in 0..u64::from(bench.homes) {
        let Some(ean) = Ean::with_check_digit(FIRST_EAN + number) else {
            return refuse("an EAN out of range");
        };
        let opening = Opening {
            start: Fact::Activate { registers: BTreeMap::from(zero.clone()) },
            protected: Vec::new(),
            basis: LawfulBasis::Request { id: format!("bench-{number}") },
            answers: None,
            area: None,
            notices_are_facts: false,
            closing: None,
        };
        engine.open_account(ean, LIVED_DSO, group, first.start(), &opening)?;
        homes.push(engine.account_of(ean)?);
    }
    for place in 0..i32::try_from(bench.days)? {
        let day = first.plus(place);
        read(engine, &homes, day, place)?;
        engine.settle(LIVED_DSO, day, &mut Vec::new(), &mut |_| {})?;
        // Every fifth day somebody pays, a fifth of the homes each day.
        for (home, number) in homes.iter().zip(0_i32..) {
            if (number + place) % 5 == 0 {
                let paid = Fact::TopUp {
                    eur: "15.00".parse()?,
                    channel: "terminal".to_owned(),
                    id: format!("B-{number}-{place}"),
                };
                engine.record(home, &paid, day.next().at(12, 0))?;
            }
        }
    }
    Ok(homes)
}

fn read(
    engine: &mut Engine,
    homes: &[store::Account],
    day: SettlementDay,
    place: i32,
) -> Result<(), Failure> {
    let midnight = day.next();
    let readings: Vec<Reading> = homes
        .iter()
        .map(|home| {
            let days = i64::from(place) + 1;
            let registers = Registers([days * 5_000_000, days * 4_000_000]);
            Reading { midnight, account: home.id, registers, learnt_at: midnight.start().plus_h(1) }
        })
        .collect();
    engine.store.record_readings(&readings)?;
    Ok(())
}

pub(super) fn sign_in(
    engine: &mut Engine,
    account: AccountId,
    number: u64,
    at: Instant,
) -> Result<String, Failure> {
    let ways = Ways::empty(Language::En, at);
    let person = engine.store.add_person(LIVED_DSO, Role::Customer.code(), None, &ways)?;
    engine.store.give_account(person.id, account, at)?;
    session(engine, person.id, number, at)
}

fn session(engine: &mut Engine, person: i64, number: u64, at: Instant) -> Result<String, Failure> {
    let token = format!("{number:064x}");
    let hash: String =
        Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    engine.store.add_session(person, &hash, "bench", at)?;
    Ok(token)
}

/// Each browser asks for the next page when its turn has come. Before the first of them counts, each has asked for one: how
/// long a server takes to begin is not how long a household waits.
fn ask_all(bench: &WebBench, address: SocketAddr, pages: &[Asked]) -> Result<Measured, Failure> {
    let (users, per_s) = (u64::from(bench.users), u64::from(bench.per_s));
    let all = per_s * u64::from(bench.seconds);
    let ready = Barrier::new(usize::try_from(users)?.saturating_add(1));
    let start = OnceLock::new();
    let browse = |user: u64| -> std::io::Result<Vec<Took>> {
        let first = Browser::connect(address).and_then(|mut browser| {
            if let Some(Asked { path, token, .. }) = pages.first() {
                browser.get(path, token)?;
            }
            Ok(browser)
        });
        // Whoever could not connect is waited for as well.
        ready.wait();
        let mut browser = first?;
        let began = *start.get_or_init(Clock::now);
        let mut took = Vec::new();
        let mut number = user;
        while number < all {
            let due = began + Duration::from_micros(number * 1_000_000 / per_s);
            std::thread::sleep(due.saturating_duration_since(Clock::now()));
            let place = usize::try_from(number).unwrap_or(0) % pages.len().max(1);
            if let Some(Asked { name, path, token }) = pages.get(place) {
                let bytes = browser.get(path, token)?;
                took.push((*name, due.elapsed().as_micros(), bytes));
            }
            number += users;
        }
        Ok(took)
    };
    let browse = &browse;
    let mut figures: BTreeMap<&'static str, Figures> = BTreeMap::new();
    std::thread::scope(|scope| {
        let browsers: Vec<_> = (0..users).map(|user| scope.spawn(move || browse(user))).collect();
        ready.wait();
        for browser in browsers {
            let Ok(took) = browser.join() else { return refuse("a browser panicked") };
            for (page, us, bytes) in took? {
                let figures = figures.entry(page).or_default();
                figures.took_us.push(us);
                figures.bytes = figures.bytes.max(bytes);
            }
        }
        Ok(())
    })?;
    let lasted = start.get().map(Clock::elapsed).unwrap_or_default();
    Ok((figures, lasted))
}

/// The plainest client that keeps its connection.
pub(super) struct Browser {
    stream: BufReader<TcpStream>,
}

impl Browser {
    pub(super) fn connect(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// The size of a page's body. Errors: any answer but 200.
    pub(super) fn get(&mut self, path: &str, token: &str) -> std::io::Result<usize> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: bench\r\naccept-encoding: gzip\r\n\
             cookie: session={token}\r\n\r\n"
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut status = String::new();
        self.stream.read_line(&mut status)?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.parse().unwrap_or(0);
            }
        }
        std::io::copy(&mut (&mut self.stream).take(length), &mut std::io::sink())?;
        if !status.starts_with("HTTP/1.1 200") {
            return Err(std::io::Error::other(format!("{path}: {}", status.trim_end())));
        }
        Ok(usize::try_from(length).unwrap_or(usize::MAX))
    }
}
