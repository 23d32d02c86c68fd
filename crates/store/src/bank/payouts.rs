//! Money that leaves: to suppliers for a period, and back to senders. Source: PA-35, TP-21.

use super::{NUMBERS_OF_AN_OPERATOR, day_of, dso_of, kept};
use crate::database::{Column, Database, Row, Table, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use std::collections::BTreeMap;
use units::{AccountId, Dso, MicroEuro, same_person};

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayoutEventKind {
    /// In a file for the bank.
    Sent,
    /// By the bank's debit line.
    Closed,
    /// The bank did not carry it out.
    Rejected,
    /// It left and came back, by a credit line.
    Returned,
}

impl PayoutEventKind {
    const ALL: [Self; 4] = [Self::Sent, Self::Closed, Self::Rejected, Self::Returned];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Closed => "closed",
            Self::Rejected => "rejected",
            Self::Returned => "returned",
        }
    }
}

/// What became of a payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutEvent {
    pub kind: PayoutEventKind,
    /// The message id of the file, or the key of the line of the bank.
    pub subject: String,
    pub at: Instant,
    /// Two people, where it was not the bank that told.
    pub entered_by: Option<String>,
    pub approved_by: Option<String>,
    pub note: String,
}

impl PayoutEvent {
    fn of(kind: PayoutEventKind, subject: &str, at: Instant) -> Self {
        let (subject, note) = (subject.to_owned(), String::new());
        Self { kind, subject, at, entered_by: None, approved_by: None, note }
    }
}

