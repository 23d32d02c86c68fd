//! Below what somebody wants to hear that credit is low: an amount, or days that it lasts. Source: PA-12.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::SettlementDay;
use portal::{ShownState, StateCard};
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

/// Credit is low on a card below what the household wishes, as in its messages. Nothing else of it is moved: neither
/// emergency credit nor a cut knows of that wish. Source: PA-12, UX 4.2 rules 4 and 7.
pub fn say_own_low(
    engine: &mut Engine,
    account: &store::Account,
    card: &mut StateCard,
) -> Result<(), Failure> {
    if !matches!(card.state, ShownState::InOrder | ShownState::Low) {
        return Ok(());
    }
    let wished = engine.store.contact(account.id)?.and_then(|contact| contact.threshold);
    if wished.is_none() {
        return Ok(());
    }
    let day = card.as_of.day();
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let usual = rules.parameters.at(day, card.as_of).low_threshold;
    let low = low(&mut engine.store, account.id, wished, day.previous(), usual)?;
    // Nothing left is low, whatever is wished.
    let is_low = card.balance < low || card.balance <= MicroEuro::ZERO;
    card.state = if is_low { ShownState::Low } else { ShownState::InOrder };
    Ok(())
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
