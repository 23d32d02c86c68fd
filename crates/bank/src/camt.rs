//! camt.053, element by element. Source: TP-11.

mod bounded;
mod details;
mod entry;
mod head;
mod pages;
mod tags;
mod xml;

use crate::controls::{Control, Controls, Sums};
use crate::error::{BankError, Problem};
use crate::read::Format;
use crate::statement::{Balance, Event, Page, StatementEnd, StatementStart};
use calendar::SettlementDay;
use entry::Entry;
use pages::{Carried, Interim};
use std::collections::VecDeque;
use std::io::BufRead;
use tags::Tag;
use units::MicroEuro;
use xml::Xml;

/// How far the reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Message,
    Statement,
    Entry,
    After,
}

/// A total of the bank over some entries.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    count: Option<u64>,
    sum: Option<MicroEuro>,
}

/// The statement that is being read.
#[derive(Debug, Default)]
struct Open {
    account: String,
    holder: String,
    bank: String,
    id: String,
    electronic_number: String,
    legal_number: String,
    created: Option<SettlementDay>,
    duplicate: bool,
    opening: Option<Balance>,
    /// Balance of the day before, which stands in for a missing opening balance.
    previous_closing: Option<Balance>,
    closing: Option<Balance>,
    interim: Interim,
    page: Option<Page>,
    all: Total,
    credits: Total,
    debits: Total,
    /// Its head is complete and was handed out.
    started: bool,
    sums: Sums,
    entries: u32,
    lines: u64,
    not_booked: u64,
    controls: Controls,
}

/// A stream of events from camt.053.001.02 or .08. Elements that mean nothing to us are passed
/// over, whether the schema knows them or not. Nothing is remembered but the open statement's head
/// and the transaction that is being read.
#[derive(Debug)]
pub struct CamtReader<R> {
    xml: Xml<R>,
    place: Place,
    message_created: Option<SettlementDay>,
    message_page: Option<Page>,
    /// From the page before, if the statement goes on.
    carried: Option<Carried>,
    format: Format,
    open: Open,
    entry: Entry,
    queued: VecDeque<Event>,
    statements: u64,
    over: bool,
}

impl<R: BufRead> CamtReader<R> {
    /// Reads UTF-8. A DTD, entities of one's own, and unbounded depth or text are refused.
    pub fn new(reader: R) -> Self {
        Self {
            xml: Xml::new(reader),
            place: Place::Before,
            message_created: None,
            message_page: None,
            carried: None,
            format: Format::Camt053V8,
            open: Open::default(),
            entry: Entry::default(),
            queued: VecDeque::new(),
            statements: 0,
            over: false,
        }
    }

    /// Reads on until there is an event; `None` at the end of a whole file.
    fn advance(&mut self) -> Result<Option<Event>, BankError> {
        loop {
            if let Some(event) = self.queued.pop_front() {
                return Ok(Some(event));
            }
            match self.place {
                Place::Before => self.document()?,
                Place::Message => match self.xml.child()? {
                    Some(Tag::GrpHdr) => {
                        let header = head::group_header(&mut self.xml)?;
                        (self.message_created, self.message_page) = header;
                    }
                    Some(Tag::Stmt) => {
                        self.open = Open::default();
                        self.place = Place::Statement;
                    }
                    Some(_) => self.xml.skip()?,
                    None => {
                        while self.xml.child()?.is_some() {
                            self.xml.skip()?;
                        }
                        self.xml.end()?;
                        self.place = Place::After;
                    }
                },
                Place::Statement => self.statement()?,
                Place::Entry => self.continue_entry()?,
                Place::After if self.statements == 0 => {
                    let (element, parent) = ("Stmt", "BkToCstmrStmt");
                    return Err(self.xml.problem(Problem::Missing { element, parent }));
                }
                Place::After => return Ok(None),
            }
        }
    }

    fn document(&mut self) -> Result<(), BankError> {
        let found = self.xml.document()?;
        self.format = match found.as_str() {
            "camt.053.001.02" => Format::Camt053V2,
            "camt.053.001.08" => Format::Camt053V8,
            _ => return Err(self.xml.problem(Problem::Namespace { found })),
        };
        while let Some(tag) = self.xml.child()? {
            if tag == Tag::BkToCstmrStmt {
                self.place = Place::Message;
                return Ok(());
            }
            self.xml.skip()?;
        }
        let (element, parent) = ("BkToCstmrStmt", "Document");
        Err(self.xml.problem(Problem::Missing { element, parent }))
    }

