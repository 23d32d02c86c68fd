//! Money that leaves: to suppliers for a period, and back to senders. Source: PA-35, TP-21.

use super::{NUMBERS_OF_AN_OPERATOR, day_of, dso_of, kept};
use crate::database::{Column, Database, Row, Table, Value};
use crate::{Store, StoreError};
use calendar::SettlementDay;
use units::{AccountId, Dso, MicroEuro};

/// Whom suppliers' money goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplier {
    pub id: String,
    pub name: String,
    pub iban: String,
    pub bic: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayoutKind {
    /// To a supplier for a period.
    Remittance,
    /// Back to who sent it.
    Return,
}

impl PayoutKind {
    fn code(self) -> i64 {
        match self {
            Self::Remittance => 1,
            Self::Return => 2,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayoutState {
    Proposed,
    Approved,
    Sent,
    Closed,
}

impl PayoutState {
    const ALL: [Self; 4] = [Self::Proposed, Self::Approved, Self::Sent, Self::Closed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Sent => "sent",
            Self::Closed => "closed",
        }
    }

    fn code(self) -> i64 {
        match self {
            Self::Proposed => 0,
            Self::Approved => 1,
            Self::Sent => 2,
            Self::Closed => 3,
        }
    }
}

/// A payout as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    pub id: i64,
    pub dso: Dso,
    pub kind: PayoutKind,
    /// The supplier, or the key of the money that goes back.
    pub subject: String,
    pub from: SettlementDay,
    /// First day that is not in it.
    pub to: SettlementDay,
    pub amount: MicroEuro,
    pub carried_in: MicroEuro,
    pub carried_out: MicroEuro,
    pub name: String,
    pub iban: String,
    pub bic: String,
    pub end_to_end_id: String,
    pub state: PayoutState,
    pub proposed_by: String,
    pub approved_by: Option<String>,
    /// The file it is in.
    pub message_id: Option<String>,
    /// The bank line that closed it.
    pub debit_key: Option<String>,
}

/// A movement in a payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutLine {
    pub key: String,
    pub account: AccountId,
    pub day: SettlementDay,
    pub of_day: SettlementDay,
    pub kind: String,
    pub amount: MicroEuro,
}

const PAYOUT_LINE: Table = Table {
    name: "payout_line",
    columns: &[
        Column::BigInt("payout_id"),
        Column::BigInt("line"),
        Column::Text("movement_key"),
        Column::BigInt("account_id"),
        Column::Integer("day"),
        Column::Integer("of_day"),
        Column::Text("kind"),
        Column::BigInt("amount_micro_eur"),
    ],
};

fn payout(row: &mut Row<'_>) -> Result<Payout, StoreError> {
    Ok(Payout {
        id: row.number()?,
        dso: dso_of(row)?,
        kind: match row.number()? {
            1 => PayoutKind::Remittance,
            2 => PayoutKind::Return,
            other => return Err(StoreError::corrupt(format!("a payout of kind `{other}`"))),
        },
        subject: row.text()?,
        from: day_of(row)?,
        to: day_of(row)?,
        amount: MicroEuro(row.number()?),
        carried_in: MicroEuro(row.number()?),
        carried_out: MicroEuro(row.number()?),
        name: row.text()?,
        iban: row.text()?,
        bic: row.text()?,
        end_to_end_id: row.text()?,
        state: row.number().and_then(|code| {
            let found = PayoutState::ALL.into_iter().find(|state| state.code() == code);
            found.ok_or_else(|| StoreError::corrupt(format!("a payout of state `{code}`")))
        })?,
        proposed_by: row.text()?,
        approved_by: row.text_or_null()?,
        message_id: row.text_or_null()?,
        debit_key: row.text_or_null()?,
    })
}

