//! The style sheet of the top-up: the colours of the other pages, and as little more as it takes, so
//! that a guest on a slow line loads nothing else.

use crate::style;
use std::sync::LazyLock;

const OWN: &str = include_str!("pay.css");

pub(crate) static SHEET: LazyLock<String> = LazyLock::new(|| with_theme(OWN));

/// The colours of all pages, and then `rules`.
pub(crate) fn with_theme(rules: &str) -> String {
    // The colours stand first, before the rules.
    let colours = style::STYLE.split_once("*{box-sizing").map_or("", |(colours, _)| colours);
    format!("{colours}{rules}")
}

/// `/pay-<hash>.css`.
pub(crate) fn path() -> &'static str {
    static PATH: LazyLock<String> =
        LazyLock::new(|| format!("/pay-{:016x}.css", style::hash(&SHEET)));
    &PATH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_keeps_its_budget_has_its_colours_and_asks_for_nothing_else() {
        assert!(SHEET.len() <= 6 * 1024, "{} bytes", SHEET.len());
        for word in ["@import", "url(", "http"] {
            assert!(!SHEET.contains(word), "{word}");
        }
        for name in OWN.split("var(").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert_eq!(SHEET.matches(&format!("{name}:")).count(), 2, "{name} in both themes");
        }
    }
}
