//! One payment for electricity and gas: at the bank it is one, in the books each home has its own.
//! Source: F-03, TP-05, TP-13, TP-16 to TP-19, TP-23.

use super::*;
use crate::reconcile::AtProvider;
use crate::till::{Answer, Request};
use portal::pay::ShareAsked;
use psp::Amount;
use timeline::Fact;
use units::AccountId;
use vending::PaymentEvent;

fn gas() -> Ean {
    "541449000000000027".parse().unwrap()
}

/// A shop with electricity and gas of one home.
fn two(name: &str) -> Shop {
    shop_with(name, 1, |engine| {
        crate::testing::protected_gas(engine, gas(), "2026-11-01T00:00:00+01:00");
    })
}

fn both(shop: &Shop, attempt: &str, [first, second]: [&str; 2]) -> Beginning {
    let amount: MicroEuro = second.parse().unwrap();
    let reference = gas().reference().to_string();
    let shown = match shop.online.offer("home", &reference, amount) {
        Ok(offer) => offer.effect.name().to_owned(),
        Err(_) => "nothing".to_owned(),
    };
    let also = Some(ShareAsked { reference, amount, shown });
    Beginning { also, ..shop.beginning(attempt, first) }
}

/// 20.00 for electricity and 10.00 for gas: the ids of the two.
fn begun(shop: &mut Shop) -> (AtBank, [String; 2]) {
    let Begun::AtBank(at_bank) = shop.online.begin(&both(shop, "a", ["20.00", "10.00"])).unwrap()
    else {
        panic!("not at the bank")
    };
    let shares = shop.known(&at_bank.id).joint.unwrap().shares;
    let ids: Vec<String> = shares.into_iter().map(|share| share.id).collect();
    (at_bank, ids.try_into().unwrap())
}

/// The same, paid and credited a day ago.
fn credited(name: &str) -> (Shop, [String; 2]) {
    let mut shop = two(name);
    let (_, ids) = begun(&mut shop);
    shop.pays(&ids[0]);
    shop.notice(&ids[0]);
    shop.work();
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited; 2]);
    shop.later(86_400);
    (shop, ids)
}

fn states(shop: &mut Shop, ids: &[String; 2]) -> [PaymentState; 2] {
    [shop.state(&ids[0]), shop.state(&ids[1])]
}

fn balances(shop: &mut Shop) -> [String; 2] {
    [ean(), gas()].map(|ean| {
        let account = shop.engine.account_of(ean).unwrap();
        let known = shop.engine.rebuild(&[account], Instant(i64::MAX / 2)).unwrap().pop().unwrap();
        vending::euro(known.timeline.account.balance())
    })
}

fn told(shop: &mut Shop, ids: &[String; 2]) {
    for _ in 0..2 {
        shop.notice(&ids[0]);
        shop.work();
    }
}

/// Somebody gives it back at the provider itself.
fn given_back(shop: &mut Shop, ids: &[String; 2], eur: &str) {
    let provider_id = shop.provider_id(&ids[0]);
    let amount = Amount::new(eur.parse().unwrap()).unwrap();
    let key = format!("by-hand-{eur}").parse().unwrap();
    shop.psp.provider.refund(&provider_id, amount, &key).unwrap();
}

fn went(shop: &mut Shop, ids: &[String; 2]) -> [String; 2] {
    [0, 1].map(|place: usize| {
        let known = shop.known(&ids[place]);
        let parts = known.parts.iter().map(|part| part.amount.0).sum::<i64>();
        vending::euro(MicroEuro(parts))
    })
}

