//! The words of planned work, in four languages. Source: UX 4.6; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, none, kind, energies, area, area_hint, day, day_hint, begin, end, time_hint, announce, call_off,
    times, supply, e_kind, e_day, e_time, e_over,
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
