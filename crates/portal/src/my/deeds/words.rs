//! The words of what somebody did, in four languages. Source: UX 4.6; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    you, key_sent, new_key, digits_sent, phone_changed, email_changed, password_set, password_gone,
    second_added, second_gone, test_sent,
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
