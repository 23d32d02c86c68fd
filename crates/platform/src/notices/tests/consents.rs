//! What a household allows at its port ends after a time: it hears of it before.

use super::*;
use crate::meters::{TOLD_US, keep_p1_consent};
use crate::notices::{P1_PORT, warn_of_consents};
use timeline::Fact;

/// A home whose people allowed it on the last day of October, for a month; they are told twenty days before.
fn allowed(language: Language) -> (Engine, store::Account) {
    let parameters = [("p1.consent_months", "1"), ("p1.warn_days", "20")];
    let mut engine = crate::testing::engine_with(&parameters, false);
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = engine.account_of(crate::testing::ean()).unwrap();
    engine.store.set_contact(&Contact { language, ..contact(&account) }).unwrap();
    let given = instant("2026-10-31T14:00:00+01:00");
    assert!(keep_p1_consent(&mut engine.store, (account.id, TOLD_US), true, given).unwrap());
    (engine, account)
}

fn warned(engine: &mut Engine, at: &str) -> usize {
    warn_of_consents(engine, units::Dso::Ores, instant(at)).unwrap()
}

fn told_on(engine: &mut Engine, account: &store::Account) -> Vec<Fact> {
    let facts = engine.store.facts(&[account.id]).unwrap();
    let ends = facts.into_iter().filter(|fact| fact.kind == "consent_ends");
    ends.map(|fact| serde_json::from_str(&fact.body).unwrap()).collect()
}

#[test]
fn mt_16_a_consent_to_the_port_is_announced_once_before_it_lapses_in_four_languages() {
    let mut mails = std::collections::BTreeSet::new();
    for language in [Language::Fr, Language::Nl, Language::De, Language::En] {
        let (mut engine, account) = allowed(language);
        assert_eq!(warned(&mut engine, "2026-11-09T06:30:00+01:00"), 0, "a day too early");
        assert_eq!(warned(&mut engine, "2026-11-10T06:30:00+01:00"), 1);
        assert_eq!(warned(&mut engine, "2026-11-10T06:31:00+01:00"), 0);
        assert_eq!(warned(&mut engine, "2026-11-11T06:30:00+01:00"), 0, "once");
        let (what, on) = ("p1".to_owned(), "2026-11-30".parse().unwrap());
        assert_eq!(told_on(&mut engine, &account), [Fact::ConsentEnds { what, on }]);
        deliver(&mut engine, instant("2026-11-10T09:00:00+01:00"));
        let told = told_so_far(&mut engine, &account);
        let told: Vec<_> = told.iter().filter(|line| line.starts_with("consent ")).collect();
        assert_eq!(told, ["consent holder mail 0"], "by mail only: CM-01r");
        let mail = words(&mut engine, &account, "consent", Channel::Mail);
        assert!(mail.contains("30/11") || mail.contains("30.11."), "{mail}");
        mails.insert(mail);
    }
    assert_eq!(mails.len(), 4, "each language has its own words");
}

#[test]
fn mt_16_who_renews_is_told_again_before_the_next_end_and_who_takes_it_back_is_not() {
    let (mut engine, account) = allowed(Language::Fr);
    let keep = |engine: &mut Engine, agreed, at: &str| {
        keep_p1_consent(&mut engine.store, (account.id, TOLD_US), agreed, instant(at)).unwrap()
    };
    assert!(!keep(&mut engine, true, "2026-10-30T09:00:00+01:00"), "before what was said last");
    assert_eq!(warned(&mut engine, "2026-11-10T06:30:00+01:00"), 1);
    assert!(keep(&mut engine, true, "2026-11-12T10:00:00+01:00"));
    assert_eq!(warned(&mut engine, "2026-11-15T06:30:00+01:00"), 0, "it ends in December now");
    assert_eq!(warned(&mut engine, "2026-11-22T06:30:00+01:00"), 1);
    let ends: Vec<_> = told_on(&mut engine, &account)
        .into_iter()
        .map(|fact| fact.key().unwrap_or_default())
        .collect();
    assert_eq!(ends, ["p1/2026-11-30", "p1/2026-12-12"]);
    let acts = engine.store.consents(account.id).unwrap();
    assert!(acts.iter().all(|act| act.kind == P1_PORT) && acts.len() == 3, "{acts:?}");
    // Nobody waits for it any more.
    let (mut engine, account) = allowed(Language::Fr);
    let end = instant("2026-11-05T10:00:00+01:00");
    assert!(keep_p1_consent(&mut engine.store, (account.id, TOLD_US), false, end).unwrap());
    assert_eq!(warned(&mut engine, "2026-11-10T06:30:00+01:00"), 0);
    assert!(
        !keep_p1_consent(&mut engine.store, (account.id, TOLD_US), false, end.plus_h(1)).unwrap()
    );
    // Nor when it has lapsed unseen.
    let (mut engine, _) = allowed(Language::Fr);
    assert_eq!(warned(&mut engine, "2026-11-30T06:30:00+01:00"), 0);
}
