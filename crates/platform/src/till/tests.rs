mod again;
mod history;
mod suspense;
mod traced;

use super::*;
use crate::testing::{furnished, instant, move_in, nights, sound};
use ledger::LedgerAccount;
use std::sync::mpsc::channel;
use store::Stop;
use units::{AccountId, Ean, MicroEuro};
use vending::{Advice, Means, PaymentEvent, SuspenseReason};

const DSO: Dso = Dso::Ores;

fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number * 7_919).unwrap()
}

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

/// Three homes after two nights: the first is rich, the second low, the third in emergency credit.
fn shop(url: &str) -> Engine {
    shop_in(store::Store::open(url).unwrap())
}

fn shop_in(store: store::Store) -> Engine {
    let mut engine = furnished(store, &[]);
    let ids: Vec<AccountId> = (1..=3).map(|number| move_in(&mut engine, ean(number)).id).collect();
    for (day, kwh) in [("2026-10-30", 1), ("2026-10-31", 2)] {
        let used: Vec<(AccountId, i64)> =
            ids.iter().zip([1, 20, 30]).map(|(id, times)| (*id, kwh * times)).collect();
        nights(&mut engine, &used, day);
    }
    engine
}

fn noon() -> Instant {
    instant("2026-11-01T12:00:00+01:00")
}

fn sale(number: &str, call: SaleCall) -> Request {
    let (terminal, number) = ("T-1".to_owned(), number.to_owned());
    Request::Sale(SaleRequest { dso: DSO, terminal, number, guessed_too_often: false, call })
}

fn vend(number: &str, home: u64, amount: &str) -> Request {
    let (ean, amount) = (ean(home), eur(amount));
    let (card, cashier) = (None, "A".to_owned());
    sale(number, SaleCall::Vend { ean, amount, card, cashier, means: Means::Cash })
}

fn confirm(number: &str, home: Option<u64>, amount: &str) -> Request {
    sale(
        number,
        SaleCall::Confirm(Advice {
            ean: home.map(ean),
            amount: eur(amount),
            taken_at: noon(),
            cashier: "A".to_owned(),
            means: Means::Cash,
            promise: false,
        }),
    )
}

fn reverse(number: &str) -> Request {
    sale(number, SaleCall::Reverse)
}

fn words(answer: &Result<Answer, TillError>) -> String {
    match answer.as_ref().unwrap() {
        Answer::Sale(Ok(sale)) => {
            let json = serde_json::to_value(&sale.answer).unwrap();
            let name = match &json {
                serde_json::Value::String(name) => name.clone(),
                other => other.as_object().unwrap().keys().next().unwrap().clone(),
            };
            if sale.repeated { format!("{name} again") } else { name }
        }
        Answer::Sale(Err(refused)) => refused.to_string(),
        Answer::Payment(done) => match done.as_ref() {
            Ok(known) => known.payment.state().name().to_owned(),
            Err(refused) => refused.to_string(),
        },
        Answer::Order(_) => "an order".to_owned(),
    }
}

fn all(engine: &mut Engine, requests: &[Request], now: Instant) -> Vec<String> {
    serve(engine, requests, now).iter().map(words).collect()
}

fn balance(engine: &mut Engine, home: u64, at: Instant) -> MicroEuro {
    let account = engine.account_of(ean(home)).unwrap();
    let known = engine.rebuild(&[account], at).unwrap().pop().unwrap();
    known.timeline.account.balance()
}

/// What lies on a ledger account of the operator, debits above zero.
fn booked(engine: &mut Engine, account: LedgerAccount) -> MicroEuro {
    let mut sum = 0;
    let first = AccountId::house(DSO).0;
    let ids: Vec<AccountId> = (0..10).map(|number| AccountId(first + number)).collect();
    for entry in engine.store.entries(&ids).unwrap() {
        for posting in entry.transaction.postings() {
            if posting.account == account {
                sum += posting.amount.0;
            }
        }
    }
    MicroEuro(sum)
}

