//! The words of the page of why, in four languages. Source: UX 4.6, 8.2 C-05; drafts.

use crate::words::catalogue;

catalogue!("my/why");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn pa_43_four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
