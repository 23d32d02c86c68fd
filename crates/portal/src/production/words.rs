//! What the page of production says. Source: UX 4.6, 4.7; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, none, point, says, says_net, power, not_yet, netted, netted_loses, sold, why_late,
    why_large, why_ended, why_power, why_sharing, why_choice, no_buyer, same_buyer, other_buyer,
    supplier, days_title, as_table, day, taken, injected, own_title, own_unknown, stated, metered,
    at_once, used, own_rate, sufficient, expected_title, as_year, as_last, until, from_until,
    to_pay, lost, receives, network, by_energy, by_power, energy_lower, power_lower, by_registers,
    by_quarters, missing, swapped, goes_on, back, failed_title, failed_text,
    stops_title, stops_none, stops_count, stops_high, stop_row, c_high, c_own, c_unknown, a_complain, a_wait, a_installer, a_measure, v_title, v_lead, v_state, v_point, v_times, v_times_hint, v_effect, v_effect_hint, v_installation, v_installation_hint, v_send, k_received, k_measured, k_diagnosed, k_action, k_closed, e_point, e_open, e_times, e_effect, r_title, r_lead, r_single, r_peak, r_off, r_hint, r_compare, r_result, r_single_cheaper, r_two_cheaper, r_equal, r_none, e_price,
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
