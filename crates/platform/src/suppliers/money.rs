//! What was paid for a supplier, its customers, its tariff, and who lets it see days. Source: PA-08, PA-35, UX F-S3 to
//! F-S6.

use super::billed::Billed;
use super::house::{empty_month, seen_in_month};
use super::{AT_ONCE, House, Houses, Supplied};
use crate::bank::remit;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pages::last_night;
use ::access::Act;
use calendar::SettlementDay;
use params::{PriceBasis, PriceVersion};
use portal::my::Visitor;
use portal::supplier::{
    ConsentLine, CustomerLine, Customers, Files, Settlement, StatementOf, Tariff, TariffLine,
};
use std::collections::{BTreeMap, BTreeSet};
use store::Account;
use units::{AccountId, Energy, ObisCode};

/// Customers on a page.
const CUSTOMERS_SHOWN: usize = 30;
/// Days that a household may let its supplier see.
const DAYS_SHOWN: i32 = 30;

impl Houses {
    pub(super) fn month_of(
        &self,
        visitor: &Visitor,
        month: Option<SettlementDay>,
        most: usize,
    ) -> Result<Settlement, Failure> {
        let today = self.now().day();
        let day = month.unwrap_or(today).min(today);
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(empty_month(day, today));
        };
        let (told, sums) = self.house(&supplier).month(engine, day)?;
        let seen = seen_in_month(&sums, sums.iter().take(most).map(|(account, _)| *account));
        self.note(engine, visitor, seen, (&[Act::TopUp], "settlement"))?;
        // Which of them are shown is the page's own: its sums are of all lines.
        let lines = House::month_lines(engine, &sums)?.into_iter().map(|(_, line)| line);
        Ok(Settlement { lines: lines.collect(), ..told })
    }

    pub(super) fn payout_of(&self, visitor: &Visitor, id: i64) -> Result<Option<Files>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else { return Ok(None) };
        let own = self.house(&supplier).payouts(engine)?;
        let Some(payout) = own.into_iter().find(|payout| payout.id == id) else {
            return Ok(None);
        };
        let lines = engine.store.payout_lines(payout.id)?;
        let accounts: BTreeSet<AccountId> = lines.iter().map(|line| line.account).collect();
        self.note(engine, visitor, accounts, (&[Act::TopUp], "settlement"))?;
        let (csv, json) = remit::lists(engine, &payout)?;
        Ok(Some(Files { csv, json }))
    }

    /// An account on the last days on which it was theirs; `None` also for another's.
    pub(super) fn own_account(
        &self,
        engine: &mut Engine,
        supplier: &str,
        whose: StatementOf,
    ) -> Result<Option<(Account, SettlementDay, Option<SettlementDay>)>, Failure> {
        let account = match whose {
            StatementOf::Account(id) => engine.store.account(id)?,
            StatementOf::Point(ean) => engine.store.account_of(ean)?,
        };
        let Some(account) = account.filter(|account| account.dso == self.dso) else {
            return Ok(None);
        };
        let supplied = Supplied::of_one(engine, &account)?;
        let account = self.up_to_its_handover(engine, account)?;
        let stretch = supplied.stretch(&account, supplier, self.now().day());
        Ok(stretch.map(|(from, to)| (account, from, to)))
    }

    /// An account that is closed as one that ends with its handover: the night that settles the last day comes later, and
    /// what is behind the handover is of the next household. Source: PA-28, PA-33.
    fn up_to_its_handover(
        &self,
        engine: &mut Engine,
        account: Account,
    ) -> Result<Account, Failure> {
        match engine.handed_over(&account, self.now())? {
            Some((end, _)) => Ok(Account { closed_at: Some(end), ..account }),
            None => Ok(account),
        }
    }

    pub(super) fn customers_of(
        &self,
        visitor: &Visitor,
        after: Option<AccountId>,
    ) -> Result<Customers, Failure> {
        let today = self.now().day();
        let engine = &mut *self.engine();
        let settled = self.settled_to(engine)?;
        let mut told = Customers { lines: Vec::new(), more: false };
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else { return Ok(told) };
        let supplied = Supplied::of_all(engine, self.dso)?;
        let mut after = match after {
            // Behind another's account or none: from the beginning, like behind one of theirs that is not there.
            Some(id) => {
                let known = self.own_account(engine, &supplier, StatementOf::Account(id))?;
                known.map(|(account, ..)| account.id)
            }
            None => None,
        };
        'pages: loop {
            let accounts = engine.store.accounts(Some(self.dso), after, AT_ONCE)?;
            let Some(last) = accounts.last() else { break };
            after = Some(last.id);
            for account in accounts {
                if supplied.stretch(&account, &supplier, today).is_none() {
                    continue;
                }
                let account = self.up_to_its_handover(engine, account)?;
                let Some((from, to)) = supplied.stretch(&account, &supplier, today) else {
                    continue;
                };
                if told.lines.len() == CUSTOMERS_SHOWN {
                    told.more = true;
                    break 'pages;
                }
                let billed = Billed::of(&supplied, &account, &supplier, today);
                let mut over = billed.over.into_iter();
                told.lines.push(CustomerLine {
                    account: account.id,
                    ean: account.ean,
                    energy: account.group.energy,
                    opened: from,
                    closed: to,
                    newest: over.rfind(|period| period.last < settled),
                });
            }
        }
        let seen: Vec<AccountId> = told.lines.iter().map(|line| line.account).collect();
        self.note(engine, visitor, seen, (&[], "customers"))?;
        Ok(told)
    }

    pub(super) fn tariff_of(&self, visitor: &Visitor) -> Result<Tariff, Failure> {
        let today = self.now().day();
        let engine = &mut *self.engine();
        let mut counts = [0_usize; 2];
        if let Some(supplier) = engine.store.supplier_of(visitor.person)? {
            counts = self.bases(engine, &supplier)?;
        }
        let book = engine.books.rules(self.dso, Energy::Electricity)?.prices;
        let mut now: BTreeMap<(Energy, PriceBasis, Option<ObisCode>), &PriceVersion> =
            BTreeMap::new();
        let mut coming = Vec::new();
        let ours = |price: &&PriceVersion| price.dso == self.dso && price.approved_by.is_some();
        for price in book.versions().iter().filter(ours) {
            if price.from > today {
                coming.push(price);
                continue;
            }
            let known = now.entry((price.energy, price.basis, price.register)).or_insert(price);
            if (known.from, known.version) < (price.from, price.version) {
                *known = price;
            }
        }
        coming.sort_by_key(|price| (price.from, price.energy, price.basis, price.register));
        let lines = now.into_values().chain(coming).map(|price| TariffLine {
            energy: price.energy,
            social: price.basis == PriceBasis::Social,
            register: price.register,
            price: price.price.to_string(),
            from: price.from,
            coming: price.from > today,
        });
        Ok(Tariff { lines: lines.collect(), counts })
    }

    /// How many customers were charged at the average price last night, and at the social one.
    fn bases(&self, engine: &mut Engine, supplier: &str) -> Result<[usize; 2], Failure> {
        let today = self.now().day();
        let supplied = Supplied::of_all(engine, self.dso)?;
        let Some(night) = last_night(engine, self.dso)? else { return Ok([0; 2]) };
        let (mut after, mut counts) = (None, [0_usize; 2]);
        loop {
            let rows = engine.store.rows_of_day(self.dso, night, after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(counts) };
            after = Some(last.account);
            let ours = |row: &&prepay::DayRow| supplied.on(row.account, today) == Some(supplier);
            for row in rows.iter().filter(ours) {
                let [average, social] = &mut counts;
                let of = if row.basis == PriceBasis::Social { social } else { average };
                *of = of.saturating_add(1);
            }
        }
    }

    pub(super) fn consents_of(&self, visitor: &Visitor) -> Result<Vec<ConsentLine>, Failure> {
        let now = self.now();
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for consent in engine.store.consents_of_supplier(&supplier)? {
            let Some(until) = consent.until.filter(|_| consent.holds(now)) else { continue };
            let Some(account) = engine.store.account(consent.account)? else { continue };
            let supplied = Supplied::of_one(engine, &account)?;
            if supplied.on(account.id, now.day()) == Some(&supplier) {
                found.push(ConsentLine {
                    account: account.id,
                    ean: account.ean,
                    last: until.plus_s(-1).day(),
                });
            }
        }
        let seen: Vec<AccountId> = found.iter().map(|line| line.account).collect();
        self.note(engine, visitor, seen, (&[], "consents"))?;
        Ok(found)
    }

    pub(super) fn detailed_of(
        &self,
        visitor: &Visitor,
        id: AccountId,
    ) -> Result<Option<String>, Failure> {
        let now = self.now();
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else { return Ok(None) };
        let Some((account, from, None)) =
            self.own_account(engine, &supplier, StatementOf::Account(id))?
        else {
            return Ok(None);
        };
        let consents = engine.store.consents_of_account(account.id)?;
        let agreed = |one: &store::SupplierConsent| one.supplier == supplier && one.holds(now);
        if !consents.iter().any(agreed) {
            return Ok(None);
        }
        let to = self.settled_to(engine)?;
        let from = from.max(to.plus(-DAYS_SHOWN));
        self.note(engine, visitor, [account.id], (&[Act::ThirtyDays], "consent"))?;
        let unit = match account.group.energy {
            Energy::Electricity => "kwh",
            Energy::Gas => "m3",
        };
        let registers: &[&str] = match account.group.energy {
            Energy::Electricity => &["peak", "off_peak"],
            Energy::Gas => &["volume"],
        };
        let mut out = "day".to_owned();
        for register in registers {
            out.push_str(&format!(",{register}_{unit}"));
        }
        out.push_str("\r\n");
        for row in engine.store.days(&[account.id], from, to.previous())? {
            out.push_str(&row.day.to_string());
            for (_, energy) in registers.iter().zip(row.energy) {
                out.push_str(&format!(",{energy}"));
            }
            out.push_str("\r\n");
        }
        Ok(Some(out))
    }
}
