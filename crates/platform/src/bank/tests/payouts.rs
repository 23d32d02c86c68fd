//! Payouts on their way to the bank, and what is done when they do not arrive.

use super::debits::{both, said};
use super::money_out::supplier;
use super::people::an;
use super::world::{
    DSO, PAYER, World, at, day, eur, noon, on_both, pays, pays_ogm, statement, told,
};
use crate::bank::remit::{approve, default_supplier, movements, propose};
use crate::bank::suspense::give_back;
use crate::bank::{Bank, payouts};
use ledger::{EntryKind, JournalEntry, LedgerAccount, Posting, Transaction};
use store::{Payout, PayoutEventKind, PayoutState};
use vending::{MovementKind, PaidPeriod};

on_both! {
    pa_35_the_first_period_leaves_no_movement_before_it
    pa_35_what_a_chargeback_left_to_be_paid_is_the_suppliers_when_it_is_collected
    tp_21_a_return_goes_out_without_a_period_and_its_file_is_written_again
    tp_21_what_the_bank_rejects_is_owed_again_and_goes_out_under_another_name
    tp_21_a_transfer_that_comes_back_is_owed_again_and_waits_for_a_person
}

fn week(from: &str) -> PaidPeriod {
    PaidPeriod { from: day(from), to: day(from).plus(7) }
}

fn pa_35_the_first_period_leaves_no_movement_before_it(world: &mut World) {
    supplier(world, "A", "NL91ABNA0417164300");
    world.engine.store.set_setting(&default_supplier(DSO), "A").unwrap();
    world.night("2026-10-30", 3);
    let mut paid = statement(1, 0, vec![pays_ogm(54_000, &world.ogm(0))]);
    paid.day = "2026-10-31";
    let file = world.write(super::world::camt(&[paid]).as_bytes());
    world.import_at(file, at("2026-10-31T12:00:00+01:00")).unwrap();
    world.night("2026-10-31", 6);
    for date in 1..9 {
        world.night(&format!("2026-11-{date:02}"), 6 + 3 * date);
    }
    let now = at("2026-11-09T12:00:00+01:00");
    let ask = |world: &mut World, from: &str| {
        told(propose(&mut world.engine, DSO, week(from), "an", now))
    };
    let refused = ask(world, "2026-11-02").unwrap_err();
    assert!(refused.contains("money moved on 2026-10-31"), "{refused}");
    assert!(world.engine.store.payouts(DSO).unwrap().is_empty(), "nothing is kept of it");
    // With the week in which it lies nothing stays behind.
    let first: Vec<_> = ask(world, "2026-10-26").unwrap().iter().map(|one| one.amount).collect();
    // 540.00 less what two days recovered from each of three accounts.
    assert_eq!(first, [eur("534")]);
    ask(world, "2026-11-02").unwrap();
    let days = PaidPeriod { from: day("2026-10-26"), to: day("2026-11-09") };
    let figures = crate::reconcile::period(&mut world.engine, DSO, days).unwrap().unwrap();
    assert_eq!(figures.credited, 540_000_000);
    assert_eq!(figures.credited, figures.remitted + figures.owed_to_operator + figures.open);
    world.sound();
}

/// 50.00 are paid and spent, taken back, and 20.00 of a later payment go to what is still owed of them, 5.00 to
/// an advance.
fn pa_35_what_a_chargeback_left_to_be_paid_is_the_suppliers_when_it_is_collected(
    world: &mut World,
) {
    let account = world.accounts[0].id;
    let (cash, credit) = (LedgerAccount::CashOnline, LedgerAccount::CustomerCredit);
    let (review, advances) = (LedgerAccount::DebtUnderReview, LedgerAccount::Advances);
    let entries = [
        (EntryKind::TopUp, "tr_1", vec![(cash, "50"), (credit, "-50")]),
        (EntryKind::Chargeback, "tr_1", vec![(cash, "-50"), (credit, "12"), (review, "38")]),
        (
            EntryKind::TopUp,
            "tr_2",
            vec![(cash, "30"), (review, "-20"), (advances, "-5"), (credit, "-5")],
        ),
        (EntryKind::Collection, "plan", vec![(credit, "3"), (review, "-3")]),
    ];
    let seq = world.engine.store.last_entry_seq(account).unwrap();
    let mut booking = store::Booking::of(account);
    for (n, (kind, key, legs)) in (seq + 1..).zip(entries) {
        let legs =
            legs.into_iter().map(|(of, amount)| Posting { account: of, amount: eur(amount) });
        booking.entries.push(JournalEntry {
            account,
            seq: n,
            booked_at: noon(),
            day: noon().day(),
            kind,
            key: Some(key.into()),
            transaction: Transaction::new(legs.collect()).unwrap(),
        });
    }
    world.engine.store.book(&booking).unwrap();
    let days = PaidPeriod { from: noon().day(), to: noon().day().next() };
    let found = movements(&mut world.engine, DSO, days).unwrap();
    let said: Vec<_> = found.iter().map(|one| (one.kind, one.amount)).collect();
    assert_eq!(
        said,
        [
            (MovementKind::TopUpCredited, eur("50")),
            (MovementKind::Chargeback, eur("50")),
            (MovementKind::TopUpCredited, eur("30")),
            // The advance alone is the operator's own: the supplier is left with 25 of the 30 it is owed.
            (MovementKind::CollectedForOperator, eur("5")),
        ]
    );
}

