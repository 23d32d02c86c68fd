//! The bank side against both databases: PostgreSQL is that of `DATABASE_URL`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod back;
mod debits;
mod files;
mod globalised;
mod histories;
mod imports;
mod money_out;
mod pages;
mod partial;
mod payouts;
mod peers;
mod people;
mod shops;
pub mod world;
