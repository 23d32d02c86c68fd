//! How one signs in, changed only by a code: number, address, password, an app for codes; and the end of it.
//! Source: UX 8.2 C-14; PD-04.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{Accounts, Began, Change, ChangeRefused, ChangeWanted, MyWays};
pub(super) use pages::ChangeCodePage;
pub(super) use routes::{account, begin, confirm, end_session, leaving, ways};

use units::Language;

/// Below the page of the account: how one signs in, the code of a change, and the end.
pub(super) const WAYS: &str = "/ways";
pub(super) const CODE: &str = "/ways/code";
pub(super) const LEAVE: &str = "/leave";
/// Below the page to sign in: the first code of an app that staff add.
pub(super) const FIRST_APP: &str = "/app";

/// What is told to whoever is signed in no more as they wanted it so.
pub(super) fn gone(language: Language) -> (&'static str, &'static str) {
    let w = words::Words::of(language);
    (w.gone_title, w.gone_text)
}
