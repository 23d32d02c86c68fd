//! The online top-up as a guest. Source: TP-01 to TP-04, TP-13, PD-04.

mod api;
mod forms;
mod guard;
mod language;
mod outcome;
mod pages;
mod routes;
mod sheet;
mod story;
mod story_page;
mod words;

pub use api::{
    AmountEffect, AmountRefused, AtBank, Beginning, Begun, Earlier, Found, GivenBack, MeterPart,
    Need, Noticed, Offer, PaymentView, Payments, PaymentsError, Refused,
};
pub(crate) use guard::is_from_elsewhere;
pub use language::Language;
pub use routes::{NotAnOrigin, PayOptions, router};
pub(crate) use sheet::with_theme;
pub use story::{PaymentStory, StoryEvent, StorySource};
