//! The words of data rights, in four languages. Source: UX 4.6, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    n_rights, title, lead, none_open, d_copy, d_correction, d_erasure, d_asked, d_due, d_late, d_done, d_explained, d_unknown, keep_title, keep_lead, keep_books, what, kept_for, years, days, as_asked, before, count, w_identity, w_asked, w_cases, w_voltage, w_calls, w_requests, w_shop_people, w_photos, w_homes, run_title, run_lead, nothing, note, note_hint, ask, runs_title, one_run, counted_then, counted_now, let_go, for_good, own_run, to_rights, e_note, e_none, e_same_person, e_decided, e_nothing, e_waits,
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
