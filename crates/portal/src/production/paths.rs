//! Where the page is, in each language. Source: UX 7.1.

use units::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    Mine,
}

impl Page {
    /// As in UX 8, behind the last one of the customer's.
    pub fn id(self) -> &'static str {
        match self {
            Self::Mine => "C-19",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Mine, Language::Fr) => "/fr/mon/production",
            (Self::Mine, Language::Nl) => "/nl/mijn/productie",
            (Self::Mine, Language::De) => "/de/mein/erzeugung",
            (Self::Mine, Language::En) => "/en/my/production",
        }
    }
}
