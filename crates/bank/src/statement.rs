//! What a statement says, the same from CODA and from camt.053.

use crate::Controls;
use crate::read::Format;
use calendar::SettlementDay;
use sepa::RfReference;
use std::fmt;
use units::{MicroEuro, Ogm};

/// One step through a file. A file has one or more statements, each `Start`, lines, `End`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Start(StatementStart),
    /// A line of the account. The lines of a statement add up from the old balance to the new.
    Line(Box<StatementLine>),
    /// A part of the last `Line`, which already holds its amount: **never added again**. Only CODA
    /// has these. Source: TP-10.
    Detail(Box<StatementLine>),
    End(StatementEnd),
}

/// What is known of a statement before its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementStart {
    pub format: Format,
    /// IBAN, or the bank's own number if the file has none; without blanks.
    pub account: String,
    pub holder: String,
    /// BIC of the bank.
    pub bank: String,
    /// Number within the account: CODA's statement number; of camt the electronic or legal sequence
    /// number, else the id.
    pub number: String,
    /// Which page of its statement this is; `None` for a whole one. Each page has balances of its own.
    pub page: Option<Page>,
    /// CODA: reference of the file; camt: id of the statement.
    pub id: String,
    /// When the bank made the file, as its date says.
    pub created: SettlementDay,
    /// The bank marked it as a copy.
    pub duplicate: bool,
    /// `None` if a camt has none, which fails the controls.
    pub opening: Option<Balance>,
}

/// A page of a statement that was split. Only camt.053 has these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// The statement ends with it.
    pub last: bool,
}

/// A booked balance at the end of a day, positive in our favour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    pub amount: MicroEuro,
    pub day: SettlementDay,
}

/// A line's place in its statement. Unique with account, statement number and day of the new
/// balance. Source: TP-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Movement of CODA or entry of camt, from 1 in the order of the file.
    pub line: u32,
    /// 0 for the movement or entry itself. CODA: the bank's number of the detail. camt: transaction
    /// of a batch, from 1.
    pub detail: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("{}.{}", self.line, self.detail))
    }
}

/// Money that came or went. Texts are empty where the bank says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementLine {
    pub position: Position,
    /// Where it begins in the file, from 1.
    pub file_line: u64,
    /// Positive if it came to us.
    pub amount: MicroEuro,
    pub booked: Option<SettlementDay>,
    pub value: Option<SettlementDay>,
    pub counterparty: Counterparty,
    /// What the payer wrote, as free text; blanks within are kept.
    pub text: String,
    /// What the payer wrote in a form the bank knows.
    pub structured: Vec<Structured>,
    pub bank_reference: String,
    /// The payer's own reference; camt: `EndToEndId`.
    pub client_reference: String,
    /// Codes joined by dashes: CODA's type, family, operation, category (`0-01-50-000`), camt's
    /// domain, family, sub-family (`PMNT-RCDT-ESCT`) or the bank's own code.
    pub operation: String,
    /// Purpose code.
    pub purpose: String,
    /// Why a payment came back: the reason code, with CODA's type of R-transaction before it.
    pub return_reason: String,
    /// The bank marks it as the reversal of an earlier line.
    pub reversal: bool,
    /// What the bank adds: CODA's records 3, camt's additional information.
    pub information: Vec<Information>,
}

impl Default for Position {
    fn default() -> Self {
        Self { line: 1, detail: 0 }
    }
}

impl StatementLine {
    /// The structured references with right check digits, each once. Two different ones must not be
    /// matched automatically. Source: TP-09.
    pub fn references(&self) -> Vec<Reference> {
        let mut found = Vec::new();
        for reference in self.structured.iter().filter_map(Structured::reference) {
            if !found.contains(&reference) {
                found.push(reference);
            }
        }
        found
    }
}

/// Who paid us or was paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counterparty {
    /// IBAN or another number, without blanks around it.
    pub account: String,
    pub bic: String,
    pub name: String,
}

/// A structured communication, right or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structured {
    /// CODA: the type, e.g. `101`; camt: the code, e.g. `SCOR`.
    pub code: String,
    /// camt: who issued the reference, e.g. `BBA`.
    pub issuer: String,
    pub text: String,
}

impl Structured {
    /// The reference, if there is one and its check digits are right. CODA 100 is an RF reference,
    /// 101 and 102 an OGM; of camt `SCOR` an RF reference, unless the issuer is `BBA`: an OGM.
    /// Source: TP-10, TP-11.
    pub fn reference(&self) -> Option<Reference> {
        let first = |count: usize| self.text.get(..count).unwrap_or(&self.text).trim();
        match (self.code.as_str(), self.issuer.as_str()) {
            ("101" | "102", _) => first(12).parse().ok().map(Reference::Ogm),
            ("100", _) => first(25).parse().ok().map(Reference::Rf),
            (_, "BBA") => self.text.parse().ok().map(Reference::Ogm),
            ("SCOR", _) => self.text.parse().ok().map(Reference::Rf),
            _ => None,
        }
    }
}

/// A reference with right check digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// The Belgian structured communication. Source: TP-08.
    Ogm(Ogm),
    /// The creditor reference of ISO 11649.
    Rf(RfReference),
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ogm(ogm) => ogm.fmt(formatter),
            Self::Rf(rf) => formatter.pad(rf.as_str()),
        }
    }
}

/// What the bank adds to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Information {
    /// CODA: the type of a structured one, e.g. `001` for name and address; else empty.
    pub code: String,
    pub text: String,
}

/// How a statement ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementEnd {
    /// `None` if the file has none. A CODA without movements may leave it out.
    pub closing: Option<Balance>,
    /// The account of the new balance, if CODA names another one there than at the beginning. No
    /// control of TP-10: files made anonymous differ, and all lines are of the first account.
    pub closing_account: Option<String>,
    /// How many `Line` events there were.
    pub lines: u64,
    /// Entries of a camt that are announced but not booked; they are no lines.
    pub not_booked: u64,
    /// Messages to all customers (CODA record 4), one text each.
    pub messages: Vec<String>,
    pub controls: Controls,
}
