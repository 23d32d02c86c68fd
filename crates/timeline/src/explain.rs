//! Why a balance is what it is: every line with its reading, price version and rule. Source: PA-43.

use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, LedgerAccount};
use params::PriceBasis;
use prepay::{Account, NettedDay, SettledDay};
use std::collections::BTreeMap;
use std::fmt;
use units::{MicroEuro, MilliWattHours};

/// One part of a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedLine {
    pub booked_at: Instant,
    pub day: SettlementDay,
    pub of: LineOf,
    /// What it did to the balance.
    pub amount: MicroEuro,
    pub rule: &'static str,
    /// Of a day's energy, and of its correction.
    pub from: Option<WorkedOut>,
}

/// What a line is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineOf {
    /// What a day used.
    Energy,
    /// What was repaid with a day.
    Repaid,
    /// An entry of the journal, with the key it came under.
    Entry { kind: EntryKind, key: Option<String> },
}

/// The readings and the price that a day's energy was charged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkedOut {
    pub energy: [MilliWattHours; 2],
    /// It rests on readings; otherwise it is provisional.
    pub measured: bool,
    pub reading_version: u32,
    pub price_version: u32,
    pub basis: PriceBasis,
    /// Of a home that produces and is netted: the sums before and after the day. Source: PS-11.
    pub net: Option<NettedDay>,
}

impl WorkedOut {
    fn of(day: &SettledDay, net: Option<NettedDay>) -> Self {
        Self {
            energy: day.energy,
            measured: day.consumption.is_some(),
            reading_version: day.reading_version,
            price_version: day.price_version,
            basis: day.terms.basis,
            net,
        }
    }
}

/// In a few words for whoever reads them at a terminal.
impl fmt::Display for WorkedOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.energy;
        let kind = if self.measured { "measured" } else { "provisional" };
        let version = self.reading_version;
        write!(formatter, "{first} and {second} kWh, {kind}, reading version {version}")?;
        if let Some(net) = self.net {
            let [before, after] =
                [net.before, net.after].map(|[first, second]| format!("{first} and {second}"));
            write!(formatter, "; net since {} {before} kWh before, {after} after", net.since)?;
        }
        Ok(())
    }
}

/// A balance and its parts, which add up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    // What a day was worked out from is what is known of it now: it stands at its last correction, if there is one.
    let corrections = account.journal().iter().filter(|entry| {
        let settled = account.days().get(&entry.day);
        entry.kind == EntryKind::Correction
            && entry.booked_at <= known_at.max(at)
            && settled.is_some_and(|day| day.settled_at <= at)
    });
    let last: BTreeMap<SettlementDay, Instant> =
        corrections.map(|entry| (entry.day, entry.booked_at)).collect();
    for (day, settled) in account.days() {
        if settled.settled_at > at {
            continue;
        }
        let measured = settled.consumption.is_some();
        let netted = account.netted_day(*day).filter(|_| measured);
        lines.push(ExplainedLine {
            booked_at: settled.settled_at,
            day: *day,
            of: LineOf::Energy,
            amount: settled.first_charge.checked_neg()?,
            rule: match (netted, measured) {
                (Some(_), _) => "PS-11",
                (None, true) => "PA-07",
                (None, false) => "PA-39",
            },
            from: (!last.contains_key(day)).then(|| WorkedOut::of(settled, netted)),
        });
        if settled.collected > MicroEuro::ZERO {
            lines.push(ExplainedLine {
                booked_at: settled.settled_at,
                day: *day,
                of: LineOf::Repaid,
                amount: settled.collected.checked_neg()?,
                rule: "PA-06",
                from: None,
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
        let is_last =
            entry.kind == EntryKind::Correction && last.get(&entry.day) == Some(&entry.booked_at);
        let corrected = is_last.then(|| account.days().get(&entry.day)).flatten();
        lines.push(ExplainedLine {
            booked_at: entry.booked_at,
            day: entry.day,
            of: LineOf::Entry { kind: entry.kind, key: entry.key.clone() },
            amount: MicroEuro(amount),
            rule: entry.kind.rule(),
            from: corrected.map(|day| WorkedOut::of(day, account.netted_day(entry.day))),
        });
    }
    lines.sort_by_key(|line| (line.booked_at, line.day));
    let sum = lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.amount.0))?;
    Some(Explanation { at, as_known_at: known_at, balance: MicroEuro(sum), lines })
}

impl ExplainedLine {
    /// In a few words for whoever reads them at a terminal.
    pub fn what(&self) -> String {
        let day = self.day;
        match (&self.of, &self.from) {
            (LineOf::Energy, Some(from)) => {
                format!("energy of {day}, {} price", from.basis.name())
            }
            (LineOf::Energy, None) => format!("energy of {day}"),
            (LineOf::Repaid, _) => format!("repayment with {day}"),
            // A day that was whole, unlike a month, whose line stands on the day of its booking.
            (LineOf::Entry { kind: EntryKind::SharedEnergy, .. }, _)
                if self.booked_at.day() != day =>
            {
                format!("shared energy of {day}")
            }
            (LineOf::Entry { kind, key }, _) => entry(*kind, key.as_deref(), day),
        }
    }
}

/// An entry in a few words.
fn entry(kind: EntryKind, key: Option<&str>, day: SettlementDay) -> String {
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
