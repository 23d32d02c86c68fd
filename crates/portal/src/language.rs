//! The four languages, and how each writes money and time. Source: CM-02, UX 4.7.

use crate::words::{catalogue, fill};
use calendar::{Instant, SettlementDay, Weekday};
use units::{Language, MicroEuro, MilliWattHours, format_decimal};

catalogue!("dates");

/// Where a language's pages are, and how its speakers call it.
pub trait Paths {
    /// As its speakers call it.
    fn own_name(self) -> &'static str;
    /// The path of the top-up, such as `/fr/recharger`. Source: UX 7.1.
    fn top_up_path(self) -> &'static str;
    /// Where links of parties lead to: this, `/`, the token. The same word in each language, since
    /// nobody types it.
    fn homes_path(self) -> &'static str;
}

impl Paths for Language {
    fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::Nl => "Nederlands",
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    fn top_up_path(self) -> &'static str {
        match self {
            Self::Fr => "/fr/recharger",
            Self::Nl => "/nl/opladen",
            Self::De => "/de/aufladen",
            Self::En => "/en/top-up",
        }
    }

    fn homes_path(self) -> &'static str {
        match self {
            Self::Fr => "/fr/homes",
            Self::Nl => "/nl/homes",
            Self::De => "/de/homes",
            Self::En => "/en/homes",
        }
    }
}

/// A no-break space: a figure and its unit stay on one line.
const KEEP: char = '\u{a0}';

/// A share of a whole in whole per cent, rounded half up; a dash of nothing.
pub(crate) fn percent(part: MilliWattHours, whole: MilliWattHours) -> String {
    let ppm = units::parts_per_million(i128::from(part.0), i128::from(whole.0));
    let percent = ppm.map(|ppm| ppm.saturating_add(5_000).div_euclid(10_000));
    percent.map_or("–".to_owned(), |percent| format!("{percent}{KEEP}%"))
}

/// Parts per million as a percentage, without its sign: `12,5`.
pub(crate) fn share(ppm: i64, language: Language) -> String {
    let text = format_decimal(i128::from(ppm / 100), 2);
    let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
    if language == Language::En { text } else { text.replace('.', ",") }
}

/// How a language writes money, days and times.
pub(crate) trait Writes: Sized {
    /// Money as people of this language write it: `16,90 €`, `€ 16,90`, `€16.90`. An amount that was
    /// paid or is to be paid, so a part of a cent is rounded up. Source: UX 4.7, PA-03.
    fn money(self, amount: MicroEuro) -> String;
    /// Like [`Self::money`], but whole euros without cents: `20 €`.
    fn short_money(self, amount: MicroEuro) -> String;
    /// A balance, rounded down to the cent so that it never flatters. Source: PA-03.
    fn balance(self, amount: MicroEuro) -> String;
    /// What something did to a balance, with its sign, rounded down like the balance.
    fn effect(self, amount: MicroEuro) -> String;
    fn signed(self, cents: i64, plus: &str) -> String;
    /// An amount with the sign of the euro, and before it a minus, a plus or nothing.
    fn with_sign(self, sign: &str, text: &str) -> String;
    /// A number, written with a point, as this language writes it.
    fn decimal(self, plain: &str) -> String;
    /// The wall clock of Brussels: `14 h 05`, `14.05 uur`, `14:05 Uhr`, `2:05 pm`.
    fn clock(self, at: Instant) -> String;
    /// A full hour of the clock, 0 to 24: `19 h`, `19 uur`, `19 Uhr`, `19:00`.
    fn hour(self, hour: usize) -> String;
    /// Energy with one decimal, to the nearest tenth: `12,3 kWh`.
    fn kwh(self, energy: MilliWattHours) -> String;
    /// Power in whole watt, with the word, which is read aloud in every voice: `2 300 watts`.
    fn watts(self, watt: i64) -> String;
    /// Day and clock: `20/11/2026, 14 h 05`.
    fn instant(self, at: Instant) -> String;
    /// A day: `20/11/2026`.
    fn date(self, day: SettlementDay) -> String;
    /// A day of these weeks: `20/11`.
    fn short_date(self, day: SettlementDay) -> String;
    /// A balance inside a sentence: a line must not end between its minus and its figures.
    fn balance_in_sentence(self, amount: MicroEuro) -> String;
    /// The clock alone if it is of the same day as `now`.
    fn near(self, at: Instant, now: Instant) -> String;
    fn weekday(self, day: SettlementDay) -> &'static str;
    /// `dimanche 29 novembre`, `Sonntag, 29. November`.
    fn long_day(self, day: SettlementDay) -> String;
    /// `octobre 2026`, `Oktober 2026`.
    fn month_and_year(self, day: SettlementDay) -> String;
    /// An expected end, as roughly as it is known: a day from the third on, a part of a day before, half
    /// an hour on the same day; rather too early than too late. `None` if it is over by now.
    /// Source: UX 4.5.
    fn about(self, now: Instant, end: Instant) -> Option<String>;
    /// A clock of these days: `à lundi 8 h`, `maandag 8 uur`; with the date when it is far.
    fn until_clock(self, now: Instant, end: Instant) -> String;
    /// The same after *before*: `lundi 8 h`, `le vendredi 4 décembre, 8 h`.
    fn before_clock(self, now: Instant, end: Instant) -> String;
}

