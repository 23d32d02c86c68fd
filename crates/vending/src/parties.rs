//! Who else than its holder may do what with an account: payers, helpers, mandates of a CPAS.
//!
//! What a role may do is a table, and what is not in it is not allowed. A grant and its end are two
//! facts; neither is edited. Source: TP-22, PD-03, PD-04.

mod role;

pub use role::{Right, Rights, Role};

use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};

/// Who grants a role, or ends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granter {
    Holder,
    /// A person of the operator, by name, who always gives a reason.
    Agent(String),
}

impl Granter {
    fn may_grant(&self, role: Role) -> bool {
        match (self, role) {
            (_, Role::Holder) | (Self::Holder, Role::MandateByLaw) => false,
            (Self::Holder, Role::Payer | Role::Helper | Role::Mandate)
            | (Self::Agent(_), Role::Payer | Role::Helper | Role::Mandate | Role::MandateByLaw) => {
                true
            }
        }
    }
}

/// Why a role is not granted, or not ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartyError {
    #[error("nobody can be made the holder of an account by sharing it")]
    NotGrantable,
    #[error("a mandate by law is entered by an agent, with the law as its reason")]
    OnlyAnAgent,
    #[error("an agent needs a name and a reason")]
    ReasonMissing,
    #[error("a mandate needs a reason: what the holder agreed to and how, or the law")]
    BasisMissing,
    #[error("a mandate needs an end, {latest} at the latest")]
    EndMissing { latest: SettlementDay },
    #[error("a mandate lasts {months} months at most: until {latest}")]
    TooLong { months: i32, latest: SettlementDay },
    #[error("{last} is over")]
    EndsBeforeItBegins { last: SettlementDay },
    #[error("the account is closed")]
    AccountClosed,
    #[error("it is a {role} of this account already, for as long", role = role.name())]
    Held { role: Role },
    #[error("it has ended already")]
    Ended,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantAsked {
    pub role: Role,
    /// The last day on which it holds; mandates have one.
    pub last: Option<SettlementDay>,
    pub by: Granter,
    /// Why, and for a mandate on what basis.
    pub reason: String,
}

/// A role somebody has, or had, for one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub role: Role,
    pub from: Instant,
    /// Not any more at this instant.
    pub until: Option<Instant>,
    pub by: Granter,
    pub reason: String,
    /// The later fact that it was ended.
    pub ended: Option<GrantEnd>,
}

/// That a role was taken away. It holds at once. Source: PD-03.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantEnd {
    pub at: Instant,
    pub by: Granter,
    pub reason: String,
}

/// How a grant stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantState {
    NotYet,
    Open,
    /// Its time has run out.
    Expired,
    /// It was taken away.
    Ended,
    /// The account it was for is closed: the next occupant is somebody else (PD-07).
    AccountClosed,
}

impl GrantState {
    pub fn name(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Open => "open",
            Self::Expired => "expired",
            Self::Ended => "ended",
            Self::AccountClosed => "account_closed",
        }
    }
}

/// The last day a mandate of today may have: all of it lies within `months` months of now.
pub fn latest_end(at: Instant, months: i32) -> SettlementDay {
    at.day().plus_months(months).previous()
}

impl Grant {
    /// Grants a role from `at` on. `months`: the parameter `mandate.max_months`. `others`: what the same
    /// party has of this account already; `closed`: the account is. Errors: see [`PartyError`].
    pub fn new(
        asked: GrantAsked,
        at: Instant,
        months: i32,
        others: &[Grant],
        closed: Option<Instant>,
    ) -> Result<Self, PartyError> {
        let GrantAsked { role, last, by, reason } = asked;
        let reason = reason.trim().to_owned();
        if !by.may_grant(role) {
            return Err(match role {
                Role::Holder => PartyError::NotGrantable,
                Role::Payer | Role::Helper | Role::Mandate | Role::MandateByLaw => {
                    PartyError::OnlyAnAgent
                }
            });
        }
        gives_a_reason(&by, &reason)?;
        if closed.is_some() {
            return Err(PartyError::AccountClosed);
        }
        if role.is_mandate() {
            let latest = latest_end(at, months);
            if reason.is_empty() {
                return Err(PartyError::BasisMissing);
            }
            match last {
                None => return Err(PartyError::EndMissing { latest }),
                Some(last) if last > latest => return Err(PartyError::TooLong { months, latest }),
                Some(_) => {}
            }
        }
        if let Some(last) = last
            && last < at.day()
        {
            return Err(PartyError::EndsBeforeItBegins { last });
        }
        let until = last.map(SettlementDay::end);
        let as_long = |other: &Grant| match (other.until, until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(known), Some(asked)) => known >= asked,
        };
        if others.iter().any(|one| one.role == role && one.is_open(at, closed) && as_long(one)) {
            return Err(PartyError::Held { role });
        }
        Ok(Self { role, from: at, until, by, reason, ended: None })
    }

    /// The fact that ends it. Errors: it has ended, or an agent gives no reason.
    pub fn end(&self, by: Granter, reason: &str, at: Instant) -> Result<GrantEnd, PartyError> {
        let reason = reason.trim().to_owned();
        gives_a_reason(&by, &reason)?;
        if self.ended.is_some() || self.until.is_some_and(|until| until <= at) {
            return Err(PartyError::Ended);
        }
        Ok(GrantEnd { at, by, reason })
    }

    /// `closed`: when the account was closed.
    pub fn state(&self, at: Instant, closed: Option<Instant>) -> GrantState {
        if self.ended.as_ref().is_some_and(|end| end.at <= at) {
            GrantState::Ended
        } else if closed.is_some_and(|closed| closed <= at) {
            GrantState::AccountClosed
        } else if self.until.is_some_and(|until| until <= at) {
            GrantState::Expired
        } else if at < self.from {
            GrantState::NotYet
        } else {
            GrantState::Open
        }
    }

    pub fn is_open(&self, at: Instant, closed: Option<Instant>) -> bool {
        self.state(at, closed) == GrantState::Open
    }

    /// The last day on which it holds.
    pub fn last(&self) -> Option<SettlementDay> {
        self.until.map(|until| until.day().previous())
    }
}

fn gives_a_reason(by: &Granter, reason: &str) -> Result<(), PartyError> {
    match by {
        Granter::Holder => Ok(()),
        Granter::Agent(name) if name.trim().is_empty() || reason.is_empty() => {
            Err(PartyError::ReasonMissing)
        }
        Granter::Agent(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
