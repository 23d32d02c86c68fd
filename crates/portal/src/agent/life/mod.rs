//! The pages of the prepay life: what suppliers ask, each step with its day, and what may follow. Source: UX A-07.

mod form;
mod list;
mod names;
mod one;
mod routes;
mod words;

pub(super) use form::{Fields, seen};
pub(super) use names::{POINT, refused, state_name};
pub use names::{own_answer, own_request_words};
pub(super) use routes::doors;
pub(super) use words::Words;
