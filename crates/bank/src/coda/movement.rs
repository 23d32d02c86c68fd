//! A movement from its records 2.1, 2.2, 2.3 and the information (3.1, 3.2, 3.3) that follows.

use super::record::Record;
use crate::error::{BankError, Problem};
use crate::statement::{Counterparty, Information, Position, StatementLine, Structured};
use crate::text::{push_windows_1252, trim_end, trimmed};

/// A detail number has four digits and three records each; a movement with more is no movement.
const MOST_RECORDS: u32 = 30_000;

/// A movement whose records are still coming.
#[derive(Debug)]
pub(super) struct Movement {
    pub(super) sequence: u16,
    pub(super) detail: u32,
    line: StatementLine,
    /// The communication of all of its records 2, with the flag and the type in front.
    communication: String,
    information: String,
    last: (u8, u8),
    records: u32,
}

fn numbers(record: &Record<'_>) -> Result<(u16, u32), BankError> {
    let sequence = record.number("movement number", 2..6)?;
    let detail = record.number("detail number", 6..10)?;
    // Four digits each: they fit.
    Ok((u16::try_from(sequence).unwrap_or(0), u32::try_from(detail).unwrap_or(0)))
}

impl Movement {
    /// From record 2.1.
    pub(super) fn begin(record: &Record<'_>) -> Result<Self, BankError> {
        let (sequence, detail) = numbers(record)?;
        let mut communication = String::with_capacity(152);
        push_windows_1252(&mut communication, record.bytes(61..115));
        let mut operation = String::with_capacity(11);
        for (dash, part) in [("", 53..54), ("-", 54..56), ("-", 56..58), ("-", 58..61)] {
            operation.push_str(dash);
            push_windows_1252(&mut operation, record.bytes(part));
        }
        let line = StatementLine {
            file_line: record.line,
            amount: record.signed("amount", 31, 32..47)?,
            booked: record.date_if_known("entry date", 115..121)?,
            value: record.date_if_known("value date", 47..53)?,
            bank_reference: trimmed(record.bytes(10..31)),
            operation,
            ..StatementLine::default()
        };
        let (information, last) = (String::new(), (b'2', b'1'));
        Ok(Self { sequence, detail, line, communication, information, last, records: 1 })
    }

    pub(super) fn at(mut self, position: Position) -> Self {
        self.line.position = position;
        self
    }

    /// Takes record 2.2, 2.3, 3.1, 3.2 or 3.3. Errors: it does not belong here.
    pub(super) fn add(&mut self, record: &Record<'_>) -> Result<(), BankError> {
        let kind = (record.byte(0), record.byte(1));
        let expected = match (self.last, kind) {
            ((b'2', b'1'), (b'2', b'2' | b'3'))
            | ((b'2', b'2'), (b'2', b'3'))
            | (_, (b'3', b'1'))
            | ((b'3', b'1'), (b'3', b'2' | b'3'))
            | ((b'3', b'2'), (b'3', b'3')) => None,
            (_, (b'2', _)) => Some("record 2.2 or 2.3 after its record 2.1"),
            _ => Some("record 3.2 or 3.3 after its record 3.1"),
        };
        if let Some(expected) = expected {
            let found = record.name();
            return Err(Problem::RecordOrder { expected, found }.at(record.line));
        }
        let (sequence, detail) = numbers(record)?;
        let same = sequence == self.sequence && (kind.0 == b'3' || detail == self.detail);
        if !same {
            let expected = format!("{:04} {:04}", self.sequence, self.detail);
            let found = format!("{sequence:04} {detail:04}");
            return Err(Problem::Sequence { expected, found }.at(record.line));
        }
        self.records = self.records.saturating_add(1);
        if self.records > MOST_RECORDS {
            return Err(Problem::TooManyRecords { most: MOST_RECORDS }.at(record.line));
        }
        self.last = kind;
        match kind {
            (b'2', b'2') => self.second(record),
            (b'2', _) => self.third(record),
            (_, b'1') => {
                self.finish_information();
                push_windows_1252(&mut self.information, record.bytes(39..113));
            }
            (_, b'2') => push_windows_1252(&mut self.information, record.bytes(10..115)),
            _ => push_windows_1252(&mut self.information, record.bytes(10..100)),
        }
        Ok(())
    }

    fn second(&mut self, record: &Record<'_>) {
        push_windows_1252(&mut self.communication, record.bytes(10..63));
        self.line.client_reference = trimmed(record.bytes(63..98));
        self.line.counterparty.bic = trimmed(record.bytes(98..109));
        // Type of R-transaction, then the reason, as ISO names it.
        self.line.return_reason = trimmed(record.bytes(112..117));
        self.line.purpose = trimmed(record.bytes(121..125));
    }

    fn third(&mut self, record: &Record<'_>) {
        push_windows_1252(&mut self.communication, record.bytes(82..125));
        let bic = std::mem::take(&mut self.line.counterparty.bic);
        self.line.counterparty = Counterparty {
            account: trimmed(record.bytes(10..44)),
            bic,
            name: trimmed(record.bytes(47..82)),
        };
    }

    fn finish_information(&mut self) {
        if self.information.is_empty() {
            return;
        }
        let (code, text) = split_communication(std::mem::take(&mut self.information));
        self.line.information.push(Information { code, text });
    }

    /// The line, now that all records are there.
    pub(super) fn finish(mut self) -> StatementLine {
        self.finish_information();
        match split_communication(self.communication) {
            (code, text) if code.is_empty() => self.line.text = text,
            (code, text) => {
                let issuer = String::new();
                self.line.structured.push(Structured { code, issuer, text });
            }
        }
        self.line
    }
}

/// A communication begins with a flag. After 1 come three characters that say what it means. Every
/// byte of Windows-1252 is a character, so a flag and a type are the first four of them.
fn split_communication(raw: String) -> (String, String) {
    let mut characters = raw.chars();
    let structured = characters.next() == Some('1');
    let code: String =
        if structured { characters.by_ref().take(3).collect() } else { String::new() };
    (code, trim_end(characters.as_str().to_owned()))
}
