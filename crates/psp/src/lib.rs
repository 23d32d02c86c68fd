//! Online payment providers: what they have in common, one connector, and a sandbox bank.
//!
//! A provider is asked and never believed on its own initiative: a notice only names a payment, its
//! state is fetched. Everything here blocks; call it where blocking is allowed.

mod amount;
mod error;
mod mollie;
mod names;
mod payment;
mod provider;
pub mod sandbox;
mod settlement;

pub use amount::{Amount, AmountError};
pub use error::{AnswerError, Doing, ProviderProblem, PspError};
pub use mollie::{ConfigError, Mollie, MollieOptions};
pub use names::{IdempotencyKey, NameError, NoticeError, ProviderId};
pub use payment::{
    Chargeback, Created, Instrument, NoCreditReason, Order, PaymentState, ProviderPayment, Refund,
    RefundState, Verdict,
};
pub use provider::Provider;
pub use settlement::{SettledKind, SettledLine, Settlement};
