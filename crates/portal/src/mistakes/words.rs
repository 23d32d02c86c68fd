//! The words of what went wrong, in four languages. Source: UX 4.6; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    nothing_title, nothing_text, nothing_advice, method_title, method_text, begin_again, large_title, large_text,
    large_advice, failed_title, failed_text, failed_advice, elsewhere_title, elsewhere_text,
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
