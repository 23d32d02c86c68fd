//! Why a balance is what it is: every line with its reading, price version and rule. Source: PA-43.

use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, LedgerAccount};
use prepay::{Account, NettedDay};
use serde::Serialize;
use units::MicroEuro;

/// One part of a balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedLine {
    pub booked_at: Instant,
    pub day: SettlementDay,
    pub what: String,
    /// What it did to the balance.
    pub amount: MicroEuro,
    pub rule: &'static str,
    /// Energy, its registers and their version.
    pub reading: Option<String>,
    pub price_version: Option<u32>,
}

/// A balance and its parts, which add up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    pub at: Instant,
    pub as_known_at: Instant,
    pub balance: MicroEuro,
    pub lines: Vec<ExplainedLine>,
}

/// The balance of `at` as it was known at `known_at`: what was booked by then, and corrections
/// learnt later of days that were settled by then. `None` if an amount does not fit.
pub fn explain(account: &Account, at: Instant, known_at: Instant) -> Option<Explanation> {
    let mut lines = Vec::new();
    for (day, settled) in account.days() {
        if settled.settled_at > at {
            continue;
        }
        let [first, second] = settled.energy;
        let measured = settled.consumption.is_some();
        let kind = if measured { "measured" } else { "provisional" };
        let netted = account.netted_day(*day).filter(|_| measured);
        let reading = format!(
            "{first} and {second} kWh, {kind}, reading version {}{}",
            settled.reading_version,
            netted.map(net_of).unwrap_or_default()
        );
        lines.push(ExplainedLine {
            booked_at: settled.settled_at,
            day: *day,
            what: format!("energy of {day}, {} price", settled.terms.basis.name()),
            amount: settled.first_charge.checked_neg()?,
            rule: match (netted, measured) {
                (Some(_), _) => "PS-11",
                (None, true) => "PA-07",
                (None, false) => "PA-39",
            },
            reading: Some(reading),
            price_version: Some(settled.price_version),
        });
        if settled.collected > MicroEuro::ZERO {
            lines.push(ExplainedLine {
                booked_at: settled.settled_at,
                day: *day,
                what: format!("repayment with {day}"),
                amount: settled.collected.checked_neg()?,
                rule: "PA-06",
                reading: None,
                price_version: None,
            });
        }
    }
    for entry in account.journal() {
        let settled_by_then =
            account.days().get(&entry.day).is_some_and(|day| day.settled_at <= at);
        let later_correction =
            entry.kind == EntryKind::Correction && entry.booked_at <= known_at && settled_by_then;
        if entry.booked_at > at && !later_correction {
            continue;
        }
        let amount: i64 = entry
            .transaction
            .postings()
            .iter()
            .filter(|posting| posting.account == LedgerAccount::CustomerCredit)
            .try_fold(0i64, |sum, posting| sum.checked_sub(posting.amount.0))?;
        if amount == 0 {
            continue;
        }
        let corrected =
            (entry.kind == EntryKind::Correction).then(|| account.days().get(&entry.day)).flatten();
        lines.push(ExplainedLine {
            booked_at: entry.booked_at,
            day: entry.day,
            what: what(entry.kind, entry.key.as_deref(), entry.day),
            amount: MicroEuro(amount),
            rule: entry.kind.rule(),
            reading: corrected.map(|day| {
                let [first, second] = day.energy;
                let netted = account.netted_day(entry.day).map(net_of).unwrap_or_default();
                format!("{first} and {second} kWh, reading version {}{netted}", day.reading_version)
            }),
            price_version: corrected.map(|day| day.price_version),
        });
    }
    lines.sort_by_key(|line| (line.booked_at, line.day));
    let sum = lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.amount.0))?;
    Some(Explanation { at, as_known_at: known_at, balance: MicroEuro(sum), lines })
}

/// What a netted day rests on. Source: PS-11.
fn net_of(day: NettedDay) -> String {
    let [before, after] =
        [day.before, day.after].map(|[first, second]| format!("{first} and {second}"));
    format!("; net since {} {before} kWh before, {after} after", day.since)
}

/// An entry in a few words.
pub fn what(kind: EntryKind, key: Option<&str>, day: SettlementDay) -> String {
    let key = key.map(|key| format!(" {key}")).unwrap_or_default();
    match kind {
        EntryKind::StartingAdvance => "advance of the operator".to_owned(),
        EntryKind::MeterTransfer => "balance of the old meter".to_owned(),
        EntryKind::EnergyCharge => format!("energy of {day}"),
        EntryKind::Correction => format!("correction of {day}"),
        EntryKind::Collection => format!("repayment with {day}"),
        EntryKind::Relief | EntryKind::ReliefDecision => "winter relief".to_owned(),
        EntryKind::TopUp => format!("top-up{key}"),
        EntryKind::Aid => format!("aid{key}"),
        EntryKind::Refund => format!("refund{key}"),
        EntryKind::Chargeback => format!("chargeback{key}"),
        EntryKind::DebtEntered => "debt".to_owned(),
        EntryKind::LimitedEnergy => format!("energy of {day}, owed apart"),
        EntryKind::Repayment => format!("repayment{key}"),
        EntryKind::Closing => "closing of the account".to_owned(),
        EntryKind::Reversal => format!("undone{key}"),
        EntryKind::Adjustment => format!("adjustment{key}"),
        EntryKind::SharedEnergy => format!("shared energy{key}"),
        EntryKind::Suspense => format!("suspense{key}"),
        EntryKind::Remittance => format!("remittance{key}"),
        EntryKind::ShiftClose => format!("shift closed{key}"),
    }
}
