//! The tables of the bank.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, JournalEntry, LedgerAccount, Transaction};
use store::{
    BankAccount, BankLine, BankStatement, Booking, LineState, Payout, PayoutKind, PayoutLine,
    PayoutState, Store, SuspenseRow,
};
use units::{AccountId, Dso, MicroEuro};

on_both! {
    tp_05_a_line_and_a_statement_are_kept_once
    tp_16_the_ledger_knows_what_lies_in_suspense
    tp_21_a_payout_moves_on_once_and_by_two_people
    tp_19_a_statement_whose_lines_do_not_add_up_is_named
}

const DSO: Dso = Dso::Ores;
const IBAN: &str = "BE68539007547034";

fn day() -> SettlementDay {
    "2026-11-11".parse().unwrap()
}

fn statement(number: &str, dso: Dso) -> BankStatement {
    BankStatement {
        id: 0,
        dso,
        iban: IBAN.to_owned(),
        closing_day: day(),
        number: number.to_owned(),
        opening: MicroEuro(0),
        closing: MicroEuro(5),
        lines: 1,
        fingerprint: "0".repeat(64),
        format: "CODA".to_owned(),
        file: "file".to_owned(),
        imported_at: Instant(7),
    }
}

fn line(statement: i64, line: u32, key: &str, micro: i64) -> BankLine {
    BankLine {
        statement,
        line,
        dso: DSO,
        key: key.to_owned(),
        booked: day(),
        amount: MicroEuro(micro),
        state: LineState::Suspended,
        account: None,
        how: "unmatched".to_owned(),
        channel: "transfer".to_owned(),
        counterparty_iban: "BE1".to_owned(),
        counterparty_name: "zero \0 character".to_owned(),
        text: "it's".to_owned(),
        reference: String::new(),
    }
}

fn tp_05_a_line_and_a_statement_are_kept_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let account = |dso, holder: &str| BankAccount {
        iban: IBAN.to_owned(),
        dso,
        holder: holder.to_owned(),
        bic: String::new(),
    };
    store.enter_bank_account(&account(DSO, "first")).unwrap();
    store.enter_bank_account(&account(DSO, "second")).unwrap();
    let taken = store.enter_bank_account(&account(Dso::Resa, "x")).unwrap_err();
    assert_eq!(taken.to_string(), format!("bank account `{IBAN}` belongs to ORES"));
    assert_eq!(store.bank_account(IBAN).unwrap().unwrap().holder, "second");
    let first = store.add_bank_statement(&statement("1", DSO)).unwrap();
    assert_eq!(first, 1_000_000_001);
    assert_eq!(store.add_bank_statement(&statement("2", Dso::Resa)).unwrap(), 2_000_000_001);
    assert!(store.add_bank_statement(&statement("1", DSO)).is_err(), "account, day and number");
    assert_eq!(store.last_bank_statement(IBAN).unwrap().unwrap().number, "2");
    store.add_bank_lines(&[line(first, 1, "bank:1", 5)]).unwrap();
    let twice = [line(first, 2, "bank:2", 5), line(first, 3, "bank:1", 5)];
    assert!(store.add_bank_lines(&twice).is_err());
    let kept = store.bank_lines(DSO, day(), day().next()).unwrap();
    assert_eq!(kept.len(), 1, "all of them or none");
    assert_eq!(kept[0].counterparty_name, "zero   character");
    assert_eq!(kept[0].text, "it's");
    let credited = AccountId::new(DSO, 1).unwrap();
    assert!(store.line_is_credited("bank:1", credited, "by an").unwrap());
    assert!(!store.line_is_credited("bank:1", credited, "by an").unwrap(), "once");
    assert_eq!(store.bank_line("bank:1").unwrap().unwrap().account, Some(credited));
}

fn entry(seq: i64, key: &str, debit: LedgerAccount, credit: LedgerAccount) -> JournalEntry {
    JournalEntry {
        account: AccountId::house(DSO),
        seq,
        booked_at: Instant(7),
        day: day(),
        kind: EntryKind::Suspense,
        key: Some(key.to_owned()),
        transaction: Transaction::transfer(debit, credit, MicroEuro(5)).unwrap().unwrap(),
    }
}

