//! Figures as they are spoken, and how long a text takes. Source: UX 6.1.

use crate::words::{fill, spoken::Words};
use calendar::{Instant, SettlementDay};
use units::{Energy, Language, MicroEuro, Phone};

/// Words a voice says in a minute, slowly enough for figures. Not from a source: ours.
const WORDS_A_MINUTE: usize = 160;
/// A breath after each sentence, in milliseconds.
const BREATH_MS: usize = 200;

/// How long a voice needs for a text, rounded up.
pub fn seconds(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    let sentences = text.chars().filter(|sign| matches!(sign, '.' | '?' | '!' | ':')).count();
    let spoken_ms = words.count().saturating_mul(60_000 / WORDS_A_MINUTE);
    spoken_ms.saturating_add(sentences.saturating_mul(BREATH_MS)).div_ceil(1_000)
}

fn cents(cents: i64, language: Language) -> String {
    let w = Words::of(language);
    let below = cents < 0;
    let cents = cents.unsigned_abs();
    let (whole, rest) = (cents / 100, cents % 100);
    let (euros, few, padded) = (whole.to_string(), rest.to_string(), format!("{rest:02}"));
    let said = match (whole, rest) {
        (0, 1..) => fill(w.cents, language, &[("cents", &few)]),
        (_, 0) => fill(w.euros, language, &[("euros", &euros)]),
        (_, _) => fill(w.euros_cents, language, &[("euros", &euros), ("cents", &padded)]),
    };
    if below { fill(w.below_zero, language, &[("amount", &said)]) } else { said }
}

/// Credit, rounded down so that it never flatters. Source: PA-03.
pub(crate) fn balance(amount: MicroEuro, language: Language) -> String {
    cents(amount.shown_balance_cents(), language)
}

/// An amount to pay, rounded up. Source: PA-03.
pub(crate) fn due(amount: MicroEuro, language: Language) -> String {
    cents(amount.amount_to_pay_cents(), language)
}

pub(crate) fn energy(energy: Energy, language: Language) -> &'static str {
    let w = Words::of(language);
    match energy {
        Energy::Electricity => w.electricity,
        Energy::Gas => w.gas,
    }
}

pub(crate) fn both(language: Language) -> &'static str {
    Words::of(language).both
}

/// One by one.
pub(crate) fn digits(digits: &str) -> String {
    digits.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

pub(crate) fn phone(phone: Phone) -> String {
    phone.national()
}

pub(crate) fn clock(at: Instant, language: Language) -> String {
    let w = Words::of(language);
    let minute_of_day = at.minute_of_day();
    if minute_of_day == 0 {
        return w.midnight.to_owned();
    }
    let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
    let morning = hour < 12;
    // English counts to twelve, twice.
    let shown = if language == Language::En { (hour + 11) % 12 + 1 } else { hour };
    let text = match (minute, morning) {
        (0, true) => w.hour_morning,
        (0, false) => w.hour_afternoon,
        (_, true) => w.clock_morning,
        (_, false) => w.clock_afternoon,
    };
    let (hour, minute) = (shown.to_string(), format!("{minute:02}"));
    fill(text, language, &[("hour", &hour), ("minute", &minute)])
}

fn weekday(day: SettlementDay, w: &Words) -> &'static str {
    match day.weekday().days_from_monday() {
        0 => w.monday,
        1 => w.tuesday,
        2 => w.wednesday,
        3 => w.thursday,
        4 => w.friday,
        5 => w.saturday,
        _ => w.sunday,
    }
}

fn month(month: u8, w: &Words) -> &'static str {
    match month {
        1 => w.january,
        2 => w.february,
        3 => w.march,
        4 => w.april,
        5 => w.may,
        6 => w.june,
        7 => w.july,
        8 => w.august,
        9 => w.september,
        10 => w.october,
        11 => w.november,
        _ => w.december,
    }
}

