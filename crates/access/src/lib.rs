#![doc = include_str!("../README.md")]

mod code;
mod rights;
mod route;
mod session;
mod term;
mod till;

pub use code::{Code, CodeRules, Tried};
pub use rights::{Act, Only, Right, Role, Under, Verb, may, rights};
pub use route::Needs;
pub use session::SessionRules;
pub use term::{Standing, Term};
pub use till::{PIN_TRIES, Pin, PinRefused, TillRight, TillRights};
