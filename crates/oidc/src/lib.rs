#![doc = include_str!("../README.md")]

mod key;
mod provider;
mod text;
mod token;

pub use key::{KeyError, Keys};
pub use provider::{Options, Provider, ProviderError, Ways, challenge_of};
pub use token::{Expected, TokenError, Who, judge};
