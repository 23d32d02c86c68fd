//! What shops may hold of the operator's money, on the books of the till and of the bank.

use super::debits::both;
use super::people::an;
use super::world::{DSO, World, eur, noon, on_both, pays, statement, told};
use crate::bank::owed::{owed, settle};
use crate::shop::terms::agree;
use crate::till::held::room;
use crate::till::{Answer, OrderRequest, Request, end_reservations, serve};
use calendar::Instant;
use http_api::{Call, Order, Outcome, Refusal, Tender};
use ledger::LedgerAccount;
use units::MicroEuro;
use vending::{Answer as SaleAnswer, Fingerprint, Holding, OverHolding, Owed, Room, ShopTerms};

on_both! {
    m_08_a_sale_beyond_the_limit_is_refused_and_what_is_paid_over_makes_room
    m_08_of_two_sales_in_one_group_one_has_the_last_room
    m_08_a_float_is_sold_once_it_is_paid_in
    m_08_without_terms_nothing_is_counted_and_later_ones_count_what_was_sold_before
    m_08_money_that_was_taken_is_never_refused
    m_08_terms_take_two_people_and_a_day_that_is_not_over
}

const SHOP: &str = "T-1";

fn line(sum: &str) -> ShopTerms {
    ShopTerms { holding: Some(Holding::Line(eur(sum))), ..ShopTerms::default() }
}

fn agreed(world: &mut World, terms: ShopTerms) {
    agree(&mut world.engine, SHOP, (noon().day(), terms), &both(), noon()).unwrap();
}

fn open(world: &mut World) {
    world.engine.store.keep_terminal(SHOP, DSO, "{}").unwrap();
    let cashier = "C1".parse().unwrap();
    let opened = ask(world, "open", Call::OpenShift { cashier }, noon());
    assert!(opened.is_ok(), "{opened:?}");
}

fn request(key: &str, call: Call, now: Instant) -> Request {
    let fingerprint = Fingerprint::of(key, "");
    let order = Order { key: key.parse().unwrap(), fingerprint, at: now, call };
    Request::Order(OrderRequest { terminal: SHOP.to_owned(), dso: DSO, wait: None, order })
}

fn answered(answer: Result<Answer, crate::till::TillError>) -> Result<Outcome, Refusal> {
    match answer.unwrap() {
        Answer::Order(done) => done.map(|done| done.outcome),
        other => panic!("{other:?}"),
    }
}

fn ask(world: &mut World, key: &str, call: Call, now: Instant) -> Result<Outcome, Refusal> {
    answered(serve(&mut world.engine, &[request(key, call, now)], now).remove(0))
}

fn vend(world: &World, number: &str, amount: &str) -> Call {
    Call::Vend {
        transaction: number.parse().unwrap(),
        reference: format!("{:013}", world.accounts[0].ean.reference().as_u64()),
        amount: eur(amount),
        tender: Tender::Cash,
        cashier: "C1".parse().unwrap(),
    }
}

/// Reserves a sale; what is left where it does not fit.
fn begins(world: &mut World, number: &str, amount: &str) -> Result<(), MicroEuro> {
    let call = vend(world, number, amount);
    fits(ask(world, &format!("v{number}"), call, noon()))
}

fn fits(outcome: Result<Outcome, Refusal>) -> Result<(), MicroEuro> {
    match outcome {
        Ok(Outcome::Sale(sale)) => {
            assert!(matches!(sale.answer, SaleAnswer::Reserved { .. }), "{sale:?}");
            Ok(())
        }
        Err(Refusal::Shop(OverHolding { left })) => Err(left),
        other => panic!("{other:?}"),
    }
}

fn paid(world: &mut World, number: &str, amount: &str) {
    let advice = Call::Confirm {
        transaction: number.parse().unwrap(),
        amount: eur(amount),
        taken_at: noon(),
        tender: Tender::Cash,
        cashier: "C1".parse().unwrap(),
        promised_to: None,
    };
    ask(world, &format!("c{number}"), advice, noon()).unwrap();
}

