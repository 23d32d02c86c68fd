//! The words of the prepay life, in four languages. Source: UX 4.6, 4.7, A-07; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, running, none_running, ended, none_ended, waits, one, back, g_unpaid, g_judgment,
    g_end, s_requested, s_letter_sent, s_appointment, s_absent, s_absent_again, s_activated,
    s_refused, s_impossible, s_cancelled, s_ended, k_letter_sent, k_appointment, k_absent,
    k_activated, k_refused, k_impossible, k_cancelled, k_ended, l_letter_sent, l_appointment,
    l_absent, l_activated, l_refused, l_impossible, l_cancelled, l_ended, l_home, l_judged,
    t_requested, t_letter_sent, t_appointment, t_absent, t_activated, t_refused, t_impossible,
    t_cancelled, t_withdrawn, t_ended, c_click, c_call, c_card, c_visit, j_remote, j_new_meter,
    d_shown, d_home, d_letter, d_not_refused, d_communicates, d_new_day, d_placed, d_nothing_owed,
    d_closed, dates, asked, unpaid, notified, documents, home, home_unknown, resident, letter_left,
    next_due, late_since, lump_sum, home_button, home_first, letter, timeline, told_by, checklist,
    done, to_do, by, next, none_next, waiting_title, second, approve, turn_down, judge_title,
    judge_text, judge_note, judge_button, start_title, start_rule, start_back, start_card, others,
    on, on_hint, day, day_hint, channel, why, why_hint, note, note_hint, journey, rates, two,
    single, first, second_register, register_hint, volume, volume_hint, evidence, evidence_hint,
    card_meter, name, name_hint, street, street_hint, postcode, postcode_hint, town, town_hint,
    speaks, phone, phone_hint, energy, judgment, judgment_hint, document, document_hint, then,
    supplier_sees, bars_cuts, new_request, e_unknown, e_overtaken, e_not_now, e_imposed, e_future,
    e_before, e_past_visit, e_no_visit_yet, e_on, e_channel, e_why, e_address, e_postcode, e_town,
    e_speaks, e_phone, e_energy, e_journey, e_rates, e_registers, e_evidence, e_judgment,
    e_document, e_long, e_no_account, e_still_open, e_open_already, e_silent, e_refusal_waits, e_swap_waits, e_no_home, e_waits,
    e_same, g_own, own_asker, t_own, k_taken_back, l_taken_back, t_taken_back, whose_refusal, whose_request, refusal_lead, request_lead, point, point_hint, note_refusal, begin_request, e_point, e_running, a_refused, a_asked, own_subject, own_asked, own_meaning, own_until, own_call, own_site, own_nothing, own_advice,
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
