//! What the pages of a shop's people ask of the platform. Source: UX M-07.

use crate::my::Visitor;
use crate::shop::api::Told;
use access::{PinRefused, TillRight, TillRights};
use calendar::{Instant, SettlementDay};

/// Who comes to a shop's till by a PIN. Whoever signs in with a login of their own is the owner and has all
/// rights; once a session was handed over it is never the owner's again.
pub trait ShopStaff: Send + Sync {
    /// In whose hand the visitor's session is.
    fn hand(&self, visitor: &Visitor) -> Told<Hand>;

    /// Who may come to the till, by name; also where it is locked.
    fn names(&self, visitor: &Visitor) -> Told<Vec<(i64, String)>>;

    /// Takes the till over with a PIN. Wrong ones are counted for the person.
    fn enter(&self, visitor: &Visitor, number: i64, pin: &str) -> Told<Result<(), NotEntered>>;

    /// Nobody has the till from now on, until somebody enters by a PIN.
    fn lock(&self, visitor: &Visitor) -> Told<()>;

    /// Everybody of the shop, for its owner; also who has left.
    fn people(&self, visitor: &Visitor) -> Told<Vec<TillPerson>>;

    /// Adds somebody. The same again is the same person.
    fn add(&self, visitor: &Visitor, wanted: &PersonWanted<'_>) -> Told<Result<(), PersonRefused>>;

    /// Changes somebody; an empty PIN keeps theirs.
    fn change(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &PersonWanted<'_>,
    ) -> Told<Result<(), PersonRefused>>;

    /// Somebody leaves. What they sold stays theirs.
    fn end(&self, visitor: &Visitor, number: i64) -> Told<Result<(), PersonRefused>>;
}

/// In whose hand a till is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hand {
    Owner {
        /// There is somebody else who may take it over.
        others: bool,
    },
    Person {
        name: String,
        rights: TillRights,
    },
    /// In nobody's, until a PIN is keyed in.
    Locked,
}

impl Hand {
    pub fn may(&self, right: TillRight) -> bool {
        match self {
            Self::Owner { .. } => true,
            Self::Person { rights, .. } => rights.has(right),
            Self::Locked => false,
        }
    }

    pub fn is_owner(&self) -> bool {
        matches!(self, Self::Owner { .. })
    }
}

/// Somebody of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillPerson {
    pub number: i64,
    pub name: String,
    pub rights: TillRights,
    /// When they left.
    pub left: Option<SettlementDay>,
}

/// What an owner keys in about somebody.
#[derive(Debug, Clone, Copy)]
pub struct PersonWanted<'a> {
    pub name: &'a str,
    pub pin: &'a str,
    pub rights: TillRights,
}

/// Why nobody was added or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefused {
    #[error("a name has 1 to 30 characters")]
    Name,
    #[error("somebody of the shop has this name")]
    NameTaken,
    #[error(transparent)]
    Pin(#[from] PinRefused),
    #[error("somebody without a right cannot do anything")]
    NoRight,
    #[error("their till is open")]
    TillOpen,
    #[error("the shop has nobody of this number")]
    Unknown,
}

/// Why a till stays in the hand it was in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotEntered {
    #[error("the shop has nobody of this number")]
    Nobody,
    #[error("the PIN is wrong")]
    WrongPin,
    #[error("too many wrong PINs until {until}")]
    Wait { until: Instant },
}
