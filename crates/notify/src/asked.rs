//! What somebody is sent at once because they, or whoever they trust, asked for it: codes, keys, digits, receipts.
//! No notice of an account; nobody is asked to pay by touching a link. Source: PD-04, UX 1 no. 13, C-04, C-09, C-11.

use crate::figures;
use crate::texts::fill;
use units::{Energy, Language};

include!(concat!(env!("OUT_DIR"), "/asked.rs"));

/// Words to somebody. The subject is of a mail only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub subject: &'static str,
    pub text: String,
}

fn word(subject: &'static str, text: &str, values: &[(&str, &str)]) -> Word {
    Word { subject, text: fill(text, values) }
}

/// `text`, and whom to call where that is known.
fn with_line(subject: &'static str, text: &str, call: &str, line: Option<&str>) -> Word {
    match line {
        Some(line) => word(subject, &format!("{text} {call}"), &[("line", line)]),
        None => word(subject, text, &[]),
    }
}

/// A one-time code.
pub fn code(language: Language, code: &str) -> Word {
    let w = Words::of(language);
    word(w.code_subject, w.code, &[("code", code)])
}

/// For whoever is let help: where the key is keyed in, in groups of four.
pub fn key(language: Language, host: &str, key: &str) -> Word {
    let w = Words::of(language);
    let groups: Vec<&str> =
        [key.get(..4), key.get(4..8), key.get(8..)].into_iter().flatten().collect();
    word(w.key_subject, w.key, &[("host", host), ("key", &groups.join("-"))])
}

/// What the old number or address is told when another takes its place. `line`: whom to call.
pub fn changed(language: Language, new: &str, line: Option<&str>) -> Word {
    let w = Words::of(language);
    with_line(w.changed_subject, &w.changed.replace("{new}", new), w.changed_call, line)
}

/// The last that somebody hears whose sign-in is deleted.
pub fn left(language: Language, line: Option<&str>) -> Word {
    let w = Words::of(language);
    with_line(w.left_subject, w.left, w.left_call, line)
}

/// Says nothing but that it arrives.
pub fn test(language: Language, energy: Energy) -> Word {
    let w = Words::of(language);
    word(w.test_subject, w.test, &[("energy", figures::energy(energy, language))])
}

/// The 13 digits for whoever pays: nothing says whose they are.
pub fn digits(language: Language, energy: Energy, digits: &str, host: &str) -> Word {
    let w = Words::of(language);
    let energy = figures::energy(energy, language);
    word(w.digits_subject, w.digits, &[("energy", energy), ("digits", digits), ("host", host)])
}

/// For whoever paid, who may be a stranger: it says no balance. `amount`: in euro, as the language writes it.
pub fn receipt(language: Language, energy: Energy, amount: &str, code: &str) -> Word {
    let w = Words::of(language);
    let energy = figures::energy(energy, language);
    word(w.receipt_subject, w.receipt, &[("energy", energy), ("amount", amount), ("code", code)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gsm;
    use std::collections::BTreeSet;

    /// All of them with the longest values.
    fn all(language: Language) -> Vec<Word> {
        let (host, line) = ("prepaiement.ores-assets.example", Some("0800 92 424"));
        let of_energy = |energy| {
            [
                test(language, energy),
                digits(language, energy, "4490 1234 56789", host),
                receipt(language, energy, "250,00", "E20S-6MT7"),
            ]
        };
        let mut all = vec![
            code(language, "482913"),
            key(language, host, "ABCDEFGH2345"),
            changed(language, "0470 xx xx 56", line),
            changed(language, "0470 xx xx 56", None),
            left(language, line),
            left(language, None),
        ];
        all.extend([Energy::Electricity, Energy::Gas].map(of_energy).into_iter().flatten());
        all
    }

    #[test]
    fn pd_04_what_is_asked_for_fits_a_short_message_and_has_no_link() {
        for language in Language::ALL {
            for Word { text, .. } in all(language) {
                let septets = gsm::septets(&text);
                let fits = septets.is_some_and(|septets| septets <= gsm::MOST_SEPTETS);
                assert!(fits, "{text}: {septets:?}");
                assert!(!text.contains("http") && !text.contains('/'), "{text}");
                assert!(!text.contains(['{', '}']), "{text}");
            }
        }
    }

    #[test]
    fn cm_02_each_language_has_its_own_words() {
        let keys = |language| Words::of(language).all();
        for ((key, english), (_, french)) in keys(Language::En).iter().zip(keys(Language::Fr)) {
            assert_ne!(*english, french, "{key}");
        }
        let words = |language| -> BTreeSet<String> {
            all(language).into_iter().map(|word| word.text).collect()
        };
        assert_eq!(words(Language::De).len(), 12, "no two say the same");
    }

    #[test]
    fn c_04_a_receipt_says_no_balance() {
        for language in Language::ALL {
            let text = receipt(language, Energy::Gas, "250,00", "E20S-6MT7").text;
            assert!(text.contains("E20S-6MT7") && text.contains("250,00"), "{text}");
            for word in ["solde", "saldo", "guthaben", "balance"] {
                assert!(!text.to_lowercase().contains(word), "{text}");
            }
        }
    }
}
