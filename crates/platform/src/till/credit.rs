//! Crediting at once many payments, of which most concern accounts with nothing special about them:
//! those need no timeline. What is booked is what the timeline would book; `verify` derives it anew.

use crate::engine::{Engine, plain_top_up};
use crate::failure::{Failure, refuse};
use calendar::Instant;
use ledger::{Channel, EntryKind, JournalEntry, LedgerAccount, Transaction};
use prepay::{Levels, Split};
use std::collections::HashMap;
use store::{Booked, Booking, PlainAccount};
use supply::SupplyState;
use timeline::{EventLine, Fact};
use units::{AccountId, Dso, Ean, Energy, MicroEuro};
use vending::{Exact, MoneyKey};

/// An account as a payment finds it.
#[derive(Debug, Clone)]
pub struct Found {
    pub account: AccountId,
    pub balance: MicroEuro,
    /// Amounts that are taken although they lie outside the limits.
    pub exact: Exact,
    /// Whether the supply is on after the payment.
    pub restores: bool,
    /// The supply is on.
    pub on: bool,
}

/// Above this a credit is left to the account's timeline: it may be more than a balance can hold, and a
/// timeline that refuses holds up nobody else's money.
pub const MOST_AT_THE_COUNTER: MicroEuro = MicroEuro(1_000_000_000_000_000);

/// What a credit has done.
#[derive(Debug, Clone)]
pub struct Credited {
    pub split: Split,
    pub balance_after: MicroEuro,
    /// An order to the meter followed, which it has to confirm.
    pub release: bool,
    /// What the account's timeline said to it.
    pub said: Vec<EventLine>,
}

/// The accounts of a group of requests, and what is to be booked of them.
#[derive(Debug, Default)]
pub struct Counter {
    accounts: HashMap<Ean, PlainAccount>,
    bookings: Vec<Booking>,
    keys: Vec<(String, AccountId)>,
}

impl Counter {
    /// The open accounts of these supply points.
    pub fn load(engine: &mut Engine, points: &[Ean], dsos: &[Dso]) -> Result<Self, Failure> {
        let mut nights = Vec::new();
        for dso in dsos {
            if let Some(last) = engine.store.last_run(*dso)? {
                nights.extend([last.day.previous(), last.day]);
            }
        }
        nights.sort_unstable();
        nights.dedup();
        let accounts = engine.store.plain_accounts(points, &nights)?;
        Ok(Self { accounts, ..Self::default() })
    }

    /// Reads what was not asked for at the beginning.
    fn known(&mut self, engine: &mut Engine, ean: Ean, dso: Dso) -> Result<bool, Failure> {
        if !self.accounts.contains_key(&ean) {
            let more = Self::load(engine, &[ean], &[dso])?;
            self.accounts.extend(more.accounts);
        }
        Ok(self.accounts.contains_key(&ean))
    }

    /// Whether an open account of this supply point was read already.
    pub fn has(&self, ean: Ean) -> bool {
        self.accounts.contains_key(&ean)
    }

    /// The open account of a supply point of this operator.
    pub fn account(
        &mut self,
        engine: &mut Engine,
        ean: Ean,
        dso: Dso,
    ) -> Result<Option<AccountId>, Failure> {
        let (first, last) = AccountId::range_of(dso);
        let known = self.known(engine, ean, dso)?;
        let found = self.accounts.get(&ean).filter(|_| known).map(|account| account.id);
        Ok(found.filter(|id| (first..=last).contains(id)))
    }

    /// The levels of an account without grace.
    fn levels(&self, engine: &Engine, ean: Ean, dso: Dso, now: Instant) -> Result<Levels, Failure> {
        let energy = self.accounts.get(&ean).map_or(Energy::Electricity, |one| one.group.energy);
        let rules = engine.books.rules(dso, energy)?;
        Ok(Levels::of(rules.parameters.at(now.day(), now), MicroEuro::ZERO))
    }

    /// Whether a payment to it needs no timeline.
    fn plain(&self, ean: Ean, levels: Levels) -> Option<(&PlainAccount, MicroEuro)> {
        let known = self.accounts.get(&ean)?;
        // Back above the reconnection level the display is told, which only the timeline does.
        let balance = known.plain_balance().filter(|balance| *balance >= levels.reconnect)?;
        Some((known, balance))
    }

