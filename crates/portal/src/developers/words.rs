//! The words of the newer pages of developers, in English and French: a partner's people read one of them.
//! Source: UX 7.1.

use crate::words::catalogue;

catalogue!("developers");

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::words::tests::{is_spaced, names};
    use units::Language;

    #[test]
    fn ux_7_1_two_languages_say_the_same_in_short_sentences() {
        say_the_same(&Words::of(Language::En).all(), &Words::of(Language::Fr).all());
    }

    /// Key and text of both languages, in one order.
    #[track_caller]
    pub(crate) fn say_the_same(
        english: &[(&'static str, &'static str)],
        french: &[(&'static str, &'static str)],
    ) {
        assert_eq!(english.len(), french.len());
        for ((key, text), (_, french)) in english.iter().zip(french) {
            assert!(!text.is_empty() && !french.is_empty(), "{key}");
            assert_eq!(names(text), names(french), "{key}");
            assert!(is_spaced(french), "{key}: {french}");
            assert!(text.split(' ').count() <= 3 || text != french, "{key} is not translated");
            for sentence in
                text.split_inclusive(['.', ':']).chain(french.split_inclusive(['.', ':']))
            {
                let counts = |word: &&str| word.chars().any(char::is_alphanumeric);
                let words = sentence.split_whitespace().filter(counts).count();
                assert!(words <= 16, "{words} words, {key}: {sentence}");
            }
        }
    }
}
