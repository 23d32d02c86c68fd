//! The language of a caller: the four of the country's operators.

use axum::http::{HeaderMap, header};

/// In the order in which texts are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    French,
    Dutch,
    German,
    English,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::French, Self::Dutch, Self::German, Self::English];

    /// As in `Accept-Language` and `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::Dutch => "nl",
            Self::German => "de",
            Self::English => "en",
        }
    }

    /// The same as texts know it.
    pub(crate) fn of_people(self) -> units::Language {
        match self {
            Self::French => units::Language::Fr,
            Self::Dutch => units::Language::Nl,
            Self::German => units::Language::De,
            Self::English => units::Language::En,
        }
    }

    pub(crate) fn of_four<T>(self, [fr, nl, de, en]: [T; 4]) -> T {
        match self {
            Self::French => fr,
            Self::Dutch => nl,
            Self::German => de,
            Self::English => en,
        }
    }

    /// The one asked for most; English for who asks for none of the four.
    pub(crate) fn asked_for(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let mut best = (0, Self::English);
        for range in accepted.unwrap_or_default().split(',').take(16) {
            let (tag, quality) = range.split_once(';').unwrap_or((range, ""));
            let tag = tag.trim().to_ascii_lowercase();
            let primary = tag.split('-').next().unwrap_or_default();
            let found = Self::ALL.into_iter().find(|language| language.tag() == primary);
            let per_mille = per_mille(quality);
            if let Some(language) = found
                && per_mille > best.0
            {
                best = (per_mille, language);
            }
        }
        best.1
    }
}

/// `q=0.8` as 800; what cannot be read counts as not wanted.
fn per_mille(quality: &str) -> i64 {
    match quality.trim().strip_prefix("q=") {
        None => 1_000,
        Some(value) => units::parse_decimal(value.trim(), 3).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_asked_for_most_of_the_four() {
        for (asked, expected) in [
            ("", Language::English),
            ("fr-BE", Language::French),
            ("es, nl;q=0.5, de;q=0.7", Language::German),
            ("fr;q=0, nl;q=0.1", Language::Dutch),
            ("*", Language::English),
            ("NL-be;q=1.0,fr", Language::Dutch),
            (";;;q=,,", Language::English),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
            assert_eq!(Language::asked_for(&headers), expected, "{asked}");
        }
    }
}
