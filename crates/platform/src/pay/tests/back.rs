//! Money that went back and that nobody can call back: it is in the books, whatever is left on the balance.
//! Source: TP-17, TP-18.

use super::*;
use crate::pay::look_at_unheard;
use crate::reconcile::AtProvider;
use psp::Amount;
use timeline::Fact;

/// 20.00 that were paid and credited a day ago.
fn credited(name: &str) -> (Shop, String) {
    let mut shop = shop(name, 1);
    let id = shop.begin("a", "20.00").id;
    shop.pays(&id);
    shop.notice(&id);
    shop.work();
    assert_eq!(shop.state(&id), PaymentState::Credited);
    shop.later(86_400);
    (shop, id)
}

/// Somebody gives it back at the provider itself.
fn given_back(shop: &mut Shop, id: &str, eur: &str) {
    let provider_id = shop.provider_id(id);
    let amount = Amount::new(eur.parse().unwrap()).unwrap();
    let key = format!("by-hand-{eur}").parse().unwrap();
    shop.psp.provider.refund(&provider_id, amount, &key).unwrap();
}

fn told(shop: &mut Shop, id: &str) {
    for _ in 0..2 {
        shop.notice(id);
        shop.work();
    }
}

fn spends_all(shop: &mut Shop) {
    let account = shop.engine.account_of(ean()).unwrap();
    let now = shop.now();
    let known = shop.engine.rebuild(std::slice::from_ref(&account), now).unwrap().pop().unwrap();
    let fact = Fact::Adjustment {
        id: "spent".into(),
        eur: MicroEuro(-known.timeline.account.balance().0),
        reason: "test".into(),
        contra: LedgerAccount::EnergyAtAveragePrice,
        text: "spent".into(),
        by: "an".into(),
        approved_by: Some("bo".into()),
    };
    shop.engine.record(&account, &fact, now).unwrap();
}

fn balance_and_owed(shop: &mut Shop) -> (String, String) {
    let account = shop.engine.account_of(ean()).unwrap();
    let known = shop.engine.rebuild(&[account], Instant(i64::MAX / 2)).unwrap().pop().unwrap();
    let account = &known.timeline.account;
    let owed: i64 = account.debts().iter().map(|debt| debt.remaining.0).sum();
    (account.balance().to_string(), MicroEuro(owed).to_string())
}

/// Kinds of tasks of a payment.
fn tasks_of(shop: &mut Shop, id: &str) -> Vec<String> {
    let once = shop.known(id).once;
    once.iter().filter_map(|one| one.strip_prefix("task ")).map(str::to_owned).collect()
}

fn cash_online(shop: &mut Shop) -> i64 {
    let account = shop.engine.account_of(ean()).unwrap().id;
    let houses = [account, AccountId::house(Dso::Ores)];
    let entries = shop.engine.store.entries(&houses).unwrap();
    let postings = entries.iter().flat_map(|entry| entry.transaction.postings());
    let cash = postings.filter(|posting| posting.account == LedgerAccount::CashOnline);
    cash.map(|posting| posting.amount.0).sum()
}

#[test]
fn tp_18_a_refund_that_the_balance_no_longer_covers_is_booked_and_somebodys_task() {
    let (mut shop, id) = credited("beyond");
    spends_all(&mut shop);
    let before = balance_and_owed(&mut shop);
    assert_eq!(before.0, "0.000000");
    given_back(&mut shop, &id, "20.00");
    told(&mut shop, &id);
    let after = balance_and_owed(&mut shop);
    assert_eq!(after.0, "0.000000", "nothing is taken that is not there");
    let owed = |text: &str| text.parse::<MicroEuro>().unwrap().0;
    assert_eq!(owed(&after.1) - owed(&before.1), 20_000_000, "a person reviews it");
    assert_eq!(tasks_of(&mut shop, &id), ["refunded_beyond_the_balance"]);
    shop.proved("0.00");
}

#[test]
fn tp_18_a_refund_that_the_balance_covers_is_nobodys_task() {
    let (mut shop, id) = credited("covered");
    given_back(&mut shop, &id, "5.00");
    told(&mut shop, &id);
    assert_eq!(tasks_of(&mut shop, &id), [""; 0]);
    shop.proved("15.00");
}

