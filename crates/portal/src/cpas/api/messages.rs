//! What a social service writes to its client. Source: UX S-08.

use super::ClientLine;
use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Language};

/// Messages of a social service to a client that agreed: by the channels of the household, in its own hours.
pub trait ClientMessages: Send + Sync {
    /// `None` without the client's agreement.
    fn message_form(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<MessageFacts>, MyError>;
    /// What would be said. Nothing is written.
    fn message_preview(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: MessageWanted,
    ) -> Result<Result<MessageShown, NotSent>, MyError>;
    /// The same attempt is the same message.
    fn send_message(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: MessageWanted,
        attempt: &str,
    ) -> Result<Result<(), NotSent>, MyError>;
}

/// What may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    Call,
    Meet,
    Papers,
    Decision,
    Renew,
    Help,
}

impl Template {
    pub const ALL: [Self; 6] =
        [Self::Call, Self::Meet, Self::Papers, Self::Decision, Self::Renew, Self::Help];

    /// As it is kept; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Meet => "meet",
            Self::Papers => "papers",
            Self::Decision => "decision",
            Self::Renew => "renew",
            Self::Help => "help",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.name() == name)
    }

    /// It says a day that somebody chooses. When access ends is known.
    pub fn has_day(self) -> bool {
        matches!(self, Self::Meet | Self::Papers | Self::Decision)
    }

    /// It says a time of that day, too.
    pub fn has_time(self) -> bool {
        matches!(self, Self::Meet)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageWanted {
    pub template: Template,
    pub day: Option<SettlementDay>,
    /// Hour and minute.
    pub time: Option<(u8, u8)>,
}

/// What the form says beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageFacts {
    pub line: ClientLine,
    /// Of the household.
    pub language: Language,
    /// Each template in that language, filled with what is known, and `…` where somebody chooses.
    pub texts: Vec<(Template, String)>,
}

/// A message as it would leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageShown {
    pub language: Language,
    /// In each language, with its septets.
    pub texts: Vec<(Language, String, usize)>,
    /// Septets of one short message.
    pub most: usize,
    /// On which channels it leaves, and when at the earliest; none if nothing reaches the household.
    pub ways: Vec<(String, Instant)>,
    pub now: Instant,
}

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    #[error("no client that agreed")]
    NoClient,
    #[error("the day or time is missing")]
    NoDay,
    #[error("the day is over, or more than {most} days away")]
    Day { most: i32 },
    /// The text asks to call the office, and says that the call stays there.
    #[error("the office has no phone number")]
    NoPhone,
    #[error("nothing reaches the household")]
    NoWay,
    #[error("the household wants no messages of social services")]
    Declined,
    /// Of each kind one leaves a day. Source: CM-03.
    #[error("another one of this kind has left today")]
    Today,
}
