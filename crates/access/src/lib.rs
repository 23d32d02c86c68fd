#![doc = include_str!("../README.md")]

mod code;
mod rights;
mod route;
mod session;
mod term;

pub use code::{Code, CodeRules, Tried};
pub use rights::{Act, Only, Right, Role, Under, Verb, may, rights};
pub use route::Needs;
pub use session::SessionRules;
pub use term::{Standing, Term};
