//! Aid, as it is asked, worked out and kept. Source: UX S-05, S-10, PA-44.

use super::ClientLine;
use calendar::{Instant, SettlementDay};
use units::{AccountId, Energy, MicroEuro, PaymentReference};

/// Why aid is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motive {
    Energy,
    Guarantee,
    Winter,
    Other,
}

impl Motive {
    pub const ALL: [Self; 4] = [Self::Energy, Self::Winter, Self::Guarantee, Self::Other];

    /// As it is kept; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::Guarantee => "guarantee",
            Self::Winter => "winter",
            Self::Other => "other",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|motive| motive.name() == name)
    }
}

/// What the form of aid says beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AidFacts {
    pub line: ClientLine,
    /// Of one payment.
    pub least: MicroEuro,
    pub most: MicroEuro,
    /// Above it a colleague signs.
    pub cap: MicroEuro,
    /// The same household, where it has its other energy.
    pub other: Option<ClientLine>,
    /// What is put right.
    pub copy: Option<AidCopy>,
    /// The first and the last day on which it may be booked, if not now.
    pub first_day: SettlementDay,
    pub last_day: SettlementDay,
}

/// Aid that another one puts right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AidCopy {
    pub id: i64,
    pub amount: MicroEuro,
    /// For the other energy, if that was asked with it and is put right as well.
    pub other: Option<MicroEuro>,
    pub motive: Option<Motive>,
    pub budget: String,
    /// If it may still be booked on that day.
    pub on: Option<SettlementDay>,
    /// It is taken back when the other one is given.
    pub waits: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AidWanted {
    pub amount: MicroEuro,
    pub motive: Motive,
    /// Of the social service's own books; may be empty.
    pub budget: String,
    /// For the other energy of the household.
    pub other: Option<MicroEuro>,
    /// A working day ahead; now without one.
    pub on: Option<SettlementDay>,
    /// The number of the aid that it puts right, with all that was asked together with that.
    pub copy_of: Option<i64>,
}

/// What aid does, worked out by the rules that will do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AidEffect {
    pub balance: (MicroEuro, MicroEuro),
    /// Of what was lent for emergencies.
    pub repaid: MicroEuro,
    /// How long what is there after it lasts.
    pub days: Option<i64>,
}

/// What becomes of one energy's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AidPart {
    pub energy: Energy,
    pub amount: MicroEuro,
    pub effect: AidEffect,
}

/// Aid before it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AidPreview {
    /// That of the client first.
    pub parts: Vec<AidPart>,
    /// Of all together.
    pub second: bool,
    pub cap: MicroEuro,
}

/// Why aid is not given, or not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AidRefused {
    #[error("no client")]
    NoClient,
    #[error("no such aid")]
    NoAid,
    #[error("it has ended")]
    Ended,
    #[error("the same person has asked for it")]
    SamePerson,
    #[error("this page was sent before with something else")]
    SentBefore,
    #[error("no other energy of this household")]
    NoOther,
    #[error("no working day ahead")]
    NotADay,
    #[error("it is booked, or was put right already")]
    NotToCopy,
    #[error("{least} to {most}")]
    OutOfBounds { least: MicroEuro, most: MicroEuro },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AidStanding {
    Waiting {
        /// Whoever looks has asked for it.
        own: bool,
    },
    /// It is booked on this day.
    Planned(SettlementDay),
    Booked(Instant),
    Cancelled(Instant),
    /// Its day came in vain.
    Lapsed(Instant, Lapse),
}

/// Why aid could not be booked on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lapse {
    Closed,
    NoMandate,
}

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AidLine {
    pub id: i64,
    pub account: AccountId,
    pub reference: PaymentReference,
    pub energy: Energy,
    pub at: Instant,
    pub by: String,
    /// The day for which it was asked.
    pub on: Option<SettlementDay>,
    /// The aid that it puts right.
    pub copy_of: Option<i64>,
    /// It may be put right by another one.
    pub to_copy: bool,
    /// It is decided with the household's other energy.
    pub together: bool,
    pub amount: MicroEuro,
    pub motive: Option<Motive>,
    pub budget: String,
    pub standing: AidStanding,
}

/// What a social service gave in a month, and what waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The first day of the month.
    pub first: SettlementDay,
    pub lines: Vec<AidLine>,
    pub now: Instant,
}
