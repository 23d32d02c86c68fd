//! What the page of movements asks of the platform, and what it is told.

use crate::homes::{MovementKind, MovementLine};
use crate::my::api::{MyError, MyMeter, Visitor};
use calendar::{Instant, SettlementDay};
use ledger::EntryKind;
use units::{MicroEuro, MilliWattHours};

/// What the platform implements. Calls may block.
pub trait Movements {
    /// Those of a month, by any of its days; without one those of the last three.
    fn movements(
        &self,
        visitor: &Visitor,
        place: usize,
        month: Option<SettlementDay>,
    ) -> Result<Option<MyMovements>, MyError>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyMovements {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    /// The first day of the month that was asked for, and of each there is, newest first.
    pub month: Option<SettlementDay>,
    pub months: Vec<SettlementDay>,
    /// Newest first.
    pub moves: Vec<MyMove>,
    pub balance: MicroEuro,
    pub as_of: Instant,
    /// The balance after each of the last days that are settled, oldest first.
    pub balances: Vec<(SettlementDay, MicroEuro)>,
    /// What is expected after the next days; empty if nothing is. Source: PA-36, PA-37.
    pub ahead: Vec<AheadLine>,
    /// The last real reading that the expectation rests on.
    pub last_reading: Option<Instant>,
    /// What the supplier's bill is expected to be, and when; above zero is to pay. Source: PA-34.
    pub bill: Option<(SettlementDay, MicroEuro)>,
}

/// A movement, what the balance was after it, and why it is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyMove {
    pub line: MovementLine,
    pub after: MicroEuro,
    pub why: Why,
}

/// What a line says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Its name is enough.
    Named,
    Used {
        energy: MilliWattHours,
        provisional: bool,
    },
    /// So much is left to repay, of all there is.
    Repaid {
        left: MicroEuro,
    },
    /// So much was paid, and this part of it repays.
    Paid {
        paid: MicroEuro,
        repays: MicroEuro,
    },
    /// It belongs to another day.
    Of(SettlementDay),
    /// What a person wrote for them. Source: TP-25.
    Written(String),
}

/// An expected balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AheadLine {
    pub day: SettlementDay,
    pub balance: MicroEuro,
    /// Lowest and highest; the flat method has none.
    pub range: Option<(MicroEuro, MicroEuro)>,
}

/// Kinds of movements, to see only those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedBy {
    Money,
    Use,
    Repayment,
    Else,
}

impl MovedBy {
    pub(in crate::my) const ALL: [Self; 4] = [Self::Money, Self::Use, Self::Repayment, Self::Else];

    pub fn of(kind: MovementKind) -> Self {
        let entry = match kind {
            MovementKind::Energy => return Self::Use,
            MovementKind::Repaid => return Self::Repayment,
            MovementKind::Entry(entry) => entry,
        };
        match entry {
            EntryKind::TopUp
            | EntryKind::Aid
            | EntryKind::Refund
            | EntryKind::Chargeback
            | EntryKind::Reversal => Self::Money,
            EntryKind::EnergyCharge | EntryKind::Correction | EntryKind::SharedEnergy => Self::Use,
            EntryKind::Collection | EntryKind::Repayment => Self::Repayment,
            EntryKind::StartingAdvance
            | EntryKind::MeterTransfer
            | EntryKind::Relief
            | EntryKind::ReliefDecision
            | EntryKind::DebtEntered
            | EntryKind::LimitedEnergy
            | EntryKind::Adjustment
            | EntryKind::Suspense
            | EntryKind::Remittance
            | EntryKind::ShiftClose
            | EntryKind::Closing => Self::Else,
        }
    }

    /// As a form carries it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Use => "use",
            Self::Repayment => "repayment",
            Self::Else => "else",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}