fn back(world: &mut World, number: &str) {
    let reverse = Call::Reverse { transaction: number.parse().unwrap() };
    ask(world, &format!("r{number}"), reverse, noon()).unwrap();
}

fn now(world: &mut World) -> Room {
    room(&mut world.engine.store, SHOP, noon()).unwrap().unwrap()
}

/// What the ledger says that the terminal owes.
fn owes(world: &mut World) -> i128 {
    let all = owed(&mut world.engine, DSO).unwrap();
    let one =
        all.iter().find(|one| one.account == LedgerAccount::CashTerminal && one.party == SHOP);
    one.map_or(0, |one| one.owed)
}

/// The shop pays over.
fn pays_over(world: &mut World, (number, euros): (u32, i64)) {
    world.import(&[statement(number, 0, vec![pays(euros * 100, "T-1")])]).unwrap();
    let key = world.suspense().items[0].1.key.to_string();
    settle(&mut world.engine, &key, &Owed::Terminal(SHOP.to_owned()), &both(), noon()).unwrap();
}

fn m_08_a_sale_beyond_the_limit_is_refused_and_what_is_paid_over_makes_room(world: &mut World) {
    open(world);
    agreed(world, line("100"));
    assert_eq!(begins(world, "1", "60"), Ok(()));
    paid(world, "1", "60");
    assert_eq!(begins(world, "2", "40.01"), Err(eur("40")));
    assert_eq!(begins(world, "2", "40"), Ok(()), "to the last cent, and the number is free still");
    assert_eq!(begins(world, "3", "5"), Err(eur("0")), "what waits for its money counts");
    // The same again is answered as before, and takes no room of its own.
    let call = vend(world, "2", "40");
    assert_eq!(fits(ask(world, "again", call, noon())), Ok(()));
    assert_eq!((now(world).used(), now(world).left()), (eur("100"), eur("0")));
    // A sale that nobody paid, one that is undone, and money that is paid over make room.
    back(world, "2");
    assert_eq!(now(world).left(), eur("40"));
    back(world, "1");
    assert_eq!(now(world).left(), eur("100"));
    assert_eq!(begins(world, "4", "90"), Ok(()));
    paid(world, "4", "90");
    assert_eq!(begins(world, "5", "20"), Err(eur("10")));
    pays_over(world, (1, 50));
    assert_eq!(begins(world, "6", "20"), Ok(()));
    paid(world, "6", "20");
    assert_eq!(i128::from(now(world).held.0), owes(world), "the ledger knows the same");
    assert_eq!(now(world).held, eur("60"));
    // The totals of a till say it, and a count that is short changes nothing.
    let cashier = "C1".parse().unwrap();
    let shift = crate::till::totals(&mut world.engine.store, SHOP, &cashier, noon()).unwrap();
    assert_eq!(shift.unwrap().room, Some(now(world)));
    let declared = vending::CashCount { cash: eur("0"), card: eur("0") };
    let explanation = Some("lost".to_owned());
    ask(world, "close", Call::CloseShift { cashier, declared, explanation }, noon()).unwrap();
    assert_eq!(now(world).held, eur("60"));
    world.sound();
}

fn m_08_of_two_sales_in_one_group_one_has_the_last_room(world: &mut World) {
    open(world);
    agreed(world, line("50"));
    let requests = ["1", "2", "3"].map(|number| request(number, vend(world, number, "20"), noon()));
    let answers = serve(&mut world.engine, &requests, noon()).into_iter().map(answered);
    let fitting: Vec<_> = answers.map(fits).collect();
    assert_eq!(fitting, [Ok(()), Ok(()), Err(eur("10"))]);
    assert_eq!(now(world).held, eur("40"));
    // A reservation that nobody came back to is over after its hours.
    let later = noon().plus_h(1_000);
    assert_eq!(end_reservations(&mut world.engine, later).unwrap(), 2);
    assert_eq!(now(world).held, eur("0"));
}

