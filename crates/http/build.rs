//! Words from `locales` become constants. A text that is missing in a language does not compile.

fn main() {
    wording::build(&["en", "fr", "nl", "de"], &[]);
}
