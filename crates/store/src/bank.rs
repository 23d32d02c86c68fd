//! The bank side: accounts at banks, statements with their lines, and who has paid for whom.

mod debits;
mod figures;
mod lookups;
mod payouts;
mod suspense;

pub use debits::{ExplainedDebit, SettledMoney};
pub use figures::{AID, AccountMovement, BankMoney, CreditsOfDay, TOP_UP};
pub use payouts::{
    KeptPayoutFile, Payout, PayoutEvent, PayoutEventKind, PayoutKind, PayoutLine, PayoutState,
    Supplier,
};
pub use suspense::{SuspenseAct, SuspenseRow};

use crate::database::{Column, Database, Row, Table, Value};
use crate::{Store, StoreError, lists};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso, MicroEuro};

/// Statements and payouts have the operator in their number, as accounts do, so that two operators
/// never wait for each other.
const NUMBERS_OF_AN_OPERATOR: i64 = 1_000_000_000;

/// An account of an operator at a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    pub iban: String,
    pub dso: Dso,
    pub holder: String,
    /// Empty where it is not known.
    pub bic: String,
}

/// A statement as it was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankStatement {
    pub id: i64,
    pub dso: Dso,
    pub iban: String,
    pub closing_day: SettlementDay,
    pub number: String,
    pub opening: MicroEuro,
    pub closing: MicroEuro,
    pub lines: i64,
    /// Of all it says, in hexadecimal digits.
    pub fingerprint: String,
    pub format: String,
    pub file: String,
    pub imported_at: Instant,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineState {
    Credited,
    Suspended,
    /// Money that left and that nobody has explained.
    OpenDebit,
    /// A debit that closed a payout of ours; a credit by which one came back, which a payment provider
    /// paid out, or which somebody owed us.
    PaidOut,
    /// Nothing moved.
    Nothing,
}

impl LineState {
    const ALL: [Self; 5] =
        [Self::Credited, Self::Suspended, Self::OpenDebit, Self::PaidOut, Self::Nothing];

    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Credited => 1,
            Self::Suspended => 2,
            Self::OpenDebit => 3,
            Self::PaidOut => 4,
            Self::Nothing => 5,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A line of a statement as it was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankLine {
    pub statement: i64,
    /// Position in the statement, from 1.
    pub line: u32,
    pub dso: Dso,
    /// Unique among all money.
    pub key: String,
    pub booked: SettlementDay,
    /// Above zero if it came to us.
    pub amount: MicroEuro,
    pub state: LineState,
    /// Whom it was credited to.
    pub account: Option<AccountId>,
    pub how: String,
    pub channel: String,
    pub counterparty_iban: String,
    pub counterparty_name: String,
    pub text: String,
    pub reference: String,
}

const BANK_LINE: Table = Table {
    name: "bank_line",
    columns: &[
        Column::BigInt("statement_id"),
        Column::Integer("line"),
        Column::SmallInt("dso"),
        Column::Text("money_key"),
        Column::Integer("booked_day"),
        Column::BigInt("amount_micro_eur"),
        Column::SmallInt("state"),
        Column::BigInt("account_id"),
        Column::Text("how"),
        Column::Text("channel"),
        Column::Text("counterparty_iban"),
        Column::Text("counterparty_name"),
        Column::Text("text"),
        Column::Text("reference"),
    ],
};

/// Of a [`BankLine`], in the order in which they are read.
const LINE_COLUMNS: &str =
    "statement_id, line, dso, money_key, booked_day, amount_micro_eur, state,
    account_id, how, channel, counterparty_iban, counterparty_name, text, reference";

/// The operator kept under a number.
pub(crate) fn dso_of(row: &mut Row<'_>) -> Result<Dso, StoreError> {
    let code: i16 = row.small()?;
    Dso::from_code(code).ok_or_else(|| StoreError::corrupt(format!("an operator `{code}`")))
}

fn day_of(row: &mut Row<'_>) -> Result<SettlementDay, StoreError> {
    row.small().map(SettlementDay)
}

fn statement(row: &mut Row<'_>) -> Result<BankStatement, StoreError> {
    Ok(BankStatement {
        id: row.number()?,
        dso: dso_of(row)?,
        iban: row.text()?,
        closing_day: day_of(row)?,
        number: row.text()?,
        opening: MicroEuro(row.number()?),
        closing: MicroEuro(row.number()?),
        lines: row.number()?,
        fingerprint: row.text()?,
        format: row.text()?,
        file: row.text()?,
        imported_at: Instant(row.number()?),
    })
}

fn line(row: &mut Row<'_>) -> Result<BankLine, StoreError> {
    Ok(BankLine {
        statement: row.number()?,
        line: row.small()?,
        dso: dso_of(row)?,
        key: row.text()?,
        booked: day_of(row)?,
        amount: MicroEuro(row.number()?),
        state: row.number().and_then(|code| {
            LineState::from_code(code)
                .ok_or_else(|| StoreError::corrupt(format!("a bank line of state `{code}`")))
        })?,
        account: row.number_or_null()?.map(AccountId),
        how: row.text()?,
        channel: row.text()?,
        counterparty_iban: row.text()?,
        counterparty_name: row.text()?,
        text: row.text()?,
        reference: row.text()?,
    })
}

/// What both databases keep of a text from outside: PostgreSQL has no zero character.
fn kept(text: &str) -> Value {
    Value::Text(text_as_kept(text))
}

/// A text of somebody else as both databases can keep it.
pub(crate) fn text_as_kept(text: &str) -> String {
    text.replace('\0', " ")
}

impl Store {
    /// Enters or changes an account at a bank. Errors: it belongs to another operator.
    pub fn enter_bank_account(&mut self, account: &BankAccount) -> Result<(), StoreError> {
        self.transaction(|store| {
            let known = store.bank_account(&account.iban)?;
            if let Some(known) = known.filter(|known| known.dso != account.dso) {
                let (iban, dso) = (known.iban, known.dso);
                return Err(StoreError::BankAccountTaken { iban, dso });
            }
            store.database.execute(
                "INSERT INTO bank_account (iban, dso, holder, bic) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (iban) DO UPDATE SET holder = excluded.holder, bic = excluded.bic",
                &[
                    account.iban.as_str().into(),
                    i64::from(account.dso.code()).into(),
                    kept(&account.holder),
                    kept(&account.bic),
                ],
            )?;
            Ok(())
        })
    }

