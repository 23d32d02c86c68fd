//! Below what somebody wants to hear that credit is low: an amount, or days that it lasts. Source: PA-12.

use crate::failure::Failure;
use calendar::SettlementDay;
use store::{Store, Threshold};
use units::{AccountId, MicroEuro};

/// Days that say what a day costs.
pub const COST_DAYS: i32 = 28;

/// What a day costs, by the middle one of some; `None` if nothing is known.
pub fn usual_cost(mut costs: Vec<i64>) -> Option<MicroEuro> {
    costs.sort_unstable();
    let middle = costs.get(costs.len() / 2).copied()?;
    (middle > 0).then_some(MicroEuro(middle))
}

/// The balance below which an account's credit is low after `day`. Days are worth what the last weeks cost; the
/// operator's amount, `usual`, holds for whoever wishes nothing, and until a day's cost is known.
pub fn low(
    store: &mut Store,
    account: AccountId,
    wished: Option<Threshold>,
    day: SettlementDay,
    usual: MicroEuro,
) -> Result<MicroEuro, Failure> {
    let days = match wished {
        None => return Ok(usual),
        Some(Threshold::Amount(amount)) => return Ok(amount),
        Some(Threshold::Days(days)) => i64::from(days),
    };
    let rows = store.days(&[account], day.plus(1 - COST_DAYS), day)?;
    let cost = |row: &prepay::DayRow| {
        [row.charge, row.collected, row.collected_debts]
            .iter()
            .fold(0_i64, |sum, part| sum.saturating_add(part.0))
    };
    let cost = usual_cost(rows.iter().map(cost).collect());
    Ok(cost.map_or(usual, |cost| MicroEuro(cost.0.saturating_mul(days))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_costs_what_the_middle_one_does() {
        assert_eq!(usual_cost(vec![9, 1, 2]), Some(MicroEuro(2)));
        assert_eq!(usual_cost(vec![1, 2, 3, 100]), Some(MicroEuro(3)), "the dearer of two");
        assert_eq!(usual_cost(Vec::new()), None);
        assert_eq!(usual_cost(vec![0, 0, 5]), None, "nobody was at home");
    }
}
