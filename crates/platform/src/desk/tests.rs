//! Sales over real HTTP on loopback, with a database behind.

use super::*;
use crate::testing::{ean, empty_with, move_in, night, sound};
use http_api::client::{ClientError, ClientOptions, TerminalClient, Walk, walk_sale};
use http_api::{
    ConfirmRequest, LookupRequest, Means, SaleState, Sees, ShiftCloseRequest, VendRequest,
};
use ledger::{EntryKind, LedgerAccount};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use store::Store;
use units::AccountId;

mod apart;

/// A database, a server over it, and a terminal.
struct Shop {
    url: String,
    file: Option<PathBuf>,
    now: Arc<AtomicI64>,
    key: String,
    server: Option<(tokio::runtime::Runtime, String)>,
}

impl Shop {
    /// One home with some 19 EUR on the morning of 1 November.
    fn new() -> Self {
        Self::with(&[])
    }

    fn with(parameters: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tirelire-desk-{}-{number}.db", std::process::id());
        let file = std::env::temp_dir().join(name);
        let url = format!("sqlite:{}", file.display());
        Self::over(url, Some(file), parameters)
    }

    fn over(url: String, file: Option<PathBuf>, parameters: &[(&str, &str)]) -> Self {
        let mut engine = empty_with(&url, parameters);
        let account = move_in(&mut engine, ean());
        night(&mut engine, &account, "2026-10-30", 1);
        night(&mut engine, &account, "2026-10-31", 2);
        let at = crate::testing::instant("2026-11-01T12:00:00+01:00");
        let id = "T1".parse().unwrap();
        let (name, sees) = ("Kiosk".to_owned(), Sees::AmountOnly);
        let store = &mut engine.store;
        let key = crate::terminals::add(store, &id, Dso::Ores, name, sees, at).unwrap();
        let now = Arc::new(AtomicI64::new(at.0));
        let mut shop = Self { url, file, now, key, server: None };
        shop.start();
        shop
    }

    fn clock(&self) -> TillClock {
        let now = Arc::clone(&self.now);
        // Each look at the clock is a little later.
        Arc::new(move || Instant(now.fetch_add(1_000, Ordering::Relaxed)))
    }

    fn pass_min(&self, minutes: i64) {
        self.now.fetch_add(minutes * 60_000_000, Ordering::Relaxed);
    }

    fn start(&mut self) {
        let router = router(&self.url, self.clock(), self.clock()).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let limits = http_api::Limits::default();
        runtime.spawn(http_api::serve(listener, router, limits, std::future::pending()));
        self.server = Some((runtime, address));
    }

    fn restart(&mut self) {
        drop(self.server.take());
        self.start();
    }

    fn client(&self) -> TerminalClient {
        let (name, secret) = self.key.split_once(':').unwrap();
        let id = "T1".parse().unwrap();
        let address = &self.server.as_ref().unwrap().1;
        let mut options = ClientOptions::new(address, id, name, secret, self.clock());
        options.pauses = Vec::new();
        TerminalClient::new(options).unwrap()
    }

    fn engine(&self) -> Engine {
        Engine::open(&self.url).unwrap()
    }

    /// Entries of a kind of the home or of the operator's own books.
    fn entries(&self, kind: EntryKind) -> Vec<ledger::JournalEntry> {
        let mut engine = self.engine();
        let ids = [engine.account_of(ean()).unwrap().id, AccountId::house(Dso::Ores)];
        let all = engine.store.entries(&ids).unwrap();
        all.into_iter().filter(|entry| entry.kind == kind).collect()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        drop(self.server.take());
        if let Some(file) = &self.file {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", file.display()));
            }
        }
    }
}

fn vend(amount: &str) -> VendRequest {
    VendRequest {
        reference: ean().reference().to_string(),
        amount: amount.to_owned(),
        means: Means::Cash,
        cashier: "C7".to_owned(),
    }
}

fn confirm(amount: &str) -> ConfirmRequest {
    ConfirmRequest {
        amount: amount.to_owned(),
        taken_at: "2026-11-01T12:01:00+01:00".to_owned(),
        means: Means::Cash,
        cashier: "C7".to_owned(),
        promised_to: None,
    }
}

