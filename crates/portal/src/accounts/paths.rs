//! Where the pages of all accounts are, in each language. Source: UX 7.1.

use units::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    List,
    Off,
    /// For everybody.
    Quality,
}

impl Page {
    pub const ALL: [Self; 3] = [Self::List, Self::Off, Self::Quality];

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::List, Fr) => "/fr/comptes",
            (Self::List, Nl) => "/nl/rekeningen",
            (Self::List, De) => "/de/konten",
            (Self::List, En) => "/en/accounts",
            (Self::Off, Fr) => "/fr/comptes/coupes",
            (Self::Off, Nl) => "/nl/rekeningen/afgesloten",
            (Self::Off, De) => "/de/konten/ohne-versorgung",
            (Self::Off, En) => "/en/accounts/off",
            (Self::Quality, Fr) => "/fr/comptes/estimations",
            (Self::Quality, Nl) => "/nl/rekeningen/schattingen",
            (Self::Quality, De) => "/de/konten/schaetzungen",
            (Self::Quality, En) => "/en/accounts/estimates",
        }
    }

    /// The short address that people tell one another: it leads on to the page in a language they read.
    pub fn short(self) -> &'static str {
        match self {
            Self::List => "/accounts",
            Self::Off => "/off",
            Self::Quality => "/quality",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::paths::tests::of_their_own;

    #[test]
    fn each_page_has_an_address_of_its_own_in_each_language() {
        of_their_own(Page::ALL.map(|page| Language::ALL.map(|language| page.path(language))));
    }
}