/// The ids are those that the bank and both homes know, in any order of notices.
#[test]
fn f_03_one_payment_tops_up_two_energies_each_once() {
    let mut shop = two("both");
    let before = balances(&mut shop);
    let (at_bank, ids) = begun(&mut shop);
    assert_eq!(at_bank.id, ids[0]);
    let id = shop.provider_id(&ids[0]);
    assert_eq!(shop.provider_id(&ids[1]), id, "one payment at the bank");
    let said = shop.psp.provider.fetch(&id).unwrap();
    assert_eq!(said.amount.to_string(), "30.00");
    // The same attempt is the same payment, and another split of it is another.
    let again = shop.online.begin(&both(&shop, "a", ["20.00", "10.00"])).unwrap();
    assert!(matches!(again, Begun::AtBank(known) if known == at_bank));
    let other = shop.online.begin(&both(&shop, "a", ["19.00", "11.00"]));
    assert!(matches!(other, Err(PaymentsError::Refused(Refused::AttemptReused))));
    shop.later(20);
    shop.pays(&ids[0]);
    shop.later(1);
    for _ in 0..3 {
        assert_eq!(shop.notice(&ids[0]), Noticed::Taken);
        shop.work();
    }
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited; 2]);
    assert_eq!(shop.work(), 0, "the end of both is known");
    let view = shop.online.state(&ids[0], &at_bank.token).unwrap().unwrap();
    let also = view.also.as_ref().unwrap();
    assert_eq!(
        (view.amount.to_string(), also.amount.to_string()),
        ("20.000000".into(), "10.000000".into())
    );
    assert_eq!(also.energy, units::Energy::Gas);
    assert!(view.code.is_some() && also.code.is_some() && view.code != also.code, "two receipts");
    let clocks = ids.each_ref().map(|id| shop.known(id).payment.clocks());
    assert_eq!(clocks[0].paid, clocks[1].paid);
    assert!(clocks.iter().all(|clocks| clocks.credited.is_some()));
    let after = balances(&mut shop);
    let rose = |place: usize| {
        let eur = |text: &str| text.parse::<MicroEuro>().unwrap().0;
        MicroEuro(eur(&after[place]) - eur(&before[place])).to_string()
    };
    assert_eq!([rose(0), rose(1)], ["20.000000", "10.000000"]);
    shop.proved("30.00");
}

/// What the payer's page finds is taken in for both in one transaction.
#[test]
fn f_03_both_are_credited_when_the_payer_is_back_and_with_every_clock_of_its_own() {
    let mut shop = two("both-back");
    let (at_bank, ids) = begun(&mut shop);
    shop.pays(&ids[0]);
    shop.later(11);
    let view = shop.online.state(&at_bank.id, &at_bank.token).unwrap().unwrap();
    assert_eq!(
        (view.state, view.also.unwrap().state),
        (PaymentState::Credited, PaymentState::Credited)
    );
    // A late notice, and one that names nothing of ours.
    shop.notice(&ids[0]);
    shop.online.notice("sandbox", b"id=tr_nothing").unwrap();
    shop.work();
    shop.proved("30.00");
}

#[test]
fn f_03_a_writer_that_ends_between_the_two_has_written_neither_or_both() {
    let mut shop = two("both-crash");
    let (_, ids) = begun(&mut shop);
    shop.pays(&ids[0]);
    shop.later(5);
    // The transaction ends before the second is told: the first is not credited either.
    let now = shop.now();
    let known = shop.known(&ids[0]);
    let asked: Vec<Request> = crate::pay::joint::each_happened(&known, PaymentEvent::Paid, now)
        .into_iter()
        .map(Request::Payment)
        .collect();
    let ended = shop.engine.locked_all(&[Dso::Ores], |engine| {
        for answer in crate::till::serve(engine, &asked, now) {
            assert!(matches!(answer, Ok(Answer::Payment(done)) if done.is_ok()));
        }
        crate::failure::refuse::<()>("the machine stops")
    });
    assert!(ended.is_err());
    assert_eq!(states(&mut shop, &ids), [PaymentState::Pending; 2]);
    // One of them alone, as if a transaction of its own had been written and nothing after it.
    let first = crate::pay::visit::happened(&known, PaymentEvent::Paid, now, None);
    at_once(&mut shop.engine, first, now).unwrap();
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited, PaymentState::Pending]);
    shop.later(31);
    shop.work();
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited; 2]);
    shop.proved("30.00");
}

