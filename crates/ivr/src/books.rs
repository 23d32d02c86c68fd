//! What a call asks of the books.

use crate::news::Failing;
use crate::told::Told;
use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::{Ean, Energy, Language, Phone};

/// Whoever calls, as far as their number says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// Chosen in an earlier call, or known of the home.
    pub language: Option<Language>,
    /// Homes whose contact has this number.
    pub homes: Vec<KnownHome>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownHome {
    pub ean: Ean,
    pub energy: Energy,
    /// Only if its holder wishes to be recognised by the number.
    pub street: Option<String>,
}

/// What thirteen digits stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    Found(Ean),
    WrongDigit,
    Unknown,
    /// Too many wrong ones of this caller within an hour: nothing was looked up. Source: G-S2.
    TooMany,
}

/// Whether somebody is there, and when people are called back who ask now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Desk {
    pub open: bool,
    pub call_back_by: Instant,
}

/// Where people top up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    pub name: String,
    pub street: String,
    pub town: String,
    /// Open now; until when, of today.
    pub open_until: Option<Instant>,
}

/// What became of a short message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sms {
    Sent,
    /// The number gets none, or is not known.
    NoMobile,
    /// So many were sent to it today.
    Enough(i32),
    /// The operator writes to nobody.
    Off,
}

/// The books behind a call.
pub trait Books {
    type Error;

    fn caller(&mut self, phone: Phone) -> Result<Caller, Self::Error>;
    /// What has failed and is not over, where it concerns one of the homes; without homes everywhere.
    fn failing(&mut self, homes: &[KnownHome]) -> Result<Vec<Failing>, Self::Error>;
    /// The language of this number from now on.
    fn remember(&mut self, phone: Phone, language: Language) -> Result<(), Self::Error>;
    /// Looks thirteen digits up for a caller; a wrong one counts.
    fn look_up(&mut self, caller: Option<Phone>, digits: &str) -> Result<Looked, Self::Error>;
    /// Last digits were keyed in, which fit a home of the number or none; the latter counts like a wrong reference.
    /// Whether there were too many before: then nothing is told.
    fn last_digits(&mut self, caller: Option<Phone>, fit: bool) -> Result<bool, Self::Error>;
    /// How a home stands now; `None` if its account has ended. The look is kept before it is told.
    fn state(&mut self, ean: Ean, language: Language) -> Result<Option<Told>, Self::Error>;
    fn desk(&mut self) -> Result<Desk, Self::Error>;
    /// The nearest, at most three.
    fn shops(&mut self, postcode: u16, energy: Energy) -> Result<Vec<Shop>, Self::Error>;
    /// Balance and reference to the caller's own number.
    fn text(&mut self, to: Option<Phone>, ean: Ean, language: Language)
    -> Result<Sms, Self::Error>;
    /// Somebody wants to be called, by when it was promised.
    fn call_back(
        &mut self,
        phone: Phone,
        about: Option<Ean>,
        by: Instant,
        language: Language,
    ) -> Result<(), Self::Error>;
}
