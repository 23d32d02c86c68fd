//! The words of the yearly bill, in four languages. Source: UX 8.2 C-05, PA-34; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, if_today, at_anniversary, to_pay, back, aside, is_estimate, warning, no_day, expect_pay, expect_back,
    contract_title, contract_lead, price_one, price_day, price_night, price_hint, fixed, fixed_hint, day, day_hint,
    e_price, e_fixed, e_day,
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
