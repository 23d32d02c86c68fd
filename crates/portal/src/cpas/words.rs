//! The words of the pages of a CPAS, in four languages. Source: UX 4.6, 4.7, 8.3; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    nav, n_work, n_access, sign_out, work_title, counts, nobody, balance, d_off, d_held, d_held_open, d_emergency, d_limited, d_ends, d_nothing, access_title, access_lead, reference, reference_hint, purpose, p_budget, p_inquiry, p_emergency, months, one_month, many_months, will_see, send_code, no_phone, code_title, code_lead, code, code_hint, open_client, ask_again, no_access_title, no_access_text, broken_title, broken_text, until, by_law, balance_title, balance_says, no_days, as_table, day, top_ups_title, t_count, t_sum, t_usual, t_every, t_days, t_last, off_title, never_off, was_off, is_off, debts_title, no_debts, messages_title, no_messages, looks_kept, e_reference, e_purpose, e_choose_months, e_months, e_wait, e_code, e_code_over, e_held,
    n_register, give_aid, aid_title, aid_cap, back_to_client, amount, amount_hint, motive, mo_energy, mo_guarantee, mo_winter, mo_other, budget, budget_hint, check, aid_preview_title, before, after, repays, lasts, second_needed, send_to_sign, give, change, register_title, month_before, month_after, totals, no_budget, total_booked, no_aid, a_waiting, a_booked, a_cancelled, sign, cancel, csv, e_amount, e_motive, e_bounds, e_ended, e_same, e_sent,
    n_looks, protection_title, w_relief, w_delay, w_reduced, w_plan, w_other, relief_open, relief_no_right, relief_asked, relief_granted, relief_refused, ask_relief, ask_operator, wish, why, why_hint, send_wish, client_sees, asked_title, none_asked, asked_on, r_done, r_not_done, r_late, r_due, e_wish, e_not_open, e_why, e_long, looks_title, looks_lead, no_looks, saw_all, saw_state,
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
