//! Points that produce: their contracts, registers and regimes are kept, insert only; what is netted, sold or
//! lost, and what the network costs, follows from them and from the quarter-hours. Rules: the crate `prosumer`.
//! Source: PS-01 to PS-11.

mod commands;
mod explain;
mod kept;
mod measured;
mod netting;
pub mod pages;
mod print;
mod stops;
#[cfg(test)]
mod tests;

pub use commands::{Prosumer, run};
pub use kept::{Kept, file, holds_with, is_netted};
pub use netting::{of_producers, record_injected, tell_all};
