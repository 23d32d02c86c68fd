//! The words of prices and places, in four languages. Source: UX 4.6, 8.1; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    prices_title, prices_lead, prices_at, prices_none, average, social, average_for, social_for, what, price, since, all_day,
    by_day, by_night, from_then, fixed_title, fixed_none, fixed_is, not_contract,
    places_title, places_lead, postcode, postcode_hint, open_now, search, e_postcode, found, none_found, more,
    here, near, far, today, closed_today, is_open, is_closed, takes, bancontact, cash, gas_too, no_gas,
    elsewhere_title, elsewhere, unknown_distance, office_title, office_unknown,
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
