//! What people do with money in suspense.

use super::world::{DSO, PAYER, World, at, eur, noon, on_both, pays, statement, told};
use crate::bank::suspense::{Person, credit, give_back, letter, list};
use vending::SuspenseAct;

on_both! {
    tp_16_a_letter_after_three_working_days_and_a_return_after_thirty
    tp_14_the_same_cash_cannot_be_credited_twice
    tp_16_money_goes_back_to_its_sender_and_the_debit_line_closes_it
}

pub fn an(second: Option<&str>) -> Person {
    Person { by: "an".into(), approved_by: second.map(str::to_owned), note: "called".into() }
}

fn key(world: &mut World) -> String {
    world.suspense().items[0].1.key.to_string()
}

fn tp_16_a_letter_after_three_working_days_and_a_return_after_thirty(world: &mut World) {
    world.import(&[statement(1, 0, vec![pays(2_000, "x")])]).unwrap();
    let mut due = |text: &str| list(&mut world.engine, DSO, at(text)).unwrap().items[0].0;
    assert_eq!(due("2026-11-13T09:00:00+01:00"), SuspenseAct::Wait);
    assert_eq!(due("2026-11-16T09:00:00+01:00"), SuspenseAct::SendLetter);
    assert_eq!(due("2026-12-11T09:00:00+01:00"), SuspenseAct::Return);
    let key = key(world);
    letter(&mut world.engine, &key, &an(None), at("2026-11-16T09:00:00+01:00")).unwrap();
    let then = list(&mut world.engine, DSO, at("2026-11-17T09:00:00+01:00")).unwrap();
    assert_eq!(
        (then.items[0].0, then.total, then.ledger),
        (SuspenseAct::Wait, 20_000_000, 20_000_000)
    );
}

fn tp_14_the_same_cash_cannot_be_credited_twice(world: &mut World) {
    let both = format!("{} / {}", world.ogm(0), world.ogm(1));
    world.import(&[statement(1, 0, vec![pays(6_000, &both)])]).unwrap();
    let (key, ean) = (key(world), world.accounts[0].ean);
    let before = (world.balance(0), world.balance(1));
    // More than 50.00 takes two people.
    let alone = told(credit(&mut world.engine, &key, ean, &an(None), noon()));
    assert_eq!(alone.unwrap_err(), "above 50.00 EUR a second person has to approve");
    let same = told(credit(&mut world.engine, &key, ean, &an(Some("an")), noon()));
    assert!(same.unwrap_err().contains("another person"));
    credit(&mut world.engine, &key, ean, &an(Some("bo")), noon()).unwrap();
    assert_eq!(world.balance(0).0 - before.0.0, 60_000_000);
    assert_eq!(world.balance(1), before.1);
    for other in [0, 1] {
        let ean = world.accounts[other].ean;
        let again = told(credit(&mut world.engine, &key, ean, &an(Some("bo")), noon()));
        assert!(again.unwrap_err().contains("has left suspense already"));
    }
    let again = told(give_back(&mut world.engine, &key, None, &an(None), noon()));
    assert!(again.unwrap_err().contains("has left suspense already"));
    // The other account waits no more, and nobody is told that a payment failed.
    assert_eq!(world.kinds(1), ["payment_pending", "payment_failed"]);
    let notices = world.engine.store.messages(&[world.accounts[1].id]).unwrap();
    assert!(notices.iter().all(|notice| !notice.body.contains("payment_failed")));
    let list = world.suspense();
    assert_eq!((list.items.len(), list.total, list.ledger), (0, 0, 0));
    let acts = world.engine.store.suspense_acts(&key).unwrap();
    assert!(acts[0].body.contains("\"approved_by\":\"bo\"") && acts[0].body.contains("called"));
    // From now on the sender is a suggestion for the account.
    let paid = world.engine.store.paid_by_any(&[PAYER], DSO).unwrap();
    assert_eq!(paid, [(PAYER.to_owned(), world.accounts[0].id)]);
    world.sound();
}

fn tp_16_money_goes_back_to_its_sender_and_the_debit_line_closes_it(world: &mut World) {
    world.import(&[statement(1, 0, vec![pays(2_000, "x")])]).unwrap();
    let key = key(world);
    let payout = give_back(&mut world.engine, &key, None, &an(None), noon()).unwrap();
    assert_eq!(
        (payout.iban.as_str(), payout.amount, payout.state.name()),
        (PAYER, eur("20"), "proposed")
    );
    assert_eq!((world.suspense().total, world.suspense().ledger), (0, 0));
    world.sound();
    let own = told(crate::bank::remit::approve(&mut world.engine, payout.id, "an", noon()));
    assert!(own.unwrap_err().contains("another person has to approve it"));
    crate::bank::remit::approve(&mut world.engine, payout.id, "bo", noon()).unwrap();
    let mut debit = pays(-1_999, "back");
    debit.end_to_end = payout.end_to_end_id.clone();
    // Another amount closes nothing.
    let wrong = world.import(&[statement(2, 2_000, vec![debit.clone()])]).unwrap();
    assert_eq!(wrong[0].open_debits.len(), 1);
    debit.cents = -2_000;
    let right = world.import(&[statement(3, 1, vec![debit])]).unwrap();
    assert_eq!(right[0].paid_out, (1, 20_000_000));
    assert_eq!(world.engine.store.payouts(DSO).unwrap()[0].state.name(), "closed");
    let owed = ledger::LedgerAccount::RefundPayable;
    assert_eq!(world.engine.store.house_balance(DSO, owed).unwrap(), 0);
    // What left with the wrong amount is nobody's until two people have said what it was.
    let (key, _, _) = &wrong[0].open_debits[0];
    let doubled = crate::bank::debits::Cause::Doubled;
    let both = an(Some("bo"));
    crate::bank::debits::explain(&mut world.engine, key, doubled, &both, noon()).unwrap();
    world.sound();
}
