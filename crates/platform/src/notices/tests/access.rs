//! Somebody sees a household's balance no more: it hears of it, whoever ended it.

use super::*;
use crate::notices::access_lapsed;
use crate::parties::{self, To};
use vending::{GrantAsked, Granter, Role};

fn told_of(engine: &mut Engine, account: &store::Account) -> Vec<String> {
    let told = told_so_far(engine, account);
    told.into_iter().filter(|line| line.starts_with("M17-end ")).collect()
}

const BOTH: [&str; 2] = ["M17-end holder sms 0", "M17-end holder mail 0"];

/// A role for the one home, with the party's number and that of the grant.
fn given(engine: &mut Engine, to: &To, role: Role, last: Option<&str>) -> (i64, i64) {
    let asked = GrantAsked {
        role,
        last: last.map(|day| day.parse().unwrap()),
        by: Granter::Agent("an".to_owned()),
        reason: "agreed on the phone".to_owned(),
    };
    let at = instant("2026-10-30T09:00:00+01:00");
    let shared = parties::share(engine, crate::testing::ean(), to, &asked, "", at).unwrap();
    (shared.party.id, shared.grant.seq)
}

fn office() -> To {
    To::New("CPAS de Namur".to_owned())
}

#[test]
fn cm_01u_an_access_that_an_agent_ends_is_told_with_its_reason_and_not_on_a_lock_screen() {
    let (mut engine, account) = home();
    let (_, seq) = given(&mut engine, &office(), Role::Mandate, Some("2026-12-31"));
    let at = instant("2026-11-02T10:00:00+01:00");
    let by = Granter::Agent("bo".to_owned());
    parties::end_of(&mut engine, (account.id, seq), by, "the file is closed", at).unwrap();
    deliver(&mut engine, at.plus_s(1));
    assert_eq!(told_of(&mut engine, &account), BOTH);
    let sms = words(&mut engine, &account, "M17-end", Channel::Sms);
    assert!(sms.starts_with("CPAS de Namur ne voit plus votre solde."), "{sms}");
    assert!(!sms.contains("the file is closed"), "{sms}");
    let mail = words(&mut engine, &account, "M17-end", Channel::Mail);
    assert!(mail.contains("La raison: the file is closed."), "{mail}");
}

#[test]
fn cm_01u_an_access_that_the_household_ends_is_told_without_a_reason_in_four_languages() {
    let mut texts = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let (mut engine, account) = home();
        engine.store.set_contact(&Contact { language, ..contact(&account) }).unwrap();
        let (_, seq) = given(&mut engine, &office(), Role::Helper, None);
        let at = instant("2026-11-02T10:00:00+01:00");
        parties::end_of(&mut engine, (account.id, seq), Granter::Holder, "", at).unwrap();
        // It ends once.
        assert!(parties::end_of(&mut engine, (account.id, seq), Granter::Holder, "", at).is_err());
        deliver(&mut engine, at.plus_s(1));
        assert_eq!(told_of(&mut engine, &account), BOTH);
        let mail = words(&mut engine, &account, "M17-end", Channel::Mail);
        assert!(!mail.contains(": ."), "{mail}");
        texts.insert(words(&mut engine, &account, "M17-end", Channel::Sms));
    }
    assert_eq!(texts.len(), 4);
}

#[test]
fn cm_01u_an_access_that_runs_out_is_told_once_when_it_has() {
    let (mut engine, account) = home();
    let (party, _) = given(&mut engine, &office(), Role::MandateByLaw, Some("2026-11-10"));
    let lapsed = |engine: &mut Engine, at: &str| {
        let count = access_lapsed(engine, units::Dso::Ores, instant(at)).unwrap();
        deliver(engine, instant(at));
        count
    };
    assert_eq!(lapsed(&mut engine, "2026-11-10T23:59:00+01:00"), 0);
    assert_eq!(lapsed(&mut engine, "2026-11-11T06:30:00+01:00"), 1);
    assert_eq!(told_of(&mut engine, &account), BOTH);
    lapsed(&mut engine, "2026-11-12T06:30:00+01:00");
    assert_eq!(told_of(&mut engine, &account), BOTH, "once");
    assert_eq!(lapsed(&mut engine, "2026-11-20T06:30:00+01:00"), 0, "long ago");
    let mail = words(&mut engine, &account, "M17-end", Channel::Mail);
    assert!(mail.starts_with("CPAS de Namur ne voit plus votre solde. Vous"), "{mail} {party}");
}

#[test]
fn cm_01u_who_sees_the_account_all_the_same_or_never_saw_it_ends_nothing() {
    let (mut engine, account) = home();
    let (party, first) = given(&mut engine, &office(), Role::Helper, None);
    given(&mut engine, &To::Known(party), Role::Mandate, Some("2026-12-31"));
    let (_, payer) = given(&mut engine, &To::New("a payer".to_owned()), Role::Payer, None);
    let at = instant("2026-11-02T10:00:00+01:00");
    for seq in [first, payer] {
        parties::end_of(&mut engine, (account.id, seq), Granter::Holder, "", at).unwrap();
    }
    deliver(&mut engine, at.plus_s(1));
    assert_eq!(told_of(&mut engine, &account), [""; 0]);
    // Another household hears nothing of it.
    let other = crate::testing::move_in(&mut engine, "541449012345678915".parse().unwrap());
    engine.store.set_contact(&contact(&other)).unwrap();
    let (_, seq) = given(&mut engine, &office(), Role::Mandate, Some("2026-12-31"));
    parties::end_of(&mut engine, (account.id, seq), Granter::Holder, "", at).unwrap();
    deliver(&mut engine, at.plus_s(2));
    assert_eq!(told_of(&mut engine, &account), BOTH);
    assert_eq!(told_of(&mut engine, &other), [""; 0]);
}
