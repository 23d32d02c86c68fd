//! A file as bytes or lines: unpacked on the way, never held whole unless its format needs it.

use crate::error::{ImportError, Place};
use flate2::read::MultiGzDecoder;
use std::io::{BufRead, BufReader, Cursor, ErrorKind, Read};

const MOST_BYTES_IN_A_LINE: u64 = 4 << 20;
/// JSON is parsed whole; the portals' answers are of some kilobytes.
const MOST_BYTES_OF_JSON: u64 = 256 << 20;
const HEAD: u64 = 4 << 10;
const GZIP: [u8; 2] = [0x1f, 0x8b];
const BUFFER: usize = 1 << 16;

/// What a gzip holds. Its end, if it comes too early, and damage are said as such.
#[derive(Debug)]
pub struct Unpacked<R>(MultiGzDecoder<R>);

impl<R: Read> Unpacked<R> {
    pub fn new(packed: R) -> Self {
        Self(MultiGzDecoder::new(packed))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(to).map_err(|error| {
            let said = match error.kind() {
                ErrorKind::UnexpectedEof => "the gzip is cut off",
                ErrorKind::InvalidInput | ErrorKind::InvalidData => "the gzip is damaged",
                _ => return error,
            };
            std::io::Error::new(error.kind(), said)
        })
    }
}

pub(crate) struct Source<'a> {
    pub(crate) file: String,
    /// The beginning, unpacked, without a byte order mark.
    pub(crate) head: Vec<u8>,
    pub(crate) reader: Box<dyn BufRead + 'a>,
    line: u32,
    buffer: Vec<u8>,
}

impl<'a> Source<'a> {
    /// Opens `read`, unpacking it if it starts as a gzip does, whatever the name says.
    pub(crate) fn new(file: &str, mut read: impl Read + 'a) -> Result<Self, ImportError> {
        let failed = |source| ImportError::Read { file: file.to_owned(), source };
        let mut start = Vec::new();
        (&mut read).take(2).read_to_end(&mut start).map_err(failed)?;
        let packed = start == GZIP;
        let whole = Cursor::new(start).chain(read);
        let mut whole: Box<dyn Read + 'a> =
            if packed { Box::new(Unpacked::new(whole)) } else { Box::new(whole) };
        let mut head = Vec::new();
        (&mut whole).take(HEAD).read_to_end(&mut head).map_err(failed)?;
        if head.starts_with(b"\xef\xbb\xbf") {
            head.drain(..3);
        }
        if head.iter().all(u8::is_ascii_whitespace) {
            return Err(ImportError::Empty { file: file.to_owned() });
        }
        let reader = Cursor::new(head.clone()).chain(whole);
        let reader = Box::new(BufReader::with_capacity(BUFFER, reader));
        Ok(Self { file: file.to_owned(), head, reader, line: 0, buffer: Vec::new() })
    }

    /// The next line that is not blank, and where it stands; `Err` text if it is not UTF-8.
    pub(crate) fn line(&mut self) -> Result<Option<(Place, Option<&str>)>, ImportError> {
        loop {
            self.buffer.clear();
            let mut limited = (&mut self.reader).take(MOST_BYTES_IN_A_LINE);
            let got = limited
                .read_until(b'\n', &mut self.buffer)
                .map_err(|source| ImportError::Read { file: self.file.clone(), source })?;
            if got == 0 {
                return Ok(None);
            }
            self.line = self.line.saturating_add(1);
            let place = Place::Line(self.line);
            if got as u64 == MOST_BYTES_IN_A_LINE && !self.buffer.ends_with(b"\n") {
                let (file, most_bytes) = (self.file.clone(), MOST_BYTES_IN_A_LINE);
                return Err(ImportError::TooLong { file, place, most_bytes });
            }
            if !self.buffer.iter().all(u8::is_ascii_whitespace) {
                break;
            }
        }
        let text = std::str::from_utf8(&self.buffer).ok();
        Ok(Some((Place::Line(self.line), text.map(|text| text.trim_end_matches(['\r', '\n'])))))
    }

    /// All of it, for a format that is parsed whole.
    pub(crate) fn whole(&mut self) -> Result<Vec<u8>, ImportError> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.reader).take(MOST_BYTES_OF_JSON);
        let got = limited
            .read_to_end(&mut bytes)
            .map_err(|source| ImportError::Read { file: self.file.clone(), source })?;
        if got as u64 == MOST_BYTES_OF_JSON {
            let (file, most_bytes) = (self.file.clone(), MOST_BYTES_OF_JSON);
            return Err(ImportError::TooLong { file, place: Place::Entry(1), most_bytes });
        }
        Ok(bytes)
    }
}