fn m_08_a_float_is_sold_once_it_is_paid_in(world: &mut World) {
    open(world);
    let float = Some(Holding::Float(eur("100")));
    agreed(world, ShopTerms { holding: float, ..ShopTerms::default() });
    assert_eq!(begins(world, "1", "5"), Err(eur("0")));
    pays_over(world, (1, 100));
    assert_eq!((now(world).used(), now(world).left()), (eur("0"), eur("100")));
    assert_eq!(begins(world, "2", "80"), Ok(()));
    assert!(now(world).is_low());
    paid(world, "2", "80");
    assert_eq!(begins(world, "3", "20.01"), Err(eur("20")));
    assert_eq!(i128::from(now(world).held.0), owes(world));
    world.sound();
}

fn m_08_without_terms_nothing_is_counted_and_later_ones_count_what_was_sold_before(
    world: &mut World,
) {
    open(world);
    for (number, amount) in [("1", "200"), ("2", "30")] {
        assert_eq!(begins(world, number, amount), Ok(()));
        paid(world, number, amount);
    }
    assert_eq!(begins(world, "3", "10"), Ok(()));
    pays_over(world, (1, 150));
    assert_eq!(room(&mut world.engine.store, SHOP, noon()).unwrap(), None, "no limit is said");
    assert!(world.engine.store.shop_held(&[SHOP]).unwrap().is_empty());
    // A line that begins tomorrow counts from now on and refuses nobody today.
    let tomorrow = noon().day().next();
    agree(&mut world.engine, SHOP, (tomorrow, line("100")), &both(), noon()).unwrap();
    assert_eq!(begins(world, "4", "15"), Ok(()));
    agreed(world, line("100"));
    let Room { held, .. } = now(world);
    assert_eq!(held, eur("105"), "230 paid and 25 promised, 150 paid over");
    assert_eq!(now(world).left(), eur("0"));
    assert_eq!(begins(world, "5", "5"), Err(eur("0")));
    paid(world, "3", "10");
    paid(world, "4", "15");
    assert_eq!(i128::from(now(world).held.0), owes(world));
    // No limit any more.
    agreed(world, ShopTerms::default());
    assert_eq!(begins(world, "6", "50"), Ok(()));
}

fn m_08_money_that_was_taken_is_never_refused(world: &mut World) {
    open(world);
    agreed(world, line("10"));
    // Of a sale that was never reserved here: it lies in suspense, and the shop holds it.
    paid(world, "9", "30");
    assert_eq!(now(world).held, eur("30"));
    assert_eq!((now(world).used(), now(world).left()), (eur("30"), eur("0")));
    assert_eq!(i128::from(now(world).held.0), owes(world));
}

fn m_08_terms_take_two_people_and_a_day_that_is_not_over(world: &mut World) {
    open(world);
    let today = noon().day();
    let mut ask = |shop: &str, from, terms, person: &crate::bank::suspense::Person| {
        told(agree(&mut world.engine, shop, (from, terms), person, noon()))
    };
    let alone = ask(SHOP, today, line("100"), &an(None)).unwrap_err();
    assert!(alone.contains("a second person"), "{alone}");
    assert!(ask(SHOP, today, line("100"), &an(Some("an"))).is_err(), "twice the same");
    let over = ask(SHOP, today.plus(-1), line("100"), &both()).unwrap_err();
    assert!(over.contains("is over"), "{over}");
    assert!(ask("T-2", today, line("100"), &both()).unwrap_err().contains("no terminal"));
    assert!(ask(SHOP, today, line("-1"), &both()).unwrap_err().contains("below zero"));
    ask(SHOP, today, line("100"), &both()).unwrap();
    ask(SHOP, today.next(), line("200"), &both()).unwrap();
    let kept = world.engine.store.shop_terms(SHOP).unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!((kept[0].by.as_str(), kept[0].approved_by.as_str()), ("an", "bo"));
    assert_eq!(now(world).holding, Holding::Line(eur("100")), "tomorrow's is not yet");
}
