//! Help now, what is repaid, and a form for whoever is not signed in. Source: UX 8.1 P-15, 8.2 C-08, C-12;
//! PR-22.

mod api;
mod months;
mod outside;
mod pages;
mod routes;
mod words;

pub use api::{
    CaseLine, HelpNow, Helps, MyPlan, MyVisit, NotTaken, Outsider, PlanLine, Promised, RepaidBy,
    RepaidFor, Wanted,
};
pub(crate) use outside::OutsideForm;
pub(crate) use pages::{Repaid, Typed, way as repaid_by};
pub(super) use routes::{answer_plan, ask, ask_outside, contact, help, plan};

use units::Language;

/// How the links to help and to what is repaid are called.
pub(super) fn links(language: Language) -> (&'static str, &'static str) {
    let w = words::Words::of(language);
    (w.n_help, w.n_plan)
}

/// What the link beside a state that worries says.
pub(super) fn help_now(language: Language) -> &'static str {
    words::Words::of(language).help_now
}

/// What leads to the help there is, where credit is low but nobody worries yet. Source: UX 4.8.
pub(super) fn see_help(language: Language) -> (String, &'static str) {
    let path = crate::public::Explained::HelpToPay.path(language);
    (path.to_owned(), words::Words::of(language).see_help)
}

/// How the page for whoever is not signed in is called.
pub(super) fn contact_title(language: Language) -> &'static str {
    words::Words::of(language).contact_title
}

/// Where a household refuses prepayment or asks for it, and how the link is called. Source: PR-02, PR-04.
pub(crate) fn about_prepayment(language: Language) -> (String, &'static str) {
    let help = super::Page::Help.path(language);
    (format!("{help}?about=prepayment"), words::Words::of(language).prepayment_link)
}

/// Where one asks about one's own data, and how the link is called.
pub(super) fn rights(language: Language) -> (String, &'static str) {
    let help = super::Page::Help.path(language);
    (format!("{help}?about=data"), words::Words::of(language).rights_link)
}
