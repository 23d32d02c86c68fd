//! Who owes us money: merchants what was taken at their terminals, social services the aid that was
//! credited, whoever has the money of a debit that should not have left; and what comes from them over a
//! bank. Source: TP-16, TP-19, TP-20, PA-44.

use super::house::House;
use super::origin::Origin;
use super::suspense::{Person, item_of, moved, two_people, waits_no_more};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, LedgerAccount};
use std::collections::{BTreeMap, BTreeSet};
use store::{CashEntry, SettledMoney};
use timeline::Fact;
use units::{AccountId, Dso, MicroEuro};
use vending::{MoneyKey, Owed, SuspenseEvent};

/// All days of which anything is kept.
const ALL_DAYS: (SettlementDay, SettlementDay) =
    (SettlementDay(-1_000_000), SettlementDay(10_000_000));

/// What one party owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedBy {
    pub account: LedgerAccount,
    pub party: String,
    /// In micro-euro; what was settled is taken off.
    pub owed: i128,
    pub settled: i128,
}

fn account_of(owed: &Owed) -> (LedgerAccount, &str) {
    match owed {
        Owed::Terminal(terminal) => (LedgerAccount::CashTerminal, terminal),
        Owed::Aid(origin) => (LedgerAccount::AidDue, origin),
        Owed::Debit(key) => (LedgerAccount::ToBeRecovered, key),
    }
}

/// Every party that ever owed anything, by ledger account and name. Their sums are those of the ledger.
pub fn owed(engine: &mut Engine, dso: Dso) -> Result<Vec<OwedBy>, Failure> {
    let mut settled: BTreeMap<String, String> = BTreeMap::new();
    for one in engine.store.settled_money(dso)? {
        settled.insert(one.key, one.party);
    }
    let aids = Aids::of(engine, dso)?;
    let mut found: BTreeMap<(LedgerAccount, String), (i128, i128)> = BTreeMap::new();
    for account in
        [LedgerAccount::CashTerminal, LedgerAccount::AidDue, LedgerAccount::ToBeRecovered]
    {
        let (from, to) = ALL_DAYS;
        for entry in engine.store.cash_entries(dso, account, from, to)? {
            let amount = i128::from(entry.amount.0);
            // What settles takes off what is owed.
            let paid = settled.get(&entry.key).filter(|_| amount < 0);
            let party = match (paid, account) {
                (Some(party), _) => party.clone(),
                (None, LedgerAccount::CashTerminal) => terminal_of(&entry.key),
                (None, LedgerAccount::AidDue) => aids.origin(&entry),
                (None, _) => entry.key.clone(),
            };
            let sums = found.entry((account, party)).or_default();
            sums.0 += amount;
            if paid.is_some() {
                sums.1 -= amount;
            }
        }
    }
    let owed = found.into_iter();
    Ok(owed
        .map(|((account, party), (owed, settled))| OwedBy { account, party, owed, settled })
        .collect())
}

/// Money at terminals that no sale and no shift names.
const NO_TERMINAL: &str = "no terminal";

/// The terminal of a sale, of a part of it, or of a shift.
fn terminal_of(key: &str) -> String {
    let whole = key.split_once('/').map_or(key, |(whole, _)| whole);
    if let Ok(MoneyKey::Terminal { terminal, .. }) = whole.parse() {
        return terminal;
    }
    let shift = key.strip_prefix("shift:").and_then(|rest| rest.rsplit_once(':'));
    shift.map_or(NO_TERMINAL, |(terminal, _)| terminal).to_owned()
}

/// Origins of aid, by account and key.
struct Aids {
    by_key: BTreeMap<(AccountId, String), String>,
    of_account: BTreeMap<AccountId, BTreeSet<String>>,
}

impl Aids {
    fn of(engine: &mut Engine, dso: Dso) -> Result<Self, Failure> {
        let (mut by_key, mut of_account) = (BTreeMap::new(), BTreeMap::<_, BTreeSet<_>>::new());
        for fact in engine.store.facts_of_kind(dso, "aid")? {
            if let Fact::Aid { channel, id, .. } = serde_json::from_str(&fact.body)? {
                of_account.entry(fact.account).or_default().insert(channel.clone());
                by_key.insert((fact.account, id), channel);
            }
        }
        Ok(Self { by_key, of_account })
    }

