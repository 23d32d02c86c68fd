//! The words of the pages of operators, in four languages. Source: UX 4.6, 4.7, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    n_incidents, incidents_title, incidents_lead, i_none, i_since, i_affected, i_rests, i_end, i_calendars, i_calendars_lead, i_calendars_row, i_calendars_more, i_public, i_report,
    i_report_lead, i_kind, i_area, i_area_hint, i_open, i_over, everywhere, i_terminals, i_online, i_bank_feed,
    i_phone, i_sms, i_field_network, i_way_back, i_no_staff, i_clock, e_kind,
    n_figures, figures_title, figures_lead, f_open, f_none, f_activations, f_ends, f_top_ups, f_aids, f_offs,
    f_off_hours, f_limited, f_in_time, f_no_readings, f_notes, f_file,
    n_audit, audit_title, audit_lead, audit_from, audit_to, day_hint, audit_kind, k_all, k_look, k_act,
    k_value, k_fleet, audit_count, audit_file,
    n_room, room_title, to_queue, to_runbook, t_by_six, t_by_eight, t_phone, t_prices, t_sharing, m_percent, m_no_accounts, m_down, m_no_call,
    m_no_call_since, m_last_call, e_days, e_order, t_readings, t_charged, t_ledger, t_commands, t_failing,
    t_unreached, t_suspense, t_notices, t_failed_notices, t_bank, t_incidents, t_stops, m_share,
    m_nothing, m_up_to_date, m_hours, m_oldest, m_never, h_good, h_watch, h_bad, waits_lead,
    waits_none, waits_since, waits_until,
    n_parameters, n_calendar, n_changes, none_title, none_text, trouble_title, trouble_text,
    parameters_title, parameters_lead, part, part_hint, show, none_found, value, since, from_to,
    source, confirm, changes_on, waits, all_parameters, now_title, kind, v_yes_no, v_whole,
    v_money, v_ratio, v_factor, v_text, v_list, versions_title, scope, all_operators,
    both_energies, in_force, people_line, reason, change_title, change_lead, new_value, new_hint,
    energies, first_day, first_hint, reason_hint, check, preview_title, energy, before, after,
    until_next, no_states, states_title, states_count, state_was, state_will, count, second_needed,
    send, change_it, changes_title, no_changes, decided_title, c_waits, c_in_force, c_refused,
    asked_by, decided_by, own_change, barred, approve, turn_down, why_not, why_hint, open,
    calendar_title, calendar_lead, calendar_now, day, hours, no_cuts_all_day, cuts_possible,
    holidays_kept, holidays_open, stops_title, no_stops, stop_add, stop_lead, stop_first, stop_last, stop_last_hint, stop_remove,
    e_stop_first, e_stop_last, e_stop_known, e_stop_gone, holidays_title, change_by, e_value,
    e_energy, e_day, e_reason, e_first, e_same_value, not_read, e_narrower, e_same_person, e_decided,
    e_rule, e_why,
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
