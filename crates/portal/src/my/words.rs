//! The words of a household's own pages, in four languages. Source: UX 4.6, 4.7, 8.2; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    sign_in_title, sign_in_lead, address, address_hint, send_code, with_password, with_provider, e_provider_over, e_provider_refused, e_provider_unknown, e_role_over, password, second,
    second_hint, sign_in, first_time,
    code_title, code_lead, code, code_hint, code_again,
    activate_title, activate_lead, letter_code, letter_hint, activate,
    no_cookies_title, no_cookies_text, as_guest,
    e_address, e_code, e_code_over, e_password, e_second, e_wait, e_letter, e_reference, e_threshold,
    nav, n_balance, n_top_up, n_movements, n_usage, n_alerts, n_helpers, n_references, n_account,
    home_title, no_accounts, last_moves, all_moves, top_up, top_up_now, top_up_offer, estimated,
    live_title, live_takes, live_gives, live_says, live_registers,
    topup_title, needed_title, stays_off_power, stays_off_gas, not_kept_on_power,
    not_kept_on_gas, what_happens, to_emergency, to_repay, to_credit, you_will_have, about_days, other_amounts,
    other_amount, show, most_per_payment, by_transfer, other_ways, in_shop, shop_hint, transfer_hint, transfer_code, communication, not_now,
    movements_title, outlook_title, went, will_be, between, is_estimate, estimate, when, what, amount, none_yet, csv,
    usage_title, in_days, days_before, days_off, dearest, in_euro, in_kwh, as_table, day, energy, cost, kind,
    total, average, measured, provisional, corrected, held, no_days,
    alerts_title, alerts_lead, threshold, threshold_none, threshold_euro, threshold_days, threshold_hint,
    channels, sms, mail, letter, voice, phone_line, recognised, must_come, speak, save, saved, reached_at,
    supplier_title, supplier_sees, supplier_sees_not, supplier_stop, supplier_allow, helpers_title, helpers_lead, nobody_helps, payer, helper, mandate, mandate_by_law, granted_until,
    no_end, stop, stopped, looks_title, looks_lead, looks_older, nobody_looked, who, saw, somebody,
    references_title, references_lead, qr_says, print,
    account_title, devices_title, devices_lead, this_device, since, last_seen, sign_out_there, sign_out,
    data_title, data_lead, data_download,
    forbidden_title, forbidden_text, which_energy, left_title, left_text,
    doors_title, door_balance, door_top_up, door_dark, doors_call, dark_gas,
    door_status, door_developers, back_to_balance,
    door_helping, helping_lead, door_work, work_lead, work_sign_in,
    without_title, without_phone, without_shop, without_letter,
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
