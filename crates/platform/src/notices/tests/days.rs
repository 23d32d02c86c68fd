//! What follows some days or years after something: how it goes with a new meter, a year on one page; and prices before
//! their first day.

use super::*;
use crate::changes::{self, Asking, FileLine, PriceFile, Soonest};
use calendar::SettlementDay;
use procedures::{Slot, Visit, VisitReason, VisitState};
use units::{Energy, MicroEuro};

fn told_of(engine: &mut Engine, account: &store::Account, message: &str) -> Vec<String> {
    let told = told_so_far(engine, account);
    told.into_iter().filter(|line| line.starts_with(&format!("{message} "))).collect()
}

/// What the night of a day tells some days later, and how many of each kind.
fn days_after(engine: &mut Engine, account: &store::Account, day: &str) -> (usize, usize) {
    let day: SettlementDay = day.parse().unwrap();
    let told = tell_of_days(engine, account.dso, day).unwrap();
    deliver(engine, day.next().at(9, 0));
    told
}

#[test]
fn cm_01q_twenty_days_after_the_opening_people_are_asked_once_how_it_goes() {
    let mut texts = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let (mut engine, account) = home();
        engine.store.set_contact(&Contact { language, ..contact(&account) }).unwrap();
        assert_eq!(days_after(&mut engine, &account, "2026-11-17"), (0, 0));
        assert_eq!(days_after(&mut engine, &account, "2026-11-18"), (1, 0));
        days_after(&mut engine, &account, "2026-11-18");
        assert_eq!(days_after(&mut engine, &account, "2026-11-19"), (0, 0));
        // By a call, too, where people wish one: CM-01q.
        let both = ["M24 holder sms 0", "M24 holder call 0"];
        assert_eq!(told_of(&mut engine, &account, "M24"), both);
        let sms = words(&mut engine, &account, "M24", Channel::Sms);
        assert!(sms.contains("20 "), "{sms}");
        texts.insert(sms);
    }
    assert_eq!(texts.len(), 4);
    // Who wants no such message, and whose account is closed.
    let (mut engine, account) = home();
    let mut declines = contact(&account);
    declines.wished.declined.push("M24".to_owned());
    engine.store.set_contact(&declines).unwrap();
    days_after(&mut engine, &account, "2026-11-18");
    assert_eq!(told_of(&mut engine, &account, "M24"), ["M24 holder sms 5"]);
    let (mut engine, account) = home();
    engine.store.run_sql("UPDATE account SET closed_us = opened_us + 1").unwrap();
    assert_eq!(days_after(&mut engine, &account, "2026-11-18"), (0, 0));
}

#[test]
fn cm_01q_a_meter_that_a_technician_placed_is_asked_about_too_and_a_reading_is_not() {
    let visited = |reason, state: VisitState, on: &str| {
        let (mut engine, account) = home();
        let day: SettlementDay = on.parse().unwrap();
        let visit = Visit {
            reason,
            task: "swap it".to_owned(),
            made_at: day.at(9, 0),
            by: "an".to_owned(),
            day,
            slot: Slot::Morning,
            state,
            request: None,
            steps: Vec::new(),
        };
        let body = serde_json::json!({ "visit": visit }).to_string();
        let (dso, ean, at) = (account.dso, account.ean, day.at(9, 0));
        let new = store::NewVisit { dso, ean, page: "p", day, at, body: &body };
        engine.store.add_visit(&new).unwrap();
        let twentieth = day.plus(19).to_string();
        days_after(&mut engine, &account, "2026-11-18");
        days_after(&mut engine, &account, &twentieth);
        let told = told_of(&mut engine, &account, "M24");
        told.into_iter().filter(|line| line.contains(" sms ")).count()
    };
    let far = "2027-02-03";
    assert_eq!(visited(VisitReason::NewMeter, VisitState::Done, far), 2, "the opening, and this");
    assert_eq!(visited(VisitReason::NewMeter, VisitState::Absent, far), 1);
    assert_eq!(visited(VisitReason::Reading, VisitState::Done, far), 1);
    let near = "2026-11-04";
    assert_eq!(visited(VisitReason::CardSwap, VisitState::Done, near), 1, "one installation");
}

