//! Wired M-Bus: the answer of a gas, water, heat or electricity meter to a request for its data, as a
//! converter beside it hands it on. In Belgium gas comes through the electricity meter; this is for seeing
//! what a meter says when that is in doubt. Nothing of it enters an account. Source: EN 13757-2, EN 13757-3.

mod answer;
mod data;
mod error;
mod meaning;
mod record;

pub use answer::{Answer, of_hex, read};
pub use data::Data;
pub use error::{HexError, MBusProblem};
pub use meaning::{Meaning, Quantity};
pub use record::{Function, Record};
