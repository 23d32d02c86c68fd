//! What a household repays, as messages and letters say it. Source: UX 5.2 M15, 5.5 L3.

use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// How something is repaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repaid {
    Day(MicroEuro),
    /// On Mondays.
    Week(MicroEuro),
    /// Of each top-up, in millionths.
    Share(i64),
    /// It is not agreed yet: nothing is taken.
    Review,
}

/// A month of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanMonth {
    /// Any day of it.
    pub day: SettlementDay,
    pub taken: MicroEuro,
    /// At its end.
    pub left: MicroEuro,
}

/// A plan as of one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub total: MicroEuro,
    pub left: MicroEuro,
    pub how: Repaid,
    /// When all is repaid, if nothing pauses it.
    pub ends: Option<SettlementDay>,
    /// First day with which something is taken again.
    pub paused_until: Option<SettlementDay>,
    /// The first ones, if it is known what they take.
    pub months: Vec<PlanMonth>,
}

/// Months that find place in a letter.
pub const MOST_MONTHS: usize = 10;

impl Plan {
    /// The longest real values.
    pub(crate) fn longest(day: SettlementDay) -> Self {
        let money = |cents: i64| MicroEuro(cents.saturating_mul(10_000));
        let month = |count: i32| PlanMonth {
            day: day.plus(count.saturating_mul(30)),
            taken: money(21_750),
            left: money(250_000),
        };
        let months = i32::try_from(MOST_MONTHS).unwrap_or(0);
        Self {
            total: money(250_000),
            left: money(250_000),
            how: Repaid::Week(money(5_000)),
            ends: Some(day.plus(366)),
            paused_until: Some(day),
            months: (0..months).map(month).collect(),
        }
    }
}
