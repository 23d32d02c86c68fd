//! Figures as they are spoken, and how long a text takes. Source: UX 6.1.

use calendar::{Instant, SettlementDay};
use units::{Energy, Language, MicroEuro, Phone};

/// Words a voice says in a minute, slowly enough for figures. Not from a source: ours.
const WORDS_A_MINUTE: usize = 160;
/// A breath after each sentence, in milliseconds.
const BREATH_MS: usize = 200;

fn four<T: Copy>([fr, nl, de, en]: [T; 4], language: Language) -> T {
    match language {
        Language::Fr => fr,
        Language::Nl => nl,
        Language::De => de,
        Language::En => en,
    }
}

/// How long a voice needs for a text, rounded up.
pub fn seconds(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    let sentences = text.chars().filter(|sign| matches!(sign, '.' | '?' | '!' | ':')).count();
    let spoken_ms = words.count().saturating_mul(60_000 / WORDS_A_MINUTE);
    spoken_ms.saturating_add(sentences.saturating_mul(BREATH_MS)).div_ceil(1_000)
}

fn cents(cents: i64, language: Language) -> String {
    let minus = if cents < 0 { four(["moins ", "min ", "minus ", "minus "], language) } else { "" };
    let cents = cents.unsigned_abs();
    let (whole, rest) = (cents / 100, cents % 100);
    let one = four(["euro", "euro", "Euro", "euro"], language);
    let more = four(["euros", "euro", "Euro", "euros"], language);
    // French has one of what is below two.
    let few = if language == Language::Fr { whole < 2 } else { whole == 1 };
    let euro = if few { one } else { more };
    match (whole, rest) {
        (0, 1..) => {
            let one = four(["cent", "cent", "Cent", "cent"], language);
            let more = four(["cents", "cent", "Cent", "cents"], language);
            format!("{minus}{rest} {}", if rest == 1 { one } else { more })
        }
        (_, 0) => format!("{minus}{whole} {euro}"),
        (_, _) => format!("{minus}{whole} {euro} {rest:02}"),
    }
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
    match energy {
        Energy::Electricity => {
            four(["Électricité", "Elektriciteit", "Strom", "Electricity"], language)
        }
        Energy::Gas => four(["Gaz", "Gas", "Gas", "Gas"], language),
    }
}

pub(crate) fn both(language: Language) -> &'static str {
    four(
        ["Électricité et gaz", "Elektriciteit en gas", "Strom und Gas", "Electricity and gas"],
        language,
    )
}

/// One by one.
pub(crate) fn digits(digits: &str) -> String {
    digits.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

pub(crate) fn phone(phone: Phone) -> String {
    phone.national()
}

pub(crate) fn clock(at: Instant, language: Language) -> String {
    let minute_of_day = at.minute_of_day();
    if minute_of_day == 0 {
        return four(["minuit", "middernacht", "Mitternacht", "midnight"], language).to_owned();
    }
    let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
    let hours = match language {
        Language::Fr if hour < 2 => "heure",
        Language::Fr => "heures",
        Language::Nl => "uur",
        Language::De => "Uhr",
        Language::En => {
            let half = if hour < 12 { "am" } else { "pm" };
            let of_half = (hour + 11) % 12 + 1;
            return match minute {
                0 => format!("{of_half} {half}"),
                _ => format!("{of_half}:{minute:02} {half}"),
            };
        }
    };
    if minute == 0 { format!("{hour} {hours}") } else { format!("{hour} {hours} {minute:02}") }
}

fn weekday(day: SettlementDay, language: Language) -> &'static str {
    let names = match day.weekday().days_from_monday() {
        0 => ["lundi", "maandag", "Montag", "Monday"],
        1 => ["mardi", "dinsdag", "Dienstag", "Tuesday"],
        2 => ["mercredi", "woensdag", "Mittwoch", "Wednesday"],
        3 => ["jeudi", "donderdag", "Donnerstag", "Thursday"],
        4 => ["vendredi", "vrijdag", "Freitag", "Friday"],
        5 => ["samedi", "zaterdag", "Samstag", "Saturday"],
        _ => ["dimanche", "zondag", "Sonntag", "Sunday"],
    };
    four(names, language)
}

fn month(month: u8, language: Language) -> &'static str {
    let names = match month {
        1 => ["janvier", "januari", "Januar", "January"],
        2 => ["février", "februari", "Februar", "February"],
        3 => ["mars", "maart", "März", "March"],
        4 => ["avril", "april", "April", "April"],
        5 => ["mai", "mei", "Mai", "May"],
        6 => ["juin", "juni", "Juni", "June"],
        7 => ["juillet", "juli", "Juli", "July"],
        8 => ["août", "augustus", "August", "August"],
        9 => ["septembre", "september", "September", "September"],
        10 => ["octobre", "oktober", "Oktober", "October"],
        11 => ["novembre", "november", "November", "November"],
        _ => ["décembre", "december", "Dezember", "December"],
    };
    four(names, language)
}

/// `aujourd’hui`, `demain`, a weekday of these days, or a date.
pub(crate) fn day(at: Instant, now: Instant, language: Language) -> String {
    let day = at.day();
    match day.days_since(now.day()) {
        0 => four(["aujourd’hui", "vandaag", "heute", "today"], language).to_owned(),
        1 => four(["demain", "morgen", "morgen", "tomorrow"], language).to_owned(),
        -6..=6 => weekday(day, language).to_owned(),
        _ => {
            let (_, of_year, of_month) = day.ymd();
            let point = if language == Language::De { "." } else { "" };
            format!("{} {of_month}{point} {}", weekday(day, language), month(of_year, language))
        }
    }
}

/// Until when: `lundi 8 heures`, `maandag 8 uur`, `8 am today`.
pub(crate) fn moment(at: Instant, now: Instant, language: Language) -> String {
    let ahead = at.day().days_since(now.day());
    let (day, clock) = (day(at, now, language), clock(at, language));
    match (language, ahead) {
        (Language::En, 0 | 1) => format!("{clock} {day}"),
        _ => format!("{day} {clock}"),
    }
}

/// As of when: `aujourd’hui à 6 heures 10`, `today at 6:10 am`.
pub(crate) fn stamp(at: Instant, now: Instant, language: Language) -> String {
    let word = four(["à", "om", "um", "at"], language);
    format!("{} {word} {}", day(at, now, language), clock(at, language))
}

/// By when somebody calls: `demain avant 11 heures`, `tomorrow before 11 am`.
pub(crate) fn by(at: Instant, now: Instant, language: Language) -> String {
    let word = four(["avant", "voor", "vor", "before"], language);
    format!("{} {word} {}", day(at, now, language), clock(at, language))
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