    /// How the account stands for a payment of `amount`, and how that would be split now.
    pub fn offer(
        &mut self,
        engine: &mut Engine,
        ean: Ean,
        dso: Dso,
        amount: MicroEuro,
        now: Instant,
    ) -> Result<Option<(Found, Split)>, Failure> {
        let Some(id) = self.account(engine, ean, dso)? else { return Ok(None) };
        let levels = self.levels(engine, ean, dso, now)?;
        let known = self.plain(ean, levels).map(|(known, balance)| (known.id, balance));
        if let Some((account, balance)) = known {
            let split = Split::of(amount, balance, levels, &[], now.day());
            let Some(split) = split else { return refuse("an amount is too large") };
            let exact = Exact::of(levels, balance, true);
            return Ok(Some((Found { account, balance, exact, restores: true, on: true }, split)));
        }
        let Some(account) = engine.store.account(id)? else { return Ok(None) };
        let rebuilt = engine.rebuild(std::slice::from_ref(&account), now)?;
        let Some(known) = rebuilt.first() else { return Ok(None) };
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let inside = &known.timeline.account;
        let levels = inside.levels(now, rules);
        let on = known.timeline.supply() == SupplyState::Connected;
        let balance = inside.balance();
        let split = inside.split(now, amount, rules)?;
        let after = split.credited().and_then(|part| balance.checked_add(part));
        let restores = on || after.is_some_and(|after| after >= levels.reconnect);
        let exact = Exact::of(levels, balance, on);
        Ok(Some((Found { account: account.id, balance, exact, restores, on }, split)))
    }

    /// Credits a payment under its id, which is unique for the account; the key of its money is
    /// unique in the whole database.
    pub fn credit(
        &mut self,
        engine: &mut Engine,
        (ean, dso): (Ean, Dso),
        payment: (MicroEuro, Channel, &str),
        money: &MoneyKey,
        now: Instant,
    ) -> Result<Credited, Failure> {
        self.credit_claiming(engine, (ean, dso), payment, Some(money), now)
    }

    /// Credits money that lies in suspense under this key, which is its own already. Source: TP-16.
    pub fn release(
        &mut self,
        engine: &mut Engine,
        (ean, dso): (Ean, Dso),
        payment: (MicroEuro, Channel, &str),
        now: Instant,
    ) -> Result<Credited, Failure> {
        let (amount, channel, key) = payment;
        let (suspense, cash) = (LedgerAccount::Suspense, LedgerAccount::cash(channel));
        let Some(out) = Transaction::transfer(suspense, cash, amount)? else {
            return refuse("an amount of zero");
        };
        self.book_house(engine, dso, (EntryKind::Suspense, key), out, now)?;
        self.credit_claiming(engine, (ean, dso), payment, None, now)
    }

    fn credit_claiming(
        &mut self,
        engine: &mut Engine,
        (ean, dso): (Ean, Dso),
        payment: (MicroEuro, Channel, &str),
        money: Option<&MoneyKey>,
        now: Instant,
    ) -> Result<Credited, Failure> {
        let (amount, channel, key) = payment;
        let Some(id) = self.accounts.get(&ean).map(|known| known.id) else {
            return refuse(format!("no account has EAN {ean}"));
        };
        let levels = self.levels(engine, ean, dso, now)?;
        let plain = self.plain(ean, levels).filter(|_| amount <= MOST_AT_THE_COUNTER);
        let Some((known, balance)) = plain else {
            self.keys.extend(money.map(|money| (money.to_string(), id)));
            let Some(account) = engine.store.account(id)? else {
                return refuse(format!("no account {id}"));
            };
            return self.credit_by_timeline(engine, &account, payment, now);
        };
        let next = known.last_row.map_or(known.opened_at.day(), |row| row.day.next());
        let run_at = engine.books.run_at(dso, next)?;
        // As `Engine::record`: while a run is late, just before it.
        let learnt_at = if run_at <= now { Instant(run_at.0 - 1) } else { now };
        let learnt_at = learnt_at.max(known.last_learnt);
        let split = Split::of(amount, balance, levels, &[], learnt_at.day());
        let after = balance.checked_add(amount);
        let (Some(split), Some(after)) = (split, after) else {
            return refuse("an amount is too large");
        };
        let cash = LedgerAccount::cash(channel);
        let transaction = Transaction::transfer(cash, LedgerAccount::CustomerCredit, amount)?;
        let Some(transaction) = transaction else { return refuse("an amount of zero") };
        let entry = JournalEntry {
            account: id,
            seq: known.entry_seq + 1,
            booked_at: learnt_at,
            day: learnt_at.day(),
            kind: EntryKind::TopUp,
            key: Some(key.to_owned()),
            transaction,
        };
        let fact = Fact::TopUp {
            eur: amount,
            channel: channel_name(channel).to_owned(),
            id: key.to_owned(),
        };
        let booking =
            plain_top_up(id, known.fact_seq + 1, known.fleet_seq, &fact, [now, learnt_at], after)?;
        let claims = money.iter().map(ToString::to_string).collect();
        self.bookings.push(Booking { entries: vec![entry], claims, ..booking });
        if let Some(known) = self.accounts.get_mut(&ean) {
            known.fact_seq += 1;
            known.entry_seq += 1;
            known.last_learnt = learnt_at;
            known.moved = known.moved.checked_add(amount).unwrap_or(known.moved);
        }
        Ok(Credited { split, balance_after: after, release: false, said: Vec::new() })
    }

