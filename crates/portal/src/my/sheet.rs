//! The style sheet of a household's pages: that of the top-up and a little more.

use crate::pay::sheet::SHEET as PAY;
use crate::style;
use std::sync::LazyLock;

const OWN: &str = include_str!("my.css");

pub(crate) static SHEET: LazyLock<String> = LazyLock::new(|| format!("{}{OWN}", *PAY));

/// `/my-<hash>.css`.
pub(crate) fn path() -> &'static str {
    static PATH: LazyLock<String> =
        LazyLock::new(|| format!("/my-{:016x}.css", style::hash(&SHEET)));
    &PATH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_keeps_its_budget_and_asks_for_nothing_else() {
        assert!(SHEET.len() <= 8 * 1024, "{} bytes", SHEET.len());
        for word in ["@import", "url(", "http"] {
            assert!(!SHEET.contains(word), "{word}");
        }
    }
}
