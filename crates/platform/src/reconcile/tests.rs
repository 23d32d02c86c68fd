//! Terminals, and the command itself. Banks are proved in `bank::tests`, the provider in `pay::tests`,
//! all of them together by the random histories of `till::tests`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::testing::{ean, empty, instant, move_in, nights, sound};
use crate::till::{Answer, OrderRequest, Request, serve};
use http_api::{Call, Order, Tender};
use std::path::PathBuf;
use vending::{Card, CashCount, Fingerprint};

const DSO: Dso = Dso::Ores;

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

fn noon() -> Instant {
    instant("2026-11-01T12:00:00+01:00")
}

struct Shop {
    engine: Engine,
    orders: u32,
    file: PathBuf,
}

impl Drop for Shop {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.file.display()));
        }
    }
}

fn shop(name: &str) -> Shop {
    let file = std::env::temp_dir().join(format!("tirelire-rec-{name}-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let mut engine = empty(&file.display().to_string());
    let account = move_in(&mut engine, ean()).id;
    nights(&mut engine, &[(account, 1)], "2026-10-30");
    nights(&mut engine, &[(account, 2)], "2026-10-31");
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    Shop { engine, orders: 0, file }
}

impl Shop {
    fn order(&mut self, at: Instant, call: Call) {
        self.orders += 1;
        let key = format!("k-{}", self.orders);
        let fingerprint = Fingerprint::of(&key, "");
        let order = Order { key: key.parse().unwrap(), fingerprint, at, call };
        let request = OrderRequest { terminal: "T-1".into(), dso: DSO, wait: None, order };
        let done = serve(&mut self.engine, &[Request::Order(request)], at).pop().unwrap().unwrap();
        assert!(matches!(done, Answer::Order(Ok(_))), "{done:?}");
    }

    fn sells(&mut self, number: &str, amount: &str, tender: Tender) {
        let (amount, cashier) = (eur(amount), "A".parse().unwrap());
        let reference = ean().reference().to_string();
        let transaction = || number.parse().unwrap();
        self.order(
            noon(),
            Call::Vend { transaction: transaction(), reference, amount, tender, cashier },
        );
        let (cashier, taken_at) = ("A".parse().unwrap(), noon());
        let promised_to = None;
        self.order(
            noon(),
            Call::Confirm {
                transaction: transaction(),
                amount,
                taken_at,
                tender,
                cashier,
                promised_to,
            },
        );
    }

    /// 20.00 in cash, 30.00 by card, 10.00 in cash that went back; 2.50 are missing at the close.
    fn shift(&mut self) {
        let cashier = || "A".parse().unwrap();
        self.order(noon(), Call::OpenShift { cashier: cashier() });
        self.sells("1", "20.00", Tender::Cash);
        self.sells("2", "30.00", Tender::Card(Card::Debit));
        self.sells("3", "10.00", Tender::Cash);
        self.order(noon().plus_min(5), Call::Reverse { transaction: "3".parse().unwrap() });
        let declared = CashCount { cash: eur("17.50"), card: eur("30.00") };
        let explanation = Some("a coin fell down".to_owned());
        let close = Call::CloseShift { cashier: cashier(), declared, explanation };
        self.order(noon().plus_h(5), close);
    }

    fn terminals(&mut self, day: &str) -> Compared {
        let from: SettlementDay = day.parse().unwrap();
        let days = PaidPeriod { from, to: from.next() };
        Terminals.compare(&mut self.engine, DSO, days, noon()).unwrap()
    }

    fn keys(&mut self) -> Vec<String> {
        let found = self.terminals("2026-11-01").three_way.differences;
        found.into_iter().map(|one| one.key).collect()
    }
}

#[test]
fn tp_20_what_is_declared_is_what_was_sold_with_the_difference_that_was_explained() {
    let mut shop = shop("shift");
    shop.shift();
    let found = shop.terminals("2026-11-01");
    assert_eq!(found.three_way.differences, []);
    let day = "2026-11-01".parse().unwrap();
    let micro = 47_500_000;
    assert_eq!(found.three_way.days.get(&day), Some(&[micro, micro, micro, 0]));
    assert_eq!(found.remarks, ["shift:T-1:1 of A differs by -2.500000 EUR: a coin fell down"]);
    // What was sold after the close has not been counted.
    shop.order(noon(), Call::OpenShift { cashier: "A".parse().unwrap() });
    shop.sells("4", "15.00", Tender::Cash);
    let found = shop.terminals("2026-11-01");
    assert_eq!(found.three_way.differences, []);
    assert!(found.remarks[1].starts_with("1 movements, 15.000000 EUR"), "{:?}", found.remarks);
    sound(&mut shop.engine);
}

#[test]
fn tp_20_tp_06_money_in_suspense_belongs_to_the_shift_too() {
    let mut shop = shop("suspense");
    let (cashier, taken_at, tender) = ("A".parse().unwrap(), noon(), Tender::Cash);
    let (transaction, amount, promised_to) = ("9".parse().unwrap(), eur("12.00"), None);
    shop.order(
        noon(),
        Call::Confirm { transaction, amount, taken_at, tender, cashier, promised_to },
    );
    shop.shift_closed("12.00");
    let found = shop.terminals("2026-11-01");
    assert_eq!(found.three_way.differences, []);
    let sums: Vec<_> = found.three_way.days.into_values().collect();
    assert_eq!(sums, [[12_000_000, 12_000_000, 0, 12_000_000]]);
    // It is none of the bank's.
    let days =
        PaidPeriod { from: "2026-11-01".parse().unwrap(), to: "2026-11-02".parse().unwrap() };
    let bank = Banks.compare(&mut shop.engine, DSO, days, noon()).unwrap();
    assert_eq!((bank.three_way.differences.len(), bank.faults.len()), (0, 0), "{bank:?}");
}

impl Shop {
    fn shift_closed(&mut self, cash: &str) {
        let declared = CashCount { cash: eur(cash), card: MicroEuro::ZERO };
        let (cashier, explanation) = ("A".parse().unwrap(), None);
        self.order(noon().plus_h(5), Call::CloseShift { cashier, declared, explanation });
    }
}

#[test]
fn tp_19_what_a_terminal_and_the_ledger_tell_differently_is_listed_to_the_line() {
    let mut shop = shop("terminal");
    shop.shift();
    let fact =
        timeline::Fact::TopUp { eur: eur("5"), channel: "terminal".into(), id: "by-hand".into() };
    let account = shop.engine.account_of(ean()).unwrap();
    shop.engine.record(&account, &fact, noon().plus_h(6)).unwrap();
    let keys = shop.keys();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert!(keys[0].ends_with("top_up by-hand"), "{keys:?}");
    // Less in the ledger than was sold.
    let less = "UPDATE wide_booking SET amount_micro_eur = amount_micro_eur / 2
        WHERE key = 'terminal:T-1:2'";
    shop.engine.store.run_sql(less).unwrap();
    let keys = shop.keys();
    assert_eq!(keys[..2], ["shift:T-1:1", "terminal:T-1:2"], "{keys:?}");
}

fn asked(days: &[&str]) -> Reconcile {
    use clap::Parser;
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        asked: Reconcile,
    }
    Line::try_parse_from([&["reconcile"], days].concat()).unwrap().asked
}

fn told(shop: &Shop, days: &[&str]) -> (Vec<serde_json::Value>, Result<(), String>) {
    let mut out = Vec::new();
    let url = shop.file.display().to_string();
    let done = run(&url, &asked(days), true, &mut out);
    let lines = String::from_utf8(out).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (lines, done.map_err(|failure| chain(failure.as_ref())))
}

#[test]
fn tp_19_the_command_lists_each_way_and_the_period_and_fails_on_a_difference() {
    let mut shop = shop("command");
    shop.shift();
    for days in [
        &["--day", "2026-11-01"][..],
        &["--period", "2026-11"],
        &["--from", "2026-10-30", "--to", "2026-11-30", "--dso", "ORES"],
    ] {
        let (lines, done) = told(&shop, days);
        assert_eq!(done, Ok(()), "{lines:?}");
        let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).collect::<Vec<_>>();
        let day = of("day");
        assert_eq!((day.len(), &day[0]["way"]), (1, &"terminals".into()));
        assert_eq!(day[0]["outside_eur"], "47.500000");
        let period = of("period");
        assert_eq!(period.len(), usize::from(days[0] != "--day"));
        if let Some(period) = period.first() {
            assert_eq!(period["credited_eur"], "50.000000");
        }
    }
    let account = shop.engine.account_of(ean()).unwrap();
    let (channel, id) = ("online".to_owned(), "by-hand".to_owned());
    let fact = timeline::Fact::TopUp { eur: eur("5"), channel, id };
    shop.engine.record(&account, &fact, noon().plus_h(6)).unwrap();
    let (lines, done) = told(&shop, &["--day", "2026-11-01"]);
    assert_eq!(done, Err("1 differences".to_owned()));
    let difference = lines.iter().find(|line| line["kind"] == "difference").unwrap();
    assert!(difference["text"].as_str().unwrap().contains("--psp"), "{difference}");
    for wrong in
        [&["--day", "2026-11-01", "--period", "2026-11"][..], &[], &["--from", "2026-11-01"]]
    {
        use clap::Parser;
        let line = [&["tirelire", "reconcile"], wrong].concat();
        assert!(crate::cli::Arguments::try_parse_from(line).is_err(), "{wrong:?}");
    }
}
