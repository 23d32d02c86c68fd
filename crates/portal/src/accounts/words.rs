//! The words of the pages of all accounts and of one, in four languages. Source: UX 4.6, 4.7; drafts.

use crate::words::catalogue;

catalogue!("accounts");

/// Of one account.
pub(super) mod account {
    crate::words::catalogue!("accounts/account");
}

/// Of why its balance is what it is.
pub(super) mod explain {
    crate::words::catalogue!("accounts/explain");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
        say_the_same(|language| account::Words::of(language).all());
        are_plain(|language| account::Words::of(language).all(), true);
        say_the_same(|language| explain::Words::of(language).all());
        are_plain(|language| explain::Words::of(language).all(), true);
    }
}
