//! A number that comes again: other money under it, the same money later, money that was given back, and
//! money of an account that has closed. Source: TP-06, TP-19, TP-20.

use super::suspense::{agree, an, listed, order};
use super::*;
use crate::bank::suspense::credit;
use crate::reconcile::{Terminals, Way, compare};
use http_api::{Call, Order, SaleOutcome, Tender};
use vending::{CashCount, Fingerprint, PaidPeriod};

/// A confirmation of its own key, and what was answered.
fn told(engine: &mut Engine, key: &str, amount: &str, taken_at: Instant) -> SaleOutcome {
    let (amount, cashier, tender) = (eur(amount), "A".parse().unwrap(), Tender::Cash);
    let (transaction, promised_to) = ("7".parse().unwrap(), None);
    let call = Call::Confirm { transaction, amount, taken_at, tender, cashier, promised_to };
    let fingerprint = Fingerprint::of(key, &format!("{call:?}"));
    let order = Order { key: key.parse().unwrap(), fingerprint, at: noon(), call };
    let request = OrderRequest { terminal: "T-1".into(), dso: DSO, wait: None, order };
    match serve(engine, &[Request::Order(request)], noon()).pop().unwrap().unwrap() {
        Answer::Order(Ok(CarriedOut { outcome: http_api::Outcome::Sale(sale), .. })) => sale,
        other => panic!("{other:?}"),
    }
}

fn close(engine: &mut Engine, cash: &str) {
    let declared = CashCount { cash: eur(cash), card: MicroEuro::ZERO };
    let (cashier, explanation) = ("A".parse().unwrap(), None);
    order(engine, "close", Call::CloseShift { cashier, declared, explanation });
}

#[test]
fn tp_06_a_terminal_that_lost_its_counter_loses_no_cash() {
    let mut engine = shop("sqlite::memory:");
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    let before = balance(&mut engine, 2, noon());
    all(&mut engine, &[vend("7", 1, "20.00")], noon());
    let first = told(&mut engine, "k-1", "20.00", noon());
    assert!(matches!(first.answer, vending::Answer::Credited { .. }), "{first:?}");
    let why = SuspenseReason::NumberUsed;
    for (key, amount) in [("k-2", "30.00"), ("k-3", "15.00"), ("k-4", "30.00")] {
        let sale = told(&mut engine, key, amount, noon());
        assert_eq!(sale.answer, vending::Answer::InSuspense { why }, "{key}");
        assert_eq!((sale.amount, sale.receipt), (Some(eur(amount)), None), "{key}");
        assert_eq!(sale.transaction.as_str(), "7");
    }
    // Every euro stands in the ledger, the repeated one once, and each is in front of a person.
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("65.00"));
    assert_eq!(booked(&mut engine, LedgerAccount::Suspense), eur("-45.00"));
    let found = listed(&mut engine, noon());
    let keys: Vec<String> = found.items.iter().map(|(_, item)| item.key.to_string()).collect();
    assert_eq!(keys, ["terminal:T-1:7~2", "terminal:T-1:7~3"]);
    assert_eq!((found.total, found.ledger), (45_000_000, 45_000_000));
    // What was said is kept: amount, time, cashier.
    let kept = engine.store.sales(&[("T-1", "7")]).unwrap().pop().unwrap();
    let kept: StoredSale = serde_json::from_str(&kept.body).unwrap();
    let said: Vec<(MicroEuro, Instant, &str)> = kept
        .vend
        .others()
        .iter()
        .map(|one| (one.amount, one.taken_at, one.cashier.as_str()))
        .collect();
    assert_eq!(said, [(eur("30.00"), noon(), "A"), (eur("15.00"), noon(), "A")]);
    // The cashier counts all of it, and the three sides agree; a person finds whose it is.
    close(&mut engine, "65.00");
    assert_eq!(agree(&mut engine), (20_000_000, 45_000_000));
    let later = instant("2026-11-05T10:00:00+01:00");
    credit(&mut engine, "terminal:T-1:7~2", ean(2), &an(None), later).unwrap();
    let after = balance(&mut engine, 2, later.plus_s(1));
    assert!(after.0 > before.0, "{before} {after}");
    assert_eq!(agree(&mut engine), (50_000_000, 15_000_000));
    sound(&mut engine);
}

