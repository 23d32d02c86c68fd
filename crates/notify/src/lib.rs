#![doc = include_str!("../README.md")]

pub mod asked;
pub mod carrier;
pub mod delivery;
pub mod desk;
pub mod figures;
pub mod gsm;
pub mod heard;
pub mod letter;
pub mod mail;
mod message;
pub mod near;
pub mod plan;
pub mod quiet;
pub mod render;
pub mod repaid;
pub mod sender;
pub mod texts;
mod trigger;

pub use message::Message;
pub use trigger::{Also, Digital, Letter, Rule, Trigger, VISIT_REMINDER, message_of};
