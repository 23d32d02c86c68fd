//! Where the pages of a supplier are, in each language. Source: UX 7.1.

use units::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    Overview,
    Requests,
    /// The form of a request.
    Ask,
    /// Below it stands the name of a file.
    Settlement,
    /// Below it stands the name of a file.
    Data,
    Tariff,
    /// Below it stands the name of a file.
    Consents,
    /// Below it stands the name of a file.
    Sharing,
    /// Below it stands a number.
    Disputes,
    /// What the operator told them.
    Told,
}

impl Page {
    pub const ALL: [Self; 10] = [
        Self::Overview,
        Self::Requests,
        Self::Ask,
        Self::Settlement,
        Self::Data,
        Self::Tariff,
        Self::Consents,
        Self::Sharing,
        Self::Disputes,
        Self::Told,
    ];

    /// Its id in UX 8.
    pub fn id(self) -> &'static str {
        match self {
            Self::Overview | Self::Told => "F-S1",
            Self::Requests | Self::Ask => "F-S2",
            Self::Settlement => "F-S3",
            Self::Data => "F-S4",
            Self::Tariff => "F-S5",
            Self::Consents => "F-S6",
            Self::Sharing => "F-S7",
            Self::Disputes => "F-S8",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::Overview, Fr) => "/fr/fournisseur/apercu",
            (Self::Overview, Nl) => "/nl/leverancier/overzicht",
            (Self::Overview, De) => "/de/versorger/ueberblick",
            (Self::Overview, En) => "/en/supplier/overview",
            (Self::Requests, Fr) => "/fr/fournisseur/demandes",
            (Self::Requests, Nl) => "/nl/leverancier/aanvragen",
            (Self::Requests, De) => "/de/versorger/antraege",
            (Self::Requests, En) => "/en/supplier/requests",
            (Self::Ask, Fr) => "/fr/fournisseur/demander",
            (Self::Ask, Nl) => "/nl/leverancier/vragen",
            (Self::Ask, De) => "/de/versorger/beantragen",
            (Self::Ask, En) => "/en/supplier/ask",
            (Self::Settlement, Fr) => "/fr/fournisseur/reglements",
            (Self::Settlement, Nl) => "/nl/leverancier/afrekening",
            (Self::Settlement, De) => "/de/versorger/abrechnung",
            (Self::Settlement, En) => "/en/supplier/settlement",
            (Self::Data, Fr) => "/fr/fournisseur/donnees",
            (Self::Data, Nl) => "/nl/leverancier/gegevens",
            (Self::Data, De) => "/de/versorger/daten",
            (Self::Data, En) => "/en/supplier/data",
            (Self::Tariff, Fr) => "/fr/fournisseur/tarif",
            (Self::Tariff, Nl) => "/nl/leverancier/tarief",
            (Self::Tariff, De) => "/de/versorger/tarif",
            (Self::Tariff, En) => "/en/supplier/tariff",
            (Self::Consents, Fr) => "/fr/fournisseur/accords",
            (Self::Consents, Nl) => "/nl/leverancier/toestemmingen",
            (Self::Consents, De) => "/de/versorger/zustimmungen",
            (Self::Consents, En) => "/en/supplier/consents",
            (Self::Sharing, Fr) => "/fr/fournisseur/partage",
            (Self::Sharing, Nl) => "/nl/leverancier/delen",
            (Self::Sharing, De) => "/de/versorger/teilen",
            (Self::Sharing, En) => "/en/supplier/sharing",
            (Self::Disputes, Fr) => "/fr/fournisseur/litiges",
            (Self::Disputes, Nl) => "/nl/leverancier/geschillen",
            (Self::Disputes, De) => "/de/versorger/streitfaelle",
            (Self::Disputes, En) => "/en/supplier/disputes",
            (Self::Told, Fr) => "/fr/fournisseur/avis",
            (Self::Told, Nl) => "/nl/leverancier/berichten",
            (Self::Told, De) => "/de/versorger/mitteilungen",
            (Self::Told, En) => "/en/supplier/notices",
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
