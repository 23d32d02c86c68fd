//! What moved a balance, each line with what it left and why it is what it is; the balance of the last days and
//! what is expected of the next. Source: UX 8.2 C-05, 11; PA-43, PA-46.

mod api;
mod outlook;
mod pages;
mod routes;
mod words;

pub use api::{AheadLine, MovedBy, Movements, MyMove, MyMovements, Why};
pub(super) use pages::month_name;
pub(super) use routes::{movements, movements_csv};
