//! Whether the outside, the payments and the ledger tell the same, down to the line. Source: TP-19.

use crate::remittance::{Movement, MovementKind, PaidPeriod, Payout, PayoutLine};
use calendar::SettlementDay;
use std::collections::{BTreeMap, HashMap};
use units::MicroEuro;

/// Who tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Providers and banks.
    Outside,
    /// Our payments.
    Payments,
    /// What was credited or put into suspense.
    Ledger,
}

impl Side {
    pub const ALL: [Self; 3] = [Self::Outside, Self::Payments, Self::Ledger];
}

/// One amount of one side. The key is that of the money, the day the one on which the money was
/// certain: the same on all sides, however late a side learnt of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconcileEntry {
    pub key: String,
    pub day: SettlementDay,
    /// Below zero for money that went back.
    pub amount: MicroEuro,
}

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    Missing(Side),
    Doubled(Side),
    AmountsDiffer,
    DaysDiffer,
}

/// A key on which the sides do not agree, with every line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub key: String,
    pub faults: Vec<Fault>,
    pub lines: Vec<(Side, SettlementDay, MicroEuro)>,
}

/// The three-way comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreeWay {
    /// Sums by day, in micro-euro: outside, payments, credited, suspense.
    pub days: BTreeMap<SettlementDay, [i128; 4]>,
    /// By key; empty when all agree.
    pub differences: Vec<Difference>,
}

/// Compares provider and bank lines with payments, and with what the ledger credited or keeps in
/// suspense.
pub fn three_way(
    outside: &[ReconcileEntry],
    payments: &[ReconcileEntry],
    credited: &[ReconcileEntry],
    suspense: &[ReconcileEntry],
) -> ThreeWay {
    let mut days: BTreeMap<SettlementDay, [i128; 4]> = BTreeMap::new();
    for (place, list) in [outside, payments, credited, suspense].into_iter().enumerate() {
        for entry in list {
            if let Some(sum) = days.entry(entry.day).or_default().get_mut(place) {
                *sum = sum.saturating_add(i128::from(entry.amount.0));
            }
        }
    }
    let ledger: Vec<ReconcileEntry> = credited.iter().chain(suspense).cloned().collect();
    let sides = [(Side::Outside, outside), (Side::Payments, payments), (Side::Ledger, &ledger)];
    ThreeWay { days, differences: differences(&sides) }
}

/// Every key on which the lists do not agree: each list has to have it once, with one amount and one
/// day.
pub fn differences(sides: &[(Side, &[ReconcileEntry])]) -> Vec<Difference> {
    let mut by_key: BTreeMap<&str, Vec<(Side, SettlementDay, MicroEuro)>> = BTreeMap::new();
    for (side, entries) in sides {
        for entry in *entries {
            by_key.entry(&entry.key).or_default().push((*side, entry.day, entry.amount));
        }
    }
    let mut found = Vec::new();
    for (key, lines) in by_key {
        let mut faults = Vec::new();
        for (side, _) in sides {
            match lines.iter().filter(|line| line.0 == *side).count() {
                0 => faults.push(Fault::Missing(*side)),
                1 => {}
                _ => faults.push(Fault::Doubled(*side)),
            }
        }
        let first = lines.first();
        let differs = |other: fn(&(Side, SettlementDay, MicroEuro)) -> i64| {
            lines.iter().any(|line| first.map(other) != Some(other(line)))
        };
        if differs(|line| line.2.0) {
            faults.push(Fault::AmountsDiffer);
        }
        if differs(|line| i64::from(line.1.0)) {
            faults.push(Fault::DaysDiffer);
        }
        if !faults.is_empty() {
            found.push(Difference { key: key.to_owned(), faults, lines });
        }
    }
    found
}

/// Sums of a period, in micro-euro.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeriodFigures {
    /// Less refunds and chargebacks.
    pub credited: i128,
    pub remitted: i128,
    pub owed_to_operator: i128,
    /// Carried out less carried in.
    pub open: i128,
}

