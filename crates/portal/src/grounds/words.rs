//! The words of why somebody looked. Source: PD-05.

use crate::words::catalogue;

catalogue!("grounds");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::say_the_same;

    #[test]
    fn four_languages_say_the_same() {
        say_the_same(|language| Words::of(language).all());
    }
}