    /// One child of the statement, or its end.
    fn statement(&mut self) -> Result<(), BankError> {
        match self.xml.child()? {
            Some(Tag::Ntry) => {
                self.start()?;
                self.open.entries = self.open.entries.saturating_add(1);
                self.entry = Entry::begin(self.open.entries, self.xml.line());
                self.place = Place::Entry;
                Ok(())
            }
            Some(tag @ (Tag::Bal | Tag::Acct | Tag::TxsSummry)) if self.open.started => {
                let (parent, remark) = ("Stmt", "after the first entry");
                let found = tag.name().to_owned();
                Err(self.xml.problem(Problem::Misplaced { found, parent, remark }))
            }
            Some(tag) => head::read(&mut self.xml, &mut self.open, tag),
            None => {
                self.start()?;
                let open = std::mem::take(&mut self.open);
                self.carried = open.carried(&open.number());
                let end = open.close();
                self.queued.push_back(Event::End(end));
                self.statements = self.statements.saturating_add(1);
                self.place = Place::Message;
                Ok(())
            }
        }
    }

    /// Hands the head of the statement out, once.
    fn start(&mut self) -> Result<(), BankError> {
        if self.open.started {
            return Ok(());
        }
        self.open.started = true;
        let missing = |element| Problem::Missing { element, parent: "Stmt" };
        if self.open.account.is_empty() {
            return Err(self.xml.problem(missing("Acct/Id")));
        }
        if self.open.id.is_empty() {
            return Err(self.xml.problem(missing("Id")));
        }
        // Version 08 leaves it to the head of the message.
        let Some(created) = self.open.created.or(self.message_created) else {
            return Err(self.xml.problem(missing("CreDtTm")));
        };
        let number = self.open.number();
        self.open.find_page(self.message_page, self.carried.take(), &number);
        let open = &self.open;
        self.queued.push_back(Event::Start(StatementStart {
            format: self.format,
            account: open.account.clone(),
            holder: open.holder.clone(),
            bank: open.bank.clone(),
            number,
            page: open.page,
            id: open.id.clone(),
            created,
            duplicate: open.duplicate,
            opening: open.opening,
        }));
        Ok(())
    }

    /// Reads on in an entry until it has lines or ends.
    fn continue_entry(&mut self) -> Result<(), BankError> {
        let ended = self.entry.read(&mut self.xml, &mut self.queued, &mut self.open)?;
        if ended {
            self.place = Place::Statement;
        }
        Ok(())
    }
}

impl Open {
    /// Compares with the balances and totals of the bank.
    fn close(mut self) -> StatementEnd {
        let (opens, closes) = match self.page {
            Some(page) if page.number > 1 && page.last => ("ITBD", "CLBD"),
            Some(page) if page.number > 1 => ("ITBD", "ITBD"),
            Some(_) => ("OPBD or PRCD", "ITBD"),
            None => ("OPBD or PRCD", "CLBD"),
        };
        let controls = &mut self.controls;
        match (self.opening, self.closing) {
            (Some(opening), Some(closing)) => {
                let expected = self.sums.closing_after(opening.amount);
                controls.money(Control::NewBalance, expected, i128::from(closing.amount.0));
            }
            (opening, closing) => {
                for (control, balance, expected) in [
                    (Control::OldBalancePresent, opening, opens),
                    (Control::NewBalancePresent, closing, closes),
                ] {
                    if balance.is_none() {
                        controls.add(control, expected.to_owned(), "nothing".to_owned());
                    }
                }
            }
        }
        let Sums { credits, debits, credit_count, debit_count } = self.sums;
        for (control, expected, total) in [
            (Control::EntryTotal, credits.saturating_add(debits), self.all),
            (Control::CreditTotal, credits, self.credits),
            (Control::DebitTotal, debits, self.debits),
        ] {
            if let Some(sum) = total.sum {
                controls.money(control, expected, i128::from(sum.0));
            }
        }
        for (control, expected, total) in [
            (Control::EntryCount, self.sums.count(), self.all),
            (Control::CreditCount, credit_count, self.credits),
            (Control::DebitCount, debit_count, self.debits),
        ] {
            if let Some(count) = total.count {
                controls.number(control, expected, count);
            }
        }
        StatementEnd {
            closing: self.closing,
            closing_account: None,
            lines: self.lines,
            not_booked: self.not_booked,
            messages: Vec::new(),
            controls: self.controls,
        }
    }
}

impl<R: BufRead> Iterator for CamtReader<R> {
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
