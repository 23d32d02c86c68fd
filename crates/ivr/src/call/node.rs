//! Where a call stands, what can happen to it, and what follows.

use crate::prompt::Prompt;
use serde::{Deserialize, Serialize};
use units::Phone;

/// Where a call stands. The letters are those of UX 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// A.
    Language,
    /// B: is it this address?
    Street,
    /// B: the last digits of a reference of this number.
    LastFour,
    /// C.
    Reference,
    /// C2.
    Groups,
    /// F, behind the state.
    Menu,
    Postcode,
    /// D: is it this number?
    CallBack,
    /// D: another number.
    Number,
    NumberRead,
    /// All is said; nobody is hung up on.
    Done,
    /// A person is being called.
    Transferring,
}

impl Node {
    pub const ALL: [Self; 12] = [
        Self::Language,
        Self::Street,
        Self::LastFour,
        Self::Reference,
        Self::Groups,
        Self::Menu,
        Self::Postcode,
        Self::CallBack,
        Self::Number,
        Self::NumberRead,
        Self::Done,
        Self::Transferring,
    ];

    /// As it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Street => "street",
            Self::LastFour => "last_four",
            Self::Reference => "reference",
            Self::Groups => "groups",
            Self::Menu => "menu",
            Self::Postcode => "postcode",
            Self::CallBack => "call_back",
            Self::Number => "number",
            Self::NumberRead => "number_read",
            Self::Done => "done",
            Self::Transferring => "transferring",
        }
    }

    /// Several keys are one answer.
    pub(crate) fn takes_digits(self) -> bool {
        matches!(
            self,
            Self::LastFour | Self::Reference | Self::Groups | Self::Postcode | Self::Number
        )
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// The line rings; the number is `None` where it is withheld, or of another country.
    Start {
        caller: Option<Phone>,
    },
    /// Keys in the order in which they were pressed; other signs are left out.
    Keys(&'a str),
    /// Nothing was keyed in within the time of [`Expects`].
    Silence,
    /// The person who was called does not answer.
    TransferFailed,
    End,
}

/// Who is called for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    Person,
    /// Day and night.
    Danger,
}

/// What the caller may key in now, and how long to wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expects {
    /// Keys that are one answer, at most.
    pub most: usize,
    /// For the first one, after the prompt has ended.
    pub first_s: u32,
    /// From one to the next. Source: UX 6.
    pub between_s: u32,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// In the order in which they are played; a key ends them. Empty: what plays goes on.
    pub prompts: Vec<Prompt>,
    pub expects: Expects,
    pub transfer: Option<Transfer>,
}

/// A part of the path that was heard, with the keys that were pressed there. Digits of references and phone
/// numbers are dots: whose they are stands elsewhere, or nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub node: Node,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub keys: String,
}
