//! The words of the pages of energy sharing, in four languages. Source: UX 4.6, 4.7, 8.6; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    nav, sign_out, groups_title, no_groups, group_title, members_title, key_title,
    volumes_title, files_title, for_systems, bills_title, leave_title, mine_title, f_building, f_renewable,
    f_citizen, f_p2p, s_draft, s_submitted, s_accepted, s_refused, s_withdrawn, s_ended, starts, open_count,
    open_group, tasks_title, done, todo, returned, t_building, t_statutes, t_convention,
    t_authorisation, t_notification, t_contract, t_representative, t_pair, t_key, t_meters,
    t_grid, t_mandates, t_notices, point, role, takes, injects, both, meter, yes, no, mandate,
    since, until, no_members, k_fixed, k_equal, k_pro_rata, k_hybrid, k_cascade, k_vl_fixed,
    k_vl_relative, k_vl_optimal, k_now, no_keys, k_other, sim_title, sim_text, sim_none,
    sim_gains, sim_loses, sim_shared, colon, today, shared, produced, surplus, received, given, residual,
    own_use, cover, v_provisional, v_final, v_corrected, v_missing, cause, months, no_months,
    in_month, member_title, bars_title, heat_title, heat_says, heat_none, heat_from, night,
    morning, afternoon, evening, as_table, day, made, changed, checksum, csv, xlsx, json, price, price_hint,
    fee, fee_hint, show, e_price, e_fee, energy, total, paid, by_supplier, supplier_energy,
    supplier_network, leave_text, leave_key, leave_day, day_hint, leave_button, leave_link,
    e_day, e_member, e_key, mine_none, mine_in, mine_until, mine_social, mine_credit,
    mine_leave, mine_key, mine_button, mine_back, ex_fixed, ex_equal, ex_pro_rata, file_title,
    file_which, file_from, file_share, file_hint, try_button, file_button, try_title, try_says,
    try_none, try_sum, e_key_day, e_sum, e_later, e_approval, e_state, import_title,
    import_label, import_hint, import_button, imported, in_line, l_columns, l_values, l_field,
    l_twice, l_household, e_wait, l_perimeter, l_unmet, l_state,
    l_month, l_before, l_other, notices_title, notices_text, n_none, n_social, n_compensation,
    n_missing, n_signed, n_unnamed, n_link, network, network_hint, e_network, w_title, w_loses,
    w_gains, w_unknown, sign_title, sign_lost, sign_lost_all, sign_first, sign_on, sign_by,
    sign_by_hint, sign_document, sign_document_hint, sign_button, e_sign_day, e_late, e_signer,
    e_document, e_no_notice, messages_title, messages_text, to_whom, to_all, about, a_news, a_key,
    a_volumes, a_sign, send, sent, why_title, why_at, why_at_hint, why_button, why_none, why_key,
    why_group, why_taken, why_takers, why_own, why_unknown, why_step, e_why, st_proportion, st_group,
    st_share, st_left, st_equal, st_equal_left, st_rest, st_others, st_each, st_pass, st_rounded, gone_title, gone_text, failed_title, failed_text,
    end_title, effect_button, effect_title, effect_before, effect_after, together, effect_none,
    effect_says, replace_title, replace_text, replace_day, other, other_hint, same_place,
    meter_fits, has_social, has_compensation, notices_at, notices_at_hint, replace_button, e_other,
    e_same, e_newcomer, adv_filed, adv_asked, adv_sign, adv_euro, adv_all, adv_newcomer, adv_title,
    adv_supplied, adv_surplus, adv_panels, adv_panels_hint, adv_more, adv_button, adv_region,
    e_prices, e_panels, k_approve, ex_hybrid, ex_cascade, ask_reason, ask_reason_hint, ask_button,
    asked_now, e_reason, e_sum_is, e_share_of,
    all_pages, e_key_date, communicates, signed_by, n_needed, n_needless, own_label, label_title,
    label_text, label_whose, label_hint, label_button, e_label, rest, coverage, per_point,
    per_point_text, next_due, next_late, next_there, next_tasks, next_wait, next_step,
    mine_running, mine_gives, mine_effect, no_credit, heat_empty, before_cap, before_cap_text,
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
