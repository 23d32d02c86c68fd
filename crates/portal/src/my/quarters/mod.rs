//! Quarter-hours of a household, for itself alone and only after it agreed. Source: UX 8.2 C-07, 11; PD-01,
//! PD-03.

mod api;
mod hours;
mod pages;
mod routes;
mod words;

pub use api::{ConsentLine, ConsentShown, MyQuarters, Period, QuarterDay, QuarterHours};
pub(super) use hours::DayHours;
pub(super) use routes::{consent, quarters, quarters_csv};

use super::api::MyMeter;
use crate::language::Writes as _;
use crate::words::fill;
use units::Language;

/// How the page is called.
pub(super) fn title(language: Language) -> &'static str {
    words::Words::of(language).title
}

/// How a log of looks says that a household agreed, or took it back; and who did.
pub(super) fn logged(agreed: bool, language: Language) -> (&'static str, &'static str) {
    let w = words::Words::of(language);
    (w.you, if agreed { w.log_agreed } else { w.log_back })
}

/// What stands on the page of the account: a heading, a line for each meter, and the word of its link.
pub(super) fn agreed_to(
    lines: &[ConsentShown],
    language: Language,
) -> (&'static str, Vec<(String, String)>, &'static str) {
    let w = words::Words::of(language);
    let path = super::Page::Quarters.path(language);
    let line = |one: &ConsentShown| {
        let meter = name(&one.meter, language);
        let text = match one.since {
            Some(since) => {
                let day = language.date(since.day());
                fill(w.agreed_for, &[("meter", &meter), ("day", &day)])
            }
            None => fill(w.not_agreed_for, &[("meter", &meter)]),
        };
        (text, format!("{path}?n={}", one.meter.place))
    };
    (w.agreed_title, lines.iter().map(line).collect(), w.change)
}

fn name(meter: &MyMeter, language: Language) -> String {
    let energy = super::pages::energy_name(meter.energy, language);
    if meter.town.is_empty() { energy.to_owned() } else { format!("{energy}, {}", meter.town) }
}
