//! What moved a balance: each line with what it left and why it is what it is, from the same books as *explain*.
//! Source: UX 8.2 C-05, PA-43.

use super::figures::{MOVEMENT_DAYS, at_place, known};
use super::{People, failed, yearly};
use crate::engine::Engine;
use crate::estimates;
use crate::failure::Failure;
use crate::parties::{Cause, Moved, moved};
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, JournalEntry, LedgerAccount};
use portal::homes::MovementKind;
use portal::my::{AheadLine, Movements, MyError, MyMove, MyMovements, Visitor, Why};
use std::collections::BTreeMap;
use timeline::{Fact, Timeline};
use units::{MicroEuro, MilliWattHours};

/// Days of the line of balances. Source: UX 11.
const LINE_DAYS: i32 = 14;
/// Months that may be chosen.
const MOST_MONTHS: usize = 24;

/// Where what a household still has to repay stands, and what was collected of it on its way there.
const OWED: [LedgerAccount; 6] = [
    LedgerAccount::Advances,
    LedgerAccount::DebtToSupplier,
    LedgerAccount::DebtToOperator,
    LedgerAccount::DebtUnderReview,
    LedgerAccount::DebtOfRelief,
    LedgerAccount::DebtsCollected,
];

/// What an entry adds to what is to be repaid.
fn owed_by(entry: &JournalEntry) -> i64 {
    let postings = entry.transaction.postings().iter();
    let owed = postings.filter(|posting| OWED.contains(&posting.account));
    owed.map(|posting| posting.amount.0).fold(0, i64::saturating_add)
}

/// What people wrote beside their adjustments, by the day on which it was learnt and the amount. Source: TP-25.
type Texts = BTreeMap<(SettlementDay, MicroEuro), String>;

fn texts(engine: &mut Engine, account: &store::Account) -> Result<Texts, Failure> {
    let mut found = Texts::new();
    for kept in engine.store.facts(&[account.id])? {
        if kept.kind != "adjustment" {
            continue;
        }
        if let Fact::Adjustment { eur, text, .. } = serde_json::from_str(&kept.body)? {
            found.insert((kept.learnt_at.day(), eur), text);
        }
    }
    Ok(found)
}

fn why(moved: &Moved<'_>, registers: usize, left: MicroEuro, texts: &Texts) -> Why {
    let line = moved.line;
    match moved.cause {
        Cause::Day(_) if line.kind == MovementKind::Repaid => Why::Repaid { left },
        Cause::Day(settled) => {
            let energy = settled.energy.iter().take(registers).map(|part| part.0);
            let energy = MilliWattHours(energy.fold(0, i64::saturating_add));
            Why::Used { energy, provisional: settled.consumption.is_none() }
        }
        Cause::Entry(entry) => {
            let repays = MicroEuro(owed_by(entry).saturating_neg());
            match entry.kind {
                EntryKind::TopUp | EntryKind::Aid if repays > MicroEuro::ZERO => {
                    Why::Paid { paid: MicroEuro(line.amount.0.saturating_add(repays.0)), repays }
                }
                EntryKind::Repayment | EntryKind::Collection => Why::Repaid { left },
                EntryKind::Correction => Why::Of(entry.day),
                EntryKind::SharedEnergy if entry.day != line.day => Why::Of(entry.day),
                EntryKind::Adjustment => match texts.get(&(line.day, line.amount)) {
                    Some(text) if !text.is_empty() => Why::Written(text.clone()),
                    Some(_) | None => Why::Named,
                },
                _ => Why::Named,
            }
        }
    }
}

/// Each movement since `from`, newest first, with the balance after it.
fn told(timeline: &Timeline, from: SettlementDay, texts: &Texts) -> Vec<MyMove> {
    let account = &timeline.account;
    let registers = account.registers().len();
    let (mut after, mut left) = (account.balance().0, account.debt_left().0);
    // What is owed changes with entries that move no balance, too.
    let mut silent: Vec<&JournalEntry> =
        account.journal().iter().filter(|entry| owed_by(entry) != 0).collect();
    silent.sort_by_key(|entry| (entry.booked_at, entry.seq));
    let mut told = Vec::new();
    for moved in moved(timeline, from) {
        while let Some(later) = silent.pop_if(|entry| entry.booked_at > moved.at) {
            left = left.saturating_sub(owed_by(later));
        }
        let why = why(&moved, registers, MicroEuro(left), texts);
        if moved.line.kind == MovementKind::Repaid {
            left = left.saturating_sub(moved.line.amount.0);
        }
        told.push(MyMove { line: moved.line, after: MicroEuro(after), why });
        after = after.saturating_sub(moved.line.amount.0);
    }
    told
}

fn first_of_month(day: SettlementDay) -> SettlementDay {
    let (year, month, _) = day.ymd();
    SettlementDay::from_ymd(year, month, 1).unwrap_or(day)
}

/// The first day of each month since an account was opened, newest first.
fn months(opened: SettlementDay, today: SettlementDay) -> Vec<SettlementDay> {
    let mut months = Vec::new();
    let mut first = first_of_month(today);
    while months.len() < MOST_MONTHS && first >= first_of_month(opened) {
        months.push(first);
        first = first_of_month(first.previous());
    }
    months
}

impl People {
    fn movements_of(
        &self,
        visitor: &Visitor,
        place: usize,
        month: Option<SettlementDay>,
    ) -> Result<Option<MyMovements>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let Some(known) = known(&mut engine, own, now)? else { return Ok(None) };
        let at: Instant = now.max(known.timeline.reached());
        let account = &known.own.account;
        let expected = estimates::shown(&mut engine, account, &known.timeline, at)?.ok();
        let rows = engine.store.days(&[account.id], at.day().plus(-LINE_DAYS), at.day())?;
        let ahead = expected.iter().flat_map(|shown| shown.ahead);
        let months = months(account.opened_at.day(), now.day());
        let month = month.map(first_of_month).filter(|month| months.contains(month));
        let from = month.unwrap_or(now.day().plus(-MOVEMENT_DAYS));
        let texts = texts(&mut engine, account)?;
        let mut moves = told(&known.timeline, from, &texts);
        if let Some(month) = month {
            moves.retain(|moved| first_of_month(moved.line.day) == month);
        }
        let bill = match engine.store.supply_contract(account.id)? {
            Some(kept) => yearly::expected(&mut engine, account, &kept, now)?,
            None => None,
        };
        Ok(Some(MyMovements {
            bill: bill.map(|(day, bill)| (day, bill.at_anniversary)),
            month,
            months,
            moves,
            balances: rows.iter().map(|row| (row.day, row.balance)).collect(),
            ahead: ahead
                .map(|one| AheadLine { day: one.day, balance: one.balance, range: one.range })
                .collect(),
            last_reading: expected.map(|shown| shown.last_reading),
            balance: known.card.balance,
            as_of: known.card.as_of,
            meter: known.own.meter,
            meters,
        }))
    }
}

impl Movements for People {
    fn movements(
        &self,
        visitor: &Visitor,
        place: usize,
        month: Option<SettlementDay>,
    ) -> Result<Option<MyMovements>, MyError> {
        self.movements_of(visitor, place, month).map_err(failed("could not read the movements"))
    }
}