/// From this hour on it is morning, afternoon, evening.
const MORNING_H: u16 = 6;
const NOON_H: u16 = 12;
const EVENING_H: u16 = 18;

impl Writes for Language {
    fn money(self, amount: MicroEuro) -> String {
        let text = format_decimal(i128::from(amount.amount_to_pay_cents()), 2);
        self.with_sign("", &text)
    }

    fn short_money(self, amount: MicroEuro) -> String {
        let text = format_decimal(i128::from(amount.amount_to_pay_cents()), 2);
        self.with_sign("", text.strip_suffix(".00").unwrap_or(&text))
    }

    fn balance(self, amount: MicroEuro) -> String {
        self.signed(amount.shown_balance_cents(), "")
    }

    fn effect(self, amount: MicroEuro) -> String {
        self.signed(amount.shown_balance_cents(), "+")
    }

    fn signed(self, cents: i64, plus: &str) -> String {
        // U+2212, which is as wide as a plus and is read out as "minus".
        let sign = if cents < 0 { "\u{2212}" } else { plus };
        let text = format_decimal(i128::from(cents.unsigned_abs()), 2);
        self.with_sign(sign, &text)
    }

    fn with_sign(self, sign: &str, text: &str) -> String {
        let text = self.decimal(text);
        match self {
            Self::Fr | Self::De => format!("{sign}{text}{KEEP}€"),
            Self::Nl => format!("€{KEEP}{sign}{text}"),
            Self::En => format!("{sign}€{text}"),
        }
    }

    fn decimal(self, plain: &str) -> String {
        match self {
            Self::En => plain.to_owned(),
            Self::Fr | Self::Nl | Self::De => plain.replace('.', ","),
        }
    }

    fn clock(self, at: Instant) -> String {
        let w = Words::of(self);
        let minute_of_day = at.minute_of_day();
        let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
        let text = if hour < NOON_H { w.clock_morning } else { w.clock_afternoon };
        let values = [("hour", of_day(hour, self)), ("minute", format!("{minute:02}"))];
        filled(text, &values)
    }

    fn hour(self, hour: usize) -> String {
        fill(Words::of(self).full_hour, &[("hour", &hour.to_string())])
    }

    fn kwh(self, energy: MilliWattHours) -> String {
        format!("{}{KEEP}kWh", self.decimal(&crate::figures::kwh_short(energy)))
    }

