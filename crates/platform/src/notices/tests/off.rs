//! What is told of a home that is off, and what is taken back when it is so no more.

use super::nights::{told_of, used_up};
use super::*;
use crate::notices::printing::print;
use timeline::Fact;

/// What is due until then, told.
fn pass(engine: &mut Engine, account: &store::Account, at: &str) {
    let at = instant(at);
    engine.advance_due(account.dso, at).unwrap();
    deliver(engine, at);
}

/// A home that was cut on Friday 6 November at eight, with phone and mail or without.
fn cut_off(digital: bool) -> (Engine, store::Account) {
    let (mut engine, account) = used_up(false, "2026-11-04", "2026-11-05");
    if !digital {
        let silent = Contact { phone: None, email: None, ..contact(&account) };
        engine.store.set_contact(&Contact { learnt_at: Instant(11), ..silent }).unwrap();
    }
    pass(&mut engine, &account, "2026-11-06T09:00:00+01:00");
    (engine, account)
}

/// Enough to be back on.
fn pays_all(engine: &mut Engine, account: &store::Account, at: &str) {
    for number in 0..7 {
        engine.record(account, &top_up(&format!("T-{number}")), instant(at)).unwrap();
    }
}

/// The messages of the letters that are printed at `at`.
fn printed(engine: &mut Engine, at: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("run");
    print(engine, &out, 99, instant(at)).unwrap();
    let list = std::fs::read_to_string(out.join("letters.csv")).unwrap_or_default();
    let lines = list.lines().skip(1);
    lines.map(|line| line.split(',').nth(2).unwrap().to_owned()).collect()
}

#[test]
fn cm_04_what_says_that_it_is_off_is_taken_back_when_the_supply_comes_back() {
    let (mut engine, account) = cut_off(false);
    let waits = ["M10 holder letter 0", "M10 holder task 0"];
    assert_eq!(told_of(&mut engine, &account, "M10"), waits);
    // Too little changes nothing of it.
    engine.record(&account, &top_up("T-little"), instant("2026-11-06T09:30:00+01:00")).unwrap();
    pass(&mut engine, &account, "2026-11-06T09:40:00+01:00");
    assert_eq!(told_of(&mut engine, &account, "M10"), waits);
    pays_all(&mut engine, &account, "2026-11-06T10:00:00+01:00");
    pass(&mut engine, &account, "2026-11-06T10:10:00+01:00");
    assert_eq!(told_of(&mut engine, &account, "M10"), ["M10 holder letter 5", "M10 holder task 5"]);
    let left = printed(&mut engine, "2026-11-07T10:00:00+01:00");
    assert!(!left.contains(&"M10".to_owned()), "{left:?}");
    assert!(left.contains(&"M11".to_owned()), "how to press is told: {left:?}");
}

#[test]
fn cm_04_no_letter_is_printed_to_a_home_whose_meter_was_found_on() {
    let (mut engine, account) = cut_off(false);
    let on = Fact::MeterState { control: supply::ControlState::Connected };
    engine.record(&account, &on, instant("2026-11-06T12:00:00+01:00")).unwrap();
    pass(&mut engine, &account, "2026-11-06T12:10:00+01:00");
    assert!(told_of(&mut engine, &account, "M10").contains(&"M10 holder letter 0".to_owned()));
    let left = printed(&mut engine, "2026-11-07T10:00:00+01:00");
    assert!(!left.contains(&"M10".to_owned()), "{left:?}");
    assert!(told_of(&mut engine, &account, "M10").contains(&"M10 holder letter 5".to_owned()));
    // Whoever is off still gets it.
    let (mut engine, account) = cut_off(false);
    let left = printed(&mut engine, "2026-11-07T10:00:00+01:00");
    assert!(left.contains(&"M10".to_owned()), "{left:?}");
    assert!(told_of(&mut engine, &account, "M10").contains(&"M10 holder letter 2".to_owned()));
}

#[test]
fn cm_01s_help_for_who_does_not_top_up_is_taken_back_by_a_payment_however_small() {
    let (mut engine, account) = cut_off(true);
    night(&mut engine, &account, "2026-11-06", 190);
    pass(&mut engine, &account, "2026-11-07T08:05:00+01:00");
    let waits = ["M26 holder letter 0", "M26 holder call 0", "M26 staff task 0"];
    assert_eq!(told_of(&mut engine, &account, "M26"), waits);
    engine.record(&account, &top_up("T-little"), instant("2026-11-07T12:00:00+01:00")).unwrap();
    pass(&mut engine, &account, "2026-11-07T12:10:00+01:00");
    let back = told_of(&mut engine, &account, "M26");
    assert!(back.iter().all(|line| line.ends_with('5')), "{back:?}");
    assert!(told_of(&mut engine, &account, "M03-off").len() == 1, "what is missing is said");
}

#[test]
fn pa_19_aid_that_does_not_bring_the_supply_back_says_what_is_missing_in_four_languages() {
    let aid = |id: &str, eur: &str| Fact::Aid {
        eur: eur.parse().unwrap(),
        channel: "cpas".to_owned(),
        id: id.to_owned(),
    };
    let mut texts = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let (mut engine, account) = cut_off(true);
        let spoken = Contact { language, learnt_at: Instant(11), ..contact(&account) };
        engine.store.set_contact(&spoken).unwrap();
        let at = instant("2026-11-06T10:00:00+01:00");
        engine.record(&account, &aid("A-1", "30.00"), at).unwrap();
        pass(&mut engine, &account, "2026-11-06T10:10:00+01:00");
        assert_eq!(
            told_of(&mut engine, &account, "M18-off"),
            ["M18-off holder sms 0", "M18-off holder mail 0", "M18-off holder letter 0"]
        );
        let known = engine.rebuild(std::slice::from_ref(&account), at).unwrap().pop().unwrap();
        let rules = engine.books.rules(account.dso, account.group.energy).unwrap();
        let missing = known.timeline.snapshot(at, rules).amount_to_clear.amount_to_pay_cents();
        let missing = format!("{},{:02} €", missing / 100, missing % 100);
        let sms = words(&mut engine, &account, "M18-off", Channel::Sms);
        assert!(sms.replace('.', ",").contains(&missing), "{missing}: {sms}");
        if language == Language::Fr {
            assert!(sms.contains("Le courant reste coupé: il manque encore"), "{sms}");
        }
        texts.insert(sms);
        // What suffices says the new balance, as before.
        let at = instant("2026-11-06T11:00:00+01:00");
        engine.record(&account, &aid("A-2", "60.00"), at).unwrap();
        pass(&mut engine, &account, "2026-11-06T11:00:01+01:00");
        assert_eq!(told_of(&mut engine, &account, "M18").len(), 3);
    }
    assert_eq!(texts.len(), 4);
}
