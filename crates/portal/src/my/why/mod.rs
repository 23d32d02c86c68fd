//! Why a balance is what it is, to whoever lives with it: what came in and what was used, and each line of a month.
//! The lines are those of staff, without ids and rules. Source: PA-43, UX 3.2, 8.2 C-05.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{Explains, MyReasons};
pub(super) use pages::link;
pub(super) use routes::why;
