//! The words of the state card in four languages. Source: UX 4.1 to 4.8; those not there are drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    chip_ok, chip_low, chip_emergency, chip_held, chip_off,
    in_order_title, low_title, emergency_title,
    held_until_title_power, held_until_title_gas, held_title_power, held_title_gas,
    off_title_power, off_title_gas,
    lasts_days, lasts, emergency_lasts, balance_is, stays_on_power, stays_on_gas, used_up, off_used_up,
    nothing_to_do, top_up_some_time, above_zero, stay_on_power, stay_on_gas, full_power, back_on,
    wait_for_text, meter_ready, press_power, press_gas, test_runs, being_told, nothing_to_pay,
    emergency_starts_power, emergency_starts_gas, repaid_first,
    by_calendar, by_order, by_limiter, by_guard, already_sent_power, already_sent_gas, smell_gas,
    hard_to_pay, cannot_pay, in_need, call_us, call_now, call_before, call_operator,
    label_stay_on, label_above_zero, label_full_power, label_back_on,
    calculated, reading, no_reading,
    staff_press_power, staff_press_gas, staff_being_told, staff_test_runs,
    hold, stale, stale_unknown, paying, unreached, limited_until, limited, advance, plan, newcomer,
    x_in_order, x_low, x_emergency, x_until_power, x_until_gas, x_held_power, x_held_gas, x_off_power, x_off_gas, x_balance,
    x_stays_power, x_stays_gas, x_used_up, x_sent_power, x_sent_gas, x_stale, x_stale_unknown, x_paying,
    x_unreached, x_newcomer,
}

impl Words {
    /// The same said of a household and not to it, for whoever works on its case: what addresses somebody has another
    /// text, the rest is alike.
    pub(crate) fn of_a_case(language: units::Language) -> Self {
        let w = Self::of(language);
        Self {
            in_order_title: w.x_in_order,
            low_title: w.x_low,
            emergency_title: w.x_emergency,
            held_until_title_power: w.x_until_power,
            held_until_title_gas: w.x_until_gas,
            held_title_power: w.x_held_power,
            held_title_gas: w.x_held_gas,
            off_title_power: w.x_off_power,
            off_title_gas: w.x_off_gas,
            balance_is: w.x_balance,
            stays_on_power: w.x_stays_power,
            stays_on_gas: w.x_stays_gas,
            used_up: w.x_used_up,
            off_used_up: w.x_used_up,
            already_sent_power: w.x_sent_power,
            already_sent_gas: w.x_sent_gas,
            stale: w.x_stale,
            stale_unknown: w.x_stale_unknown,
            paying: w.x_paying,
            unreached: w.x_unreached,
            newcomer: w.x_newcomer,
            ..*w
        }
    }
}
