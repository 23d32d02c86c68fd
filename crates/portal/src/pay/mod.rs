//! The online top-up as a guest. Source: TP-01 to TP-04, TP-13, PD-04.

mod api;
mod both;
pub(crate) mod effect;
pub(crate) mod forms;
pub(crate) mod guard;
mod outcome;
mod pages;
mod receipt;
mod routes;
pub(crate) mod sheet;
mod story;
mod story_page;
pub(crate) mod words;

/// What pages of guests have around their content, for other pages of guests.
pub(crate) mod frame {
    pub(crate) use super::pages::{Frame, PageError, Switch};
    pub(crate) use super::routes::{attempt, is_attempt, see_other, style_sheet};
}

pub use api::{
    AmountEffect, AmountRefused, AtBank, Beginning, Begun, Earlier, Found, GivenBack, MeterPart,
    Need, Noticed, Offer, PaymentView, Payments, PaymentsError, ReceiptSent, Refused, ShareAsked,
};
pub(crate) use guard::is_from_elsewhere;
pub use routes::{NotAnOrigin, Own, PayOptions, router, story_router};
pub(crate) use sheet::with_theme;
pub use story::{PaidTogether, PaymentStory, StoryEvent, StorySource};
pub(crate) use story_page::story_link;
