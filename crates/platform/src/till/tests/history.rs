//! Random histories: calls that are lost, repeated, reordered, and stopped between any two writes, and
//! statements of a bank and people who empty suspense in between. At the end the outside, which this file counts for itself, and the
//! books tell the same, by the code of `tirelire reconcile`. Source: TP-05, TP-06, TP-19, TP-20.

use super::*;
use crate::bank::suspense::{self, Payee, Person};
use crate::bank::tests::world::{PAYER, Statement, camt, pays, statement};
use crate::reconcile::{AtProvider, Banks, Terminals, Way, compare};
use crate::testing::seeds;
use http_api::{Call, Cashier, Order, Outcome, Tender};
use psp::{SettledKind, SettledLine};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};
use store::Store;
use vending::{CashCount, Fingerprint, PaidPeriod};

/// A generator of the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn of(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.of(list.len() as u64)).unwrap()]
    }
}

/// What the world outside knows.
#[derive(Default)]
struct Outside {
    /// What a payer has handed over for a sale, by its number: a terminal repeats it as it was.
    taken: BTreeMap<String, MicroEuro>,
    /// Of which the money lies, or lay, in the cashier's till.
    counted: BTreeSet<String>,
    undone: BTreeSet<String>,
    in_till: i64,
    miscounted: i64,
    /// What the provider has moved, by what makes it happen once.
    moved: BTreeMap<String, SettledLine>,
    statements: Vec<Statement>,
    orders: u32,
    /// Of money in suspense.
    sent_back: i64,
    matched: u32,
}

fn cashier() -> Cashier {
    "A".parse().unwrap()
}

impl Outside {
    fn order(&mut self, call: Call, now: Instant) -> Request {
        self.orders += 1;
        let key = format!("k-{}", self.orders);
        let fingerprint = Fingerprint::of(&key, &format!("{call:?}"));
        let order = Order { key: key.parse().unwrap(), fingerprint, at: now, call };
        let (terminal, wait) = ("T-1".to_owned(), None);
        Request::Order(OrderRequest { terminal, dso: DSO, wait, order })
    }

    fn tender(number: &str) -> Tender {
        match number {
            "0" | "3" => Tender::Card(vending::Card::Debit),
            _ => Tender::Cash,
        }
    }

    fn vend(&mut self, number: &str, home: u64, amount: &str, now: Instant) -> Request {
        let (transaction, amount) = (number.parse().unwrap(), eur(amount));
        let (reference, tender) = (ean(home).reference().to_string(), Self::tender(number));
        self.order(Call::Vend { transaction, reference, amount, tender, cashier: cashier() }, now)
    }

    fn confirm(&mut self, number: &str, amount: &str, now: Instant) -> Request {
        // The first advice is what was taken.
        let amount = *self.taken.entry(number.to_owned()).or_insert(eur(amount));
        let (transaction, tender) = (number.parse().unwrap(), Self::tender(number));
        let (cashier, promised_to) = (cashier(), None);
        self.order(
            Call::Confirm { transaction, amount, taken_at: now, tender, cashier, promised_to },
            now,
        )
    }