fn tp_16_the_ledger_knows_what_lies_in_suspense(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let (cash, suspense) = (LedgerAccount::CashTransfer, LedgerAccount::Suspense);
    let house = AccountId::house(DSO);
    assert_eq!(store.last_entry_seq(house).unwrap(), 0);
    let mut booking = Booking::of(house);
    booking.entries = vec![
        entry(1, "bank:a", cash, suspense),
        entry(2, "bank:b", cash, suspense),
        entry(3, "bank:a", suspense, cash),
        // Of a terminal: none of the bank's.
        entry(4, "terminal:T-1:7", LedgerAccount::CashTerminal, suspense),
    ];
    store.book(&booking).unwrap();
    assert_eq!(store.last_entry_seq(house).unwrap(), 4);
    assert_eq!(store.house_balance(DSO, suspense).unwrap(), 10);
    for (prefix, lies) in [("bank:", 5), ("terminal:", 5), ("provider:", 0)] {
        assert_eq!(store.suspense_of(DSO, prefix).unwrap(), MicroEuro(lies), "{prefix}");
    }
    let kept = store.kept_from_bank(DSO, day(), day().next()).unwrap();
    assert_eq!(
        kept.iter().map(|money| (money.key.as_str(), money.amount.0)).collect::<Vec<_>>(),
        [("bank:b", 5)]
    );
    let item = SuspenseRow {
        key: "b".to_owned(),
        dso: DSO,
        bank_account: IBAN.to_owned(),
        received: day(),
        amount: MicroEuro(5),
        state: 0,
        body: "{}".to_owned(),
    };
    store.add_suspense(&[item]).unwrap();
    assert_eq!(store.open_suspense(DSO).unwrap().len(), 1);
    store.move_suspense("b", 1, "{1}", Instant(8), "letter").unwrap();
    store.move_suspense("b", 3, "{3}", Instant(9), "returned").unwrap();
    assert!(store.open_suspense(DSO).unwrap().is_empty());
    let acts: Vec<_> = store.suspense_acts("b").unwrap().into_iter().map(|act| act.seq).collect();
    assert_eq!(acts, [1, 2]);
    assert_eq!(store.suspense_item("b").unwrap().unwrap().body, "{3}");
    assert_eq!(store.verify_chain(DSO).unwrap().fault, None);
    assert_eq!(store.trial_balance(DSO).unwrap().excess(), 0);
}

fn tp_21_a_payout_moves_on_once_and_by_two_people(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let payout = Payout {
        id: 0,
        dso: DSO,
        kind: PayoutKind::Remittance,
        subject: "A".to_owned(),
        from: day(),
        to: day().plus(7),
        amount: MicroEuro(10_000),
        carried_in: MicroEuro(0),
        carried_out: MicroEuro(-3),
        name: "A".to_owned(),
        iban: "NL91ABNA0417164300".to_owned(),
        bic: String::new(),
        end_to_end_id: String::new(),
        state: PayoutState::Proposed,
        proposed_by: "an".to_owned(),
        approved_by: None,
        message_id: None,
        debit_key: None,
    };
    let moved = PayoutLine {
        key: "k".to_owned(),
        account: AccountId::new(DSO, 1).unwrap(),
        day: day(),
        of_day: day().previous(),
        kind: "top_up_credited".to_owned(),
        amount: MicroEuro(9_997),
    };
    let id = store.add_payout(&payout, std::slice::from_ref(&moved)).unwrap();
    assert!(store.add_payout(&payout, &[]).is_err(), "one for a supplier and period");
    assert_eq!(store.payout_lines(id).unwrap(), [moved]);
    assert!(!store.payout_is_sent(id, "M", Instant(7)).unwrap(), "not before it is approved");
    for typed in ["an", "An", " an "] {
        assert!(
            !store.approve_payout(id, typed).unwrap(),
            "who proposes does not approve: {typed:?}"
        );
    }
    assert!(store.approve_payout(id, "bo").unwrap());
    assert!(!store.approve_payout(id, "cy").unwrap());
    assert!(store.payout_is_sent(id, "M", Instant(7)).unwrap());
    assert!(!store.payout_is_sent(id, "N", Instant(7)).unwrap());
    assert!(store.payout_is_closed(id, "bank:9", Instant(8)).unwrap());
    assert!(!store.payout_is_closed(id, "bank:10", Instant(8)).unwrap());
    let kept = store.payout_of(&format!("TIRELIRE-{id}")).unwrap().unwrap();
    assert_eq!((kept.state, kept.approved_by.as_deref()), (PayoutState::Closed, Some("bo")));
    assert_eq!(kept.debit_key.as_deref(), Some("bank:9"));
}

fn tp_19_a_statement_whose_lines_do_not_add_up_is_named(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let good = store.add_bank_statement(&statement("1", DSO)).unwrap();
    let bad = store.add_bank_statement(&statement("2", DSO)).unwrap();
    store.add_bank_lines(&[line(good, 1, "a", 5), line(bad, 1, "b", 4)]).unwrap();
    let found = store.unequal_bank_statements(DSO, day(), day().next()).unwrap();
    assert_eq!(
        found,
        [format!("statement 2 of {IBAN}: 1 lines moved 0.000005 EUR, 1 kept lines 0.000004 EUR")]
    );
}
