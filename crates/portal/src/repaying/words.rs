//! The words of what is proposed for a plan, in four languages. Source: UX 4.6, S-07, C-08; drafts.

use crate::words::catalogue;

catalogue!("repaying");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn s_07_four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
