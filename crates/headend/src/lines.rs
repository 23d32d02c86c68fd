//! A file as lines: unpacked on the way, counted, never held whole.

use crate::error::ImportError;
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes taken from the file, packed if the file is.
    pub bytes_read: u64,
    /// Size of the file, where it is known.
    pub bytes_total: Option<u64>,
    /// Rows read, the header not counted.
    pub rows: u64,
}

const MOST_BYTES_IN_A_LINE: u64 = 16 << 20;
const ROWS_BETWEEN_REPORTS: u64 = 1024;
const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];

struct Counted<R> {
    inner: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        self.bytes.set(self.bytes.get().saturating_add(got as u64));
        Ok(got)
    }
}

/// A line below the header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Its number in the file, the header being 1.
    pub(crate) line: u64,
    /// `None` if it is not UTF-8.
    pub(crate) text: Option<&'a str>,
}

/// The lines of a file one by one.
pub(crate) struct Lines<'a> {
    reader: Box<dyn BufRead + 'a>,
    packed: bool,
    buffer: Vec<u8>,
    line: u64,
    file: String,
    bytes: Rc<Cell<u64>>,
    bytes_total: Option<u64>,
    rows: u64,
    report: &'a mut dyn FnMut(Progress),
}

impl<'a> Lines<'a> {
    /// Opens `read`, unpacking it if it starts as a gzip does, whatever the name says.
    pub(crate) fn new(
        file: &str,
        bytes_total: Option<u64>,
        read: impl Read + 'a,
        report: &'a mut dyn FnMut(Progress),
    ) -> Result<Self, ImportError> {
        let bytes = Rc::new(Cell::new(0));
        let mut counted = Counted { inner: read, bytes: Rc::clone(&bytes) };
        let mut start = Vec::new();
        (&mut counted)
            .take(GZIP_MAGIC.len() as u64)
            .read_to_end(&mut start)
            .map_err(|source| ImportError::Read { file: file.to_owned(), line: 0, source })?;
        let packed = start == GZIP_MAGIC;
        let whole = Cursor::new(start).chain(counted);
        let reader: Box<dyn BufRead + 'a> = if packed {
            Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(whole)))
        } else {
            Box::new(BufReader::with_capacity(1 << 16, whole))
        };
        let file = file.to_owned();
        let buffer = Vec::new();
        Ok(Self { reader, packed, buffer, line: 0, file, bytes, bytes_total, rows: 0, report })
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// The next line without its end, as bytes; `None` at the end of the file.
    fn next_bytes(&mut self) -> Result<Option<&[u8]>, ImportError> {
        self.buffer.clear();
        let mut limited = (&mut self.reader).take(MOST_BYTES_IN_A_LINE);
        let got = limited.read_until(b'\n', &mut self.buffer);
        let got = got.map_err(|source| self.read_error(source))?;
        if got == 0 {
            return Ok(None);
        }
        self.line = self.line.saturating_add(1);
        let mut text = self.buffer.as_slice();
        match text.strip_suffix(b"\n") {
            Some(rest) => text = rest,
            None if got as u64 == MOST_BYTES_IN_A_LINE => {
                return Err(ImportError::LineTooLong {
                    file: self.file.clone(),
                    line: self.line,
                    most_bytes: MOST_BYTES_IN_A_LINE,
                });
            }
            None => {}
        }
        text = text.strip_suffix(b"\r").unwrap_or(text);
        if self.line == 1 {
            text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        }
        Ok(Some(text))
    }

    fn read_error(&self, source: io::Error) -> ImportError {
        let (file, line) = (self.file.clone(), self.line);
        match source.kind() {
            io::ErrorKind::UnexpectedEof if self.packed => {
                ImportError::Truncated { file, line, source }
            }
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData if self.packed => {
                ImportError::Damaged { file, line, source }
            }
            _ => ImportError::Read { file, line, source },
        }
    }

    /// The header: the first line.
    pub(crate) fn header(&mut self) -> Result<String, ImportError> {
        let file = self.file.clone();
        match self.next_bytes()? {
            None => Err(ImportError::Empty { file }),
            Some(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(text.to_owned()),
                Err(_) => Err(ImportError::HeaderNotText { file }),
            },
        }
    }

    /// The next row with its line number, blank lines passed over.
    pub(crate) fn row(&mut self) -> Result<Option<Row<'_>>, ImportError> {
        loop {
            match self.next_bytes()? {
                None => return Ok(None),
                Some(bytes) if bytes.trim_ascii().is_empty() => {}
                Some(_) => break,
            }
        }
        self.rows = self.rows.saturating_add(1);
        if self.rows.is_multiple_of(ROWS_BETWEEN_REPORTS) {
            self.report();
        }
        let text = std::str::from_utf8(self.buffer.trim_ascii_end()).ok();
        Ok(Some(Row { line: self.line, text }))
    }

    pub(crate) fn report(&mut self) {
        let bytes_read = self.bytes.get();
        let (bytes_total, rows) = (self.bytes_total, self.rows);
        (self.report)(Progress { bytes_read, bytes_total, rows });
    }
}