/// Why a period does not add up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodGap {
    #[error("movement `{key}` of the period is in `{times}` payouts")]
    NotOnce { key: String, times: usize },
    #[error("payout line `{key}` is no movement of the period, or has another amount")]
    NotAMovement { key: String },
    #[error("credited exceeds remitted, owed and open by `{excess_micro_eur}` micro-euro")]
    Unbalanced { excess_micro_eur: i128 },
}

impl PeriodFigures {
    /// Credited = remitted + owed to the operator + open, and each movement of the period is in one
    /// payout, unchanged. Errors: every gap.
    pub fn of(
        period: PaidPeriod,
        movements: &[Movement],
        payouts: &[Payout],
    ) -> Result<Self, Vec<PeriodGap>> {
        let mut figures = Self::default();
        let mut gaps = Vec::new();
        let lines = by_key(payouts.iter().flat_map(|payout| &payout.lines));
        let mut of_period: HashMap<&str, &Movement> = HashMap::new();
        for movement in movements.iter().filter(|movement| period.contains(movement.day)) {
            figures.count(movement);
            of_period.insert(&movement.key, movement);
            let times = lines.get(movement.key.as_str()).map_or(0, Vec::len);
            if times != 1 {
                gaps.push(PeriodGap::NotOnce { key: movement.key.clone(), times });
            }
        }
        for line in payouts.iter().flat_map(|payout| &payout.lines) {
            if of_period.get(line.movement.key.as_str()) != Some(&&line.movement) {
                gaps.push(PeriodGap::NotAMovement { key: line.movement.key.clone() });
            }
        }
        for payout in payouts {
            figures.remitted += i128::from(payout.pay.0);
            figures.open += i128::from(payout.carried_out.0) - i128::from(payout.carried_in.0);
        }
        let accounted = figures.remitted + figures.owed_to_operator + figures.open;
        if figures.credited != accounted {
            let excess_micro_eur = figures.credited - accounted;
            gaps.push(PeriodGap::Unbalanced { excess_micro_eur });
        }
        if gaps.is_empty() { Ok(figures) } else { Err(gaps) }
    }

    /// The same of any days, whether they were remitted, in part or not yet: `remitted` is what stands
    /// on payouts, also where one was carried to the next, and what no payout has is open.
    /// Errors: a movement on two payouts, or on one otherwise than it is.
    pub fn so_far(
        days: PaidPeriod,
        movements: &[Movement],
        payouts: &[Payout],
    ) -> Result<Self, Vec<PeriodGap>> {
        let mut figures = Self::default();
        let mut gaps = Vec::new();
        let lines = by_key(payouts.iter().flat_map(|payout| &payout.lines));
        for movement in movements.iter().filter(|movement| days.contains(movement.day)) {
            figures.count(movement);
            let key = || movement.key.clone();
            match lines.get(movement.key.as_str()).map_or(&[][..], Vec::as_slice) {
                [] => figures.open += movement.effect(),
                [line] if line.movement == *movement => {
                    figures.remitted += i128::from(line.effect.0);
                }
                [_] => gaps.push(PeriodGap::NotAMovement { key: key() }),
                more => gaps.push(PeriodGap::NotOnce { key: key(), times: more.len() }),
            }
        }
        let accounted = figures.remitted + figures.owed_to_operator + figures.open;
        if gaps.is_empty() && figures.credited != accounted {
            let excess_micro_eur = figures.credited - accounted;
            gaps.push(PeriodGap::Unbalanced { excess_micro_eur });
        }
        if gaps.is_empty() { Ok(figures) } else { Err(gaps) }
    }

    fn count(&mut self, movement: &Movement) {
        let amount = i128::from(movement.amount.0);
        match movement.kind {
            MovementKind::TopUpCredited => self.credited += amount,
            MovementKind::Refund | MovementKind::Chargeback => self.credited -= amount,
            MovementKind::CollectedForOperator => self.owed_to_operator += amount,
        }
    }
}

fn by_key<'a>(
    lines: impl Iterator<Item = &'a PayoutLine>,
) -> HashMap<&'a str, Vec<&'a PayoutLine>> {
    let mut found: HashMap<&str, Vec<&PayoutLine>> = HashMap::new();
    for line in lines {
        found.entry(&line.movement.key).or_default().push(line);
    }
    found
}

#[cfg(test)]
mod tests;
