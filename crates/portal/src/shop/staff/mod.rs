//! The people of a shop: who comes to the till by a PIN, with which rights. Source: UX M-07.

mod api;
mod pages;
pub(super) mod routes;
mod words;

pub use api::{Hand, NotEntered, PersonRefused, PersonWanted, ShopStaff, TillPerson};

pub(crate) use pages::rights_words;
pub(super) use words::Words;
