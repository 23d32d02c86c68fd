//! What the meter shows and has to be pressed, as drawings of lines on 96 by 64 in the colour of the text, each with
//! words for whoever does not see it. They are drawings of ours, and of no one model. Source: UX 8.1 P-03, P-08.

use super::Explained;
use crate::words::catalogue;
use units::Language;

catalogue!("symbols");

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    /// Leaving a house that smells of gas.
    GoOut,
    /// Houses without light.
    DarkStreet,
    BreakerDown,
    /// The balance on the screen, and the button that shows it.
    Balance,
    Dashes,
    /// The supply may be switched on.
    Arrow,
    HoldGreen,
    /// Nothing is left.
    Empty,
    GasBalance,
    GasArrow,
}

/// The drawings at a part of a page, by its place.
pub(crate) fn of(page: Explained, place: usize) -> &'static [Symbol] {
    use Symbol::{
        Arrow, Balance, BreakerDown, DarkStreet, Dashes, Empty, GasArrow, GasBalance, GoOut,
        HoldGreen,
    };
    match (page, place) {
        (Explained::NoPower, 0) => &[GoOut],
        (Explained::NoPower, 1) => &[DarkStreet],
        (Explained::NoPower, 2) => &[BreakerDown],
        (Explained::NoPower, 3) => &[Arrow, GasArrow],
        (Explained::NoPower, 4) => &[Empty],
        (Explained::YourMeter, 0) => &[Balance, Dashes],
        (Explained::YourMeter, 1) => &[GasBalance],
        (Explained::YourMeter, 2) => &[Arrow, HoldGreen],
        (Explained::YourMeter, 3) => &[GasArrow],
        _ => &[],
    }
}

impl Symbol {
    /// The inside of an SVG of 96 by 64.
    pub(crate) fn svg(self) -> &'static str {
        match self {
            Self::GoOut => {
                r#"<path d="M10 58V8h34v50M4 58h50M60 34h26m-9-9 9 9-9 9"/><circle cx="38" cy="34" r="2"/><path d="M18 26c0-5 6-5 6-10M28 30c0-5 6-5 6-10"/>"#
            }
            Self::DarkStreet => {
                r#"<path d="M4 58h88M10 58V32l15-14 15 14v26M54 58V32l15-14 15 14v26M19 36h12v10H19zM63 36h12v10H63zM19 46l12-10M63 46l12-10"/>"#
            }
            Self::BreakerDown => {
                r#"<rect x="14" y="6" width="20" height="52" rx="2"/><rect x="38" y="6" width="20" height="52" rx="2"/><rect x="62" y="6" width="20" height="52" rx="2"/><path fill="currentColor" d="M20 18h8v12h-8zM68 18h8v12h-8zM44 38h8v12h-8z"/><path d="M48 14v14m-5-5 5 5 5-5"/>"#
            }
            Self::Balance => {
                r##"<rect x="2" y="4" width="92" height="56" rx="6"/><rect x="10" y="12" width="54" height="28"/><path d="M23 22a5 5 0 1 0 0 8M14 25h6M14 28h6M30 21v10M34 21h6v5h-6v5h6M44 31v2M47 21h6v10h-6M47 26h6M56 21v5h5M61 21v10"/><circle cx="79" cy="26" r="8" fill="#12663a"/><path d="M10 50h54"/>"##
            }
            Self::Dashes => {
                r##"<rect x="2" y="4" width="92" height="56" rx="6"/><rect x="10" y="12" width="54" height="28"/><path d="M18 26h6M29 26h6M40 26h6M51 26h6"/><circle cx="79" cy="26" r="8" fill="#12663a"/><path d="M10 50h54"/>"##
            }
            Self::Empty => {
                r##"<rect x="2" y="4" width="92" height="56" rx="6"/><rect x="10" y="12" width="54" height="28"/><path d="M23 22a5 5 0 1 0 0 8M14 25h6M14 28h6M29 21h6v10h-6zM40 31v2M43 21h6v10h-6zM53 21h6v10h-6z"/><circle cx="79" cy="26" r="8" fill="#12663a"/><path d="M10 50h54"/>"##
            }
            Self::Arrow => {
                r#"<rect x="2" y="4" width="92" height="56" rx="6"/><path d="M16 48h18M62 48h18M34 48l24-14"/><circle cx="34" cy="48" r="3"/><circle cx="62" cy="48" r="3"/><path stroke-width="4" d="M34 20h28m-9-9 9 9-9 9"/>"#
            }
            Self::HoldGreen => {
                r##"<circle cx="26" cy="26" r="18" fill="#12663a"/><path d="M34 60V34c0-5 7-5 7 0v12l12 4c4 1 4 4 3 8l-1 2"/><path d="M62 18h10v16h-10M62 26h10M88 24h-6v5h6v5h-6"/>"##
            }
            Self::GasBalance => {
                r#"<rect x="2" y="4" width="92" height="56" rx="6"/><rect x="14" y="10" width="68" height="22"/><path d="M32 17a5 5 0 1 0 0 8M23 20h6M23 23h6M40 16v10M45 16h6v5h-6v5h6M55 26v2M58 16h6v10h-6M58 21h6M68 16v5h5M73 16v10"/><rect x="18" y="46" width="18" height="9" rx="4"/><rect x="60" y="46" width="18" height="9" rx="4"/><path d="M30 36a4 4 0 1 0 0 6M21 38h5M21 41h5"/><path d="M62 39h13m-4-4 4 4-4 4"/>"#
            }
            Self::GasArrow => {
                r#"<rect x="2" y="4" width="92" height="56" rx="6"/><rect x="14" y="10" width="68" height="22"/><path stroke-width="4" d="M56 21h18m-7-7 7 7-7 7"/><rect x="18" y="44" width="18" height="10" rx="4"/><rect x="60" y="44" width="18" height="10" rx="4" fill="currentColor"/><path d="M69 35v6"/>"#
            }
        }
    }

    /// What it shows.
    pub(crate) fn says(self, language: Language) -> &'static str {
        let w = Words::of(language);
        match self {
            Self::GoOut => w.go_out,
            Self::DarkStreet => w.dark_street,
            Self::BreakerDown => w.breaker_down,
            Self::Balance => w.balance,
            Self::Dashes => w.dashes,
            Self::Empty => w.empty,
            Self::Arrow => w.arrow,
            Self::HoldGreen => w.hold_green,
            Self::GasBalance => w.gas_balance,
            Self::GasArrow => w.gas_arrow,
        }
    }
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

    #[test]
    fn p_03_p_08_each_picture_stands_at_a_part_that_is_there_and_says_what_it_shows() {
        for page in Explained::ALL {
            let parts = page.told(Language::En).parts.len();
            let drawn: Vec<usize> =
                (0..parts.saturating_add(5)).filter(|place| !of(page, *place).is_empty()).collect();
            assert!(drawn.iter().all(|place| *place < parts), "{page:?}: {drawn:?}");
            let has = matches!(page, Explained::NoPower | Explained::YourMeter);
            assert_eq!(drawn.len() >= 4, has, "{page:?}: {drawn:?}");
            for one in drawn.iter().flat_map(|place| of(page, *place)) {
                let said = Language::ALL.map(|language| one.says(language));
                let distinct: std::collections::BTreeSet<&str> = said.into_iter().collect();
                assert_eq!(distinct.len(), 4, "{one:?} in its own words: {said:?}");
                assert!(!one.svg().contains("style=") && one.svg().len() < 600, "{one:?}");
            }
        }
    }
}
