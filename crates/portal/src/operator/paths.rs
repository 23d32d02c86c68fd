//! Where the pages of operators are, in each language. Source: UX 7.1.

use units::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// Below it stands the name of a queue.
    Room,
    /// What to do about each tile.
    Runbooks,
    /// Below it stands the name of a parameter.
    Parameters,
    /// What cards did, and where it is now.
    Parity,
    Calendar,
    /// Below it stands the number of a change.
    Changes,
    Audit,
    Incidents,
    /// Below it stand the number of a person, and `request` with that of a wish.
    Team,
    /// Below it stands the number of a run.
    Rights,
    Flows,
    /// Below it stands the number of a group, and `document` with that of a document.
    Dossiers,
    Agreement,
    /// Below it stands the number of a draft.
    Tariffs,
    /// Below it stands the id of a message.
    Texts,
    Training,
    /// For everybody.
    Figures,
}

impl Page {
    pub const ALL: [Self; 17] = [
        Self::Room,
        Self::Runbooks,
        Self::Parameters,
        Self::Parity,
        Self::Calendar,
        Self::Changes,
        Self::Audit,
        Self::Incidents,
        Self::Team,
        Self::Rights,
        Self::Flows,
        Self::Dossiers,
        Self::Agreement,
        Self::Tariffs,
        Self::Texts,
        Self::Training,
        Self::Figures,
    ];

    /// Its id in UX 8.
    pub fn id(self) -> &'static str {
        match self {
            Self::Room | Self::Runbooks => "O-01",
            Self::Parameters | Self::Parity | Self::Changes => "O-04",
            Self::Calendar => "O-03",
            Self::Team => "O-06",
            Self::Flows => "O-08",
            // The other side of the representative's dossier.
            Self::Dossiers => "R-02",
            Self::Agreement => "O-09",
            Self::Tariffs => "O-11",
            Self::Texts => "O-05",
            Self::Rights => "O-13",
            Self::Training => "O-14",
            Self::Audit => "O-07",
            Self::Incidents => "O-10",
            Self::Figures => "O-12",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::Room, Fr) => "/fr/pilotage/salle",
            (Self::Room, Nl) => "/nl/sturing/controlekamer",
            (Self::Room, De) => "/de/betrieb/leitstand",
            (Self::Room, En) => "/en/operations/room",
            (Self::Runbooks, Fr) => "/fr/pilotage/marche-a-suivre",
            (Self::Runbooks, Nl) => "/nl/sturing/draaiboek",
            (Self::Runbooks, De) => "/de/betrieb/anleitungen",
            (Self::Runbooks, En) => "/en/operations/runbooks",
            (Self::Parameters, Fr) => "/fr/pilotage/parametres",
            (Self::Parameters, Nl) => "/nl/sturing/parameters",
            (Self::Parameters, De) => "/de/betrieb/parameter",
            (Self::Parameters, En) => "/en/operations/parameters",
            (Self::Parity, Fr) => "/fr/pilotage/parite",
            (Self::Parity, Nl) => "/nl/sturing/pariteit",
            (Self::Parity, De) => "/de/betrieb/paritaet",
            (Self::Parity, En) => "/en/operations/parity",
            (Self::Calendar, Fr) => "/fr/pilotage/calendrier",
            (Self::Calendar, Nl) => "/nl/sturing/kalender",
            (Self::Calendar, De) => "/de/betrieb/kalender",
            (Self::Calendar, En) => "/en/operations/calendar",
            (Self::Changes, Fr) => "/fr/pilotage/changements",
            (Self::Changes, Nl) => "/nl/sturing/wijzigingen",
            (Self::Changes, De) => "/de/betrieb/aenderungen",
            (Self::Changes, En) => "/en/operations/changes",
            (Self::Incidents, Fr) => "/fr/pilotage/incidents",
            (Self::Incidents, Nl) => "/nl/sturing/incidenten",
            (Self::Incidents, De) => "/de/betrieb/stoerungen",
            (Self::Incidents, En) => "/en/operations/incidents",
            (Self::Texts, Fr) => "/fr/pilotage/textes",
            (Self::Texts, Nl) => "/nl/sturing/teksten",
            (Self::Texts, De) => "/de/betrieb/texte",
            (Self::Texts, En) => "/en/operations/texts",
            (Self::Agreement, Fr) => "/fr/pilotage/rapprochement",
            (Self::Agreement, Nl) => "/nl/sturing/afstemming",
            (Self::Agreement, De) => "/de/betrieb/abgleich",
            (Self::Agreement, En) => "/en/operations/reconciliation",
            (Self::Tariffs, Fr) => "/fr/pilotage/tarifs",
            (Self::Tariffs, Nl) => "/nl/sturing/tarieven",
            (Self::Tariffs, De) => "/de/betrieb/tarife",
            (Self::Tariffs, En) => "/en/operations/tariffs",
            (Self::Flows, Fr) => "/fr/pilotage/flux",
            (Self::Flows, Nl) => "/nl/sturing/stromen",
            (Self::Flows, De) => "/de/betrieb/stroeme",
            (Self::Flows, En) => "/en/operations/flows",
            (Self::Dossiers, Fr) => "/fr/pilotage/partage",
            (Self::Dossiers, Nl) => "/nl/sturing/delen",
            (Self::Dossiers, De) => "/de/betrieb/teilen",
            (Self::Dossiers, En) => "/en/operations/sharing",
            (Self::Rights, Fr) => "/fr/pilotage/donnees",
            (Self::Rights, Nl) => "/nl/sturing/gegevens",
            (Self::Rights, De) => "/de/betrieb/daten",
            (Self::Rights, En) => "/en/operations/data-rights",
            (Self::Team, Fr) => "/fr/pilotage/droits",
            (Self::Team, Nl) => "/nl/sturing/rechten",
            (Self::Team, De) => "/de/betrieb/rechte",
            (Self::Team, En) => "/en/operations/roles",
            (Self::Training, Fr) => "/fr/pilotage/formation",
            (Self::Training, Nl) => "/nl/sturing/opleiding",
            (Self::Training, De) => "/de/betrieb/schulung",
            (Self::Training, En) => "/en/operations/training",
            (Self::Figures, Fr) => "/fr/chiffres",
            (Self::Figures, Nl) => "/nl/cijfers",
            (Self::Figures, De) => "/de/zahlen",
            (Self::Figures, En) => "/en/figures",
            (Self::Audit, Fr) => "/fr/pilotage/audit",
            (Self::Audit, Nl) => "/nl/sturing/audit",
            (Self::Audit, De) => "/de/betrieb/audit",
            (Self::Audit, En) => "/en/operations/audit",
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
