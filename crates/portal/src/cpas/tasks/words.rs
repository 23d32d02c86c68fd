//! The words of proofs, decisions and the commission's calendar, in four languages. Source: UX 4.6, 4.7, S-06; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, none, cancel, new, day, day_hint, time, time_hint, place, place_hint, add, next, no_next, e_sitting_day, e_time, e_place, e_no_sitting, proofs, proofs_lead, counts, no_proofs, due, late, change, which, stands, due_by, due_hint, keep, p_household, p_income, p_status, p_medical, p_bills, p_budget, s_missing, s_asked, s_received, s_sent, s_not_needed, e_proof, e_state, e_due, letter, no_letter, l_subject, l_asked, l_done, l_not_done, l_answer, l_help, of_delay, of_reduced, of_plan, of_other,
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
