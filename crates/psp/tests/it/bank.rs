//! Each state and each act, as the connector sees it.

use crate::world::{NOW, World, at, chain, euro, pay};
use psp::sandbox::{Act, Card, Options, TellerError};
use psp::{
    Instrument, NoCreditReason, PaymentState, Provider as _, PspError, RefundState, Verdict,
};
use units::MicroEuro;

fn refused_with(error: &PspError, status: u16, words: &str) {
    let PspError::Refused { source, .. } = error else { panic!("{}", chain(error)) };
    assert_eq!(source.status, status);
    assert!(source.detail.contains(words), "{source}");
    assert!(!error.may_have_happened());
}

#[test]
fn tp_04_every_state_of_a_payment_at_the_provider() {
    let world = World::new();
    let created = world.create("P-0", "20");
    assert_eq!(created.state, PaymentState::Created);
    assert_eq!(created.expires_at, Some(at("2026-11-02T11:00:00+01:00")));
    assert_eq!(created.checkout_url, format!("{}/bank/{}", world.bank.base_url(), created.id));
    let payment = world.fetch(&created.id);
    assert_eq!(payment.state, PaymentState::Created);
    assert_eq!(payment.payment_id.as_deref(), Some("P-0"));
    assert_eq!((payment.amount, payment.created_at), (euro("20"), at(NOW)));
    assert_eq!((payment.paid_at, payment.left()), (None, MicroEuro(20_000_000)));

    let no_money = Verdict::NoMoney;
    let certain = Verdict::Certain { paid_at: at("2026-11-02T10:05:00+01:00") };
    for (number, act, state, verdict) in [
        (1, Act::Start, PaymentState::Pending, Verdict::Waiting),
        (2, Act::Fail, PaymentState::Failed, no_money.clone()),
        (3, Act::Cancel, PaymentState::Cancelled, no_money.clone()),
        (4, Act::Expire, PaymentState::Expired, no_money),
        (5, pay(), PaymentState::Paid, certain.clone()),
        (6, Act::Pay { card: Card::Debit }, PaymentState::Paid, certain),
    ] {
        world.teller.set_clock(Some(at(NOW))).unwrap();
        let ours = format!("P-{number}");
        let id = world.create(&ours, "20").id;
        world.teller.set_clock(Some(at("2026-11-02T10:05:00+01:00"))).unwrap();
        // Twice: a repeated act changes nothing.
        world.act(&id, act.clone());
        world.act(&id, act.clone());
        let payment = world.fetch(&id);
        assert_eq!(payment.state, state);
        assert_eq!(payment.verdict(&ours, euro("20")), verdict, "{act:?}");
    }
}

#[test]
fn tp_04_a_payment_that_nobody_makes_expires() {
    let world = World::with(Options { expires_after_s: 900, ..Options::default() }, |_| 200);
    let (open, pending) = (world.create("P-1", "5").id, world.create("P-2", "5").id);
    world.act(&pending, Act::Start);
    world.teller.set_clock(Some(at(NOW).plus_s(899))).unwrap();
    assert_eq!(world.fetch(&open).state, PaymentState::Created);
    world.teller.set_clock(Some(at(NOW).plus_s(900))).unwrap();
    assert_eq!(world.fetch(&open).state, PaymentState::Expired);
    assert_eq!(world.fetch(&pending).state, PaymentState::Expired);
}

#[test]
fn tp_04_the_provider_corrects_itself() {
    let world = World::new();
    for (number, ended) in [Act::Fail, Act::Cancel, Act::Expire].into_iter().enumerate() {
        let ours = format!("P-{number}");
        let id = world.create(&ours, "20").id;
        world.act(&id, ended);
        assert_eq!(world.fetch(&id).verdict(&ours, euro("20")), Verdict::NoMoney);
        world.act(&id, pay());
        let verdict = world.fetch(&id).verdict(&ours, euro("20"));
        assert_eq!(verdict, Verdict::Certain { paid_at: at(NOW) });
    }
}

