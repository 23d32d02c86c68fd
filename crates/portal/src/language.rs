//! The four languages, and how each writes money and time. Source: CM-02, UX 4.7.

use calendar::{Instant, SettlementDay, Weekday};
use units::{Language, MicroEuro, MilliWattHours, format_decimal};

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
    fn names(self) -> &'static Names;
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

/// `weekday` of each language begins with Monday, `month` with January.
pub(crate) struct Names {
    weekday: [&'static str; 7],
    month: [&'static str; 12],
}

const FR: Names = Names {
    weekday: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    month: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};
const NL: Names = Names {
    weekday: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    month: [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
};
const DE: Names = Names {
    weekday: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    month: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
};
const EN: Names = Names {
    weekday: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    month: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

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
        let minute_of_day = at.minute_of_day();
        let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
        match self {
            Self::Fr => format!("{hour}{KEEP}h{KEEP}{minute:02}"),
            Self::Nl => format!("{hour}.{minute:02}{KEEP}uur"),
            Self::De => format!("{hour}:{minute:02}{KEEP}Uhr"),
            Self::En => {
                let half = if hour < 12 { "am" } else { "pm" };
                format!("{}:{minute:02}{KEEP}{half}", (hour + 11) % 12 + 1)
            }
        }
    }

    fn hour(self, hour: usize) -> String {
        match self {
            Self::Fr => format!("{hour}{KEEP}h"),
            Self::Nl => format!("{hour}{KEEP}uur"),
            Self::De => format!("{hour}{KEEP}Uhr"),
            Self::En => format!("{hour}:00"),
        }
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
        let unit = match (self, watt) {
            (Self::Fr, 0 | 1) | (Self::En, 1) | (Self::Nl, _) => "watt",
            (Self::Fr | Self::En, _) => "watts",
            (Self::De, _) => "Watt",
        };
        format!("{text}{KEEP}{unit}")
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

    fn names(self) -> &'static Names {
        match self {
            Self::Fr => &FR,
            Self::Nl => &NL,
            Self::De => &DE,
            Self::En => &EN,
        }
    }

    fn weekday(self, day: SettlementDay) -> &'static str {
        let place = match day.weekday() {
            Weekday::Mon => 0,
            Weekday::Tue => 1,
            Weekday::Wed => 2,
            Weekday::Thu => 3,
            Weekday::Fri => 4,
            Weekday::Sat => 5,
            Weekday::Sun => 6,
        };
        self.names().weekday.get(place).copied().unwrap_or("")
    }

    fn long_day(self, day: SettlementDay) -> String {
        let (_, month, of_month) = day.ymd();
        let place = usize::from(month).checked_sub(1);
        let month = place.and_then(|place| self.names().month.get(place)).copied().unwrap_or("");
        match self {
            Self::De => format!("{}, {of_month}. {month}", self.weekday(day)),
            Self::Fr | Self::Nl | Self::En => {
                format!("{} {of_month}{KEEP}{month}", self.weekday(day))
            }
        }
    }

    fn month_and_year(self, day: SettlementDay) -> String {
        let (year, month, _) = day.ymd();
        let place = usize::from(month).checked_sub(1);
        let month = place.and_then(|place| self.names().month.get(place)).copied().unwrap_or("");
        format!("{month} {year}")
    }

    fn about(self, now: Instant, end: Instant) -> Option<String> {
        if end <= now {
            return None;
        }
        let (mut day, minute) = end.day_and_minute();
        let mut hour = minute / 60;
        let mut ahead = day.days_since(now.day());
        if ahead > 0 && hour < MORNING_H {
            // Before the morning is the evening before.
            day = day.plus(-1);
            ahead -= 1;
            hour = EVENING_H;
            if ahead == 0 {
                let evening = match self {
                    Self::Fr => "à ce soir",
                    Self::Nl => "vanavond",
                    Self::De => "heute Abend",
                    Self::En => "this evening",
                };
                return Some(evening.to_owned());
            }
        }
        let part = match (hour, self) {
            (..NOON_H, Self::Fr) => "matin",
            (..NOON_H, Self::Nl) => "ochtend",
            (..NOON_H, Self::De) => "früh",
            (..NOON_H, Self::En) => "morning",
            (NOON_H..EVENING_H, Self::Fr) => "après-midi",
            (NOON_H..EVENING_H, Self::Nl) => "middag",
            (NOON_H..EVENING_H, Self::De) => "Nachmittag",
            (NOON_H..EVENING_H, Self::En) => "afternoon",
            (EVENING_H.., Self::Fr) => "soir",
            (EVENING_H.., Self::Nl) => "avond",
            (EVENING_H.., Self::De) => "Abend",
            (EVENING_H.., Self::En) => "evening",
        };
        Some(match (ahead, self) {
            (..=0, _) => {
                let half_hour = end.plus_min(-i64::from(minute % 30));
                let clock = self.clock(half_hour.max(now));
                match self {
                    Self::Fr => format!("à {clock} aujourd’hui"),
                    Self::Nl => format!("vandaag {clock}"),
                    Self::De => format!("heute {clock}"),
                    Self::En => format!("{clock} today"),
                }
            }
            (1, Self::Fr) => format!("à demain {part}"),
            (1, Self::Nl) => format!("morgen{part}"),
            (1, Self::De) => format!("morgen {part}"),
            (1, Self::En) => format!("tomorrow {part}"),
            (2, Self::Fr) => format!("à {} {part}", self.weekday(day)),
            (2, Self::Nl) => format!("{}{part}", self.weekday(day)),
            (2, Self::De) if part == "früh" => format!("{} früh", self.weekday(day)),
            (2, Self::De) => format!("{}{}", self.weekday(day), part.to_lowercase()),
            (2, Self::En) => format!("{} {part}", self.weekday(day)),
            (_, Self::Fr) => format!("au {}", self.long_day(day)),
            (_, Self::Nl | Self::De | Self::En) => self.long_day(day),
        })
    }

    fn until_clock(self, now: Instant, end: Instant) -> String {
        let (day, minute) = end.day_and_minute();
        let full = minute % 60 == 0;
        let hour = minute / 60;
        let clock = match self {
            Self::Fr if full => format!("{hour}{KEEP}h"),
            Self::Nl if full => format!("{hour}{KEEP}uur"),
            Self::De if full => format!("{hour}{KEEP}Uhr"),
            Self::En if full => {
                let half = if hour < NOON_H { "am" } else { "pm" };
                format!("{}{KEEP}{half}", (hour + 11) % 12 + 1)
            }
            Self::Fr | Self::Nl | Self::De | Self::En => self.clock(end),
        };
        let day_of = match day.days_since(now.day()) {
            ..=0 => None,
            1..=6 => Some(self.weekday(day).to_owned()),
            _ => Some(self.long_day(day)),
        };
        match (self, day_of) {
            (Self::Fr, None) => format!("à {clock}"),
            (Self::Fr, Some(of)) if day.days_since(now.day()) > 6 => format!("au {of}, {clock}"),
            (Self::Fr, Some(of)) => format!("à {of} {clock}"),
            (Self::Nl | Self::De | Self::En, None) => clock,
            (Self::Nl | Self::De | Self::En, Some(of)) => format!("{of} {clock}"),
        }
    }

    fn before_clock(self, now: Instant, end: Instant) -> String {
        let until = self.until_clock(now, end);
        match (self, until.strip_prefix("à "), until.strip_prefix("au ")) {
            (Self::Fr, Some(near), _) => near.to_owned(),
            (Self::Fr, _, Some(far)) => format!("le {far}"),
            (Self::Fr | Self::Nl | Self::De | Self::En, ..) => until,
        }
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
