//! Which format a file has, by its first bytes.

use crate::error::{BankError, shown};
use crate::{CamtReader, CodaReader, Event};
use std::fmt;
use std::io::{self, BufRead, Chain, Cursor, Read};

/// What a statement was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// CODA 2.x of Febelfin.
    Coda,
    /// camt.053.001.02.
    Camt053V2,
    /// camt.053.001.08.
    Camt053V8,
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Self::Coda => "CODA",
            Self::Camt053V2 => "camt.053.001.02",
            Self::Camt053V8 => "camt.053.001.08",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// The bytes that were looked at, and the rest.
type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

/// The statements of a file of either format.
#[derive(Debug)]
pub enum Statements<R> {
    Coda(Box<CodaReader<Whole<R>>>),
    Camt(Box<CamtReader<Whole<R>>>),
}

impl<R: BufRead> Iterator for Statements<R> {
    type Item = Result<Event, BankError>;
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Coda(reader) => reader.next(),
            Self::Camt(reader) => reader.next(),
        }
    }
}

/// Reads CODA or camt.053, whichever the first bytes show. Errors here: nothing to read, or a file
/// of another kind; all others come from the stream.
pub fn read<R: BufRead>(mut reader: R) -> Result<Statements<R>, BankError> {
    const LOOKED_AT: usize = 64;
    let mut start = Vec::with_capacity(LOOKED_AT);
    let failed = |source: io::Error| BankError::Read { line: 0, source };
    (&mut reader).take(LOOKED_AT as u64).read_to_end(&mut start).map_err(failed)?;
    let bare = start.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&start).trim_ascii_start();
    let is_xml = bare.starts_with(b"<");
    let is_coda = start.starts_with(b"00000");
    if bare.is_empty() && start.len() < LOOKED_AT {
        return Err(BankError::Empty);
    }
    if !is_xml && !is_coda {
        let found = shown(&String::from_utf8_lossy(&start));
        return Err(BankError::FormatUnknown { found });
    }
    let whole = Read::chain(Cursor::new(start), reader);
    Ok(match is_coda {
        true => Statements::Coda(Box::new(CodaReader::new(whole))),
        false => Statements::Camt(Box::new(CamtReader::new(whole))),
    })
}
