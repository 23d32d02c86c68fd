//! What the systems of suppliers are told of, and what they are not. Source: UX 8.12.

use super::*;
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use store::{NewEndpoint, Owner};

/// Endpoints of everybody, that hear of all they may.
struct Told {
    a: i64,
    b: i64,
    c: i64,
    operator: i64,
}

fn told(engine: &mut Engine) -> Told {
    let mut add = |owner: Owner| {
        let new = NewEndpoint {
            dso: Dso::Ores,
            owner,
            url: "https://partner.example/".to_owned(),
            loopback: false,
            types: Vec::new(),
        };
        engine
            .locked(Dso::Ores, |engine| Ok(engine.store.add_endpoint(&new, instant(NOW))?))
            .unwrap()
    };
    let mut supplier = |id: &str| add(Owner::Supplier(id.to_owned()));
    let (a, b, c) = (supplier("A"), supplier("B"), supplier("C"));
    Told { a, b, c, operator: add(Owner::Operator) }
}

fn deliver(engine: &mut Engine) {
    let mut nowhere = None::<&mut Dispatcher<Registry>>;
    while crate::work::deliver(engine, instant(NOW), nowhere.as_deref_mut(), &mut |_| {}).unwrap()
        > 0
    {}
}

/// Types and data of what leaves for an endpoint, by type.
fn heard(engine: &mut Engine, endpoint: i64) -> Vec<String> {
    let line = |one: store::Delivery| {
        let body: serde_json::Value = serde_json::from_str(&one.body).unwrap();
        format!("{} {}", body["type"].as_str().unwrap(), body["data"])
    };
    let mut all: Vec<String> =
        engine.store.deliveries(endpoint, 50).unwrap().into_iter().map(line).collect();
    all.sort_unstable();
    all
}

#[test]
fn ux_8_12_pa_35_a_payment_is_told_to_who_supplied_on_its_day_and_to_no_other() {
    let w = world();
    let engine = &mut *w.houses.engine();
    let told = told(engine);
    deliver(engine);
    let account = engine.account_of(w.ean).unwrap();
    let booked = format!("topup.booked {{\"account\":\"{}\"}}", account.id);
    assert_eq!(heard(engine, told.a), [booked.as_str()], "T-1");
    assert_eq!(heard(engine, told.b), [booked.as_str()], "T-2");
    assert_eq!(heard(engine, told.c), [""; 0], "of nobody's customer");
    let all = heard(engine, told.operator);
    assert_eq!(all.iter().filter(|one| **one == booked).count(), 2);
    // What the payer takes back goes to who had it, though another supplies now.
    let (id, eur) = ("T-1/1".to_owned(), "10.00".parse().unwrap());
    let back = Fact::Chargeback { id, eur, channel: "terminal".to_owned() };
    let aid = Fact::Aid {
        id: "aid-1".to_owned(),
        eur: "30.00".parse().unwrap(),
        channel: "cpas".to_owned(),
    };
    engine.record(&account, &back, instant("2026-11-05T10:00:00+01:00")).unwrap();
    engine.record(&account, &aid, instant("2026-11-05T11:00:00+01:00")).unwrap();
    deliver(engine);
    let reversed = format!("topup.reversed {{\"account\":\"{}\"}}", account.id);
    assert_eq!(heard(engine, told.a), [booked.as_str(), reversed.as_str()]);
    assert_eq!(
        heard(engine, told.b),
        [booked.as_str()],
        "nor of aid, which is no money of its own"
    );
    assert_eq!(heard(engine, told.c), [""; 0]);
    // It reads nothing of another's later either, nor has it sent again.
    let since = instant("2026-01-01T00:00:00+01:00");
    let again = |engine: &mut Engine, endpoint| {
        crate::webhooks::replay_since(&mut engine.store, endpoint, since, instant(NOW)).unwrap()
    };
    assert_eq!((again(engine, told.a), again(engine, told.b), again(engine, told.c)), (2, 1, 0));
}

