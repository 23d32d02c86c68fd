//! What suppliers are paid of the money that came in. Source: PA-35, PA-30, TP-21.

use calendar::{SettlementDay, Weekday};
use params::RemittancePeriod;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use units::{AccountId, MicroEuro};

/// A supplier, by its market number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SupplierId(pub String);

/// What moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// The whole payment, with what of it went to debts.
    TopUpCredited,
    /// Of an advance or of another debt to the operator: its own money. What is collected for a
    /// supplier's debt is no movement here, since it stays with the supplier's money.
    CollectedForOperator,
    Refund,
    Chargeback,
}

impl MovementKind {
    pub fn adds(self) -> bool {
        match self {
            Self::TopUpCredited => true,
            Self::CollectedForOperator | Self::Refund | Self::Chargeback => false,
        }
    }
}

/// One movement of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Unique among all movements.
    pub key: String,
    pub account: AccountId,
    /// On which it was booked: decides the period.
    pub day: SettlementDay,
    /// The day of the payment that a refund or chargeback takes back, else `day`: decides the
    /// supplier, since the money went to who supplied then.
    pub of_day: SettlementDay,
    pub kind: MovementKind,
    /// Above zero, whatever the kind.
    pub amount: MicroEuro,
}

impl Movement {
    /// What it does to what the supplier gets, in micro-euro.
    pub fn effect(&self) -> i128 {
        let amount = i128::from(self.amount.0);
        if self.kind.adds() { amount } else { -amount }
    }
}

/// Who supplied an account from which day on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holdings(BTreeMap<AccountId, BTreeMap<SettlementDay, SupplierId>>);

impl Holdings {
    /// From `from` on, until the next entry.
    pub fn enter(&mut self, account: AccountId, from: SettlementDay, supplier: SupplierId) {
        self.0.entry(account).or_default().insert(from, supplier);
    }

    pub fn on(&self, account: AccountId, day: SettlementDay) -> Option<&SupplierId> {
        self.0.get(&account)?.range(..=day).next_back().map(|(_, supplier)| supplier)
    }
}

/// Why no payout can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemittanceError {
    #[error("account {account} has no supplier on {day}, movement `{key}` cannot be remitted")]
    NoSupplier { account: AccountId, day: SettlementDay, key: String },
    #[error("movement `{key}` is there twice")]
    Doubled { key: String },
    #[error("movement `{key}` is not above zero")]
    NotPositive { key: String },
    #[error("{} carries `{amount}` EUR, which is above zero", supplier.0)]
    CarriedAboveZero { supplier: SupplierId, amount: MicroEuro },
    #[error("an amount is too large")]
    TooLarge,
}

/// A period of payout, `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PaidPeriod {
    pub from: SettlementDay,
    pub to: SettlementDay,
}

impl PaidPeriod {
    /// The one that `day` lies in.
    pub fn of(period: RemittancePeriod, day: SettlementDay) -> Self {
        match period {
            RemittancePeriod::Weekly => {
                let past_monday = i32::from(day.weekday().days_from_monday());
                let from = day.plus(-past_monday);
                debug_assert_eq!(from.weekday(), Weekday::Mon);
                Self { from, to: from.plus(7) }
            }
            RemittancePeriod::Monthly => {
                let (_, _, day_of_month) = day.ymd();
                let from = day.plus(1 - i32::from(day_of_month));
                Self { from, to: from.plus_months(1) }
            }
        }
    }

    pub fn contains(self, day: SettlementDay) -> bool {
        self.from <= day && day < self.to
    }
}

/// A movement with its sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutLine {
    pub movement: Movement,
    /// Above zero goes to the supplier.
    pub effect: MicroEuro,
}

/// What one supplier gets for one period, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    pub supplier: SupplierId,
    pub period: PaidPeriod,
    /// By account, then day, then key.
    pub lines: Vec<PayoutLine>,
    /// What the periods before left, zero or below.
    pub carried_in: MicroEuro,
    /// One transfer; nothing is transferred for zero.
    pub pay: MicroEuro,
    /// A total below zero, for the next period; it is never collected from the supplier.
    pub carried_out: MicroEuro,
}