    /// What an answer tells the cashier, the payer or the provider.
    fn hear(&mut self, request: &Request, answer: &Answer) {
        match (request, answer) {
            (Request::Order(asked), Answer::Order(Ok(done))) => {
                match (&asked.order.call, &done.outcome) {
                    (Call::Confirm { transaction, .. }, _) => {
                        let new = self.counted.insert(transaction.to_string());
                        self.in_till += if new { self.taken[transaction.as_str()].0 } else { 0 };
                    }
                    (Call::Reverse { transaction }, Outcome::Sale(sale))
                        if sale.answer == vending::Answer::Undone =>
                    {
                        let new = self.undone.insert(transaction.to_string());
                        self.in_till -= if new { self.taken[transaction.as_str()].0 } else { 0 };
                    }
                    (Call::CloseShift { declared, .. }, Outcome::ShiftClosed(closed)) => {
                        let declared = declared.cash.0 + declared.card.0;
                        let off = closed.difference.cash.0 + closed.difference.card.0;
                        assert_eq!(off, declared - self.in_till, "what the cashier knows");
                        self.miscounted += off;
                        self.in_till = 0;
                    }
                    _ => {}
                }
            }
            (
                Request::Payment(PaymentAsked::Happened { id, event, at, once, .. }),
                Answer::Payment(done),
            ) if done.is_ok() => {
                let (kind, amount) = match event {
                    PaymentEvent::Paid => {
                        let whole = done.as_ref().as_ref().unwrap().payment.intent.amount;
                        (SettledKind::Payment, whole.0)
                    }
                    PaymentEvent::ChargedBack { amount } => (SettledKind::Chargeback, -amount.0),
                    PaymentEvent::ChargebackReversed { amount } => {
                        (SettledKind::ChargebackReversed, amount.0)
                    }
                    PaymentEvent::Refunded { amount } => (SettledKind::Refund, -amount.0),
                    PaymentEvent::RefundReturned { amount } => {
                        (SettledKind::RefundReturned, amount.0)
                    }
                    _ => return,
                };
                let part = once.clone().unwrap_or_default();
                let other_id = part.rsplit(' ').next().map(str::to_owned);
                self.moved.entry(format!("{id} {part}")).or_insert(SettledLine {
                    id: format!("baltr {id} {part}"),
                    kind,
                    at: *at,
                    payment: Some(format!("tr-{id}").parse().unwrap()),
                    other_id,
                    amount: MicroEuro(amount),
                    fees: MicroEuro::ZERO,
                });
            }
            _ => {}
        }
    }

    /// A statement of the bank that says right, wrong and old references, or an earlier one again.
    fn statement(&mut self, dice: &mut Dice) -> Statement {
        if let Some(again) = self.statements.last()
            && dice.of(3) == 0
        {
            return again.clone();
        }
        let opening = self.statements.last().map_or(0, Statement::closing);
        let number = u32::try_from(self.statements.len()).unwrap() + 1;
        let mut lines = Vec::new();
        for _ in 0..=dice.of(3) {
            let cents = i64::try_from(100 + dice.of(9_000)).unwrap();
            let text = match dice.of(5) {
                0 => "cadeau".to_owned(),
                1 => "9012345678907".to_owned(),
                2 => format!("{} {}", ean(1), ean(2)),
                _ => ean(1 + dice.of(3)).to_string(),
            };
            lines.push(pays(cents, &text));
        }
        let mut next = statement(number, opening, lines);
        next.day = "2026-11-01";
        self.statements.push(next.clone());
        next
    }
}

fn payment_event(dice: &mut Dice, id: &str, home: u64) -> Request {
    let chargeback = format!("chb-{id}-{}", dice.of(3));
    let amount = eur("4.50");
    match dice.of(7) {
        0 => happened(id, home, PaymentEvent::PayerAtBank),
        1 | 2 => happened(id, home, PaymentEvent::Paid),
        3 => happened(id, home, PaymentEvent::Failed),
        4 | 5 => {
            let event = PaymentEvent::ChargedBack { amount };
            happened_once(id, home, event, &format!("chargeback {chargeback}"))
        }
        _ => {
            // Only what was charged back comes again; the provider names which.
            let event = PaymentEvent::ChargebackReversed { amount };
            happened_once(id, home, event, &format!("reversal {chargeback}"))
        }
    }
}

/// The provider gives money back, whoever asked it to: nobody looks at the balance first. Some of it does not reach
/// the payer.
fn given_back(people: &mut Dice) -> Request {
    let (id, home, amount) = (format!("P-{}", people.of(5)), 1 + people.of(3), eur("7.00"));
    let refund = format!("re-{id}-{}", people.of(3));
    let (event, once) = match people.of(3) {
        0 => (PaymentEvent::RefundReturned { amount }, "returned"),
        _ => (PaymentEvent::Refunded { amount }, "refund"),
    };
    happened_once(&id, home, event, &format!("{once} {refund}"))
}

