//! The words of partners, in four languages. Source: UX 4.6, 4.7, A-11; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, tab_shops, tab_offices, tab_mandates, shops_lead, all, only_stopped, none_shops, s_online, s_offline,
    s_stopped, heard, never, online_hint, open_tills, last_sale, may_hold, used, left, no_limit, people, waits, open_shop,
    shop, terminal, owners, staff, nobody, stop_title, stop_lead, stop, again_title, again_lead, again, why, why_hint,
    asked_by, second_needed, approve, turn_down, history, h_stopped, h_again, by, by_two, never_stopped, earlier, later,
    offices_lead, none_offices, open_mandates, may, no_sign_in, mandates_lead, only_open, none_mandates, m_open, m_over,
    m_ended, m_closed, household, office, basis, b_household, b_agent, b_law, reason, since, until, ended_by,
    by_household, looks, no_looks, older, open_mandate, mandate, end_title, end_lead, end, end_hint, to_list, e_why,
    e_unknown, e_stopped, e_not_stopped, e_waits, e_nothing_waits, e_same, e_ended,
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
