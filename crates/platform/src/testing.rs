//! What the tests of this crate begin with.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use crate::books::{Books, EnteredParameter, enter_parameter, enter_price};
use crate::engine::{Engine, KnownProtection, Opening};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use params::{PriceBasis, PriceVersion, Scope};
use prepay::{Category, Rates, TariffGroup};
use readings::Registers;
use store::{Book, Reading, Store};
use timeline::{AnswerDelays, Fact};
use units::{AccountId, Dso, Ean, Energy, ObisCode};

/// The seeds of a test with chance in it: the first `most`, or those of `TIRELIRE_SEEDS`, which is `1000`,
/// or `1000..2000` for a run in parts. What cannot be read fails the test: it would prove less than it says.
pub fn seeds(most: u64) -> std::ops::Range<u64> {
    let Some(asked) = std::env::var_os("TIRELIRE_SEEDS") else { return 0..most };
    let known = asked.to_str().and_then(seeds_of);
    known.unwrap_or_else(|| panic!("TIRELIRE_SEEDS is `{asked:?}`, not `1000` or `1000..2000`"))
}

fn seeds_of(text: &str) -> Option<std::ops::Range<u64>> {
    let (from, to) = text.split_once("..").unwrap_or(("0", text));
    let range = from.parse().ok()?..to.parse().ok()?;
    (!range.is_empty()).then_some(range)
}

#[test]
fn seeds_are_a_number_or_a_range_and_nothing_else() {
    assert_eq!(seeds_of("1000"), Some(0..1_000));
    assert_eq!(seeds_of("1000..2000"), Some(1_000..2_000));
    for text in ["", "0", "x", "..", "5..", "..5", "5..5", "9..5", "1..=5", "-1", "1 000"] {
        assert_eq!(seeds_of(text), None, "{text}");
    }
}

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

/// An engine over an empty database: 0.40 EUR a kWh, social 0.20; parameters by name and value.
pub fn empty_with(url: &str, parameters: &[(&str, &str)]) -> Engine {
    furnished(Store::open(url).unwrap(), parameters)
}

/// The same over a store in which nothing is kept.
pub fn furnished(mut store: Store, parameters: &[(&str, &str)]) -> Engine {
    for (basis, price) in [(PriceBasis::Average, "0.40"), (PriceBasis::Social, "0.20")] {
        let price = PriceVersion {
            version: 0,
            dso: Dso::Ores,
            energy: Energy::Electricity,
            basis,
            register: None,
            from: "2020-01-01".parse().unwrap(),
            price: price.parse().unwrap(),
            recorded_at: Instant(0),
            entered_by: "first".into(),
            approved_by: None,
            source: "test".into(),
        };
        let number = enter_price(&mut store, &price).unwrap();
        store.approve(Book::Prices, number, "second").unwrap();
    }
    for (name, value) in parameters {
        let entry = EnteredParameter {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
            scope: Scope { dso: Some(Dso::Ores), energy: None },
            valid_from: "2026-01-01".parse().unwrap(),
            recorded_at: Instant(0),
        };
        let number = enter_parameter(&mut store, &entry, "first").unwrap();
        store.approve(Book::Parameters, number, "second").unwrap();
    }
    let books = Books::load(&mut store).unwrap();
    Engine::over(store, books)
}

pub fn empty(url: &str) -> Engine {
    empty_with(url, &[])
}

fn open(engine: &mut Engine, ean: Ean, protected: bool) -> store::Account {
    open_at(engine, ean, protected, "2026-10-30T00:00:00+01:00")
}

fn open_at(engine: &mut Engine, ean: Ean, protected: bool, at: &str) -> store::Account {
    let answers = Some(AnswerDelays::default());
    open_answering(engine, ean, protected, at, answers)
}

/// The one home, with a meter that answers at this pace, or whose answers are facts.
pub fn open_with(
    engine: &mut Engine,
    answers: Option<AnswerDelays>,
    protected: bool,
) -> store::Account {
    open_answering(engine, ean(), protected, "2026-10-30T00:00:00+01:00", answers)
}

