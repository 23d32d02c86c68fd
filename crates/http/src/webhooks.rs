//! Webhooks to partners: what an event says, how it is signed, when it is tried again, and to which
//! addresses it may go. Keeping events and attempts is the caller's. Source: UX 10.3, Standard Webhooks 1.0.

mod address;
mod event;
mod post;
mod schedule;
mod signing;

pub use address::{AddressError, Target, is_public};
pub use event::{Envelope, EventType, Subject};
pub use post::{Answered, KEPT_BYTES, Poster, Sent, TIMEOUT_S};
pub use schedule::{Next, RETRIES_S, next};
pub use signing::{Secret, SecretError, header, is_signed};

pub const ID_HEADER: &str = "webhook-id";
pub const TIMESTAMP_HEADER: &str = "webhook-timestamp";
pub const SIGNATURE_HEADER: &str = "webhook-signature";