#[test]
fn tp_06_a_sale_is_reserved_then_credited_once() {
    let mut engine = shop("sqlite::memory:");
    let before = balance(&mut engine, 1, noon());
    let calls = [
        vend("1", 1, "20.00"),
        vend("1", 1, "20.00"),
        confirm("1", Some(1), "20.00"),
        confirm("1", Some(1), "20.00"),
        vend("1", 1, "25.00"),
    ];
    assert_eq!(
        all(&mut engine, &calls, noon()),
        ["reserved", "reserved again", "credited", "credited again", "number_taken again"]
    );
    assert_eq!(balance(&mut engine, 1, noon().plus_s(1)).0 - before.0, 20_000_000);
    // The same a day later, each alone.
    let late: Vec<String> = calls
        .iter()
        .flat_map(|one| all(&mut engine, std::slice::from_ref(one), noon().plus_h(9)))
        .collect();
    assert_eq!(late[2], "credited again");
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("20.00"));
    sound(&mut engine);
}

#[test]
fn tp_05_twenty_confirms_at_once_make_one_posting() {
    let till = Till::over(shop("sqlite::memory:")).unwrap();
    let reserved = till.ask_and_wait(vend("1", 1, "20.00"));
    assert_eq!(words(&reserved), "reserved");
    let answers: Vec<String> = std::thread::scope(|scope| {
        let one = || words(&till.ask_and_wait(confirm("1", Some(1), "20.00")));
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| *answer == "credited").count(), 1);
    assert_eq!(answers.iter().filter(|answer| *answer == "credited again").count(), 19);
}

#[test]
fn tp_06_who_comes_alone_is_served_without_a_change_of_threads() {
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let clock = {
        let seen = Arc::clone(&seen);
        move || {
            seen.lock().unwrap().push(std::thread::current().id());
            noon()
        }
    };
    let till = Till::timed(shop("sqlite::memory:"), Arc::new(clock)).unwrap();
    let own = std::thread::current().id();
    assert_eq!(words(&till.ask_and_wait(vend("1", 1, "20.00"))), "reserved");
    assert_eq!(words(&till.ask_and_wait(confirm("1", Some(1), "20.00"))), "credited");
    assert_eq!(*seen.lock().unwrap(), [own, own]);
    // After a group of two the next one waits its turn in the queue, since others may come with it.
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let held = till.desk.engine.lock().unwrap();
    let both = async {
        let both = async { tokio::join!(till.ask(reverse("none")), till.ask(reverse("no"))) };
        let let_go = async { drop(held) };
        tokio::join!(both, let_go).0
    };
    let (one, other) = runtime.block_on(both);
    assert!(one.is_ok() && other.is_ok());
    seen.lock().unwrap().clear();
    assert_eq!(words(&till.ask_and_wait(confirm("1", Some(1), "20.00"))), "credited again");
    assert!(!seen.lock().unwrap().contains(&own));
    // That was a group of one: alone again.
    assert_eq!(words(&till.ask_and_wait(confirm("1", Some(1), "20.00"))), "credited again");
    assert!(seen.lock().unwrap().contains(&own));
}

