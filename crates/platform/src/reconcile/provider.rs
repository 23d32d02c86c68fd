//! Money that came over a payment provider: its own list of movements is the outside.

use super::{Compared, Way, is_house, line, stray, sum};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::{PartKind, StoredPayment};
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use psp::{Provider, ProviderId, SettledKind, SettledLine};
use std::collections::{BTreeMap, BTreeSet};
use store::{CashEntry, KeptPayment};
use units::{AccountId, Dso, MicroEuro};
use vending::{MoneyKey, PaidPeriod, ReconcileEntry, ThreeWay, three_way};

const CASH: LedgerAccount = LedgerAccount::CashOnline;

/// For how long before `days` a payment of them may have begun: it is open for an hour, and its provider
/// corrects itself for three days. A later one is found by its line, or by the ledger.
const BEGAN_DAYS: i32 = 4;

/// What a provider says of some days.
#[derive(Debug)]
pub struct AtProvider {
    name: String,
    lines: Vec<SettledLine>,
    /// Under whose name lines stand that no payment of ours has: one provider serves many.
    strays_of: Option<Dso>,
}

impl AtProvider {
    /// Asks the provider once for all operators.
    pub fn ask(
        provider: &dyn Provider,
        days: PaidPeriod,
        strays_of: Option<Dso>,
    ) -> Result<Self, Failure> {
        // A day more at both ends: what is paid around midnight is of one day here and of another there.
        let lines = provider.movements(days.from.previous(), days.to.next())?;
        Ok(Self::said(provider.name(), lines, strays_of))
    }

    /// With what it said.
    pub fn said(name: &str, lines: Vec<SettledLine>, strays_of: Option<Dso>) -> Self {
        Self { name: name.to_owned(), lines, strays_of }
    }

    /// Every payment that these days may be about, by our own id.
    fn payments(
        &self,
        engine: &mut Engine,
        dso: Dso,
        days: PaidPeriod,
        booked: &[CashEntry],
    ) -> Result<BTreeMap<String, StoredPayment>, Failure> {
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for one in &self.lines {
            ids.extend(one.payment.as_ref().map(ProviderId::to_string));
        }
        let mut found = BTreeMap::new();
        let mut enter = |kept: KeptPayment| -> Result<(), Failure> {
            let known: StoredPayment = serde_json::from_str(&kept.body)?;
            if known.dso == dso {
                found.insert(kept.id, known);
            }
            Ok(())
        };
        let (from, to) = (days.from.plus(-BEGAN_DAYS).start(), days.to.start());
        for kept in engine.store.payments_between(from, to)? {
            enter(kept)?;
        }
        let mut own: BTreeSet<&str> = BTreeSet::new();
        for entry in booked {
            let whole = entry.key.rsplit_once('/').map_or(entry.key.as_str(), |(key, _)| key);
            match whole.parse() {
                Ok(MoneyKey::Provider { id, .. }) => drop(ids.insert(id)),
                _ => drop(own.insert(whole)),
            }
        }
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        for kept in engine.store.payments_of_provider(&self.name, &ids)? {
            enter(kept)?;
        }
        for id in own {
            if let Some(kept) = engine.store.payment(id)? {
                enter(kept)?;
            }
        }
        Ok(found)
    }
}

/// A payment's key, and that of a part of it.
fn part_key(key: &str, kind: PartKind, id: &str) -> String {
    let word = match kind {
        PartKind::Refund => "refund",
        PartKind::Chargeback => "chargeback",
        PartKind::ChargebackReversed => "chargeback reversed",
    };
    format!("{key} {word} {id}")
}

/// As the payment with its parts has it. `None`: a movement that is none of a payment.
fn key_of(name: &str, one: &SettledLine) -> Option<String> {
    let payment = one.payment.as_ref()?;
    let key = MoneyKey::provider(name, &payment.to_string()).ok()?.to_string();
    let other = one.other_id.as_deref().unwrap_or(&one.id);
    match &one.kind {
        SettledKind::Payment => Some(key),
        SettledKind::Refund => Some(part_key(&key, PartKind::Refund, other)),
        SettledKind::Chargeback => Some(part_key(&key, PartKind::Chargeback, other)),
        SettledKind::ChargebackReversed => {
            Some(part_key(&key, PartKind::ChargebackReversed, other))
        }
        SettledKind::RefundReturned => Some(format!("{key} refund returned {other}")),
        SettledKind::Payout => None,
        SettledKind::Other(word) => Some(format!("{key} {word} {other}")),
    }
}

/// What we say of a payment: lines by their keys, with the ledger's key of each.
struct Told {
    key: String,
    ledger_key: (AccountId, String),
    /// A chargeback and its reversal stand under one key and are told apart by their sign.
    comes: bool,
    amount: MicroEuro,
    day: SettlementDay,
}

fn told(known: &StoredPayment, account: AccountId) -> Result<Vec<Told>, Failure> {
    let (intent, clocks) = (&known.payment.intent, known.payment.clocks());
    let mut all = Vec::new();
    let Ok(key) = known.money_key().map(|key| key.to_string()) else { return Ok(all) };
    let house = AccountId::house(known.dso);
    let came = match (&known.held, clocks.paid) {
        (Some(held), _) => Some((held.amount, held.at, (house, key.clone()))),
        (None, Some(paid)) => Some((intent.amount, paid, (account, intent.id.clone()))),
        (None, None) => None,
    };
    if let Some((amount, at, ledger_key)) = came {
        all.push(Told { key: key.clone(), ledger_key, comes: true, amount, day: at.day() });
    }
    for part in &known.parts {
        let comes = part.kind == PartKind::ChargebackReversed;
        let amount = if comes { part.amount.0 } else { part.amount.0.saturating_neg() };
        let on = if known.held.is_some() { house } else { account };
        all.push(Told {
            key: part_key(&key, part.kind, &part.id),
            ledger_key: (on, part.key.clone()),
            comes,
            amount: MicroEuro(amount),
            day: part.at.day(),
        });
    }
    Ok(all)
}

