//! What people are told of winter relief: that it is granted at once, and what the commission says. Source: PA-23.

use super::nights::told_of;
use super::*;
use prepay::Creditor;
use timeline::Fact;

/// A protected home with gas, opened on 30 October 2026, whose people speak `language`.
fn gas_home(language: Language) -> (Engine, store::Account) {
    let mut engine = crate::testing::empty_with("sqlite::memory:", &[("gas.energy_factor", "10")]);
    let gas = "541449012345678915".parse().unwrap();
    let account = crate::testing::protected_gas(&mut engine, gas, "2026-10-30T00:00:00+01:00");
    keep_house(&mut engine.store, account.dso, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    engine.store.set_contact(&Contact { language, ..contact(&account) }).unwrap();
    (engine, account)
}

/// Nights up to this day, each with a tenth of a cubic metre.
fn settled(engine: &mut Engine, account: &store::Account, last: &str) {
    let last: calendar::SettlementDay = last.parse().unwrap();
    let mut day: calendar::SettlementDay = "2026-10-30".parse().unwrap();
    let mut volume = 0;
    while day <= last {
        volume += 1;
        // In litres.
        let registers = readings::Registers([volume * 100, 0]);
        let (midnight, learnt_at) = (day.next(), day.next().start().plus_min(1));
        let reading = store::Reading { midnight, account: account.id, registers, learnt_at };
        engine.store.record_readings(&[reading]).unwrap();
        engine.settle(account.dso, day, &mut Vec::new(), &mut |_| {}).unwrap();
        day = day.next();
    }
}

fn recorded(engine: &mut Engine, account: &store::Account, fact: &Fact, at: &str) {
    engine.record(account, fact, instant(at)).unwrap();
    deliver(engine, instant(at).plus_s(1));
}

const EACH: [&str; 3] = ["sms", "mail", "letter"];

fn by_each(message: &str) -> Vec<String> {
    EACH.map(|channel| format!("{message} holder {channel} 0")).to_vec()
}

#[test]
fn pa_23_help_that_is_granted_at_once_is_told_at_once_with_share_days_and_condition() {
    let mut texts = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let (mut engine, account) = gas_home(language);
        settled(&mut engine, &account, "2026-11-03");
        recorded(&mut engine, &account, &Fact::ReliefRequest {}, "2026-11-04T10:00:00+01:00");
        assert_eq!(told_of(&mut engine, &account, "M20-first"), by_each("M20-first"));
        let sms = words(&mut engine, &account, "M20-first", Channel::Sms);
        let letter = words(&mut engine, &account, "M20-first", Channel::Letter);
        for said in [&sms, &letter] {
            let said = said.replace(['\u{a0}', ' '], "").replace('.', "/");
            for expected in ["70%", "05/11", "31/03"] {
                assert!(said.contains(expected), "{expected} in {said}");
            }
        }
        if language == Language::Fr {
            assert_eq!(
                sms,
                "Gaz: aide d'hiver du 05/11 au 31/03: 70 % de moins. La commission décide encore. Si elle refuse, vous remboursez par petites parts. 0800 00 000."
            );
            assert!(letter.contains("Elle refuse? Vous remboursez l'aide par petites parts."));
        }
        texts.extend([sms, letter]);
        // Asked again: there is no second one, and no second grant.
        recorded(&mut engine, &account, &Fact::ReliefRequest {}, "2026-11-04T11:00:00+01:00");
        assert_eq!(told_of(&mut engine, &account, "M20-first").len(), 3);
    }
    assert_eq!(texts.len(), 8);
}

#[test]
fn pa_23_help_that_is_asked_before_the_winter_counts_from_its_first_day() {
    let (mut engine, account) = gas_home(Language::En);
    recorded(&mut engine, &account, &Fact::ReliefRequest {}, "2026-10-30T10:00:00+01:00");
    let sms = words(&mut engine, &account, "M20-first", Channel::Sms);
    assert!(sms.starts_with("Gas: winter help from 01/11 to 31/03: 70% off."), "{sms}");
}

#[test]
fn pa_23_what_the_commission_grants_says_until_when_and_that_nothing_is_repaid() {
    let (mut engine, account) = gas_home(Language::En);
    settled(&mut engine, &account, "2026-11-03");
    // Nobody has asked: there is nothing to decide, or to tell.
    let granted = Fact::ReliefDecision { granted: true };
    recorded(&mut engine, &account, &granted, "2026-11-04T09:00:00+01:00");
    assert_eq!(told_of(&mut engine, &account, "M20"), [""; 0]);
    recorded(&mut engine, &account, &Fact::ReliefRequest {}, "2026-11-04T10:00:00+01:00");
    recorded(&mut engine, &account, &granted, "2026-11-04T15:00:00+01:00");
    assert_eq!(told_of(&mut engine, &account, "M20"), by_each("M20"));
    let letter = words(&mut engine, &account, "M20", Channel::Letter);
    assert!(letter.contains("It counts from 05/11 to 31/03."), "{letter}");
    assert!(letter.contains("You repay nothing."), "{letter}");
    assert_eq!(told_of(&mut engine, &account, "M15-start"), [""; 0]);
}

#[test]
fn pa_23_cm_01n_help_that_is_refused_is_told_as_the_plan_that_it_becomes() {
    let (mut engine, account) = gas_home(Language::Fr);
    let refused = Fact::ReliefDecision { granted: false };
    recorded(&mut engine, &account, &Fact::ReliefRequest {}, "2026-10-30T10:00:00+01:00");
    // Refused before anything was taken over: nothing is owed, and no plan begins.
    let (mut early, same) = gas_home(Language::Fr);
    recorded(&mut early, &same, &Fact::ReliefRequest {}, "2026-10-30T10:00:00+01:00");
    recorded(&mut early, &same, &refused, "2026-10-30T15:00:00+01:00");
    assert_eq!(told_of(&mut early, &same, "M20-no"), by_each("M20-no"));
    assert_eq!(told_of(&mut early, &same, "M15-start"), [""; 0]);
    settled(&mut engine, &account, "2026-11-03");
    let at = "2026-11-04T10:00:00+01:00";
    recorded(&mut engine, &account, &refused, at);
    assert_eq!(told_of(&mut engine, &account, "M20-no"), by_each("M20-no"));
    assert_eq!(
        told_of(&mut engine, &account, "M15-start"),
        ["M15-start holder mail 0", "M15-start holder letter 0"]
    );
    let known = engine.rebuild(std::slice::from_ref(&account), instant(at)).unwrap().pop().unwrap();
    let debts = known.timeline.account.debts();
    let debt = debts.iter().find(|debt| debt.creditor == Creditor::Relief).unwrap();
    let cents = debt.total.amount_to_pay_cents();
    assert!(cents > 0);
    let total = format!("{},{:02} €", cents / 100, cents % 100);
    for channel in [Channel::Mail, Channel::Letter] {
        let said = words(&mut engine, &account, "M15-start", channel).replace('\u{a0}', " ");
        assert!(said.contains(&total) && said.contains("par semaine"), "{total}: {said}");
    }
}
