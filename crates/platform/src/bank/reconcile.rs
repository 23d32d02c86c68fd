//! Whether banks, payments and the ledger tell the same, down to the line. Source: TP-19.

use super::{remit, suspense};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, chain};
use calendar::{Instant, SettlementDay};
use std::collections::BTreeSet;
use store::{BankMoney, LineState};
use timeline::Fact;
use units::{AccountId, Dso, MicroEuro};
use vending::{
    PaidPeriod, PeriodFigures, PeriodGap, ReconcileEntry, SuspenseItem, ThreeWay, three_way,
};

/// The same money as three sides tell it, with one key and day on all of them.
#[derive(Debug, Default)]
pub struct Sides {
    /// The bank, the provider, the terminal.
    pub outside: Vec<ReconcileEntry>,
    /// What we took in as payments, or put aside for a person.
    pub payments: Vec<ReconcileEntry>,
    /// What the ledger credited to accounts.
    pub credited: Vec<ReconcileEntry>,
    /// What the ledger keeps in suspense, or owes to a sender.
    pub suspense: Vec<ReconcileEntry>,
}

/// A way in which money comes from outside: banks here, providers and terminals beside.
pub trait OutsideMoney {
    fn name(&self) -> &'static str;

    /// All sides of the money of the days `[from, to)`.
    fn sides(
        &self,
        engine: &mut Engine,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Sides, Failure>;
}

/// Money that came over bank accounts.
#[derive(Debug)]
pub struct Banks;

impl OutsideMoney for Banks {
    fn name(&self) -> &'static str {
        "bank"
    }

    fn sides(
        &self,
        engine: &mut Engine,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Sides, Failure> {
        let mut sides = Sides::default();
        let mut asked: Vec<(AccountId, String)> = Vec::new();
        let entry = |key: &str, day: SettlementDay, amount: MicroEuro| ReconcileEntry {
            key: key.to_owned(),
            day,
            amount,
        };
        let lines = engine.store.bank_lines(dso, from, to)?;
        let credits = lines.iter().filter(|line| line.amount > MicroEuro::ZERO);
        let mut days = Vec::new();
        for line in credits {
            sides.outside.push(entry(&line.key, line.booked, line.amount));
            match (line.state, line.account) {
                (LineState::Credited, Some(account)) => {
                    asked.push((account, line.key.clone()));
                    days.push(line.booked);
                }
                _ => {
                    if let Some(row) = engine.store.suspense_item(&line.key)? {
                        let item: SuspenseItem = serde_json::from_str(&row.body)?;
                        sides.payments.push(entry(&line.key, item.received, item.amount));
                    }
                }
            }
        }
        let credited = engine.store.credited_from_bank(dso, from, to)?;
        let known: BTreeSet<(AccountId, String)> = asked.iter().cloned().collect();
        for money in &credited {
            // Credited without a line: the payment behind it is named too.
            let one = (money.account, money.key.clone());
            if !known.contains(&one) {
                asked.push(one);
                days.push(money.day);
            }
        }
        let told = engine.store.facts_by_key("top_up", &asked)?;
        for (one, day) in asked.iter().zip(days) {
            let Some(body) = told.get(one) else { continue };
            if let Fact::TopUp { eur, .. } = serde_json::from_str(body)? {
                sides.payments.push(entry(&one.1, day, eur));
            }
        }
        let as_entry = |money: &BankMoney| entry(&money.key, money.day, money.amount);
        sides.credited = credited.iter().map(as_entry).collect();
        let kept = engine.store.kept_from_bank(dso, from, to)?;
        sides.suspense = kept.iter().map(as_entry).collect();
        Ok(sides)
    }
}

/// What a reconciliation of an operator's days has found.
#[derive(Debug)]
pub struct Reconciled {
    pub three_way: ThreeWay,
    /// Statements whose lines do not lead from the old balance to the new.
    pub statements: Vec<String>,
    /// What lies in suspense, by the items and by the ledger.
    pub suspense: (i128, i128),
}

impl Reconciled {
    pub fn agrees(&self) -> bool {
        self.three_way.differences.is_empty()
            && self.statements.is_empty()
            && self.suspense.0 == self.suspense.1
    }
}

/// Compares all sides over the days `[from, to)`.
pub fn days(
    engine: &mut Engine,
    ways: &[&dyn OutsideMoney],
    dso: Dso,
    from: SettlementDay,
    to: SettlementDay,
    at: Instant,
) -> Result<Reconciled, Failure> {
    let mut all = Sides::default();
    for way in ways {
        let sides = way.sides(engine, dso, from, to).map_err(|failure| {
            let why = chain(failure.as_ref());
            Refusal(format!("the {} side of {dso} could not be read: {why}", way.name()))
        })?;
        all.outside.extend(sides.outside);
        all.payments.extend(sides.payments);
        all.credited.extend(sides.credited);
        all.suspense.extend(sides.suspense);
    }
    let three_way = three_way(&all.outside, &all.payments, &all.credited, &all.suspense);
    let statements = engine.store.unequal_bank_statements(dso, from, to)?;
    let list = suspense::list(engine, dso, at)?;
    Ok(Reconciled { three_way, statements, suspense: (list.total, list.ledger) })
}

/// What was credited in a remitted period, and where it is. `Err`: what does not add up.
pub fn period(
    engine: &mut Engine,
    dso: Dso,
    period: PaidPeriod,
) -> Result<Result<PeriodFigures, Vec<PeriodGap>>, Failure> {
    let movements = remit::movements(engine, dso, period)?;
    let mut payouts = Vec::new();
    for payout in remit::of_period(engine, dso, period)? {
        payouts.push(remit::as_planned(engine, &payout)?);
    }
    Ok(PeriodFigures::of(period, &movements, &payouts))
}
