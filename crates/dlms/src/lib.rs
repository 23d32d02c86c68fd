//! DLMS/COSEM: the head-end's side, kinds of meters as data, and the meter's side for virtual meters.
//!
//! The protocol itself is the crate `dlms-cosem-rs`, seen by `engine` only. What a prepaid fleet needs
//! and that crate leaves open is here: counters that survive a crash, keys that rotate, links with
//! timeouts, orders that are read back, and errors by name.

pub mod client;
mod counter;
mod engine;
mod error;
pub mod face;
mod keys;
pub mod link;
mod obis;
pub mod poll;
mod profile;
pub mod push_frame;
pub mod time;
mod value;

pub use counter::{BLOCK, Counters};
pub use error::{DlmsError, KeepError};
pub use keys::{
    CounterStore, InMemory, Keeping, KeyStore, KnownKeys, MeterKeys, SecretKey, SystemTitle,
};
pub use obis::{Obis, ObisError, Unit};
pub use profile::{
    Access, Attribute, Capture, Modes, Object, Profile, ProfileError, ProfileProblem, Role, Scale,
    Security,
};
pub use value::Value;
