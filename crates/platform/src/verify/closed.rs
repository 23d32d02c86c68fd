//! Books of households that have left: what is kept of a closed account is what its postings give, however it closed.
//! Source: PA-26, PA-28, PA-32.

use crate::engine::Engine;
use crate::testing::{engine, instant, night, nights, sound, top_up};
use ledger::LedgerAccount;
use readings::Registers;
use store::Reading;
use timeline::Fact;
use units::{Dso, ObisCode};

const LEFT: &str = "2026-10-31T09:00:00+01:00";

/// A home with 20.00 EUR that has used so much on its first day.
fn after(kwh: i64) -> (Engine, store::Account) {
    let (mut engine, home) = engine();
    night(&mut engine, &home, "2026-10-30", kwh);
    (engine, home)
}

fn moves_out(engine: &mut Engine, home: &store::Account, kwh: Option<i64>) {
    let registers = kwh.map(|kwh| {
        [(ObisCode::IMPORT_PEAK, kwh.to_string()), (ObisCode::IMPORT_OFF_PEAK, "0".to_owned())]
            .into()
    });
    engine.record(home, &Fact::MoveOut { registers }, instant(LEFT)).unwrap();
}

#[track_caller]
fn closes(engine: &mut Engine, home: &store::Account) {
    nights(engine, &[], "2026-10-31");
    assert!(engine.store.account(home.id).unwrap().unwrap().closed_at.is_some());
    assert_eq!(engine.store.unsettled(&[home.id]).unwrap(), []);
    sound(engine);
}

fn owed(engine: &mut Engine, account: LedgerAccount) -> i128 {
    engine.store.trial_balance(Dso::Ores).unwrap().of(account)
}

#[test]
fn pa_28_pa_32_an_account_that_closes_without_registers_is_sound() {
    // 20.00 less 44.00: the balance that was left is owed, and nothing of it is kept as unsettled.
    let (mut engine, home) = after(110);
    moves_out(&mut engine, &home, None);
    sound(&mut engine);
    closes(&mut engine, &home);
    assert_eq!(owed(&mut engine, LedgerAccount::ClosingReceivable), 24_000_000);
    // The same with something left, and with a night in between.
    let (mut engine, home) = after(10);
    engine.record(&home, &top_up("T-1"), instant("2026-10-31T08:00:00+01:00")).unwrap();
    moves_out(&mut engine, &home, None);
    closes(&mut engine, &home);
    assert_eq!(owed(&mut engine, LedgerAccount::RefundPayable), -26_000_000);
    nights(&mut engine, &[], "2026-11-01");
    sound(&mut engine);
}

#[test]
fn pa_28_an_account_that_closes_on_its_first_day_is_sound() {
    let (mut engine, home) = engine();
    let gone = Fact::MoveOut { registers: None };
    engine.record(&home, &gone, instant("2026-10-30T09:00:00+01:00")).unwrap();
    nights(&mut engine, &[], "2026-10-30");
    assert!(engine.store.account(home.id).unwrap().unwrap().closed_at.is_some());
    sound(&mut engine);
}

#[test]
fn pa_28_pa_32_an_account_that_closes_with_registers_is_sound() {
    let (mut engine, home) = after(10);
    moves_out(&mut engine, &home, Some(12));
    closes(&mut engine, &home);
    assert_eq!(owed(&mut engine, LedgerAccount::RefundPayable), -15_200_000);
}

#[test]
fn pa_32_tp_06_an_account_that_closes_while_a_payment_is_on_its_way_is_sound() {
    for kwh in [None, Some(12)] {
        let (mut engine, home) = after(10);
        let eur = "10.00".parse().unwrap();
        let pending = Fact::PaymentPending { id: "T-1".into(), eur, channel: "online".into() };
        engine.record(&home, &pending, instant("2026-10-31T08:00:00+01:00")).unwrap();
        moves_out(&mut engine, &home, kwh);
        closes(&mut engine, &home);
        // Whoever credits it later is told that the book takes nothing in; the money goes elsewhere.
        let late = instant("2026-11-02T09:00:00+01:00");
        assert!(engine.record(&home, &top_up("T-1"), late).is_err());
        sound(&mut engine);
    }
}

#[test]
fn pa_32_tp_18_an_account_that_closes_while_a_refund_is_on_its_way_is_sound() {
    for kwh in [None, Some(12)] {
        let (mut engine, home) = after(10);
        engine.record(&home, &top_up("T-1"), instant("2026-10-31T07:00:00+01:00")).unwrap();
        let eur = "10.00".parse().unwrap();
        let refund = Fact::Refund {
            id: "R-1".into(),
            eur,
            channel: "terminal".into(),
            given: false,
            owed: true,
        };
        engine.record(&home, &refund, instant("2026-10-31T08:00:00+01:00")).unwrap();
        moves_out(&mut engine, &home, kwh);
        sound(&mut engine);
        closes(&mut engine, &home);
        // The refund and what was left wait together to be paid out.
        let left = if kwh.is_some() { 15_200_000 } else { 16_000_000 };
        assert_eq!(owed(&mut engine, LedgerAccount::RefundPayable), -10_000_000 - left);
    }
}

/// The household that comes is told of late: its first days are settled all the same, once.
#[test]
fn pa_07_pa_27_an_account_that_is_opened_for_a_day_whose_night_is_done_is_sound() {
    let (mut engine, home) = after(10);
    moves_out(&mut engine, &home, Some(12));
    closes(&mut engine, &home);
    nights(&mut engine, &[], "2026-11-01");
    let next = crate::testing::move_in_at(&mut engine, home.ean, LEFT);
    sound(&mut engine);
    let days = |engine: &mut Engine| {
        let (from, to) = (calendar::SettlementDay(0), calendar::SettlementDay(99_999));
        let rows = engine.store.days(&[next.id], from, to).unwrap();
        rows.iter().map(|row| format!("{} {}", row.day, row.charge)).collect::<Vec<_>>()
    };
    assert_eq!(days(&mut engine), ["2026-10-31 0.000000", "2026-11-01 0.000000"]);
    engine.record(&next, &top_up("T-2"), instant("2026-11-02T09:00:00+01:00")).unwrap();
    sound(&mut engine);
    // What its meter shows then is charged by the next night, and the days before are put right.
    nights(&mut engine, &[(next.id, 5)], "2026-11-02");
    sound(&mut engine);
    nights(&mut engine, &[(next.id, 9)], "2026-11-03");
    sound(&mut engine);
    assert_eq!(days(&mut engine).len(), 4);
}

/// A meter that was silent answers when its household has left: the night of everybody else is settled all the same.
#[test]
fn pa_25_pa_28_a_reading_after_the_closing_stops_no_night() {
    let (mut engine, home) = after(10);
    let other: units::Ean = "541449000000237577".parse().unwrap();
    let other = crate::testing::move_in_at(&mut engine, other, "2026-10-30T00:00:00+01:00");
    assert!(home.id < other.id);
    moves_out(&mut engine, &home, None);
    closes(&mut engine, &home);
    let late = Reading {
        midnight: "2026-11-01".parse().unwrap(),
        account: home.id,
        registers: Registers([12_000_000, 0]),
        learnt_at: instant("2026-11-01T09:00:00+01:00"),
    };
    engine.store.record_readings(&[late]).unwrap();
    nights(&mut engine, &[(other.id, 5)], "2026-11-01");
    let day = "2026-11-01".parse().unwrap();
    assert_eq!(engine.store.days(&[other.id], day, day).unwrap().len(), 1);
    sound(&mut engine);
}