/// The payouts of a period: one for each supplier that something moved for or that carries something.
/// Of `movements` only those of the period count. Source: PA-35, basis `payments`.
/// Errors: a movement that is doubled, not above zero, or of an account without a supplier.
pub fn remit(
    period: PaidPeriod,
    movements: &[Movement],
    holdings: &Holdings,
    carried: &BTreeMap<SupplierId, MicroEuro>,
) -> Result<Vec<Payout>, RemittanceError> {
    let mut lines: BTreeMap<SupplierId, Vec<PayoutLine>> = BTreeMap::new();
    for (supplier, amount) in carried {
        if *amount > MicroEuro::ZERO {
            let (supplier, amount) = (supplier.clone(), *amount);
            return Err(RemittanceError::CarriedAboveZero { supplier, amount });
        }
        if *amount < MicroEuro::ZERO {
            lines.entry(supplier.clone()).or_default();
        }
    }
    let mut seen = BTreeSet::new();
    for movement in movements.iter().filter(|movement| period.contains(movement.day)) {
        let key = || movement.key.clone();
        if !seen.insert(&movement.key) {
            return Err(RemittanceError::Doubled { key: key() });
        }
        if movement.amount <= MicroEuro::ZERO {
            return Err(RemittanceError::NotPositive { key: key() });
        }
        let (account, day) = (movement.account, movement.of_day);
        let supplier = holdings.on(account, day);
        let supplier = supplier
            .ok_or_else(|| RemittanceError::NoSupplier { account, day, key: key() })?
            .clone();
        let effect = if movement.kind.adds() {
            movement.amount
        } else {
            movement.amount.checked_neg().ok_or(RemittanceError::TooLarge)?
        };
        lines.entry(supplier).or_default().push(PayoutLine { movement: movement.clone(), effect });
    }
    let mut payouts = Vec::new();
    for (supplier, mut lines) in lines {
        lines.sort_by(|a, b| {
            let order = |line: &PayoutLine| (line.movement.account, line.movement.day);
            (order(a), &a.movement.key).cmp(&(order(b), &b.movement.key))
        });
        let carried_in = carried.get(&supplier).copied().unwrap_or_default();
        let total = lines.iter().try_fold(carried_in, |sum, line| sum.checked_add(line.effect));
        let total = total.ok_or(RemittanceError::TooLarge)?;
        let (pay, carried_out) = (total.max(MicroEuro::ZERO), total.min(MicroEuro::ZERO));
        payouts.push(Payout { supplier, period, lines, carried_in, pay, carried_out });
    }
    Ok(payouts)
}

