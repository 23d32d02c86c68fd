//! Money that comes by request: sales of terminals, online payments, shifts, answers. What is kept is
//! the rules' own value; a group of requests is read and written with a few statements.

use crate::database::{Column, Conflict, Database, Row, Table, Value};
use crate::{KeptPayment, KeptSale, PlainAccount, Position, Store, StoreError};
use calendar::{Instant, SettlementDay};
use prepay::{Attention, DayRow, TariffGroup};
use std::collections::{BTreeMap, HashMap};
use units::{AccountId, Dso, Ean, MicroEuro};

use Column::{BigInt, SmallInt, Text};

const SALE: Table = Table {
    name: "sale",
    columns: &[
        Text("terminal"),
        Text("number"),
        BigInt("account_id"),
        BigInt("at_us"),
        SmallInt("in_flight"),
        SmallInt("promise"),
        Text("body"),
    ],
};

const PAYMENT: Table = Table {
    name: "payment",
    columns: &[
        Text("payment_id"),
        BigInt("account_id"),
        Text("provider"),
        Text("provider_id"),
        BigInt("created_us"),
        BigInt("due_us"),
        SmallInt("in_flight"),
        Text("body"),
    ],
};

pub(crate) const MONEY_KEY: Table =
    Table { name: "money_key", columns: &[Text("key"), BigInt("account_id")] };

const ANSWER: Table = Table {
    name: "answer",
    columns: &[Text("source"), Text("key"), BigInt("at_us"), Text("body")],
};

/// When an answer was given, and its text, by source and key.
pub type KeptAnswers = HashMap<(String, String), (Instant, String)>;

pub(crate) fn sale(row: &mut Row<'_>) -> Result<KeptSale, StoreError> {
    Ok(KeptSale {
        terminal: row.text()?,
        number: row.text()?,
        account: row.number_or_null()?.map(AccountId),
        at: Instant(row.number()?),
        in_flight: row.number()? == 1,
        promise: row.number()? == 1,
        body: row.text()?,
    })
}

pub(crate) const SALE_COLUMNS: &str =
    "s.terminal, s.number, s.account_id, s.at_us, s.in_flight, s.promise, s.body";

pub(crate) fn payment(row: &mut Row<'_>) -> Result<KeptPayment, StoreError> {
    Ok(KeptPayment {
        id: row.text()?,
        account: AccountId(row.number()?),
        provider: row.text_or_null()?,
        provider_id: row.text_or_null()?,
        created_at: Instant(row.number()?),
        due: row.number_or_null()?.map(Instant),
        in_flight: row.number()? == 1,
        body: row.text()?,
    })
}

pub(crate) const PAYMENT_COLUMNS: &str = "payment_id, account_id, provider, provider_id, created_us, due_us, \
                               in_flight, body";

