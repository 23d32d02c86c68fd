//! The four languages, and how each writes money and time. Source: CM-02, UX 4.7.

use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use units::{MicroEuro, format_decimal};

/// A language of pages and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Fr,
    Nl,
    De,
    En,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Fr, Self::Nl, Self::De, Self::En];

    /// ISO 639-1, also the first part of a path.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// As its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::Nl => "Nederlands",
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// The path of the top-up, such as `/fr/recharger`. Source: UX 7.1.
    pub fn top_up_path(self) -> &'static str {
        match self {
            Self::Fr => "/fr/recharger",
            Self::Nl => "/nl/opladen",
            Self::De => "/de/aufladen",
            Self::En => "/en/top-up",
        }
    }
}

impl FromStr for Language {
    type Err = units::UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.code() == text).ok_or_else(|| {
            units::UnknownName { text: text.to_owned(), expected: "a language (fr, nl, de, en)" }
        })
    }
}

/// A no-break space: a figure and its unit stay on one line.
const KEEP: char = '\u{a0}';

impl Language {
    /// Money as people of this language write it: `16,90 €`, `€ 16,90`, `€16.90`. An amount that was
    /// paid or is to be paid, so a part of a cent is rounded up. Source: UX 4.7, PA-03.
    pub(crate) fn money(self, amount: MicroEuro) -> String {
        let text = format_decimal(i128::from(amount.amount_to_pay_cents()), 2);
        self.with_sign(&text)
    }

    /// Like [`Self::money`], but whole euros without cents: `20 €`.
    pub(crate) fn short_money(self, amount: MicroEuro) -> String {
        let text = format_decimal(i128::from(amount.amount_to_pay_cents()), 2);
        self.with_sign(text.strip_suffix(".00").unwrap_or(&text))
    }

    /// A balance, rounded down to the cent so that it never flatters. Source: PA-03.
    pub(crate) fn balance(self, amount: MicroEuro) -> String {
        self.signed(amount.shown_balance_cents(), "")
    }

    /// What something did to a balance, with its sign, rounded down like the balance.
    pub(crate) fn effect(self, amount: MicroEuro) -> String {
        self.signed(amount.shown_balance_cents(), "+")
    }

    fn signed(self, cents: i64, plus: &str) -> String {
        // U+2212, which is as wide as a plus and is read out as "minus".
        let sign = if cents < 0 { "\u{2212}" } else { plus };
        let text = format_decimal(i128::from(cents.unsigned_abs()), 2);
        match self {
            Self::Nl => format!("€{KEEP}{sign}{}", text.replace('.', ",")),
            Self::Fr | Self::De | Self::En => format!("{sign}{}", self.with_sign(&text)),
        }
    }

    fn with_sign(self, text: &str) -> String {
        match self {
            Self::Fr | Self::De => format!("{}{KEEP}€", text.replace('.', ",")),
            Self::Nl => format!("€{KEEP}{}", text.replace('.', ",")),
            Self::En => format!("€{text}"),
        }
    }

    /// The wall clock of Brussels: `14 h 05`, `14.05 uur`, `14:05 Uhr`, `2:05 pm`.
    pub(crate) fn clock(self, at: Instant) -> String {
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

    /// Day and clock: `20/11/2026, 14 h 05`.
    pub(crate) fn instant(self, at: Instant) -> String {
        format!("{}, {}", self.date(at.day()), self.clock(at))
    }

    /// A day: `20/11/2026`.
    pub(crate) fn date(self, day: SettlementDay) -> String {
        let (year, month, day) = day.ymd();
        match self {
            Self::De => format!("{day:02}.{month:02}.{year}"),
            Self::Fr | Self::Nl | Self::En => format!("{day:02}/{month:02}/{year}"),
        }
    }

    /// A day of these weeks: `20/11`.
    pub(crate) fn short_date(self, day: SettlementDay) -> String {
        let (_, month, day) = day.ymd();
        match self {
            Self::De => format!("{day:02}.{month:02}."),
            Self::Fr | Self::Nl | Self::En => format!("{day:02}/{month:02}"),
        }
    }

    /// The clock alone if it is of the same day as `now`.
    pub(crate) fn near(self, at: Instant, now: Instant) -> String {
        if at.day() == now.day() { self.clock(at) } else { self.instant(at) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