fn code<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> String {
    match answer {
        Err(ClientError::Refused { problem }) => problem.code,
        other => format!("{other:?}"),
    }
}

fn open_shift(client: &TerminalClient, key: &str) {
    client.open_shift(&"C7".parse().unwrap(), &key.parse().unwrap()).unwrap();
}

fn a_sale_from_reference_to_receipt(shop: &Shop) {
    let client = shop.client();
    let ask =
        LookupRequest { reference: ean().reference().to_string(), amount: Some("20.00".into()) };
    let found = client.lookup(&ask).unwrap();
    assert_eq!((found.town.as_str(), found.restores_supply), ("Huy", Some(true)));
    let number = "S-1".parse().unwrap();
    assert_eq!(code(client.vend(&number, &vend("20.00"))), "shift-not-open");
    open_shift(&client, "open-1");
    assert_eq!(client.vend(&number, &vend("20.00")).unwrap().state, SaleState::Reserved);
    let sale = client.confirm(&number, &confirm("20.00")).unwrap();
    assert_eq!(sale.state, SaleState::Credited);
    let printed = client.reprint(&number).unwrap();
    assert_eq!(printed.receipt.unwrap().code, sale.receipt.unwrap().code);
    assert_eq!(shop.entries(EntryKind::TopUp).len(), 1);
    assert_eq!(code(client.reprint(&"S-9".parse().unwrap())), "sale-unknown");
    sound(&mut shop.engine());
}

#[test]
fn tp_06_a_sale_goes_from_reference_to_receipt() {
    a_sale_from_reference_to_receipt(&Shop::new());
}

