//! Roles, rights, and the table of who may do what. Source: TP-22, PD-04.

use super::Grant;
use calendar::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What somebody is to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Has the contract. Never granted.
    Holder,
    /// Pays for others, such as the manager of a site.
    Payer,
    /// A relative or a friend, who has to know how much is needed.
    Helper,
    /// A CPAS to which the holder agreed.
    Mandate,
    /// A CPAS by force of a law.
    MandateByLaw,
}

/// One thing that can be done or seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Top the account up.
    Pay,
    /// DS1 to DS5, and whether the meter waits for its button.
    SeeState,
    /// The balance, and the amounts that keep or bring back the supply.
    SeeBalance,
    /// What moved the balance.
    SeeMovements,
    /// Credit aid, which is a lot of its own (PA-44).
    GiveAid,
    /// Grant a role, and end it.
    Share,
    /// Who looked at the account.
    SeeLooks,
}

/// What each role may do. Source: TP-22, TP-02, PD-01, UX 7.3.
pub(super) const TABLE: [(Role, &[Right]); 5] = [
    (
        Role::Holder,
        &[
            Right::Pay,
            Right::SeeState,
            Right::SeeBalance,
            Right::SeeMovements,
            Right::Share,
            Right::SeeLooks,
        ],
    ),
    (Role::Payer, &[Right::Pay, Right::SeeState]),
    (Role::Helper, &[Right::Pay, Right::SeeState, Right::SeeBalance]),
    (
        Role::Mandate,
        &[Right::Pay, Right::SeeState, Right::SeeBalance, Right::SeeMovements, Right::GiveAid],
    ),
    // What was used and paid stays the holder's own without an agreement.
    (Role::MandateByLaw, &[Right::Pay, Right::SeeState, Right::SeeBalance, Right::GiveAid]),
];

impl Role {
    pub const ALL: [Self; 5] =
        [Self::Holder, Self::Payer, Self::Helper, Self::Mandate, Self::MandateByLaw];

    /// As it is written and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Payer => "payer",
            Self::Helper => "helper",
            Self::Mandate => "mandate",
            Self::MandateByLaw => "mandate_by_law",
        }
    }

    /// As it is kept.
    pub fn code(self) -> u8 {
        match self {
            Self::Holder => 0,
            Self::Payer => 1,
            Self::Helper => 2,
            Self::Mandate => 3,
            Self::MandateByLaw => 4,
        }
    }

    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    pub fn is_mandate(self) -> bool {
        matches!(self, Self::Mandate | Self::MandateByLaw)
    }

    pub fn may(self, right: Right) -> bool {
        TABLE.iter().any(|(role, rights)| *role == self && rights.contains(&right))
    }
}

impl Right {
    pub const ALL: [Self; 7] = [
        Self::Pay,
        Self::SeeState,
        Self::SeeBalance,
        Self::SeeMovements,
        Self::GiveAid,
        Self::Share,
        Self::SeeLooks,
    ];

    /// As it is written, also in the log of who looked.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::SeeState => "see_state",
            Self::SeeBalance => "see_balance",
            Self::SeeMovements => "see_movements",
            Self::GiveAid => "give_aid",
            Self::Share => "share",
            Self::SeeLooks => "see_looks",
        }
    }
}

/// What a party may do with one account now: all that its open grants allow, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights(BTreeSet<Right>);

impl Rights {
    pub fn of<'a>(
        grants: impl IntoIterator<Item = &'a Grant>,
        at: Instant,
        closed: Option<Instant>,
    ) -> Self {
        let open = grants.into_iter().filter(|grant| grant.is_open(at, closed));
        let allowed =
            open.flat_map(|grant| Right::ALL.into_iter().filter(|right| grant.role.may(*right)));
        Self(allowed.collect())
    }

    pub fn may(&self, right: Right) -> bool {
        self.0.contains(&right)
    }

    /// `value`, if it may be seen.
    pub fn show<T>(&self, right: Right, value: T) -> Option<T> {
        self.may(right).then_some(value)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Right> + '_ {
        self.0.iter().copied()
    }
}
