//! What can be wrong with a bank file, said to the person who has to put it right.

use std::io;

/// Why a bank file cannot be read on. What came before it was right in form, but a statement whose
/// end was not reached must not be booked.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    #[error("could not read the bank file after line {line}")]
    Read { line: u64, source: io::Error },
    #[error("the bank file is empty")]
    Empty,
    #[error("the bank file is neither CODA nor camt.053: it begins with `{found}`")]
    FormatUnknown { found: String },
    #[error("line {line}: {problem}")]
    Bad { line: u64, problem: Problem },
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("expected 128 characters, found {found}")]
    Length { found: usize },
    #[error("expected 128 characters, found {found} bytes (CODA is Windows-1252, this is UTF-8)")]
    LengthInUtf8 { found: usize },
    #[error("expected {expected}, found record `{found}`")]
    RecordOrder { expected: &'static str, found: String },
    #[error("expected {expected}, found the end of the file")]
    Truncated { expected: &'static str },
    #[error("{field}: expected {expected}, found `{found}`")]
    Field { field: &'static str, expected: &'static str, found: String },
    #[error("movement number: expected {expected}, found `{found}`")]
    Sequence { expected: String, found: String },
    #[error("more than {most} records in one movement")]
    TooManyRecords { most: u32 },
    #[error("currency `{found}` is not EUR")]
    Currency { found: String },
    #[error("the XML is not well formed: {cause}")]
    Xml { cause: String },
    #[error("{what} is refused in a bank file: `{found}`")]
    Refused { what: &'static str, found: String },
    #[error("the document is `{found}`, expected camt.053.001.02 or camt.053.001.08")]
    Namespace { found: String },
    #[error("elements are nested deeper than {most}")]
    TooDeep { most: u32 },
    #[error("{what} is longer than {most_bytes} bytes")]
    TooLong { what: &'static str, most_bytes: usize },
    #[error("element `{element}` is missing in `{parent}`")]
    Missing { element: &'static str, parent: &'static str },
    #[error("element `{found}` has no place in `{parent}` {remark}")]
    Misplaced { found: String, parent: &'static str, remark: &'static str },
}

impl Problem {
    pub(crate) fn at(self, line: u64) -> BankError {
        BankError::Bad { line, problem: self }
    }

    /// `found` is shortened: a message is one line for a person.
    pub(crate) fn field(field: &'static str, expected: &'static str, found: &str) -> Self {
        Self::Field { field, expected, found: shown(found) }
    }
}

/// The beginning of a text that came from outside, fit for one line.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let clean = |c: char| if c.is_control() { '.' } else { c };
    let mut out: String = text.chars().take(MOST).map(clean).collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}
