//! The words of alerts, in four languages, beside those of the household. Source: UX 4.6, 8.2 C-09; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    families, low, forecast, credited, no_reading, office, sharing, consent_ends, survey, not_at_all, always, quiet,
    night, quiet_from, quiet_to, test_title, test_lead, test, tested, e_no_phone, e_not_now, e_wait,
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