#[test]
fn cm_01y_a_year_on_one_page_is_sent_on_its_anniversary_and_compared_with_the_one_before() {
    let (mut engine, account) = home();
    let paid = instant("2026-10-30T10:00:00+01:00");
    engine.record(&account, &top_up("T-1"), paid).unwrap();
    night(&mut engine, &account, "2026-10-30", 2);
    night(&mut engine, &account, "2026-10-31", 5);
    assert_eq!(days_after(&mut engine, &account, "2027-10-28"), (0, 0));
    assert_eq!(days_after(&mut engine, &account, "2027-10-29"), (0, 1));
    days_after(&mut engine, &account, "2027-10-29");
    let both = ["M28 holder mail 0", "M28 holder letter 0"];
    assert_eq!(told_of(&mut engine, &account, "M28"), both);
    let mail = words(&mut engine, &account, "M28", Channel::Mail);
    assert!(mail.contains("Vous avez payé 10,00\u{a0}€."), "{mail}");
    let letter = words(&mut engine, &account, "M28", Channel::Letter);
    let lines: Vec<&str> = letter.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "Électricité: votre année du 30/10/2026 au 29/10/2027.",
            "- Vous avez payé: 10,00\u{a0}€",
            "- Vous avez utilisé: 5 kWh, 2,00\u{a0}€",
            "- Vous avez remboursé: 1,00\u{a0}€",
            "C'est votre première année avec nous.",
        ],
        "{letter}"
    );
    assert_eq!(days_after(&mut engine, &account, "2028-10-29"), (0, 1));
    let letter = words(&mut engine, &account, "M28", Channel::Letter);
    assert!(letter.contains("- Vous avez payé: 0,00\u{a0}€"), "{letter}");
    assert!(letter.contains("L'année d'avant: 5 kWh, 2,00\u{a0}€."), "{letter}");
}

/// Prices from a day on, published by two people at noon on 2 November; then what waits is told.
fn publish(engine: &mut Engine, fields: [&str; 6]) -> usize {
    let now = instant("2026-11-02T12:00:00+01:00");
    let of = PriceFile { source: "test", by: "an", now };
    let price = changes::read_price(fields, of).unwrap();
    let asking = Asking { person: "an", reason: "", key: None };
    let lines = [FileLine { number: 1, price }];
    let soonest = Soonest::Tomorrow;
    let numbers = changes::ask_prices(engine, &lines, asking, soonest, now).unwrap();
    crate::work::do_jobs(engine, now).unwrap();
    assert_eq!(prices_told(engine), 0, "nobody has published it");
    changes::approve_prices(engine, &numbers, "bo", soonest, now).unwrap();
    crate::work::do_jobs(engine, now).unwrap();
    deliver(engine, now.plus_s(1));
    prices_told(engine)
}

fn prices_told(engine: &mut Engine) -> usize {
    let account = engine.account_of(crate::testing::ean()).unwrap();
    told_of(engine, &account, "M22").len()
}

#[test]
fn cm_01n_a_price_that_is_published_is_told_by_mail_and_letter_before_its_first_day() {
    let (mut engine, account) = home();
    night(&mut engine, &account, "2026-10-30", 2);
    let told = publish(&mut engine, ["ORES", "electricity", "average", "", "2026-11-10", "0.45"]);
    assert_eq!(told, 2);
    let both = ["M22 holder mail 0", "M22 holder letter 0"];
    assert_eq!(told_of(&mut engine, &account, "M22"), both);
    let mail = words(&mut engine, &account, "M22", Channel::Mail);
    assert!(
        mail.contains("change le 10/11. Jour: 0,4000\u{a0}€, puis 0,4500\u{a0}€. Nuit:"),
        "{mail}"
    );
    let letter = words(&mut engine, &account, "M22", Channel::Letter);
    let lines: Vec<&str> = letter.lines().collect();
    assert_eq!(lines[2], "- Jour: 0,4000\u{a0}€, puis 0,4500\u{a0}€", "{letter}");
    assert_eq!(lines[3], "- Nuit: 0,4000\u{a0}€, puis 0,4500\u{a0}€", "{letter}");
    // The job once more, as after a crash.
    let now = instant("2026-11-02T12:00:00+01:00");
    let body = serde_json::json!({
        "dso": account.dso, "day": "2026-11-10", "energy": account.group.energy, "at": now,
    });
    super::super::prices::tell_of_prices(&mut engine, &body.to_string()).unwrap();
    deliver(&mut engine, now.plus_s(2));
    assert_eq!(prices_told(&mut engine), 2);
}

