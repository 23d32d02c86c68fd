//! The words of the pages of help, in four languages. Source: UX 4.6, 4.7, 8.1, 8.2; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    help_title, help_lead, help_now, see_help,
    call_title, call_lead, phone, phone_hint, reach, reach_hint, email, email_hint, address, address_hint, call_button,
    wrong_title, wrong_lead, what_happened, to_tell, words_hint, send,
    other_title, other_lead, cpas_title, cpas_text, after_title, after_text,
    questions_title, asked_on, answer_by, late, holds, answered_on, number, taken, answered_by, called_by,
    call_back, change_plan, wrong_balance, complaint, delay_cut, reduced_power,
    done, corrected, explained, not_reached, passed_on,
    e_words, e_long, e_phone, e_email, e_no_way, e_whose, e_reference, e_wait,
    n_help, n_plan,
    plan_title, plan_none, total, repaid, left, how, next, ends,
    by_day, by_week, by_share, by_review,
    for_advance, for_operator, for_supplier, for_relief, for_chargeback,
    cannot_title, cannot_lead, cannot_words, ask_change,
    contact_title, contact_lead, about_what, name, name_hint, reference, reference_hint,
    wrong_number, called_in_vain, moving, data_copy, data_correction, data_erasure, copy_title, copy_lead, correct_title, correct_lead, erase_title, erase_lead, rights_link,
    refusal, prepayment, refuse_title, refuse_lead, refuse_button, prepay_title, prepay_lead, prepay_button,
    prepayment_link,
    visits_title, visit_card, visit_new, visit_look, visit_read, visit_door,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
