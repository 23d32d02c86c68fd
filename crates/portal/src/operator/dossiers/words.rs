//! The words of the review of dossiers, in four languages. Source: UX 4.6; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, waiting, none, others, due, late, second, open, checks, good, look, c_perimeter,
    c_municipality, c_meters, c_grid, c_own, c_one, proposed_accept, proposed_refuse, own_proposal, confirm,
    accept_title, starts, starts_hint, accept, return_title, reasons, reasons_hint, task_reason, give_back,
    refuse_title, refuse_why, refuse_hint, refuse, opened_noted, members, e_reasons, e_why, e_starts, e_rule,
    e_elsewhere, e_same, e_not_now,
    key_title, key_text, key_approve, key_decline, key_why, key_why_hint, e_key,
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
