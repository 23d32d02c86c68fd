//! The words of the pages of a supplier, in four languages. Source: UX 4.6, 4.7, 8.7; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    nav, sign_out, n_overview, n_requests, n_settlement, n_data, n_tariff, n_consents, n_sharing, n_disputes, n_developers,
    broken_title, broken_text, nobody_title, nobody_text, gone_title, gone_text,
    overview_title, customers_title, customers_lead, open_requests, late_requests, open_disputes, files_title, payouts, shared_months, ask_button, dispute_button,
    requests_title, no_requests, ask_title, ask_lead, ean, ean_hint, wish, w_default, w_judgment, w_end, notified, day_hint, owed, owed_hint, both, b_one, b_both, judgment, judgment_hint, documents, documents_hint, send, ask_note,
    s_requested, s_letter_sent, s_appointment, s_absent, s_activated, s_refused, s_absent_again, s_impossible, s_cancelled, s_withdrawn, s_ended, due_by, late_since, asked_on, shown_by, withdraw, ch_click, ch_call, ch_card, ch_visit, refused_note,
    settlement_title, month_before, month_after, received, back, recovered, to_remit, total, by_customer, some_shown, no_movements, remittances, no_remittances, p_proposed, p_approved, p_sent, p_paid, moved, carried_in, carried_out, paid_out, difference, not_yet, csv, json,
    data_title, data_lead, power, gas, since, until_day, more, no_customers, no_period, all_periods, from_to, at_year, at_switch, at_move, runs_to, periods_lead, one_customer, open_file, looks_kept,
    tariff_title, tariff_lead, average, social, on_average, on_social, from_day, coming, no_tariff, all_registers, per_kwh,
    consents_title, consents_lead, no_consents, allowed_until, days_file,
    sharing_title, sharing_lead, no_sharing, v_provisional, v_final, v_corrected, version, points_count, allocated, residual, given, surplus,
    disputes_title, no_disputes, dispute_title, dispute_lead, subject, su_settlement, su_statement, su_sharing, su_request, about, about_hint, words, words_hint, evidence, evidence_hint, open_dispute, t_operator, t_supplier, t_closed, you_wrote, we_answered, o_corrected, o_explained, o_passed_on, reply, reply_send, close,
    e_ean, e_wish, e_day, e_owed, e_both, e_judgment, e_documents, e_little, e_soon, e_long, e_unknown, e_open, e_sent, e_over, e_words, e_subject, e_about, e_period,
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
