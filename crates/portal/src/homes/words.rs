//! The words of parties' pages, in four languages, beside those of the top-up. Source: UX 4.6 to 4.8.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;
use units::Language;

catalogue! {
    all_on, one_off, many_off, one_soon, many_soon, one_home, many_homes,
    off, soon, on,
    is_off_power, is_off_gas, held_until_power, held_until_gas, held_power, held_gas, ordered,
    under_way, top_up, own_window, balance, to_be_on, to_stay_on, mandate_until, movements, looked,
    pay_here,
    movements_title, day, what, amount, nothing, back,
    energy_used, repaid, advance, old_meter, correction, relief, received, aid, refund, taken_back,
    later, adjusted, closed,
    gone_title, gone_text, as_guest, wait_title, back_to_homes,
}

impl Words {
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Fr => &fr::WORDS,
            Language::Nl => &nl::WORDS,
            Language::De => &de::WORDS,
            Language::En => &en::WORDS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::names;

    #[test]
    fn every_text_is_there_in_four_languages_with_the_same_values() {
        let english = Words::of(Language::En).all();
        for language in Language::ALL {
            for ((key, text), (_, in_english)) in Words::of(language).all().iter().zip(&english) {
                assert!(!text.trim().is_empty(), "{key} in {language:?}");
                assert_eq!(names(text), names(in_english), "{key} in {language:?}");
                let long = text.split(' ').count() > 3;
                assert!(language == Language::En || !long || text != in_english, "{key}");
            }
        }
    }

    #[test]
    fn sentences_are_short_and_blame_nobody() {
        for language in Language::ALL {
            for (key, text) in Words::of(language).all() {
                for sentence in text.split_inclusive(['.', '?', '!', ':']) {
                    let words = sentence.split_whitespace().filter(|word| word.len() > 1).count();
                    assert!(words <= 13, "{key} in {language:?}: {sentence}");
                }
                let small = text.to_lowercase();
                for word in [
                    "dette",
                    "schuld",
                    "debt",
                    "défaut",
                    "sanction",
                    "wanbetaler",
                    "säumig",
                    "félicit",
                ] {
                    assert!(!small.contains(word), "{word} in {key}, {language:?}");
                }
            }
        }
    }
}
