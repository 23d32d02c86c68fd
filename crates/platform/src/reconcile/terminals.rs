//! Money that came over terminals: what a cashier counts and declares at the close of a shift is the
//! outside. It stands against the shift's sales with the difference that was explained and booked, and
//! against what the ledger has of them; each sale is compared with the ledger besides. Source: TP-20.

use super::{Compared, Way, is_house, line, stray, sum};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal};
use crate::till::{StoredSale, StoredShift, moved_in_shift};
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{CashEntry, KeptSale};
use units::{AccountId, Dso, MicroEuro};
use vending::{
    MoneyKey, PaidPeriod, ReconcileEntry, SaleId, ShiftEntryKind, Side, ThreeWay, VendState,
    differences,
};

const CASH: LedgerAccount = LedgerAccount::CashTerminal;
/// How far the clocks of two writers may be apart.
const CLOCKS_APART_H: i64 = 1;

/// Terminals with their shifts.
#[derive(Debug)]
pub struct Terminals;

struct Shift {
    terminal: String,
    number: i64,
    closed_at: Instant,
    stored: StoredShift,
}

struct Sale {
    id: SaleId,
    account: Option<AccountId>,
    at: Instant,
    stored: StoredSale,
}

/// The sales by terminal and number.
type Sales = BTreeMap<(String, String), Sale>;
/// What the ledger has of a key.
type ByKey = HashMap<String, Vec<CashEntry>>;

fn enter(sales: &mut Sales, kept: KeptSale) -> Result<(), Failure> {
    let id = SaleId::new(&kept.terminal, &kept.number)?;
    let (account, at) = (kept.account, kept.at);
    let stored = serde_json::from_str(&kept.body)?;
    sales.insert((kept.terminal, kept.number), Sale { id, account, at, stored });
    Ok(())
}

/// What moved in the till, with its sign.
fn signed(kind: ShiftEntryKind, amount: MicroEuro) -> i128 {
    match kind {
        ShiftEntryKind::Sale | ShiftEntryKind::Promise => i128::from(amount.0),
        ShiftEntryKind::Reversal => -i128::from(amount.0),
    }
}

impl Sale {
    fn key(&self) -> String {
        self.id.money_key().to_string()
    }

    /// Its money came into suspense, and may have left it for an account since: the same money still.
    fn was_in_suspense(&self) -> bool {
        matches!(self.stored.vend.state(), VendState::Suspended { .. })
    }

    /// What came, and what went back at the counter.
    fn moved(&self) -> Vec<MicroEuro> {
        match self.stored.vend.state() {
            VendState::Credited { amount, .. } | VendState::Suspended { amount, .. } => {
                vec![*amount]
            }
            VendState::Undone { amount, .. } => {
                vec![*amount, MicroEuro(amount.0.saturating_neg())]
            }
            VendState::Reserved { .. } | VendState::Reversed { .. } => Vec::new(),
        }
    }
}

/// Its sale, if a key is one of a terminal.
fn place_of(key: &str) -> Option<(String, String)> {
    match key.parse() {
        Ok(MoneyKey::Terminal { terminal, transaction }) => Some((terminal, transaction)),
        _ => None,
    }
}

/// Everything that the days are about.
struct Read {
    shifts: Vec<Shift>,
    sales: Sales,
    ledger: ByKey,
    /// Of the days.
    booked: Vec<CashEntry>,
}

fn read(engine: &mut Engine, dso: Dso, days: PaidPeriod) -> Result<Read, Failure> {
    let (from, to) = (days.from.start(), days.to.start());
    let booked = engine.store.cash_entries(dso, CASH, days.from, days.to)?;
    let mut shifts = Vec::new();
    let mut since: BTreeMap<String, Instant> = BTreeMap::new();
    for row in engine.store.closed_shifts(dso, from, to)? {
        let stored: StoredShift = serde_json::from_str(&row.body)?;
        let opened = stored.opened_at.plus_h(-CLOCKS_APART_H);
        since.entry(row.terminal.clone()).and_modify(|at| *at = opened.min(*at)).or_insert(opened);
        let (terminal, number, closed_at) = (row.terminal, row.number, row.closed_at);
        shifts.push(Shift { terminal, number, closed_at, stored });
    }
    let mut sales = Sales::new();
    let of_shifts: BTreeSet<(&str, i64)> =
        shifts.iter().map(|shift| (shift.terminal.as_str(), shift.number)).collect();
    for (terminal, since) in &since {
        for kept in engine.store.sales_of(terminal, *since, i64::MAX)? {
            let sale: StoredSale = serde_json::from_str(&kept.body)?;
            let within = |shift: Option<i64>| {
                shift.is_some_and(|number| of_shifts.contains(&(terminal.as_str(), number)))
            };
            if within(sale.sold_in) || within(sale.undone_in) {
                enter(&mut sales, kept)?;
            }
        }
    }
    for kept in engine.store.sales_between(dso, from, to)? {
        enter(&mut sales, kept)?;
    }
    let named: Vec<(String, String)> = booked
        .iter()
        .filter_map(|entry| place_of(&entry.key))
        .filter(|place| !sales.contains_key(place))
        .collect();
    let asked: Vec<(&str, &str)> =
        named.iter().map(|(terminal, number)| (terminal.as_str(), number.as_str())).collect();
    for kept in engine.store.sales(&asked)? {
        enter(&mut sales, kept)?;
    }
    let ledger = ledger_of(engine, dso, &sales, &booked)?;
    Ok(Read { shifts, sales, ledger, booked })
}