#[test]
fn ux_8_12_pr_02_the_answer_to_a_request_is_told_to_who_asked_alone() {
    let w = world();
    let told = told(&mut w.houses.engine());
    let ask = |attempt: &str, ean: Ean| {
        w.houses.ask(&w.a, &wanted(ean, default()), attempt).unwrap().unwrap()
    };
    let refused = ask(ATTEMPT, w.nobodys());
    let back = ask(OTHER, w.ean);
    w.houses.withdraw(&w.a, back).unwrap().unwrap();
    let engine = &mut *w.houses.engine();
    take(engine, refused, Step::LetterSent, "desk", instant(NOW)).unwrap().unwrap();
    assert_eq!(heard(engine, told.a), [""; 0], "a letter is no answer, nor what it took back");
    let step = Step::Refused { channel: Channel::Card };
    take(engine, refused, step, "desk", instant(NOW)).unwrap().unwrap();
    let answered = format!("activation.answered {{\"request\":\"{refused}\"}}");
    assert_eq!(heard(engine, told.a), [answered.as_str()]);
    assert_eq!(heard(engine, told.operator), [answered.as_str()]);
    assert_eq!((heard(engine, told.b), heard(engine, told.c)), (vec![], vec![]));
}

#[test]
fn ux_8_12_pa_35_a_remittance_is_told_to_who_gets_it_once_it_is_approved() {
    let w = world();
    let engine = &mut *w.houses.engine();
    let told = told(engine);
    let at = instant(NOW);
    let october = vending::PaidPeriod {
        from: "2026-10-01".parse().unwrap(),
        to: "2026-11-01".parse().unwrap(),
    };
    let november = vending::PaidPeriod { from: october.to, to: "2026-11-05".parse().unwrap() };
    remit::propose(engine, Dso::Ores, october, "an", at).unwrap();
    let payouts = remit::propose(engine, Dso::Ores, november, "an", at).unwrap();
    assert_eq!(heard(engine, told.a), [""; 0], "one person has proposed it");
    for payout in &payouts {
        remit::approve(engine, payout.id, "bo", at).unwrap();
    }
    for (endpoint, subject) in [(told.a, "A"), (told.b, "B")] {
        let own = payouts.iter().find(|payout| payout.subject == subject).unwrap();
        let line = format!("settlement.published {{\"payout\":\"{}\"}}", own.id);
        assert_eq!(heard(engine, endpoint), [line]);
    }
    assert_eq!(heard(engine, told.c), [""; 0]);
    assert_eq!(heard(engine, told.operator).len(), 2);
}

#[test]
fn cm_01t_cm_01y_the_end_of_prepayment_and_a_year_are_told_to_who_supplied_and_to_no_other() {
    let w = world();
    let engine = &mut *w.houses.engine();
    let told = told(engine);
    deliver(engine);
    let before = [told.a, told.b, told.c].map(|endpoint| heard(engine, endpoint));
    let account = engine.account_of(w.ean).unwrap();
    for kind in ["closed", "year", "survey"] {
        let message = store::NewMessage {
            key: format!("notice/told/{kind}"),
            at: instant(NOW),
            lane: 2,
            kind: "notice".to_owned(),
            body: serde_json::json!({ "notice": kind, "day": instant(NOW).day() }).to_string(),
        };
        engine.store.add_message(account.id, &message).unwrap();
    }
    deliver(engine);
    let [a, mut b, c] = before;
    assert_eq!((heard(engine, told.a), heard(engine, told.c)), (a, c), "it supplies no more");
    b.extend(
        ["prepayment.ended", "yearly_statement.ready"]
            .map(|kind| format!("{kind} {{\"account\":\"{}\"}}", account.id)),
    );
    b.sort_unstable();
    assert_eq!(heard(engine, told.b), b);
    assert!(heard(engine, told.operator).iter().any(|one| one.starts_with("prepayment.ended")));
}

#[test]
fn cm_01t_ux_8_7_the_end_of_prepayment_is_read_by_who_supplied_without_any_endpoint() {
    let w = world();
    {
        let engine = &mut *w.houses.engine();
        let account = engine.account_of(w.ean).unwrap();
        let gone = Fact::MoveOut { registers: None };
        engine.record(&account, &gone, instant("2026-11-05T07:00:00+01:00")).unwrap();
        night(engine, &account, "2026-11-05", 28);
    }
    let told = |visitor| w.houses.told(visitor).unwrap();
    let lines = told(&w.b);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line.words, portal::ToldWords::PrepaymentEnded(w.ean.reference()));
    assert_eq!(line.state, portal::ToldState::Waits, "nothing has left yet");
    assert_eq!(
        (told(&w.a), told(&w.c)),
        (Vec::new(), Vec::new()),
        "who supplied before, and another"
    );
    let engine = &mut *w.houses.engine();
    let account = engine.store.all_accounts_of(w.ean).unwrap().remove(0).id;
    let looks = engine.store.person_looks(account, 100).unwrap();
    assert!(looks.iter().any(|look| look.person == w.b.person && look.reason == "notices"));
    assert!(looks.iter().all(|look| look.person != w.c.person));
}
