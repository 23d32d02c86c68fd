//! Words from `locales` become constants. A text that is missing in a language does not compile.

fn main() {
    // Developers of partners read one of two. Source: UX 7.1.
    wording::build(&["en", "fr", "nl", "de"], &[("developers", &["en", "fr"])]);
}