/// What the next period starts with.
impl Payout {
    pub fn carried(payouts: &[Self]) -> BTreeMap<SupplierId, MicroEuro> {
        let left = payouts.iter().filter(|payout| payout.carried_out < MicroEuro::ZERO);
        left.map(|payout| (payout.supplier.clone(), payout.carried_out)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, eur};
    use proptest::prelude::*;

    const ACCOUNT: AccountId = AccountId(1_000_000_001);

    fn moved(key: &str, on: &str, kind: MovementKind, amount: &str) -> Movement {
        let (day, key) = (day(on), key.to_owned());
        Movement { key, account: ACCOUNT, day, of_day: day, kind, amount: eur(amount) }
    }

    fn supplier(name: &str) -> SupplierId {
        SupplierId(name.to_owned())
    }

    fn one_supplier() -> Holdings {
        let mut holdings = Holdings::default();
        holdings.enter(ACCOUNT, day("2026-01-01"), supplier("A"));
        holdings
    }

    fn week() -> PaidPeriod {
        PaidPeriod::of(RemittancePeriod::Weekly, day("2026-11-12"))
    }

    fn paid(payouts: &[Payout]) -> Vec<(&str, MicroEuro)> {
        payouts.iter().map(|payout| (payout.supplier.0.as_str(), payout.pay)).collect()
    }

    #[test]
    fn pa_35_the_week_of_the_example_remits_68() {
        let mut movements = vec![
            moved("t1", "2026-11-09", MovementKind::TopUpCredited, "50"),
            moved("t2", "2026-11-15", MovementKind::TopUpCredited, "25"),
            moved("t3", "2026-11-16", MovementKind::TopUpCredited, "99"),
        ];
        for date in 9..16 {
            let (key, on) = (format!("c{date}"), format!("2026-11-{date:02}"));
            movements.push(moved(&key, &on, MovementKind::CollectedForOperator, "1"));
        }
        let payouts = remit(week(), &movements, &one_supplier(), &BTreeMap::new()).unwrap();
        assert_eq!(paid(&payouts), [("A", eur("68"))]);
        assert_eq!(payouts.first().unwrap().lines.len(), 9, "the next week is not in it");
    }

    #[test]
    fn pa_35_refunds_and_chargebacks_are_taken_off() {
        let movements = [
            moved("t", "2026-11-09", MovementKind::TopUpCredited, "50"),
            moved("r", "2026-11-10", MovementKind::Refund, "5"),
            moved("c", "2026-11-11", MovementKind::Chargeback, "20"),
        ];
        let payouts = remit(week(), &movements, &one_supplier(), &BTreeMap::new()).unwrap();
        assert_eq!(paid(&payouts), [("A", eur("25"))]);
    }

    #[test]
    fn pa_35_a_total_below_zero_is_carried_over_and_never_paid() {
        let refund = [moved("r", "2026-11-10", MovementKind::Refund, "30")];
        let holdings = one_supplier();
        let first = remit(week(), &refund, &holdings, &BTreeMap::new()).unwrap();
        assert_eq!(paid(&first), [("A", eur("0"))]);
        let carried = Payout::carried(&first);
        assert_eq!(carried.get(&supplier("A")), Some(&eur("-30")));

        let next = PaidPeriod::of(RemittancePeriod::Weekly, day("2026-11-16"));
        let quiet = remit(next, &[], &holdings, &carried).unwrap();
        assert_eq!(Payout::carried(&quiet), carried, "a quiet week does not forget it");
        let top_up = [moved("t", "2026-11-18", MovementKind::TopUpCredited, "50")];
        let later = remit(next, &top_up, &holdings, &carried).unwrap();
        assert_eq!(paid(&later), [("A", eur("20"))]);
        assert!(Payout::carried(&later).is_empty());
    }

    #[test]
    fn pa_30_a_switch_splits_the_period_by_its_day() {
        let mut holdings = one_supplier();
        holdings.enter(ACCOUNT, day("2026-11-12"), supplier("B"));
        let late_refund = Movement {
            of_day: day("2026-11-11"),
            ..moved("r", "2026-11-13", MovementKind::Refund, "10")
        };
        let movements = [
            moved("t1", "2026-11-11", MovementKind::TopUpCredited, "50"),
            moved("t2", "2026-11-12", MovementKind::TopUpCredited, "20"),
            late_refund,
        ];
        let payouts = remit(week(), &movements, &holdings, &BTreeMap::new()).unwrap();
        assert_eq!(paid(&payouts), [("A", eur("40")), ("B", eur("20"))]);
    }

    #[test]
    fn pa_35_what_cannot_be_remitted_is_named() {
        let top_up = || moved("t", "2026-11-09", MovementKind::TopUpCredited, "50");
        let nobody = remit(week(), &[top_up()], &Holdings::default(), &BTreeMap::new());
        assert_eq!(
            nobody.unwrap_err().to_string(),
            "account 1000000001 has no supplier on 2026-11-09, movement `t` cannot be remitted"
        );
        let twice = remit(week(), &[top_up(), top_up()], &one_supplier(), &BTreeMap::new());
        assert_eq!(twice, Err(RemittanceError::Doubled { key: "t".to_owned() }));
    }

    #[test]
    fn pa_35_periods_are_weeks_or_months() {
        assert_eq!((week().from, week().to), (day("2026-11-09"), day("2026-11-16")));
        let month = PaidPeriod::of(RemittancePeriod::Monthly, day("2027-02-28"));
        assert_eq!((month.from, month.to), (day("2027-02-01"), day("2027-03-01")));
    }

    proptest! {
        /// Over any run of weeks: what was paid and what is carried is what moved.
        #[test]
        fn pa_35_nothing_is_lost_between_periods(moves in proptest::collection::vec((0i32..70, 0u8..4, 1i64..200_000_000, 0i32..70), 0..60)) {
            let kinds = [MovementKind::TopUpCredited, MovementKind::CollectedForOperator, MovementKind::Refund, MovementKind::Chargeback];
            let start = day("2026-11-02");
            let mut holdings = one_supplier();
            holdings.enter(ACCOUNT, start.plus(30), supplier("B"));
            let mut moved_sum = 0;
            let movements: Vec<Movement> = moves.iter().enumerate().map(|(n, (on, kind, amount, back))| {
                let kind = kinds[usize::from(*kind)];
                moved_sum += if kind == MovementKind::TopUpCredited { *amount } else { -*amount };
                Movement { key: n.to_string(), account: ACCOUNT, day: start.plus(*on), of_day: start.plus((*on - *back).max(0)), kind, amount: MicroEuro(*amount) }
            }).collect();
            let (mut paid, mut carried) = (0, BTreeMap::new());
            for week in 0..10 {
                let period = PaidPeriod::of(RemittancePeriod::Weekly, start.plus(week * 7));
                let payouts = remit(period, &movements, &holdings, &carried).unwrap();
                prop_assert!(payouts.iter().all(|payout| payout.pay >= MicroEuro::ZERO));
                paid += payouts.iter().map(|payout| payout.pay.0).sum::<i64>();
                carried = Payout::carried(&payouts);
            }
            prop_assert_eq!(paid + carried.values().map(|amount| amount.0).sum::<i64>(), moved_sum);
        }
    }
}
