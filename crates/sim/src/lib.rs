//! Second books: a slow, obvious model that audits the core.
//!
//! [`books`] keeps one prepaid account from the facts of a scenario, by the rules of DOMAIN alone. It
//! shares only `units`, `calendar` and `params` with the product: where the two disagree, one of
//! them has misread a rule. [`years`] makes random account-years to compare them on.

pub mod books;
pub mod years;
