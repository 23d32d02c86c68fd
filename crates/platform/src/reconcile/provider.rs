//! Money that came over a payment provider: its own list of movements is the outside.

use super::told::Said;
use super::{Compared, Way, is_house, line, stray, sum};
use crate::bank::provider::{naming, paid_out};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::{PartKind, StoredPayment, stored_keys};
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use psp::{Provider, ProviderId, SettledKind, SettledLine};
use std::collections::{BTreeMap, BTreeSet};
use store::{BankLine, CashEntry, KeptPayment, PAYOUT, ProviderLine};
use units::{AccountId, Dso, MicroEuro};
use vending::{MoneyKey, PaidPeriod, ReconcileEntry, ThreeWay, three_way};

const CASH: LedgerAccount = LedgerAccount::CashOnline;

/// For how long before `days` a payment of them may have begun: it is open for an hour, and its provider
/// corrects itself for three days. A later one is found by its line, or by the ledger.
const BEGAN_DAYS: i32 = 4;

/// What a provider says of some days.
#[derive(Debug)]
pub struct AtProvider {
    said: Said,
    /// Under whose name lines stand that no payment of ours has: one provider serves many.
    strays_of: Option<Dso>,
}

/// Within so many working days a payout is on a statement; one that is on its way is no difference.
const ON_ITS_WAY_WORKING_DAYS: u16 = 3;

impl AtProvider {
    /// Asks the provider once for all operators, and keeps what it tells.
    pub fn ask(
        engine: &mut Engine,
        provider: &dyn Provider,
        days: PaidPeriod,
        strays_of: Option<Dso>,
        at: Instant,
    ) -> Result<Self, Failure> {
        Ok(Self { said: Said::ask(engine, provider, days, at)?, strays_of })
    }

    /// Payments of ours, by our own ids, of which something moved that they do not know of: a notice was lost.
    /// Source: TP-13, TP-17, TP-18.
    pub fn unheard(&self, engine: &mut Engine) -> Result<BTreeSet<String>, Failure> {
        let mut ids: Vec<String> = self
            .said
            .lines
            .iter()
            .filter_map(|one| Some(one.payment.as_ref()?.to_string()))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let ids: Vec<String> = ids.iter().flat_map(|id| stored_keys(id)).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut known: BTreeMap<String, Vec<StoredPayment>> = BTreeMap::new();
        for kept in engine.store.payments_of_provider(&self.said.name, &ids)? {
            let stored: StoredPayment = serde_json::from_str(&kept.body)?;
            if let Some(id) = stored.provider_id.clone() {
                known.entry(id).or_default().push(stored);
            }
        }
        let mut unheard = BTreeSet::new();
        for one in &self.said.lines {
            let shares = one.payment.as_ref().and_then(|id| known.get(&id.to_string()));
            let Some(shares) = shares else { continue };
            let part = one.other_id.as_deref().unwrap_or(&one.id);
            let mut parts = shares.iter().flat_map(|stored| &stored.parts);
            // A part may be of one share alone.
            let mut has =
                |kind: PartKind| parts.any(|known| known.kind == kind && known.id == part);
            let paid = |stored: &StoredPayment| {
                stored.held.is_some() || stored.payment.clocks().paid.is_some()
            };
            let heard = match one.kind {
                SettledKind::Payment => shares.iter().any(paid),
                SettledKind::Refund => has(PartKind::Refund),
                SettledKind::Chargeback => has(PartKind::Chargeback),
                SettledKind::ChargebackReversed => has(PartKind::ChargebackReversed),
                SettledKind::RefundReturned => has(PartKind::RefundReturned),
                // A look of ours would find nothing.
                SettledKind::Payout | SettledKind::Other(_) => true,
            };
            if !heard {
                unheard.extend(shares.first().map(|stored| stored.first_id().to_owned()));
            }
        }
        Ok(unheard)
    }

    /// With what the only provider that was ever asked told the last time.
    pub fn as_last_told(
        engine: &mut Engine,
        days: PaidPeriod,
        strays_of: Option<Dso>,
    ) -> Result<Option<Self>, Failure> {
        Ok(Said::last_of_any(engine, days)?.map(|said| Self { said, strays_of }))
    }

