//! The message of an incident: the sentence that the pages say, as a short message, sent to whom it concerns by two
//! people and to each household once. Source: UX O-10, CM-10.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{AskedMessage, IncidentDraft, IncidentMessages, TellRefused, ToldWhom};
pub(super) use pages::address;
pub(super) use routes::{ask, decide, draft};

use crate::language::Writes as _;
use crate::words::fill;
use calendar::Instant;
use units::Language;

/// How the link to the message of an incident is called.
pub(super) fn link(language: Language) -> &'static str {
    words::Words::of(language).link
}

/// To how many homes it left, and when last.
pub(super) fn told(told: Option<(u64, Instant)>, language: Language) -> Option<String> {
    let (count, at) = told?;
    let (count, time) = (count.to_string(), language.instant(at));
    let said = words::Words::of(language).told;
    Some(fill(said, &[("count", &count), ("time", &time)]))
}
