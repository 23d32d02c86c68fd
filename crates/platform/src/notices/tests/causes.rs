//! From what an account says in its outbox to the rows that leave, row by row of the table. Source: CM-01.

use super::nights::home_with;
use super::*;
use crate::notices::outbox::{KIND, LANE};
use store::NewMessage;
use timeline::Fact;

/// What one cause makes, as message, recipient, channel and state.
fn made_of(kind: &str, digital: bool) -> Vec<String> {
    let (mut engine, account) = home_with(&[], Language::Fr);
    if !digital {
        let silent = Contact { phone: None, email: None, ..contact(&account) };
        engine.store.set_contact(&Contact { learnt_at: Instant(11), ..silent }).unwrap();
    }
    night(&mut engine, &account, "2026-10-30", 1);
    deliver(&mut engine, instant("2026-10-31T09:00:00+01:00"));
    let before = told_so_far(&mut engine, &account).len();
    let at = instant("2026-10-31T10:00:00+01:00");
    let message = NewMessage {
        key: format!("notice/2026-10-31/{kind}"),
        at,
        lane: LANE,
        kind: KIND.to_owned(),
        body: serde_json::json!({ "notice": kind, "day": "2026-10-30" }).to_string(),
    };
    engine.store.add_messages(account.dso, &[(account.id, message)]).unwrap();
    deliver(&mut engine, at.plus_min(1));
    told_so_far(&mut engine, &account).split_off(before)
}

#[test]
fn cm_01_each_cause_makes_the_rows_of_its_line() {
    let rows = |digital| {
        let kinds = [
            "cut_confirmed",
            "release_confirmed",
            "no_reading",
            "off_supply_task",
            "closed",
            "payment_failed",
            "relief_not_open",
        ];
        kinds.map(|kind| format!("{kind}: {}", made_of(kind, digital).join(", "))).join("\n")
    };
    let with = expect_test::expect![[r#"
        cut_confirmed: M10 holder sms 0, M10 holder mail 0
        release_confirmed: M11 holder sms 0, M11 holder mail 0
        no_reading: M21 holder sms 0, M21 staff task 0
        off_supply_task: M26 holder letter 0, M26 holder call 0, M26 staff task 0
        closed: M25 holder sms 0, M25 holder mail 0, M25 holder letter 0
        payment_failed: M13 holder sms 0, M13 holder mail 0
        relief_not_open: M20-no holder sms 0, M20-no holder mail 0, M20-no holder letter 0"#]];
    with.assert_eq(&rows(true));
    let without = expect_test::expect![[r#"
        cut_confirmed: M10 holder letter 0, M10 holder task 0
        release_confirmed: M11 holder letter 0, M11 holder task 0
        no_reading: M21 holder sms 5, M21 staff task 0
        off_supply_task: M26 holder letter 0, M26 holder task 0, M26 staff task 0
        closed: M25 holder letter 0
        payment_failed: M13 holder letter 0
        relief_not_open: M20-no holder letter 0"#]];
    without.assert_eq(&rows(false));
}

#[test]
fn cm_01o_two_nights_without_a_reading_are_told_once() {
    let (mut engine, account) = home_with(&[], Language::Fr);
    let told = |engine: &mut Engine| {
        let all = told_so_far(engine, &account);
        all.into_iter().filter(|line| line.starts_with("M21 holder ")).collect::<Vec<_>>()
    };
    engine.record(&account, &top_up("T-1"), instant("2026-10-30T10:00:00+01:00")).unwrap();
    let mut counts = Vec::new();
    for (day, kwh) in [
        ("2026-10-30", Some(1)),
        ("2026-10-31", Some(2)),
        ("2026-11-01", None),
        ("2026-11-02", None),
        ("2026-11-03", None),
    ] {
        crate::testing::night_of_home(&mut engine, day, kwh);
        let day: calendar::SettlementDay = day.parse().unwrap();
        tell_of_night(&mut engine, account.dso, day).unwrap();
        deliver(&mut engine, day.next().at(9, 0));
        counts.push(told(&mut engine).len());
    }
    assert_eq!(counts, [0, 0, 0, 1, 1], "{:?}", told_so_far(&mut engine, &account));
    let sms = words(&mut engine, &account, "M21", Channel::Sms);
    assert!(notify::gsm::septets(&sms).is_some_and(|septets| septets <= 160), "{sms}");
}

#[test]
fn cm_01t_who_leaves_is_told_the_closing_balance() {
    let (mut engine, account) = home_with(&[], Language::Fr);
    night(&mut engine, &account, "2026-10-30", 1);
    let left = instant("2026-10-31T09:00:00+01:00");
    engine.record(&account, &Fact::MoveOut { registers: None }, left).unwrap();
    night(&mut engine, &account, "2026-10-31", 2);
    deliver(&mut engine, instant("2026-11-01T09:00:00+01:00"));
    let told = told_so_far(&mut engine, &account);
    let ended: Vec<&String> = told.iter().filter(|line| line.starts_with("M25 ")).collect();
    assert!(!ended.is_empty(), "{told:?}");
    let letter = words(&mut engine, &account, "M25", Channel::Letter);
    let far = Instant(i64::MAX / 2);
    let closed = engine.rebuild(std::slice::from_ref(&account), far).unwrap();
    let journal = closed[0].timeline.account.journal().iter();
    let legs = journal.flat_map(|entry| entry.transaction.postings());
    let left: i64 = legs
        .filter(|leg| leg.account == ledger::LedgerAccount::RefundPayable)
        .map(|leg| -leg.amount.0)
        .sum();
    let cents = left / 10_000;
    assert!(cents > 0, "something is left: {left}");
    let said = letter.split("Solde final").nth(1).and_then(|rest| rest.split_once('€')).unwrap().0;
    let said: String = said.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(said, cents.to_string(), "what is left, and no other amount: {letter}");
}
