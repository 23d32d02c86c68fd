//! Money that a terminal took and nobody can place: people find it, and credit it or send it back.
//! Source: TP-06, TP-16.

use super::*;
use crate::bank::suspense::{Payee, Person, Suspense, credit, give_back, list};
use crate::failure::chain;
use crate::reconcile::{Banks, Terminals, Way, compare};
use http_api::{Call, Order, Tender};
use vending::{CashCount, Fingerprint, MoneyKey, PaidPeriod, SuspenseAct, VendState};

const KEY: &str = "terminal:T-1:7";

pub fn an(second: Option<&str>) -> Person {
    Person { by: "an".into(), approved_by: second.map(str::to_owned), note: "the slip".into() }
}

pub fn order(engine: &mut Engine, key: &str, call: Call) {
    let fingerprint = Fingerprint::of(key, "");
    let order = Order { key: key.parse().unwrap(), fingerprint, at: noon(), call };
    let request = OrderRequest { terminal: "T-1".into(), dso: DSO, wait: None, order };
    let done = serve(engine, &[Request::Order(request)], noon()).pop().unwrap().unwrap();
    assert!(matches!(done, Answer::Order(Ok(_))), "{done:?}");
}

/// 12.00 in cash for a sale that nobody reserved, and the shift in whose till it lies.
fn taken(engine: &mut Engine) {
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    let (amount, cashier, tender) = (eur("12.00"), "A".parse().unwrap(), Tender::Cash);
    let (transaction, taken_at, promised_to) = ("7".parse().unwrap(), noon(), None);
    let call = Call::Confirm { transaction, amount, taken_at, tender, cashier, promised_to };
    order(engine, "k-1", call);
    let declared = CashCount { cash: amount, card: MicroEuro::ZERO };
    let (cashier, explanation) = ("A".parse().unwrap(), None);
    order(engine, "k-2", Call::CloseShift { cashier, declared, explanation });
}

pub fn listed(engine: &mut Engine, at: Instant) -> Suspense {
    list(engine, DSO, at).unwrap()
}

/// No difference on the day of the sale, on that of the decision, and over all of them. Returns what is
/// credited and what lies in suspense of the shift's day.
#[track_caller]
pub fn agree(engine: &mut Engine) -> (i128, i128) {
    let day = |text: &str| text.parse().unwrap();
    let mut sums = (0, 0);
    for (from, to) in
        [("2026-11-01", "2026-11-02"), ("2026-11-05", "2026-11-06"), ("2026-10-30", "2026-11-30")]
    {
        let days = PaidPeriod { from: day(from), to: day(to) };
        let ways: [&dyn Way; 2] = [&Banks, &Terminals];
        let found = compare(engine, &ways, DSO, days, true, noon()).unwrap();
        assert_eq!(found.differences(), 0, "{from}: {found:#?}");
        let of_days = found.ways[1].1.three_way.days.values();
        sums = of_days.fold((0, 0), |sums, day| (sums.0 + day[2], sums.1 + day[3]));
    }
    sums
}

#[test]
fn tp_16_money_of_a_terminal_has_its_age_and_is_matched_by_two_people() {
    let mut engine = shop("sqlite::memory:");
    taken(&mut engine);
    let found = listed(&mut engine, noon());
    let (due, item) = &found.items[0];
    assert_eq!(
        (found.items.len(), *due, item.key.to_string().as_str()),
        (1, SuspenseAct::Wait, KEY)
    );
    assert_eq!((item.bank_account.as_str(), item.amount), ("terminal T-1", eur("12.00")));
    assert_eq!((found.total, found.ledger), (12_000_000, 12_000_000));
    assert_eq!(agree(&mut engine), (0, 12_000_000));
    let later = instant("2026-11-05T10:00:00+01:00");
    let (due, item) = &listed(&mut engine, later).items[0];
    assert_eq!((*due, item.age_days(later.day())), (SuspenseAct::Decide, 4));

    let before = balance(&mut engine, 2, later);
    let same = credit(&mut engine, KEY, ean(2), &an(Some("an")), later).unwrap_err();
    assert!(chain(same.as_ref()).contains("another person"), "{same}");
    credit(&mut engine, KEY, ean(2), &an(None), later).unwrap();
    assert_eq!(balance(&mut engine, 2, later.plus_s(1)).0 - before.0, 12_000_000);
    let found = listed(&mut engine, later);
    assert_eq!((found.items.len(), found.total, found.ledger), (0, 0, 0));
    assert_eq!(agree(&mut engine), (12_000_000, 0));
    for person in [an(None), an(Some("bo"))] {
        let again = credit(&mut engine, KEY, ean(1), &person, later).unwrap_err();
        assert!(chain(again.as_ref()).contains("has left suspense already"), "{again}");
    }
    // The terminal hears what it heard before, and takes nothing back.
    let said = all(&mut engine, &[confirm("7", None, "12.00"), reverse("7")], later.plus_min(1));
    assert_eq!(said, ["in_suspense again", "not_undone"]);
    let kept = engine.store.sales(&[("T-1", "7")]).unwrap().pop().unwrap();
    assert_eq!(kept.account, Some(engine.account_of(ean(2)).unwrap().id));
    let acts = engine.store.suspense_acts(KEY).unwrap();
    assert!(acts[0].body.contains("the slip"), "{acts:?}");
    assert_eq!(agree(&mut engine), (12_000_000, 0));
    sound(&mut engine);
}

