//! What the page of moving asks of the platform, and what it is told.

use crate::my::{MyError, MyMeter, Visitor};
use calendar::{Instant, SettlementDay};
use units::{Language, MicroEuro};

/// What the platform implements. Calls may block; a `place` is as for [`super::super::Household`].
pub trait Moves: Send + Sync {
    fn moving(&self, visitor: &Visitor, place: usize) -> Result<Option<MyMoving>, MyError>;

    /// Keeps that a household leaves as a case for a person; asked again it joins the one that waits. Returns
    /// its number. Source: PA-28, PR-22.
    fn move_out(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &MoveOut<'_>,
    ) -> Result<Option<Result<i64, MoveRefused>>, MyError>;
}

/// What becomes of what is left. Source: PA-32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftover {
    /// To a bank account of the holder.
    Refund,
    /// To the holder's new account.
    Transfer,
}

/// What a household says of its move.
#[derive(Debug, Clone, Copy)]
pub struct MoveOut<'a> {
    /// The day of the handover.
    pub day: SettlementDay,
    pub leftover: Leftover,
    /// An IBAN for a refund.
    pub iban: &'a str,
    /// Where the last statement goes.
    pub address: &'a str,
    pub phone: &'a str,
    pub language: Language,
}

/// Why nothing was kept, told at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveRefused {
    #[error("the day lies too far back or ahead")]
    Day,
    #[error("a refund needs an IBAN")]
    NoIban,
    #[error("there is no address for the last statement")]
    NoAddress,
    #[error("more letters than are kept")]
    TooLong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyMoving {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    pub balance: MicroEuro,
    pub as_of: Instant,
    /// Of the balance what a CPAS or a fund gave and is not spent: it goes back there. Source: PA-44.
    pub aid: MicroEuro,
    /// First and last day that may be given.
    pub days: (SettlementDay, SettlementDay),
    pub answer_by: SettlementDay,
    /// A case that waits, with its day of answer.
    pub waits: Option<(i64, SettlementDay)>,
}
