//! The words of the pages of all accounts, in four languages. Source: UX 4.6, 4.7; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    list_title, all, filter, count, of_one, of_two, point, state, balance, no_one, no_account, next, first, more,
    not_asked, not_asked_text, on, cut_ordered, off, on_ordered, press, leak_test,
    hold, stale, paying, silent, limited, advance, plan, newcomer,
    off_title, off_none, off_lead, since, heard, not_heard, way_back, waits_press, waits_money, off_counts, off_never,
    month, operator, area, no_area, times, still, hours,
    good_title, good_lead, good_from, good_none, measure, flat, by_hour, mean, half, most, largest, sign, estimates,
    by_day, day, methods, sign_note, trouble_title, trouble_text,
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
