//! The API over real HTTP on loopback, in front of books in memory that follow `vending`.

mod client;
mod desk;
mod documentation;
mod garbage;
mod idempotency;
mod lookup;
mod sales;
mod server;
mod shifts;
mod signature;
