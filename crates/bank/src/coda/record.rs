//! Records: lines of 128 characters, and the fields in them.

use crate::amount::{coda_amount, coda_date, digits};
use crate::error::{BankError, Problem};
use crate::text::push_windows_1252;
use calendar::SettlementDay;
use std::io::{BufRead, Read};
use std::ops::Range;
use units::MicroEuro;

const LENGTH: usize = 128;
/// A line that is longer than this is not read to its end: it is wrong anyway.
const MOST_BYTES_IN_A_LINE: u64 = 1_024;

/// The lines of a file, counted.
#[derive(Debug)]
pub(super) struct Records<R> {
    reader: R,
    buffer: Vec<u8>,
    line: u64,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::with_capacity(LENGTH + 2), line: 0 }
    }

    /// The number of the last line that was read.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next record; `None` at the end of the file. Blank lines are passed over between
    /// statements only.
    pub(super) fn next(&mut self, between: bool) -> Result<Option<Record<'_>>, BankError> {
        loop {
            self.buffer.clear();
            let mut limited = (&mut self.reader).take(MOST_BYTES_IN_A_LINE);
            let got = limited.read_until(b'\n', &mut self.buffer);
            let got = got.map_err(|source| BankError::Read { line: self.line, source })?;
            if got == 0 {
                return Ok(None);
            }
            self.line = self.line.saturating_add(1);
            if self.buffer.last() == Some(&b'\n') {
                self.buffer.pop();
            }
            if self.buffer.last() == Some(&b'\r') {
                self.buffer.pop();
            }
            // 0x1A ended text files once, and some banks still write it.
            let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | 0x1a);
            if !(between && self.buffer.iter().all(blank)) {
                break;
            }
        }
        if self.buffer.len() == LENGTH {
            return Ok(Some(Record { text: &self.buffer, line: self.line }));
        }
        let found = self.buffer.len();
        let as_utf8 = std::str::from_utf8(&self.buffer).map(|text| text.chars().count());
        let problem = match as_utf8 {
            Ok(LENGTH) => Problem::LengthInUtf8 { found },
            _ => Problem::Length { found },
        };
        Err(problem.at(self.line))
    }
}

/// One line of 128 characters. Positions are 0-based and half-open, as in TP-10.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    text: &'a [u8],
    pub(super) line: u64,
}

impl<'a> Record<'a> {
    pub(super) fn bytes(&self, range: Range<usize>) -> &'a [u8] {
        // Every range is within 128 characters, which the text has.
        self.text.get(range).unwrap_or_default()
    }

    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(b' ')
    }

    /// `2.1` and so on: how the standard calls the record.
    pub(super) fn name(&self) -> String {
        let (kind, article) = (self.byte(0), self.byte(1));
        let mut name = String::new();
        push_windows_1252(&mut name, &[kind]);
        if matches!(kind, b'2' | b'3') {
            name.push('.');
            push_windows_1252(&mut name, &[article]);
        }
        name
    }

    pub(super) fn wrong(
        &self,
        field: &'static str,
        expected: &'static str,
        range: Range<usize>,
    ) -> BankError {
        let mut found = String::new();
        push_windows_1252(&mut found, self.bytes(range));
        Problem::field(field, expected, &found).at(self.line)
    }

    pub(super) fn date(
        &self,
        field: &'static str,
        range: Range<usize>,
    ) -> Result<SettlementDay, BankError> {
        coda_date(self.bytes(range.clone()))
            .ok_or_else(|| self.wrong(field, "a date as DDMMYY", range))
    }

    /// Zeros mean that the bank does not know the date.
    pub(super) fn date_if_known(
        &self,
        field: &'static str,
        range: Range<usize>,
    ) -> Result<Option<SettlementDay>, BankError> {
        match self.bytes(range.clone()) {
            b"000000" => Ok(None),
            _ => self.date(field, range).map(Some),
        }
    }

    pub(super) fn number(
        &self,
        field: &'static str,
        range: Range<usize>,
    ) -> Result<u64, BankError> {
        digits(self.bytes(range.clone()))
            .and_then(|number| u64::try_from(number).ok())
            .ok_or_else(|| self.wrong(field, "digits", range))
    }

    pub(super) fn amount(
        &self,
        field: &'static str,
        range: Range<usize>,
    ) -> Result<MicroEuro, BankError> {
        coda_amount(self.bytes(range.clone()))
            .ok_or_else(|| self.wrong(field, "an amount of 15 digits", range))
    }

    /// An amount with its sign: 0 in our favour, 1 against us.
    pub(super) fn signed(
        &self,
        field: &'static str,
        sign: usize,
        range: Range<usize>,
    ) -> Result<MicroEuro, BankError> {
        let amount = self.amount(field, range)?;
        match self.byte(sign) {
            b'0' => Ok(amount),
            b'1' => Ok(MicroEuro(amount.0.saturating_neg())),
            _ => Err(self.wrong("sign", "0 (credit) or 1 (debit)", sign..sign + 1)),
        }
    }
}
