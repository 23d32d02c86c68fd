//! What the journal says of money that came in and goes on. Source: TP-19, PA-35.

use super::{day_of, number_lists, text_lists};
use crate::database::Database;
use crate::{Store, StoreError};
use calendar::SettlementDay;
use ledger::LedgerAccount;
use std::collections::BTreeMap;
use units::{AccountId, Dso, MicroEuro};

/// A sum of money by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankMoney {
    pub key: String,
    pub account: AccountId,
    pub day: SettlementDay,
    pub amount: MicroEuro,
}

/// An entry of an account, leg by leg, with the day on which it was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMovement {
    pub account: AccountId,
    pub seq: i64,
    pub day: SettlementDay,
    pub kind: String,
    pub key: Option<String>,
    pub legs: Vec<(LedgerAccount, MicroEuro)>,
}

/// Kinds of entries of the journal, as they are kept.
pub const TOP_UP: &str = "top_up";
pub const AID: &str = "aid";

/// What was credited on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditsOfDay {
    /// [`TOP_UP`] or [`AID`].
    pub kind: String,
    /// The code of a tariff group.
    pub group: i16,
    pub day: SettlementDay,
    pub count: i64,
    pub amount: MicroEuro,
}

impl Store {
    /// Top-ups that the accounts' journals have booked from bank money, by the day of the bank line;
    /// one that has no line, or is not of the account that its line was credited to, by its own day.
    pub fn credited_from_bank(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<BankMoney>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let (transfer, post) = (LedgerAccount::CashTransfer.code(), LedgerAccount::CashPost.code());
        // Both ways in which an entry is kept: a join over the view would read all there is.
        let of_lines = format!(
            "SELECT e.key, e.account_id, l.booked_day, p.amount_micro_eur
             FROM bank_line l
             JOIN journal_entry e ON e.account_id = l.account_id AND e.key = l.money_key
                 AND e.kind = 'top_up'
             JOIN posting p ON p.account_id = e.account_id AND p.seq = e.seq
                 AND p.ledger_account IN ({transfer}, {post})
             WHERE l.dso = {dso} AND l.booked_day >= {from} AND l.booked_day < {to}
             UNION ALL
             SELECT w.key, w.account_id, l.booked_day, w.amount_micro_eur
             FROM bank_line l
             JOIN wide_booking w ON w.account_id = l.account_id AND w.key = l.money_key
                 AND w.entry_kind = 'top_up' AND w.debit IN ({transfer}, {post})
             WHERE l.dso = {dso} AND l.booked_day >= {from} AND l.booked_day < {to}
             ORDER BY 1, 2",
            dso = dso.code(),
            from = from.0,
            to = to.0
        );
        let strays = format!(
            "SELECT e.key, e.account_id, e.day, e.amount_micro_eur
             FROM entry_legs e
             WHERE e.day >= {} AND e.day < {} AND e.account_id > {} AND e.account_id <= {}
                 AND e.kind = 'top_up' AND e.ledger_account IN ({transfer}, {post})
                 AND NOT EXISTS (SELECT 1 FROM bank_line l WHERE l.money_key = e.key
                                 AND l.account_id = e.account_id)
             ORDER BY e.key, e.account_id",
            from.0, to.0, first.0, last.0
        );
        let mut found = self.money(&of_lines)?;
        found.extend(self.money(&strays)?);
        Ok(found)
    }