fn open_answering(
    engine: &mut Engine,
    ean: Ean,
    protected: bool,
    at: &str,
    answers: Option<AnswerDelays>,
) -> store::Account {
    let zero = [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|r| (r, "0".to_owned()));
    let from = "2020-01-01".parse().unwrap();
    let known = KnownProtection { category: Category::Federal, from, to: None };
    let opening = Opening {
        start: Fact::Activate { registers: zero.into_iter().collect() },
        protected: protected.then_some(known).into_iter().collect(),
        basis: LawfulBasis::Request { id: "R-1".into() },
        answers,
        area: Some("Huy".into()),
        notices_are_facts: false,
        closing: None,
    };
    let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
    engine.open_account(ean, Dso::Ores, group, instant(at), &opening).unwrap();
    engine.account_of(ean).unwrap()
}

/// Opens the account of a protected home at a point of its own.
pub fn move_in_protected(engine: &mut Engine, ean: Ean) -> store::Account {
    open(engine, ean, true)
}

/// Opens the account of a protected home with gas, at 1.00 EUR a cubic metre.
pub fn protected_gas(engine: &mut Engine, ean: Ean, at: &str) -> store::Account {
    let price = PriceVersion {
        version: 0,
        dso: Dso::Ores,
        energy: Energy::Gas,
        basis: PriceBasis::Social,
        register: None,
        from: "2020-01-01".parse().unwrap(),
        price: "1.00".parse().unwrap(),
        recorded_at: Instant(0),
        entered_by: "first".into(),
        approved_by: None,
        source: "test".into(),
    };
    let number = enter_price(&mut engine.store, &price).unwrap();
    engine.store.approve(Book::Prices, number, "second").unwrap();
    engine.books = Books::load(&mut engine.store).unwrap();
    let from = "2020-01-01".parse().unwrap();
    open_gas(engine, ean, at, vec![KnownProtection { category: Category::Federal, from, to: None }])
}

/// The same of a home that is not protected, and has no price.
pub fn gas_without_price(engine: &mut Engine, ean: Ean, at: &str) -> store::Account {
    open_gas(engine, ean, at, Vec::new())
}

fn open_gas(
    engine: &mut Engine,
    ean: Ean,
    at: &str,
    protected: Vec<KnownProtection>,
) -> store::Account {
    let opening = Opening {
        start: Fact::Activate { registers: [(ObisCode::GAS_VOLUME, "0".to_owned())].into() },
        protected,
        basis: LawfulBasis::Request { id: "R-2".into() },
        answers: Some(AnswerDelays::default()),
        area: Some("Huy".into()),
        notices_are_facts: false,
        closing: None,
    };
    let group = TariffGroup { energy: Energy::Gas, rates: Rates::Single };
    engine.open_account(ean, Dso::Ores, group, instant(at), &opening).unwrap();
    engine.account_of(ean).unwrap()
}

/// Opens the account of a home on Friday 30 October 2026 at midnight, with 20.00 EUR.
pub fn move_in(engine: &mut Engine, ean: Ean) -> store::Account {
    open(engine, ean, false)
}

/// The same at another instant.
pub fn move_in_at(engine: &mut Engine, ean: Ean, at: &str) -> store::Account {
    open_at(engine, ean, false, at)
}

/// Opens the account of a newcomer without contract. Source: PA-27.
pub fn bridge(engine: &mut Engine, ean: Ean, at: &str) -> store::Account {
    let zero = [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|r| (r, "0".to_owned()));
    let opening = Opening {
        start: Fact::Bridge { registers: zero.into_iter().collect() },
        protected: Vec::new(),
        basis: LawfulBasis::Request { id: "R-3".into() },
        answers: Some(AnswerDelays::default()),
        area: Some("Huy".into()),
        notices_are_facts: false,
        closing: None,
    };
    let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
    engine.open_account(ean, Dso::Ores, group, instant(at), &opening).unwrap();
    engine.account_of(ean).unwrap()
}

/// A social price of electricity from a day on.
pub fn social_price(engine: &mut Engine, from: &str) {
    let price = PriceVersion {
        version: 0,
        dso: Dso::Ores,
        energy: Energy::Electricity,
        basis: PriceBasis::Social,
        register: None,
        from: from.parse().unwrap(),
        price: "0.25".parse().unwrap(),
        recorded_at: Instant(0),
        entered_by: "first".into(),
        approved_by: None,
        source: "test".into(),
    };
    let number = enter_price(&mut engine.store, &price).unwrap();
    engine.store.approve(Book::Prices, number, "second").unwrap();
    engine.books = Books::load(&mut engine.store).unwrap();
}

