//! Where the pages of agents and operators are, in each language. Source: UX 7.1.

use super::api::VisitFor;
use units::{AccountId, Language};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    Search,
    /// Somebody's own.
    Day,
    /// Below it stands the number of an account.
    Case,
    /// What waits for a second person; below it the number of an act.
    Acts,
    /// Below it stands the name of a queue.
    Queues,
    /// Below it stands the key of money.
    Suspense,
    /// Below it stands the id of a payment.
    Payments,
    /// Below it stands the number of an account.
    Plans,
    /// Below it stands the number of an account.
    Messages,
    /// Below it stands the number of what somebody asked.
    Question,
    /// Below it stands the number of a call back.
    Calls,
    /// Below it stands the number of a request.
    Life,
    /// Below it stands the number of a visit.
    Visits,
    /// Below it stand the name of a terminal, social services, and mandates.
    Partners,
    Cuts,
}

impl Page {
    pub const ALL: [Self; 15] = [
        Self::Search,
        Self::Day,
        Self::Case,
        Self::Acts,
        Self::Queues,
        Self::Suspense,
        Self::Payments,
        Self::Plans,
        Self::Messages,
        Self::Question,
        Self::Calls,
        Self::Life,
        Self::Visits,
        Self::Partners,
        Self::Cuts,
    ];

    /// Its id in UX 8.
    pub fn id(self) -> &'static str {
        match self {
            Self::Search => "A-01",
            Self::Case => "A-02",
            Self::Acts => "A-03",
            Self::Suspense | Self::Payments => "A-05",
            Self::Queues => "A-06",
            Self::Life => "A-07",
            Self::Plans => "A-08",
            Self::Messages => "A-09",
            Self::Question | Self::Calls => "A-10",
            Self::Partners => "A-11",
            Self::Visits => "A-12",
            Self::Day => "A-13",
            Self::Cuts => "O-02",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::Search, Fr) => "/fr/agent/recherche",
            (Self::Search, Nl) => "/nl/agent/zoeken",
            (Self::Search, De) => "/de/agent/suche",
            (Self::Search, En) => "/en/agent/search",
            (Self::Day, Fr) => "/fr/agent/journee",
            (Self::Day, Nl) => "/nl/agent/dag",
            (Self::Day, De) => "/de/agent/tag",
            (Self::Day, En) => "/en/agent/day",
            (Self::Case, Fr) => "/fr/agent/dossier",
            (Self::Case, Nl) => "/nl/agent/dossier",
            (Self::Case, De) => "/de/agent/akte",
            (Self::Case, En) => "/en/agent/case",
            (Self::Acts, Fr) => "/fr/agent/actes",
            (Self::Acts, Nl) => "/nl/agent/handelingen",
            (Self::Acts, De) => "/de/agent/vorgaenge",
            (Self::Acts, En) => "/en/agent/acts",
            (Self::Queues, Fr) => "/fr/agent/files",
            (Self::Queues, Nl) => "/nl/agent/wachtrijen",
            (Self::Queues, De) => "/de/agent/listen",
            (Self::Queues, En) => "/en/agent/queues",
            (Self::Suspense, Fr) => "/fr/agent/attente",
            (Self::Suspense, Nl) => "/nl/agent/onbekend",
            (Self::Suspense, De) => "/de/agent/offen",
            (Self::Suspense, En) => "/en/agent/suspense",
            (Self::Payments, Fr) => "/fr/agent/paiements",
            (Self::Payments, Nl) => "/nl/agent/betalingen",
            (Self::Payments, De) => "/de/agent/zahlungen",
            (Self::Payments, En) => "/en/agent/payments",
            (Self::Plans, Fr) => "/fr/agent/plans",
            (Self::Plans, Nl) => "/nl/agent/plannen",
            (Self::Plans, De) => "/de/agent/ratenplaene",
            (Self::Plans, En) => "/en/agent/plans",
            (Self::Messages, Fr) => "/fr/agent/messages",
            (Self::Messages, Nl) => "/nl/agent/berichten",
            (Self::Messages, De) => "/de/agent/nachrichten",
            (Self::Messages, En) => "/en/agent/messages",
            (Self::Question, Fr) => "/fr/agent/demande",
            (Self::Question, Nl) => "/nl/agent/vraag",
            (Self::Question, De) => "/de/agent/anfrage",
            (Self::Question, En) => "/en/agent/question",
            (Self::Calls, Fr) => "/fr/agent/appels",
            (Self::Calls, Nl) => "/nl/agent/oproepen",
            (Self::Calls, De) => "/de/agent/anrufe",
            (Self::Calls, En) => "/en/agent/calls",
            (Self::Life, Fr) => "/fr/agent/prepaiement",
            (Self::Life, Nl) => "/nl/agent/voorafbetaling",
            (Self::Life, De) => "/de/agent/vorauszahlung",
            (Self::Life, En) => "/en/agent/prepayment",
            (Self::Visits, Fr) => "/fr/agent/visites",
            (Self::Visits, Nl) => "/nl/agent/bezoeken",
            (Self::Visits, De) => "/de/agent/besuche",
            (Self::Visits, En) => "/en/agent/visits",
            (Self::Partners, Fr) => "/fr/agent/partenaires",
            (Self::Partners, Nl) => "/nl/agent/partners",
            (Self::Partners, De) => "/de/agent/partner",
            (Self::Partners, En) => "/en/agent/partners",
            (Self::Cuts, Fr) => "/fr/pilotage/coupures",
            (Self::Cuts, Nl) => "/nl/sturing/afsluitingen",
            (Self::Cuts, De) => "/de/betrieb/abschaltungen",
            (Self::Cuts, En) => "/en/operations/cuts",
        }
    }
}

/// Where the case of an account is. An address stays in histories and logs, so it names no point. Source: PD-06.
pub(crate) fn case_path(account: AccountId, language: Language) -> String {
    format!("{}/{account}", Page::Case.path(language))
}

/// Where an appointment is made.
pub(super) fn new_visit_path(whom: VisitFor, language: Language) -> String {
    format!("{}{}", Page::Visits.path(language), new_visit_rest(whom))
}

/// The same, behind the page of visits.
pub(super) fn new_visit_rest(whom: VisitFor) -> String {
    match whom {
        VisitFor::Account(account) => format!("/new/{account}"),
        VisitFor::Request(number) => format!("/new/request/{number}"),
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
