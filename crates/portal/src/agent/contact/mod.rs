//! The form of contact data: what a household told on the phone or on a reply card, old beside new before it is kept.
//! Source: UX A-09, F-05, F-06, CM-02, CM-07.

mod form;
mod page;
mod routes;
mod words;

pub(super) use form::Fields;
pub(super) use page::{FORM, back_words, backs};
pub(super) use routes::doors;
pub(super) use words::Words;