/// A return of 20.00 that two people have agreed on.
fn returned(world: &mut World) -> Payout {
    world.import(&[statement(1, 0, vec![pays(2_000, "x")])]).unwrap();
    let key = world.suspense().items[0].1.key.to_string();
    give_back(&mut world.engine, &key, None, &both(), noon()).unwrap()
}

fn payout_file(world: &mut World, again: Option<&str>) -> String {
    let out = world.folder.path().join("out");
    let again = again.map(str::to_owned);
    said(world, Bank::PayoutFile { dso: DSO, out, again, execute: None, v3: false })
}

fn now_of(world: &mut World, payout: &Payout) -> Payout {
    world.engine.store.payout(payout.id).unwrap().unwrap()
}

fn owed(world: &mut World) -> i64 {
    world.engine.store.house_balance(DSO, LedgerAccount::RefundPayable).unwrap()
}

fn tp_21_a_return_goes_out_without_a_period_and_its_file_is_written_again(world: &mut World) {
    let payout = returned(world);
    let made = payout_file(world, None);
    assert!(made.contains("1 transfers, 20.000000 EUR"), "{made}");
    let sent = now_of(world, &payout);
    assert_eq!(sent.state, PayoutState::Sent);
    let id = sent.message_id.clone().unwrap();
    let path = world.folder.path().join("out").join(format!("{id}.xml"));
    let first = std::fs::read(&path).unwrap();
    assert!(String::from_utf8_lossy(&first).contains(PAYER));
    assert!(payout_file(world, None).contains("nothing that is approved waits"));
    // The file was lost before it came to the bank.
    std::fs::remove_file(&path).unwrap();
    let again = payout_file(world, Some(&id));
    assert_eq!(std::fs::read(&path).unwrap(), first);
    let digest = payouts::digest(&String::from_utf8(first).unwrap());
    assert!(again.contains(&digest) && made.contains(&digest), "{made} {again}");
    assert_eq!(now_of(world, &payout), sent, "nothing moved");
    let left = std::fs::read_dir(world.folder.path().join("out")).unwrap().count();
    assert_eq!(left, 1, "no part of a file is left");
    assert!(told(payouts::again(&mut world.engine, "TIRELIRE-0", |_| Ok(()))).is_err());
}

fn tp_21_what_the_bank_rejects_is_owed_again_and_goes_out_under_another_name(world: &mut World) {
    let payout = returned(world);
    let ask = |world: &mut World, second: Option<&str>| {
        told(payouts::rejected(&mut world.engine, payout.id, &an(second), noon()))
    };
    assert!(ask(world, Some("bo")).unwrap_err().contains("is approved, not sent"));
    payout_file(world, None);
    let first = now_of(world, &payout).message_id.unwrap();
    assert!(ask(world, None).unwrap_err().contains("a second person"));
    assert!(ask(world, Some("AN")).unwrap_err().contains("another person"));
    let back = ask(world, Some("bo")).unwrap();
    assert_eq!((back.state, &back.message_id), (PayoutState::Approved, &None));
    assert_eq!(owed(world), 20_000_000);
    payout_file(world, None);
    let second = now_of(world, &payout).message_id.unwrap();
    assert_ne!(first, second, "a bank refuses a message that it has seen");
    let mut debit = pays(-2_000, "back");
    debit.end_to_end = payout.end_to_end_id.clone();
    world.import(&[statement(2, 2_000, vec![debit])]).unwrap();
    assert_eq!((now_of(world, &payout).state, owed(world)), (PayoutState::Closed, 0));
    assert!(ask(world, Some("bo")).unwrap_err().contains("is closed, not sent"));
    let events = world.engine.store.payout_events(payout.id).unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    use PayoutEventKind::{Closed, Rejected, Sent};
    assert_eq!(kinds, [Sent, Rejected, Sent, Closed]);
    assert_eq!(events[1].approved_by.as_deref(), Some("bo"));
    world.sound();
}

fn tp_21_a_transfer_that_comes_back_is_owed_again_and_waits_for_a_person(world: &mut World) {
    let payout = returned(world);
    payout_file(world, None);
    let moved = |cents: i64| {
        let mut line = pays(cents, "no such account");
        line.end_to_end = payout.end_to_end_id.clone();
        line
    };
    world.import(&[statement(2, 2_000, vec![moved(-2_000)])]).unwrap();
    assert_eq!(owed(world), 0);
    // A part of it, or somebody else's money that names it, is no return.
    let mut other = moved(2_000);
    other.iban = "NL91ABNA0417164300";
    let booked = world.import(&[statement(3, 0, vec![moved(1_999), other])]).unwrap();
    assert_eq!((booked[0].returned.0, booked[0].suspended.0), (0, 2));
    let booked = world.import(&[statement(4, 3_999, vec![moved(2_000)])]).unwrap();
    assert_eq!((booked[0].returned, booked[0].suspended.0), ((1, 20_000_000), 0));
    let back = now_of(world, &payout);
    assert_eq!((back.state, &back.approved_by), (PayoutState::Proposed, &None));
    assert_eq!(owed(world), 20_000_000);
    world.sound();
    assert!(payout_file(world, None).contains("nothing that is approved waits"));
    assert!(told(approve(&mut world.engine, payout.id, "An", noon())).is_err());
    approve(&mut world.engine, payout.id, "cy", noon()).unwrap();
    assert_eq!(owed(world), 20_000_000, "it is owed once");
    payout_file(world, None);
    world.import(&[statement(5, 5_999, vec![moved(-2_000)])]).unwrap();
    assert_eq!((now_of(world, &payout).state, owed(world)), (PayoutState::Closed, 0));
    world.sound();
}
