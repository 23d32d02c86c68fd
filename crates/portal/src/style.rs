//! The style sheet, under a name that changes with its content, so that browsers keep it for good.

pub(crate) const STYLE: &str = include_str!("style.css");

/// FNV-1a, 64 bit: tells versions apart; nothing has to be kept secret or unforgeable here.
pub(crate) const fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        hash = (hash ^ *first as u64).wrapping_mul(0x0000_0100_0000_01b3);
        rest = tail;
    }
    hash
}

/// `/style-<hash>.css`.
pub(crate) fn path() -> &'static str {
    static PATH: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| format!("/style-{:016x}.css", hash(STYLE)));
    &PATH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_keeps_its_budget_and_asks_for_nothing_else() {
        assert!(STYLE.len() <= 8 * 1024, "{} bytes", STYLE.len());
        for word in ["@import", "url(", "http"] {
            assert!(!STYLE.contains(word), "{word}");
        }
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
    }

    /// The colours after `--name:` in a theme.
    fn colour(theme: &str, name: &str) -> [u8; 3] {
        let value = theme.split(&format!("--{name}:#")).nth(1).unwrap();
        let hex: String = value.chars().take_while(char::is_ascii_hexdigit).collect();
        let long: String = match hex.len() {
            3 => hex.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => hex,
        };
        let channel = |at: usize| u8::from_str_radix(&long[at..at + 2], 16).unwrap();
        [channel(0), channel(2), channel(4)]
    }

    /// Source: WCAG 2.2, relative luminance and contrast ratio.
    #[allow(clippy::float_arithmetic, reason = "a contrast ratio is no money")]
    fn contrast(first: [u8; 3], second: [u8; 3]) -> f64 {
        let luminance = |colour: [u8; 3]| {
            let [red, green, blue] = colour.map(|channel| {
                let part = f64::from(channel) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (first, second) = (luminance(first), luminance(second));
        (first.max(second) + 0.05) / (first.min(second) + 0.05)
    }

    #[test]
    fn text_can_be_read_and_bars_can_be_told_apart_in_both_themes() {
        let (light, rest) = STYLE.split_once("prefers-color-scheme:dark").unwrap();
        let dark = rest.split_once("}}").unwrap().0;
        for theme in [light, dark] {
            let check = |front: &str, back: &str, least: f64| {
                let ratio = contrast(colour(theme, front), colour(theme, back));
                assert!(ratio >= least, "{front} on {back}: {ratio:.2}");
            };
            for back in ["card", "bg"] {
                check("text", back, 7.0);
                check("link", back, 7.0);
                check("soft", back, 4.5);
                for state in ["s1", "s2", "s3", "s4"] {
                    check(state, back, if back == "card" { 7.0 } else { 4.5 });
                }
                for edge in ["edge", "focus"] {
                    check(edge, back, 3.0);
                }
            }
            check("on", "s4", 7.0);
            check("on", "link", 7.0);
            for bar in ["p0", "p1", "p2"] {
                check(bar, "card", 3.0);
            }
        }
    }
}
