//! The words of an incident's message, in four languages. Source: UX 4.6, O-10; drafts.

use crate::words::catalogue;

catalogue!("operator/tell");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn o_10_four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
