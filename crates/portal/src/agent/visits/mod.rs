//! Visits of technicians: by day, one with its result and photos, and its forms. Source: UX A-12.

mod form;
mod list;
mod names;
mod one;
mod routes;
mod swap;
mod words;

pub(in crate::agent) use form::Fields;
pub(super) use routes::{doors, photo_doors};
pub(super) use words::Words;
