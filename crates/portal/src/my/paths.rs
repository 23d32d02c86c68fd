//! Where a household's pages are, in each language. Source: UX 7.1.

use units::Language;

/// A page of a household, or one that leads to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// The way to all of them.
    Doors,
    SignIn,
    Activate,
    Balance,
    /// Why the balance is what it is.
    Why,
    TopUp,
    Movements,
    Usage,
    /// Its quarter-hours.
    Quarters,
    /// What the supplier's bill will be.
    Yearly,
    Alerts,
    Helpers,
    References,
    Documents,
    Moving,
    /// The meter, its contract, what was read and told.
    Point,
    Account,
    Help,
    Plan,
    /// For whoever is not signed in.
    Contact,
    /// What a kilowatt-hour costs, for everybody.
    Prices,
    /// Where to top up, for everybody.
    Places,
    /// What works now, for everybody.
    State,
}

impl Page {
    pub const ALL: [Self; 23] = [
        Self::Doors,
        Self::SignIn,
        Self::Activate,
        Self::Balance,
        Self::Why,
        Self::TopUp,
        Self::Movements,
        Self::Usage,
        Self::Quarters,
        Self::Yearly,
        Self::Alerts,
        Self::Helpers,
        Self::References,
        Self::Documents,
        Self::Moving,
        Self::Point,
        Self::Account,
        Self::Help,
        Self::Plan,
        Self::Contact,
        Self::Prices,
        Self::Places,
        Self::State,
    ];

