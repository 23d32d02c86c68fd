//! Partners: shops with their terminals, social services with their people, and mandates by time. Source: UX A-11.

mod asked;
mod mandates;
mod routes;
mod shops;
mod words;

pub(super) use routes::doors;
pub(super) use words::Words;

use super::api::PartnerRefused;
use super::paths::Page;
use crate::pay::frame::PageError;
use units::Language;

pub(super) const WHY: &str = "why";
pub(super) const OFFICES: &str = "/services";
pub(super) const MANDATES: &str = "/mandates";
/// Below it stands the number of a request by force of a law.
pub(super) const ASKED: &str = "/mandates/asked";

/// Address, words, current: the three lists.
fn tabs(language: Language, current: &str) -> Vec<(String, &'static str, bool)> {
    let (m, path) = (Words::of(language), Page::Partners.path(language));
    let tab = |rest: &str, words: &'static str| (format!("{path}{rest}"), words, rest == current);
    vec![tab("", m.tab_shops), tab(OFFICES, m.tab_offices), tab(MANDATES, m.tab_mandates)]
}

/// What was refused, at its field.
fn refused(refused: PartnerRefused, language: Language) -> PageError {
    let m = Words::of(language);
    PageError::general(match refused {
        PartnerRefused::NoReason => return PageError::at(WHY, m.e_why),
        PartnerRefused::Unknown => m.e_unknown,
        PartnerRefused::Stopped => m.e_stopped,
        PartnerRefused::NotStopped => m.e_not_stopped,
        PartnerRefused::Waits => m.e_waits,
        PartnerRefused::NothingWaits => m.e_nothing_waits,
        PartnerRefused::SamePerson => m.e_same,
        PartnerRefused::Ended => m.e_ended,
        PartnerRefused::Answered => m.e_answered,
        PartnerRefused::Fell => m.e_fell,
        PartnerRefused::Nobody => m.e_nobody,
        PartnerRefused::Held => m.e_held,
    })
}