    /// With what it said.
    #[cfg(test)]
    pub fn said(name: &str, lines: Vec<SettledLine>, strays_of: Option<Dso>) -> Self {
        let (untold, remarks) = (BTreeSet::new(), Vec::new());
        Self { said: Said { name: name.to_owned(), lines, untold, remarks }, strays_of }
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
        for one in &self.said.lines {
            ids.extend(one.payment.iter().flat_map(|id| stored_keys(id.as_str())));
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
        for kept in engine.store.payments_of_provider(&self.said.name, &ids)? {
            enter(kept)?;
        }
        for id in own {
            if let Some(kept) = engine.store.payment(id)? {
                enter(kept)?;
            }
        }
        // What was paid together is compared together.
        let others = found.values().flat_map(|known| known.others().map(|share| share.id.clone()));
        for id in others.collect::<Vec<_>>() {
            if let Some(kept) = engine.store.payment(&id)? {
                let known: StoredPayment = serde_json::from_str(&kept.body)?;
                found.entry(kept.id).or_insert(known);
            }
        }
        Ok(found)
    }
}

/// The provider has one line for what was paid together, and we have one for each share of it: theirs is
/// divided as ours are, and what is over, or is missing, stands under the first one's key.
fn divided(
    name: &str,
    one: &SettledLine,
    (key, told): (&str, &BTreeMap<&str, MicroEuro>),
) -> Vec<(String, MicroEuro)> {
    let further = one.payment.iter().flat_map(|id| {
        let keys = stored_keys(id.as_str()).into_iter().skip(1);
        keys.filter_map(|stored| key_of(name, one, &stored))
    });
    let mut lines: Vec<(String, MicroEuro)> = Vec::new();
    let mut rest = one.amount;
    for other in further {
        if let Some(amount) = told.get(other.as_str()) {
            rest = MicroEuro(rest.0.saturating_sub(amount.0));
            lines.push((other, *amount));
        }
    }
    // The first share may have nothing of a part.
    if lines.is_empty() || rest != MicroEuro::ZERO || told.contains_key(key) {
        lines.push((key.to_owned(), rest));
    }
    lines
}

/// A payment's key, and that of a part of it.
fn part_key(key: &str, kind: PartKind, id: &str) -> String {
    let word = match kind {
        PartKind::Refund => "refund",
        PartKind::Chargeback => "chargeback",
        PartKind::ChargebackReversed => "chargeback reversed",
        PartKind::RefundReturned => "refund returned",
    };
    format!("{key} {word} {id}")
}

/// As the payment of this stored key has it with its parts. `None`: a movement that is none of a payment.
fn key_of(name: &str, one: &SettledLine, payment: &str) -> Option<String> {
    let key = MoneyKey::provider(name, payment).ok()?.to_string();
    let other = one.other_id.as_deref().unwrap_or(&one.id);
    match &one.kind {
        SettledKind::Payment => Some(key),
        SettledKind::Refund => Some(part_key(&key, PartKind::Refund, other)),
        SettledKind::Chargeback => Some(part_key(&key, PartKind::Chargeback, other)),
        SettledKind::ChargebackReversed => {
            Some(part_key(&key, PartKind::ChargebackReversed, other))
        }
        SettledKind::RefundReturned => Some(part_key(&key, PartKind::RefundReturned, other)),
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
        let comes = matches!(part.kind, PartKind::ChargebackReversed | PartKind::RefundReturned);
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
        &self.said.name
    }

    fn compare(
        &self,
        engine: &mut Engine,
        dso: Dso,
        days: PaidPeriod,
        at: Instant,
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
        let (mut outside, mut remarks) = (Vec::new(), self.said.remarks.clone());
        for paid in engine.store.paid_provider_payouts(&self.said.name)? {
            let Some(bank) = engine.store.bank_line(&paid.money_key)? else { continue };
            if bank.dso == dso {
                all.push(self.told_payout(&paid.payout, &bank));
                outside.push(self.payout_line(&paid.payout));
            }
        }
        let amounts: BTreeMap<&str, MicroEuro> =
            all.iter().map(|one| (one.key.as_str(), one.amount)).collect();
        let mut on: BTreeMap<String, SettlementDay> = BTreeMap::new();
        let mut paid_out = MicroEuro::ZERO;
        let in_days = |at: Instant| days.contains(at.day());
        for one in &self.said.lines {
            let id = one.payment.as_ref().map(ProviderId::to_string);
            if one.kind == SettledKind::Payout && in_days(one.at) {
                paid_out = sum([paid_out, one.amount].into_iter());
            }
            let key = match id.as_deref().and_then(|id| key_of(&self.said.name, one, id)) {
                _ if one.kind == SettledKind::Payout => continue,
                Some(key) if id.as_deref().is_some_and(|id| ours.contains(id)) => key,
                _ if self.strays_of != Some(dso) => continue,
                _ if self.is_of_another(engine, id.as_deref())? => continue,
                key => {
                    key.unwrap_or_else(|| format!("{} {:?} {}", self.said.name, one.kind, one.id))
                }
            };
            for (key, amount) in divided(&self.said.name, one, (&key, &amounts)) {
                outside.push(line(&key, one.at.day(), amount));
                on.insert(key, one.at.day());
            }
        }
        let asked = all.iter().map(|one| (one.ledger_key.0, one.ledger_key.1.as_str()));
        let (held, asked): (Vec<_>, Vec<_>) = asked.partition(|(id, _)| is_house(*id, dso));
        let held: Vec<&str> = held.into_iter().map(|(_, key)| key).collect();
        let mut ledger = engine.store.cash_entries_of(CASH, &asked)?;
        ledger.extend(engine.store.suspense_entries_of(dso, CASH, &held)?);
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
        let untold = |one: &ReconcileEntry| self.said.untold.contains(&one.day);
        let mut faults = Vec::new();
        let unknown: Vec<MicroEuro> = credited
            .iter()
            .chain(&suspense)
            .filter(|one| untold(one))
            .map(|one| one.amount)
            .collect();
        if !unknown.is_empty() {
            let (name, count, sum) = (&self.said.name, unknown.len(), sum(unknown.into_iter()));
            faults.push(format!(
                "{count} entries of online money, {sum} EUR, are of days of which {name} has not told: name it with --psp"
            ));
        }
        for side in [&mut outside, &mut payments, &mut credited, &mut suspense] {
            side.retain(|one| days.contains(one.day) && !untold(one));
        }
        if self.strays_of == Some(dso) {
            self.unpaid(engine, (dso, days, at), &mut faults, &mut remarks)?;
        }
        let fees = self.said.lines.iter().filter(|one| in_days(one.at)).map(|one| one.fees);
        let fees = sum(fees);
        if self.strays_of == Some(dso) && (fees, paid_out) != Default::default() {
            let name = &self.said.name;
            remarks.push(format!("{name} kept {fees} EUR and paid {paid_out} EUR to the bank"));
        }
        let three_way: ThreeWay = three_way(&outside, &payments, &credited, &suspense);
        Ok(Compared { three_way, faults, remarks })
    }
}

impl AtProvider {
    /// As the provider has a payout that was paid.
    fn payout_line(&self, payout: &ProviderLine) -> ReconcileEntry {
        line(&self.payout_key(payout), payout.at.day(), MicroEuro(-paid_out(payout).0))
    }

