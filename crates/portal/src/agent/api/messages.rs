//! What the page of messages asks: what a household was told and how it went, why something did not reach it, and
//! what may be said or sent again. Source: UX A-09, CM-02 to CM-06.

use crate::my::{MyError, Visitor};
use crate::view::StateCard;
use calendar::Instant;
use std::fmt;
use units::{AccountId, Ean, Language};

pub trait MessageDesk {
    fn messages(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<MessagesView>, MyError>;

    /// Whether letters come in easy words from now on, as the household asked by phone. `false` if there is no such
    /// account, or it is closed. Source: UX 5.5.
    fn set_easy(&self, visitor: &Visitor, account: AccountId, easy: bool) -> Result<bool, MyError>;
}

/// How a channel to the holder stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WayState {
    Good,
    /// Nothing is known.
    Unknown,
    /// A number that takes no short messages.
    NotMobile,
    /// Switched off: only what has to be known, where nothing else is left.
    Off,
    /// A letter came back from there.
    CameBack,
}

impl WayState {
    pub const ALL: [Self; 5] =
        [Self::Good, Self::Unknown, Self::NotMobile, Self::Off, Self::CameBack];
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayLine {
    /// By its name: `sms`, `mail`, `letter`.
    pub channel: String,
    /// Empty if none is known.
    pub address: String,
    pub state: WayState,
}

/// Who was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    Holder,
    /// The holder where they were reached before.
    OldContact,
    Staff,
    Supplier,
    /// The local commission for energy.
    Commission,
    /// A helper, payer or office, by name.
    Party(String),
}

/// How a message stands on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SentState {
    /// Leaves later.
    Waits,
    /// Waits for the end of the quiet hours.
    Quiet,
    Leaving,
    HandedOver,
    Delivered,
    Failed,
    Withdrawn,
}

impl SentState {
    pub const ALL: [Self; 7] = [
        Self::Waits,
        Self::Quiet,
        Self::Leaving,
        Self::HandedOver,
        Self::Delivered,
        Self::Failed,
        Self::Withdrawn,
    ];
}

/// One message on one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentRow {
    /// Of the account, from 1.
    pub number: i64,
    pub channel: String,
    pub address: String,
    pub state: SentState,
    /// When it leaves, left, or ended.
    pub at: Instant,
    /// In the words of whoever brings it, or the platform's own.
    pub reason: String,
    /// It takes the place of one that did not arrive.
    pub instead: bool,
}

/// Why a message did not take a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotSent {
    NotThatWay,
    Unknown,
    NotMobile,
    Off,
    Declined,
    AnotherWay,
    CameBack,
}

impl NotSent {
    pub const ALL: [Self; 7] = [
        Self::NotThatWay,
        Self::Unknown,
        Self::NotMobile,
        Self::Off,
        Self::Declined,
        Self::AnotherWay,
        Self::CameBack,
    ];
}

/// Something that was told, with each channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMessage {
    /// By its id, such as `M04`.
    pub message: String,
    /// When what it tells of happened.
    pub at: Instant,
    pub whom: Whom,
    /// Of a copy: the number of the first one.
    pub copy_of: Option<i64>,
    /// The words; none of a code.
    pub text: Option<String>,
    pub language: Language,
    pub rows: Vec<SentRow>,
    /// By the name of the channel; to the holder only.
    pub not_sent: Vec<(String, NotSent)>,
    /// The number under which it may be sent again.
    pub again: Option<i64>,
}

/// What an agent has said and has not left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    pub message: String,
    pub at: Instant,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MessagesView {
    pub account: AccountId,
    pub ean: Ean,
    pub name: String,
    pub town: String,
    pub card: StateCard,
    pub language: Language,
    pub ways: Vec<WayLine>,
    /// Own quiet hours, in minutes of the local day.
    pub quiet_min: Option<(u16, u16)>,
    /// Those of everybody.
    pub everybody_min: (u16, u16),
    /// Ids of messages that are not wished.
    pub declined: Vec<String>,
    /// Letters come in easy words.
    pub easy: bool,
    pub scheduled: Vec<Scheduled>,
    /// Newest first.
    pub log: Vec<SentMessage>,
    /// There are older ones.
    pub more: bool,
    /// The operator writes to nobody.
    pub silent: bool,
    pub closed: bool,
    pub now: Instant,
}

/// A message that may be said now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its id.
    pub message: String,
    /// In the household's language.
    pub text: String,
}

/// A message that may be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copyable {
    pub number: i64,
    pub message: String,
    pub at: Instant,
    /// By their names.
    pub channels: Vec<String>,
}

/// Why nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotSaid {
    /// There is no such message, or this channel does not take it.
    NoMessage,
    /// A code is never sent twice.
    Code,
    NotSo,
    /// No address is known, or the channel is not wished.
    NoWay,
    /// A copy on this channel has not left yet.
    Waits,
    /// Too many codes within an hour.
    TooMany,
    /// The moment is over, or too far away.
    When,
}

impl fmt::Display for NotSaid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoMessage => "there is no such message",
            Self::Code => "it holds a code",
            Self::NotSo => "it is not so",
            Self::NoWay => "no address is known",
            Self::Waits => "a copy waits",
            Self::TooMany => "too many codes",
            Self::When => "the moment is over, or too far away",
        })
    }
}