/// What the ledger has of the sales, whatever its day, and of the days, whatever its sale.
fn ledger_of(
    engine: &mut Engine,
    dso: Dso,
    sales: &Sales,
    booked: &[CashEntry],
) -> Result<ByKey, Failure> {
    let keys: Vec<(AccountId, String)> =
        sales.values().filter_map(|sale| Some((sale.account?, sale.key()))).collect();
    let asked: Vec<(AccountId, &str)> = keys.iter().map(|(id, key)| (*id, key.as_str())).collect();
    let mut all = engine.store.cash_entries_of(CASH, &asked)?;
    let suspended: Vec<String> =
        sales.values().filter(|sale| sale.was_in_suspense()).map(Sale::key).collect();
    let suspended: Vec<&str> = suspended.iter().map(String::as_str).collect();
    all.extend(engine.store.suspense_entries_of(dso, CASH, &suspended)?);
    all.extend(booked.iter().cloned());
    let mut seen = BTreeSet::new();
    let mut by_key = ByKey::new();
    for entry in all {
        if seen.insert((entry.account, entry.seq)) {
            by_key.entry(entry.key.clone()).or_default().push(entry);
        }
    }
    Ok(by_key)
}

/// Sums of a shift in the ledger: credited to accounts, with the difference that was booked, and in
/// suspense.
fn in_ledger(read: &Read, shift: &Shift, dso: Dso) -> (i128, i128) {
    let (mut credited, mut suspense) = (0, 0);
    for sale in read.of_terminal(&shift.terminal) {
        for entry in read.ledger.get(&sale.key()).into_iter().flatten() {
            let comes = entry.amount > MicroEuro::ZERO || sale.was_in_suspense();
            let shift_of = if comes { sale.stored.sold_in } else { sale.stored.undone_in };
            if shift_of != Some(shift.number) {
                continue;
            }
            let place = if is_house(entry.account, dso) { &mut suspense } else { &mut credited };
            *place += i128::from(entry.amount.0);
        }
    }
    for entry in read.ledger.get(&shift.key()).into_iter().flatten() {
        credited += i128::from(entry.amount.0);
    }
    (credited, suspense)
}

impl Shift {
    /// Under which its difference stands in the ledger.
    fn key(&self) -> String {
        format!("shift:{}:{}", self.terminal, self.number)
    }
}

fn micro(sum: i128) -> Result<MicroEuro, Failure> {
    let too_large = |_| Refusal("a sum is too large".to_owned());
    Ok(MicroEuro(i64::try_from(sum).map_err(too_large)?))
}

impl Way for Terminals {
    fn name(&self) -> &str {
        "terminals"
    }

    fn compare(
        &self,
        engine: &mut Engine,
        dso: Dso,
        days: PaidPeriod,
        _at: Instant,
    ) -> Result<Compared, Failure> {
        let read = read(engine, dso, days)?;
        let mut sums: BTreeMap<SettlementDay, [i128; 4]> = BTreeMap::new();
        let (mut outside, mut payments, mut ledger) = (Vec::new(), Vec::new(), Vec::new());
        let (mut faults, mut remarks) = (Vec::new(), Vec::new());
        for shift in &read.shifts {
            let name = shift.key();
            let Some(closed) = &shift.stored.closed else {
                faults.push(format!("{name} is closed and declares nothing"));
                continue;
            };
            let day = shift.closed_at.day();
            let total = |cash: MicroEuro, card: MicroEuro| i128::from(cash.0) + i128::from(card.0);
            let declared = total(closed.declared.cash, closed.declared.card);
            let explained = total(closed.difference.cash, closed.difference.card);
            let mut sold = 0;
            for sale in read.of_terminal(&shift.terminal) {
                let moved = moved_in_shift(&sale.stored, sale.id.clone(), shift.number);
                sold += moved.iter().map(|entry| signed(entry.kind, entry.amount)).sum::<i128>();
            }
            let (credited, suspense) = in_ledger(&read, shift, dso);
            let of_day = [declared, sold + explained, credited, suspense];
            for (all, one) in sums.entry(day).or_default().iter_mut().zip(of_day) {
                *all += one;
            }
            outside.push(line(&name, day, micro(declared)?));
            payments.push(line(&name, day, micro(sold + explained)?));
            ledger.push(line(&name, day, micro(credited + suspense)?));
            if explained != 0 {
                let (cashier, by) = (&closed.shift.cashier, micro(explained)?);
                let why = closed.explanation.as_deref().unwrap_or("nothing said");
                remarks.push(format!("{name} of {cashier} differs by {by} EUR: {why}"));
            }
        }
        let sides =
            [(Side::Outside, &outside[..]), (Side::Payments, &payments), (Side::Ledger, &ledger)];
        let mut found = differences(&sides);
        found.extend(by_sale(&read));
        let lines = read.strays();
        found.extend(differences(&[
            (Side::Outside, &[][..]),
            (Side::Payments, &[]),
            (Side::Ledger, &lines),
        ]));
        remarks.extend(read.undeclared());
        remarks.extend(read.doubtful());
        let three_way = ThreeWay { days: sums, differences: found };
        Ok(Compared { three_way, faults, remarks })
    }
}

