//! The words of plans, in four languages. Source: UX 4.6, 4.7, A-08; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, none, left, number, cap, suspended, advance, waits, to, to_supplier, to_operator, what,
    nothing, rule, by_day, by_week, by_share, part, part_hint, most, most_hint, from, from_hint,
    weeks, week, taken, rest, longer, weekly, weekly_none, reads, message, e_owed, e_to, e_rule,
    e_part, e_total,
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