/// A home uses up what it has, or some of it.
fn spends(engine: &mut Engine, people: &mut Dice, step: u64, now: Instant) {
    let home = engine.account_of(ean(1 + people.of(3))).unwrap();
    let fact = timeline::Fact::Adjustment {
        id: format!("spent-{step}"),
        eur: MicroEuro(-i64::try_from(people.of(40)).unwrap() * 1_000_000),
        reason: "wrong_charge".into(),
        contra: LedgerAccount::EnergyAtAveragePrice,
        text: "spent".into(),
        by: "an".into(),
        approved_by: Some("bo".into()),
    };
    engine.record(&home, &fact, now).unwrap();
}

/// Does a group; the process may end in between: another one takes over, and whoever had no answer asks
/// again.
fn done(engine: &mut Engine, outside: &mut Outside, group: &[Request], now: Instant) {
    let mut answers = serve(engine, group, now);
    if answers.iter().any(Result::is_err) {
        engine.store.never_stop();
        answers = serve(engine, group, now);
    }
    engine.store.never_stop();
    for (request, answer) in group.iter().zip(&answers) {
        if let Ok(answer) = answer {
            outside.hear(request, answer);
        }
    }
}

/// Somebody credits what lies in suspense to a home, or sends it back; the process may end in between.
fn decide(engine: &mut Engine, outside: &mut Outside, dice: &mut Dice, now: Instant) {
    let items = suspense::list(engine, DSO, now).unwrap().items;
    if items.is_empty() {
        return;
    }
    let (_, item) = &items[usize::try_from(dice.of(items.len() as u64)).unwrap()];
    let (key, home, back) = (item.key.to_string(), ean(1 + dice.of(3)), dice.of(4) == 0);
    let person = Person { by: "an".into(), approved_by: Some("bo".into()), note: "asked".into() };
    let payee = Payee { iban: PAYER.to_owned(), name: None };
    let act = |engine: &mut Engine| {
        if back {
            suspense::give_back(engine, &key, Some(&payee), &person, now).map(drop)
        } else {
            suspense::credit(engine, &key, home, &person, now).map(drop)
        }
    };
    if dice.of(3) == 0 {
        engine.store.stop_after(dice.of(20), Stop::Fail);
    }
    if act(engine).is_err() {
        engine.store.never_stop();
        act(engine).unwrap();
    }
    engine.store.never_stop();
    outside.sent_back += if back { item.amount.0 } else { 0 };
    outside.matched += u32::from(!back);
    assert!(act(engine).is_err(), "what has left suspense leaves it again");
}

fn close(outside: &mut Outside, off: i64, now: Instant) -> Request {
    let cash = MicroEuro(outside.in_till + off);
    let declared = CashCount { cash, card: MicroEuro::ZERO };
    // Cards are counted with the cash here, so there is always something to explain.
    let explanation = Some("counted together".to_owned());
    outside.order(Call::CloseShift { cashier: cashier(), declared, explanation }, now)
}