/// A writer that stands still until it is told to go on, and the queue behind it filled to the last place.
/// Returns how many wait.
fn stuck(engine: Engine) -> (Till, std::sync::mpsc::Sender<()>, usize) {
    let (go, gone) = channel();
    let gone = std::sync::Mutex::new(gone);
    let clock = move || {
        // Ends at once when whoever holds it back has gone.
        let _ = gone.lock().unwrap().recv();
        noon()
    };
    let till = Till::timed(engine, Arc::new(clock)).unwrap();
    let mut taken = 0;
    let mut refused = 0;
    // The writer takes what it can first, so a refusal is the last word only when it stands.
    while refused < 3 {
        let (answer, _) = oneshot::channel();
        match till.queue((reverse("none"), answer)) {
            Ok(()) => (taken, refused) = (taken + 1, 0),
            Err(error) => {
                assert!(matches!(error, TillError::Busy), "{error}");
                refused += 1;
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
    }
    (till, go, taken)
}

#[test]
fn tp_14_two_payments_of_one_instant_are_two_notices() {
    // A home whose credit needs no timeline, and one whose credit does.
    for home in [1, 3] {
        let mut engine = shop("sqlite::memory:");
        let asked: Vec<Request> = ["1", "2"].map(|number| vend(number, home, "20.00")).into();
        serve(&mut engine, &asked, noon());
        let paid: Vec<Request> =
            ["1", "2"].map(|number| confirm(number, Some(home), "20.00")).into();
        for answer in serve(&mut engine, &paid, noon()) {
            answer.unwrap();
        }
        let account = engine.account_of(ean(home)).unwrap().id;
        let messages = engine.store.messages(&[account]).unwrap();
        let credited = messages.iter().filter(|one| one.body.contains("top_up_credited")).count();
        assert_eq!(credited, 2, "{messages:?}");
    }
}

#[test]
fn tp_06_more_than_can_wait_are_told_to_come_again() {
    let (till, go, taken) = stuck(shop("sqlite::memory:"));
    assert!((WAITING + 1..=WAITING + TOGETHER).contains(&taken), "{taken}");
    assert!(matches!(till.ask_and_wait(vend("1", 1, "20.00")), Err(TillError::Busy)));
    drop(go);
    // When it goes on there is room again, and nothing of the refused was done.
    let mut answer = till.ask_and_wait(vend("1", 1, "20.00"));
    while matches!(answer, Err(TillError::Busy)) {
        answer = till.ask_and_wait(vend("1", 1, "20.00"));
    }
    assert_eq!(words(&answer), "reserved");
}

#[test]
fn tp_06_a_terminal_is_answered_503_with_a_time_while_too_many_wait() {
    let file = std::env::temp_dir().join(format!("tirelire-busy-{}.db", std::process::id()));
    let url = file.display().to_string();
    let engine = shop(&url);
    let (till, go, _) = stuck(engine);
    let desk = crate::desk::PlatformDesk::open(&url, till, Arc::new(noon)).unwrap();
    let id: http_api::TerminalId = "T1".parse().unwrap();
    let mut store = store::Store::open(&url).unwrap();
    let sees = http_api::Sees::AmountOnly;
    crate::terminals::add(&mut store, &id, DSO, "Kiosk".into(), sees, noon()).unwrap();
    let call = http_api::Call::OpenShift { cashier: "A".parse().unwrap() };
    let (key, fingerprint) = ("k".parse().unwrap(), vending::Fingerprint::of("k", ""));
    let order = http_api::Order { key, fingerprint, at: noon(), call };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let refused = runtime.block_on(async {
        use http_api::Desk;
        let terminal = desk.terminal(&id).await.unwrap().unwrap();
        desk.carry_out(&terminal, order).await.unwrap_err()
    });
    assert!(matches!(refused, Refusal::Unavailable { retry_after_s: 1.. }), "{refused:?}");
    drop((go, desk));
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
}

#[test]
fn pa_21_a_plain_credit_books_what_the_timeline_books() {
    let mut engine = shop("sqlite::memory:");
    let low = balance(&mut engine, 2, noon());
    let dark = balance(&mut engine, 3, noon());
    assert!(low > eur("0.50") && dark < MicroEuro::ZERO, "{low} {dark}");
    let calls: Vec<Request> = (1..=3)
        .flat_map(|home| {
            let number = home.to_string();
            [vend(&number, home, "30.00"), confirm(&number, Some(home), "30.00")]
        })
        .collect();
    assert!(all(&mut engine, &calls, noon()).iter().all(|word| !word.contains("again")));
    // `verify` derives every entry from the facts, by the timeline.
    sound(&mut engine);
    let ids: Vec<AccountId> =
        (1..=3).map(|home| engine.account_of(ean(home)).unwrap().id).collect();
    let messages = engine.store.messages(&ids).unwrap();
    let receipts = messages.iter().filter(|one| one.body.contains("top_up_credited"));
    assert_eq!(receipts.count(), 3);
    let told = messages.iter().filter(|one| one.body.contains("display"));
    assert_eq!(told.count(), 1, "the display of the third is told at once (PA-42)");
    nights(&mut engine, &ids.iter().map(|id| (*id, 70)).collect::<Vec<_>>(), "2026-11-01");
    sound(&mut engine);
}

#[test]
fn tp_06_money_without_a_sale_is_in_suspense_and_never_lost() {
    let mut engine = shop("sqlite::memory:");
    let calls = [
        confirm("7", None, "12.00"),
        vend("8", 1, "20.00"),
        reverse("8"),
        confirm("8", Some(1), "20.00"),
        vend("9", 1, "20.00"),
        confirm("9", Some(1), "15.00"),
    ];
    let said = all(&mut engine, &calls, noon());
    assert_eq!(
        said,
        ["in_suspense", "reserved", "reversed", "in_suspense", "reserved", "in_suspense"]
    );
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("47.00"));
    assert_eq!(booked(&mut engine, LedgerAccount::Suspense), eur("-47.00"));
    let kept = engine.store.sales(&[("T-1", "9")]).unwrap().pop().unwrap();
    let kept: StoredSale = serde_json::from_str(&kept.body).unwrap();
    let why = SuspenseReason::OtherAmount;
    assert!(matches!(kept.vend.state(), vending::VendState::Suspended { why: w, .. } if *w == why));
    sound(&mut engine);
}

#[test]
fn tp_06_a_credit_is_undone_while_unspent_and_in_time() {
    let mut engine = shop("sqlite::memory:");
    let before = balance(&mut engine, 1, noon());
    let soon = noon().plus_min(9);
    assert_eq!(
        all(&mut engine, &[vend("1", 1, "20.00"), confirm("1", Some(1), "20.00")], noon()).len(),
        2
    );
    assert_eq!(all(&mut engine, &[reverse("1"), reverse("1")], soon), ["undone", "undone again"]);
    assert_eq!(balance(&mut engine, 1, soon.plus_s(1)), before);
    all(&mut engine, &[vend("2", 1, "20.00"), confirm("2", Some(1), "20.00")], noon().plus_min(10));
    assert_eq!(all(&mut engine, &[reverse("2")], noon().plus_min(21)), ["not_undone"]);
    // Bought just before the run: the night spends of it.
    let early = instant("2026-11-02T05:59:00+01:00");
    all(&mut engine, &[vend("3", 1, "20.00"), confirm("3", Some(1), "20.00")], early);
    let ids: Vec<AccountId> =
        (1..=3).map(|home| engine.account_of(ean(home)).unwrap().id).collect();
    nights(&mut engine, &ids.iter().map(|id| (*id, 70)).collect::<Vec<_>>(), "2026-11-01");
    assert_eq!(all(&mut engine, &[reverse("3")], early.plus_min(5)), ["not_undone"]);
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("40.00"));
    sound(&mut engine);
}

