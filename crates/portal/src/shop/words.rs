//! The words of a shop's pages, in four languages. Source: UX 4.6, 4.7, 8.4; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;
use units::Language;

catalogue! {
    nav, n_sell, n_tickets, n_shift, terminal, step, sign_out,
    sell_title, sell_lead, last_sale, unfinished_title, unfinished_text, open_sale,
    amount_title, limits, check_title, enough, yes, no, no_hint, paid_cash, paid_card,
    card_hint, not_paid, take,
    twice_title, twice_text,
    booked_title, booked_text, press_hint, next_sale, copy, paid_by, cash, card, when, receipt,
    undo_link, undo_until, undo_title, undo_lead, reason, r_meter, r_amount, r_not_paid,
    r_customer, undo, keep,
    e_reason, e_too_late, e_spent, e_held, e_not_yours, e_not_sold,
    undone_title, undone_text, undone_receipt, given_back,
    given_up_title, given_up_text, held_title, held_text, colleague,
    tickets_title, find, find_hint, find_button, none_found, none_yet, reprint, all_tickets,
    s_booked, s_undone, s_held,
    shift_title, since, no_shift, what, undone, expected, close_title, counted_cash, counted_card,
    explanation, explanation_hint, close, e_count, e_differs,
    closed_title, closed_at, declared, difference,
    no_terminal_title, no_terminal_text, busy, unknown_title, unknown_text, no_sale_title,
    no_sale_text,
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
                    let counts = |word: &&str| word.chars().any(char::is_alphanumeric);
                    let words = sentence.split_whitespace().filter(counts).count();
                    assert!(words <= 13, "{words} words, {key} in {language:?}: {sentence}");
                }
                let small = text.to_lowercase();
                for word in ["dette", "schuld", "debt", "défaut", "wanbetaler", "säumig", "ndp"] {
                    assert!(!small.contains(word), "{word} in {key}, {language:?}");
                }
            }
        }
    }
}
