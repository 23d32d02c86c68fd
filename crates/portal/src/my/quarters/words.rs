//! The words of the page of quarter-hours, in four languages. Source: UX 4.6, 8.2, 11; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, ask_title, ask_text, ask_kept, agree, taken_back, agreed_on, take_back, now_agreed, now_back,
    none_known, most_at, total, given, missing, estimated,
    heat_title, scale, up_to, bars_title, part, per_day, share, night, morning, afternoon, evening,
    earlier, later, day_before, day_after, all_days, hour, most, day_total, day_most, again,
    agreed_title, agreed_for, not_agreed_for, change, log_agreed, log_back, you,
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
