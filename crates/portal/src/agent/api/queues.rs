//! Worklists, and money in suspense.

use super::Owner;
use access::{Act, Role, Verb};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso, Ean, MicroEuro};
use vending::SuspenseAct;

/// What of sharing is money for a closed account.
const OWED: &str = "owed";
/// Of whom a household has not said that it knows what it loses.
const PROTECTED: &str = "became_protected";

/// A list of what waits for people. Source: UX A-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    Off,
    /// Held on by hours that end within a day.
    Held,
    Unreached,
    Suspense,
    Holds,
    Silent,
    MeterAlarms,
    Returned,
    Calls,
    CallBacks,
    Questions,
    /// Of suppliers, for prepayment or its end. Source: PR-02.
    Requests,
    CpasRequests,
    Prices,
    NoAnswer,
    Newcomers,
    /// Of energy sharing: what is owed, what could not be credited, who has moved out. Source: ES-19, MK-06.
    Sharing,
    /// Who uses far less in the cold, with repeated emergency credit: a person offers help. Source: CM-09.
    UnderUse,
}

impl Queue {
    pub const ALL: [Self; 18] = [
        Self::Off,
        Self::Held,
        Self::Unreached,
        Self::Suspense,
        Self::Holds,
        Self::Silent,
        Self::MeterAlarms,
        Self::Returned,
        Self::Calls,
        Self::CallBacks,
        Self::Questions,
        Self::Requests,
        Self::CpasRequests,
        Self::Prices,
        Self::NoAnswer,
        Self::Newcomers,
        Self::Sharing,
        Self::UnderUse,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Held => "held",
            Self::Unreached => "unreached",
            Self::Suspense => "suspense",
            Self::Holds => "holds",
            Self::Silent => "silent",
            Self::MeterAlarms => "alarms",
            Self::Returned => "returned",
            Self::Calls => "calls",
            Self::CallBacks => "callbacks",
            Self::Questions => "questions",
            Self::Requests => "requests",
            Self::CpasRequests => "cpas",
            Self::Prices => "prices",
            Self::NoAnswer => "no_answer",
            Self::Newcomers => "newcomers",
            Self::Sharing => "sharing",
            Self::UnderUse => "under_use",
        }
    }

    /// Whether what waits is done when somebody of a role says how. Money is ended by who may move it; what waits for a
    /// price or for a dossier ends by itself, and not by a word.
    pub fn is_ended_by_word(self, what: &str, role: Role) -> bool {
        match self {
            Self::UnderUse => true,
            // Somebody spoke with the household.
            Self::Sharing if what.starts_with(PROTECTED) => true,
            Self::Sharing => {
                what.starts_with(OWED) && access::may(role, Act::AdjustLedger, Verb::Do).is_some()
            }
            _ => false,
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.name() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLine {
    /// Whose account; none of money in suspense, or of a point that has none yet.
    pub account: Option<AccountId>,
    pub ean: Option<Ean>,
    /// Of money in suspense, or of a price.
    pub key: Option<String>,
    /// Of what a household asked.
    pub question: Option<i64>,
    /// Of a request for prepayment or its end.
    pub request: Option<i64>,
    pub name: String,
    pub town: String,
    /// What it is about, by the platform's name or in the sender's words.
    pub what: String,
    pub amount: Option<MicroEuro>,
    pub since: Instant,
    pub deadline: Instant,
    /// Under which it is taken.
    pub task: String,
    pub owner: Option<Owner>,
    pub now: Instant,
}

/// Money in suspense, and whose it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspenseView {
    pub key: String,
    pub dso: Dso,
    pub amount: MicroEuro,
    pub received: SettlementDay,
    pub sender: String,
    pub text: String,
    pub open: bool,
    /// What is due, and by when.
    pub due: (SuspenseAct, Option<SettlementDay>),
    pub age_days: i32,
    /// The day on which the sender was written to.
    pub asked: Option<SettlementDay>,
    /// The account it came from, if the bank has told.
    pub iban: Option<String>,
    /// An act that gives it back and waits for a second person.
    pub waiting: Option<i64>,
    /// Account, name, town.
    pub suggested: Vec<(Ean, String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mk_06_money_is_ended_by_who_may_move_it_and_what_waits_for_a_price_by_no_word() {
        let ends = |what: &str, role| Queue::Sharing.is_ended_by_word(what, role);
        assert!(ends("owed 2026-10", Role::AgentL2) && !ends("owed 2026-10", Role::AgentL1));
        assert!(!ends("not_credited 2026-10", Role::AgentL2));
        assert!(!ends("still_member", Role::AgentL2));
        assert!(ends("became_protected", Role::AgentL1));
        assert!(Queue::UnderUse.is_ended_by_word("under_use 35 2", Role::AgentL1));
        assert!(!Queue::Off.is_ended_by_word("cut_confirmed", Role::AgentL2));
    }
}