    pub fn bank_account(&mut self, iban: &str) -> Result<Option<BankAccount>, StoreError> {
        Ok(self.bank_accounts()?.into_iter().find(|account| account.iban == iban))
    }

    /// All, by IBAN.
    pub fn bank_accounts(&mut self) -> Result<Vec<BankAccount>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT iban, dso, holder, bic FROM bank_account ORDER BY iban",
            &[],
            &mut |mut row| {
                found.push(BankAccount {
                    iban: row.text()?,
                    dso: dso_of(&mut row)?,
                    holder: row.text()?,
                    bic: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The statement of an account by its day and number.
    pub fn bank_statement(
        &mut self,
        iban: &str,
        closing_day: SettlementDay,
        number: &str,
    ) -> Result<Option<BankStatement>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT statement_id, dso, iban, closing_day, number, opening_micro_eur,
                    closing_micro_eur, lines, fingerprint, format, file, imported_us
             FROM bank_statement WHERE iban = $1 AND closing_day = $2 AND number = $3",
            &[iban.into(), i64::from(closing_day.0).into(), number.into()],
            &mut |mut row| {
                found = Some(statement(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The statement of an account with the newest day, the one booked last among equals.
    pub fn last_bank_statement(&mut self, iban: &str) -> Result<Option<BankStatement>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT statement_id, dso, iban, closing_day, number, opening_micro_eur,
                    closing_micro_eur, lines, fingerprint, format, file, imported_us
             FROM bank_statement WHERE iban = $1
             ORDER BY closing_day DESC, statement_id DESC LIMIT 1",
            &[iban.into()],
            &mut |mut row| {
                found = Some(statement(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps a statement and returns its number. Within a transaction that has locked the operator.
    pub fn add_bank_statement(&mut self, new: &BankStatement) -> Result<i64, StoreError> {
        let first = i64::from(new.dso.code()) * NUMBERS_OF_AN_OPERATOR;
        let mut id = first;
        self.database.query(
            "SELECT MAX(statement_id) FROM bank_statement
             WHERE statement_id > $1 AND statement_id < $2",
            &[first.into(), (first + NUMBERS_OF_AN_OPERATOR).into()],
            &mut |mut row| {
                id = row.number_or_null()?.unwrap_or(first) + 1;
                Ok(())
            },
        )?;
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO bank_statement (statement_id, dso, iban, closing_day, number,
                    opening_micro_eur, closing_micro_eur, lines, fingerprint, format, file,
                    imported_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    new.iban.as_str().into(),
                    i64::from(new.closing_day.0).into(),
                    new.number.as_str().into(),
                    new.opening.0.into(),
                    new.closing.0.into(),
                    new.lines.into(),
                    new.fingerprint.as_str().into(),
                    new.format.as_str().into(),
                    kept(&new.file),
                    new.imported_at.0.into(),
                ],
            )
        })?;
        Ok(id)
    }

    /// Keeps lines of a statement.
    pub fn add_bank_lines(&mut self, lines: &[BankLine]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(lines.len() * BANK_LINE.columns.len());
        for line in lines {
            values.extend([
                line.statement.into(),
                i64::from(line.line).into(),
                i64::from(line.dso.code()).into(),
                line.key.as_str().into(),
                i64::from(line.booked.0).into(),
                line.amount.0.into(),
                line.state.code().into(),
                Value::number_or_null(line.account.map(|account| account.0)),
                line.how.as_str().into(),
                line.channel.as_str().into(),
                kept(&line.counterparty_iban),
                kept(&line.counterparty_name),
                kept(&line.text),
                kept(&line.reference),
            ]);
        }
        self.transaction(|store| store.database.insert(&BANK_LINE, &values))
    }

    /// The line of a piece of money.
    pub fn bank_line(&mut self, key: &str) -> Result<Option<BankLine>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!("SELECT {LINE_COLUMNS} FROM bank_line WHERE money_key = $1"),
            &[key.into()],
            &mut |mut row| {
                found = Some(line(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Lines that were booked from `from` to the day before `to`, by day and place.
    pub fn bank_lines(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<BankLine>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {LINE_COLUMNS} FROM bank_line
                 WHERE dso = $1 AND booked_day >= $2 AND booked_day < $3
                 ORDER BY booked_day, statement_id, line"
            ),
            &[i64::from(dso.code()).into(), i64::from(from.0).into(), i64::from(to.0).into()],
            &mut |mut row| {
                found.push(line(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// A line that lay in suspense was credited.
    pub fn line_is_credited(
        &mut self,
        key: &str,
        account: AccountId,
        how: &str,
    ) -> Result<bool, StoreError> {
        let values = [account.0.into(), how.into(), key.into()];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE bank_line SET state = 1, account_id = $1, how = $2
                 WHERE money_key = $3 AND state = 2",
                &values,
            )
        })?;
        Ok(changed == 1)
    }

    /// A line that lay in suspense paid what was owed to us.
    pub fn line_is_settled(&mut self, key: &str, how: &str) -> Result<bool, StoreError> {
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE bank_line SET state = 4, how = $1 WHERE money_key = $2 AND state = 2",
                &[text_as_kept(how).as_str().into(), key.into()],
            )
        })?;
        Ok(changed == 1)
    }

    /// Position of the last entry of an account, 0 without any: for books that are only appended to.
    pub fn last_entry_seq(&mut self, account: AccountId) -> Result<i64, StoreError> {
        let mut seq = 0;
        self.database.query(
            "SELECT COALESCE((SELECT MAX(seq) FROM journal_entry WHERE account_id = $1), 0),
                    COALESCE((SELECT entry_seq FROM wide_booking WHERE account_id = $1
                              ORDER BY fact_seq DESC LIMIT 1), 0)",
            &[account.0.into()],
            &mut |mut row| {
                seq = i64::max(row.number()?, row.number()?);
                Ok(())
            },
        )?;
        Ok(seq)
    }
}

/// Texts for an `IN (...)`, in chunks that a statement can take.
fn text_lists<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let quoted: Vec<String> =
        texts.into_iter().map(|text| format!("'{}'", text.replace('\'', "''"))).collect();
    quoted.chunks(200).map(|chunk| chunk.join(",")).collect()
}

fn number_lists(numbers: impl IntoIterator<Item = i64>) -> Vec<String> {
    lists(numbers)
}
