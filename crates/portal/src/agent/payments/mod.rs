//! The pages of payments: what came, where it lies, and what is done about it. Source: UX A-05, TP-04, TP-15 to
//! TP-18.

mod list;
pub(crate) mod names;
mod one;
mod routes;
mod words;

pub(super) use list::{MoneyPage, due};
pub(super) use names::channel;
pub(super) use one::PaymentPage;
pub(super) use routes::doors;
pub(super) use words::Words;