#[test]
fn tp_19_as_much_money_taken_later_under_an_old_number_is_a_remark() {
    let mut engine = shop("sqlite::memory:");
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    all(&mut engine, &[vend("7", 1, "20.00")], noon());
    let first = told(&mut engine, "k-1", "20.00", noon());
    let again = told(&mut engine, "k-2", "20.00", noon().plus_h(4));
    assert_eq!(again.answer, first.answer, "the first result");
    let day = |text: &str| text.parse().unwrap();
    let days = PaidPeriod { from: day("2026-11-01"), to: day("2026-11-02") };
    let ways: [&dyn Way; 1] = [&Terminals];
    let found = compare(&mut engine, &ways, DSO, days, false, noon()).unwrap();
    assert_eq!(found.differences(), 0);
    let remarks = found.ways[0].1.remarks.join("\n");
    assert!(
        remarks.contains("terminal:T-1:7 was confirmed again with 20.00")
            && remarks.contains("by A, as taken at 2026-11-01T16:00"),
        "{remarks}"
    );
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("20.00"));
    sound(&mut engine);
}

#[test]
fn tp_06_money_that_was_given_back_is_not_answered_as_credited() {
    let mut engine = shop("sqlite::memory:");
    let calls = [vend("7", 1, "20.00"), confirm("7", Some(1), "20.00"), reverse("7")];
    all(&mut engine, &calls, noon());
    let late = [confirm("7", Some(1), "20.00"), vend("7", 1, "20.00")];
    assert_eq!(all(&mut engine, &late, noon().plus_min(1)), ["undone again", "undone again"]);
    // A number whose money was taken takes none again.
    all(&mut engine, &[vend("8", 1, "20.00"), confirm("8", Some(1), "20.00")], noon());
    assert_eq!(all(&mut engine, &[vend("8", 1, "20.00")], noon()), ["credited again"]);
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("20.00"));
    sound(&mut engine);
}

#[test]
fn tp_06_a_sale_of_an_account_that_has_closed_is_not_undone() {
    let mut engine = shop("sqlite::memory:");
    let account = engine.account_of(ean(1)).unwrap();
    let registers = serde_json::from_str(r#"{"1.8.1":"3","1.8.2":"0"}"#).unwrap();
    let gone = timeline::Fact::MoveOut { registers: Some(registers) };
    engine.record(&account, &gone, noon()).unwrap();
    // Sold just before the run that closes it.
    let early = instant("2026-11-02T05:58:00+01:00");
    all(&mut engine, &[vend("7", 1, "20.00"), vend("8", 1, "10.00")], early);
    let paid = [confirm("7", Some(1), "20.00"), confirm("8", Some(1), "10.00")];
    assert_eq!(all(&mut engine, &paid, early), ["credited", "credited"]);
    let ids: Vec<AccountId> =
        (2..=3).map(|home| engine.account_of(ean(home)).unwrap().id).collect();
    nights(&mut engine, &ids.iter().map(|id| (*id, 70)).collect::<Vec<_>>(), "2026-11-01");
    assert!(engine.account_of(ean(1)).unwrap().closed_at.is_some());
    let said = serve(&mut engine, &[reverse("7")], early.plus_min(4)).pop().unwrap().unwrap();
    let Answer::Sale(Ok(said)) = said else { panic!("{said:?}") };
    let why = vending::NotUndone::AccountClosed;
    assert_eq!(said.answer, vending::Answer::NotUndone { why });
    // Nor when somebody else lives there by now.
    let next = crate::testing::move_in_at(&mut engine, ean(1), "2026-11-02T06:02:30+01:00");
    assert_eq!(all(&mut engine, &[reverse("8")], early.plus_min(6)), ["not_undone"]);
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("30.00"));
    let kept = engine.store.sales(&[("T-1", "7"), ("T-1", "8")]).unwrap();
    assert!(kept.iter().all(|kept| kept.account == Some(account.id)), "{kept:?} {}", next.id);
    sound(&mut engine);
}
