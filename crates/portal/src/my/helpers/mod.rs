//! Who helps and who looked, and letting somebody help. Source: UX 8.2 C-10; TP-22, PD-03, PD-05.

mod allow;
mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    AllowForm, AllowRefused, AllowRole, AllowWanted, Allowed, Allows, GivenLine, HelperLine,
    HelperRole, LookLine, MyHelpers, MySupplier,
};
pub(super) use routes::{allow, end_helper, form, helpers};

/// Below the page of whoever helps: the form that lets somebody.
pub(super) const BELOW: &str = "/add";
