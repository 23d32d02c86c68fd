//! The story of an account: what happened, as facts that the page says in the language of whoever reads it.
//! Source: UX A-02.

use super::{ActKind, OrderReason};
use crate::view::ShownState;
use calendar::{Instant, SettlementDay};
use units::{Dso, MicroEuro};

/// What an event says beside its name. Only what somebody wrote is text; all else is said by the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    Nothing,
    /// Somebody's own words. What is not known of it is empty.
    Words {
        /// Of the case.
        number: Option<i64>,
        words: String,
        by: String,
    },
    /// Money and the way it took.
    Money {
        amount: MicroEuro,
        channel: String,
    },
    /// A balance was put right, with what the household reads.
    Adjusted {
        amount: MicroEuro,
        text: String,
    },
    Shared {
        amount: MicroEuro,
        /// As they are kept, with a point.
        kwh: String,
        /// Its first day; `None` where it is kept otherwise.
        month: Option<SettlementDay>,
        /// The one day that it is for.
        day: Option<SettlementDay>,
    },
    /// A hold by its name.
    Hold {
        name: String,
        until: Option<Instant>,
    },
    Grace {
        amount: MicroEuro,
        until: Option<Instant>,
        reason: String,
        by: String,
    },
    /// Two people asked for a cut, or for a limit.
    CutAsked {
        limit: bool,
        reason: Option<OrderReason>,
        words: String,
        by: [String; 2],
    },
    /// The decision is proved under this number.
    Proof {
        dso: Dso,
        number: i64,
        /// The beginning of its hash.
        hash: String,
    },
    /// At which meter, on which day that was collected.
    AtMeter {
        meter: String,
        day: SettlementDay,
    },
    /// Which card was put in, and which one belongs there.
    OtherCard {
        meter: String,
        expected: String,
    },
    ConsentEnds {
        on: SettlementDay,
    },
    /// A message on one channel.
    Notice {
        channel: String,
        /// As it is kept.
        reason: String,
        /// None of a code.
        text: Option<String>,
    },
    /// A call on the phone line: the states that were told, and the steps by name with their keys.
    Call {
        told: Vec<ShownState>,
        path: Vec<(String, String)>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    Money,
    Meter,
    Decision,
    Notice,
    Person,
    Other,
}

impl EventKind {
    pub const ALL: [Self; 6] =
        [Self::Money, Self::Meter, Self::Decision, Self::Notice, Self::Person, Self::Other];

    /// As an address carries it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Meter => "meter",
            Self::Decision => "decision",
            Self::Notice => "notice",
            Self::Person => "person",
            Self::Other => "other",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A step on the way of an order or a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Sent,
    Acknowledged,
    Done,
    Failed,
    Withdrawn,
}

/// A line of the story of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub at: Instant,
    pub kind: EventKind,
    /// A name of the platform's, such as `order_release`.
    pub what: String,
    /// What it says beside its name.
    pub detail: Detail,
    pub balance: Option<MicroEuro>,
    /// Ids of the guards that held it back.
    pub guards: Vec<String>,
    pub stages: Vec<(Stage, Instant)>,
    /// The payment or the act behind it.
    pub link: Option<EventLink>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventLink {
    Payment(String),
    Act(i64),
    /// What was not done may be asked of the meter again, by such an act.
    Again(ActKind),
    Visit(i64),
}
