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

#[test]
fn cm_01r_what_was_agreed_with_a_supplier_and_a_mandate_is_announced_once_with_a_name() {
    let mut engine = crate::testing::engine_with(&[("p1.warn_days", "30")], false);
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = engine.account_of(crate::testing::ean()).unwrap();
    engine.store.set_contact(&contact(&account)).unwrap();
    let name = "Énergie du Sud".to_owned();
    let (id, iban) = ("S1".to_owned(), "BE68539007547034".to_owned());
    engine.store.enter_supplier(&store::Supplier { id, name, iban, bic: String::new() }).unwrap();
    let given = instant("2026-10-30T09:00:00+01:00");
    let consent = |account, until: Option<&str>, at| store::SupplierConsent {
        account,
        supplier: "S1".to_owned(),
        at,
        until: until.map(instant),
        by: None,
    };
    let year = consent(account.id, Some("2027-10-30T00:00:00+02:00"), given);
    engine.store.add_supplier_consent(&year).unwrap();
    let asked = vending::GrantAsked {
        role: vending::Role::Mandate,
        last: Some("2026-12-28".parse().unwrap()),
        by: vending::Granter::Agent("an".to_owned()),
        reason: "signed".to_owned(),
    };
    let to = crate::parties::To::New("CPAS de Namur".to_owned());
    let ean = crate::testing::ean();
    crate::parties::share(&mut engine, ean, &to, &asked, "", given).unwrap();
    // Sixty days: a tenth of them before.
    assert_eq!(warned(&mut engine, "2026-12-22T06:30:00+01:00"), 0);
    assert_eq!(warned(&mut engine, "2026-12-23T06:30:00+01:00"), 1);
    assert_eq!(warned(&mut engine, "2026-12-24T06:30:00+01:00"), 0, "once");
    deliver(&mut engine, instant("2026-12-23T09:00:00+01:00"));
    let mail = words(&mut engine, &account, "consent", Channel::Mail);
    assert!(mail.contains("pour vos données avec CPAS de Namur finit le 28/12."), "{mail}");
    // A year: thirty days before.
    assert_eq!(warned(&mut engine, "2027-09-29T06:30:00+02:00"), 0);
    assert_eq!(warned(&mut engine, "2027-09-30T06:30:00+02:00"), 1);
    deliver(&mut engine, instant("2027-09-30T09:00:00+02:00"));
    let mail = words(&mut engine, &account, "consent", Channel::Mail);
    assert!(mail.contains("avec Énergie du Sud finit le 29/10."), "{mail}");
    let told = told_so_far(&mut engine, &account);
    let told: Vec<_> = told.iter().filter(|line| line.starts_with("consent ")).collect();
    assert_eq!(told, ["consent holder mail 0"; 2], "by mail only");
}

#[test]
fn cm_01r_what_was_taken_back_renewed_or_rests_on_the_law_is_not_announced() {
    let (mut engine, account) = allowed(Language::Fr);
    let given = instant("2026-10-30T09:00:00+01:00");
    let until = |text: Option<&str>| store::SupplierConsent {
        account: account.id,
        supplier: "S1".to_owned(),
        at: given,
        until: text.map(instant),
        by: None,
    };
    engine.store.add_supplier_consent(&until(Some("2026-12-30T00:00:00+01:00"))).unwrap();
    engine.store.add_supplier_consent(&until(None)).unwrap();
    let by = || vending::Granter::Agent("an".to_owned());
    let asked = |role, last: &str| vending::GrantAsked {
        role,
        last: Some(last.parse().unwrap()),
        by: by(),
        reason: "signed".to_owned(),
    };
    let ean = crate::testing::ean();
    let law = asked(vending::Role::MandateByLaw, "2026-12-28");
    let to = crate::parties::To::New("CPAS de Namur".to_owned());
    let first = crate::parties::share(&mut engine, ean, &to, &law, "", given).unwrap();
    let known = crate::parties::To::Known(first.party.id);
    let short = asked(vending::Role::Mandate, "2026-12-27");
    crate::parties::share(&mut engine, ean, &known, &short, "", given).unwrap();
    let renewed = asked(vending::Role::Mandate, "2027-03-31");
    let later = instant("2026-12-01T09:00:00+01:00");
    crate::parties::share(&mut engine, ean, &known, &renewed, "", later).unwrap();
    assert_eq!(warned(&mut engine, "2026-12-26T06:30:00+01:00"), 0);
    assert_eq!(told_on(&mut engine, &account), []);
}