#[test]
fn tp_16_more_than_the_limit_of_a_terminal_takes_two_people() {
    let mut engine = shop("sqlite::memory:");
    all(&mut engine, &[confirm("7", None, "60.00")], noon());
    let alone = credit(&mut engine, KEY, ean(1), &an(None), noon()).unwrap_err();
    assert_eq!(chain(alone.as_ref()), "above 50.00 EUR a second person has to approve");
    credit(&mut engine, KEY, ean(1), &an(Some("bo")), noon()).unwrap();
    sound(&mut engine);
}

#[test]
fn cg_07_a_cut_waits_for_money_of_a_terminal_until_a_person_has_decided() {
    let mut engine = shop("sqlite::memory:");
    // Reserved for the third with another amount: both the reservation and the money bar its cut.
    all(&mut engine, &[vend("7", 3, "20.00"), confirm("7", Some(3), "15.00")], noon());
    let third = engine.account_of(ean(3)).unwrap();
    let pending = |engine: &mut Engine, at: Instant| {
        [KEY.to_owned(), crate::bank::pending_id(KEY)]
            .map(|id| engine.is_pending(&third, &id, at).unwrap())
    };
    assert_eq!(pending(&mut engine, noon().plus_s(1)), [true, true]);
    assert_eq!(engine.store.money_in_flight(third.id).unwrap(), ["T-1/7"]);
    assert_eq!(listed(&mut engine, noon()).items[0].1.may_be_for, [third.id]);
    let at = noon().plus_h(2);
    credit(&mut engine, KEY, ean(1), &an(None), at).unwrap();
    assert_eq!(pending(&mut engine, at.plus_s(1)), [false, false]);
    assert!(engine.store.money_in_flight(third.id).unwrap().is_empty());
    let messages = engine.store.messages(&[third.id]).unwrap();
    assert!(messages.iter().all(|one| !one.body.contains("payment_failed")), "{messages:?}");
    sound(&mut engine);
}

#[test]
fn tp_16_money_of_a_terminal_goes_back_to_an_account_that_a_person_named() {
    let mut engine = shop("sqlite::memory:");
    taken(&mut engine);
    let later = instant("2026-11-05T10:00:00+01:00");
    let nobody = give_back(&mut engine, KEY, None, &an(None), later).unwrap_err();
    assert!(chain(nobody.as_ref()).contains("is not known"), "{nobody}");
    let payee = |iban: &str| Payee { iban: iban.to_owned(), name: Some("a shop".to_owned()) };
    let wrong = give_back(&mut engine, KEY, Some(&payee("BE00")), &an(None), later).unwrap_err();
    assert!(chain(wrong.as_ref()).contains("is no IBAN"), "{wrong}");
    let payee = payee("BE71096123456769");
    let payout = give_back(&mut engine, KEY, Some(&payee), &an(None), later).unwrap();
    assert_eq!((payout.amount, payout.name.as_str()), (eur("12.00"), "a shop"));
    assert_eq!(payout.state.name(), "proposed");
    assert_eq!(listed(&mut engine, later).ledger, 0);
    assert_eq!(booked(&mut engine, LedgerAccount::RefundPayable), eur("-12.00"));
    // The cash itself still lies in the merchant's till.
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("12.00"));
    assert_eq!(agree(&mut engine), (0, 12_000_000));
    let kept = engine.store.sales(&[("T-1", "7")]).unwrap().pop().unwrap();
    let sale: StoredSale = serde_json::from_str(&kept.body).unwrap();
    assert!(matches!(sale.vend.state(), VendState::Suspended { .. }));
    assert_eq!(sale.vend.decided().map(|decided| decided.credited_to), Some(None));
    assert!(matches!(KEY.parse(), Ok(MoneyKey::Terminal { .. })));
    sound(&mut engine);
}

#[test]
fn tp_18_a_part_of_a_sale_goes_by_transfer_to_whom_two_people_name() {
    let mut engine = shop("sqlite::memory:");
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    all(&mut engine, &[vend("1", 1, "20.00"), confirm("1", Some(1), "20.00")], noon());
    let later = noon().plus_h(2);
    let before = balance(&mut engine, 1, later);
    let key = crate::bank::back::key_of("T-1/1").unwrap();
    let to = Payee { iban: "BE71096123456769".into(), name: Some("Payer".into()) };
    let ask = |engine: &mut Engine, to: Option<&Payee>, second: Option<&str>| {
        let asked = (&key, eur("12.00"));
        let done = crate::bank::back::refund(engine, asked, to, &an(second), later);
        done.map_err(|failure| chain(failure.as_ref()))
    };
    assert!(ask(&mut engine, None, Some("bo")).unwrap_err().contains("name the payer's account"));
    assert!(ask(&mut engine, Some(&to), None).unwrap_err().contains("a second person"));
    let payout = ask(&mut engine, Some(&to), Some("bo")).unwrap();
    assert_eq!((payout.amount, payout.iban.as_str()), (eur("12.00"), "BE71096123456769"));
    assert_eq!(before.0 - balance(&mut engine, 1, later.plus_s(1)).0, 12_000_000);
    // The merchant still owes what was taken, and the sale is not undone on top of it.
    assert_eq!(booked(&mut engine, LedgerAccount::CashTerminal), eur("20.00"));
    assert_eq!(all(&mut engine, &[reverse("1")], later.plus_min(1)), ["not_undone"]);
    agree(&mut engine);
    sound(&mut engine);
}
