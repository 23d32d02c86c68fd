//! The pages of whoever has a link to other people's homes: payers, helpers, mandates. Source: TP-22.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    Answer, Home, HomePage, Homes, HomesError, Money, MovementKind, MovementLine, PartyPage,
};
pub use routes::{HomesOptions, router};
pub(crate) use routes::{has_cookie, list_path};

use crate::pay::Language;

impl Language {
    /// Where links of parties lead to: this, `/`, the token. The same word in each language, since
    /// nobody types it.
    pub fn homes_path(self) -> &'static str {
        match self {
            Self::Fr => "/fr/homes",
            Self::Nl => "/nl/homes",
            Self::De => "/de/homes",
            Self::En => "/en/homes",
        }
    }
}
