//! What a night tells that is no crossing of a level: a starting credit that is repaid, a credit that ends while shops
//! are closed.

use super::*;
use crate::notices::forecast::{self, tell_of_weekend};
use crate::notices::tell_of_last_open_day;
use calendar::SettlementDay;
use timeline::{DebtKind, Fact};

pub(super) fn told_of(engine: &mut Engine, account: &store::Account, message: &str) -> Vec<String> {
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

#[test]
fn cm_01g_what_is_nearly_used_up_is_an_amount_of_the_operator() {
    // 5.00 of emergency credit: 0.40 are left, then 2.60 and 4.00 of it are used.
    let nights = [("2026-10-30", 49), ("2026-10-31", 54), ("2026-11-01", 55)];
    let told = |left: &str| {
        let parameters = [("credit.emergency_limit", "5.00"), ("notice.emergency_left", left)];
        let (mut engine, account) = home_with(&parameters, Language::Fr);
        nights.map(|(day, kwh)| {
            told_night(&mut engine, &account, day, kwh);
            told_of(&mut engine, &account, "M07").len()
        })
    };
    assert_eq!(told("2.00"), [0, 0, 2], "when two euros or less are left");
    assert_eq!(told("5.00"), [0, 2, 2], "at once where all of it is little");
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
    let hours = calendar::ProtectedHours::card_wal(true);
    assert_eq!(forecast::due_after(friday.previous(), &hours), Some(friday.at(15, 0)));
    assert_eq!(forecast::due_after(friday, &hours), None);
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

/// A home whose last kilowatt-hours, on the day `spent`, use up its emergency credit; settled until `last`.
pub(super) fn used_up(protected: bool, spent: &str, last: &str) -> (Engine, store::Account) {
    let mut engine = crate::testing::engine_with(&[], protected);
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = engine.account_of(crate::testing::ean()).unwrap();
    engine.store.set_contact(&contact(&account)).unwrap();
    let [spent, last]: [SettlementDay; 2] = [spent, last].map(|day| day.parse().unwrap());
    let mut day: SettlementDay = "2026-10-30".parse().unwrap();
    while day <= last {
        let kwh = if day < spent { 1 } else { 190 };
        told_night(&mut engine, &account, &day.to_string(), kwh);
        day = day.next();
    }
    (engine, account)
}

/// The last calls of a last open day, beside those of every evening and morning.
fn called(engine: &mut Engine, account: &store::Account) -> Vec<String> {
    let mut kept = engine.store.notices(&[account.id]).unwrap();
    kept.retain(|one| one.notice.cause.ends_with("/last_open_day"));
    let line = |one: &store::Notice| {
        let channel = Channel::from_code(one.notice.channel).unwrap().name();
        format!("{} {} {channel} {}", one.notice.message, one.notice.recipient, one.state)
    };
    kept.iter().map(line).collect()
}

/// What is told on the day after `day` at three, by its job.
fn told_at_three(engine: &mut Engine, account: &store::Account, day: &str) -> Vec<String> {
    let eve = day.parse::<SettlementDay>().unwrap().next();
    engine.advance_due(account.dso, eve.at(14, 59)).unwrap();
    crate::work::do_jobs(engine, eve.at(14, 59)).unwrap();
    deliver(engine, eve.at(14, 59));
    assert_eq!(called(engine, account), [""; 0], "too early");
    crate::work::do_jobs(engine, eve.at(15, 0)).unwrap();
    deliver(engine, eve.at(15, 1));
    called(engine, account)
}

const CALLED: [&str; 3] = ["M09 holder sms 0", "M09 holder mail 0", "M09 holder call 0"];

#[test]
fn cm_01i_on_the_last_open_day_before_a_weekend_who_may_be_cut_after_it_hears_the_last_call() {
    let (mut engine, account) = used_up(false, "2026-11-05", "2026-11-05");
    assert_eq!(told_at_three(&mut engine, &account, "2026-11-05"), CALLED);
    let sms = words(&mut engine, &account, "M09", Channel::Sms);
    let at = instant("2026-11-06T15:00:00+01:00");
    let known = engine.rebuild(std::slice::from_ref(&account), at).unwrap().pop().unwrap();
    let rules = engine.books.rules(account.dso, account.group.energy).unwrap();
    let shown = known.timeline.snapshot(at, rules);
    let [stay, clear] = [shown.amount_to_stay_on, shown.amount_to_clear].map(|amount| {
        let cents = amount.amount_to_pay_cents();
        format!("{},{:02}", cents / 100, cents % 100)
    });
    assert!(
        sms.starts_with(&format!(
            "Électricité: encore 65 heures, jusque lundi 8h. Rechargez {stay} €, mieux {clear} €,"
        )),
        "{sms}"
    );
    // Twice changes nothing, and when the weekend is over it is no longer so.
    let thursday: SettlementDay = "2026-11-05".parse().unwrap();
    tell_of_last_open_day(&mut engine, account.dso, thursday, at.plus_h(1)).unwrap();
    deliver(&mut engine, at.plus_h(1));
    assert_eq!(called(&mut engine, &account), CALLED);
    let monday = instant("2026-11-09T08:00:00+01:00");
    let late = tell_of_last_open_day(&mut engine, account.dso, thursday, monday).unwrap();
    assert_eq!(late, 0);
    // Money that comes takes back what waits.
    for id in ["T-1", "T-2", "T-3", "T-4", "T-5", "T-6", "T-7"] {
        engine.record(&account, &top_up(id), at.plus_h(2)).unwrap();
    }
    deliver(&mut engine, at.plus_h(2));
    let back = called(&mut engine, &account);
    assert!(back.iter().all(|line| line.ends_with('5')), "{back:?}");
}

#[test]
fn cm_01i_the_eve_of_a_holiday_in_the_week_is_a_last_open_day_too() {
    let (mut engine, account) = used_up(false, "2026-11-09", "2026-11-09");
    assert_eq!(told_at_three(&mut engine, &account, "2026-11-09"), CALLED);
    let sms = words(&mut engine, &account, "M09", Channel::Sms);
    assert!(sms.starts_with("Électricité: encore 41 heures, jusque jeudi 8h."), "{sms}");
    let of = |holidays: bool, day: &str| {
        let hours = calendar::ProtectedHours::card_wal(holidays);
        forecast::due_after(day.parse().unwrap(), &hours)
    };
    let tuesday: SettlementDay = "2026-11-10".parse().unwrap();
    assert_eq!(of(true, "2026-11-09"), Some(tuesday.at(15, 0)));
    assert_eq!(of(true, "2026-11-10"), None, "the holiday itself");
    assert_eq!(of(false, "2026-11-09"), None, "a day like others");
}

#[test]
fn cm_01i_nobody_is_called_who_has_paid_is_off_or_limited_or_before_an_open_day() {
    let (mut engine, account) = used_up(false, "2026-11-05", "2026-11-05");
    for id in ["T-1", "T-2", "T-3", "T-4", "T-5", "T-6", "T-7"] {
        let paid = instant("2026-11-06T12:00:00+01:00");
        engine.record(&account, &top_up(id), paid).unwrap();
    }
    assert_eq!(told_at_three(&mut engine, &account, "2026-11-05"), [""; 0], "paid");
    // Warned on Thursday: on Friday at eight the order has left.
    for protected in [false, true] {
        let (mut engine, account) = used_up(protected, "2026-11-04", "2026-11-05");
        assert_eq!(told_at_three(&mut engine, &account, "2026-11-05"), [""; 0], "{protected}");
        let at = instant("2026-11-06T15:00:00+01:00");
        let known = engine.rebuild(std::slice::from_ref(&account), at).unwrap().pop().unwrap();
        let (off, limited) = (!known.timeline.supply().is_on(), known.timeline.limiter().is_on());
        assert_eq!((off, limited), (!protected, protected));
    }
    let (mut engine, account) = used_up(false, "2026-11-03", "2026-11-03");
    let tuesday: SettlementDay = "2026-11-03".parse().unwrap();
    let at = tuesday.next().at(15, 0);
    assert_eq!(tell_of_last_open_day(&mut engine, account.dso, tuesday, at).unwrap(), 0);
}
