//! The words of a shop's pages, in four languages. Source: UX 4.6, 4.7, 8.4; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    nav, n_sell, n_tickets, n_shift, terminal, step, sign_out,
    sell_title, sell_lead, last_sale, unfinished_title, unfinished_text, open_sale,
    amount_title, limits, check_title, enough, yes, no, no_hint, brings_back, paid_cash, paid_card,
    card_hint, not_paid, take,
    twice_title, twice_text,
    booked_title, booked_text, press_hint, next_sale, copy, paid_by, cash, card, when, receipt,
    undo_link, undo_until, undo_title, undo_lead, reason, r_meter, r_amount, r_not_paid,
    r_customer, undo, keep,
    e_reason, e_too_late, e_spent, e_closed, e_held, e_not_yours, e_not_sold,
    undone_title, undone_text, undone_receipt, given_back,
    given_up_title, given_up_text, held_title, held_text, colleague,
    tickets_title, find, find_hint, find_button, none_found, none_yet, reprint, all_tickets,
    s_booked, s_undone, s_held,
    shift_title, since, no_shift, what, undone, expected, close_title, counted_cash, counted_card,
    explanation, explanation_hint, close, e_count, e_differs,
    closed_title, closed_at, declared, difference,
    no_terminal_title, no_terminal_text, busy, unknown_title, unknown_text, no_sale_title,
    no_sale_text,
    n_settlement, n_terminal, n_help, settlement_title, week_days, week_open, week_before, week_after, week_empty, week_sold, week_undone, week_held, week_total, owed, csv, terminal_title, terminal_id, terminal_name, terminal_operator, terminal_line, line_good, terminal_last, terminal_limits, terminal_version, waiting_title, waiting_none, waits_for, waiting_kept, offline_yes, offline_no, test_title, test_text, help_title, h_sell_title, h_sell_1, h_sell_2, h_sell_3, h_sell_4, h_missing_title, h_missing_1, h_missing_2, h_missing_3, h_missing_4, h_missing_5, h_find, h_never_title, h_never, h_phone,
    n_limits, limits_title, limit_none, limit_line, limit_float, limit_used, limit_left, limit_line_text, limit_float_text, limit_counts, limit_low, e_stopped, e_limit, commission, commission_rate, commission_from, commission_apart, commission_rounded,
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