#[test]
fn f_03_the_limits_hold_for_each_and_one_that_is_refused_keeps_nothing_of_the_other() {
    let mut shop = two("both-limits");
    for amounts in [["20.00", "4.99"], ["20.00", "250.01"]] {
        let refused = shop.online.begin(&both(&shop, "a", amounts));
        assert!(matches!(refused, Err(PaymentsError::Refused(Refused::Amount(_)))), "{amounts:?}");
    }
    let mut twice = both(&shop, "b", ["20.00", "10.00"]);
    let reference = ean().reference().to_string();
    twice.also.as_mut().unwrap().reference = reference;
    let refused = shop.online.begin(&twice);
    assert!(matches!(refused, Err(PaymentsError::Refused(Refused::NotTogether))));
    let all = shop.engine.store.payments_between(Instant(0), Instant(i64::MAX)).unwrap();
    assert!(all.is_empty());
    // 250.01 in all is within the limits of each.
    let many = both(&shop, "c", ["200.00", "50.01"]);
    assert!(matches!(shop.online.begin(&many), Ok(Begun::AtBank(_))));
    // A second payment asks first, whichever of the two it is for.
    let asked = shop.online.begin(&both(&shop, "d", ["5.00", "5.00"])).unwrap();
    assert!(matches!(asked, Begun::AskFirst(_)));
}

#[test]
fn tp_16_what_is_for_a_home_that_has_closed_waits_and_the_other_is_credited() {
    let mut shop = two("both-closed");
    let (at_bank, ids) = begun(&mut shop);
    let account = shop.engine.account_of(gas()).unwrap();
    let now = shop.now();
    // Nothing is left of the starting credit.
    let registers = Some([(units::ObisCode::GAS_VOLUME, "19".to_owned())].into());
    shop.engine.record(&account, &Fact::MoveOut { registers }, now).unwrap();
    let home = shop.engine.account_of(ean()).unwrap().id;
    nights(&mut shop.engine, &[(home, 3)], "2026-11-01");
    assert!(shop.engine.store.account(account.id).unwrap().unwrap().closed_at.is_some());
    shop.later(20 * 3_600);
    shop.pays(&ids[0]);
    told(&mut shop, &ids);
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited, PaymentState::Paid]);
    let held = shop.known(&ids[1]).held.unwrap();
    assert_eq!(held.amount, "10.00".parse().unwrap());
    shop.later(180);
    let view = shop.online.state(&ids[0], &at_bank.token).unwrap().unwrap();
    assert_eq!(view.state, PaymentState::Credited);
    assert_eq!(view.also.unwrap().given_back, Some(GivenBack::AccountClosed));
    // What goes back without anybody saying of which is taken from what is nobody's.
    given_back(&mut shop, &ids, "12.00");
    told(&mut shop, &ids);
    assert_eq!(went(&mut shop, &ids), ["2.00", "10.00"]);
    shop.proved("18.00");
}

#[test]
fn tp_18_people_refund_one_of_the_two_and_the_other_keeps_its_money() {
    let (mut shop, ids) = credited("both-refund");
    let before = balances(&mut shop);
    let asked = Asked {
        id: ids[1].clone(),
        amount: "4.00".parse().unwrap(),
        by: "an".into(),
        approved_by: None,
    };
    let now = shop.now();
    let provider = shop.psp.provider.clone();
    refund(&mut shop.engine, provider.as_ref(), &asked, now).unwrap();
    told(&mut shop, &ids);
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited, PaymentState::Refunded]);
    assert_eq!(went(&mut shop, &ids), ["0.00", "4.00"]);
    assert_eq!(balances(&mut shop)[0], before[0]);
    // No more than its own share.
    let more = Asked { amount: "6.01".parse().unwrap(), ..asked };
    let now = shop.now();
    assert!(refund(&mut shop.engine, provider.as_ref(), &more, now).is_err());
    shop.proved("26.00");
}

#[test]
fn tp_18_a_refund_at_the_provider_is_taken_where_most_is_left_once() {
    let (mut shop, ids) = credited("both-partial");
    let before = balances(&mut shop);
    given_back(&mut shop, &ids, "7.00");
    told(&mut shop, &ids);
    let eur = |text: &str| text.parse::<MicroEuro>().unwrap();
    assert!(eur(&before[0]).0 - eur("7").0 > eur(&before[1]).0, "electricity has more: {before:?}");
    assert_eq!(went(&mut shop, &ids), ["7.00", "0.00"]);
    // What was attributed stays so, however the balances stand later; the rest is each one's own.
    given_back(&mut shop, &ids, "23.00");
    told(&mut shop, &ids);
    assert_eq!(went(&mut shop, &ids), ["20.00", "10.00"]);
    assert_eq!(states(&mut shop, &ids), [PaymentState::Refunded; 2]);
    shop.proved("0.00");
}