#[test]
fn cg_07_a_reservation_bars_the_cut_of_a_point_in_emergency_credit() {
    let mut engine = shop("sqlite::memory:");
    all(&mut engine, &[vend("1", 3, "20.00"), vend("2", 1, "20.00")], noon());
    let account = engine.account_of(ean(3)).unwrap();
    let id = vending::SaleId::new("T-1", "1").unwrap().money_key().to_string();
    assert!(engine.is_pending(&account, &id, noon().plus_s(1)).unwrap());
    assert_eq!(engine.store.money_in_flight(account.id).unwrap(), ["T-1/1"]);
    all(&mut engine, &[reverse("1")], noon().plus_min(1));
    assert!(!engine.is_pending(&account, &id, noon().plus_min(2)).unwrap());
    assert!(engine.store.money_in_flight(account.id).unwrap().is_empty());
    sound(&mut engine);
}

#[test]
fn cg_07_a_reservation_of_a_terminal_that_died_ends_and_its_money_is_credited_all_the_same() {
    let mut engine = shop("sqlite::memory:");
    let groups = [vend("1", 3, "20.00"), vend("2", 3, "20.00"), confirm("3", Some(3), "5.00")];
    all(&mut engine, &groups, noon());
    let account = engine.account_of(ean(3)).unwrap();
    let id = vending::SaleId::new("T-1", "1").unwrap().money_key().to_string();
    let day_later = noon().plus_h(24);
    // A run in between, so that the point is no longer that of yesterday.
    let ids: Vec<AccountId> =
        (1..=3).map(|home| engine.account_of(ean(home)).unwrap().id).collect();
    nights(&mut engine, &ids.iter().map(|id| (*id, 70)).collect::<Vec<_>>(), "2026-11-01");
    assert_eq!(end_reservations(&mut engine, day_later.plus_s(-1)).unwrap(), 0);
    assert!(engine.is_pending(&account, &id, day_later.plus_s(-1)).unwrap());
    assert_eq!(end_reservations(&mut engine, day_later).unwrap(), 2);
    assert_eq!(end_reservations(&mut engine, day_later).unwrap(), 0, "once");
    assert!(!engine.is_pending(&account, &id, day_later.plus_s(1)).unwrap());
    // What is in suspense waits for a person.
    assert_eq!(engine.store.money_in_flight(account.id).unwrap(), ["T-1/3"]);
    let before = balance(&mut engine, 3, day_later.plus_s(2));
    let late =
        all(&mut engine, &[confirm("1", Some(3), "20.00"), reverse("2")], day_later.plus_h(1));
    assert_eq!(late, ["credited", "reversed"]);
    assert_eq!(balance(&mut engine, 3, day_later.plus_h(2)).0 - before.0, 20_000_000);
    sound(&mut engine);
}

