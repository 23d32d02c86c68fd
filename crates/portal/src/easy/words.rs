//! The words of easy pages, in four languages. Source: UX 4.6, 8.1 P-13; drafts.

use crate::words::catalogue;

catalogue!("easy");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::say_the_same;

    #[test]
    fn four_languages_say_the_same() {
        say_the_same(|language| Words::of(language).all());
    }
}
