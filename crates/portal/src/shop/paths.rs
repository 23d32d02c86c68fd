//! Where a shop's pages are, in each language. Source: UX 7.1, 8.4.

use units::Language;

/// A page of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    Sell,
    /// Below it stands the number of a sale.
    Sale,
    /// Leads to the last sale.
    Last,
    Tickets,
    Shift,
    Settlement,
    Limits,
    Terminal,
    Help,
    /// Below it stands the number of a person.
    Staff,
    Pin,
}

impl Page {
    pub const ALL: [Self; 11] = [
        Self::Sell,
        Self::Sale,
        Self::Last,
        Self::Tickets,
        Self::Shift,
        Self::Settlement,
        Self::Limits,
        Self::Terminal,
        Self::Help,
        Self::Staff,
        Self::Pin,
    ];

    /// Its id in UX 8.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sell | Self::Sale | Self::Last => "M-01",
            Self::Tickets => "M-02",
            Self::Shift => "M-04",
            Self::Settlement => "M-05",
            Self::Terminal => "M-06",
            Self::Limits => "M-08",
            Self::Staff | Self::Pin => "M-07",
            Self::Help => "M-09",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::Sell, Fr) => "/fr/magasin/vendre",
            (Self::Sell, Nl) => "/nl/winkel/verkopen",
            (Self::Sell, De) => "/de/laden/verkaufen",
            (Self::Sell, En) => "/en/shop/sell",
            (Self::Sale, Fr) => "/fr/magasin/vente",
            (Self::Sale, Nl) => "/nl/winkel/verkoop",
            (Self::Sale, De) => "/de/laden/verkauf",
            (Self::Sale, En) => "/en/shop/sale",
            (Self::Last, Fr) => "/fr/magasin/derniere",
            (Self::Last, Nl) => "/nl/winkel/laatste",
            (Self::Last, De) => "/de/laden/letzter",
            (Self::Last, En) => "/en/shop/last",
            (Self::Tickets, Fr) => "/fr/magasin/tickets",
            (Self::Tickets, Nl) => "/nl/winkel/bewijzen",
            (Self::Tickets, De) => "/de/laden/belege",
            (Self::Tickets, En) => "/en/shop/tickets",
            (Self::Shift, Fr) => "/fr/magasin/totaux",
            (Self::Shift, Nl) => "/nl/winkel/totalen",
            (Self::Shift, De) => "/de/laden/summen",
            (Self::Shift, En) => "/en/shop/totals",
            (Self::Settlement, Fr) => "/fr/magasin/decompte",
            (Self::Settlement, Nl) => "/nl/winkel/afrekening",
            (Self::Settlement, De) => "/de/laden/abrechnung",
            (Self::Settlement, En) => "/en/shop/settlement",
            (Self::Limits, Fr) => "/fr/magasin/limites",
            (Self::Limits, Nl) => "/nl/winkel/limieten",
            (Self::Limits, De) => "/de/laden/grenzen",
            (Self::Limits, En) => "/en/shop/limits",
            (Self::Terminal, Fr) => "/fr/magasin/terminal",
            (Self::Terminal, Nl) => "/nl/winkel/terminal",
            (Self::Terminal, De) => "/de/laden/terminal",
            (Self::Terminal, En) => "/en/shop/terminal",
            (Self::Help, Fr) => "/fr/magasin/aide",
            (Self::Help, Nl) => "/nl/winkel/hulp",
            (Self::Help, De) => "/de/laden/hilfe",
            (Self::Help, En) => "/en/shop/help",
            (Self::Staff, Fr) => "/fr/magasin/equipe",
            (Self::Staff, Nl) => "/nl/winkel/ploeg",
            (Self::Staff, De) => "/de/laden/team",
            (Self::Staff, En) => "/en/shop/staff",
            (Self::Pin, Fr) => "/fr/magasin/code",
            (Self::Pin, Nl) => "/nl/winkel/pincode",
            (Self::Pin, De) => "/de/laden/pin",
            (Self::Pin, En) => "/en/shop/pin",
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
