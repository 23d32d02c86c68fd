//! Second books: a slow, obvious model that audits the core.
//!
//! [`books`] keeps one prepaid account from the facts of a scenario, by the rules of DOMAIN alone. It
//! shares only `units`, `calendar` and `params` with the product: where the two disagree, one of
//! them has misread a rule. [`years`] makes random account-years to compare them on. [`sharing`] does the
//! same for energy sharing, in fractions.

pub mod books;
pub mod sharing;
pub mod years;