impl Store {
    /// Enters or changes a supplier.
    pub fn enter_supplier(&mut self, supplier: &Supplier) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO supplier (supplier, name, iban, bic) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (supplier) DO UPDATE
                 SET name = excluded.name, iban = excluded.iban, bic = excluded.bic",
                &[
                    kept(&supplier.id),
                    kept(&supplier.name),
                    kept(&supplier.iban),
                    kept(&supplier.bic),
                ],
            )
        })?;
        Ok(())
    }

    /// All, by their name in contracts.
    pub fn suppliers(&mut self) -> Result<Vec<Supplier>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT supplier, name, iban, bic FROM supplier ORDER BY supplier",
            &[],
            &mut |mut row| {
                found.push(Supplier {
                    id: row.text()?,
                    name: row.text()?,
                    iban: row.text()?,
                    bic: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps a payout with its lines, and returns its number. The `end_to_end_id` is made from it.
    pub fn add_payout(&mut self, new: &Payout, lines: &[PayoutLine]) -> Result<i64, StoreError> {
        let first = i64::from(new.dso.code()) * NUMBERS_OF_AN_OPERATOR;
        self.locked(new.dso, |store| {
            let mut id = first;
            store.database.query(
                "SELECT MAX(payout_id) FROM payout WHERE payout_id > $1 AND payout_id < $2",
                &[first.into(), (first + NUMBERS_OF_AN_OPERATOR).into()],
                &mut |mut row| {
                    id = row.number_or_null()?.unwrap_or(first) + 1;
                    Ok(())
                },
            )?;
            store.database.execute(
                "INSERT INTO payout (payout_id, dso, kind, subject, period_from, period_to,
                    amount_micro_eur, carried_in_micro_eur, carried_out_micro_eur, name, iban, bic,
                    end_to_end_id, state, proposed_by, approved_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    new.kind.code().into(),
                    kept(&new.subject),
                    i64::from(new.from.0).into(),
                    i64::from(new.to.0).into(),
                    new.amount.0.into(),
                    new.carried_in.0.into(),
                    new.carried_out.0.into(),
                    kept(&new.name),
                    kept(&new.iban),
                    kept(&new.bic),
                    Value::Text(format!("TIRELIRE-{id}")),
                    new.state.code().into(),
                    kept(&new.proposed_by),
                    Value::text_or_null(new.approved_by.as_deref()),
                ],
            )?;
            let mut values = Vec::with_capacity(lines.len() * PAYOUT_LINE.columns.len());
            for (place, line) in (1i64..).zip(lines) {
                values.extend([
                    id.into(),
                    place.into(),
                    line.key.as_str().into(),
                    line.account.0.into(),
                    i64::from(line.day.0).into(),
                    i64::from(line.of_day.0).into(),
                    line.kind.as_str().into(),
                    line.amount.0.into(),
                ]);
            }
            store.database.insert(&PAYOUT_LINE, &values)?;
            Ok::<i64, StoreError>(id)
        })
    }

    /// All payouts of an operator, by number.
    pub fn payouts(&mut self, dso: Dso) -> Result<Vec<Payout>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT payout_id, dso, kind, subject, period_from, period_to, amount_micro_eur,
                    carried_in_micro_eur, carried_out_micro_eur, name, iban, bic, end_to_end_id,
                    state, proposed_by, approved_by, message_id, debit_key
             FROM payout WHERE dso = $1 ORDER BY payout_id",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(payout(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The payout that a transfer's id names.
    pub fn payout_of(&mut self, end_to_end_id: &str) -> Result<Option<Payout>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT payout_id, dso, kind, subject, period_from, period_to, amount_micro_eur,
                    carried_in_micro_eur, carried_out_micro_eur, name, iban, bic, end_to_end_id,
                    state, proposed_by, approved_by, message_id, debit_key
             FROM payout WHERE end_to_end_id = $1",
            &[end_to_end_id.into()],
            &mut |mut row| {
                found = Some(payout(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The movements of a payout, in order.
    pub fn payout_lines(&mut self, id: i64) -> Result<Vec<PayoutLine>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT movement_key, account_id, day, of_day, kind, amount_micro_eur
             FROM payout_line WHERE payout_id = $1 ORDER BY line",
            &[id.into()],
            &mut |mut row| {
                found.push(PayoutLine {
                    key: row.text()?,
                    account: AccountId(row.number()?),
                    day: day_of(&mut row)?,
                    of_day: day_of(&mut row)?,
                    kind: row.text()?,
                    amount: MicroEuro(row.number()?),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// A second person agrees. `false` if it is not waiting for that, or the person proposed it.
    pub fn approve_payout(&mut self, id: i64, person: &str) -> Result<bool, StoreError> {
        let values = [kept(person), id.into()];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE payout SET state = 1, approved_by = $1
                 WHERE payout_id = $2 AND state = 0 AND proposed_by <> $1",
                &values,
            )
        })?;
        Ok(changed == 1)
    }

    /// It is in a file for the bank.
    pub fn payout_is_sent(&mut self, id: i64, message_id: &str) -> Result<bool, StoreError> {
        let values = [message_id.into(), id.into()];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE payout SET state = 2, message_id = $1 WHERE payout_id = $2 AND state = 1",
                &values,
            )
        })?;
        Ok(changed == 1)
    }

    /// The bank's debit line closes it.
    pub fn payout_is_closed(&mut self, id: i64, debit_key: &str) -> Result<bool, StoreError> {
        let values = [debit_key.into(), id.into()];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE payout SET state = 3, debit_key = $1
                 WHERE payout_id = $2 AND (state = 1 OR state = 2)",
                &values,
            )
        })?;
        Ok(changed == 1)
    }
}
