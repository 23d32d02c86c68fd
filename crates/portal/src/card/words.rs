//! The words of the state card in four languages. Source: UX 4.1 to 4.8; those not there are drafts.

use crate::words::catalogue;

catalogue!("card");

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
            unreached_by: w.x_unreached_by,
            newcomer: w.x_newcomer,
            ..*w
        }
    }
}
