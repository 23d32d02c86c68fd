//! Who brings a notice to people: message centres and mail servers, behind one trait. Source: CM-06.
//!
//! None of them knows a message twice: what may have left is not offered again, whatever became of the
//! answer. A carrier says which of the three it was.

pub mod kannel;
pub mod smpp;
pub mod smtp;

use crate::plan::Channel;
use std::time::Duration;
use units::Language;

/// A notice on its way to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// Ours, the same at each attempt.
    pub id: String,
    pub to: String,
    pub language: Language,
    /// Empty in a short message.
    pub subject: String,
    pub text: String,
    /// Of a mail.
    pub html: String,
}

/// What became of handing over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// Theirs now. `carrier_id`: by which their receipts name it.
    Over { carrier_id: String },
    /// It was not taken; it may be offered again.
    NotNow { reason: String },
    /// It will not be taken.
    Never { reason: String },
    /// It may have been taken: it is not offered again.
    Unknown { reason: String },
}

/// What a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Delivered,
    Failed,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub carrier_id: String,
    pub fate: Fate,
    /// In the words of who says it.
    pub reason: String,
}

/// What somebody wrote to us, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The number, as the carrier writes it.
    pub from: String,
    pub text: String,
}

/// Somebody who brings notices of one channel.
pub trait Carrier: Send {
    fn channel(&self) -> Channel;

    /// Offers these, and says what became of each, in their order.
    fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed>;

    /// What was said of earlier ones since it was last asked; waits so long at most.
    fn receipts(&mut self, wait: Duration) -> Vec<Receipt>;

    /// What people wrote until it was last asked for receipts. Nobody writes to most carriers.
    fn heard(&mut self) -> Vec<Heard> {
        Vec::new()
    }
}

/// Why a carrier cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CarrierError {
    #[error("`{url}` is no address of a carrier, such as `{example}`")]
    Address { url: String, example: &'static str },
    #[error("could not listen for receipts on {listen}")]
    Listen { listen: String, source: std::io::Error },
    #[error("`{address}` cannot send mail")]
    Sender { address: String },
    #[error("mail leaves this machine only with TLS; `{host}` is not loopback")]
    NoTls { host: String },
}
