//! Accounts: who is supplied, since when, until when.

use crate::columns::ACCOUNT;
use crate::database::{Column, Database, Row, Value};
use crate::{Account, Store, StoreError};
use calendar::Instant;
use prepay::TariffGroup;
use std::collections::HashMap;
use units::{AccountId, Dso, Ean};

pub(crate) fn account(row: &mut Row<'_>) -> Result<Account, StoreError> {
    let id = AccountId(row.number()?);
    let wrong = || StoreError::corrupt(format!("an impossible account {id}"));
    Ok(Account {
        id,
        ean: Ean::from_u64(row.small()?).map_err(|_| wrong())?,
        dso: Dso::from_code(row.small()?).ok_or_else(wrong)?,
        group: TariffGroup::from_code(row.small()?).ok_or_else(wrong)?,
        opened_at: Instant(row.number()?),
        closed_at: row.number_or_null()?.map(Instant),
        opening: row.text()?,
    })
}

impl Store {
    /// The number for the next account of an operator.
    pub fn next_account_id(&mut self, dso: Dso) -> Result<AccountId, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut highest = None;
        self.database.query(
            "SELECT MAX(account_id) FROM account WHERE account_id BETWEEN $1 AND $2",
            &[first.0.into(), last.0.into()],
            &mut |mut row| {
                highest = row.number_or_null()?;
                Ok(())
            },
        )?;
        // From 1: people do not expect an account of number 0.
        let next = AccountId(highest.unwrap_or(first.0).saturating_add(1));
        if next > last { Err(StoreError::TooLarge) } else { Ok(next) }
    }

    pub fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT account_id, ean, dso, tariff_group, opened_us, closed_us, opening
             FROM account WHERE account_id = $1",
            &[id.0.into()],
            &mut |mut row| {
                found = Some(account(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The closed accounts of a point, the oldest first.
    pub fn closed_accounts_of(&mut self, ean: Ean) -> Result<Vec<Account>, StoreError> {
        let mut all = self.all_accounts_of(ean)?;
        all.retain(|account| account.closed_at.is_some());
        Ok(all)
    }

    /// The accounts of a point, open and closed, the oldest first.
    pub fn all_accounts_of(&mut self, ean: Ean) -> Result<Vec<Account>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id, ean, dso, tariff_group, opened_us, closed_us, opening
             FROM account WHERE ean = $1 ORDER BY opened_us, account_id",
            &[number_of(ean)?.into()],
            &mut |mut row| {
                found.push(account(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The household that lived at a point at a time: the account that was open then, whatever has become of it.
    /// Whoever came later is not meant, and nobody is where none was open. Source: PD-05, PD-07.
    pub fn household_at(&mut self, ean: Ean, at: Instant) -> Result<Option<Account>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT account_id, ean, dso, tariff_group, opened_us, closed_us, opening
             FROM account WHERE ean = $1 AND opened_us <= $2
                 AND (closed_us IS NULL OR closed_us > $3) ORDER BY opened_us, account_id",
            &[number_of(ean)?.into(), at.0.into(), at.0.into()],
            &mut |mut row| {
                found = Some(account(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Whether an operator has an open account in one of these tariff groups.
    pub fn has_open_account(&mut self, dso: Dso, groups: &[i16]) -> Result<bool, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let groups = groups.iter().map(i16::to_string).collect::<Vec<_>>().join(", ");
        let mut found = false;
        self.database.query(
            &format!(
                "SELECT 1 FROM account WHERE account_id >= $1 AND account_id <= $2
                     AND closed_us IS NULL AND tariff_group IN ({groups}) LIMIT 1"
            ),
            &[first.0.into(), last.0.into()],
            &mut |_| {
                found = true;
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Open accounts of an operator that began as a bridge for a newcomer, by number. Source: PA-27.
    pub fn open_bridges(&mut self, dso: Dso) -> Result<Vec<Account>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id, ean, dso, tariff_group, opened_us, closed_us, opening
             FROM account WHERE account_id >= $1 AND account_id <= $2 AND closed_us IS NULL
                 AND opening LIKE $3 ORDER BY account_id",
            &[first.0.into(), last.0.into(), "%\"bridge\":%".into()],
            &mut |mut row| {
                found.push(account(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The open account of a supply point, else the one opened last.
    pub fn account_of(&mut self, ean: Ean) -> Result<Option<Account>, StoreError> {
        let mut found: Option<Account> = None;
        self.database.query(
            "SELECT account_id, ean, dso, tariff_group, opened_us, closed_us, opening
             FROM account WHERE ean = $1 ORDER BY opened_us, account_id",
            &[number_of(ean)?.into()],
            &mut |mut row| {
                let next = account(&mut row)?;
                if found.as_ref().is_none_or(|known| known.closed_at.is_some()) {
                    found = Some(next);
                }
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The open account of each of these supply points, else the one opened last.
    pub fn accounts_of(&mut self, eans: &[Ean]) -> Result<HashMap<Ean, Account>, StoreError> {
        let asked: Result<Vec<Value>, _> =
            eans.iter().map(|ean| number_of(*ean).map(Value::from)).collect();
        let mut found: HashMap<Ean, Account> = HashMap::new();
        self.database.query_asked(
            "SELECT a.account_id, a.ean, a.dso, a.tariff_group, a.opened_us, a.closed_us, a.opening
             FROM asked JOIN account a ON a.ean = asked.ean",
            &[Column::BigInt("ean")],
            &asked?,
            &mut |mut row| {
                let next = account(&mut row)?;
                let rank = |one: &Account| (one.closed_at.is_none(), one.opened_at, one.id);
                if found.get(&next.ean).is_none_or(|known| rank(known) < rank(&next)) {
                    found.insert(next.ean, next);
                }
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Up to `most` accounts after `after`, by number, closed ones too.
    pub fn accounts(
        &mut self,
        dso: Option<Dso>,
        after: Option<AccountId>,
        most: usize,
    ) -> Result<Vec<Account>, StoreError> {
        let (first, last) = match dso {
            Some(dso) => AccountId::range_of(dso),
            None => (AccountId(i64::MIN + 1), AccountId(i64::MAX)),
        };
        let after = after.map_or(first.0.saturating_sub(1), |after| after.0);
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id, ean, dso, tariff_group, opened_us, closed_us, opening
             FROM account WHERE account_id > $1 AND account_id <= $2
             ORDER BY account_id LIMIT $3",
            &[after.into(), last.0.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
            &mut |mut row| {
                found.push(account(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    pub fn count_accounts(&mut self) -> Result<i64, StoreError> {
        let mut count = 0;
        self.database.query("SELECT COUNT(*) FROM account", &[], &mut |mut row| {
            count = row.number()?;
            Ok(())
        })?;
        Ok(count)
    }

    /// Opens many accounts in one transaction, without facts: for a take-over from another system.
    /// Errors: one of the EANs has an open account, or a number is in use.
    pub fn open_accounts(&mut self, accounts: &[Account]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(accounts.len() * ACCOUNT.columns.len());
        for account in accounts {
            values.extend([
                account.id.0.into(),
                number_of(account.ean)?.into(),
                i64::from(account.dso.code()).into(),
                i64::from(account.group.code()).into(),
                account.opened_at.0.into(),
                Value::number_or_null(account.closed_at.map(|at| at.0)),
                account.opening.as_str().into(),
            ]);
        }
        self.transaction(|store| store.database.insert(&ACCOUNT, &values))
    }

    pub(crate) fn open_account(&mut self, account: &Account) -> Result<(), StoreError> {
        let ean = number_of(account.ean)?;
        let mut taken = false;
        self.database.query(
            "SELECT account_id FROM account WHERE ean = $1 AND closed_us IS NULL",
            &[ean.into()],
            &mut |_| {
                taken = true;
                Ok(())
            },
        )?;
        if taken {
            return Err(StoreError::EanTaken { ean: account.ean });
        }
        self.database.execute(
            "INSERT INTO account (account_id, ean, dso, tariff_group, opened_us, opening)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                account.id.0.into(),
                ean.into(),
                i64::from(account.dso.code()).into(),
                i64::from(account.group.code()).into(),
                account.opened_at.0.into(),
                account.opening.as_str().into(),
            ],
        )?;
        Ok(())
    }

    pub(crate) fn close_account(&mut self, id: AccountId, at: Instant) -> Result<(), StoreError> {
        let changed = self.database.execute(
            "UPDATE account SET closed_us = $1 WHERE account_id = $2 AND closed_us IS NULL",
            &[at.0.into(), id.0.into()],
        )?;
        if changed == 0 { Err(StoreError::NoSuchAccount { account: id }) } else { Ok(()) }
    }
}

pub(crate) fn number_of(ean: Ean) -> Result<i64, StoreError> {
    i64::try_from(ean.as_u64()).map_err(|_| StoreError::TooLarge)
}
