//! What the page of two energies asks of the platform, and what it is told.

use crate::my::{MyError, MyMeter, TopUpEffect, Visitor};
use units::MicroEuro;

/// What the platform implements. Calls may block; a `place` is as for [`super::super::Household`].
pub trait BothEnergies: Send + Sync {
    /// What one payment would do for two meters. `None` if the meter is not the visitor's, or there is no second
    /// one of the same operator.
    fn both(&self, visitor: &Visitor, asked: &BothAsked) -> Result<Option<MyBoth>, MyError>;
}

/// What is asked of two meters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BothAsked {
    /// The meter that the visitor came from.
    pub place: usize,
    /// An amount for each, as keyed in: the meters in their order.
    pub amounts: Option<[MicroEuro; 2]>,
    /// Or what is paid in all, to be divided.
    pub total: Option<MicroEuro>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BothSide {
    pub meter: MyMeter,
    pub amount: MicroEuro,
    /// `None` if this amount cannot be paid.
    pub effect: Option<TopUpEffect>,
    /// Limits of one payment, which hold for each. Source: TP-03.
    pub least: MicroEuro,
    pub most: MicroEuro,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyBoth {
    pub sides: [BothSide; 2],
    /// The amounts are ours, so that both last about as long.
    pub divided: bool,
    /// The total that was asked for cannot be divided within the limits: the amounts are those of another.
    pub cannot_divide: bool,
    /// Totals that are one press away, and for how many days each lasts, if that is known.
    pub totals: Vec<(MicroEuro, Option<i64>)>,
    /// Somebody can pay online here.
    pub online: bool,
}

impl MyBoth {
    pub fn total(&self) -> MicroEuro {
        let [first, second] = &self.sides;
        MicroEuro(first.amount.0.saturating_add(second.amount.0))
    }
}