#[test]
fn cg_07_a_payment_that_no_provider_is_asked_about_ends_and_may_still_be_paid() {
    let mut engine = shop("sqlite::memory:");
    all(&mut engine, &[begin("P-1", 3, "30.00", false), known("P-1", 3, "tr_1")], noon());
    let account = engine.account_of(ean(3)).unwrap();
    let expires = noon().plus_min(15);
    // Whoever has a provider comes first.
    assert_eq!(crate::pay::expire_unasked(&mut engine, expires.plus_min(9)).unwrap(), 0);
    assert_eq!(crate::pay::expire_unasked(&mut engine, expires.plus_min(10)).unwrap(), 1);
    assert_eq!(crate::pay::expire_unasked(&mut engine, expires.plus_min(30)).unwrap(), 0);
    assert!(!engine.is_pending(&account, "P-1", expires.plus_min(11)).unwrap());
    let paid = all(&mut engine, &[happened("P-1", 3, PaymentEvent::Paid)], expires.plus_h(1));
    assert_eq!(paid, ["credited"]);
    sound(&mut engine);
}

#[test]
fn cg_07_money_that_only_the_till_knows_holds_an_order_back_as_it_leaves() {
    let (mut engine, account) = crate::testing::engine();
    let days = [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60)];
    for (day, kwh) in days.into_iter().chain([("2026-11-02", 80), ("2026-11-03", 100)]) {
        crate::testing::night(&mut engine, &account, day, kwh);
    }
    let order = |engine: &mut Engine| {
        engine.advance_due(DSO, instant("2026-11-04T08:00:10+01:00")).unwrap();
        let messages = engine.store.messages(&[account.id]).unwrap();
        messages.into_iter().find(|one| one.kind == "command").unwrap()
    };
    let order = order(&mut engine);
    let now = instant("2026-11-04T08:00:30+01:00");
    assert_eq!(engine.hold_back(&order, now).unwrap(), []);
    engine
        .store
        .keep_sales(&[store::KeptSale {
            terminal: "T-1".into(),
            number: "1".into(),
            account: Some(account.id),
            at: now,
            in_flight: true,
            promise: false,
            body: "{}".into(),
        }])
        .unwrap();
    let held = engine.hold_back(&order, now.plus_s(1)).unwrap();
    assert_eq!(held, [guards::Guard::MoneyInFlight]);
    sound(&mut engine);
}

#[test]
fn tp_03_amounts_outside_the_limits_and_credit_cards_are_refused() {
    let mut engine = shop("sqlite::memory:");
    let said = all(&mut engine, &[vend("1", 1, "4.99"), vend("2", 1, "250.01")], noon());
    assert!(said[0].contains("`4.99` EUR is not between 5.00 and 250.00 EUR"), "{said:?}");
    assert!(said[1].contains("`250.01` EUR"), "{said:?}");
    let mut card = vend("3", 1, "20.00");
    if let Request::Sale(SaleRequest { call: SaleCall::Vend { card, .. }, .. }) = &mut card {
        *card = Some(vending::Card::Credit);
    }
    assert!(all(&mut engine, &[card], noon())[0].contains("credit"));
    let unknown = vend("4", 99, "20.00");
    assert!(all(&mut engine, &[unknown], noon())[0].contains("no open account"));
}

