//! What a night tells that is no crossing of a level: a starting credit that is repaid, a credit that ends while shops
//! are closed.

use super::*;
use crate::notices::forecast::{self, tell_of_weekend};
use timeline::{DebtKind, Fact};

fn told_of(engine: &mut Engine, account: &store::Account, message: &str) -> Vec<String> {
    let told = told_so_far(engine, account);
    told.into_iter().filter(|line| line.starts_with(&format!("{message} "))).collect()
}

pub(super) fn home_with(
    parameters: &[(&str, &str)],
    language: Language,
) -> (Engine, store::Account) {
    let mut engine = crate::testing::engine_with(parameters, false);
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = engine.account_of(crate::testing::ean()).unwrap();
    engine.store.set_contact(&Contact { language, ..contact(&account) }).unwrap();
    (engine, account)
}

/// A night and what it tells.
fn told_night(engine: &mut Engine, account: &store::Account, day: &str, kwh: i64) {
    night(engine, account, day, kwh);
    let day: calendar::SettlementDay = day.parse().unwrap();
    tell_of_night(engine, account.dso, day).unwrap();
    deliver(engine, day.next().at(9, 0));
}

#[test]
fn cm_01n_a_starting_credit_that_is_repaid_is_told_once_by_mail_and_letter_in_four_languages() {
    let mut mails = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let (mut engine, account) = home_with(&[("account.recovery_per_day", "10.00")], language);
        engine.record(&account, &top_up("T-1"), instant("2026-10-30T10:00:00+01:00")).unwrap();
        for (day, kwh) in [("2026-10-30", 1), ("2026-10-31", 2)] {
            told_night(&mut engine, &account, day, kwh);
        }
        assert_eq!(told_of(&mut engine, &account, "M16"), [""; 0], "10.00 are left");
        told_night(&mut engine, &account, "2026-11-01", 3);
        let both = ["M16 holder mail 0", "M16 holder letter 0"];
        assert_eq!(told_of(&mut engine, &account, "M16"), both);
        // Told again of the same night, and of the next one: nothing more.
        tell_of_night(&mut engine, account.dso, "2026-11-01".parse().unwrap()).unwrap();
        told_night(&mut engine, &account, "2026-11-02", 4);
        assert_eq!(told_of(&mut engine, &account, "M16"), both);
        let mail = words(&mut engine, &account, "M16", Channel::Mail);
        assert!(mail.contains("8,80") || mail.contains("8.80"), "{mail}");
        mails.insert(mail);
    }
    assert_eq!(mails.len(), 4, "each language has its own words");
}

#[test]
fn cm_01n_beside_another_debt_the_books_say_when_the_starting_credit_is_repaid() {
    let (mut engine, account) = home_with(&[("account.recovery_per_day", "10.00")], Language::Fr);
    let at = instant("2026-10-30T10:00:00+01:00");
    engine.record(&account, &top_up("T-1"), at).unwrap();
    engine.record(&account, &top_up("T-2"), at).unwrap();
    let debt = Fact::Debt {
        kind: DebtKind::FixedPerDay,
        total: "30.00".parse().unwrap(),
        amount: Some("1.00".parse().unwrap()),
        share: None,
        cap: None,
        floor: None,
        priority: 1,
        creditor: Some("operator".to_owned()),
    };
    engine.record(&account, &debt, at).unwrap();
    let mut told = Vec::new();
    for (day, kwh) in [("2026-10-30", 1), ("2026-10-31", 2), ("2026-11-01", 3), ("2026-11-02", 4)] {
        told_night(&mut engine, &account, day, kwh);
        told.push(told_of(&mut engine, &account, "M16").len());
    }
    assert_eq!(told, [0, 0, 2, 2]);
}

/// One shop in Namur that is open so.
fn shop(engine: &mut Engine, hours: &str) {
    let file = format!(
        "id,name,street,postcode,town,hours,bancontact,cash,gas\n\
         T1,Librairie,Rue Neuve 1,5000,Namur,{hours},yes,no,yes\n\
         T2,Station,Rue 1,4000,Liège,Mo-Su 00:00-24:00,yes,no,yes\n"
    );
    let read = crate::places::read(file.as_bytes()).unwrap();
    crate::places::keep(engine, units::Dso::Ores, &read, false, Instant(10)).unwrap();
}

/// 4.80 and 1.00 a day: 20.00 end on Monday afternoon, and are above the level of low credit on Sunday morning.
fn spends(engine: &mut Engine, account: &store::Account) {
    for (day, kwh) in [("2026-10-30", 12), ("2026-10-31", 24)] {
        told_night(engine, account, day, kwh);
    }
}