/// Each sale against the ledger.
fn by_sale(read: &Read) -> Vec<vending::Difference> {
    let (mut ours, mut ledger) = (Vec::new(), Vec::new());
    for sale in read.sales.values() {
        let (key, day) = (sale.key(), sale.at.day());
        let name = |amount: MicroEuro| match amount < MicroEuro::ZERO {
            true => format!("{key} undone"),
            false => key.clone(),
        };
        ours.extend(sale.moved().into_iter().map(|amount| line(&name(amount), day, amount)));
        let entries = read.ledger.get(&key).map_or(&[][..], Vec::as_slice);
        if sale.was_in_suspense() && !entries.is_empty() {
            ledger.push(line(&key, day, sum(entries.iter().map(|entry| entry.amount))));
        } else {
            ledger.extend(entries.iter().map(|one| line(&name(one.amount), day, one.amount)));
        }
    }
    differences(&[(Side::Payments, &ours), (Side::Ledger, &ledger)])
}

impl Read {
    fn of_terminal<'a>(&'a self, terminal: &'a str) -> impl Iterator<Item = &'a Sale> {
        let all = self.sales.range((terminal.to_owned(), String::new())..);
        all.take_while(move |((own, _), _)| own == terminal).map(|(_, sale)| sale)
    }

    /// What the ledger has of the days that is neither of a sale nor of a shift closed in them.
    fn strays(&self) -> Vec<ReconcileEntry> {
        let closed: BTreeSet<String> = self.shifts.iter().map(Shift::key).collect();
        let of_sale = |key: &str| place_of(key).is_some_and(|at| self.sales.contains_key(&at));
        // What merchants have paid over a bank is compared there.
        let settled = |entry: &CashEntry| {
            entry.kind == "suspense" && matches!(entry.key.parse(), Ok(MoneyKey::BankLine { .. }))
        };
        let strays = self.booked.iter().filter(|entry| {
            !closed.contains(&entry.key) && !of_sale(&entry.key) && !settled(entry)
        });
        strays.map(stray).collect()
    }

    /// What terminals confirmed under a number that was confirmed before, as taken later: the same money
    /// told again by a clock that was set anew, or a sale that stands nowhere but in the cashier's count.
    fn doubtful(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for sale in self.sales.values() {
            for advice in sale.stored.vend.doubtful() {
                remarks.push(format!(
                    "{} was confirmed again with {} EUR by {}, as taken at {}: the same money, or another sale?",
                    sale.key(),
                    vending::euro(advice.amount),
                    advice.cashier,
                    advice.taken_at.to_local_string()
                ));
            }
        }
        remarks
    }

    /// Money of sales whose shift was not closed in these days: nobody has counted it yet.
    fn undeclared(&self) -> Option<String> {
        let closed: BTreeSet<(&str, i64)> =
            self.shifts.iter().map(|shift| (shift.terminal.as_str(), shift.number)).collect();
        let mut left = Vec::new();
        for ((terminal, _), sale) in &self.sales {
            for amount in sale.moved() {
                let sold = amount > MicroEuro::ZERO;
                let shift = if sold { sale.stored.sold_in } else { sale.stored.undone_in };
                if !shift.is_some_and(|number| closed.contains(&(terminal.as_str(), number))) {
                    left.push(amount);
                }
            }
        }
        let count = left.len();
        (count > 0).then(|| {
            let sum = sum(left.into_iter());
            format!(
                "{count} movements, {sum} EUR, are of shifts that were not closed in these days"
            )
        })
    }
}