#[test]
fn tp_18_a_refund_after_the_account_has_closed_stands_in_the_operators_books() {
    let (mut shop, id) = credited("closed_refund");
    let account = shop.engine.account_of(ean()).unwrap();
    let gone = Fact::MoveOut {
        registers: Some(serde_json::from_str(r#"{"1.8.1":"47.5","1.8.2":"0"}"#).unwrap()),
    };
    shop.engine.record(&account, &gone, shop.now()).unwrap();
    nights(&mut shop.engine, &[], "2026-11-01");
    shop.later(86_400);
    nights(&mut shop.engine, &[], "2026-11-02");
    assert!(shop.engine.account_of(ean()).unwrap().closed_at.is_some());
    given_back(&mut shop, &id, "20.00");
    told(&mut shop, &id);
    assert_eq!(tasks_of(&mut shop, &id), ["refunded_beyond_the_balance"]);
    shop.proved("0.00");
}

#[test]
fn tp_17_a_chargeback_of_what_was_refunded_is_booked_whole_and_somebodys_task() {
    let (mut shop, id) = credited("both_ways");
    given_back(&mut shop, &id, "5.00");
    told(&mut shop, &id);
    shop.at_bank(&id, Act::Chargeback { eur: Some("20.00".to_owned()) });
    told(&mut shop, &id);
    let known = shop.known(&id).payment;
    assert_eq!((known.left(), known.beyond().to_string().as_str()), (MicroEuro::ZERO, "5.000000"));
    assert_eq!(tasks_of(&mut shop, &id), ["more_went_back_than_came"]);
    assert_eq!(cash_online(&mut shop), -5_000_000);
    // What follows it is taken in like anything else.
    shop.at_bank(&id, Act::ReverseChargeback);
    told(&mut shop, &id);
    assert_eq!(shop.known(&id).payment.left().to_string(), "15.000000");
    shop.proved("15.00");
}

#[test]
fn tp_13_tp_17_a_chargeback_of_which_no_notice_came_is_found_in_the_providers_list() {
    let (mut shop, id) = credited("unheard");
    shop.at_bank(&id, Act::Chargeback { eur: None });
    shop.later(60);
    shop.work();
    assert_eq!(shop.state(&id), PaymentState::Credited, "nobody has told us");
    let look = |shop: &mut Shop| {
        let days =
            PaidPeriod { from: "2026-10-30".parse().unwrap(), to: "2026-12-31".parse().unwrap() };
        let (provider, now) = (shop.psp.provider.clone(), shop.now());
        let engine = &mut shop.engine;
        let told = AtProvider::ask(engine, provider.as_ref(), days, None, now).unwrap();
        look_at_unheard(engine, &told, provider.as_ref(), now).unwrap()
    };
    assert_eq!(look(&mut shop), 1);
    assert_eq!(shop.state(&id), PaymentState::ChargedBack);
    assert_eq!(look(&mut shop), 0, "it is known");
    shop.proved("0.00");
}

#[test]
fn tp_18_a_refund_that_did_not_reach_the_payer_is_a_credit_again() {
    let (mut shop, id) = credited("returned");
    spends_all(&mut shop);
    let before = balance_and_owed(&mut shop);
    given_back(&mut shop, &id, "12.00");
    given_back(&mut shop, &id, "3.00");
    told(&mut shop, &id);
    shop.at_bank(&id, Act::ReturnRefund);
    told(&mut shop, &id);
    assert_eq!(shop.state(&id), PaymentState::Refunded, "the first one reached the payer");
    shop.at_bank(&id, Act::ReturnRefund);
    told(&mut shop, &id);
    assert_eq!(shop.state(&id), PaymentState::Credited);
    assert_eq!(balance_and_owed(&mut shop), before, "what it had made of debt is gone");
    shop.proved("20.00");
}

/// 60.00 for an account that closed before they were heard of.
fn held(name: &str) -> (Shop, String) {
    let mut shop = shop(name, 1);
    let id = shop.begin("a", "60.00").id;
    shop.pays(&id);
    let account = shop.engine.account_of(ean()).unwrap();
    let gone = Fact::MoveOut {
        registers: Some(serde_json::from_str(r#"{"1.8.1":"47.5","1.8.2":"0"}"#).unwrap()),
    };
    shop.engine.record(&account, &gone, shop.now()).unwrap();
    nights(&mut shop.engine, &[], "2026-11-01");
    assert!(shop.engine.account_of(ean()).unwrap().closed_at.is_some());
    shop.later(20 * 3_600);
    shop.work();
    assert_eq!(shop.known(&id).held.map(|held| held.amount.to_string()), Some("60.000000".into()));
    (shop, id)
}

/// What lies in suspense and in the provider's hands, and no side differs.
#[track_caller]
fn lies(shop: &mut Shop) -> (String, i64) {
    let differences: Vec<String> = shop.differences();
    assert_eq!(differences, [""; 0]);
    let suspense = shop.engine.store.suspense_of(Dso::Ores, "provider:").unwrap();
    (vending::euro(suspense), cash_online(shop))
}

#[test]
fn tp_18_money_in_suspense_that_did_not_reach_its_payer_lies_there_again_and_may_go_again() {
    let (mut shop, id) = held("held_back");
    let ask = |shop: &mut Shop| {
        let (amount, by) = ("15.00".parse().unwrap(), "an".to_owned());
        let asked = Asked { id: id.clone(), amount, by, approved_by: None };
        let now = shop.now();
        refund(&mut shop.engine, shop.psp.provider.as_ref(), &asked, now).unwrap();
    };
    ask(&mut shop);
    assert_eq!(lies(&mut shop), ("45.00".to_owned(), 45_000_000));
    shop.at_bank(&id, Act::ReturnRefund);
    told(&mut shop, &id);
    assert_eq!(lies(&mut shop), ("60.00".to_owned(), 60_000_000));
    assert_eq!(tasks_of(&mut shop, &id), ["paid_not_credited", "refund_came_back"]);
    told(&mut shop, &id);
    // The provider is asked for another refund, not for the first one again.
    ask(&mut shop);
    assert_eq!(lies(&mut shop), ("45.00".to_owned(), 45_000_000));
    shop.proved("45.00");
}

#[test]
fn tp_17_a_chargeback_of_money_in_suspense_takes_it_from_there() {
    let (mut shop, id) = held("held_charged");
    given_back(&mut shop, &id, "15.00");
    told(&mut shop, &id);
    shop.at_bank(&id, Act::Chargeback { eur: Some("60.00".to_owned()) });
    told(&mut shop, &id);
    // 15.00 more went back than came: they are owed to us.
    assert_eq!(lies(&mut shop), ("0.00".to_owned(), -15_000_000));
    assert_eq!(tasks_of(&mut shop, &id), ["more_went_back_than_came", "paid_not_credited"]);
    shop.at_bank(&id, Act::ReverseChargeback);
    told(&mut shop, &id);
    assert_eq!(lies(&mut shop), ("45.00".to_owned(), 45_000_000));
    shop.proved("45.00");
}
