//! Where the pages of a CPAS are, in each language. Source: UX 7.1.

use units::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    Work,
    Access,
    /// Below it stands the number of an account.
    Client,
    /// Below it stands the number of an account.
    Aid,
    Register,
    /// Below it stands the number of an account.
    Protection,
    Looks,
    Paper,
    Law,
    Team,
    /// Below it stands the number of an account.
    Message,
    /// Below it stands the number of an account.
    Sheet,
    Sittings,
    /// Households at risk, by week.
    Early,
    /// Below it stands the number of an account.
    Plan,
    /// What the operator wrote to them.
    Told,
}

impl Page {
    pub const ALL: [Self; 16] = [
        Self::Work,
        Self::Access,
        Self::Client,
        Self::Aid,
        Self::Register,
        Self::Protection,
        Self::Looks,
        Self::Paper,
        Self::Law,
        Self::Team,
        Self::Message,
        Self::Sheet,
        Self::Sittings,
        Self::Early,
        Self::Plan,
        Self::Told,
    ];

    /// Its id in UX 8.
    pub fn id(self) -> &'static str {
        match self {
            Self::Work | Self::Early | Self::Told => "S-01",
            Self::Access | Self::Paper | Self::Law => "S-03",
            Self::Client | Self::Sheet => "S-04",
            Self::Aid => "S-05",
            Self::Protection | Self::Sittings => "S-06",
            Self::Plan => "S-07",
            Self::Message => "S-08",
            Self::Team => "S-09",
            Self::Register => "S-10",
            Self::Looks => "S-11",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::Work, Fr) => "/fr/cpas/travail",
            (Self::Work, Nl) => "/nl/ocmw/werk",
            (Self::Work, De) => "/de/oeshz/arbeit",
            (Self::Work, En) => "/en/cpas/work",
            (Self::Access, Fr) => "/fr/cpas/acces",
            (Self::Access, Nl) => "/nl/ocmw/toegang",
            (Self::Access, De) => "/de/oeshz/zugang",
            (Self::Access, En) => "/en/cpas/access",
            (Self::Client, Fr) => "/fr/cpas/client",
            (Self::Client, Nl) => "/nl/ocmw/client",
            (Self::Client, De) => "/de/oeshz/klient",
            (Self::Client, En) => "/en/cpas/client",
            (Self::Aid, Fr) => "/fr/cpas/aide",
            (Self::Aid, Nl) => "/nl/ocmw/steun",
            (Self::Aid, De) => "/de/oeshz/hilfe",
            (Self::Aid, En) => "/en/cpas/aid",
            (Self::Register, Fr) => "/fr/cpas/registre",
            (Self::Register, Nl) => "/nl/ocmw/register",
            (Self::Register, De) => "/de/oeshz/register",
            (Self::Register, En) => "/en/cpas/register",
            (Self::Protection, Fr) => "/fr/cpas/protection",
            (Self::Protection, Nl) => "/nl/ocmw/bescherming",
            (Self::Protection, De) => "/de/oeshz/schutz",
            (Self::Protection, En) => "/en/cpas/protection",
            (Self::Looks, Fr) => "/fr/cpas/consultations",
            (Self::Looks, Nl) => "/nl/ocmw/inzage",
            (Self::Looks, De) => "/de/oeshz/einsicht",
            (Self::Looks, En) => "/en/cpas/access-log",
            (Self::Paper, Fr) => "/fr/cpas/mandat-papier",
            (Self::Paper, Nl) => "/nl/ocmw/mandaat-op-papier",
            (Self::Paper, De) => "/de/oeshz/vollmacht-auf-papier",
            (Self::Paper, En) => "/en/cpas/paper-mandate",
            (Self::Law, Fr) => "/fr/cpas/avis-legal",
            (Self::Law, Nl) => "/nl/ocmw/wettelijke-kennisgeving",
            (Self::Law, De) => "/de/oeshz/gesetzliche-mitteilung",
            (Self::Law, En) => "/en/cpas/legal-notice",
            (Self::Team, Fr) => "/fr/cpas/equipe",
            (Self::Team, Nl) => "/nl/ocmw/team",
            (Self::Team, De) => "/de/oeshz/team",
            (Self::Team, En) => "/en/cpas/team",
            (Self::Message, Fr) => "/fr/cpas/message",
            (Self::Message, Nl) => "/nl/ocmw/bericht",
            (Self::Message, De) => "/de/oeshz/nachricht",
            (Self::Message, En) => "/en/cpas/message",
            (Self::Sheet, Fr) => "/fr/cpas/fiche",
            (Self::Sheet, Nl) => "/nl/ocmw/fiche",
            (Self::Sheet, De) => "/de/oeshz/blatt",
            (Self::Sheet, En) => "/en/cpas/sheet",
            (Self::Sittings, Fr) => "/fr/cpas/commission",
            (Self::Sittings, Nl) => "/nl/ocmw/commissie",
            (Self::Sittings, De) => "/de/oeshz/kommission",
            (Self::Sittings, En) => "/en/cpas/commission",
            (Self::Early, Fr) => "/fr/cpas/en-difficulte",
            (Self::Early, Nl) => "/nl/ocmw/in-moeilijkheden",
            (Self::Early, De) => "/de/oeshz/in-not",
            (Self::Early, En) => "/en/cpas/at-risk",
            (Self::Plan, Fr) => "/fr/cpas/plan",
            (Self::Plan, Nl) => "/nl/ocmw/plan",
            (Self::Plan, De) => "/de/oeshz/plan",
            (Self::Plan, En) => "/en/cpas/plan",
            (Self::Told, Fr) => "/fr/cpas/avis-recus",
            (Self::Told, Nl) => "/nl/ocmw/onze-berichten",
            (Self::Told, De) => "/de/oeshz/mitteilungen",
            (Self::Told, En) => "/en/cpas/notices",
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
