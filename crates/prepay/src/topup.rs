//! What happens to a top-up: the split that is shown before paying and fixed at crediting.

use crate::credit::Levels;
use crate::debt::{Debt, DebtId};
use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// Where the money of a top-up goes. The parts add up to the amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    pub amount: MicroEuro,
    /// Raises the balance to the reconnection level: repays emergency credit first.
    pub to_reconnection_level: MicroEuro,
    /// What each debt with a share receives.
    pub shares: Vec<(DebtId, MicroEuro)>,
    /// The rest, to the balance.
    pub to_credit: MicroEuro,
}

impl Split {
    /// The split of `amount` at this balance: first the way back to the reconnection level, then
    /// shares of what is left, all on the same base, by priority; the rest is credit. `None` if an
    /// amount is too large. Source: PA-21.
    pub fn of(
        amount: MicroEuro,
        balance: MicroEuro,
        levels: Levels,
        debts: &[Debt],
        day: SettlementDay,
    ) -> Option<Self> {
        let missing = levels.reconnect.checked_sub(balance)?.max(MicroEuro::ZERO);
        let to_reconnection_level = missing.min(amount);
        let base = amount.checked_sub(to_reconnection_level)?;
        let mut by_priority: Vec<&Debt> = debts.iter().collect();
        by_priority.sort_by_key(|debt| (debt.priority, debt.id));
        let (mut shares, mut left) = (Vec::new(), base);
        for debt in by_priority {
            let share = debt.share_of(base, day).min(left);
            if share > MicroEuro::ZERO {
                shares.push((debt.id, share));
                left = left.checked_sub(share)?;
            }
        }
        Some(Self { amount, to_reconnection_level, shares, to_credit: left })
    }

    /// What the balance rises by.
    pub fn credited(&self) -> Option<MicroEuro> {
        self.to_reconnection_level.checked_add(self.to_credit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::debt::{CollectionRule, Creditor};
    use proptest::prelude::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn levels() -> Levels {
        Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.50") }
    }

    fn share(total: MicroEuro, ppm: i64, cap: Option<MicroEuro>, id: DebtId) -> Debt {
        let rule = CollectionRule::ShareOfTopUp(ppm);
        let mut debt = Debt::new(id, Creditor::Supplier, rule, total, 1, SettlementDay(0));
        debt.cap_per_week = cap;
        debt
    }

    #[test]
    fn pa_21_the_split_of_the_example() {
        let day: SettlementDay = "2026-11-12".parse().unwrap();
        let debts = [share(eur("60"), 250_000, Some(eur("10")), 1)];
        let split = Split::of(eur("50"), eur("-6.20"), levels(), &debts, day).unwrap();
        assert_eq!(split.to_reconnection_level, eur("6.70"));
        assert_eq!(split.shares, [(1, eur("10"))]);
        assert_eq!(split.to_credit, eur("33.30"));
        let split = Split::of(eur("20"), eur("-6.20"), levels(), &debts, day).unwrap();
        assert_eq!((split.shares.clone(), split.to_credit), (vec![(1, eur("3.32"))], eur("9.98")));
    }

    #[test]
    fn pa_21_the_cap_counts_per_iso_week() {
        let monday: SettlementDay = "2026-11-09".parse().unwrap();
        let mut debt = share(eur("60"), 250_000, Some(eur("10")), 1);
        debt.pay(eur("8"), monday);
        assert_eq!(debt.share_of(eur("40"), monday.plus(6)), eur("2"));
        assert_eq!(debt.share_of(eur("40"), monday.plus(7)), eur("10"));
    }

    #[test]
    fn pa_18_nothing_is_swallowed_by_debt_below_the_reconnection_level() {
        let debts = [share(eur("60"), 1_000_000, None, 1)];
        let split =
            Split::of(eur("0.85"), eur("-0.35"), levels(), &debts, SettlementDay(20_000)).unwrap();
        assert_eq!((split.to_reconnection_level, split.shares.len()), (eur("0.85"), 0));
        assert!(eur("-0.35").checked_add(split.credited().unwrap()).unwrap() >= levels().reconnect);
    }

    proptest! {
        /// The shown parts add up, and no debt gets more than is owed or left.
        #[test]
        fn pa_21_parts_add_up(amount in 0i64..250_000_000, balance in -60_000_000i64..60_000_000, shares in proptest::collection::vec((0i64..1_000_000, 0i64..100_000_000, proptest::option::of(0i64..20_000_000)), 0..5)) {
            let debts: Vec<Debt> = (1..).zip(shares).map(|(id, (ppm, total, cap))| share(MicroEuro(total), ppm, cap.map(MicroEuro), id)).collect();
            let split = Split::of(MicroEuro(amount), MicroEuro(balance), levels(), &debts, SettlementDay(20_000)).unwrap();
            let paid: i64 = split.shares.iter().map(|(_, share)| share.0).sum();
            prop_assert_eq!(split.to_reconnection_level.0 + paid + split.to_credit.0, amount);
            prop_assert!(split.to_credit.0 >= 0 && split.to_reconnection_level.0 >= 0);
            for (id, paid) in &split.shares {
                let debt = debts.iter().find(|debt| debt.id == *id).unwrap();
                prop_assert!(*paid <= debt.remaining);
            }
        }
    }
}