#[test]
fn tp_17_a_chargeback_is_attributed_and_its_reversal_comes_back_to_the_same() {
    let (mut shop, ids) = credited("both-chargeback");
    let before = balances(&mut shop);
    shop.at_bank(&ids[0], Act::Chargeback { eur: Some("25.00".to_owned()) });
    told(&mut shop, &ids);
    let back = |shop: &mut Shop| {
        ids.each_ref().map(|id| vending::euro(shop.known(id).payment.charged_back()))
    };
    // Electricity had 8.20 more: it gives those, and the rest comes from both alike.
    assert_eq!(back(&mut shop), ["16.60", "8.40"]);
    shop.later(60);
    shop.at_bank(&ids[0], Act::Chargeback { eur: None });
    told(&mut shop, &ids);
    assert_eq!(states(&mut shop, &ids), [PaymentState::ChargedBack; 2]);
    assert_eq!(back(&mut shop), ["20.00", "10.00"]);
    shop.later(60);
    for _ in 0..2 {
        shop.at_bank(&ids[0], Act::ReverseChargeback);
        told(&mut shop, &ids);
    }
    assert_eq!(back(&mut shop), ["0.00", "0.00"]);
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited; 2]);
    assert_eq!(balances(&mut shop), before);
    shop.proved("30.00");
}

/// What happens to a payment, in any order: told late, twice or never, given back and taken back in parts.
#[test]
fn f_03_in_any_history_no_cent_is_lost_between_the_two_and_none_is_booked_twice() {
    for seed in crate::testing::seeds(6) {
        let mut shop = two(&format!("both-any-{seed}"));
        let (at_bank, ids) = begun(&mut shop);
        let mut chance = seed;
        let mut next = |below: u64| {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (chance >> 33) % below
        };
        for step in 0..14 {
            shop.later(i64::try_from(1 + next(40)).unwrap());
            let paid = shop.known(&ids[0]).payment.clocks().paid.is_some();
            let cents = 100 + next(900);
            let eur = format!("{}.{:02}", cents / 100, cents % 100);
            let provider_id = shop.provider_id(&ids[0]);
            let left = shop.psp.provider.fetch(&provider_id).unwrap().left().0;
            let enough = left >= 10_000_000;
            match next(9) {
                0 | 1 => shop.pays(&ids[0]),
                2 => drop(shop.notice(&ids[0])),
                3 => drop(shop.work()),
                4 => drop(shop.online.state(&ids[0], &at_bank.token).unwrap()),
                5 if paid && enough => shop.at_bank(&ids[0], Act::Chargeback { eur: Some(eur) }),
                6 if paid && enough => {
                    let amount = Amount::new(eur.parse().unwrap()).unwrap();
                    let key = format!("by-hand-{step}").parse().unwrap();
                    shop.psp.provider.refund(&provider_id, amount, &key).unwrap();
                }
                7 => {
                    // People give back a part of one of the two; whether they may is the rule's to say.
                    let id = ids[usize::try_from(next(2)).unwrap()].clone();
                    let amount = eur.parse().unwrap();
                    let asked = Asked { id, amount, by: "an".into(), approved_by: None };
                    let (now, provider) = (shop.now(), shop.psp.provider.clone());
                    let _ = refund(&mut shop.engine, provider.as_ref(), &asked, now);
                }
                // A writer that dies in the middle, whatever it was at.
                8 => {
                    let writes = next(12);
                    shop.notice(&ids[0]);
                    shop.engine.store.stop_after(writes, store::Stop::Fail);
                    let now = shop.now();
                    let _ = visit_due(&mut shop.engine, shop.psp.provider.as_ref(), now);
                    shop.engine.store.never_stop();
                }
                _ => {}
            }
        }
        shop.pays(&ids[0]);
        for _ in 0..3 {
            shop.later(61);
            told(&mut shop, &ids);
        }
        let provider_id = shop.provider_id(&ids[0]);
        let left = shop.psp.provider.fetch(&provider_id).unwrap().left();
        let ours = ids.each_ref().map(|id| shop.known(id).payment.left().0);
        assert_eq!(MicroEuro(ours[0] + ours[1]), left, "seed {seed}");
        shop.proved(&vending::euro(left));
    }
}