    /// Its id in UX 8.
    pub fn id(self) -> &'static str {
        match self {
            Self::Doors => "P-01",
            Self::SignIn | Self::Activate => "P-14",
            Self::Balance | Self::Why => "C-01",
            Self::TopUp => "C-02",
            Self::Movements | Self::Yearly => "C-05",
            Self::Usage => "C-06",
            Self::Quarters => "C-07",
            Self::Alerts => "C-09",
            Self::Helpers => "C-10",
            Self::References => "C-11",
            Self::Documents => "C-13",
            Self::Moving => "C-15",
            Self::Point => "C-17",
            Self::Prices => "P-09",
            Self::Places => "P-04",
            Self::State => "P-10",
            Self::Account => "C-14",
            Self::Help => "C-12",
            Self::Plan => "C-08",
            Self::Contact => "P-15",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::Doors, Fr) => "/fr",
            (Self::Doors, Nl) => "/nl",
            (Self::Doors, De) => "/de",
            (Self::Doors, En) => "/en",
            (Self::SignIn, Fr) => "/fr/connexion",
            (Self::SignIn, Nl) => "/nl/aanmelden",
            (Self::SignIn, De) => "/de/anmelden",
            (Self::SignIn, En) => "/en/sign-in",
            (Self::Activate, Fr) => "/fr/activer",
            (Self::Activate, Nl) => "/nl/activeren",
            (Self::Activate, De) => "/de/aktivieren",
            (Self::Activate, En) => "/en/activate",
            (Self::Balance, Fr) => "/fr/mon/solde",
            (Self::Balance, Nl) => "/nl/mijn/saldo",
            (Self::Balance, De) => "/de/mein/guthaben",
            (Self::Balance, En) => "/en/my/balance",
            (Self::Why, Fr) => "/fr/mon/solde/pourquoi",
            (Self::Why, Nl) => "/nl/mijn/saldo/waarom",
            (Self::Why, De) => "/de/mein/guthaben/warum",
            (Self::Why, En) => "/en/my/balance/why",
            (Self::TopUp, Fr) => "/fr/mon/recharger",
            (Self::TopUp, Nl) => "/nl/mijn/opladen",
            (Self::TopUp, De) => "/de/mein/aufladen",
            (Self::TopUp, En) => "/en/my/top-up",
            (Self::Movements, Fr) => "/fr/mon/mouvements",
            (Self::Movements, Nl) => "/nl/mijn/bewegingen",
            (Self::Movements, De) => "/de/mein/bewegungen",
            (Self::Movements, En) => "/en/my/movements",
            (Self::Usage, Fr) => "/fr/mon/consommation",
            (Self::Usage, Nl) => "/nl/mijn/verbruik",
            (Self::Usage, De) => "/de/mein/verbrauch",
            (Self::Usage, En) => "/en/my/use",
            (Self::Quarters, Fr) => "/fr/mon/quarts-d-heure",
            (Self::Quarters, Nl) => "/nl/mijn/kwartieren",
            (Self::Quarters, De) => "/de/mein/viertelstunden",
            (Self::Quarters, En) => "/en/my/quarter-hours",
            (Self::Yearly, Fr) => "/fr/mon/facture-annuelle",
            (Self::Yearly, Nl) => "/nl/mijn/jaarafrekening",
            (Self::Yearly, De) => "/de/mein/jahresrechnung",
            (Self::Yearly, En) => "/en/my/yearly-bill",
            (Self::Alerts, Fr) => "/fr/mon/alertes",
            (Self::Alerts, Nl) => "/nl/mijn/meldingen",
            (Self::Alerts, De) => "/de/mein/hinweise",
            (Self::Alerts, En) => "/en/my/alerts",
            (Self::Helpers, Fr) => "/fr/mon/proches",
            (Self::Helpers, Nl) => "/nl/mijn/helpers",
            (Self::Helpers, De) => "/de/mein/helfer",
            (Self::Helpers, En) => "/en/my/helpers",
            (Self::References, Fr) => "/fr/mon/references",
            (Self::References, Nl) => "/nl/mijn/referenties",
            (Self::References, De) => "/de/mein/referenzen",
            (Self::References, En) => "/en/my/references",
            (Self::Documents, Fr) => "/fr/mon/documents",
            (Self::Documents, Nl) => "/nl/mijn/documenten",
            (Self::Documents, De) => "/de/mein/dokumente",
            (Self::Documents, En) => "/en/my/documents",
            (Self::Moving, Fr) => "/fr/mon/demenagement",
            (Self::Moving, Nl) => "/nl/mijn/verhuis",
            (Self::Moving, De) => "/de/mein/umzug",
            (Self::Moving, En) => "/en/my/moving",
            (Self::Point, Fr) => "/fr/mon/compteur",
            (Self::Point, Nl) => "/nl/mijn/meter",
            (Self::Point, De) => "/de/mein/zaehler",
            (Self::Point, En) => "/en/my/meter",
            (Self::Prices, Fr) => "/fr/prix",
            (Self::Prices, Nl) => "/nl/prijzen",
            (Self::Prices, De) => "/de/preise",
            (Self::Prices, En) => "/en/prices",
            (Self::Places, Fr) => "/fr/points",
            (Self::Places, Nl) => "/nl/oplaadpunten",
            (Self::Places, De) => "/de/ladepunkte",
            (Self::Places, En) => "/en/where-to-top-up",
            (Self::State, Fr) => "/fr/etat-du-service",
            (Self::State, Nl) => "/nl/wat-werkt",
            (Self::State, De) => "/de/was-funktioniert",
            (Self::State, En) => "/en/what-works",
            (Self::Account, Fr) => "/fr/mon/compte",
            (Self::Account, Nl) => "/nl/mijn/account",
            (Self::Account, De) => "/de/mein/konto",
            (Self::Account, En) => "/en/my/account",
            (Self::Help, Fr) => "/fr/mon/aide",
            (Self::Help, Nl) => "/nl/mijn/hulp",
            (Self::Help, De) => "/de/mein/hilfe",
            (Self::Help, En) => "/en/my/help",
            (Self::Plan, Fr) => "/fr/mon/plan",
            (Self::Plan, Nl) => "/nl/mijn/plan",
            (Self::Plan, De) => "/de/mein/plan",
            (Self::Plan, En) => "/en/my/plan",
            (Self::Contact, Fr) => "/fr/nous-ecrire",
            (Self::Contact, Nl) => "/nl/schrijf-ons",
            (Self::Contact, De) => "/de/kontakt",
            (Self::Contact, En) => "/en/write-to-us",
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Addresses of pages in each language: no two alike, to be typed on any keyboard.
    #[track_caller]
    pub(crate) fn of_their_own<const N: usize>(pages: [[&str; Language::ALL.len()]; N]) {
        let all: BTreeSet<&str> = pages.into_iter().flatten().collect();
        assert_eq!(all.len(), N * Language::ALL.len());
        assert!(all.iter().all(|path| path.is_ascii() && !path.ends_with('/')));
    }

    #[test]
    fn each_page_has_an_address_of_its_own_in_each_language() {
        of_their_own(Page::ALL.map(|page| Language::ALL.map(|language| page.path(language))));
    }
}
