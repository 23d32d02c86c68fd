//! The head-end against meters that we serve, over TCP and HDLC, and a foreign client against them.

// Clippy knows tests by their attribute and not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bad_input;
mod behind;
mod fixture;
mod foreign;
mod frames;
mod hdlc;
mod orders;
mod polling;
mod profiles;
mod push;
mod reading;
mod rotation;