impl Way for AtProvider {
    fn name(&self) -> &str {
        &self.name
    }

    fn compare(
        &self,
        engine: &mut Engine,
        dso: Dso,
        days: PaidPeriod,
        _at: Instant,
    ) -> Result<Compared, Failure> {
        let booked = engine.store.cash_entries(dso, CASH, days.from, days.to)?;
        let payments = self.payments(engine, dso, days, &booked)?;
        let mut all: Vec<Told> = Vec::new();
        let mut ours: BTreeSet<&str> = BTreeSet::new();
        for known in payments.values() {
            let account = known.account_in(engine)?;
            all.extend(told(known, account.id)?);
            ours.extend(known.provider_id.as_deref());
        }
        let (mut outside, mut remarks) = (Vec::new(), Vec::new());
        let mut on: BTreeMap<String, SettlementDay> = BTreeMap::new();
        let mut paid_out = MicroEuro::ZERO;
        let in_days = |at: Instant| days.contains(at.day());
        for one in &self.lines {
            let id = one.payment.as_ref().map(ProviderId::to_string);
            if one.kind == SettledKind::Payout && in_days(one.at) {
                paid_out = sum([paid_out, one.amount].into_iter());
            }
            let key = match key_of(&self.name, one) {
                _ if one.kind == SettledKind::Payout => continue,
                Some(key) if id.as_deref().is_some_and(|id| ours.contains(id)) => key,
                _ if self.strays_of != Some(dso) => continue,
                _ if self.is_of_another(engine, id.as_deref())? => continue,
                key => key.unwrap_or_else(|| format!("{} {:?} {}", self.name, one.kind, one.id)),
            };
            on.insert(key.clone(), one.at.day());
            outside.push(line(&key, one.at.day(), one.amount));
        }
        let asked: Vec<(AccountId, &str)> =
            all.iter().map(|one| (one.ledger_key.0, one.ledger_key.1.as_str())).collect();
        let mut ledger = engine.store.cash_entries_of(CASH, &asked)?;
        // What closed accounts lost is in the operator's own books.
        let seen: BTreeSet<(AccountId, i64)> =
            ledger.iter().map(|one| (one.account, one.seq)).collect();
        ledger.extend(booked.into_iter().filter(|one| !seen.contains(&(one.account, one.seq))));
        let mut by_ledger: BTreeMap<(&str, bool), &Told> = BTreeMap::new();
        for one in &all {
            by_ledger.insert((&one.ledger_key.1, one.comes), one);
        }
        // The day of the outside, where it has told: what is paid before midnight is booked after it.
        let day = |one: &Told| on.get(&one.key).copied().unwrap_or(one.day);
        let (mut credited, mut suspense) = (Vec::new(), Vec::new());
        for entry in &ledger {
            let comes = entry.amount > MicroEuro::ZERO;
            let one = match by_ledger.get(&(entry.key.as_str(), comes)) {
                Some(told) => line(&told.key, day(told), entry.amount),
                None => stray(entry),
            };
            if is_house(entry.account, dso) { suspense.push(one) } else { credited.push(one) }
        }
        let mut payments: Vec<ReconcileEntry> =
            all.iter().map(|one| line(&one.key, day(one), one.amount)).collect();
        for side in [&mut outside, &mut payments, &mut credited, &mut suspense] {
            side.retain(|one| days.contains(one.day));
        }
        let fees = self.lines.iter().filter(|one| in_days(one.at)).map(|one| one.fees);
        let fees = sum(fees);
        if self.strays_of == Some(dso) && (fees, paid_out) != Default::default() {
            let name = &self.name;
            remarks.push(format!("{name} kept {fees} EUR and paid {paid_out} EUR to the bank"));
        }
        let three_way: ThreeWay = three_way(&outside, &payments, &credited, &suspense);
        Ok(Compared { three_way, faults: Vec::new(), remarks })
    }
}

impl AtProvider {
    /// Whether a provider's id is that of a payment to any operator, so no stray of this one.
    fn is_of_another(&self, engine: &mut Engine, id: Option<&str>) -> Result<bool, Failure> {
        let Some(id) = id else { return Ok(false) };
        Ok(engine.store.payment_of_provider(&self.name, id)?.is_some())
    }
}

/// No provider was named: right only while there is no online money.
#[derive(Debug)]
pub struct Unasked;

impl Way for Unasked {
    fn name(&self) -> &str {
        "online"
    }

    fn compare(
        &self,
        engine: &mut Engine,
        dso: Dso,
        days: PaidPeriod,
        _at: Instant,
    ) -> Result<Compared, Failure> {
        let booked = engine.store.cash_entries(dso, CASH, days.from, days.to)?;
        let mut faults = Vec::new();
        if !booked.is_empty() {
            let (count, sum) = (booked.len(), sum(booked.iter().map(|entry| entry.amount)));
            faults.push(format!(
                "{count} entries of online money, {sum} EUR: the provider was not asked, name it with --psp"
            ));
        }
        Ok(Compared { three_way: three_way(&[], &[], &[], &[]), faults, remarks: Vec::new() })
    }
}
