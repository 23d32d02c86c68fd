//! The words of the list of a week, in four languages. Source: UX 4.6, 4.7, CM-08; drafts.

use crate::words::catalogue;

catalogue!("cpas/early");

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
