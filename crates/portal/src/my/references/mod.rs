//! What is shown in a shop or to whoever pays: digits, codes to scan, and a way to send them. Source: UX 8.2 C-11; TP-12.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{MyReference, MyTransfer, SendRefused, SendsDigits};
pub(super) use routes::{references, send_digits};