/// Gives back the store in which it was.
fn history(store: Store, seed: u64, steps: u64) -> Store {
    let mut engine = shop_in(store);
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(seed);
    // Of their own, so that a seed is the same history with and without them.
    let mut people = Dice(seed ^ 0x5eed);
    let mut outside = Outside::default();
    let mut now = noon();
    // A chargeback that never was cannot be reversed: whoever says so first is heard second.
    let mut asked_back = BTreeSet::new();
    for step in 0..steps {
        now = now.plus_s(i64::try_from(dice.of(90)).unwrap());
        let mut group = Vec::new();
        for _ in 0..=dice.of(6) {
            let number = format!("{}", dice.of(8));
            let home = 1 + dice.of(3);
            let amount = dice.one(&["10.00", "20.00", "35.50"]);
            let id = format!("P-{}", dice.of(5));
            group.push(match dice.of(10) {
                0..=2 => outside.vend(&number, home, amount, now),
                3 | 4 => outside.confirm(&number, amount, now),
                5 => outside.order(Call::Reverse { transaction: number.parse().unwrap() }, now),
                6 => begin(&id, home, amount, dice.of(2) == 0),
                7 => known(&id, home, &format!("tr-{id}")),
                8 => outside.order(Call::OpenShift { cashier: cashier() }, now),
                _ => {
                    let event = payment_event(&mut dice, &id, home);
                    if let Request::Payment(PaymentAsked::Happened { once: Some(once), .. }) =
                        &event
                        && let Some(chargeback) = once.strip_prefix("reversal ")
                        && !asked_back.contains(chargeback)
                    {
                        continue;
                    }
                    event
                }
            });
        }
        for request in &group {
            if let Request::Payment(PaymentAsked::Happened { once: Some(once), .. }) = request {
                asked_back.extend(once.strip_prefix("chargeback ").map(str::to_owned));
            }
        }
        // Whoever had an answer may ask again all the same.
        if dice.of(3) == 0 {
            group.extend(group.first().cloned());
        }
        if dice.of(4) == 0 {
            engine.store.stop_after(dice.of(40), Stop::Fail);
        }
        done(&mut engine, &mut outside, &group, now);
        if dice.of(5) == 0 {
            let off = dice.one(&[0, 0, 1_000_000, -500_000]);
            let request = close(&mut outside, off, now);
            done(&mut engine, &mut outside, &[request], now);
        }
        if people.of(3) == 0 {
            spends(&mut engine, &mut people, step, now);
            let request = given_back(&mut people);
            if people.of(4) == 0 {
                engine.store.stop_after(people.of(15), Stop::Fail);
            }
            done(&mut engine, &mut outside, &[request], now);
        }
        if people.of(3) == 0 {
            decide(&mut engine, &mut outside, &mut people, now);
        }
        if dice.of(4) == 0 {
            let file = folder.path().join(format!("bank-{step}"));
            let said = outside.statement(&mut dice);
            std::fs::write(&file, camt(&[said])).unwrap();
            let request = crate::bank::Importing {
                file,
                iban_of: Some(DSO),
                out_of_sequence: false,
                partial: false,
                piece: crate::bank::pieces::PIECE,
                at: now,
            };
            if dice.of(3) == 0 {
                engine.store.stop_after(dice.of(30), Stop::Fail);
                let _ = crate::bank::import_file(&mut engine, &request);
                engine.store.never_stop();
            }
            crate::bank::import_file(&mut engine, &request).unwrap();
        }
    }
    let last = close(&mut outside, 0, now);
    done(&mut engine, &mut outside, &[last], now);
    agrees(&mut engine, &outside, seed);
    engine.store
}

fn agrees(engine: &mut Engine, outside: &Outside, seed: u64) {
    // What came back at the counter is not with us any more.
    let kept = |number: &&String| !outside.undone.contains(*number);
    let taken: i64 =
        outside.counted.iter().filter(kept).map(|number| outside.taken[number].0).sum();
    let cash = taken + outside.miscounted;
    assert_eq!(booked(engine, LedgerAccount::CashTerminal).0, cash, "seed {seed}");
    let lines: Vec<SettledLine> = outside.moved.values().cloned().collect();
    let online: i64 = lines.iter().map(|line| line.amount.0).sum();
    assert_eq!(booked(engine, LedgerAccount::CashOnline).0, online, "seed {seed}");
    let cents = outside.statements.iter().flat_map(|one| &one.lines).map(|line| line.cents);
    let bank = booked(engine, LedgerAccount::CashTransfer).0;
    assert_eq!(bank, cents.sum::<i64>() * 10_000, "seed {seed}");
    let owed = booked(engine, LedgerAccount::RefundPayable).0;
    assert_eq!(-owed, outside.sent_back, "seed {seed}");
    let provider = AtProvider::said("sandbox", lines, Some(DSO));
    let ways: [&dyn Way; 3] = [&Banks, &provider, &Terminals];
    let days =
        PaidPeriod { from: "2026-10-30".parse().unwrap(), to: "2026-11-05".parse().unwrap() };
    let found = compare(engine, &ways, DSO, days, true, noon().plus_h(2)).unwrap();
    assert_eq!(found.differences(), 0, "seed {seed}: {found:#?}");
    // All of it was compared, not nothing with nothing.
    let outside_total = |place: usize| -> i128 {
        found.ways[place].1.three_way.days.values().map(|sums| sums[0]).sum()
    };
    assert_eq!(outside_total(0), i128::from(bank), "seed {seed}");
    assert_eq!(outside_total(1), i128::from(online), "seed {seed}");
    assert_eq!(outside_total(2), i128::from(cash), "seed {seed}");
    let period = found.period.unwrap().unwrap();
    assert_eq!(period.credited, period.remitted + period.owed_to_operator + period.open);
    sound(engine);
}