#[test]
fn tp_04_what_is_paid_does_not_fail_afterwards() {
    let world = World::new();
    let id = world.paid("P-1");
    for act in [Act::Start, Act::Fail, Act::Cancel, Act::Expire] {
        let refused = world.teller.act(&id, &psp::sandbox::Script::untold(act));
        assert!(matches!(refused, Err(TellerError::Refused { status: 409, .. })), "{refused:?}");
    }
    assert_eq!(world.fetch(&id).state, PaymentState::Paid);
}

#[test]
fn tp_02_money_from_a_credit_card_goes_back() {
    let world = World::new();
    let id = world.create("P-1", "20").id;
    world.act(&id, Act::Pay { card: Card::Credit });
    let payment = world.fetch(&id);
    assert_eq!(payment.instrument, Some(Instrument::CreditCard));
    let back = |micro_eur| Verdict::GiveBack {
        reason: NoCreditReason::CreditCard,
        left: MicroEuro(micro_eur),
    };
    assert_eq!(payment.verdict("P-1", euro("20")), back(20_000_000));
    world.provider.refund(&id, euro("20"), &"back-1".parse().unwrap()).unwrap();
    assert_eq!(world.fetch(&id).verdict("P-1", euro("20")), back(0));
}

#[test]
fn tp_05_the_same_order_again_is_the_same_payment() {
    let world = World::new();
    let first = world.create("P-1", "20");
    assert_eq!(world.create("P-1", "20"), first);
    let mut other = world.order("P-1", "25");
    let error = world.provider.create(&other).unwrap_err();
    refused_with(&error, 409, "fingerprint");
    other.key = "create-again".parse().unwrap();
    assert_ne!(world.provider.create(&other).unwrap().id, first.id);
}

