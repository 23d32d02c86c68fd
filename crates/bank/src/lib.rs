//! The bank side: account statements in (CODA, camt.053), payouts and QR codes out (pain.001, EPC
//! QR), and references in the text of a transfer.
//!
//! Written by hand are the two readers, because no CODA crate exists and the camt reader of `sepa`
//! loses structured references; `tests/` holds them against `febelfin-coda` and the published XSDs.
//!
//! A statement is read as a stream of [`Event`]s in flat memory. Whether a file can be read and
//! whether its figures agree are two results: an `Err` of the stream, and the [`Controls`] at the
//! end of each statement. Only a statement with neither an error nor a difference may be booked.
//! Source: TP-10, TP-11.

mod amount;
mod camt;
mod coda;
mod controls;
mod epc;
mod error;
mod payout;
mod qr;
mod read;
mod references;
pub mod sample;
mod statement;
mod text;

pub use camt::CamtReader;
pub use coda::CodaReader;
pub use controls::{Control, Controls, Difference};
pub use epc::{EpcError, EpcPayment, Remittance};
pub use error::{BankError, Problem};
pub use payout::{PayoutError, PayoutFile, PayoutOrder, PayoutSchema, Transfer, TransferReference};
pub use qr::{Qr, QrError};
pub use read::{Format, Statements, read};
pub use references::{Candidate, references_in};
pub use statement::{
    Balance, Counterparty, Event, Information, Page, Position, Reference, StatementEnd,
    StatementLine, StatementStart, Structured,
};