impl Store {
    /// Sales by terminal and number, as far as they are known.
    pub fn sales(&mut self, asked: &[(&str, &str)]) -> Result<Vec<KeptSale>, StoreError> {
        let values: Vec<Value> =
            asked.iter().flat_map(|(a, b)| [Value::from(*a), Value::from(*b)]).collect();
        let mut found = Vec::new();
        self.database.query_asked(
            &format!(
                "SELECT {SALE_COLUMNS} FROM asked
                 JOIN sale s ON s.terminal = asked.terminal AND s.number = asked.number"
            ),
            &[Text("terminal"), Text("number")],
            &values,
            &mut |mut row| {
                found.push(sale(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Sales of a terminal from `from` on, in order of time, the last `most`.
    pub fn sales_of(
        &mut self,
        terminal: &str,
        from: Instant,
        most: i64,
    ) -> Result<Vec<KeptSale>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {SALE_COLUMNS} FROM sale s WHERE s.terminal = $1 AND s.at_us >= $2
                 ORDER BY s.at_us DESC, s.number LIMIT $3"
            ),
            &[terminal.into(), from.0.into(), most.into()],
            &mut |mut row| {
                found.push(sale(&mut row)?);
                Ok(())
            },
        )?;
        found.reverse();
        Ok(found)
    }

    /// Sales to an account that were promises, with their last change in `[from, to)`, in order of
    /// time.
    pub fn promises_of(
        &mut self,
        account: AccountId,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<KeptSale>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {SALE_COLUMNS} FROM sale s
                 WHERE s.account_id = $1 AND s.promise = 1 AND s.at_us >= $2 AND s.at_us < $3
                 ORDER BY s.at_us, s.terminal, s.number"
            ),
            &[account.0.into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                found.push(sale(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps sales as they are now.
    pub fn keep_sales(&mut self, sales: &[KeptSale]) -> Result<(), StoreError> {
        let values: Vec<Value> = sales
            .iter()
            .flat_map(|sale| {
                [
                    sale.terminal.as_str().into(),
                    sale.number.as_str().into(),
                    Value::number_or_null(sale.account.map(|account| account.0)),
                    sale.at.0.into(),
                    i64::from(sale.in_flight).into(),
                    i64::from(sale.promise).into(),
                    sale.body.as_str().into(),
                ]
            })
            .collect();
        self.transaction(|store| store.database.put(&SALE, 2, Conflict::Replace, &values))
    }

    /// Claims keys of money, each for an account. Errors: a key that is claimed.
    pub fn claim_money(&mut self, keys: &[(String, AccountId)]) -> Result<(), StoreError> {
        let values: Vec<Value> = keys
            .iter()
            .flat_map(|(key, account)| [Value::from(key.as_str()), account.0.into()])
            .collect();
        self.transaction(|store| store.database.insert(&MONEY_KEY, &values))
    }

    /// Whose money a key is.
    pub fn money_of(&mut self, key: &str) -> Result<Option<AccountId>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT account_id FROM money_key WHERE key = $1",
            &[key.into()],
            &mut |mut row| {
                found = Some(AccountId(row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Open accounts of these supply points, with what a plain credit needs. `nights` are the days
    /// whose rows may be the last of an account.
    pub fn plain_accounts(
        &mut self,
        points: &[Ean],
        nights: &[SettlementDay],
    ) -> Result<HashMap<Ean, PlainAccount>, StoreError> {
        let values: Vec<Value> = points
            .iter()
            .filter_map(|ean| i64::try_from(ean.as_u64()).ok())
            .map(Value::from)
            .collect();
        let mut accounts = BTreeMap::new();
        self.database.query_asked(
            "SELECT a.account_id, a.ean, a.tariff_group, a.opened_us,
                COALESCE(f.seq, 0), COALESCE(f.learnt_us, 0), COALESCE(f.fleet_seq, 0),
                COALESCE(w.fact_seq, 0), COALESCE(w.learnt_us, 0), COALESCE(w.fleet_seq, 0),
                COALESCE((SELECT MAX(seq) FROM journal_entry e
                          WHERE e.account_id = a.account_id), 0),
                COALESCE(w.entry_seq, 0),
                COALESCE((SELECT CAST(SUM(u.moved_micro_eur) AS BIGINT) FROM unsettled u
                          WHERE u.account_id = a.account_id), 0),
                COALESCE((SELECT MAX(u.touches) FROM unsettled u
                          WHERE u.account_id = a.account_id), 0),
                COALESCE((SELECT 1 FROM waiting w WHERE w.account_id = a.account_id), 0)
             FROM asked JOIN account a ON a.ean = asked.ean AND a.closed_us IS NULL
             LEFT JOIN fact f ON f.account_id = a.account_id AND f.seq = (
                SELECT MAX(l.seq) FROM fact l WHERE l.account_id = a.account_id)
             LEFT JOIN wide_booking w ON w.account_id = a.account_id AND w.fact_seq = (
                SELECT MAX(l.fact_seq) FROM wide_booking l WHERE l.account_id = a.account_id)",
            &[BigInt("ean")],
            &values,
            &mut |mut row| {
                let id = AccountId(row.number()?);
                let ean = row.number()?;
                let ean = u64::try_from(ean).ok().and_then(|number| Ean::from_u64(number).ok());
                let ean = ean.ok_or_else(|| StoreError::corrupt("an account without an EAN"))?;
                let group: i16 = row.small()?;
                let group = TariffGroup::from_code(group)
                    .ok_or_else(|| StoreError::corrupt(format!("tariff group `{group}`")))?;
                let opened_at = Instant(row.number()?);
                let facts = [row.number()?, row.number()?, row.number()?];
                let wide = [row.number()?, row.number()?, row.number()?];
                // The last of both: positions come first.
                let [fact_seq, last_learnt, fleet_seq] = facts.max(wide);
                let entry_seq: i64 = row.number()?;
                let known = PlainAccount {
                    id,
                    ean,
                    group,
                    opened_at,
                    fact_seq,
                    last_learnt: Instant(last_learnt),
                    fleet_seq,
                    entry_seq: entry_seq.max(row.number()?),
                    moved: MicroEuro(row.number()?),
                    touched: row.number()? != 0,
                    waits: row.number()? != 0,
                    last_row: None,
                };
                accounts.insert(id, known);
                Ok(())
            },
        )?;
        if self.in_transaction {
            let positions = accounts.values().map(PlainAccount::position);
            self.known.extend(positions);
        }
        let ids: Vec<AccountId> = accounts.keys().copied().collect();
        for day in nights {
            for row in self.days(&ids, *day, *day)? {
                if let Some(known) = accounts.get_mut(&row.account) {
                    let later = known.last_row.is_none_or(|last: DayRow| last.day < row.day);
                    if later {
                        known.last_row = Some(row);
                    }
                }
            }
        }
        Ok(accounts.into_values().map(|known| (known.ean, known)).collect())
    }

    /// Keeps payments as they are now. Errors: a provider's id that another payment has.
    pub fn keep_payments(&mut self, payments: &[KeptPayment]) -> Result<(), StoreError> {
        let values: Vec<Value> = payments
            .iter()
            .flat_map(|payment| {
                [
                    payment.id.as_str().into(),
                    payment.account.0.into(),
                    Value::text_or_null(payment.provider.as_deref()),
                    Value::text_or_null(payment.provider_id.as_deref()),
                    payment.created_at.0.into(),
                    Value::number_or_null(payment.due.map(|due| due.0)),
                    i64::from(payment.in_flight).into(),
                    payment.body.as_str().into(),
                ]
            })
            .collect();
        self.transaction(|store| store.database.put(&PAYMENT, 1, Conflict::Replace, &values))
    }

    fn payments_where(
        &mut self,
        condition: &str,
        values: &[Value],
    ) -> Result<Vec<KeptPayment>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {PAYMENT_COLUMNS} FROM payment WHERE {condition}"),
            values,
            &mut |mut row| {
                found.push(payment(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    pub fn payment(&mut self, id: &str) -> Result<Option<KeptPayment>, StoreError> {
        Ok(self.payments_where("payment_id = $1", &[id.into()])?.pop())
    }

    pub fn payment_of_provider(
        &mut self,
        provider: &str,
        id: &str,
    ) -> Result<Option<KeptPayment>, StoreError> {
        let values = [provider.into(), id.into()];
        Ok(self.payments_where("provider = $1 AND provider_id = $2", &values)?.pop())
    }

    /// The same, whatever provider it is of: for a person who looks for one, since all payments are read.
    pub fn payments_of_any_provider(&mut self, id: &str) -> Result<Vec<KeptPayment>, StoreError> {
        self.payments_where("provider_id = $1 ORDER BY provider, payment_id", &[id.into()])
    }

    /// Payments of an account created from `from` on, in that order.
    pub fn payments_of(
        &mut self,
        account: AccountId,
        from: Instant,
    ) -> Result<Vec<KeptPayment>, StoreError> {
        let condition = "account_id = $1 AND created_us >= $2 ORDER BY created_us, payment_id";
        self.payments_where(condition, &[account.0.into(), from.0.into()])
    }

    /// Payments created in `[from, to)`, in that order.
    pub fn payments_between(
        &mut self,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<KeptPayment>, StoreError> {
        let condition = "created_us >= $1 AND created_us < $2 ORDER BY created_us, payment_id";
        self.payments_where(condition, &[from.0.into(), to.0.into()])
    }

    /// Up to `most` payments that have to be looked at by `now`.
    pub fn payments_due(
        &mut self,
        now: Instant,
        most: i64,
    ) -> Result<Vec<KeptPayment>, StoreError> {
        let condition = "due_us <= $1 ORDER BY due_us, payment_id LIMIT $2";
        self.payments_where(condition, &[now.0.into(), most.into()])
    }

    /// What is on its way to an account: no cut meanwhile. Source: CG-07.
    pub fn money_in_flight(&mut self, account: AccountId) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for sql in [
            "SELECT payment_id FROM payment WHERE account_id = $1 AND in_flight = 1 ORDER BY 1",
            "SELECT terminal || '/' || number FROM sale WHERE account_id = $1 AND in_flight = 1
             ORDER BY 1",
        ] {
            self.database.query(sql, &[account.0.into()], &mut |mut row| {
                found.push(row.text()?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Answers that were given to requests, by source and key.
    pub fn answers(&mut self, asked: &[(&str, &str)]) -> Result<KeptAnswers, StoreError> {
        let values: Vec<Value> =
            asked.iter().flat_map(|(a, b)| [Value::from(*a), Value::from(*b)]).collect();
        let mut found = HashMap::new();
        self.database.query_asked(
            "SELECT w.source, w.key, w.at_us, w.body FROM asked
             JOIN answer w ON w.source = asked.source AND w.key = asked.key",
            &[Text("source"), Text("key")],
            &values,
            &mut |mut row| {
                let key = (row.text()?, row.text()?);
                found.insert(key, (Instant(row.number()?), row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps answers. Errors: a key that was answered.
    pub fn keep_answers(
        &mut self,
        answers: &[(&str, &str, Instant, &str)],
    ) -> Result<(), StoreError> {
        let values: Vec<Value> = answers
            .iter()
            .flat_map(|(source, key, at, body)| {
                [Value::from(*source), Value::from(*key), at.0.into(), Value::from(*body)]
            })
            .collect();
        self.transaction(|store| store.database.insert(&ANSWER, &values))
    }

    /// Forgets answers that were given before `before`. Returns how many.
    pub fn forget_answers(&mut self, before: Instant) -> Result<u64, StoreError> {
        self.transaction(|store| {
            store.database.execute("DELETE FROM answer WHERE at_us < $1", &[before.0.into()])
        })
    }

    /// The last `most` answers that were given to a source, the last first.
    pub fn last_answers(&mut self, source: &str, most: i64) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT body FROM answer WHERE source = $1 ORDER BY at_us DESC, key DESC LIMIT $2",
            &[source.into(), most.into()],
            &mut |mut row| {
                found.push(row.text()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// All terminals by name, with operator and text.
    pub fn terminals(&mut self) -> Result<Vec<(String, Dso, String)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT terminal, dso, body FROM terminal ORDER BY terminal",
            &[],
            &mut |mut row| {
                let (terminal, code): (_, i16) = (row.text()?, row.small()?);
                let dso = Dso::from_code(code)
                    .ok_or_else(|| StoreError::corrupt(format!("operator `{code}`")))?;
                found.push((terminal, dso, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The open shifts of these terminals: terminal, number and text.
    pub fn open_shifts(
        &mut self,
        terminals: &[&str],
    ) -> Result<Vec<(String, i64, String)>, StoreError> {
        let values: Vec<Value> = terminals.iter().map(|one| Value::from(*one)).collect();
        let mut found = Vec::new();
        self.database.query_asked(
            "SELECT s.terminal, s.number, s.body FROM asked
             JOIN shift s ON s.terminal = asked.terminal AND s.closed_us IS NULL",
            &[Text("terminal")],
            &values,
            &mut |mut row| {
                found.push((row.text()?, row.number()?, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    pub fn terminal(&mut self, terminal: &str) -> Result<Option<(Dso, String)>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT dso, body FROM terminal WHERE terminal = $1",
            &[terminal.into()],
            &mut |mut row| {
                let code: i16 = row.small()?;
                let dso = Dso::from_code(code)
                    .ok_or_else(|| StoreError::corrupt(format!("operator `{code}`")))?;
                found = Some((dso, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    pub fn keep_terminal(
        &mut self,
        terminal: &str,
        dso: Dso,
        body: &str,
    ) -> Result<(), StoreError> {
        let values = [terminal.into(), i64::from(dso.code()).into(), body.into()];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO terminal (terminal, dso, body) VALUES ($1, $2, $3)
                 ON CONFLICT (terminal) DO UPDATE SET body = excluded.body",
                &values,
            )
        })?;
        Ok(())
    }

    /// The shifts of a terminal, the last first: number, whether it is closed, and its text.
    pub fn shifts(
        &mut self,
        terminal: &str,
        most: i64,
    ) -> Result<Vec<(i64, bool, String)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT number, closed_us, body FROM shift WHERE terminal = $1
             ORDER BY number DESC LIMIT $2",
            &[terminal.into(), most.into()],
            &mut |mut row| {
                found.push((row.number()?, row.number_or_null()?.is_some(), row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps a shift as it is now.
    pub fn keep_shift(
        &mut self,
        terminal: &str,
        number: i64,
        closed_at: Option<Instant>,
        body: &str,
    ) -> Result<(), StoreError> {
        let values = [
            terminal.into(),
            number.into(),
            Value::number_or_null(closed_at.map(|at| at.0)),
            body.into(),
        ];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO shift (terminal, number, closed_us, body) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (terminal, number)
                 DO UPDATE SET closed_us = excluded.closed_us, body = excluded.body",
                &values,
            )
        })?;
        Ok(())
    }
}

impl PlainAccount {
    fn position(&self) -> (AccountId, Position) {
        (self.id, Position { fact_seq: self.fact_seq, entry_seq: self.entry_seq })
    }

    /// The balance, if the account's last night was an ordinary one and only plain top-ups came
    /// since: then a credit needs no timeline.
    pub fn plain_balance(&self) -> Option<MicroEuro> {
        let row = self.last_row?;
        let plain = row.attention == Attention::NONE && !self.touched && !self.waits;
        if plain { row.balance.checked_add(self.moved) } else { None }
    }
}
