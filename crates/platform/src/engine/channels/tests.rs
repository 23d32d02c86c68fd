//! Ways that fail, and work again.

use super::*;
use crate::bank::tests::world::{IBAN, camt, pays, statement};
use crate::testing::{furnished, instant, move_in};
use crate::till::{NewPayment, PaymentAsked, Request, SaleCall, SaleRequest, serve};
use store::{BankAccount, NewNotice, NoticeStep, Store};
use units::{Ean, Language, MicroEuro};
use vending::{Advice, Means, PaymentEvent};

const DSO: Dso = Dso::Ores;
const TEN: MicroEuro = MicroEuro(10_000_000);

/// A home whose operator calls two top-ups in two hours usual.
fn engine() -> (Engine, store::Account) {
    let usual = [("watch.usual_least", "2"), ("watch.usual_weeks", "2")];
    let mut engine = furnished(Store::open("sqlite::memory:").unwrap(), &usual);
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    let account = move_in(&mut engine, crate::testing::ean());
    (engine, account)
}

/// Sells at a terminal, with or without the word that the money was taken.
fn sells(engine: &mut Engine, number: &str, paid: bool, at: Instant) {
    let ean = crate::testing::ean();
    let (cashier, means) = ("A".to_owned(), Means::Cash);
    let vend = SaleCall::Vend { ean, amount: TEN, card: None, cashier: cashier.clone(), means };
    let advice =
        Advice { ean: Some(ean), amount: TEN, taken_at: at, cashier, means, promise: false };
    let calls = [vend].into_iter().chain(paid.then_some(SaleCall::Confirm(advice)));
    for call in calls {
        let (terminal, number) = ("T-1".to_owned(), number.to_owned());
        let asked = Request::Sale(SaleRequest {
            dso: DSO,
            terminal,
            number,
            guessed_too_often: false,
            call,
        });
        serve(engine, &[asked], at).pop().unwrap().unwrap();
    }
}

/// Begins a payment at a provider, of which the money comes or not.
fn pays_online(engine: &mut Engine, id: &str, paid: bool, at: Instant) {
    let ean: Ean = crate::testing::ean();
    let new = NewPayment {
        id: id.into(),
        ean,
        amount: TEN,
        expires_at: at.plus_min(15),
        although_paid: true,
        context: serde_json::Value::Null,
    };
    let (provider, provider_id) = ("sandbox".to_owned(), format!("tr-{id}"));
    let id = id.to_owned();
    let known = PaymentAsked::Known { dso: DSO, ean, id: id.clone(), provider, provider_id };
    let event = PaymentEvent::Paid;
    let done = PaymentAsked::Happened { dso: DSO, ean, id, event, at, once: None };
    let begun = [PaymentAsked::Begin { dso: DSO, new }, known];
    for asked in begun.into_iter().chain(paid.then_some(done)) {
        serve(engine, &[Request::Payment(asked)], at).pop().unwrap().unwrap();
    }
}

/// What is found at an instant: kinds that fail, and how many work again.
fn found(engine: &mut Engine, at: Instant) -> (Vec<String>, usize) {
    let facts = engine.watch_channels(DSO, at).unwrap();
    let failing = facts.iter().filter_map(|fact| match fact {
        FleetFact::IncidentOpened { kind, covers, .. } => {
            assert_eq!(*covers, Covers { energy: None, area: None }, "everywhere");
            Some(kind.clone())
        }
        _ => None,
    });
    let failing: Vec<String> = failing.collect();
    let works = facts.len() - failing.len();
    (failing, works)
}

fn fails(kind: &str) -> (Vec<String>, usize) {
    (vec![kind.to_owned()], 0)
}

const NOTHING: (Vec<String>, usize) = (Vec::new(), 0);
const WORKS: (Vec<String>, usize) = (Vec::new(), 1);

/// Wednesday noon, two weeks after the first one on which something came.
fn wednesday() -> Instant {
    instant("2026-11-18T12:00:00+01:00")
}

/// Something comes twice in the two hours before noon of two Wednesdays.
fn two_usual_weeks(engine: &mut Engine, mut comes: impl FnMut(&mut Engine, &str, Instant)) {
    for week in [2, 1] {
        for part in [1, 2] {
            let at = wednesday().plus_h(-WEEK_H * week).plus_min(-90 + part * 10);
            comes(engine, &format!("{week}{part}"), at);
        }
    }
}

#[test]
fn cg_19_terminals_that_are_silent_where_they_never_are_stop_cuts() {
    let (mut engine, _) = engine();
    assert_eq!(found(&mut engine, wednesday()), NOTHING, "nothing is usual yet");
    two_usual_weeks(&mut engine, |engine, number, at| sells(engine, number, true, at));
    let earlier = wednesday().plus_h(-2);
    assert_eq!(found(&mut engine, earlier), NOTHING, "nobody ever buys before ten");
    // A sale for which nobody has paid is no money.
    sells(&mut engine, "90", false, wednesday().plus_min(-5));
    assert_eq!(found(&mut engine, wednesday()), fails("terminals"));
    assert_eq!(found(&mut engine, wednesday().plus_min(10)), NOTHING, "it is known");
    let health = engine.fleet_book(DSO).unwrap();
    let by_hand = FleetFact::IncidentOpened {
        incident: "told by a shop".into(),
        kind: "terminals".into(),
        covers: Covers { energy: None, area: None },
        by: "an".into(),
    };
    assert_eq!(open_of(&health, WATCH).count(), 1);
    engine.record_fleet(DSO, None, &by_hand, wednesday().plus_min(15)).unwrap();
    sells(&mut engine, "91", true, wednesday().plus_min(20));
    assert_eq!(found(&mut engine, wednesday().plus_min(30)), WORKS);
    assert_eq!(found(&mut engine, wednesday().plus_min(40)), NOTHING);
    let book = engine.fleet_book(DSO).unwrap();
    assert_eq!(open_of(&book, "told by a shop").count(), 1, "people close what they opened");
}

