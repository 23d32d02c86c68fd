//! Words from `locales` become constants. A text that is missing in a language does not compile.

fn main() {
    // In the order of `Language::ALL`.
    wording::build(&["fr", "nl", "de", "en"], &[]);
}
