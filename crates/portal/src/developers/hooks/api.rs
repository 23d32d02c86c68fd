//! What the pages of endpoints ask, and what they are told. Calls may block.

use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};

/// Done, or refused with words for whoever asked. Errors: reported, never shown.
pub type Hooked<T> = Result<Result<T, HookRefused>, MyError>;

/// Endpoints of whoever a visitor works for, and of nobody else: a merchant's are those of the terminal, a social
/// service's its own. Those who run the platform see all and change none.
pub trait HookDesk: Send + Sync + 'static {
    /// `None`: no organisation with endpoints is behind this visitor.
    fn hooks(&self, visitor: &Visitor) -> Result<Option<HooksView>, MyError>;
    fn hook(&self, visitor: &Visitor, number: i64) -> Result<Option<HookView>, MyError>;
    /// Returns the number of a new endpoint, and what its receiver checks signatures with: shown once.
    fn add_hook(&self, visitor: &Visitor, wanted: &HookWanted) -> Hooked<(i64, String)>;
    /// Another secret, shown once. The one before signs, too, for as long as the operator says.
    fn rotate_hook(&self, visitor: &Visitor, number: i64) -> Hooked<(String, Instant)>;
    fn test_hook(&self, visitor: &Visitor, number: i64) -> Hooked<()>;
    /// Sends again. Returns how many leave.
    fn replay_hook(&self, visitor: &Visitor, number: i64, what: &Replay) -> Hooked<usize>;
    fn switch_hook(&self, visitor: &Visitor, number: i64, on: bool) -> Hooked<()>;
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HookWanted {
    pub url: String,
    /// Names of types of events; all that may be heard of without any.
    pub types: Vec<String>,
    /// A shared secret instead of a key pair.
    pub shared: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    Event(String),
    Since(SettlementDay),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookRefused {
    /// There is none of that number, or it is somebody else's: which is not told.
    Unknown,
    /// Somebody who has a till in hand by a PIN, and not its owner.
    NotOwner,
    NotAnAddress,
    NotHttps,
    WithPassword,
    /// Of this machine or of a network behind it.
    NotPublic,
    /// No address stands behind the name.
    NotFound,
    /// They may never hear of such an event.
    Type,
    /// An endpoint of this address is on.
    Known,
    TooMany {
        most: usize,
    },
    /// It is off: nothing is sent to it.
    Off,
    /// The endpoint may not hear of that event, or it is no more kept.
    NoEvent,
    /// A day that is still to come.
    Day,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookLine {
    pub number: i64,
    pub url: String,
    /// All that may be heard of if there are none.
    pub types: Vec<String>,
    pub on: bool,
    /// Why it is off.
    pub reason: String,
    pub made: Instant,
    /// For those who see all partners: which of them.
    pub whose: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HooksView {
    pub lines: Vec<HookLine>,
    /// What may be heard of: name, and its meaning in English and French.
    pub types: Vec<(String, [String; 2])>,
    pub may_change: bool,
    pub most: usize,
    /// For so many hours both secrets sign.
    pub overlap_h: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentState {
    Waits,
    Leaving,
    Delivered,
    GivenUp,
    /// The right to hear of it has ended meanwhile.
    Withdrawn,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptLine {
    pub at: Instant,
    /// `None` without an answer.
    pub status: Option<u16>,
    pub took_ms: i64,
    /// Masked; empty for those who run the platform.
    pub answer: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLine {
    pub event: String,
    pub kind: String,
    pub made: Instant,
    pub state: SentState,
    /// When it leaves next, if it waits.
    pub due: Instant,
    /// Masked.
    pub body: String,
    /// First one first.
    pub attempts: Vec<AttemptLine>,
    /// It may be sent again.
    pub replays: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookView {
    pub line: HookLine,
    /// Until when each secret signs, newest first; without an end the one that counts.
    pub secrets: Vec<Option<Instant>>,
    /// Newest first.
    pub sent: Vec<SentLine>,
    pub overlap_h: i64,
    pub may_change: bool,
}
