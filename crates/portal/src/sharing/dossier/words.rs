//! The words of dossiers, in four languages. Source: UX 4.6, R-02; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    new_title, new_lead, new_button, form, name, name_hint, municipality, municipality_hint, building,
    building_hint, station, station_hint, wind, e_form, e_form_closed, e_name, e_building, e_perimeter,
    e_municipality, next, next_task, next_submit, next_wait, next_volumes, next_none, due, kept, not_kept,
    submit_text, submit, e_open, e_elsewhere, e_state, documents, no_documents, replaced, add, what, mandate,
    whose, signed, signed_hint, signer, signer_hint, file, file_hint, send, e_what, e_whose, e_signed,
    e_signer, e_file, e_kind, e_large, e_many, e_needless, e_key, answer_title, answer, answer_hint,
    answer_button, e_answer, history, h_opened, h_submitted, h_returned, h_answered, h_accepted, h_refused,
    h_withdrawn, withdraw_title, withdraw_text, withdraw,
    h_key_asked, h_key_approved, h_key_declined,
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
