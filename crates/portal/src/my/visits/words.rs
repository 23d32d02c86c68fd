//! The words of the page of an appointment, in four languages. Source: UX 4.6, 4.7; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    comes, link, title, moved, until, free_of_charge, over, call, other, day, slot, half, morning, afternoon, send, away, away_lead, why, why_hint, send_away, none_free, back, e_late, e_overtaken, e_free, e_same, e_why, e_long,
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
