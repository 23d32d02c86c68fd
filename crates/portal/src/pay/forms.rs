//! What people key in.

use calendar::SettlementDay;
use serde::Deserialize;
use units::{Language, MicroEuro};

/// The fields of all forms of the top-up; each page sends some of them.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Fields {
    pub reference: String,
    pub amount: String,
    pub shown: String,
    pub attempt: String,
    pub again: String,
    /// What a second supply point gets with the same payment.
    pub reference2: String,
    pub amount2: String,
    pub shown2: String,
}

impl Fields {
    /// The fields of the second supply point as if it were alone, if there is one.
    pub(crate) fn second(&self) -> Option<Self> {
        (!self.reference2.is_empty()).then(|| Self {
            reference: self.reference2.clone(),
            amount: self.amount2.clone(),
            shown: self.shown2.clone(),
            ..Self::default()
        })
    }
}

/// Euros as people write them: `20`, `16,90`, `€ 16.9`. `None` for anything else, also for a third
/// decimal: `1.000` may mean two things. Never zero or less.
pub(crate) fn amount(text: &str) -> Option<MicroEuro> {
    let kept: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let (euros, cents) = kept.split_once([',', '.']).unwrap_or((&kept, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if euros.is_empty() || euros.len() > 9 || cents.len() > 2 || kept.ends_with([',', '.']) {
        return None;
    }
    if !all_digits(euros) || !all_digits(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let total = euros.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    MicroEuro::from_cents(total).filter(|amount| *amount > MicroEuro::ZERO)
}

/// As a form carries it: `16.90`.
pub(crate) fn plain(amount: MicroEuro) -> String {
    units::format_decimal(i128::from(amount.amount_to_pay_cents()), 2)
}

/// As a field shows it to whoever may change it, in their own way of writing: `16,90`, `16.90`.
pub(crate) fn shown(amount: MicroEuro, language: Language) -> String {
    let text = plain(amount);
    if language == Language::En { text } else { text.replace('.', ",") }
}

/// A day as a date field gives it, `2026-12-01`, or as people write it: `01/12/2026`, `1.12.2026`.
pub(crate) fn day(text: &str) -> Option<SettlementDay> {
    let text = text.trim();
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split(['/', '.']).map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    SettlementDay::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A time as people write it: `14:30`, `14h30`, `14.30`, `9`.
pub(crate) fn time(text: &str) -> Option<(u8, u8)> {
    let text = text.trim().to_lowercase();
    let text = text.trim_end_matches("uhr").trim_end_matches(['h', 'u']).trim_end();
    let (hour, minute) = text.split_once([':', '.', 'h', 'u']).unwrap_or((text, "0"));
    let (hour, minute) = (hour.trim().parse::<u8>().ok()?, minute.trim().parse::<u8>().ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let cents = |text: &str| amount(text).map(MicroEuro::amount_to_pay_cents);
        for (text, expected) in [
            ("20", 2_000),
            ("16,90", 1_690),
            (" € 16.9 ", 1_690),
            ("0,01", 1),
            ("20\u{a0}€", 2_000),
            ("007", 700),
        ] {
            assert_eq!(cents(text), Some(expected), "{text}");
        }
        for text in
            ["", "0", "0,00", "-5", "1.000", "1,2,3", "20,", ",5", "20e", "٢٠", "9999999999"]
        {
            assert_eq!(cents(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let first = "2026-12-01".parse().ok();
        for text in ["2026-12-01", " 01/12/2026 ", "1.12.2026", "1/12/2026"] {
            assert_eq!(day(text), first, "{text}");
        }
        for text in ["", "tomorrow", "31/02/2026", "1/12/26", "12-01-2026", "1/12/2026/3"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_carried_amount_comes_back(cents in 1_i64..10_000_000_000) {
            let amount_there = MicroEuro::from_cents(cents).unwrap();
            prop_assert_eq!(amount(&plain(amount_there)), Some(amount_there));
            for language in Language::ALL {
                prop_assert_eq!(amount(&shown(amount_there, language)), Some(amount_there));
            }
        }
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (text, expected) in [
            ("14:30", Some((14, 30))),
            ("14h30", Some((14, 30))),
            ("14h", Some((14, 0))),
            ("9", Some((9, 0))),
            ("9.05 Uhr", Some((9, 5))),
            ("14u30", Some((14, 30))),
            ("24:00", None),
            ("9:60", None),
            ("morgen", None),
            ("", None),
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
    }
}
