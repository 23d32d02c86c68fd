//! `tirelire reconcile`: whether the outside, our payments and the ledger tell the same of each way in
//! which money comes, down to the line; and where what was credited in a period is. Source: TP-19.

mod banks;
mod print;
mod provider;
mod terminals;
#[cfg(test)]
pub mod tests;
mod told;

pub use banks::Banks;
pub use print::run;
pub use provider::{AtProvider, Unasked};
pub use terminals::Terminals;
pub use told::keep;

use crate::bank::owed::{self, OwedBy};
use crate::bank::remit;
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, chain};
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use store::CashEntry;
use units::{AccountId, Dso, MicroEuro, format_decimal};
use vending::{PaidPeriod, PeriodFigures, PeriodGap, ReconcileEntry, ThreeWay};

/// Compares what banks, the payment provider and terminals say with our payments and with the ledger,
/// down to the line. Exits with 0 if there is no difference, else with 1.
#[derive(Debug, clap::Args)]
#[group(id = "days", required = true, multiple = true)]
pub struct Reconcile {
    #[arg(long)]
    pub dso: Option<Dso>,
    /// One day.
    #[arg(long, group = "days", conflicts_with_all = ["period", "week", "from", "to"])]
    pub day: Option<SettlementDay>,
    /// A month, `2026-11`, also in which place its credits are.
    #[arg(long, group = "days", conflicts_with_all = ["week", "from", "to"])]
    pub period: Option<String>,
    /// A week, `2026-W46`.
    #[arg(long, group = "days", conflicts_with_all = ["from", "to"])]
    pub week: Option<String>,
    /// The first day of any others.
    #[arg(long, group = "days", requires = "to")]
    pub from: Option<SettlementDay>,
    /// The last day.
    #[arg(long, requires = "from")]
    pub to: Option<SettlementDay>,
    /// Asked what it has collected, refunded and charged back; what it tells is kept. Without it, or when it
    /// cannot be asked, it is what it told the last time.
    #[command(flatten)]
    pub psp: crate::pay::PspArguments,
}

/// What a way was found to be.
#[derive(Debug)]
pub struct Compared {
    pub three_way: ThreeWay,
    /// What is wrong beside the lines.
    pub faults: Vec<String>,
    /// What a person wants to know and is not wrong.
    pub remarks: Vec<String>,
}

/// A way in which money comes from outside.
pub trait Way {
    fn name(&self) -> &str;

    /// All sides of the money of `days`, compared.
    fn compare(
        &self,
        engine: &mut Engine,
        dso: Dso,
        days: PaidPeriod,
        at: Instant,
    ) -> Result<Compared, Failure>;
}

/// What a reconciliation of an operator's days has found.
#[derive(Debug)]
pub struct Found {
    pub ways: Vec<(String, Compared)>,
    /// `None` if it was not asked for.
    pub period: Option<Result<PeriodFigures, Vec<PeriodGap>>>,
    pub remarks: Vec<String>,
}

impl Found {
    pub fn differences(&self) -> usize {
        let of_ways =
            self.ways.iter().map(|(_, one)| one.three_way.differences.len() + one.faults.len());
        let gaps = match &self.period {
            Some(Err(gaps)) => gaps.len(),
            Some(Ok(_)) | None => 0,
        };
        of_ways.sum::<usize>() + gaps
    }
}

/// Compares all ways over `days`.
pub fn compare(
    engine: &mut Engine,
    ways: &[&dyn Way],
    dso: Dso,
    days: PaidPeriod,
    with_period: bool,
    at: Instant,
) -> Result<Found, Failure> {
    let mut found = Vec::with_capacity(ways.len());
    for way in ways {
        let compared = way.compare(engine, dso, days, at).map_err(|failure| {
            let why = chain(failure.as_ref());
            Refusal(format!("the {} side of {dso} could not be read: {why}", way.name()))
        })?;
        found.push((way.name().to_owned(), compared));
    }
    let period = if with_period { Some(period(engine, dso, days)?) } else { None };
    let mut remarks = Vec::new();
    let office = engine.store.cash_entries(dso, LedgerAccount::CashOffice, days.from, days.to)?;
    if !office.is_empty() {
        remarks.push(format!(
            "{} entries of {} EUR at an office: nobody outside tells of them",
            office.len(),
            sum(office.iter().map(|entry| entry.amount))
        ));
    }
    if with_period {
        for OwedBy { account, party, owed, settled } in owed::owed(engine, dso)? {
            let (of, owed) = (account.name(), format_decimal(owed, 6));
            let settled = format_decimal(settled, 6);
            remarks.push(format!("{of}: {party} owes {owed} EUR, has settled {settled} EUR"));
        }
    }
    Ok(Found { ways: found, period, remarks })
}

/// What was credited in a period, and where it is: by its payouts if it was remitted, else what stands
/// on payouts so far. `Err`: what does not add up.
pub fn period(
    engine: &mut Engine,
    dso: Dso,
    days: PaidPeriod,
) -> Result<Result<PeriodFigures, Vec<PeriodGap>>, Failure> {
    let movements = remit::movements(engine, dso, days)?;
    let remitted = remit::of_period(engine, dso, days)?;
    let whole = !remitted.is_empty();
    let kept = if whole { remitted } else { remit::that_touch(engine, dso, days)? };
    let mut payouts = Vec::with_capacity(kept.len());
    for payout in kept {
        payouts.push(remit::as_planned(engine, &payout)?);
    }
    Ok(if whole {
        PeriodFigures::of(days, &movements, &payouts)
    } else {
        PeriodFigures::so_far(days, &movements, &payouts)
    })
}

fn line(key: &str, day: SettlementDay, amount: MicroEuro) -> ReconcileEntry {
    ReconcileEntry { key: key.to_owned(), day, amount }
}

/// What the ledger has and nobody tells of.
fn stray(entry: &CashEntry) -> ReconcileEntry {
    let CashEntry { account, seq, kind, key, .. } = entry;
    line(&format!("ledger {account}/{seq} {kind} {key}"), entry.day, entry.amount)
}

fn sum(amounts: impl Iterator<Item = MicroEuro>) -> MicroEuro {
    amounts
        .fold(MicroEuro::ZERO, |sum, amount| sum.checked_add(amount).unwrap_or(MicroEuro(i64::MAX)))
}

fn is_house(account: AccountId, dso: Dso) -> bool {
    account == AccountId::house(dso)
}
