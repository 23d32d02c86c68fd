//! What the pages of parties ask of the platform, and what they are told.

use crate::my::FailureLine;
use crate::view::{ShownState, Supply};
use calendar::{Instant, SettlementDay};
use ledger::EntryKind;
use std::error::Error;
use units::{AccountId, Energy, MicroEuro, PaymentReference};

/// What the platform implements. Calls may block: they run on threads of their own.
///
/// Nothing that is returned holds a name, a street or an EAN of a household. Each look at a household
/// is noted before it is returned. Source: TP-22, PD-04, PD-05.
pub trait Homes: Send + Sync {
    /// Exchanges the token of a link for a visit, which is shorter and ends by itself, so that the
    /// token does not stay in the address. Wrong tokens are counted for `source`.
    fn enter(&self, source: &str, token: &str) -> Result<Answer<String>, HomesError>;

    /// The homes of a visit. Visits that were never given are counted for `source` too.
    fn list(&self, source: &str, visit: &str) -> Result<Answer<PartyPage>, HomesError>;

    /// What fails, for whoever has opened nothing yet. Source: CM-10.
    fn failing(&self) -> Result<Vec<FailureLine>, HomesError>;

    /// What moved the balance of one of them, by its [`Home::account`].
    fn home(
        &self,
        source: &str,
        visit: &str,
        account: AccountId,
    ) -> Result<Answer<HomePage>, HomesError>;
}

/// What is answered to a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<T> {
    Here(T),
    /// Wrong, ended or expired: they are not told apart.
    Gone,
    /// Too many wrong ones came from there.
    Wait {
        until: Instant,
    },
}

/// All homes a party has to do with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyPage {
    /// In any order: the page has one of its own.
    pub homes: Vec<Home>,
    /// What fails and concerns one of them. Source: CM-10.
    pub failing: Vec<FailureLine>,
    /// The same visit, for longer.
    pub visit: String,
    pub as_of: Instant,
}

/// A home as its party may see it: what may not be seen is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Its number here, for addresses: it says nothing to anybody else. Source: PD-06.
    pub account: AccountId,
    pub reference: PaymentReference,
    pub energy: Energy,
    pub town: String,
    /// How the party knows it: `flat 7`. May be empty.
    pub label: String,
    /// What follows is seen with the state.
    pub state: ShownState,
    pub supply: Supply,
    /// Until when it is held on by the hours in which nobody is cut.
    pub held_until: Option<Instant>,
    /// Money is on its way to it.
    pub under_way: bool,
    pub money: Option<Money>,
    pub may_pay: bool,
    pub has_movements: bool,
    /// The last day of a mandate.
    pub mandate_until: Option<SettlementDay>,
}

/// What a helper sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    pub balance: MicroEuro,
    /// Zero where it does not apply. Source: PA-19.
    pub to_stay_on: MicroEuro,
    /// Zero where it does not apply. Source: PA-19.
    pub to_clear: MicroEuro,
    pub as_of: Instant,
}

/// What moved a balance of late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomePage {
    pub home: Home,
    /// What fails and concerns it. Source: CM-10.
    pub failing: Vec<FailureLine>,
    /// Newest first.
    pub movements: Vec<MovementLine>,
    pub visit: String,
    pub as_of: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovementLine {
    pub day: SettlementDay,
    pub kind: MovementKind,
    /// What it did to the balance.
    pub amount: MicroEuro,
    /// The day that it is for, where that is another one.
    pub of: Option<SettlementDay>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementKind {
    /// What the day used.
    Energy,
    /// What was repaid with the day.
    Repaid,
    Entry(EntryKind),
}

/// Why there is no answer. Reported, never shown; `what` says what could not be done.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct HomesError {
    what: String,
    source: Box<dyn Error + Send + Sync>,
}

impl HomesError {
    /// Something that could not be done, and its cause.
    pub fn failed(
        what: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self { what: what.into(), source: source.into() }
    }
}