    /// What the operator's own books keep of bank money, in suspense, to be given back, or as paid out by a
    /// provider or by whoever owed it, by key and the day of its line.
    pub fn kept_from_bank(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<BankMoney>, StoreError> {
        let house = AccountId::house(dso).0;
        let places = [
            LedgerAccount::Suspense.code(),
            LedgerAccount::RefundPayable.code(),
            LedgerAccount::CashOnline.code(),
            LedgerAccount::CashTerminal.code(),
            LedgerAccount::AidDue.code(),
            LedgerAccount::ToBeRecovered.code(),
        ]
        .map(|code| code.to_string())
        .join(", ");
        let sql = format!(
            "SELECT e.key, e.account_id, COALESCE(l.booked_day, MIN(e.day)),
                    CAST(-SUM(p.amount_micro_eur) AS BIGINT)
             FROM journal_entry e
             JOIN posting p ON p.account_id = e.account_id AND p.seq = e.seq
                 AND p.ledger_account IN ({places})
             LEFT JOIN bank_line l ON l.money_key = e.key
             WHERE e.account_id = {house} AND e.kind = 'suspense' AND e.key LIKE 'bank:%'
                 AND ((l.booked_day >= {} AND l.booked_day < {})
                      OR (l.booked_day IS NULL AND e.day >= {} AND e.day < {}))
             GROUP BY e.key, e.account_id, l.booked_day
             HAVING SUM(p.amount_micro_eur) <> 0
             ORDER BY e.key",
            from.0, to.0, from.0, to.0
        );
        self.money(&sql)
    }

    /// What the operator's own books have of money that left, and of transfers of ours that came back, by
    /// key and the day of its line; below zero for what left.
    pub fn left_by_bank(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<BankMoney>, StoreError> {
        let house = AccountId::house(dso).0;
        let sql = format!(
            "SELECT e.key, e.account_id, COALESCE(l.booked_day, e.day),
                    CAST(SUM(p.amount_micro_eur) AS BIGINT)
             FROM journal_entry e
             JOIN posting p ON p.account_id = e.account_id AND p.seq = e.seq
                 AND p.ledger_account = {}
             LEFT JOIN bank_line l ON l.money_key = e.key
             WHERE e.account_id = {house} AND e.kind <> 'suspense'
                 AND ((l.booked_day >= {from} AND l.booked_day < {to})
                      OR (l.booked_day IS NULL AND e.day >= {from} AND e.day < {to}))
             GROUP BY e.seq, e.key, e.account_id, l.booked_day, e.day
             ORDER BY e.key, e.seq",
            LedgerAccount::CashTransfer.code(),
            from = from.0,
            to = to.0
        );
        self.money(&sql)
    }

    fn money(&mut self, sql: &str) -> Result<Vec<BankMoney>, StoreError> {
        let mut found = Vec::new();
        self.database.query_once(sql, &mut |mut row| {
            found.push(BankMoney {
                key: row.text_or_null()?.unwrap_or_default(),
                account: AccountId(row.number()?),
                day: day_of(&mut row)?,
                amount: MicroEuro(row.number()?),
            });
            Ok(())
        })?;
        Ok(found)
    }

    /// Facts of one kind by account and key: what was told, not what was booked.
    pub fn facts_by_key(
        &mut self,
        kind: &str,
        wanted: &[(AccountId, String)],
    ) -> Result<BTreeMap<(AccountId, String), String>, StoreError> {
        let mut found = BTreeMap::new();
        for chunk in wanted.chunks(200) {
            let accounts = number_lists(chunk.iter().map(|(account, _)| account.0)).join(",");
            let keys = text_lists(chunk.iter().map(|(_, key)| key.as_str())).join(",");
            let sql = format!(
                "SELECT account_id, key, body FROM facts
                 WHERE account_id IN ({accounts}) AND kind = '{kind}' AND key IN ({keys})"
            );
            self.database.query_once(&sql, &mut |mut row| {
                let account = AccountId(row.number()?);
                found.insert((account, row.text()?), row.text()?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Entries of an operator's accounts with a day from `from` to the one before `to`.
    pub fn account_movements(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<AccountMovement>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found: Vec<AccountMovement> = Vec::new();
        self.database.query(
            "SELECT account_id, seq, day, kind, key, ledger_account, amount_micro_eur
             FROM entry_legs
             WHERE day >= $1 AND day < $2 AND account_id > $3 AND account_id <= $4
                 AND leg IS NOT NULL
                 AND kind IN ('top_up', 'collection', 'refund', 'chargeback', 'closing',
                                'reversal', 'adjustment')
             ORDER BY account_id, seq, leg",
            &[i64::from(from.0).into(), i64::from(to.0).into(), first.0.into(), last.0.into()],
            &mut |mut row| {
                let (account, seq) = (AccountId(row.number()?), row.number()?);
                let (day, kind, key) = (day_of(&mut row)?, row.text()?, row.text_or_null()?);
                let code: i16 = row.small()?;
                let leg = LedgerAccount::from_code(code)
                    .ok_or_else(|| StoreError::corrupt(format!("ledger account `{code}`")))?;
                let amount = MicroEuro(row.number()?);
                match found.last_mut() {
                    Some(known) if known.account == account && known.seq == seq => {
                        known.legs.push((leg, amount));
                    }
                    _ => {
                        let legs = vec![(leg, amount)];
                        found.push(AccountMovement { account, seq, day, kind, key, legs });
                    }
                }
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What nights collected for advances: account, day, amount.
    pub fn collected_advances(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<(AccountId, SettlementDay, MicroEuro)>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        let sql = format!(
            "SELECT account_id, day, collected_micro_eur FROM account_day
             WHERE day >= {} AND day < {} AND account_id > {} AND account_id <= {}
                 AND collected_micro_eur <> 0
             ORDER BY account_id, day",
            from.0, to.0, first.0, last.0
        );
        self.database.query_once(&sql, &mut |mut row| {
            found.push((AccountId(row.number()?), day_of(&mut row)?, MicroEuro(row.number()?)));
            Ok(())
        })?;
        Ok(found)
    }

    /// Statements of the days `[from, to)` whose kept lines do not lead from the old balance to the
    /// new one, by name.
    pub fn unequal_bank_statements(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT s.number, s.iban, s.closing_micro_eur - s.opening_micro_eur,
                    CAST(COALESCE(SUM(l.amount_micro_eur), 0) AS BIGINT), s.lines, COUNT(l.line)
             FROM bank_statement s
             LEFT JOIN bank_line l ON l.statement_id = s.statement_id
             WHERE s.dso = {} AND s.closing_day >= {} AND s.closing_day < {}
             GROUP BY s.statement_id, s.number, s.iban, s.closing_micro_eur, s.opening_micro_eur,
                      s.lines
             ORDER BY s.statement_id",
            dso.code(),
            from.0,
            to.0
        );
        let mut found = Vec::new();
        self.database.query_once(&sql, &mut |mut row| {
            let (number, iban) = (row.text()?, row.text()?);
            let (moved, sum) = (MicroEuro(row.number()?), MicroEuro(row.number()?));
            let (told, kept) = (row.number()?, row.number()?);
            if moved != sum || told != kept {
                found.push(format!(
                    "statement {number} of {iban}: {told} lines moved {moved} EUR, {kept} kept \
                     lines {sum} EUR"
                ));
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The day of an account's entry with a key, of one kind.
    pub fn day_of_entry(
        &mut self,
        account: AccountId,
        kind: &str,
        key: &str,
    ) -> Result<Option<SettlementDay>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT day FROM entry_legs WHERE account_id = $1 AND kind = $2 AND key = $3
             ORDER BY seq LIMIT 1",
            &[account.0.into(), kind.into(), key.into()],
            &mut |mut row| {
                found = Some(day_of(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Facts of one kind of an operator's accounts, by account and position.
    /// Top-ups and aid of an operator's accounts in `[from, to)`, by kind, tariff group and day.
    pub fn credits_by_day(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<CreditsOfDay>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let (from, to) = (from.0, to.0);
        let sql = format!(
            "SELECT kind, tariff_group, day, COUNT(*), CAST(SUM(paid) AS BIGINT) FROM (
                 SELECT l.kind AS kind, a.tariff_group AS tariff_group, l.day AS day,
                     l.account_id AS account_id, l.seq AS seq,
                     SUM(CASE WHEN l.amount_micro_eur > 0 THEN l.amount_micro_eur ELSE 0 END) AS paid
                 FROM entry_legs l JOIN account a ON a.account_id = l.account_id
                 WHERE l.kind IN ('{TOP_UP}', '{AID}') AND l.day >= {from} AND l.day < {to}
                     AND l.account_id >= {first} AND l.account_id <= {last}
                 GROUP BY l.kind, a.tariff_group, l.day, l.account_id, l.seq) AS each_one
             GROUP BY kind, tariff_group, day ORDER BY kind, tariff_group, day"
        );
        let mut found = Vec::new();
        self.database.query_once(&sql, &mut |mut row| {
            found.push(CreditsOfDay {
                kind: row.text()?,
                group: row.small()?,
                day: SettlementDay(row.small()?),
                count: row.number()?,
                amount: MicroEuro(row.number()?),
            });
            Ok(())
        })?;
        Ok(found)
    }

    pub fn facts_of_kind(&mut self, dso: Dso, kind: &str) -> Result<Vec<crate::Fact>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id, seq, at_us, learnt_us, kind, key, body, fleet_seq FROM facts
             WHERE kind = $1 AND account_id > $2 AND account_id <= $3 ORDER BY account_id, seq",
            &[kind.into(), first.0.into(), last.0.into()],
            &mut |mut row| {
                found.push(crate::history::fact(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