    fn payout_key(&self, payout: &ProviderLine) -> String {
        format!("{} {PAYOUT} {}", self.said.name, payout.other)
    }

    /// As our bank has it.
    fn told_payout(&self, payout: &ProviderLine, bank: &BankLine) -> Told {
        Told {
            key: self.payout_key(payout),
            ledger_key: (AccountId::house(bank.dso), bank.key.clone()),
            comes: false,
            amount: MicroEuro(bank.amount.0.saturating_neg()),
            day: payout.at.day(),
        }
    }

    /// Payouts of the days that no line of a bank has paid.
    fn unpaid(
        &self,
        engine: &mut Engine,
        (dso, days, at): (Dso, PaidPeriod, Instant),
        faults: &mut Vec<String>,
        remarks: &mut Vec<String>,
    ) -> Result<(), Failure> {
        for (provider, payout) in engine.store.open_provider_payouts()? {
            let day = payout.at.day();
            if provider != self.said.name || !days.contains(day) {
                continue;
            }
            let (reference, amount) = (&payout.other, paid_out(&payout));
            let told = format!("{provider} {PAYOUT} {reference} of {amount} EUR on {day}");
            if let Some(line) = naming(engine, dso, &payout)?.first() {
                let BankLine { key, amount, .. } = line;
                faults
                    .push(format!("{told}: the bank line {key} that names it brings {amount} EUR"));
            } else if at.day() > day.add_working_days(ON_ITS_WAY_WORKING_DAYS) {
                faults.push(format!("{told}: no line of a bank has paid it"));
            } else {
                remarks.push(format!("{told} is on its way to the bank"));
            }
        }
        Ok(())
    }

    /// Whether a provider's id is that of a payment to any operator, so no stray of this one.
    fn is_of_another(&self, engine: &mut Engine, id: Option<&str>) -> Result<bool, Failure> {
        let Some(id) = id else { return Ok(false) };
        Ok(engine.store.payment_of_provider(&self.said.name, id)?.is_some())
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
