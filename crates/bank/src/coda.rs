//! CODA 2.x, record by record. Source: TP-10.

mod movement;
mod record;

use crate::controls::{Control, Controls, Sums};
use crate::error::{BankError, Problem};
use crate::read::Format;
use crate::statement::{Balance, Event, Position, StatementEnd, StatementStart};
use crate::text::trimmed;
use movement::Movement;
use record::{Record, Records};
use std::io::BufRead;
use std::ops::Range;

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expecting {
    /// Record 0, or the end of the file.
    Header,
    /// Record 1.
    OldBalance,
    /// Records 2, 3 and 8; 4 and 9 after a statement without movements.
    Movements,
    /// Records 4 and 9.
    Trailer,
}

/// Messages are for people; a statement with more of them keeps the first.
const MOST_MESSAGES: usize = 1_000;

/// The statement that is being read.
#[derive(Debug, Default)]
struct Open {
    account: String,
    account_form: u8,
    opening: Option<Balance>,
    closing: Option<Balance>,
    closing_account: Option<String>,
    sums: Sums,
    records: u64,
    messages: Vec<String>,
    controls: Controls,
    lines: u32,
    /// The bank's numbers of the last movement; `None` before the first.
    last: Option<(u16, u32)>,
}

/// A stream of events from CODA. What record 0 says is kept until record 1, which has the account.
#[derive(Debug)]
pub struct CodaReader<R> {
    records: Records<R>,
    expecting: Expecting,
    start: Option<StatementStart>,
    open: Open,
    movement: Option<Movement>,
    queued: Option<Event>,
    statements: u64,
    over: bool,
}

impl<R: BufRead> CodaReader<R> {
    /// Reads 128-character records in Windows-1252 with LF or CRLF.
    pub fn new(reader: R) -> Self {
        Self {
            records: Records::new(reader),
            expecting: Expecting::Header,
            start: None,
            open: Open::default(),
            movement: None,
            queued: None,
            statements: 0,
            over: false,
        }
    }

    /// Reads on until there is an event; `None` at the end of a whole file.
    fn advance(&mut self) -> Result<Option<Event>, BankError> {
        loop {
            if let Some(event) = self.queued.take() {
                return Ok(Some(event));
            }
            let record = match self.records.next(self.expecting == Expecting::Header)? {
                Some(record) => record,
                None => return self.end_of_file(),
            };
            let kind = (record.byte(0), record.byte(1));
            let line = record.line;
            let event = match (self.expecting, kind) {
                (Expecting::Header, (b'0', _)) => {
                    self.start = Some(header(&record)?);
                    self.expecting = Expecting::OldBalance;
                    None
                }
                (Expecting::OldBalance, (b'1', _)) => {
                    self.expecting = Expecting::Movements;
                    let opening = old_balance(&record)?;
                    self.open = Open {
                        account: opening.account.clone(),
                        account_form: record.byte(1),
                        opening: Some(opening.balance),
                        records: 1,
                        ..Open::default()
                    };
                    self.start.take().map(|start| {
                        Event::Start(StatementStart {
                            account: opening.account,
                            holder: opening.holder,
                            number: opening.number,
                            opening: Some(opening.balance),
                            ..start
                        })
                    })
                }
                (Expecting::Movements, (b'2', b'1')) => {
                    let next = Movement::begin(&record)?;
                    let finished = finish(&mut self.movement, &mut self.open.sums);
                    let position = self.open.after(&next, line)?;
                    self.movement = Some(next.at(position));
                    self.open.count_record();
                    finished
                }
                (Expecting::Movements, (b'2', b'2' | b'3') | (b'3', b'1'..=b'3')) => {
                    let Some(movement) = self.movement.as_mut() else {
                        let expected = "record 2.1, 8 or 9";
                        let found = record.name();
                        return Err(Problem::RecordOrder { expected, found }.at(line));
                    };
                    movement.add(&record)?;
                    self.open.count_record();
                    None
                }
                (Expecting::Movements, (b'8', _)) => {
                    self.expecting = Expecting::Trailer;
                    self.open.new_balance(&record)?;
                    finish(&mut self.movement, &mut self.open.sums)
                }
                // A message may stand before the trailer only.
                (Expecting::Movements | Expecting::Trailer, (b'4', _)) => {
                    self.expecting = Expecting::Trailer;
                    self.open.message(&record);
                    finish(&mut self.movement, &mut self.open.sums)
                }
                (Expecting::Movements | Expecting::Trailer, (b'9', _)) => {
                    self.expecting = Expecting::Header;
                    self.statements = self.statements.saturating_add(1);
                    let finished = finish(&mut self.movement, &mut self.open.sums);
                    let end = std::mem::take(&mut self.open).close(&record)?;
                    self.queued = Some(Event::End(end));
                    finished
                }
                (expecting, _) => {
                    let (expected, found) = (expecting.said(), record.name());
                    return Err(Problem::RecordOrder { expected, found }.at(line));
                }
            };
            if event.is_some() {
                return Ok(event);
            }
        }
    }

