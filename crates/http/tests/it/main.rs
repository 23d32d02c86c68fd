//! The API over real HTTP on loopback, in front of books in memory that follow `vending`.
#![cfg(test)]
// Clippy knows tests by their attribute and not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod client;
mod desk;
mod documentation;
mod garbage;
mod idempotency;
mod lookup;
mod requests;
mod sales;
mod server;
mod shifts;
mod signature;
mod webhooks;
