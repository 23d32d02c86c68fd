//! The page of calls: who waits to be called back, and what callers heard. Source: UX A-10, CM-05.

mod page;
mod routes;
mod words;

pub(super) use page::CallsPage;
pub(super) use routes::doors;
pub(super) use words::{Words, path_words};
