//! What payment providers have told.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{BankLine, BankStatement, LineState, PAYOUT, ProviderLine, ProviderTold, Store};
use units::{Dso, MicroEuro};

on_both! {
    tp_19_the_last_word_of_a_provider_holds_and_no_word_is_lost
    tp_19_a_payout_is_paid_by_one_line_in_suspense
}

const DSO: Dso = Dso::Ores;

fn day(number: i32) -> SettlementDay {
    SettlementDay(20_000 + number)
}

fn line(movement: &str, on: i32, kind: &str, gross: i64) -> ProviderLine {
    ProviderLine {
        movement: movement.to_owned(),
        at: day(on).start().plus_h(9),
        kind: kind.to_owned(),
        payment: String::new(),
        other: "stl_1234".to_owned(),
        gross: MicroEuro(gross),
        fee: MicroEuro(-1),
    }
}

fn told(store: &mut Store, to: i32, lines: &[ProviderLine], at: i64) -> ProviderTold {
    store.keep_provider_lines("psp", (day(0), day(to)), lines, Instant(at)).unwrap()
}

fn names(store: &mut Store) -> Vec<(String, i64)> {
    let lines = store.provider_lines("psp", day(0), day(9)).unwrap();
    lines.into_iter().map(|line| (line.movement, line.gross.0)).collect()
}

fn tp_19_the_last_word_of_a_provider_holds_and_no_word_is_lost(place: &Place) {
    let mut store = place.store();
    assert!(store.providers_that_told().unwrap().is_empty());
    let (a, b) = (line("a", 1, "payment", 5), line("b", 2, "payment", 6));
    let first = told(&mut store, 3, &[a.clone(), b.clone(), a.clone()], 10);
    assert_eq!(first, ProviderTold { new: 2, changed: 0, withdrawn: 0 });
    assert_eq!(store.provider_lines("psp", day(0), day(9)).unwrap(), [a.clone(), b.clone()]);
    // Only a part of the days.
    assert_eq!(told(&mut store, 2, std::slice::from_ref(&a), 20), ProviderTold::default());
    let days = store.provider_days("psp", day(0), day(9)).unwrap();
    let days: Vec<_> = days.into_iter().map(|(day, at)| (day, at.0)).collect();
    assert_eq!(days, [(day(0), 20), (day(1), 20), (day(2), 10)]);
    let other = ProviderLine { gross: MicroEuro(7), ..a.clone() };
    let second = told(&mut store, 3, &[other, line("c", 2, "payment", 8)], 30);
    assert_eq!(second, ProviderTold { new: 1, changed: 1, withdrawn: 1 });
    assert_eq!(names(&mut store), [("a".to_owned(), 7), ("c".to_owned(), 8)]);
    // Told again, and of another day.
    let moved = ProviderLine { at: day(5).start(), ..b };
    let third = told(&mut store, 9, &[a, moved, line("c", 2, "payment", 8)], 40);
    assert_eq!(third, ProviderTold { new: 0, changed: 2, withdrawn: 0 });
    assert_eq!(names(&mut store), [("a".to_owned(), 5), ("c".to_owned(), 8), ("b".to_owned(), 6)]);
    let kept = store.dump("SELECT COUNT(*) FROM provider_line").unwrap();
    assert_eq!(kept, ["7"], "every word");
    assert!(store.provider_lines("other", day(0), day(9)).unwrap().is_empty());
    assert_eq!(store.providers_that_told().unwrap().into_iter().collect::<Vec<_>>(), ["psp"]);
}

fn suspended(store: &mut Store, key: &str) {
    let statement = BankStatement {
        id: 0,
        dso: DSO,
        iban: "BE68539007547034".to_owned(),
        closing_day: day(2),
        number: key.to_owned(),
        opening: MicroEuro(0),
        closing: MicroEuro(5),
        lines: 1,
        fingerprint: "0".repeat(64),
        format: "CODA".to_owned(),
        file: "file".to_owned(),
        imported_at: Instant(7),
    };
    let statement = store.add_bank_statement(&statement).unwrap();
    let line = BankLine {
        statement,
        line: 1,
        dso: DSO,
        key: key.to_owned(),
        booked: day(2),
        amount: MicroEuro(5),
        state: LineState::Suspended,
        account: None,
        how: "unmatched".to_owned(),
        channel: "transfer".to_owned(),
        counterparty_iban: String::new(),
        counterparty_name: String::new(),
        text: "stl_1234".to_owned(),
        reference: String::new(),
    };
    store.add_bank_lines(&[line]).unwrap();
}

fn tp_19_a_payout_is_paid_by_one_line_in_suspense(place: &Place) {
    let mut store = place.store();
    let (payout, other) = (line("p", 1, PAYOUT, -5), line("q", 1, PAYOUT, -5));
    told(&mut store, 3, &[payout.clone(), other.clone(), line("a", 1, "payment", 5)], 10);
    let open = store.open_provider_payouts().unwrap();
    assert_eq!(open, [("psp".to_owned(), payout.clone()), ("psp".to_owned(), other)]);
    suspended(&mut store, "bank:1");
    suspended(&mut store, "bank:2");
    let mut paid = |movement: &str, key: &str| {
        store.provider_payout_is_paid(("psp", movement), key, "payout", Instant(20))
    };
    assert!(paid("p", "bank:1").unwrap());
    assert!(paid("p", "bank:2").is_err(), "one line for a payout");
    assert!(paid("q", "bank:1").is_err(), "one payout for a line");
    assert_eq!(store.bank_line("bank:1").unwrap().unwrap().state, LineState::PaidOut);
    assert_eq!(store.bank_line("bank:2").unwrap().unwrap().state, LineState::Suspended);
    assert_eq!(store.open_provider_payouts().unwrap().len(), 1);
    let known = store.paid_provider_payouts("psp").unwrap();
    assert_eq!((known.len(), &known[0].payout), (1, &payout));
    assert_eq!(known[0].money_key, "bank:1");
}
