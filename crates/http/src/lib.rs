//! The vend API for terminals and partners: signed JSON in, core values out, and back.
//!
//! No rule of money is here. What is asked becomes an [`Order`] for a [`Desk`], and its outcome becomes
//! JSON or a problem with a stable code.

mod desk;
mod names;

pub use desk::{
    Answering, Call, CarriedOut, ClosedShift, Desk, Found, Kept, Key, Lookup, OpenShift, Order,
    Outcome, Refusal, SaleOutcome, Sees, Tender, Terminal,
};
pub use names::{Cashier, IdempotencyKey, NameError, TerminalId, Transaction};
