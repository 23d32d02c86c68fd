//! What the page of alerts asks of the platform, and what it is told.

use crate::my::{MyError, MyMeter, Visitor};
use calendar::Instant;
use units::{Language, MicroEuro};

/// When somebody wants to hear that credit is low.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenLow {
    /// As for everybody.
    Usual,
    Euro(MicroEuro),
    Days(u16),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyAlerts {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    pub wanted: AlertsWanted,
    /// Where messages go: a number, an address.
    pub reached_at: Vec<String>,
    /// The night of everybody, in minutes of the local day.
    pub night: (u16, u16),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertsWanted {
    pub low: WhenLow,
    pub sms: bool,
    pub mail: bool,
    pub letter: bool,
    pub voice: bool,
    /// The phone line may say the street to who calls from this number.
    pub recognised: bool,
    /// Letters come in easy words.
    pub easy: bool,
    pub language: Language,
    /// What does not come, of what need not.
    pub declined: Vec<Family>,
    /// What comes by mail, of what may come as a text message.
    pub by_mail: Vec<Family>,
    /// Hours of one's own in which nothing comes that can wait, in minutes of the local day; `None`: those of everybody.
    pub quiet: Option<(u16, u16)>,
}

/// Messages that one may do without. What is not here has to be known and comes in any case. Source: CM-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Credited,
    Low,
    /// It ends while shops are closed.
    Forecast,
    NoReading,
    Survey,
    ConsentEnds,
    Sharing,
    /// Of a CPAS.
    Office,
}

impl Family {
    pub const ALL: [Self; 8] = [
        Self::Low,
        Self::Forecast,
        Self::Credited,
        Self::NoReading,
        Self::Office,
        Self::Sharing,
        Self::ConsentEnds,
        Self::Survey,
    ];

    /// As it is kept, and as forms call it; never changes.
    pub fn id(self) -> &'static str {
        match self {
            Self::Credited => "M03",
            Self::Low => "M04",
            Self::Forecast => "M05",
            Self::NoReading => "M21",
            Self::Survey => "M24",
            Self::ConsentEnds => "consent",
            Self::Sharing => "M29",
            Self::Office => "office",
        }
    }
}

impl Family {
    /// It may come as a text message; the rest is too long for one.
    pub fn has_text_message(self) -> bool {
        !matches!(self, Self::ConsentEnds | Self::Sharing)
    }
}

/// Why no test message leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TestRefused {
    #[error("there is no phone number")]
    NoPhone,
    #[error("the message could not be handed over")]
    NotNow,
    #[error("too many messages until {until}")]
    Wait { until: Instant },
}

/// What the platform implements beside [`super::super::Household::alerts`]. Calls may block.
pub trait Tests: Send + Sync {
    /// Sends a message that says nothing but that it arrives. Kept, and limited. Errors inside: [`TestRefused`].
    fn send_test(
        &self,
        visitor: &Visitor,
        place: usize,
    ) -> Result<Option<Result<(), TestRefused>>, MyError>;
}