#[test]
fn tp_05_twenty_parallel_orders_are_one_payment() {
    let world = World::new();
    let order = world.order("P-1", "20");
    let ids: Vec<_> = std::thread::scope(|scope| {
        let asked: Vec<_> =
            (0..20).map(|_| scope.spawn(|| world.provider.create(&order).unwrap().id)).collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(ids.len(), 20);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn tp_18_a_refund_is_at_most_what_is_left() {
    let world = World::new();
    let id = world.paid("P-1");
    let refund =
        |eur: &str, key: &str| world.provider.refund(&id, euro(eur), &key.parse().unwrap());
    let first = refund("12.50", "r-1").unwrap();
    assert_eq!((first.amount, first.state), (euro("12.50"), RefundState::Refunded));
    assert_eq!(first.key, Some("r-1".parse().unwrap()));
    // The same key gives it back once.
    assert_eq!(refund("12.50", "r-1").unwrap(), first);
    assert_eq!(world.fetch(&id).refunded, MicroEuro(12_500_000));
    let error = refund("7.50", "r-1").unwrap_err();
    assert!(matches!(error, PspError::Contradiction { .. }), "{}", chain(&error));

    refused_with(&refund("7.51", "r-2").unwrap_err(), 409, "higher than what is left");
    // What was refused may be put right under its key.
    assert_eq!(refund("7.50", "r-2").unwrap().amount, euro("7.50"));
    refused_with(&refund("0.01", "r-3").unwrap_err(), 409, "left of the payment, 0.00");
    assert_eq!(world.fetch(&id).left(), MicroEuro::ZERO);
    assert_eq!(world.provider.refunds(&id).unwrap().len(), 2);
}

#[test]
fn tp_18_what_is_not_paid_is_not_given_back() {
    let world = World::new();
    let id = world.create("P-1", "20").id;
    let error = world.provider.refund(&id, euro("1"), &"r".parse().unwrap()).unwrap_err();
    refused_with(&error, 409, "open and cannot be refunded");
}

#[test]
fn tp_17_a_chargeback_is_seen_by_asking() {
    let world = World::new();
    let id = world.paid("P-1");
    assert_eq!(world.provider.chargebacks(&id).unwrap(), []);
    world.teller.set_clock(Some(at("2026-11-20T09:00:00+01:00"))).unwrap();
    world.act(&id, Act::Chargeback { eur: Some("5.00".to_owned()) });
    let payment = world.fetch(&id);
    // Still paid: the credit and what is taken back are two bookings.
    assert_eq!(payment.verdict("P-1", euro("20")), Verdict::Certain { paid_at: at(NOW) });
    assert_eq!(payment.charged_back, MicroEuro(5_000_000));
    let [taken] = &world.provider.chargebacks(&id).unwrap()[..] else { panic!() };
    assert_eq!((taken.amount, taken.at), (euro("5"), at("2026-11-20T09:00:00+01:00")));
    assert_eq!(taken.reversed_at, None);

    let chargeback = |eur: Option<&str>| {
        let act = Act::Chargeback { eur: eur.map(str::to_owned) };
        world.teller.act(&id, &psp::sandbox::Script::untold(act))
    };
    for too_much in ["15.01", "0.00"] {
        let refused = chargeback(Some(too_much));
        assert!(matches!(refused, Err(TellerError::Refused { status: 409, .. })), "{refused:?}");
    }
    let refused = chargeback(Some("1.5"));
    assert!(matches!(refused, Err(TellerError::Refused { status: 422, .. })), "{refused:?}");
    chargeback(None).unwrap();
    assert_eq!(world.fetch(&id).charged_back, MicroEuro(20_000_000));
    assert!(chargeback(None).is_err());
}

#[test]
fn the_bank_wants_its_key_and_an_order_that_makes_sense() {
    let world = World::new();
    let options = psp::MollieOptions::at("sandbox", world.bank.base_url(), "test_wrong");
    let stranger = psp::Mollie::new(options).unwrap();
    refused_with(&stranger.create(&world.order("P-1", "20")).unwrap_err(), 401, "authenticat");
    let unknown = world.provider.fetch(&"tr_unknown".parse().unwrap()).unwrap_err();
    refused_with(&unknown, 404, "tr_unknown");

    let order = || world.order("P-1", "20");
    let elsewhere = "javascript:alert(1)".to_owned();
    for (order, field) in [
        (psp::Order { description: " ".to_owned(), ..order() }, "description"),
        (psp::Order { redirect_url: elsewhere.clone(), ..order() }, "redirectUrl"),
        (psp::Order { webhook_url: elsewhere, ..order() }, "webhookUrl"),
    ] {
        let error = world.provider.create(&order).unwrap_err();
        let PspError::Refused { source, .. } = &error else { panic!("{}", chain(&error)) };
        assert_eq!((source.status, source.field.as_deref()), (422, Some(field)));
    }
}

#[test]
fn the_words_of_the_provider_are_the_cause() {
    let world = World::new();
    let order = psp::Order { description: String::new(), ..world.order("P-1", "20") };
    let error = world.provider.create(&order).unwrap_err();
    expect_test::expect![[
        "`sandbox` refused to create a payment: status 422 Unprocessable Entity, field \
         `description`: the description is empty"
    ]]
    .assert_eq(&chain(&error));
}

#[test]
fn tp_17_a_chargeback_that_is_reversed_gives_the_money_back() {
    let world = World::new();
    let id = world.paid("P-1");
    let reverse = || world.teller.act(&id, &psp::sandbox::Script::untold(Act::ReverseChargeback));
    assert!(reverse().is_err(), "there is none");
    world.act(&id, Act::Chargeback { eur: Some("5.00".to_owned()) });
    reverse().unwrap();
    assert!(reverse().is_err(), "once");
    let [taken] = &world.provider.chargebacks(&id).unwrap()[..] else { panic!() };
    assert!(taken.reversed_at.is_some());
    let payment = world.provider.fetch(&id).unwrap();
    assert_eq!(payment.charged_back, units::MicroEuro::ZERO);
    let day = world.provider.settlement("2026-11-02".parse().unwrap()).unwrap();
    let last = day.lines.last().unwrap();
    assert_eq!(
        (&last.kind, last.amount),
        (&psp::SettledKind::ChargebackReversed, euro("5.00").micro_euro())
    );
    assert_eq!((&last.payment, &last.other_id), (&Some(id), &Some(taken.id.clone())));
}
