//! A statement between its old balance and its trailer: what was counted, and the controls.

use super::movement::Movement;
use super::record::Record;
use crate::controls::{Control, Controls, Sums};
use crate::error::{BankError, Problem};
use crate::statement::{Balance, Position, StatementEnd};
use crate::text::trimmed;
use std::ops::Range;

/// Messages are for people; a statement with more of them keeps the first.
const MOST_MESSAGES: usize = 1_000;

/// The statement that is being read.
#[derive(Debug, Default)]
pub(super) struct Open {
    account: String,
    account_form: u8,
    opening: Option<Balance>,
    closing: Option<Balance>,
    closing_account: Option<String>,
    pub(super) sums: Sums,
    records: u64,
    messages: Vec<String>,
    controls: Controls,
    lines: u32,
    /// The bank's numbers of the last movement; `None` before the first.
    last: Option<(u16, u32)>,
}

/// Where account and currency are in record 1, by the form of the account; in record 8 they are one
/// place further to the left.
pub(super) fn account_fields(form: u8) -> Option<(Range<usize>, Range<usize>)> {
    match form {
        b'0' => Some((5..17, 18..21)),
        b'2' => Some((5..36, 39..42)),
        b'1' | b'3' => Some((5..39, 39..42)),
        _ => None,
    }
}

pub(super) fn account_in_euro(
    record: &Record<'_>,
    account: Range<usize>,
    currency: Range<usize>,
) -> Result<String, BankError> {
    if record.bytes(currency.clone()) == b"EUR" {
        return Ok(trimmed(record.bytes(account)));
    }
    Err(Problem::Currency { found: trimmed(record.bytes(currency)) }.at(record.line))
}

impl Open {
    /// After record 1, with the form of its account.
    pub(super) fn new(account: String, account_form: u8, opening: Balance) -> Self {
        Self { account, account_form, opening: Some(opening), records: 1, ..Self::default() }
    }

    pub(super) fn count_record(&mut self) {
        self.records = self.records.saturating_add(1);
    }

    /// The position of the next movement. Errors: its number does not follow the last one's.
    pub(super) fn after(&mut self, next: &Movement, line: u64) -> Result<Position, BankError> {
        let (sequence, detail) = (next.sequence, next.detail);
        let follows = match self.last {
            None => detail == 0,
            Some((last, last_detail)) if detail > 0 => sequence == last && detail > last_detail,
            // Four digits: after 9999 the numbers begin again.
            Some((last, _)) => sequence > last || (last == 9999 && sequence <= 1),
        };
        if !follows {
            let expected = match self.last {
                None => "a movement with detail 0000".to_owned(),
                Some((last, last_detail)) if detail > 0 => {
                    format!("{last:04} with a detail above {last_detail:04}")
                }
                Some((last, _)) => format!("above {last:04}"),
            };
            let found = format!("{sequence:04} {detail:04}");
            return Err(Problem::Sequence { expected, found }.at(line));
        }
        self.last = Some((sequence, detail));
        if detail == 0 {
            self.lines = self.lines.saturating_add(1);
        }
        Ok(Position { line: self.lines, detail })
    }

    pub(super) fn new_balance(&mut self, record: &Record<'_>) -> Result<(), BankError> {
        self.count_record();
        if let Some((account, currency)) = account_fields(self.account_form) {
            let left = |range: Range<usize>| range.start - 1..range.end - 1;
            let account = account_in_euro(record, left(account), left(currency))?;
            self.closing_account = (account != self.account).then_some(account);
        }
        self.closing = Some(Balance {
            amount: record.signed("new balance", 41, 42..57)?,
            day: record.date("date of the new balance", 57..63)?,
        });
        Ok(())
    }

    pub(super) fn message(&mut self, record: &Record<'_>) {
        if self.messages.len() < MOST_MESSAGES {
            self.messages.push(trimmed(record.bytes(32..112)));
        }
    }

    /// Compares with the trailer.
    pub(super) fn close(mut self, record: &Record<'_>) -> Result<StatementEnd, BankError> {
        let count = record.number("count of records", 16..22)?;
        let debits = record.amount("total of debits", 22..37)?;
        let credits = record.amount("total of credits", 37..52)?;
        if !matches!(record.byte(127), b'1' | b'2') {
            return Err(record.wrong("last character", "1 or 2", 127..128));
        }
        let after = self.opening.map(|opening| self.sums.closing_after(opening.amount));
        match (self.closing, self.opening, after) {
            (Some(closing), _, Some(after)) => {
                self.controls.money(Control::NewBalance, after, i128::from(closing.amount.0));
            }
            // Without movements record 8 may be left out: nothing has changed.
            (None, opening, _) if self.lines == 0 => {
                self.closing = opening;
            }
            _ => {
                let expected = "record 8".to_owned();
                self.controls.add(Control::NewBalancePresent, expected, "nothing".to_owned());
            }
        }
        self.controls.money(Control::DebitTotal, self.sums.debits, i128::from(debits.0));
        self.controls.money(Control::CreditTotal, self.sums.credits, i128::from(credits.0));
        // TP-10 and a published sample count messages (record 4), the peer does not: no money hangs on
        // them, so both pass.
        let with_messages = self.records.saturating_add(self.messages.len() as u64);
        if count != with_messages {
            self.controls.number(Control::RecordCount, self.records, count);
        }
        Ok(StatementEnd {
            closing: self.closing,
            closing_account: self.closing_account,
            lines: self.sums.count(),
            not_booked: 0,
            messages: self.messages,
            controls: self.controls,
        })
    }
}
