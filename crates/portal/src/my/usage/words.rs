//! The words of the pages of use, in four languages. Source: UX 8.2 C-06; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    choose_title, to, to_hint, show, earlier, later, before_line,
    sum_title, from, until, day_hint, sum_up, between, sum_is, before, none_between, month, e_day, e_order,
    day_says, what_it_is, what, energy, by_day, by_night, beside, corrected, charged, repaid, balance_after,
    social, average, provisional, kind_is, day_before, day_after, days_to_here,
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
