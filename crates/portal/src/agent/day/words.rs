//! The words of somebody's day, in four languages. Source: UX 4.6, 4.7, A-13; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, mine, none, owner, nobody, you, since, take, give_back, taken, gone, nobodys, nobodys_none, open_of,
    late_of, decide, waiting, notes, notes_hint, no_notes, by, read, read_by, unread, new, words_hint, leave,
    e_words,
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
