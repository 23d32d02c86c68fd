//! The words of contact data, in four languages. Source: UX 4.6, 4.7, A-09; drafts.

use crate::words::catalogue;

catalogue!("agent/contact");

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
