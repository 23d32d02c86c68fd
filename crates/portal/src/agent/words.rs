//! The words of the pages of agents and operators, in four languages. Source: UX 4.6, 4.7, 8.5, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    nav, n_search, n_queues, n_acts, n_cuts, n_accounts, sign_out, search_title, search_label,
    search_hint, search_button, hits_title, none_reference, none_digit, none_ean, none_phone,
    none_payment, none_receipt, none_name, none_postcode, none_masked, open_case, payment_story,
    a_household, closed, balance, case_title, no_case_title, no_case_text, as_customer,
    address, back_to_case, channel, customer_banner, f_kept_on, f_protected, holds, mail, meter, no_end, no_meter, open_act, open_command, open_payment, open_title, phone, protected, reference, speaks, unknown, until, write_to,
    open_notices, nothing_open, actions, story, story_all, seen_only, k_money, k_meter,
    k_decision, k_notice, k_person, k_other, older, newer, no_events, held_by, s_sent, s_ack,
    s_done, s_failed, s_withdrawn, details, a_adjust, a_slip, a_grace, a_code, a_hold, a_unhold,
    a_release, a_read, a_display, l_adjust, l_slip, l_grace, l_code, l_hold, l_unhold, l_release,
    l_read, l_display, amount, amount_hint, way, way_credit, way_debit, reason, r_sale_loss,
    r_waived, r_wrong_charge, evidence, evidence_hint, note, note_hint, text, text_hint, line,
    no_lines, suggested, last_day, day_hint, day_or_none, code, code_hint, hold, no_holds,
    grace_off, grace_most, check, preview_title, before, after, state, to_meter, nothing_to_meter,
    second_needed, second_cap, confirm, send_for_approval, change, act_waiting, act_done,
    act_refused, asked_by, approved_by, refused_by, outcome, own_act, approve, turn_down, why_not,
    why_not_hint, acts_title, no_acts, open, queues_title, q_off, q_unreached, q_suspense,
    q_holds, q_silent, q_alarms, q_returned, q_calls, queue_empty, what, age, hours, days, overdue,
    due_today, due_later, csv, to_match, again, suspense_title, suspense_left, received, sender,
    message, suggestions, no_suggestions, match_other, match_hint, cuts_title, stop_all,
    stop_hint, stopped_title, stopped_text, half_released, release_stop, no_run, after_night,
    candidates, new, gone, expected, usual, bound, homes, none_to_cut, halted, would_leave, excluded_title,
    excluded_none, count, looked_at, samples_title, last_reading, leaves, approvals_title,
    dry_run, sample, approve_run, approved_none, you_approved, waves, paused, pause, pause_why,
    undo, undo_hint, cost, undone, hours_now, e_amount, e_reason, e_way, e_evidence, e_note,
    e_text, e_line, e_day, e_hold, e_code, e_much, e_line_gone, e_no_meter, e_closed, e_same,
    e_decided, e_why, e_rule, e_account, e_both, e_pause_why, e_cost, unknown_title, unknown_text,
    a_answer, l_answer, q_call_backs, q_questions, q_cpas, q_prices, q_no_answer, q_newcomers, in_vain, no_contract, price_missing, price_old, question, no_questions, answer_hint, mediator_code, mediator_hint, cuts_again, customer_gets, o_reached, o_done, o_corrected, o_explained, o_not_reached, o_wrong_number, o_passed_on, asked_on, asker, number, what_they_say, no_words, bars_cuts, called_in_vain, call_again, answered_by, call_words_hint, said_words_hint, note_it, e_question, e_outcome, e_no_question,
    v_case, v_received, v_measured, v_diagnosed, v_action, v_closed, v_evidence, v_none, v_days, v_day, v_phase, v_low, v_high,
    n_payments, a_refund, l_refund, a_give_back, l_give_back, payment, iban, payee, lies, e_iban,
    n_messages, a_message, l_message, a_again, l_again, a_new_code, l_new_code,
    a_cut, a_limit, l_cut, l_limit, r_over, r_missed, r_cpas, r_household, r_paid, r_mistake,
    r_need, e_is_on, lapses, e_lapsed, release_again, e_held_back, e_not_on, e_only_limit, e_no_limit, e_gas_limit, checks_hold,
    n_plans, a_plan, l_plan, a_agree, l_agree, a_suspend, l_suspend,
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
