//! What the pages of how one signs in ask of the platform, and what they are told.

use crate::my::deeds::DeedLine;
use crate::my::{MyError, Visitor};
use calendar::Instant;

/// What the platform implements. Calls may block. Nothing changes before its code is entered; of a new number or
/// address the code goes there, and the old one is told. Source: UX 8.2 C-14, PD-04.
pub trait Accounts: Send + Sync {
    fn ways(&self, visitor: &Visitor) -> Result<MyWays, MyError>;

    /// Keeps what is wanted until its code is entered, and sends the code. Errors inside: [`ChangeRefused`].
    fn begin_change(
        &self,
        visitor: &Visitor,
        wanted: ChangeWanted<'_>,
    ) -> Result<Result<Began, ChangeRefused>, MyError>;

    /// Enters a code. Returns what has changed; else why not, and the page that asks again if it may be tried again.
    fn confirm_change(
        &self,
        visitor: &Visitor,
        challenge: &str,
        code: &str,
    ) -> Result<Result<Change, (ChangeRefused, Option<Began>)>, MyError>;
}

/// How somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyWays {
    pub phone: Option<String>,
    pub email: Option<String>,
    pub password: bool,
    /// An app says codes.
    pub second: bool,
    /// An app may be added: there is a password that it goes with, and a key that seals its secret.
    pub may_add_second: bool,
    /// What was done of late, the newest first.
    pub deeds: Vec<DeedLine>,
}

/// What changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Phone,
    Email,
    Password,
    NoPassword,
    Second,
    NoSecond,
    /// The sign-in is deleted.
    Leave,
}

#[derive(Debug, Clone, Copy)]
pub enum ChangeWanted<'a> {
    /// A mobile number or an address of mail: the one takes the place of the one there was.
    Address(&'a str),
    Password(&'a str),
    NoPassword,
    Second,
    NoSecond,
    Leave,
}

/// A change waits for its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Began {
    pub change: Change,
    /// What the page that asks for the code carries.
    pub challenge: String,
    /// Where the code went; of an app it stands there.
    pub sent_to: Option<String>,
    /// Of an app that is added: its secret, and the code to scan as an SVG.
    pub secret: Option<(String, String)>,
}

/// Why nothing has changed, told at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefused {
    #[error("neither a Belgian mobile number nor an address of mail")]
    NotAnAddress,
    #[error("it is that already")]
    Same,
    #[error("somebody else signs in with it")]
    Taken,
    #[error("a password has {least} characters at least")]
    TooShort { least: usize },
    #[error("there is nothing to change")]
    Nothing,
    #[error("the code could not be handed over")]
    NotNow,
    #[error("a wrong code; {left} tries are left")]
    WrongCode { left: u32 },
    #[error("the code is used, tried too often or too old")]
    CodeOver,
    #[error("too many codes until {until}")]
    Wait { until: Instant },
}
