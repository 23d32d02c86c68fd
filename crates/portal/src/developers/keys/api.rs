//! What the page of keys asks, and what it is told. Calls may block.

use crate::my::{MyError, Visitor};
use calendar::Instant;

/// Done, or refused with words for whoever asked. Errors: reported, never shown.
pub type Keyed<T> = Result<Result<T, KeyRefused>, MyError>;

/// Keys of whoever a visitor works for, and of nobody else. Those who run the platform see all and change none.
pub trait KeyDesk: Send + Sync + 'static {
    /// `None`: no organisation with keys is behind this visitor.
    fn keys(&self, visitor: &Visitor) -> Result<Option<KeysView>, MyError>;
    /// A new key for these scopes, by name: its text is kept nowhere.
    fn add_key(&self, visitor: &Visitor, scopes: &[String]) -> Keyed<MadeKey>;
    /// Another key for the same. The one before holds for a while.
    fn change_key(&self, visitor: &Visitor, number: i64) -> Keyed<MadeKey>;
    /// Ends a key, at once.
    fn end_key(&self, visitor: &Visitor, number: i64) -> Keyed<()>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRefused {
    /// There is none of that number that holds, or it is somebody else's: which is not told.
    Unknown,
    /// Somebody who has a till in hand by a PIN, and not its owner.
    NotOwner,
    /// A key is for something.
    NoScope,
    /// They may never do that.
    Scope,
    TooMany {
        most: usize,
    },
    /// Another key took its place: one is enough.
    Replaced {
        by: i64,
    },
}

/// Who made a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyMaker {
    /// Somebody of the partner, by name.
    Person(String),
    /// By a command, for the partner.
    Operator,
}

/// A key that holds, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    pub number: i64,
    pub scopes: Vec<String>,
    pub made: Instant,
    pub until: Instant,
    /// `None`: nobody was kept.
    pub made_by: Option<KeyMaker>,
    /// The key that took its place: it is not changed once more.
    pub replaced_by: Option<i64>,
    /// For those who see all partners: which of them.
    pub whose: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysView {
    pub lines: Vec<KeyLine>,
    /// What a key may be for: name, and its meaning in English and French.
    pub scopes: Vec<(String, [String; 2])>,
    pub may_change: bool,
}

/// A key that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeKey {
    pub number: i64,
    /// Shown once.
    pub text: String,
    pub until: Instant,
    /// Until when the one before holds beside it.
    pub old_until: Option<Instant>,
}
