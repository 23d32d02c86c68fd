//! Carriers against programs that are not ours.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod kannel;
mod peer;
mod smpp;
mod smtp;
