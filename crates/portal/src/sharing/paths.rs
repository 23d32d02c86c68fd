//! Where the pages of energy sharing are, in each language. Source: UX 7.1.

use units::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    Groups,
    /// Below this and the others stands the number of a group.
    Group,
    Members,
    Key,
    /// Below the group may stand the EAN of a member.
    Volumes,
    /// Below the group may stand the name of a file.
    Files,
    Bills,
    /// Below the group may stand the EAN of a member, whose notices are kept there.
    Notices,
    Messages,
    /// Below the group stands the EAN of a member.
    Leave,
    /// A household's own.
    Mine,
    /// What the operator wrote to whoever represents groups.
    Told,
}

impl Page {
    pub const ALL: [Self; 12] = [
        Self::Groups,
        Self::Group,
        Self::Members,
        Self::Key,
        Self::Volumes,
        Self::Files,
        Self::Bills,
        Self::Notices,
        Self::Messages,
        Self::Leave,
        Self::Mine,
        Self::Told,
    ];

    /// Its id in UX 8.
    pub fn id(self) -> &'static str {
        match self {
            Self::Groups | Self::Told => "R-01",
            Self::Group => "R-02",
            Self::Members => "R-03",
            Self::Key => "R-04",
            Self::Volumes => "R-05",
            Self::Files => "R-06",
            Self::Bills => "R-07",
            Self::Notices => "R-08",
            Self::Messages => "R-09",
            Self::Leave => "R-10",
            Self::Mine => "C-16",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::Groups, Fr) => "/fr/partage/groupes",
            (Self::Groups, Nl) => "/nl/delen/groepen",
            (Self::Groups, De) => "/de/teilen/gruppen",
            (Self::Groups, En) => "/en/sharing/groups",
            (Self::Group, Fr) => "/fr/partage/dossier",
            (Self::Group, Nl) => "/nl/delen/dossier",
            (Self::Group, De) => "/de/teilen/akte",
            (Self::Group, En) => "/en/sharing/dossier",
            (Self::Members, Fr) => "/fr/partage/participants",
            (Self::Members, Nl) => "/nl/delen/deelnemers",
            (Self::Members, De) => "/de/teilen/teilnehmer",
            (Self::Members, En) => "/en/sharing/participants",
            (Self::Key, Fr) => "/fr/partage/cle",
            (Self::Key, Nl) => "/nl/delen/sleutel",
            (Self::Key, De) => "/de/teilen/schluessel",
            (Self::Key, En) => "/en/sharing/key",
            (Self::Volumes, Fr) => "/fr/partage/volumes",
            (Self::Volumes, Nl) => "/nl/delen/volumes",
            (Self::Volumes, De) => "/de/teilen/mengen",
            (Self::Volumes, En) => "/en/sharing/volumes",
            (Self::Files, Fr) => "/fr/partage/fichiers",
            (Self::Files, Nl) => "/nl/delen/bestanden",
            (Self::Files, De) => "/de/teilen/dateien",
            (Self::Files, En) => "/en/sharing/files",
            (Self::Bills, Fr) => "/fr/partage/factures",
            (Self::Bills, Nl) => "/nl/delen/facturen",
            (Self::Bills, De) => "/de/teilen/rechnungen",
            (Self::Bills, En) => "/en/sharing/bills",
            (Self::Notices, Fr) => "/fr/partage/avis",
            (Self::Notices, Nl) => "/nl/delen/kennisgevingen",
            (Self::Notices, De) => "/de/teilen/mitteilungen",
            (Self::Notices, En) => "/en/sharing/notices",
            (Self::Messages, Fr) => "/fr/partage/messages",
            (Self::Messages, Nl) => "/nl/delen/berichten",
            (Self::Messages, De) => "/de/teilen/nachrichten",
            (Self::Messages, En) => "/en/sharing/messages",
            (Self::Leave, Fr) => "/fr/partage/depart",
            (Self::Leave, Nl) => "/nl/delen/vertrek",
            (Self::Leave, De) => "/de/teilen/austritt",
            (Self::Leave, En) => "/en/sharing/leave",
            (Self::Mine, Fr) => "/fr/mon/partage",
            (Self::Mine, Nl) => "/nl/mijn/delen",
            (Self::Mine, De) => "/de/mein/teilen",
            (Self::Mine, En) => "/en/my/sharing",
            (Self::Told, Fr) => "/fr/partage/nos-avis",
            (Self::Told, Nl) => "/nl/delen/onze-berichten",
            (Self::Told, De) => "/de/teilen/unsere-mitteilungen",
            (Self::Told, En) => "/en/sharing/our-notices",
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