/// `aujourd’hui`, `demain`, a weekday of these days, or a date.
pub(crate) fn day(at: Instant, now: Instant, language: Language) -> String {
    let w = Words::of(language);
    let day = at.day();
    match day.days_since(now.day()) {
        0 => w.today.to_owned(),
        1 => w.tomorrow.to_owned(),
        -6..=6 => weekday(day, w).to_owned(),
        _ => {
            let (_, of_year, of_month) = day.ymd();
            let of_month = of_month.to_string();
            let values =
                [("weekday", weekday(day, w)), ("day", &of_month), ("month", month(of_year, w))];
            fill(w.date, language, &values)
        }
    }
}

/// Day and clock put together by `text`.
fn at_clock(text: &str, at: Instant, now: Instant, language: Language) -> String {
    let (day, clock) = (day(at, now, language), clock(at, language));
    fill(text, language, &[("day", &day), ("clock", &clock)])
}

/// Until when: `lundi 8 heures`, `maandag 8 uur`, `8 am today`.
pub(crate) fn moment(at: Instant, now: Instant, language: Language) -> String {
    let w = Words::of(language);
    let near = matches!(at.day().days_since(now.day()), 0 | 1);
    at_clock(if near { w.moment_near } else { w.moment }, at, now, language)
}

/// As of when: `aujourd’hui à 6 heures 10`, `today at 6:10 am`.
pub(crate) fn stamp(at: Instant, now: Instant, language: Language) -> String {
    at_clock(Words::of(language).stamp, at, now, language)
}

/// By when somebody calls: `demain avant 11 heures`, `tomorrow before 11 am`.
pub(crate) fn by(at: Instant, now: Instant, language: Language) -> String {
    at_clock(Words::of(language).by, at, now, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn ux_6_money_is_said_as_people_say_it() {
        let said = |micro: i64| Language::ALL.map(|language| balance(MicroEuro(micro), language));
        assert_eq!(said(27_409_999), ["27 euros 40", "27 euro 40", "27 Euro 40", "27 euros 40"]);
        assert_eq!(said(15_000_000), ["15 euros", "15 euro", "15 Euro", "15 euros"]);
        assert_eq!(said(1_050_000), ["1 euro 05", "1 euro 05", "1 Euro 05", "1 euro 05"]);
        assert_eq!(said(800_000), ["80 cents", "80 cent", "80 Cent", "80 cents"]);
        assert_eq!(said(0), ["0 euro", "0 euro", "0 Euro", "0 euros"]);
        assert_eq!(
            said(-6_195_000),
            ["moins 6 euros 20", "min 6 euro 20", "minus 6 Euro 20", "minus 6 euros 20"]
        );
        assert_eq!(due(MicroEuro(16_890_001), Language::En), "16 euros 90", "rounded up");
    }

    #[test]
    fn ux_6_days_and_clocks_are_said_as_people_say_them() {
        let now = at("2026-11-20T14:05:00+01:00");
        let held = at("2026-11-23T08:00:00+01:00");
        let said = |say: fn(Instant, Instant, Language) -> String, when: Instant| {
            Language::ALL.map(|language| say(when, now, language))
        };
        assert_eq!(
            said(moment, held),
            ["lundi 8 heures", "maandag 8 uur", "Montag 8 Uhr", "Monday 8 am"]
        );
        assert_eq!(
            said(moment, at("2026-11-23T00:00:00+01:00")),
            ["lundi minuit", "maandag middernacht", "Montag Mitternacht", "Monday midnight"]
        );
        assert_eq!(
            said(stamp, at("2026-11-20T06:10:00+01:00")),
            [
                "aujourd’hui à 6 heures 10",
                "vandaag om 6 uur 10",
                "heute um 6 Uhr 10",
                "today at 6:10 am"
            ]
        );
        assert_eq!(
            said(by, at("2026-11-21T13:00:00+01:00")),
            [
                "demain avant 13 heures",
                "morgen voor 13 uur",
                "morgen vor 13 Uhr",
                "tomorrow before 1 pm"
            ]
        );
        assert_eq!(
            said(day, at("2026-11-03T00:00:00+01:00")),
            [
                "mardi 3 novembre",
                "dinsdag 3 november",
                "Dienstag 3. November",
                "Tuesday 3 November"
            ]
        );
    }
}
