//! Shifts of cashiers at terminals. An open shift is kept without its sales: those say themselves in
//! which shift their money came or went, so a sale does not rewrite a growing row. Source: TP-20.

use super::held;
use super::sales::{Sales, StoredSale};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use http_api::{Cashier, ClosedShift, OpenShift, Outcome, Refusal};
use ledger::EntryKind;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::Store;
use units::Dso;
use vending::{CashCount, SaleId, Shift, ShiftEntry, ShiftEntryKind, VendState};

/// How far the clocks of two writers may be apart.
const CLOCKS_APART_H: i64 = 1;

/// A shift as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredShift {
    pub cashier: Cashier,
    pub opened_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<ClosedShift>,
}

/// The open shifts of the terminals of a group of requests, by terminal and cashier.
#[derive(Debug, Default)]
pub struct Shifts(HashMap<(String, Cashier), (i64, StoredShift)>);

impl Shifts {
    pub fn load(store: &mut Store, terminals: &[&str]) -> Result<Self, Failure> {
        let mut open = HashMap::new();
        for (terminal, number, body) in store.open_shifts(terminals)? {
            let shift: StoredShift = serde_json::from_str(&body)?;
            open.insert((terminal, shift.cashier.clone()), (number, shift));
        }
        Ok(Self(open))
    }

    /// The number and text of the cashier's open shift.
    pub fn get(&self, terminal: &str, cashier: &Cashier) -> Option<&(i64, StoredShift)> {
        self.0.get(&(terminal.to_owned(), cashier.clone()))
    }

    /// Begins a shift. It has no sales yet. Returns its number.
    pub fn begin(
        &mut self,
        engine: &mut Engine,
        terminal: &str,
        cashier: &Cashier,
        now: Instant,
    ) -> Result<i64, Failure> {
        let last = engine.store.shifts(terminal, 1)?.first().map_or(0, |(number, ..)| *number);
        let shift = StoredShift { cashier: cashier.clone(), opened_at: now, closed: None };
        let number = last + 1;
        engine.store.keep_shift(terminal, number, None, &serde_json::to_string(&shift)?)?;
        self.0.insert((terminal.to_owned(), cashier.clone()), (number, shift));
        Ok(number)
    }

    /// Counts the till against the sales, books the difference in the operator's own books.
    /// Refused: no open shift, a difference without explanation.
    pub fn close(
        &mut self,
        engine: &mut Engine,
        sales: &mut Sales,
        (terminal, dso): (&str, Dso),
        (cashier, declared, explanation): (&Cashier, CashCount, Option<&str>),
        now: Instant,
    ) -> Result<Result<Outcome, Refusal>, Failure> {
        let Some((number, mut stored)) = self.get(terminal, cashier).cloned() else {
            return Ok(Err(Refusal::ShiftNotOpen));
        };
        // The sales of this group belong to it too.
        sales.book(engine)?;
        let shift = match fold(&mut engine.store, terminal, number, &stored)? {
            Ok(shift) => shift,
            Err(error) => return Ok(Err(error.into())),
        };
        let close = match shift.close(declared, explanation, now) {
            Ok(close) => close,
            Err(error) => return Ok(Err(error.into())),
        };
        if let Some(transaction) = close.transaction {
            let key = format!("shift:{terminal}:{number}");
            let entry = (EntryKind::ShiftClose, key.as_str());
            sales.counter.book_house(engine, dso, entry, transaction, now)?;
        }
        let (cashier, opened_at) = (cashier.clone(), stored.opened_at);
        let closed = ClosedShift {
            shift: OpenShift {
                cashier: cashier.clone(),
                opened_at,
                totals: close.totals,
                room: None,
            },
            closed_at: now,
            declared,
            difference: close.difference,
            explanation: close.explanation,
        };
        stored.closed = Some(closed.clone());
        let body = serde_json::to_string(&stored)?;
        engine.store.keep_shift(terminal, number, Some(now), &body)?;
        self.0.remove(&(terminal.to_owned(), cashier));
        Ok(Ok(Outcome::ShiftClosed(closed)))
    }
}

/// What a cashier's open shift has come to, with what the shop may hold. Refused: no open shift.
pub fn totals(
    store: &mut Store,
    terminal: &str,
    cashier: &Cashier,
    now: Instant,
) -> Result<Result<OpenShift, Refusal>, Failure> {
    let shifts = Shifts::load(store, &[terminal])?;
    let Some((number, stored)) = shifts.get(terminal, cashier) else {
        return Ok(Err(Refusal::ShiftNotOpen));
    };
    let totals = fold(store, terminal, *number, stored)?.and_then(|shift| shift.totals());
    let (cashier, opened_at) = (cashier.clone(), stored.opened_at);
    let room = held::room(store, terminal, now)?;
    Ok(totals.map(|totals| OpenShift { cashier, opened_at, totals, room }).map_err(Refusal::from))
}

/// The shift with the sales that say they belong to it.
fn fold(
    store: &mut Store,
    terminal: &str,
    number: i64,
    stored: &StoredShift,
) -> Result<Result<Shift, vending::ShiftError>, Failure> {
    let mut shift = Shift::open(terminal, stored.cashier.as_str(), stored.opened_at);
    // A sale stands at its last change, so one of this shift is never before it.
    let from = stored.opened_at.plus_h(-CLOCKS_APART_H);
    for kept in store.sales_of(terminal, from, i64::MAX)? {
        let sale: StoredSale = serde_json::from_str(&kept.body)?;
        for entry in entries(&sale, SaleId::new(terminal, &kept.number)?, number) {
            if let Err(error) = shift.enter(entry) {
                return Ok(Err(error));
            }
        }
    }
    Ok(Ok(shift))
}

/// What a sale moved in the till during a shift.
pub fn entries(sale: &StoredSale, id: SaleId, shift: i64) -> Vec<ShiftEntry> {
    let Some(advice) = sale.vend.advice() else { return Vec::new() };
    let (promise, sold_at) = match sale.vend.state() {
        VendState::Credited { promise, at, .. } => (*promise, *at),
        VendState::Undone { credited_at, .. } => (sale.vend.reservation().is_none(), *credited_at),
        VendState::Suspended { at, .. } => (advice.promise, *at),
        VendState::Reserved { .. } | VendState::Reversed { .. } => return Vec::new(),
    };
    let kind = if promise { ShiftEntryKind::Promise } else { ShiftEntryKind::Sale };
    let entry =
        ShiftEntry { sale: id, kind, means: advice.means, amount: advice.amount, at: sold_at };
    let mut entries = Vec::new();
    if sale.sold_in == Some(shift) {
        entries.push(entry.clone());
    }
    if let VendState::Undone { at, .. } = sale.vend.state()
        && sale.undone_in == Some(shift)
    {
        entries.push(ShiftEntry { kind: ShiftEntryKind::Reversal, at: *at, ..entry });
    }
    entries
}