fn begin(id: &str, home: u64, amount: &str, although_paid: bool) -> Request {
    Request::Payment(PaymentAsked::Begin {
        dso: DSO,
        new: NewPayment {
            id: id.into(),
            ean: ean(home),
            amount: eur(amount),
            expires_at: noon().plus_min(15),
            although_paid,
            context: serde_json::Value::Null,
        },
    })
}

fn known(id: &str, home: u64, provider_id: &str) -> Request {
    let (provider, provider_id) = ("sandbox".to_owned(), provider_id.to_owned());
    let (id, ean) = (id.to_owned(), ean(home));
    Request::Payment(PaymentAsked::Known { dso: DSO, ean, id, provider, provider_id })
}

fn happened(id: &str, home: u64, event: PaymentEvent) -> Request {
    let (id, ean, at) = (id.to_owned(), ean(home), noon());
    Request::Payment(PaymentAsked::Happened { dso: DSO, ean, id, event, at, once: None })
}

fn happened_once(id: &str, home: u64, event: PaymentEvent, once: &str) -> Request {
    let (id, ean, at, once) = (id.to_owned(), ean(home), noon(), Some(once.to_owned()));
    Request::Payment(PaymentAsked::Happened { dso: DSO, ean, id, event, at, once })
}

#[test]
fn tp_04_an_online_payment_is_paid_then_credited_each_with_its_clock() {
    let mut engine = shop("sqlite::memory:");
    let before = balance(&mut engine, 3, noon());
    assert_eq!(all(&mut engine, &[begin("P-1", 3, "30.00", false)], noon()), ["created"]);
    let account = engine.account_of(ean(3)).unwrap();
    assert!(engine.is_pending(&account, "P-1", noon().plus_s(1)).unwrap(), "no cut meanwhile");
    all(&mut engine, &[known("P-1", 3, "tr_1")], noon().plus_s(2));
    let paid = || happened("P-1", 3, PaymentEvent::Paid);
    assert_eq!(all(&mut engine, &[paid(), paid()], noon().plus_s(9)), ["credited", "credited"]);
    let stored = StoredPayment::load(&mut engine, "P-1").unwrap().unwrap();
    let clocks = stored.payment.clocks();
    assert_eq!((clocks.paid, clocks.credited), (Some(noon()), Some(noon().plus_s(9))));
    assert_eq!((clocks.sent, clocks.confirmed), (None, None), "nothing is inferred");
    assert_eq!(balance(&mut engine, 3, noon().plus_min(1)).0 - before.0, 30_000_000);
    assert!(!engine.is_pending(&account, "P-1", noon().plus_min(1)).unwrap());
    // A second payment within ten minutes asks first.
    let said = all(&mut engine, &[begin("P-2", 3, "30.00", false)], noon().plus_min(5));
    assert_eq!(said, ["another payment for this point came just before"]);
    let said = all(&mut engine, &[begin("P-2", 3, "30.00", true)], noon().plus_min(5));
    assert_eq!(said, ["created"]);
    sound(&mut engine);
}

#[test]
fn tp_04_a_provider_may_correct_itself_and_tp_17_take_money_back() {
    let mut engine = shop("sqlite::memory:");
    let story = [
        begin("P-1", 1, "30.00", false),
        known("P-1", 1, "tr_1"),
        happened("P-1", 1, PaymentEvent::Failed),
    ];
    let said = all(&mut engine, &story, noon());
    assert!(said[2].contains("cannot move"), "created has no way to failed: {said:?}");
    let story = [
        happened("P-1", 1, PaymentEvent::PayerAtBank),
        happened("P-1", 1, PaymentEvent::Failed),
        happened("P-1", 1, PaymentEvent::Paid),
        happened_once(
            "P-1",
            1,
            PaymentEvent::ChargedBack { amount: eur("30") },
            "chargeback chb_1",
        ),
        happened_once(
            "P-1",
            1,
            PaymentEvent::ChargedBack { amount: eur("30") },
            "chargeback chb_1",
        ),
    ];
    let said = all(&mut engine, &story, noon().plus_s(5));
    assert_eq!(said, ["pending", "failed", "credited", "charged_back", "charged_back"]);
    assert_eq!(booked(&mut engine, LedgerAccount::CashOnline), MicroEuro::ZERO);
    sound(&mut engine);
}