    fn end_of_file(&self) -> Result<Option<Event>, BankError> {
        match (self.expecting, self.statements) {
            (Expecting::Header, 0) => Err(BankError::Empty),
            (Expecting::Header, _) => Ok(None),
            (expecting, _) => {
                let line = self.records.line();
                Err(Problem::Truncated { expected: expecting.said() }.at(line.saturating_add(1)))
            }
        }
    }
}

/// The movement that has all of its records, as an event. Its details are not added again.
fn finish(movement: &mut Option<Movement>, sums: &mut Sums) -> Option<Event> {
    let line = Box::new(movement.take()?.finish());
    if line.position.detail > 0 {
        return Some(Event::Detail(line));
    }
    sums.add(line.amount, line.amount.0 >= 0);
    Some(Event::Line(line))
}

impl Expecting {
    fn said(self) -> &'static str {
        match self {
            Self::Header => "record 0 (header) or the end of the file",
            Self::OldBalance => "record 1 (old balance)",
            Self::Movements => {
                "record 2 (movement), 3 (information), 8 (new balance) or 9 (trailer)"
            }
            Self::Trailer => "record 4 (message) or 9 (trailer)",
        }
    }
}

impl<R: BufRead> Iterator for CodaReader<R> {
    type Item = Result<Event, BankError>;
    /// Nothing comes after an error.
    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let result = self.advance().transpose();
        self.over = !matches!(result, Some(Ok(_)));
        result
    }
}

fn header(record: &Record<'_>) -> Result<StatementStart, BankError> {
    if record.byte(127) != b'2' {
        return Err(record.wrong("version of CODA", "2", 127..128));
    }
    Ok(StatementStart {
        format: Format::Coda,
        account: String::new(),
        holder: String::new(),
        bank: trimmed(record.bytes(60..71)),
        number: String::new(),
        id: trimmed(record.bytes(24..34)),
        created: record.date("date of creation", 5..11)?,
        duplicate: record.byte(16) == b'D',
        opening: None,
    })
}

struct OldBalance {
    account: String,
    holder: String,
    number: String,
    balance: Balance,
}

/// Where account and currency are in record 1, by the form of the account; in record 8 they are one
/// place further to the left.
fn account_fields(form: u8) -> Option<(Range<usize>, Range<usize>)> {
    match form {
        b'0' => Some((5..17, 18..21)),
        b'2' => Some((5..36, 39..42)),
        b'1' | b'3' => Some((5..39, 39..42)),
        _ => None,
    }
}

fn account_in_euro(
    record: &Record<'_>,
    account: Range<usize>,
    currency: Range<usize>,
) -> Result<String, BankError> {
    if record.bytes(currency.clone()) == b"EUR" {
        return Ok(trimmed(record.bytes(account)));
    }
    Err(Problem::Currency { found: trimmed(record.bytes(currency)) }.at(record.line))
}

fn old_balance(record: &Record<'_>) -> Result<OldBalance, BankError> {
    let Some((account, currency)) = account_fields(record.byte(1)) else {
        return Err(record.wrong("form of the account", "0, 1, 2 or 3", 1..2));
    };
    Ok(OldBalance {
        account: account_in_euro(record, account, currency)?,
        holder: trimmed(record.bytes(64..90)),
        number: trimmed(record.bytes(125..128)),
        balance: Balance {
            amount: record.signed("old balance", 42, 43..58)?,
            day: record.date("date of the old balance", 58..64)?,
        },
    })
}

impl Open {
    fn count_record(&mut self) {
        self.records = self.records.saturating_add(1);
    }

    /// The position of the next movement. Errors: its number does not follow the last one's.
    fn after(&mut self, next: &Movement, line: u64) -> Result<Position, BankError> {
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

    fn new_balance(&mut self, record: &Record<'_>) -> Result<(), BankError> {
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

    fn message(&mut self, record: &Record<'_>) {
        if self.messages.len() < MOST_MESSAGES {
            self.messages.push(trimmed(record.bytes(32..112)));
        }
    }

    /// Compares with the trailer.
    fn close(mut self, record: &Record<'_>) -> Result<StatementEnd, BankError> {
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
