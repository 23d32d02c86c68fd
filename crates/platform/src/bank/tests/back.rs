//! Money that goes to a payer by transfer.

use super::debits::both;
use super::money_out::supplier;
use super::people::an;
use super::world::{
    DSO, Line, PAYER, World, at, day, eur, noon, on_both, pays, pays_ogm, statement, told,
};
use crate::bank::back::{key_of, pay_closing, refund};
use crate::bank::remit::{approve, default_supplier, movements};
use crate::bank::suspense::Payee;
use ledger::LedgerAccount;
use store::{Payout, PayoutState};
use timeline::Fact;
use units::MicroEuro;
use vending::{MovementKind, PaidPeriod};

on_both! {
    tp_18_a_part_of_a_transfer_goes_back_to_who_sent_it
    tp_18_cash_of_a_post_office_goes_to_whom_two_people_name
    tp_18_the_oldest_payment_is_used_first_and_what_went_back_is_gone
    pa_32_what_is_left_at_the_end_is_paid_to_the_holder_once
}

const OTHER: &str = "NL91ABNA0417164300";

fn payee(iban: &str) -> Payee {
    Payee { iban: iban.to_owned(), name: Some("Somebody".to_owned()) }
}

/// The keys of the lines of the first statement.
fn keys(world: &mut World) -> Vec<String> {
    let lines = world.engine.store.bank_lines(DSO, day("2026-01-01"), day("2027-01-01")).unwrap();
    lines.into_iter().map(|line| line.key).collect()
}

/// Refused with this in the reason.
#[track_caller]
fn refused(done: Result<Payout, String>, why: &str) {
    let said = done.unwrap_err();
    assert!(said.contains(why), "{said}");
}

fn back(
    world: &mut World,
    (key, amount): (&str, &str),
    to: Option<&Payee>,
    second: Option<&str>,
) -> Result<Payout, String> {
    let key = key_of(key).unwrap();
    told(refund(&mut world.engine, (&key, eur(amount)), to, &an(second), noon()))
}

/// The bank has sent it: the debit line of statement `number`.
fn leaves(world: &mut World, payout: &Payout, (number, opening): (u32, i64)) {
    let mut debit = pays(-payout.amount.0 / 10_000, "back");
    debit.end_to_end = payout.end_to_end_id.clone();
    let booked = world.import(&[statement(number, opening, vec![debit])]).unwrap();
    assert_eq!(booked[0].paid_out, (1, i128::from(payout.amount.0)));
    let kept = world.engine.store.payout(payout.id).unwrap().unwrap();
    assert_eq!(kept.state, PayoutState::Closed);
}

/// What is owed to payers and holders, by all accounts of the operator.
fn owed(world: &mut World) -> i64 {
    let mut ids: Vec<_> = world.accounts.iter().map(|account| account.id).collect();
    ids.push(units::AccountId::house(DSO));
    let entries = world.engine.store.entries(&ids).unwrap();
    let legs = entries.iter().flat_map(|entry| entry.transaction.postings());
    legs.filter(|leg| leg.account == LedgerAccount::RefundPayable).map(|leg| -leg.amount.0).sum()
}

fn tp_18_a_part_of_a_transfer_goes_back_to_who_sent_it(world: &mut World) {
    supplier(world, "A", OTHER);
    world.engine.store.set_setting(&default_supplier(DSO), "A").unwrap();
    let lines = vec![pays_ogm(5_000, &world.ogm(0)), pays(700, "x")];
    world.import(&[statement(1, 0, lines)]).unwrap();
    let (before, keys) = (world.balance(0), keys(world));
    let key = keys[0].as_str();
    refused(back(world, (key, "50.01"), None, Some("bo")), "only 50.00 EUR");
    refused(back(world, (key, "0"), None, None), "is not an amount to refund");
    refused(back(world, (key, "20"), Some(&payee(OTHER)), Some("bo")), "came from");
    refused(back(world, (&keys[1], "7"), None, Some("bo")), "is on nobody's balance");
    refused(back(world, ("terminal:T-1:1", "7"), None, Some("bo")), "no sale has key");
    let payout = back(world, (key, "20"), None, None).unwrap();
    assert_eq!(
        (payout.iban.as_str(), payout.amount, payout.state),
        (PAYER, eur("20"), PayoutState::Proposed)
    );
    assert_eq!((before.0 - world.balance(0).0, owed(world)), (20_000_000, 20_000_000));
    // The same command once more is no second refund.
    refused(back(world, (key, "20"), None, None), "is proposed and not over");
    world.sound();
    let own = told(approve(&mut world.engine, payout.id, "an", noon()));
    assert!(own.unwrap_err().contains("another person has to approve it"));
    approve(&mut world.engine, payout.id, "bo", noon()).unwrap();
    leaves(world, &payout, (2, 5_700));
    assert_eq!(owed(world), 0);
    world.sound();
    refused(back(world, (key, "30.01"), None, None), "only 30.00 EUR");
    // The supplier has it no more, of the day of the payment.
    let days = PaidPeriod { from: day("2026-10-30"), to: day("2026-12-01") };
    let moved = movements(&mut world.engine, DSO, days).unwrap();
    let said: Vec<_> = moved.iter().map(|one| (one.kind, one.amount)).collect();
    let wanted = [(MovementKind::TopUpCredited, eur("50")), (MovementKind::Refund, eur("20"))];
    assert_eq!(said, wanted);
    assert_eq!(moved[1].of_day, moved[0].day);
    // The story of the money tells it.
    let mut out = Vec::new();
    crate::pay::show_money(&mut world.engine, key, noon(), false, &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("refund") && said.contains(&format!("payout {}", payout.id)), "{said}");
}

