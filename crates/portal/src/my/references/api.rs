//! What the page of references asks of the platform, and what it is told.

use crate::my::{MyError, MyMeter, Visitor};
use calendar::Instant;
use units::Language;

/// What the platform implements beside [`super::super::Household::references`]. Calls may block; a `place` is as there.
pub trait SendsDigits: Send + Sync {
    /// Sends the 13 digits of a meter to a mobile number or an address of mail: them and the energy, and nothing that
    /// says whose they are. Kept for the household to read, and limited. Errors inside: [`SendRefused`].
    fn send_digits(
        &self,
        visitor: &Visitor,
        place: usize,
        to: &str,
        language: Language,
    ) -> Result<Option<Result<(), SendRefused>>, MyError>;
}

/// Why nothing was sent, told at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendRefused {
    #[error("neither a Belgian mobile number nor an address of mail")]
    NotAnAddress,
    #[error("too many messages until {until}")]
    Wait { until: Instant },
    #[error("the message could not be handed over")]
    NotNow,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyReference {
    pub meter: MyMeter,
    /// Opens the page to top up, with the reference filled in; as an SVG.
    pub qr: String,
    /// What the scanner of a shop reads, as an SVG without words. Source: TP-12.
    pub barcode: String,
    pub transfer: Option<MyTransfer>,
}

/// Where a transfer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyTransfer {
    pub holder: String,
    pub iban: String,
    pub communication: String,
    /// Fills in the transfer in an app of a bank; as an SVG. Source: TP-12 (EPC069-12).
    pub qr: String,
}
