//! The words of keys, in English and French. Source: UX 7.1.

use crate::words::catalogue;

catalogue!("developers/keys");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::developers::words::tests::say_the_same;
    use units::Language;

    #[test]
    fn ux_7_1_keys_say_the_same_in_two_languages() {
        say_the_same(&Words::of(Language::En).all(), &Words::of(Language::Fr).all());
    }
}
