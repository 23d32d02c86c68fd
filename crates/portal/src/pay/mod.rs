//! The online top-up as a guest. Source: TP-01 to TP-04, TP-13, PD-04.

mod api;
mod language;
mod story;

pub use api::{
    AmountEffect, AmountRefused, AtBank, Beginning, Begun, Earlier, Found, GivenBack, MeterPart,
    Need, Noticed, Offer, PaymentView, Payments, PaymentsError, Refused,
};
pub use language::Language;
pub use story::{PaymentStory, StoryEvent, StorySource};