fn twenty_confirms_at_once(shop: &Shop) {
    open_shift(&shop.client(), "open-1");
    let number = "S-1".parse().unwrap();
    shop.client().vend(&number, &vend("20.00")).unwrap();
    let states: Vec<SaleState> = std::thread::scope(|scope| {
        let one = || shop.client().confirm(&number, &confirm("20.00")).unwrap().state;
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(states, [SaleState::Credited; 20]);
    assert_eq!(shop.entries(EntryKind::TopUp).len(), 1);
    let totals = shop.client().totals(&"C7".parse().unwrap()).unwrap();
    assert_eq!((totals.sales.count, totals.expected.cash.as_str()), (1, "20.00"));
    sound(&mut shop.engine());
}

#[test]
fn tp_05_twenty_equal_confirms_at_once_make_one_posting() {
    twenty_confirms_at_once(&Shop::new());
}

#[test]
fn tp_05_the_same_key_with_another_body_is_refused() {
    let shop = Shop::new();
    let client = shop.client();
    open_shift(&client, "open-1");
    let number = "S-1".parse().unwrap();
    client.vend(&number, &vend("20.00")).unwrap();
    assert_eq!(code(client.vend(&number, &vend("30.00"))), "idempotency-key-reused");
    client.confirm(&number, &confirm("20.00")).unwrap();
    assert_eq!(code(client.confirm(&number, &confirm("30.00"))), "idempotency-key-reused");
    assert_eq!(shop.entries(EntryKind::TopUp).len(), 1);
    assert!(shop.entries(EntryKind::Suspense).is_empty());
}

#[test]
fn tp_06_a_lost_answer_is_found_again_and_a_restart_changes_nothing() {
    let mut shop = Shop::new();
    let walk = Walk {
        transaction: "W-1".parse().unwrap(),
        reference: ean().reference().to_string(),
        amount: "20.00".to_owned(),
        means: Means::Cash,
        cashier: "C7".parse().unwrap(),
        taken_at: "2026-11-01T12:01:00+01:00".to_owned(),
        lose_answer: true,
    };
    let mut shown = Vec::new();
    let sale = walk_sale(&shop.client(), &walk, &mut shown).unwrap();
    assert_eq!(sale.state, SaleState::Credited, "{}", String::from_utf8_lossy(&shown));
    let number = "S-2".parse().unwrap();
    shop.client().vend(&number, &vend("30.00")).unwrap();
    shop.restart();
    let client = shop.client();
    assert_eq!(client.last_response().unwrap().unwrap().transaction, "S-2");
    let first = client.confirm(&number, &confirm("30.00")).unwrap();
    assert_eq!(first.state, SaleState::Credited);
    shop.restart();
    assert_eq!(shop.client().confirm(&number, &confirm("30.00")).unwrap(), first);
    assert_eq!(shop.entries(EntryKind::TopUp).len(), 2);
    let totals = shop.client().totals(&"C7".parse().unwrap()).unwrap();
    assert_eq!((totals.sales.count, totals.expected.cash.as_str()), (2, "50.00"));
    sound(&mut shop.engine());
}

#[test]
fn tp_06_what_the_night_has_spent_of_is_not_given_back() {
    let shop = Shop::new();
    shop.now.store(crate::testing::instant("2026-11-02T05:58:00+01:00").0, Ordering::Relaxed);
    let client = shop.client();
    open_shift(&client, "open-1");
    let number = "S-1".parse().unwrap();
    client.vend(&number, &vend("20.00")).unwrap();
    client.confirm(&number, &confirm("20.00")).unwrap();
    let mut engine = shop.engine();
    let account = engine.account_of(ean()).unwrap();
    night(&mut engine, &account, "2026-11-01", 9);
    shop.pass_min(5);
    assert_eq!(code(client.reverse(&number)), "credit-spent");
    assert_eq!(code(client.reverse(&number)), "credit-spent", "the same again");
    assert_eq!(client.reprint(&number).unwrap().state, SaleState::Credited);
    sound(&mut engine);
}

#[test]
fn tp_20_a_shift_is_closed_to_the_cent_and_its_difference_is_booked() {
    let shop = Shop::new();
    let client = shop.client();
    let cashier = "C7".parse().unwrap();
    open_shift(&client, "open-1");
    for (name, amount) in [("S-1", "20.00"), ("S-2", "30.00")] {
        let number = name.parse().unwrap();
        client.vend(&number, &vend(amount)).unwrap();
        client.confirm(&number, &confirm(amount)).unwrap();
    }
    client.reverse(&"S-2".parse().unwrap()).unwrap();
    let mut ask = ShiftCloseRequest {
        declared: http_api::Count { cash: "19.80".into(), card: "0.00".into() },
        explanation: None,
    };
    let key = |text: &str| text.parse().unwrap();
    let refused = client.close_shift(&cashier, &key("close-1"), &ask);
    assert_eq!(code(refused), "difference-unexplained");
    ask.explanation = Some("a coin of 0.20 short".into());
    let closed = client.close_shift(&cashier, &key("close-1"), &ask).unwrap();
    assert_eq!((closed.shift.sales.count, closed.shift.reversals.count), (2, 1));
    assert_eq!(closed.difference.cash, "-0.20");
    assert_eq!(client.close_shift(&cashier, &key("close-1"), &ask).unwrap(), closed);
    assert_eq!(code(client.totals(&cashier)), "shift-not-open");
    let booked = shop.entries(EntryKind::ShiftClose);
    assert_eq!(booked.len(), 1);
    let short = booked[0].transaction.postings().iter();
    let short: i64 = short
        .filter(|posting| posting.account == LedgerAccount::ShiftDifference)
        .map(|posting| posting.amount.0)
        .sum();
    assert_eq!(short, 200_000);
    // The next shift begins with nothing, and what is given back then is out of its till.
    open_shift(&client, "open-2");
    client.reverse(&"S-1".parse().unwrap()).unwrap();
    let totals = client.totals(&cashier).unwrap();
    assert_eq!((totals.sales.count, totals.reversals.count), (0, 1));
    assert_eq!(totals.expected.cash, "-20.00");
    sound(&mut shop.engine());
}

#[test]
fn tp_06_five_wrong_references_make_a_terminal_wait() {
    let shop = Shop::new();
    let client = shop.client();
    open_shift(&client, "open-1");
    let number = "S-1".parse().unwrap();
    client.vend(&number, &vend("20.00")).unwrap();
    let wrong = LookupRequest { reference: "541449000000000007".into(), amount: None };
    for _ in 0..5 {
        let said = code(client.lookup(&wrong));
        assert_ne!(said, "too-many-wrong-references", "{said}");
    }
    assert_eq!(code(client.lookup(&wrong)), "too-many-wrong-references");
    let other = client.vend(&"S-2".parse().unwrap(), &vend("20.00"));
    assert_eq!(code(other), "too-many-wrong-references");
    // What was begun goes on: the same key is answered as before, and money is taken in.
    assert_eq!(client.vend(&number, &vend("20.00")).unwrap().state, SaleState::Reserved);
    assert_eq!(client.confirm(&number, &confirm("20.00")).unwrap().state, SaleState::Credited);
}

/// A sale without network, for this reference.
fn promise(amount: &str, reference: &str) -> ConfirmRequest {
    ConfirmRequest { promised_to: Some(reference.to_owned()), ..confirm(amount) }
}

/// What is told of an advice: state, why, and whether there is a receipt.
fn told(sale: &http_api::SaleAnswer) -> (SaleState, Option<&str>, bool) {
    (sale.state, sale.why.as_deref(), sale.receipt.is_some())
}

const NOBODY: &str = "541449000000000007";

#[test]
fn tp_07_a_sale_without_network_is_credited_where_it_is_allowed_once_a_day_and_up_to_the_cap() {
    let own = ean().reference().to_string();
    let shop = Shop::new();
    let off = shop.client().confirm(&"S-1".parse().unwrap(), &promise("20.00", &own)).unwrap();
    assert_eq!(told(&off), (SaleState::InSuspense, Some("promise_not_enabled"), true));

    let shop = Shop::with(&[("topup.offline_enabled", "true")]);
    let client = shop.client();
    let sell = |number: &str, amount: &str, reference: &str| {
        client.confirm(&number.parse().unwrap(), &promise(amount, reference)).unwrap()
    };
    let first = sell("S-1", "20.00", &own);
    assert_eq!(told(&first), (SaleState::Credited, None, true));
    assert_eq!(sell("S-1", "20.00", &own).receipt.unwrap().code, first.receipt.unwrap().code);
    let refused = [
        ("S-2", "5.00", own.as_str(), "promise_once_a_day"),
        ("S-3", "20.01", &own, "promise_above_cap"),
        ("S-4", "20.00", NOBODY, "promise_without_point"),
    ];
    for (number, amount, reference, why) in refused {
        let sale = sell(number, amount, reference);
        assert_eq!((sale.state, sale.why.as_deref()), (SaleState::InSuspense, Some(why)));
    }
    let tomorrow = ConfirmRequest {
        taken_at: "2026-11-02T12:01:00+01:00".to_owned(),
        ..promise("5.00", &own)
    };
    let sale = client.confirm(&"S-5".parse().unwrap(), &tomorrow).unwrap();
    assert_eq!(sale.state, SaleState::Credited);
    assert_eq!(shop.entries(EntryKind::TopUp).len(), 2);
    assert_eq!(shop.entries(EntryKind::Suspense).len(), 3);
    // The shift counts them apart from sales.
    let totals = client.totals(&"C7".parse().unwrap()).unwrap();
    assert_eq!((totals.sales.count, totals.promises.count), (0, 5));
    assert_eq!(totals.expected.cash, "70.01");
    // Undone as any other credit.
    assert_eq!(client.reverse(&"S-5".parse().unwrap()).unwrap().state, SaleState::Undone);
    sound(&mut shop.engine());
}

#[test]
fn tp_06_pd_04_a_terminal_that_guesses_learns_nothing_from_an_advice() {
    let own = ean().reference().to_string();
    let shop = Shop::with(&[("topup.offline_enabled", "true")]);
    let client = shop.client();
    let sell = |number: &str, reference: &str| {
        client.confirm(&number.parse().unwrap(), &promise("20.00", reference)).unwrap()
    };
    // Each counts as a wrong reference.
    for number in ["S-1", "S-2", "S-3", "S-4", "S-5"] {
        assert_eq!(sell(number, NOBODY).why.as_deref(), Some("promise_without_point"));
    }
    let wrong = LookupRequest { reference: own.clone(), amount: None };
    assert_eq!(code(client.lookup(&wrong)), "too-many-wrong-references");
    let (known, unknown) = (sell("S-6", &own), sell("S-7", NOBODY));
    assert_eq!(told(&known), (SaleState::InSuspense, Some("promise_by_guesses"), false));
    assert_eq!(told(&known), told(&unknown));
    // The money is there, and the home that it is for keeps its light meanwhile.
    let mut engine = shop.engine();
    let account = engine.account_of(ean()).unwrap();
    assert_eq!(engine.store.money_in_flight(account.id).unwrap(), ["T1/S-6"]);
    assert_eq!(shop.entries(EntryKind::Suspense).len(), 7);
    assert!(shop.entries(EntryKind::TopUp).is_empty());
    shop.pass_min(61);
    assert_eq!(sell("S-8", &own).state, SaleState::Credited);
    sound(&mut engine);
}

#[test]
fn tp_06_the_last_response_is_where_the_sale_stands() {
    let shop = Shop::new();
    let client = shop.client();
    open_shift(&client, "open-1");
    let number = "S-1".parse().unwrap();
    client.vend(&number, &vend("20.00")).unwrap();
    client.confirm(&number, &confirm("20.00")).unwrap();
    client.reverse(&number).unwrap();
    let last = || shop.client().last_response().unwrap().unwrap();
    assert_eq!(last().state, SaleState::Undone);
    // As it was kept by an older edition, under a key of its own.
    let later = Instant(shop.now.load(Ordering::Relaxed));
    let mut engine = shop.engine();
    let kept = engine.store.last_answers("T1", 8).unwrap();
    let credited = kept.iter().find(|body| body.contains("credited")).unwrap();
    engine.store.keep_answers(&[("T1", "late", later, credited.as_str())]).unwrap();
    assert_eq!(last().state, SaleState::Undone);
}

#[test]
fn tp_05_answers_are_forgotten_after_their_days() {
    let shop = Shop::new();
    open_shift(&shop.client(), "open-1");
    let mut engine = shop.engine();
    let opened = Instant(shop.now.load(Ordering::Relaxed));
    let keep = engine.books.payments(Dso::Ores, opened).unwrap().idempotency_keep_days;
    let last = opened.day().plus(keep).at(12, 0);
    assert_eq!(crate::work::forget_answers(&mut engine, last).unwrap(), 0);
    assert_eq!(crate::work::forget_answers(&mut engine, last.plus_h(24)).unwrap(), 1);
}

#[test]
fn pd_04_an_old_key_is_good_for_a_day_beside_the_new_one() {
    let shop = Shop::new();
    let at = Instant(shop.now.load(Ordering::Relaxed));
    let id = "T1".parse().unwrap();
    let mut store = Store::open(&shop.url).unwrap();
    crate::terminals::rotate(&mut store, &id, &MasterKeys::default(), at).unwrap();
    let (dso, body) = store.terminal("T1").unwrap().unwrap();
    let stored: StoredTerminal = serde_json::from_str(&body).unwrap();
    let keys = stored.terminal(id, dso, &MasterKeys::default()).unwrap().keys;
    let good = |at: Instant| keys.iter().map(|key| key.is_valid(at)).collect::<Vec<_>>();
    assert_eq!(good(at.plus_h(23)), [true, true]);
    assert_eq!(good(at.plus_h(24)), [false, true]);
    assert_ne!(keys[0].secret, keys[1].secret);
    assert_eq!(keys[1].secret.len(), 64);
}

#[test]
fn tp_05_the_same_on_postgres() {
    let Ok(server) = std::env::var("DATABASE_URL") else {
        println!("skipped: no DATABASE_URL");
        return;
    };
    for (number, walk) in
        [a_sale_from_reference_to_receipt as fn(&Shop), twenty_confirms_at_once].iter().enumerate()
    {
        let schema = format!("desk_{}_{number}", std::process::id());
        store::run_on_server(&server, &format!("CREATE SCHEMA {schema}")).unwrap();
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-c%20search_path%3D{schema}");
        walk(&Shop::over(url, None, &[]));
        store::run_on_server(&server, &format!("DROP SCHEMA {schema} CASCADE")).unwrap();
    }
}
