//! The four languages, and how each writes money and time. Source: CM-02, UX 4.7.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A language of pages and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Fr,
    Nl,
    De,
    En,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Fr, Self::Nl, Self::De, Self::En];

    /// ISO 639-1, also the first part of a path.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// As its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::Nl => "Nederlands",
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// The path of the top-up, such as `/fr/recharger`. Source: UX 7.1.
    pub fn top_up_path(self) -> &'static str {
        match self {
            Self::Fr => "/fr/recharger",
            Self::Nl => "/nl/opladen",
            Self::De => "/de/aufladen",
            Self::En => "/en/top-up",
        }
    }
}

impl FromStr for Language {
    type Err = units::UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.code() == text).ok_or_else(|| {
            units::UnknownName { text: text.to_owned(), expected: "a language (fr, nl, de, en)" }
        })
    }
}
