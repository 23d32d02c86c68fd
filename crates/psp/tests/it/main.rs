//! The connector against the sandbox over real HTTP on loopback, and against servers that misbehave.
#![cfg(test)]
// Clippy knows tests by their attribute and not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bank;
mod fake;
mod faults;
mod notices;
mod pages;
mod settlement;
mod world;