/// A file for the bank as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPayoutFile {
    pub message_id: String,
    pub dso: Dso,
    pub made_at: Instant,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    pub xml: String,
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

    pub fn payout(&mut self, id: i64) -> Result<Option<Payout>, StoreError> {
        self.payout_of(&format!("TIRELIRE-{id}"))
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

    /// A second person agrees. `false` if it is not waiting for that, or the person proposed it, however
    /// the name is typed.
    pub fn approve_payout(&mut self, id: i64, person: &str) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let Some(payout) = store.payout(id)? else { return Ok(false) };
            let nobody = person.trim().is_empty();
            if nobody || same_person(&payout.proposed_by, person) {
                return Ok(false);
            }
            let changed = store.database.execute(
                "UPDATE payout SET state = 1, approved_by = $1 WHERE payout_id = $2 AND state = 0",
                &[kept(person), id.into()],
            )?;
            Ok(changed == 1)
        })
    }

    /// It is in a file for the bank.
    pub fn payout_is_sent(
        &mut self,
        id: i64,
        message_id: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let update =
            "UPDATE payout SET state = 2, message_id = $1 WHERE payout_id = $2 AND state = 1";
        let event = PayoutEvent::of(PayoutEventKind::Sent, message_id, at);
        self.move_payout(id, update, &[message_id.into(), id.into()], &event)
    }

    /// The bank's debit line closes it.
    pub fn payout_is_closed(
        &mut self,
        id: i64,
        debit_key: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE payout SET state = 3, debit_key = $1
             WHERE payout_id = $2 AND (state = 1 OR state = 2)";
        let event = PayoutEvent::of(PayoutEventKind::Closed, debit_key, at);
        self.move_payout(id, update, &[debit_key.into(), id.into()], &event)
    }

    /// The bank did not carry it out, as two people say: it can go into another file.
    pub fn payout_is_rejected(&mut self, id: i64, event: &PayoutEvent) -> Result<bool, StoreError> {
        let update = "UPDATE payout SET state = 1, message_id = NULL
             WHERE payout_id = $1 AND state = 2";
        self.move_payout(id, update, &[id.into()], event)
    }

    /// The transfer came back after it had left: a second person looks before it goes out again.
    pub fn payout_is_returned(
        &mut self,
        id: i64,
        credit_key: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE payout SET state = 0, approved_by = NULL, message_id = NULL,
                 debit_key = NULL
             WHERE payout_id = $1 AND state = 3";
        let event = PayoutEvent::of(PayoutEventKind::Returned, credit_key, at);
        self.move_payout(id, update, &[id.into()], &event)
    }

    /// Where it is to go from now on.
    pub fn redirect_payout(&mut self, id: i64, to: &Supplier) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE payout SET name = $1, iban = $2, bic = $3
                 WHERE payout_id = $4 AND (state = 0 OR state = 1)",
                &[kept(&to.name), kept(&to.iban), kept(&to.bic), id.into()],
            )
        })?;
        Ok(())
    }

    fn move_payout(
        &mut self,
        id: i64,
        update: &str,
        values: &[Value],
        event: &PayoutEvent,
    ) -> Result<bool, StoreError> {
        self.transaction(|store| {
            if store.database.execute(update, values)? != 1 {
                return Ok(false);
            }
            let seq = i64::try_from(store.payout_events(id)?.len()).unwrap_or(i64::MAX - 1) + 1;
            store.database.execute(
                "INSERT INTO payout_event (payout_id, seq, kind, subject, at_us, entered_by,
                     approved_by, note)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    id.into(),
                    seq.into(),
                    event.kind.name().into(),
                    event.subject.as_str().into(),
                    event.at.0.into(),
                    Value::text_or_null(event.entered_by.as_deref()),
                    Value::text_or_null(event.approved_by.as_deref()),
                    kept(&event.note),
                ],
            )?;
            Ok(true)
        })
    }

    /// What became of a payout, in order.
    pub fn payout_events(&mut self, id: i64) -> Result<Vec<PayoutEvent>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT kind, subject, at_us, entered_by, approved_by, note FROM payout_event
             WHERE payout_id = $1 ORDER BY seq",
            &[id.into()],
            &mut |mut row| {
                let name = row.text()?;
                let kind = PayoutEventKind::ALL.into_iter().find(|kind| kind.name() == name);
                let kind = kind.ok_or_else(|| {
                    StoreError::corrupt(format!("a payout to which `{name}` happened"))
                })?;
                found.push(PayoutEvent {
                    kind,
                    subject: row.text()?,
                    at: Instant(row.number()?),
                    entered_by: row.text_or_null()?,
                    approved_by: row.text_or_null()?,
                    note: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Lines of the bank of the days `[from, to)` that payouts left or came back by: what moved on our
    /// account, below zero for what left.
    pub fn moved_by_payouts(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<BTreeMap<String, MicroEuro>, StoreError> {
        let mut found = BTreeMap::new();
        self.database.query(
            "SELECT e.subject, e.kind, p.amount_micro_eur
             FROM bank_line l
             JOIN payout_event e ON e.subject = l.money_key
             JOIN payout p ON p.payout_id = e.payout_id
             WHERE l.dso = $1 AND l.booked_day >= $2 AND l.booked_day < $3 AND l.state = 4",
            &[i64::from(dso.code()).into(), i64::from(from.0).into(), i64::from(to.0).into()],
            &mut |mut row| {
                let (key, kind, amount) = (row.text()?, row.text()?, row.number()?);
                let left = kind == PayoutEventKind::Closed.name();
                found.insert(key, MicroEuro(if left { amount.saturating_neg() } else { amount }));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps a file as it is written.
    pub fn add_payout_file(&mut self, file: &KeptPayoutFile) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO payout_file (message_id, dso, made_us, digest, xml)
                 VALUES ($1, $2, $3, $4, $5)",
                &[
                    file.message_id.as_str().into(),
                    i64::from(file.dso.code()).into(),
                    file.made_at.0.into(),
                    file.digest.as_str().into(),
                    file.xml.as_str().into(),
                ],
            )
        })?;
        Ok(())
    }

    /// A file as it was written.
    pub fn payout_file(&mut self, message_id: &str) -> Result<Option<KeptPayoutFile>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT message_id, dso, made_us, digest, xml FROM payout_file WHERE message_id = $1",
            &[message_id.into()],
            &mut |mut row| {
                found = Some(KeptPayoutFile {
                    message_id: row.text()?,
                    dso: dso_of(&mut row)?,
                    made_at: Instant(row.number()?),
                    digest: row.text()?,
                    xml: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}
