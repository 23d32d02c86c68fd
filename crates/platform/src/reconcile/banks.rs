//! Money that came over bank accounts and left them: the lines of statements are the outside. What left
//! stands against payouts and what two people have said of it, and against the operator's own books.

use super::{Compared, Way, line};
use crate::bank::suspense;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use std::collections::BTreeSet;
use store::{BankMoney, LineState};
use timeline::Fact;
use units::{AccountId, Dso, MicroEuro, format_decimal};
use vending::{PaidPeriod, SuspenseItem, three_way};

/// Banks, and post offices, whose money comes over a bank.
#[derive(Debug)]
pub struct Banks;

impl Way for Banks {
    fn name(&self) -> &str {
        "bank"
    }

    fn compare(
        &self,
        engine: &mut Engine,
        dso: Dso,
        days: PaidPeriod,
        at: Instant,
    ) -> Result<Compared, Failure> {
        let PaidPeriod { from, to } = days;
        let (mut outside, mut payments) = (Vec::new(), Vec::new());
        let mut asked: Vec<(AccountId, String)> = Vec::new();
        let lines = engine.store.bank_lines(dso, from, to)?;
        let mut paid_on = Vec::new();
        let by_payouts = engine.store.moved_by_payouts(dso, from, to)?;
        let explained = engine.store.explained_debits(dso, from, to)?;
        for one in lines.iter().filter(|line| line.amount != MicroEuro::ZERO) {
            outside.push(line(&one.key, one.booked, one.amount));
            if let Some(moved) = by_payouts.get(&one.key) {
                payments.push(line(&one.key, one.booked, *moved));
                continue;
            }
            if one.amount < MicroEuro::ZERO {
                // One that nobody has explained is on no other side: a difference until somebody has.
                if explained.contains(&one.key) {
                    payments.push(line(&one.key, one.booked, one.amount));
                }
                continue;
            }
            match (one.state, one.account) {
                (LineState::Credited, Some(account)) => {
                    asked.push((account, one.key.clone()));
                    paid_on.push(one.booked);
                }
                _ => {
                    if let Some(row) = engine.store.suspense_item(&one.key)? {
                        let item: SuspenseItem = serde_json::from_str(&row.body)?;
                        payments.push(line(&one.key, item.received, item.amount));
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
                paid_on.push(money.day);
            }
        }
        let told = engine.store.facts_by_key("top_up", &asked)?;
        for (one, day) in asked.iter().zip(paid_on) {
            let Some(body) = told.get(one) else { continue };
            if let Fact::TopUp { eur, .. } = serde_json::from_str(body)? {
                payments.push(line(&one.1, day, eur));
            }
        }
        let as_entry = |money: &BankMoney| line(&money.key, money.day, money.amount);
        let credited: Vec<_> = credited.iter().map(as_entry).collect();
        let mut kept: Vec<_> =
            engine.store.kept_from_bank(dso, from, to)?.iter().map(as_entry).collect();
        kept.extend(engine.store.left_by_bank(dso, from, to)?.iter().map(as_entry));
        let mut faults = engine.store.unequal_bank_statements(dso, from, to)?;
        let list = suspense::list(engine, dso, at)?;
        if list.total != list.ledger {
            let (items, ledger) = (format_decimal(list.total, 6), format_decimal(list.ledger, 6));
            faults.push(format!("suspense {items} EUR by items, {ledger} EUR by the ledger"));
        }
        let three_way = three_way(&outside, &payments, &credited, &kept);
        Ok(Compared { three_way, faults, remarks: Vec::new() })
    }
}
