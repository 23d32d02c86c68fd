//! Somebody's day at the desk: their tasks, and the handover. Source: UX A-13.

mod page;
mod routes;
mod words;

pub(super) use page::DayPage;
pub(super) use routes::doors;
pub(super) use words::Words;