    fn credit_by_timeline(
        &mut self,
        engine: &mut Engine,
        account: &store::Account,
        (amount, channel, key): (MicroEuro, Channel, &str),
        now: Instant,
    ) -> Result<Credited, Failure> {
        let before = engine.rebuild(std::slice::from_ref(account), now)?;
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let Some(before) = before.first() else { return refuse("an account without a timeline") };
        let split = before.timeline.account.split(now, amount, rules)?;
        let channel = channel_name(channel).to_owned();
        let fact = Fact::TopUp { eur: amount, channel, id: key.to_owned() };
        let said = self.record(engine, account, &fact, now)?;
        let credited =
            split.credited().and_then(|part| before.timeline.account.balance().checked_add(part));
        let balance_after = said.last().map_or(credited, |line| Some(line.snapshot.balance));
        let Some(balance_after) = balance_after else { return refuse("an amount is too large") };
        let release =
            said.iter().any(|line| line.event == "order_release" || line.event == "order_unlimit");
        Ok(Credited { split, balance_after, release, said })
    }

    /// Records a fact by the account's timeline.
    pub fn record(
        &mut self,
        engine: &mut Engine,
        account: &store::Account,
        fact: &Fact,
        now: Instant,
    ) -> Result<Vec<EventLine>, Failure> {
        // What is not written yet comes before it.
        self.write(engine)?;
        let said = engine.record(account, fact, now)?;
        // Read anew when it is asked for next.
        self.accounts.remove(&account.ean);
        Ok(said)
    }

    /// Whether cuts of this point have to be told what is on its way: only the timeline can take such a
    /// fact, and an ordinary account is warned for hours before it could be cut.
    pub fn may_be_cut_soon(
        &mut self,
        engine: &mut Engine,
        ean: Ean,
        dso: Dso,
        now: Instant,
    ) -> Result<bool, Failure> {
        self.known(engine, ean, dso)?;
        let levels = self.levels(engine, ean, dso, now)?;
        let known = self.accounts.get(&ean);
        let balance = known.and_then(PlainAccount::plain_balance);
        Ok(balance.is_none_or(|balance| balance < levels.reconnect))
    }

    /// Money that belongs to no known account. Source: TP-16.
    pub fn suspend(
        &mut self,
        engine: &mut Engine,
        dso: Dso,
        (amount, channel, key): (MicroEuro, Channel, &str),
        now: Instant,
    ) -> Result<(), Failure> {
        let house = AccountId::house(dso);
        let cash = LedgerAccount::cash(channel);
        let Some(transaction) = Transaction::transfer(cash, LedgerAccount::Suspense, amount)?
        else {
            return refuse("an amount of zero");
        };
        self.book_house(engine, dso, (EntryKind::Suspense, key), transaction, now)?;
        self.keys.push((key.to_owned(), house));
        Ok(())
    }

    /// An entry in the operator's own books.
    pub fn book_house(
        &mut self,
        engine: &mut Engine,
        dso: Dso,
        (kind, key): (EntryKind, &str),
        transaction: Transaction,
        now: Instant,
    ) -> Result<(), Failure> {
        let house = AccountId::house(dso);
        self.write(engine)?;
        let entry = JournalEntry {
            account: house,
            seq: engine.store.last_entry_seq(house)? + 1,
            booked_at: now,
            day: now.day(),
            kind,
            key: Some(key.to_owned()),
            transaction,
        };
        self.bookings.push(Booking { entries: vec![entry], ..Booking::of(house) });
        Ok(())
    }

    /// Writes what is to be booked.
    pub fn write(&mut self, engine: &mut Engine) -> Result<(), Failure> {
        let bookings = std::mem::take(&mut self.bookings);
        for (booked, booking) in engine.store.book_all(&bookings)?.into_iter().zip(&bookings) {
            if booked != Booked::New {
                return refuse(format!("account {}: another booking came first", booking.account));
            }
        }
        engine.store.claim_money(&std::mem::take(&mut self.keys))?;
        Ok(())
    }
}

/// The name under which a channel stands in facts.
pub fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Terminal => "terminal",
        Channel::Online => "online",
        Channel::Transfer => "transfer",
        Channel::Post => "post",
        Channel::Office => "office",
    }
}