/// An amount from 10 November on that two people change at noon on 2 November; then what waits is told. Returns how many
/// notices there are of it.
fn amount_changes(engine: &mut Engine, name: &str, value: &str, energy: Option<Energy>) -> usize {
    let now = instant("2026-11-02T12:00:00+01:00");
    let account = engine.account_of(crate::testing::ean()).unwrap();
    let asked = crate::books::EnteredParameter {
        name: name.to_owned(),
        value: value.to_owned(),
        scope: params::Scope { dso: Some(account.dso), energy },
        valid_from: "2026-11-10".parse().unwrap(),
        recorded_at: now,
    };
    let asking = Asking { person: "an", reason: "decided", key: None };
    let number = changes::ask(engine, &asked, asking, Soonest::Tomorrow, now).unwrap();
    crate::work::do_jobs(engine, now).unwrap();
    deliver(engine, now);
    assert_eq!(told_of(engine, &account, "M22-rules"), [""; 0], "nobody has approved it");
    changes::approve(engine, number, "bo", Soonest::Tomorrow, now).unwrap();
    crate::work::do_jobs(engine, now).unwrap();
    deliver(engine, now.plus_s(1));
    told_of(engine, &account, "M22-rules").len()
}

#[test]
fn cm_01n_an_amount_that_is_changed_is_told_by_mail_and_letter_before_its_first_day() {
    let (mut engine, account) = home();
    night(&mut engine, &account, "2026-10-30", 2);
    assert_eq!(amount_changes(&mut engine, "credit.emergency_limit", "12.00", None), 2);
    let both = ["M22-rules holder mail 0", "M22-rules holder letter 0"];
    assert_eq!(told_of(&mut engine, &account, "M22-rules"), both);
    let mail = words(&mut engine, &account, "M22-rules", Channel::Mail);
    assert!(
        mail.contains("le 10/11. Crédit de secours: 15,00\u{a0}€, puis 12,00\u{a0}€."),
        "{mail}"
    );
    let letter = words(&mut engine, &account, "M22-rules", Channel::Letter);
    let line = "\n- Crédit de secours: 15,00\u{a0}€, puis 12,00\u{a0}€\n";
    assert!(letter.contains(line), "{letter}");
    // The job once more, as after a crash.
    let now = instant("2026-11-02T12:00:00+01:00");
    let body = serde_json::json!({ "dso": account.dso, "day": "2026-11-10", "at": now });
    super::super::tell_of_rules(&mut engine, &body.to_string()).unwrap();
    deliver(&mut engine, now.plus_s(2));
    assert_eq!(told_of(&mut engine, &account, "M22-rules").len(), 2);
}

#[test]
fn cm_01n_only_those_are_told_of_an_amount_whom_it_concerns() {
    for (name, value, energy, own, expected) in [
        ("credit.emergency_limit", "12.00", Some(Energy::Gas), None, 0),
        ("credit.reconnect_level", "1.00", Some(Energy::Electricity), None, 2),
        ("account.recovery_per_day", "0.50", None, None, 2),
        ("credit.low_threshold", "6.00", None, None, 2),
        ("topup.min", "10.00", None, None, 2),
        ("topup.max", "200.00", None, None, 2),
        // They chose another one.
        ("credit.low_threshold", "6.00", None, Some(12_000_000), 0),
        // Nobody at home feels how long an order lives.
        ("cut.order_life_min", "90", None, None, 0),
    ] {
        let (mut engine, account) = home();
        night(&mut engine, &account, "2026-10-30", 2);
        let threshold = own.map(|amount| Threshold::Amount(MicroEuro(amount)));
        engine.store.set_contact(&Contact { threshold, ..contact(&account) }).unwrap();
        assert_eq!(amount_changes(&mut engine, name, value, energy), expected, "{name} {own:?}");
    }
}

#[test]
fn cm_01n_only_those_are_told_of_a_price_whom_it_changes() {
    for (fields, expected) in [
        (["ORES", "electricity", "social", "", "2026-11-10", "0.25"], 0),
        (["RESA", "electricity", "average", "", "2026-11-10", "0.45"], 0),
        (["ORES", "gas", "average", "", "2026-11-10", "0.10"], 0),
        (["ORES", "electricity", "average", "1.8.2", "2026-11-10", "0.30"], 2),
    ] {
        let (mut engine, account) = home();
        night(&mut engine, &account, "2026-10-30", 2);
        assert_eq!(publish(&mut engine, fields), expected, "{fields:?}");
    }
}
