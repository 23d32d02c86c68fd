//! The words of the parity list, in four languages. Source: UX 4.6, O-04; drafts.

use crate::words::catalogue;

catalogue!("operator/parity");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn o_04_four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