#[test]
fn cg_19_one_quiet_week_makes_silence_usual() {
    let (mut engine, _) = engine();
    let week_ago = wednesday().plus_h(-WEEK_H);
    sells(&mut engine, "1", true, week_ago.plus_h(-WEEK_H).plus_min(-30));
    sells(&mut engine, "2", true, week_ago.plus_h(-WEEK_H).plus_min(-20));
    sells(&mut engine, "3", true, week_ago.plus_min(-30));
    assert_eq!(found(&mut engine, wednesday()), NOTHING);
}

#[test]
fn cg_19_online_payments_that_nobody_ends_stop_cuts() {
    let (mut engine, _) = engine();
    two_usual_weeks(&mut engine, |engine, id, at| pays_online(engine, id, true, at));
    pays_online(&mut engine, "90", false, wednesday().plus_min(-30));
    assert_eq!(found(&mut engine, wednesday()), fails("online"));
    pays_online(&mut engine, "91", true, wednesday().plus_min(5));
    assert_eq!(found(&mut engine, wednesday().plus_min(10)), WORKS);
}

#[test]
fn cg_19_a_bank_that_sends_nothing_for_days_stops_cuts_until_it_does() {
    let (mut engine, _) = engine();
    let account = BankAccount {
        iban: IBAN.into(),
        dso: DSO,
        holder: "Operator".into(),
        bic: "GKCCBEBB".into(),
    };
    engine.store.enter_bank_account(&account).unwrap();
    assert_eq!(found(&mut engine, wednesday()), NOTHING, "it never sent any");
    let folder = tempfile::tempdir().unwrap();
    let mut sends = |number: u32, day: &'static str, opening: i64| {
        let mut one = statement(number, opening, vec![pays(1_000, "541449012345678908")]);
        one.day = day;
        let file = folder.path().join(number.to_string());
        std::fs::write(&file, camt(&[one])).unwrap();
        let request = crate::bank::Importing {
            file,
            iban_of: Some(DSO),
            out_of_sequence: false,
            partial: false,
            piece: crate::bank::pieces::PIECE,
            at: day.parse::<calendar::SettlementDay>().unwrap().next().at(6, 0),
        };
        crate::bank::import_file(&mut engine, &request).unwrap();
        let found = |engine: &mut Engine, day: &str| {
            found(engine, day.parse::<calendar::SettlementDay>().unwrap().at(9, 0))
        };
        match number {
            1 => [found(&mut engine, "2026-11-18"), found(&mut engine, "2026-11-19")],
            _ => [found(&mut engine, "2026-11-20"), found(&mut engine, "2026-11-21")],
        }
    };
    // Of Friday: five days are a weekend with a holiday, six are not.
    assert_eq!(sends(1, "2026-11-13", 0), [NOTHING, fails("bank_feed")]);
    assert_eq!(sends(2, "2026-11-19", 1_000), [WORKS, NOTHING]);
}

#[test]
fn cg_19_messages_that_do_not_leave_stop_cuts_until_one_does() {
    let (mut engine, account) = engine();
    let now = wednesday();
    let sms = |number: i32| NewNotice {
        key: format!("n{number}"),
        cause: "test".into(),
        cause_at: now,
        trigger: "low_credit".into(),
        message: "M04".into(),
        version: 1,
        language: Language::Fr,
        recipient: "holder".into(),
        channel: Way::Sms.code(),
        address: "+32450000001".into(),
        figures: "{}".into(),
        subject: String::new(),
        body: "solde".into(),
        due: now,
        withdrawn: None,
    };
    let notices: Vec<NewNotice> = (0..4).map(sms).collect();
    engine.store.add_notices(account.id, None, &notices, now).unwrap();
    let hour = now.plus_min(61);
    assert_eq!(found(&mut engine, hour), NOTHING, "nobody has tried to send them");
    let taken = engine.store.take_notices(now, &[Way::Sms.code()], 3, 60).unwrap();
    for one in &taken {
        let again = NoticeStep::Again { at: hour.plus_h(1), reason: "no route".into() };
        engine.store.notice_step(account.id, one.seq, &again).unwrap();
    }
    assert_eq!(found(&mut engine, now.plus_min(59)), NOTHING, "it may be a moment");
    assert_eq!(found(&mut engine, hour), fails("sms"));
    let left = engine.store.take_notices(hour, &[Way::Sms.code()], 1, 60).unwrap();
    let (at, carrier_id, wait_until) = (hour, "k-1".to_owned(), hour.plus_h(1));
    let over = NoticeStep::HandedOver { at, carrier_id, wait_until };
    engine.store.notice_step(account.id, left[0].seq, &over).unwrap();
    assert_eq!(found(&mut engine, hour.plus_min(1)), WORKS);
}
