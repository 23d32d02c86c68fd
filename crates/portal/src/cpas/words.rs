//! The words of the pages of a CPAS, in four languages. Source: UX 4.6, 4.7, 8.3; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    nav, n_work, n_access, sign_out, work_title, counts, nobody, balance, d_off, d_held, d_held_open, d_emergency, d_limited, d_ends, d_low, d_left, d_left_days, d_nothing, access_title, access_lead, reference, reference_hint, purpose, p_budget, p_inquiry, p_emergency, months, one_month, many_months, will_see, send_code, no_phone, code_title, code_lead, code, code_hint, open_client, ask_again, no_access_title, no_access_text, broken_title, broken_text, until, by_law, balance_title, balance_says, no_days, as_table, day, top_ups_title, t_count, t_sum, t_usual, t_every, t_days, t_last, off_title, never_off, was_off, is_off, debts_title, no_debts, messages_title, no_messages, looks_kept, e_reference, e_purpose, e_choose_months, e_months, e_wait, e_code, e_code_over, e_held,
    n_register, give_aid, aid_title, aid_cap, back_to_client, amount, amount_hint, motive, mo_energy, mo_guarantee, mo_winter, mo_other, budget, budget_hint, check, aid_preview_title, before, after, repays, lasts, second_needed, send_to_sign, give, change, register_title, month_before, month_after, totals, no_budget, total_booked, no_aid, a_waiting, a_booked, a_cancelled, sign, cancel, csv, e_amount, e_motive, e_bounds, e_ended, e_same, e_sent,
    amount_of, other_hint, aid_day, aid_day_hint, aid_now, aid_later, aid_plan, aid_sum, aid_copy, aid_copy_ends, to_copy, a_planned, a_closed, a_no_mandate, a_for_day, a_together, a_number, a_copy_of, e_aid_day, e_no_other, e_not_copied,
    n_looks, protection_title, w_relief, w_delay, w_reduced, w_plan, w_other, relief_open, relief_no_right, relief_asked, relief_granted, relief_refused, ask_relief, ask_operator, wish, why, why_hint, send_wish, client_sees, asked_title, none_asked, asked_on, r_done, r_not_done, r_late, r_due, e_wish, e_not_open, e_why, e_long, looks_title, looks_lead, no_looks, saw_all, saw_state,
    by_code, client, compare, document, document_hint, e_day, e_day_range, e_document, e_no_way, e_declined, e_no_office_phone, e_not_signed, e_note, e_opens_nothing, e_paper_over, e_paper_same, e_signed, e_template, e_time, energy, last_day, message_check, message_day, message_day_hint, message_preview_title, message_send, message_sent, message_time, message_time_hint, message_title, next_due, note, note_hint, note_keep, notes_lead, notes_title, other_languages, p_granted, p_turned_down, p_waits, p_waits_own, paper_grant, paper_lead, paper_new, paper_record, paper_title, paper_told, paper_turn_down, papers_title, reference_short, septets, sheet_how, sheet_made, sheet_title, signed, signed_hint, template, way_later, way_now, written_by,
    n_team, team_title, team_lead, mine, whole_team, nobody_in_charge, you, clients_of, away, leave_title, leave_who, leave_first, leave_last, leave_hint, stand_in, leave_save, leave_end, move_title, move_from, move_to, move_button, rights_title, r_state, r_days, r_aid, r_plan, r_plan_ask, r_alerts, r_commands, r_messages, r_looks, e_member, e_no_clients, e_same_person, e_leave_days, e_stand_in_away, e_no_leave, mt_call, mt_meet, mt_papers, mt_decision, mt_renew, mt_help, contact_person, move_lead, e_stands_in,
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
