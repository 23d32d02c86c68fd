//! CODA 2.x, record by record. Source: TP-10.

mod movement;
mod open;
mod record;

use crate::controls::Sums;
use crate::error::{BankError, Problem};
use crate::read::Format;
use crate::statement::{Balance, Event, StatementStart};
use crate::text::trimmed;
use movement::Movement;
use open::{Open, account_fields, account_in_euro};
use record::{Record, Records};
use std::io::BufRead;

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
                    self.open = Open::new(opening.account.clone(), record.byte(1), opening.balance);
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
        page: None,
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