#[test]
fn cm_01e_zero_within_48_h_while_the_shops_of_ones_place_are_closed_is_told_once() {
    let mut texts = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let (mut engine, account) = home_with(&[], language);
        shop(&mut engine, "Mo-Fr 08:00-12:00");
        spends(&mut engine, &account);
        assert_eq!(told_of(&mut engine, &account, "M05"), ["M05 holder sms 0"]);
        let sms = words(&mut engine, &account, "M05", Channel::Sms);
        assert!(notify::gsm::septets(&sms).is_some_and(|septets| septets <= 160), "{sms}");
        if language == Language::Fr {
            assert_eq!(
                sms,
                "Électricité: avec 9,40 €, vous tenez environ jusqu'à lundi soir. Les points de recharge ferment lundi à 12h. Infos: ppp.example.be"
            );
        }
        texts.insert(sms);
        // What is spent as expected is no news.
        told_night(&mut engine, &account, "2026-11-01", 36);
        assert_eq!(told_of(&mut engine, &account, "M05").len(), 1);
    }
    assert_eq!(texts.len(), 4);
}

#[test]
fn cm_01e_nothing_is_forecast_where_a_shop_is_open_or_none_is_known_or_it_is_declined() {
    let (mut engine, account) = home_with(&[], Language::Fr);
    spends(&mut engine, &account);
    assert_eq!(told_of(&mut engine, &account, "M05"), [""; 0], "no shop is known");
    let (mut engine, account) = home_with(&[], Language::Fr);
    shop(&mut engine, "Mo-Su 08:00-22:00");
    spends(&mut engine, &account);
    assert_eq!(told_of(&mut engine, &account, "M05"), [""; 0], "it is open then");
    let (mut engine, account) = home_with(&[("notice.forecast_h", "24")], Language::Fr);
    shop(&mut engine, "Mo-Fr 08:00-12:00");
    spends(&mut engine, &account);
    assert_eq!(told_of(&mut engine, &account, "M05"), [""; 0], "further than is looked ahead");
    let (mut engine, account) = home_with(&[], Language::Fr);
    shop(&mut engine, "Mo-Fr 08:00-12:00");
    let mut declines = contact(&account);
    declines.wished.declined.push("M05".to_owned());
    engine.store.set_contact(&declines).unwrap();
    spends(&mut engine, &account);
    assert_eq!(told_of(&mut engine, &account, "M05"), ["M05 holder sms 5"], "kept, not sent");
}

#[test]
fn cm_01e_a_payment_takes_a_forecast_back_that_waits_and_makes_room_for_another() {
    let (mut engine, account) = home_with(&[], Language::Fr);
    shop(&mut engine, "Mo 08:00-08:30");
    spends(&mut engine, &account);
    let paid = instant("2026-11-01T10:00:00+01:00");
    engine.record(&account, &top_up("T-1"), paid).unwrap();
    deliver(&mut engine, paid.plus_s(1));
    assert_eq!(told_of(&mut engine, &account, "M05"), ["M05 holder sms 5"]);
    for (day, kwh) in [("2026-11-01", 36), ("2026-11-02", 48)] {
        told_night(&mut engine, &account, day, kwh);
    }
    let again = told_of(&mut engine, &account, "M05");
    assert_eq!(again, ["M05 holder sms 5", "M05 holder sms 0"]);
}

#[test]
fn cm_01e_on_friday_at_three_a_credit_that_ends_on_the_weekend_is_told_whatever_is_open() {
    let friday: calendar::SettlementDay = "2026-11-06".parse().unwrap();
    assert_eq!(forecast::due_after(friday.previous()), Some(friday.at(15, 0)));
    assert_eq!(forecast::due_after(friday), None);
    for (per_day, expected) in [(3, 1), (1, 0)] {
        let (mut engine, account) = home_with(&[], Language::Fr);
        shop(&mut engine, "Mo-Su 00:00-24:00");
        for place in 0..7 {
            let day = friday.plus(place - 7).to_string();
            told_night(&mut engine, &account, &day, per_day * i64::from(place + 1));
        }
        assert_eq!(told_of(&mut engine, &account, "M05"), [""; 0]);
        crate::work::do_jobs(&mut engine, friday.at(14, 59)).unwrap();
        deliver(&mut engine, friday.at(14, 59));
        assert_eq!(told_of(&mut engine, &account, "M05"), [""; 0], "too early");
        crate::work::do_jobs(&mut engine, friday.at(15, 0)).unwrap();
        deliver(&mut engine, friday.at(15, 1));
        assert_eq!(told_of(&mut engine, &account, "M05").len(), expected, "{per_day} kWh a day");
        // Twice changes nothing, and on Monday it is too late.
        tell_of_weekend(&mut engine, account.dso, friday.previous(), friday.at(16, 0)).unwrap();
        let monday = friday.plus(3).at(9, 0);
        let late = tell_of_weekend(&mut engine, account.dso, friday.previous(), monday).unwrap();
        assert_eq!(late, 0);
        deliver(&mut engine, friday.at(16, 1));
        assert_eq!(told_of(&mut engine, &account, "M05").len(), expected);
        if expected > 0 {
            let sms = words(&mut engine, &account, "M05", Channel::Sms);
            assert!(sms.contains("jusqu'à dimanche"), "{sms}");
            assert!(!sms.contains("points de recharge"), "one is open: {sms}");
        }
    }
}