    /// Aid that is left when an account closes goes back to its origin; of several it is not said here
    /// which part is whose.
    fn origin(&self, entry: &CashEntry) -> String {
        if let Some(origin) = self.by_key.get(&(entry.account, entry.key.clone())) {
            return origin.clone();
        }
        match self.of_account.get(&entry.account) {
            Some(origins) if !origins.is_empty() => {
                origins.iter().cloned().collect::<Vec<_>>().join(" or ")
            }
            _ => entry.key.clone(),
        }
    }
}

/// Errors: nobody of this name ever owed us anything.
fn is_known(engine: &mut Engine, dso: Dso, owed: &Owed) -> Result<(), Failure> {
    match owed {
        Owed::Terminal(terminal) => match engine.store.terminal(terminal)? {
            Some((of, _)) if of == dso => Ok(()),
            Some((of, _)) => refuse(format!("terminal `{terminal}` is one of {of}, not of {dso}")),
            None => refuse(format!("there is no terminal `{terminal}`")),
        },
        Owed::Aid(origin) => {
            let aids = Aids::of(engine, dso)?;
            if aids.by_key.values().any(|known| known == origin) {
                return Ok(());
            }
            refuse(format!("no aid of {dso} has the origin `{origin}`"))
        }
        Owed::Debit(key) => match engine.store.explained_debit(key)? {
            Some(said) if said.dso == dso && said.account == LedgerAccount::ToBeRecovered => Ok(()),
            Some(_) => refuse(format!("nothing is to be recovered of the debit `{key}`")),
            None => refuse(format!("no debit with key `{key}` is explained")),
        },
    }
}

/// Money in suspense is what somebody owed us: off what they owe, in one transaction, by two people.
/// Returns what they still owe, in micro-euro, below zero if it was too much.
/// Errors: it has left suspense or came over no bank, nobody of this name owed us anything, there are no
/// two people, or more came back of a debit than had left.
pub fn settle(
    engine: &mut Engine,
    key: &str,
    to: &Owed,
    person: &Person,
    at: Instant,
) -> Result<(MicroEuro, i128), Failure> {
    let (row, _) = item_of(engine, key)?;
    two_people(row.amount, person)?;
    engine.locked(row.dso, |engine| {
        let (row, mut item) = item_of(engine, key)?;
        is_known(engine, row.dso, to)?;
        let origin = Origin::of(engine, &item.key)?;
        if !matches!(origin, Origin::Line(_)) {
            return refuse(format!("`{key}` did not come over a bank"));
        }
        let (on, by) = (at.day(), person.by.clone());
        moved(engine, &mut item, SuspenseEvent::Settle { on, by, owed: to.clone() }, person, at)?;
        let (account, party) = account_of(to);
        let mut house = House::open(&mut engine.store, row.dso, at)?;
        house.enter(EntryKind::Suspense, key, LedgerAccount::Suspense, account, row.amount)?;
        house.book(&mut engine.store)?;
        engine.store.settle_money(&SettledMoney {
            key: key.to_owned(),
            dso: row.dso,
            account,
            party: party.to_owned(),
            amount: row.amount,
            at,
        })?;
        if let Owed::Terminal(terminal) = to {
            let paid = MicroEuro(row.amount.0.saturating_neg());
            engine.store.move_shop_held(terminal, paid)?;
        }
        waits_no_more(engine, &item, &origin, at)?;
        let how = format!("{} {party}, by {}", account.name(), person.by);
        if !engine.store.line_is_settled(key, &how)? {
            return refuse(format!("the bank line `{key}` does not lie in suspense"));
        }
        let all = owed(engine, row.dso)?;
        let left = all.iter().find(|one| one.account == account && one.party == party);
        let left = left.map_or(0, |one| one.owed);
        if left < 0 && account == LedgerAccount::ToBeRecovered {
            return refuse(format!("more than had left came back of the debit `{party}`"));
        }
        Ok((row.amount, left))
    })
}
