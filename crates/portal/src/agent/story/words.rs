//! How the story of an account says what happened, in four languages. Source: UX 4.6, 4.7, A-02; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    money, adjusted, shared, shared_in, hold, hold_until, grace, grace_until, asked, asked_words, by, by_two, proof, at_meter, other_card, consent, channel, carrier, code, told, told_none, path, number, quoted, household,
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