    fn watts(self, watt: i64) -> String {
        let digits = watt.to_string();
        let mut text = String::new();
        for (place, digit) in digits.char_indices() {
            let left = digits.len().saturating_sub(place);
            if place > 0 && left.is_multiple_of(3) {
                text.push(match self {
                    Self::Fr => KEEP,
                    Self::Nl | Self::De => '.',
                    Self::En => ',',
                });
            }
            text.push(digit);
        }
        fill(Words::of(self).power, &[("number", &text), ("watts", &digits)])
    }

    fn instant(self, at: Instant) -> String {
        format!("{}, {}", self.date(at.day()), self.clock(at))
    }

    fn date(self, day: SettlementDay) -> String {
        let (year, month, day) = day.ymd();
        match self {
            Self::De => format!("{day:02}.{month:02}.{year}"),
            Self::Fr | Self::Nl | Self::En => format!("{day:02}/{month:02}/{year}"),
        }
    }

    fn short_date(self, day: SettlementDay) -> String {
        let (_, month, day) = day.ymd();
        match self {
            Self::De => format!("{day:02}.{month:02}."),
            Self::Fr | Self::Nl | Self::En => format!("{day:02}/{month:02}"),
        }
    }

    fn balance_in_sentence(self, amount: MicroEuro) -> String {
        self.balance(amount).replace('\u{2212}', "\u{2212}\u{2060}")
    }

    fn near(self, at: Instant, now: Instant) -> String {
        if at.day() == now.day() { self.clock(at) } else { self.instant(at) }
    }

    fn weekday(self, day: SettlementDay) -> &'static str {
        let w = Words::of(self);
        match day.weekday() {
            Weekday::Mon => w.monday,
            Weekday::Tue => w.tuesday,
            Weekday::Wed => w.wednesday,
            Weekday::Thu => w.thursday,
            Weekday::Fri => w.friday,
            Weekday::Sat => w.saturday,
            Weekday::Sun => w.sunday,
        }
    }

    fn long_day(self, day: SettlementDay) -> String {
        let (_, month, of_month) = day.ymd();
        let w = Words::of(self);
        let (weekday, of_month) = (self.weekday(day), of_month.to_string());
        let values = [("weekday", weekday), ("day", &of_month), ("month", month_name(month, w))];
        fill(w.long_day, &values)
    }

    fn month_and_year(self, day: SettlementDay) -> String {
        let (year, month, _) = day.ymd();
        let w = Words::of(self);
        let values = [("month", month_name(month, w)), ("year", &year.to_string())];
        fill(w.month_and_year, &values)
    }

    fn about(self, now: Instant, end: Instant) -> Option<String> {
        if end <= now {
            return None;
        }
        let w = Words::of(self);
        let (mut day, minute) = end.day_and_minute();
        let mut hour = minute / 60;
        let mut ahead = day.days_since(now.day());
        if ahead > 0 && hour < MORNING_H {
            // Before the morning is the evening before.
            day = day.plus(-1);
            ahead -= 1;
            hour = EVENING_H;
            if ahead == 0 {
                return Some(w.about_this_evening.to_owned());
            }
        }
        let of_part = |morning, afternoon, evening| match hour {
            ..NOON_H => morning,
            NOON_H..EVENING_H => afternoon,
            EVENING_H.. => evening,
        };
        Some(match ahead {
            ..=0 => {
                let half_hour = end.plus_min(-i64::from(minute % 30));
                fill(w.about_today, &[("clock", &self.clock(half_hour.max(now)))])
            }
            1 => of_part(
                w.about_tomorrow_morning,
                w.about_tomorrow_afternoon,
                w.about_tomorrow_evening,
            )
            .to_owned(),
            2 => {
                let text = of_part(
                    w.about_weekday_morning,
                    w.about_weekday_afternoon,
                    w.about_weekday_evening,
                );
                fill(text, &[("weekday", self.weekday(day))])
            }
            _ => fill(w.about_day, &[("day", &self.long_day(day))]),
        })
    }

    fn until_clock(self, now: Instant, end: Instant) -> String {
        let w = Words::of(self);
        until(self, now, end, [w.until_today, w.until_weekday, w.until_day])
    }

    fn before_clock(self, now: Instant, end: Instant) -> String {
        let w = Words::of(self);
        until(self, now, end, ["{clock}", w.before_weekday, w.before_day])
    }
}