fn tp_18_cash_of_a_post_office_goes_to_whom_two_people_name(world: &mut World) {
    let slip = Line { family: "CNTR</Cd><SubFmlyCd>CDPT", ..pays_ogm(2_500, &world.ogm(0)) };
    world.import(&[statement(1, 0, vec![slip])]).unwrap();
    let key = keys(world).remove(0);
    // The account that a bank names is the post's.
    refused(back(world, (&key, "5"), None, Some("bo")), "name the payer's account");
    refused(back(world, (&key, "5"), Some(&payee(OTHER)), None), "a second person has to approve");
    refused(back(world, (&key, "5"), Some(&payee(OTHER)), Some("an")), "another person");
    let payout = back(world, (&key, "5"), Some(&payee(OTHER)), Some("bo")).unwrap();
    assert_eq!((payout.iban.as_str(), payout.state), (OTHER, PayoutState::Approved));
    leaves(world, &payout, (2, 2_500));
    assert_eq!(owed(world), 0);
    world.sound();
}

/// The example of the rule: 20.00 and 30.00 were paid, and 35.00 are left.
fn tp_18_the_oldest_payment_is_used_first_and_what_went_back_is_gone(world: &mut World) {
    // 20.00 of the start are used up.
    world.night("2026-10-30", 59);
    let spent = world.balance(0);
    let ogm = world.ogm(0);
    world.import(&[statement(1, 0, vec![pays_ogm(2_000, &ogm)])]).unwrap();
    let second = world
        .write(super::world::camt(&[statement(2, 2_000, vec![pays_ogm(3_000, &ogm)])]).as_bytes());
    world.import_at(second, noon().plus_s(60)).unwrap();
    let keys = keys(world);
    let later = noon().plus_s(120);
    let mut left = |key: &str| {
        let account = world.accounts[0].clone();
        let lots = crate::pay::refund::lots_of(&mut world.engine, &account, later).unwrap();
        lots.iter().find(|lot| lot.instrument == key).map_or(MicroEuro::ZERO, |lot| lot.left)
    };
    let of_first = eur("20").0 + spent.0.min(0);
    assert_eq!((left(&keys[0]), left(&keys[1])), (MicroEuro(of_first), eur("30")));
    let key = key_of(&keys[1]).unwrap();
    refund(&mut world.engine, (&key, eur("10")), None, &both(), later).unwrap();
    let mut left = |key: &str| {
        let account = world.accounts[0].clone();
        let lots =
            crate::pay::refund::lots_of(&mut world.engine, &account, later.plus_s(1)).unwrap();
        lots.iter().find(|lot| lot.instrument == key).map_or(MicroEuro::ZERO, |lot| lot.left)
    };
    // What went back was of the second payment, and the first has no more left than before.
    assert_eq!((left(&keys[0]), left(&keys[1])), (MicroEuro(of_first), eur("20")));
}

fn pa_32_what_is_left_at_the_end_is_paid_to_the_holder_once(world: &mut World) {
    for (of, kwh) in [("2026-10-30", 3), ("2026-10-31", 6)] {
        world.night(of, kwh);
    }
    let ean = world.accounts[0].ean;
    world.import(&[statement(1, 0, vec![pays_ogm(4_000, &world.ogm(0))])]).unwrap();
    for date in 1..13 {
        world.night(&format!("2026-11-{date:02}"), 6 + 3 * date);
    }
    let at_end = at("2026-11-13T10:00:00+01:00");
    let pay = |world: &mut World, to: &Payee, second: Option<&str>, at| {
        told(pay_closing(&mut world.engine, (ean, None), to, &an(second), at))
    };
    refused(pay(world, &payee(OTHER), Some("bo"), at_end), "nothing is left of a closed account");
    let account = world.accounts[0].clone();
    let registers = serde_json::from_str(r#"{"1.8.1":"42.5","1.8.2":"0"}"#).unwrap();
    let gone = Fact::MoveOut { registers: Some(registers) };
    world.engine.record(&account, &gone, at_end).unwrap();
    world.engine.settle(DSO, day("2026-11-13"), &mut Vec::new(), &mut |_| {}).unwrap();
    assert!(world.engine.account_of(ean).unwrap().closed_at.is_some());
    let later = at("2026-11-14T10:00:00+01:00");
    let left = owed(world);
    assert!(left > 10_000_000, "{left}");
    refused(pay(world, &payee(OTHER), None, later), "a second person has to approve");
    refused(pay(world, &payee("BE00"), Some("bo"), later), "no IBAN");
    let payout = pay(world, &payee(OTHER), Some("bo"), later).unwrap();
    assert_eq!(payout.amount.0, left - left % 10_000);
    refused(pay(world, &payee(OTHER), Some("bo"), later), "less than a cent is left");
    leaves(world, &payout, (2, 4_000));
    assert_eq!(owed(world), left % 10_000);
    world.sound();
}