#[test]
fn tp_02_a_credit_card_gives_all_of_it_back_and_credits_neither() {
    let mut shop = two("both-card");
    let (at_bank, ids) = begun(&mut shop);
    shop.at_bank(&ids[0], Act::Pay { card: Card::Credit });
    told(&mut shop, &ids);
    let view = shop.online.state(&ids[0], &at_bank.token).unwrap().unwrap();
    assert_eq!(view.given_back, Some(GivenBack::CreditCard));
    assert_eq!(view.also.unwrap().given_back, Some(GivenBack::CreditCard));
    assert_eq!(states(&mut shop, &ids), [PaymentState::Failed; 2]);
    let id = shop.provider_id(&ids[0]);
    assert_eq!(shop.psp.provider.refunds(&id).unwrap().len(), 1, "once");
    shop.proved("0.00");
}

#[test]
fn tp_04_who_leaves_has_paid_neither_and_a_late_word_pays_both() {
    let mut shop = two("both-left");
    let (_, ids) = begun(&mut shop);
    shop.later(3_601);
    shop.work();
    assert_eq!(states(&mut shop, &ids), [PaymentState::Expired; 2]);
    shop.pays(&ids[0]);
    shop.later(86_400);
    shop.notice(&ids[0]);
    shop.work();
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited; 2]);
    shop.proved("30.00");
}

/// Whatever name the money is asked for by, both are told.
#[test]
fn tp_19_the_story_and_the_comparison_tell_both() {
    let (mut shop, ids) = credited("both-story");
    let provider_id = shop.provider_id(&ids[0]).to_string();
    let now = shop.now();
    for name in [provider_id.clone(), format!("provider:sandbox:{provider_id}")] {
        let mut out = Vec::new();
        show_money(&mut shop.engine, &name, now, false, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        for id in &ids {
            assert!(text.contains(&format!("payment      {id}")), "{text}");
            assert!(text.contains(&format!("paid with    {id}")), "{text}");
        }
    }
    // A line of the provider that is not ours in full is a difference of the first, down to the cent.
    let days =
        PaidPeriod { from: "2026-10-30".parse().unwrap(), to: "2026-12-31".parse().unwrap() };
    let way = AtProvider::ask(
        &mut shop.engine,
        shop.psp.provider.clone().as_ref(),
        days,
        Some(Dso::Ores),
        now,
    )
    .unwrap();
    assert!(way.unheard(&mut shop.engine).unwrap().is_empty());
    given_back(&mut shop, &ids, "3.00");
    let way = AtProvider::ask(
        &mut shop.engine,
        shop.psp.provider.clone().as_ref(),
        days,
        Some(Dso::Ores),
        now,
    )
    .unwrap();
    assert_eq!(
        way.unheard(&mut shop.engine).unwrap().into_iter().collect::<Vec<_>>(),
        [ids[0].clone()]
    );
    assert!(!shop.differences().is_empty(), "nobody has told us");
    told(&mut shop, &ids);
    assert_eq!(shop.differences(), Vec::<String>::new());
    shop.proved("27.00");
}

/// Each clock is its own: what cannot be credited raises its alarm, and the other home has its money.
#[test]
fn tp_23_paid_and_not_credited_is_said_of_the_one_that_is_not() {
    let mut shop = two("both-clock");
    let (_, ids) = begun(&mut shop);
    shop.pays(&ids[0]);
    // Somebody else's money bears the key of the second share: it cannot be credited.
    let key = format!("provider:sandbox:{}+2", shop.provider_id(&ids[0]));
    shop.engine.store.claim_money(&[(key, AccountId::house(Dso::Ores))]).unwrap();
    shop.later(31);
    shop.work();
    assert_eq!(states(&mut shop, &ids), [PaymentState::Credited, PaymentState::Pending]);
    let in_flight = [ean(), gas()].map(|ean| {
        let account = shop.engine.account_of(ean).unwrap().id;
        shop.engine.store.money_in_flight(account).unwrap().len()
    });
    assert_eq!(in_flight, [0, 1], "no cut of the one that waits");
}
