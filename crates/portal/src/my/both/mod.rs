//! Topping up two energies with one payment. Source: UX 8.2 C-02, F-03.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{BothAsked, BothEnergies, BothSide, MyBoth};
pub(super) use routes::both;

use super::api::MyMeter;
use super::paths::Page;
use units::Language;

/// Below the page of a top-up.
pub(super) const BELOW: &str = "/both";

/// Where the amounts are chosen.
pub(crate) fn path(language: Language) -> String {
    format!("{}{BELOW}", Page::TopUp.path(language))
}

/// The way there: address and words.
pub(super) fn link(place: usize, language: Language) -> (String, &'static str) {
    let words = words::Words::of(language).link;
    (format!("{}?n={place}", path(language)), words)
}

/// The meter that is topped up with the one at `place`: the first other one of another energy, else the first
/// other one.
pub fn partner(meters: &[MyMeter], place: usize) -> Option<&MyMeter> {
    let own = meters.iter().find(|one| one.place == place)?;
    let mut others = meters.iter().filter(|one| one.place != place);
    let other_energy = others.clone().find(|one| one.energy != own.energy);
    other_energy.or_else(|| others.next())
}

/// An energy, and where its meter is if the other one is of the same.
fn name(one: &MyMeter, same: bool, language: Language) -> String {
    let energy = super::pages::energy_name(one.energy, language);
    if same { format!("{energy}, {}", one.reference) } else { energy.to_owned() }
}
