//! What the sender of money in suspense is asked, whose address nobody knows: a text for the letter, or
//! for the message that goes back over the bank. Source: TP-16.

use crate::texts::fill;
use calendar::SettlementDay;
use units::{Language, MicroEuro};

include!(concat!(env!("OUT_DIR"), "/sender.rs"));

/// What the letter is about.
#[derive(Debug)]
pub struct Asked<'a> {
    pub operator: &'a str,
    /// As the bank has told; empty if it has not.
    pub sender: &'a str,
    pub sender_iban: &'a str,
    pub amount: MicroEuro,
    pub received: SettlementDay,
    /// When it goes back by itself.
    pub returned_on: SettlementDay,
    /// To name in an answer.
    pub key: &'a str,
}

/// Cents after a comma, a point in English.
fn amount(micro: MicroEuro, language: Language) -> String {
    let cents = micro.0 / 10_000;
    let mark = if language == Language::En { '.' } else { ',' };
    format!("{}{mark}{:02} EUR", cents / 100, cents % 100)
}

fn day(day: SettlementDay, language: Language) -> String {
    let (year, month, of_month) = day.ymd();
    let mark = match language {
        Language::Fr | Language::En => '/',
        Language::Nl => '-',
        Language::De => '.',
    };
    format!("{of_month:02}{mark}{month:02}{mark}{year}")
}

/// Only the end of the account: the letter may reach somebody else.
fn tail(iban: &str) -> &str {
    iban.get(iban.len().saturating_sub(4)..).unwrap_or_default()
}

/// The text, in one language.
pub fn text(asked: &Asked<'_>, language: Language) -> String {
    let (sum, came) = (amount(asked.amount, language), day(asked.received, language));
    let values = [
        ("sum", sum.as_str()),
        ("came", &came),
        ("tail", tail(asked.sender_iban)),
        ("back", &day(asked.returned_on, language)),
        ("key", asked.key),
    ];
    let text = fill(Words::of(language).letter, &values);
    format!("{}\n\n{text}\n\n{}\n", asked.sender, asked.operator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_02_the_letter_is_there_in_four_languages() {
        let mut all = Language::ALL.map(|language| Words::of(language).all());
        all.sort();
        assert!(all.windows(2).all(|pair| matches!(pair, [one, other] if one != other)));
    }

    #[test]
    fn tp_16_the_sender_is_asked_in_four_languages_and_told_when_the_money_goes_back() {
        let asked = Asked {
            operator: "ORES",
            sender: "A payer",
            sender_iban: "BE71096123456769",
            amount: MicroEuro(1_234_050_000),
            received: SettlementDay::from_ymd(2026, 11, 9).unwrap(),
            returned_on: SettlementDay::from_ymd(2026, 12, 9).unwrap(),
            key: "bank:B:1",
        };
        for (language, sum, back) in [
            (Language::Fr, "1234,05 EUR", "09/12/2026"),
            (Language::Nl, "1234,05 EUR", "09-12-2026"),
            (Language::De, "1234,05 EUR", "09.12.2026"),
            (Language::En, "1234.05 EUR", "09/12/2026"),
        ] {
            let text = text(&asked, language);
            for part in [sum, back, "A payer", "6769", "bank:B:1", "18", "13", "ORES"] {
                assert!(text.contains(part), "{language}: {part} in {text}");
            }
            assert!(!text.contains("BE71"), "{text}");
            for sentence in text.split(['.', '\n']) {
                assert!(sentence.split_whitespace().count() <= 13, "{sentence}");
            }
        }
    }
}
