//! The words of parties' pages, in four languages, beside those of the top-up. Source: UX 4.6 to 4.8.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    all_on, one_off, many_off, one_soon, many_soon, one_home, many_homes,
    off, soon, on,
    is_off_power, is_off_gas, held_until_power, held_until_gas, held_power, held_gas, ordered,
    under_way, top_up, own_window, balance, to_be_on, to_stay_on, mandate_until, movements, looked,
    pay_here,
    movements_title, day, what, amount, nothing, back,
    energy_used, repaid, advance, old_meter, correction, shared, relief, received, aid, refund, taken_back,
    later, adjusted, closed,
    gone_title, gone_text, as_guest, wait_title, back_to_homes,
    key_title, key_lead, key, key_hint, key_open, no_key, e_key,
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
