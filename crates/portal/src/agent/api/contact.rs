//! What the form of a household's contact data asks: how it is reached, as it told somebody. Source: UX A-09, CM-02,
//! CM-07, 7.3.

use crate::my::{MyError, Visitor, WhenLow};
use units::{AccountId, Email, Language, Phone};

/// How the household told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeardBy {
    /// It is on the phone.
    Call,
    /// It sent a reply card, or wrote.
    Card,
}

impl HeardBy {
    pub const ALL: [Self; 2] = [Self::Call, Self::Card];

    /// As forms and looks call it; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Card => "card",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What may be entered of how a household is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactEntry {
    pub language: Language,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    /// With number and box; empty with the town if no address is known.
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub low: WhenLow,
    pub sms: bool,
    pub mail: bool,
    pub letter: bool,
    /// May be called.
    pub voice: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactView {
    pub account: AccountId,
    /// Empty if nobody knows it.
    pub name: String,
    pub entry: ContactEntry,
    /// How often it was entered: what has changed since is not overwritten.
    pub seen: usize,
    /// In which ways the visitor may have heard it. Source: UX 7.3.
    pub heard: Vec<HeardBy>,
    pub closed: bool,
}

/// Why contact data stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactRefused {
    #[error("no such account is open")]
    NoAccount,
    #[error("somebody has changed them meanwhile")]
    Overtaken,
    #[error("this role enters what it hears on the phone")]
    NotThatWay,
}

/// Why a letter came back, as the post says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CameBack {
    Moved,
    UnknownThere,
    Unclaimed,
}

impl CameBack {
    pub const ALL: [Self; 3] = [Self::Moved, Self::UnknownThere, Self::Unclaimed];

    /// As forms call it, and as it is kept; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::UnknownThere => "unknown there",
            Self::Unclaimed => "not collected",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

pub trait ContactDesk {
    /// How a household is reached, to be put right.
    fn contact(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<ContactView>, MyError>;

    /// Keeps it in the visitor's name; what was known before is told, too. Nothing new is nothing done. Errors inside:
    /// [`ContactRefused`].
    fn set_contact(
        &self,
        visitor: &Visitor,
        account: AccountId,
        entry: &ContactEntry,
        heard: (HeardBy, usize),
    ) -> Result<Result<(), ContactRefused>, MyError>;

    /// The post brought a letter back, by its number: nothing more goes to that address, and it is said another way.
    /// `false` if there is no such letter on its way.
    fn came_back(
        &self,
        visitor: &Visitor,
        account: AccountId,
        letter: i64,
        why: CameBack,
    ) -> Result<bool, MyError>;
}
