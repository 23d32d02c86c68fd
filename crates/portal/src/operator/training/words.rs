//! The words of the sandbox and of its banner, in four languages. Source: UX 4.6, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    n_training, title, banner_title, banner, real_title, real_text, real_how, demo_title, demo_text, yes_title,
    yes_text, clock_now, move_title, move_lead, s_day, s_weekend, s_monday, s_end, day, day_hint, time,
    time_hint, move_it, homes_title, reference, energy, stands, again_title, again_lead, sure, again, e_none, e_back,
    e_far, e_when, e_sure,
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
