//! The words of roles, in four languages. Source: UX 4.6, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    n_team, title, lead, waits, none_wait, due, none_due, all, ended, r_cpas, r_merchant, r_agent_l1, r_agent_l2,
    r_supplier, r_representative, r_operator, r_auditor, s_open, s_soon, s_expired, s_unreviewed, s_ended,
    address, since, last_day, no_last_day, reviewed, review_by, second, second_yes, second_no, sees,
    add, add_lead, name, name_hint, email, email_hint, role, language, last_day_hint, note, note_hint, ask,
    first_password, confirm, confirm_lead, end, end_lead, longer, longer_lead,
    history, a_given, a_confirmed, a_prolonged, a_ended, until, by_line, request_new, request_longer, own_request,
    own_role, act, do_it, e_act, all_roles,
    e_name, e_email, e_role, e_language, e_last_day, e_note, e_day_over, e_taken, e_same_person, e_own_role,
    e_decided, e_lapsed, e_ended, e_none,
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