/// The supply point of the one home.
pub fn ean() -> Ean {
    "541449012345678908".parse().unwrap()
}

/// The account that the one home has.
pub fn account_id() -> AccountId {
    AccountId::new(Dso::Ores, 1).unwrap()
}

/// An engine with one home.
pub fn engine() -> (Engine, store::Account) {
    let mut engine = empty("sqlite::memory:");
    let account = move_in(&mut engine, ean());
    (engine, account)
}

/// The same with parameters by name and value, and a protected holder or not.
pub fn engine_with(parameters: &[(&str, &str)], protected: bool) -> Engine {
    let mut engine = empty_with("sqlite::memory:", parameters);
    open(&mut engine, ean(), protected);
    engine
}

/// The run of `day` of the one home; without a reading if there is no register.
pub fn night_of_home(engine: &mut Engine, day: &str, kwh: impl Into<Option<i64>>) {
    let account = engine.account_of(ean()).unwrap().id;
    let used: Vec<(AccountId, i64)> = kwh.into().map(|kwh| (account, kwh)).into_iter().collect();
    nights(engine, &used, day);
}

/// What the meters show at the end of `day`, and the night that settles it.
pub fn nights(engine: &mut Engine, used: &[(AccountId, i64)], day: &str) {
    let day: SettlementDay = day.parse().unwrap();
    let midnight = day.next();
    let learnt_at = midnight.start().plus_min(1);
    let reading = |(account, kwh): &(AccountId, i64)| {
        let registers = Registers([kwh * 1_000_000, 0]);
        Reading { midnight, account: *account, registers, learnt_at }
    };
    let readings: Vec<Reading> = used.iter().map(reading).collect();
    engine.store.record_readings(&readings).unwrap();
    engine.settle(Dso::Ores, day, &mut Vec::new(), &mut |_| {}).unwrap();
}

pub fn night(engine: &mut Engine, account: &store::Account, day: &str, kwh: i64) {
    nights(engine, &[(account.id, kwh)], day);
}

/// Every check of `verify` passes.
#[track_caller]
pub fn sound(engine: &mut Engine) {
    let report = crate::verify::verify(engine).unwrap();
    assert!(report.first_fault().is_none(), "{:?}", report.first_fault());
}

/// 10.00 EUR at a terminal.
pub fn top_up(id: &str) -> Fact {
    let eur = "10.00".parse().unwrap();
    Fact::TopUp { eur, channel: "terminal".into(), id: id.into() }
}

/// Routes that are served on loopback until the value is dropped.
pub struct Served {
    pub address: std::net::SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Served {
    /// The routes may have to know where they will be.
    pub fn with(routes: impl FnOnce(std::net::SocketAddr) -> axum::Router) -> Self {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let routes = routes(address);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let until = async { drop(stopped.await) };
                http_api::serve(listener, routes, http_api::Limits::default(), until)
                    .await
                    .unwrap();
            });
        });
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// What is there: status and body.
    pub fn get(&self, headers: &[(&str, &str)], target: &str) -> (u16, String) {
        let (status, _, body) = self.ask(("GET", target), headers, "");
        (status, body)
    }

    /// What is answered to a form with these fields: status, headers and body.
    pub fn submit(
        &self,
        headers: &[(&str, &str)],
        target: &str,
        fields: &[(&str, &str)],
    ) -> (u16, String, String) {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", typed(value))).collect();
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let headers: Vec<_> = headers.iter().copied().chain([kind]).collect();
        self.ask(("POST", target), &headers, &pairs.join("&"))
    }

    /// What is answered: status, headers and body.
    pub fn ask(
        &self,
        (method, target): (&str, &str),
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, String, String) {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(self.address).unwrap();
        let mut lines: String =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        if !body.is_empty() {
            lines.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        let text = format!(
            "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{lines}\r\n{body}"
        );
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (status, head.to_owned(), body.to_owned())
    }
}

/// As a browser sends what was typed.
fn typed(text: &str) -> String {
    let sign = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(sign).collect()
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