/// Each seed once, on as many threads as there are cores. Each thread has a place of its own.
fn each<P>(
    seeds: impl Iterator<Item = u64> + Send,
    place: impl Fn() -> P + Sync,
    live: impl Fn(&mut P, u64) + Sync,
) {
    let seeds = std::sync::Mutex::new(seeds);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut place = place();
                loop {
                    let next = seeds.lock().unwrap().next();
                    let Some(seed) = next else { return };
                    live(&mut place, seed);
                }
            });
        }
    });
}

#[test]
fn tp_05_tp_19_whatever_is_lost_repeated_reordered_or_stopped_every_cent_has_its_place() {
    // One in which a chargeback was refused, and its reversal came all the same.
    let live = |(): &mut (), seed| {
        history(Store::open("sqlite::memory:").unwrap(), seed, 25);
    };
    each(seeds(60).chain([691]), || (), live);
}

/// A database for a thread's histories, one after the other: to make one with all its tables takes as
/// long as several histories, to empty it a fraction of one. No schema beside others: the lock on an
/// operator is the database's, and histories would wait for each other.
struct Place {
    server: String,
    name: String,
    store: Option<Store>,
    tables: Vec<String>,
    lived: u32,
}

impl Place {
    fn new(server: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("till_{}_{count}", std::process::id());
        store::run_on_server(server, &format!("CREATE DATABASE {name}")).unwrap();
        let (address, options) = server.split_once('?').unwrap_or((server, ""));
        let (scheme, rest) = address.split_once("://").unwrap();
        let host = rest.split_once('/').map_or(rest, |(host, _)| host);
        // What a crash of the server leaves is proved elsewhere: these need not wait for its disk.
        let lazy = "options=-c%20synchronous_commit%3Doff%20-c%20jit%3Doff";
        let url = format!("{scheme}://{host}/{name}?{lazy}&{options}");
        let mut store = Store::open(url.trim_end_matches('&')).unwrap();
        let tables = "SELECT tablename::text FROM pg_tables
             WHERE schemaname = current_schema() AND tablename <> 'refinery_schema_history'
             ORDER BY tablename";
        let tables = store.dump(tables).unwrap();
        Self { server: server.to_owned(), name, store: Some(store), tables, lived: 0 }
    }

    /// Empties what has rows: to truncate waits for the disk for each table and each index. It is done now
    /// and then, since deleted rows keep their place.
    fn empty(&mut self) -> Store {
        let mut store = self.store.take().unwrap();
        if self.lived.is_multiple_of(64) {
            let all = self.tables.join(", ");
            store.run_sql(&format!("TRUNCATE {all} RESTART IDENTITY CASCADE")).unwrap();
        } else {
            let all: Vec<String> =
                self.tables.iter().map(|table| format!("DELETE FROM {table};")).collect();
            store.run_sql(&all.join("")).unwrap();
        }
        self.lived += 1;
        store
    }

    fn live(&mut self, seed: u64) {
        let store = self.empty();
        self.store = Some(history(store, seed, 25));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.store.take());
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let _ = store::run_on_server(&self.server, &drop);
    }
}

#[test]
fn tp_05_tp_19_the_same_on_postgres() {
    let Ok(server) = std::env::var("DATABASE_URL") else {
        println!("skipped: no DATABASE_URL");
        return;
    };
    each(seeds(6), || Place::new(&server), Place::live);
}
