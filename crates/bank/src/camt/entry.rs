//! An entry: one line, or one line for each transaction of a batch.

use super::Open;
use super::details::{Details, bank_code};
use super::head::{choice_date, is_credit, money_in_any_currency, only_euro, signed};
use super::tags::Tag;
use super::xml::Xml;
use crate::controls::Control;
use crate::error::{BankError, Problem};
use crate::statement::{Event, Information, Position, StatementLine};
use std::collections::VecDeque;
use std::io::BufRead;
use units::{MicroEuro, format_decimal};

/// An entry that is being read. One transaction is held until it is known whether there are more:
/// a single one has the amount of its entry, of several each has its own.
#[derive(Debug, Default)]
pub(super) struct Entry {
    number: u32,
    file_line: u64,
    amount: Option<MicroEuro>,
    credit: Option<bool>,
    booked: Option<bool>,
    /// What every line of the entry says.
    base: StatementLine,
    inside_details: bool,
    held: Option<Box<Details>>,
    /// Transactions that became lines.
    parts: u32,
    /// Transactions without an amount in euro: what is left of the entry is theirs together.
    undivided: u32,
    /// Of the lines so far, in micro-euro.
    sum: i128,
}

impl Entry {
    pub(super) fn begin(number: u32, file_line: u64) -> Self {
        Self { number, file_line, ..Self::default() }
    }

    /// Reads until there is a line in `lines`, or the entry ends: `true`.
    pub(super) fn read<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        lines: &mut VecDeque<Event>,
        open: &mut Open,
    ) -> Result<bool, BankError> {
        while lines.is_empty() {
            if self.inside_details {
                match xml.child()? {
                    Some(Tag::TxDtls) => {
                        let details = Box::new(Details::read(xml)?);
                        self.take(details, lines, open);
                    }
                    Some(_) => xml.skip()?,
                    None => self.inside_details = false,
                }
                continue;
            }
            match xml.child()? {
                Some(tag) => self.child(xml, tag)?,
                None => {
                    self.complete(xml)?;
                    self.finish(lines, open);
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn child<R: BufRead>(&mut self, xml: &mut Xml<R>, tag: Tag) -> Result<(), BankError> {
        match tag {
            Tag::Amt => {
                let (amount, currency) = money_in_any_currency(xml, "amount of the entry")?;
                only_euro(xml, currency)?;
                self.amount = Some(amount);
            }
            Tag::CdtDbtInd => self.credit = Some(is_credit(xml)?),
            Tag::Sts => {
                let status = xml.only_text("status of the entry")?;
                self.booked = match status {
                    "BOOK" => Some(true),
                    "PDNG" | "INFO" | "FUTR" => Some(false),
                    _ => {
                        let found = status.to_owned();
                        let expected = "BOOK, PDNG, INFO or FUTR";
                        return Err(xml.field("status of the entry", expected, &found));
                    }
                };
            }
            Tag::RvslInd => self.base.reversal = matches!(xml.text("RvslInd")?, "true" | "1"),
            Tag::BookgDt => self.base.booked = Some(choice_date(xml, "booking date")?),
            Tag::ValDt => self.base.value = Some(choice_date(xml, "value date")?),
            Tag::AcctSvcrRef => {
                xml.text("AcctSvcrRef")?.clone_into(&mut self.base.bank_reference);
            }
            Tag::NtryRef => {
                let text = xml.text("NtryRef")?;
                if self.base.bank_reference.is_empty() {
                    text.clone_into(&mut self.base.bank_reference);
                }
            }
            Tag::BkTxCd => self.base.operation = bank_code(xml)?,
            Tag::AddtlNtryInf => {
                let text = xml.text("AddtlNtryInf")?.to_owned();
                self.base.information = vec![Information { code: String::new(), text }];
            }
            Tag::NtryDtls => {
                self.complete(xml)?;
                self.inside_details = true;
            }
            _ => xml.skip()?,
        }
        Ok(())
    }

    /// Amount, direction and status must be known before a line can be made.
    fn complete<R: BufRead>(&self, xml: &Xml<R>) -> Result<(), BankError> {
        let element = match (self.amount, self.credit, self.booked) {
            (None, ..) => "Amt",
            (_, None, _) => "CdtDbtInd",
            (.., None) => "Sts",
            _ => return Ok(()),
        };
        Err(xml.problem(Problem::Missing { element, parent: "Ntry" }))
    }

    fn total(&self) -> MicroEuro {
        signed(self.amount.unwrap_or(MicroEuro::ZERO), self.credit.unwrap_or(true))
    }

    fn take(&mut self, details: Box<Details>, lines: &mut VecDeque<Event>, open: &mut Open) {
        if self.booked == Some(false) {
            return;
        }
        let is_first = self.held.is_none() && self.parts == 0 && self.undivided == 0;
        if is_first {
            self.held = Some(details);
            return;
        }
        if let Some(first) = self.held.take() {
            self.part(*first, lines, open);
        }
        self.part(*details, lines, open);
    }

    /// One transaction of a batch.
    fn part(&mut self, details: Details, lines: &mut VecDeque<Event>, open: &mut Open) {
        let Some(amount) = details.amount else {
            self.undivided = self.undivided.saturating_add(1);
            return;
        };
        let credit = details.credit.or(self.credit).unwrap_or(true);
        let mut line = self.base.clone();
        line.amount = signed(amount, credit);
        details.fill(&mut line, credit);
        self.push_part(line, lines, open);
    }

    fn push_part(&mut self, mut line: StatementLine, lines: &mut VecDeque<Event>, open: &mut Open) {
        self.parts = self.parts.saturating_add(1);
        self.sum = self.sum.saturating_add(i128::from(line.amount.0));
        line.position = Position { line: self.number, detail: self.parts };
        line.file_line = self.file_line;
        open.lines = open.lines.saturating_add(1);
        lines.push_back(Event::Line(Box::new(line)));
    }

    fn finish(&mut self, lines: &mut VecDeque<Event>, open: &mut Open) {
        if self.booked == Some(false) {
            open.not_booked = open.not_booked.saturating_add(1);
            return;
        }
        let total = self.total();
        let credit = self.credit.unwrap_or(true);
        open.sums.add(total, credit);
        let is_batch = self.parts > 0 || self.undivided > 0;
        if !is_batch {
            let mut line = std::mem::take(&mut self.base);
            line.amount = total;
            line.position = Position { line: self.number, detail: 0 };
            line.file_line = self.file_line;
            if let Some(details) = self.held.take() {
                details.fill(&mut line, credit);
            }
            open.lines = open.lines.saturating_add(1);
            lines.push_back(Event::Line(Box::new(line)));
            return;
        }
        let rest = i128::from(total.0).saturating_sub(self.sum);
        // What transactions without an amount share is money all the same, of nobody known yet.
        let rest_fits = rest != 0 && (rest > 0) == credit;
        match i64::try_from(rest) {
            Ok(rest) if self.undivided > 0 && rest_fits => {
                let mut line = std::mem::take(&mut self.base);
                line.amount = MicroEuro(rest);
                self.push_part(line, lines, open);
            }
            _ if rest != 0 || self.undivided > 0 => {
                let expected = format_decimal(i128::from(total.0), 6);
                let mut found = format_decimal(self.sum, 6);
                if self.undivided > 0 {
                    found = format!("{found} and {} without amount", self.undivided);
                }
                open.controls.add(Control::Batch(self.number), expected, found);
            }
            _ => {}
        }
    }
}
