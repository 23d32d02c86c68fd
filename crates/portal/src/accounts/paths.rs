//! Where the pages of all accounts are, in each language. Source: UX 7.1.

use calendar::Instant;
use std::fmt::Display;
use units::{AccountId, Language};

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

/// Short addresses of one account and of its explanation, which lead on as [`Page::short`] does.
pub(super) const SHORT_ACCOUNT: &str = "/accounts/{account}";
pub(super) const SHORT_EXPLAIN: &str = "/accounts/{account}/explain";

/// Where one account is. An address stays in histories and logs, so it names the account and not its point. Source: PD-06.
pub(crate) fn account_path<A: Display>(account: A, language: Language) -> String {
    format!("{}/{account}", Page::List.path(language))
}

/// Where its balance of now is explained.
pub(crate) fn explain_path<A: Display>(account: A, language: Language) -> String {
    let explanation = match language {
        Language::Fr => "explication",
        Language::Nl => "uitleg",
        Language::De => "erklaerung",
        Language::En => "explain",
    };
    format!("{}/{explanation}", account_path(account, language))
}

/// Where its balance of an instant is explained. Source: PA-43.
pub(crate) fn explain_at(account: AccountId, at: Instant, language: Language) -> String {
    format!("{}{}", explain_path(account, language), moments(Some(at), None))
}

/// The moments that are asked for, behind the path of an explanation.
pub(super) fn moments(at: Option<Instant>, known: Option<Instant>) -> String {
    let pairs = [("at", at), ("known", known)];
    let pairs = pairs.iter().filter_map(|(name, at)| at.map(|at| (name, at.to_local_string())));
    // A plus in a query is read as a space.
    let pairs: Vec<String> =
        pairs.map(|(name, at)| format!("{name}={}", at.replace('+', "%2B"))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::paths::tests::of_their_own;

    #[test]
    fn an_account_and_its_explanation_have_an_address_in_each_language() {
        let account: AccountId = "1000000017".parse().unwrap();
        let at: Instant = "2026-03-02T06:00:00+01:00".parse().unwrap();
        let paths = Language::ALL.map(|language| explain_at(account, at, language));
        assert_eq!(
            paths,
            [
                "/fr/comptes/1000000017/explication?at=2026-03-02T06:00:00%2B01:00",
                "/nl/rekeningen/1000000017/uitleg?at=2026-03-02T06:00:00%2B01:00",
                "/de/konten/1000000017/erklaerung?at=2026-03-02T06:00:00%2B01:00",
                "/en/accounts/1000000017/explain?at=2026-03-02T06:00:00%2B01:00",
            ]
        );
        assert_eq!(moments(None, None), "");
        assert_eq!(moments(None, Some(at)), "?known=2026-03-02T06:00:00%2B01:00");
    }

    #[test]
    fn each_page_has_an_address_of_its_own_in_each_language() {
        of_their_own(Page::ALL.map(|page| Language::ALL.map(|language| page.path(language))));
    }
}