/// English counts the hours of a day to twelve, twice.
fn of_day(hour: u16, language: Language) -> String {
    let hour = if language == Language::En { (hour + 11) % 12 + 1 } else { hour };
    hour.to_string()
}

fn filled(text: &str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fill(text, &values)
}

/// January is the first.
fn month_name(month: u8, w: &Words) -> &'static str {
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

/// An end with its clock: of today, of these days, or later.
fn until(
    language: Language,
    now: Instant,
    end: Instant,
    [today, weekday, later]: [&str; 3],
) -> String {
    let w = Words::of(language);
    let (day, minute) = end.day_and_minute();
    let hour = minute / 60;
    let clock = if minute % 60 == 0 {
        let text = if hour < NOON_H { w.hour_morning } else { w.hour_afternoon };
        fill(text, &[("hour", &of_day(hour, language))])
    } else {
        language.clock(end)
    };
    match day.days_since(now.day()) {
        ..=0 => fill(today, &[("clock", &clock)]),
        1..=6 => fill(weekday, &[("day", language.weekday(day)), ("clock", &clock)]),
        _ => fill(later, &[("day", &language.long_day(day)), ("clock", &clock)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn es_15_ps_09_a_percentage_is_rounded_half_up() {
        let of = |part: i64, whole: i64| percent(MilliWattHours(part), MilliWattHours(whole));
        assert_eq!(of(164_273, 211_600), "78\u{a0}%");
        assert_eq!(of(79_800, 228_100), "35\u{a0}%");
        assert_eq!(of(1, 200), "1\u{a0}%", "a half goes up");
        assert_eq!(of(4_999, 1_000_000), "0\u{a0}%");
        assert_eq!(of(7, 7), "100\u{a0}%");
        assert_eq!(of(0, 0), "–");
    }

    #[test]
    fn cm_02_days_and_clocks_are_there_in_four_languages() {
        crate::words::tests::say_the_same(|language| Words::of(language).all());
    }

    #[test]
    fn an_end_is_told_as_roughly_as_it_is_known_and_never_too_late() {
        let now: Instant = "2026-11-20T14:05:00+01:00".parse().unwrap();
        let shown = |end: &str| {
            let end: Instant = end.parse().unwrap();
            Language::ALL.map(|one| one.about(now, end).unwrap_or_default().replace(KEEP, " "))
        };
        assert_eq!(shown("2026-11-20T14:00:00+01:00"), ["", "", "", ""]);
        assert_eq!(
            shown("2026-11-20T17:50:00+01:00"),
            ["à 17 h 30 aujourd’hui", "vandaag 17.30 uur", "heute 17:30 Uhr", "5:30 pm today"]
        );
        assert_eq!(
            shown("2026-11-21T03:00:00+01:00"),
            ["à ce soir", "vanavond", "heute Abend", "this evening"]
        );
        assert_eq!(
            shown("2026-11-21T19:00:00+01:00"),
            ["à demain soir", "morgenavond", "morgen Abend", "tomorrow evening"]
        );
        assert_eq!(
            shown("2026-11-22T13:00:00+01:00"),
            ["à dimanche après-midi", "zondagmiddag", "Sonntagnachmittag", "Sunday afternoon"]
        );
        assert_eq!(
            shown("2026-11-23T02:00:00+01:00"),
            ["à dimanche soir", "zondagavond", "Sonntagabend", "Sunday evening"]
        );
        assert_eq!(
            shown("2026-11-29T19:00:00+01:00"),
            [
                "au dimanche 29 novembre",
                "zondag 29 november",
                "Sonntag, 29. November",
                "Sunday 29 November"
            ]
        );
    }

    #[test]
    fn a_clock_of_these_days_has_its_weekday() {
        let now: Instant = "2026-11-20T14:05:00+01:00".parse().unwrap();
        let shown = |end: &str| {
            let end: Instant = end.parse().unwrap();
            Language::ALL.map(|one| one.until_clock(now, end).replace(KEEP, " "))
        };
        assert_eq!(
            shown("2026-11-23T08:00:00+01:00"),
            ["à lundi 8 h", "maandag 8 uur", "Montag 8 Uhr", "Monday 8 am"]
        );
        assert_eq!(
            shown("2026-11-20T16:30:00+01:00"),
            ["à 16 h 30", "16.30 uur", "16:30 Uhr", "4:30 pm"]
        );
        assert_eq!(
            shown("2027-04-01T08:00:00+02:00"),
            [
                "au jeudi 1 avril, 8 h",
                "donderdag 1 april 8 uur",
                "Donnerstag, 1. April 8 Uhr",
                "Thursday 1 April 8 am"
            ]
        );
    }

    #[test]
    fn a_balance_below_zero_has_its_sign_and_never_flatters() {
        let balance: MicroEuro = "-16.395".parse().unwrap();
        let shown = Language::ALL.map(|one| one.balance(balance).replace(KEEP, " "));
        assert_eq!(
            shown,
            ["\u{2212}16,40 €", "€ \u{2212}16,40", "\u{2212}16,40 €", "\u{2212}€16.40"]
        );
        assert_eq!(Language::En.effect("20".parse().unwrap()), "+€20.00");
        assert_eq!(Language::Nl.balance("3.809".parse().unwrap()), "€\u{a0}3,80");
    }

    #[test]
    fn power_is_written_with_its_word() {
        let all = |watt: i64| Language::ALL.map(|one| one.watts(watt).replace(KEEP, " "));
        assert_eq!(all(0), ["0 watt", "0 watt", "0 Watt", "0 watts"]);
        assert_eq!(all(1), ["1 watt", "1 watt", "1 Watt", "1 watt"]);
        assert_eq!(all(430), ["430 watts", "430 watt", "430 Watt", "430 watts"]);
        let large = ["12 345 watts", "12.345 watt", "12.345 Watt", "12,345 watts"];
        assert_eq!(all(12_345), large);
        assert_eq!(Language::En.watts(1_234_567).replace(KEEP, " "), "1,234,567 watts");
    }

    #[test]
    fn each_language_writes_money_and_time_in_its_own_way() {
        let amount: MicroEuro = "16.90".parse().unwrap();
        let twenty: MicroEuro = "20".parse().unwrap();
        let at: Instant = "2026-11-20T14:05:00+01:00".parse().unwrap();
        let midnight: Instant = "2026-11-21T00:07:00+01:00".parse().unwrap();
        let shown = Language::ALL.map(|one| {
            format!(
                "{} | {} | {} | {} | {}",
                one.money(amount),
                one.short_money(twenty),
                one.clock(at),
                one.near(midnight, midnight),
                one.near(midnight, at),
            )
            .replace(KEEP, " ")
        });
        assert_eq!(
            shown,
            [
                "16,90 € | 20 € | 14 h 05 | 0 h 07 | 21/11/2026, 0 h 07",
                "€ 16,90 | € 20 | 14.05 uur | 0.07 uur | 21/11/2026, 0.07 uur",
                "16,90 € | 20 € | 14:05 Uhr | 0:07 Uhr | 21.11.2026, 0:07 Uhr",
                "€16.90 | €20 | 2:05 pm | 12:07 am | 21/11/2026, 12:07 am",
            ]
        );
    }
}
