//! A stream of bytes as telegrams, however it is cut into pieces.

use crate::p1::error::{P1Problem, Refusal};
use crate::p1::fields;
use crate::p1::telegram::Telegram;
use memchr::{memchr_iter, memchr2};

/// What the stream gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Telegram(Box<Telegram>),
    Refused(Refusal),
}

/// No telegram of the versions we read has more than about 2,000 bytes.
const MOST_BYTES: usize = 16 << 10;
const CRC_DIGITS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before a slash. `bytes` that are not blank were passed over.
    Outside { bytes: u64, offset: u64, line: u64 },
    /// Between a slash and an exclamation mark.
    Inside,
    /// Behind the mark that stands at this place of the buffer.
    Behind { mark: usize },
}

/// Reads telegrams from bytes as they come. A telegram that is cut, or whose CRC is wrong, is refused
/// and the next one is read: neither `/` nor `!` can stand inside a telegram, so each `/` begins one.
/// Never panics. Source: MT-16.
#[derive(Debug)]
pub struct P1Reader {
    place: Place,
    /// The telegram under way, from its slash.
    buffer: Vec<u8>,
    /// Where the buffer begins in the stream.
    offset: u64,
    line: u64,
    /// Bytes of the stream that were taken in, and lines that were begun.
    taken: u64,
    lines: u64,
}

impl Default for P1Reader {
    fn default() -> Self {
        let place = Place::Outside { bytes: 0, offset: 0, line: 1 };
        Self { place, buffer: Vec::new(), offset: 0, line: 1, taken: 0, lines: 1 }
    }
}

impl P1Reader {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in the next bytes and hands out what they complete.
    pub fn feed(&mut self, mut bytes: &[u8], each: &mut dyn FnMut(Item)) {
        while !bytes.is_empty() {
            let used = match self.place {
                Place::Outside { .. } => self.outside(bytes, each),
                Place::Inside => self.inside(bytes, each),
                Place::Behind { mark } => self.behind(mark, bytes, each),
            };
            bytes = bytes.get(used..).unwrap_or_default();
        }
    }

    /// Ends the stream: a telegram under way is cut, unless only its last line end is missing.
    pub fn end(mut self, each: &mut dyn FnMut(Item)) {
        match self.place {
            Place::Outside { .. } => self.headless(each),
            Place::Inside => self.cut(each),
            Place::Behind { mark } => self.complete(mark, each),
        }
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.taken = self.taken.saturating_add(bytes.len() as u64);
        self.lines = self.lines.saturating_add(memchr_iter(b'\n', bytes).count() as u64);
    }

    fn outside(&mut self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> usize {
        let slash = memchr::memchr(b'/', bytes);
        let (skipped, _) = bytes.split_at_checked(slash.unwrap_or(bytes.len())).unwrap_or_default();
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        if let Place::Outside { bytes, offset, line } = &mut self.place {
            if *bytes == 0
                && let Some(first) = skipped.iter().position(|byte| !blank(byte))
            {
                let lines = skipped.iter().take(first).filter(|byte| **byte == b'\n').count();
                *offset = self.taken.saturating_add(first as u64);
                *line = self.lines.saturating_add(lines as u64);
            }
            let count = skipped.iter().filter(|byte| !blank(byte)).count();
            *bytes = bytes.saturating_add(count as u64);
        }
        self.pass(skipped);
        if slash.is_some() {
            self.headless(each);
            self.begin();
        }
        skipped.len().saturating_add(usize::from(slash.is_some()))
    }

    /// Begins a telegram at the slash that comes next.
    fn begin(&mut self) {
        (self.offset, self.line) = (self.taken, self.lines);
        self.buffer.clear();
        self.buffer.push(b'/');
        self.pass(b"/");
        self.place = Place::Inside;
    }

    fn inside(&mut self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> usize {
        let stop = memchr2(b'/', b'!', bytes);
        let (text, rest) = bytes.split_at_checked(stop.unwrap_or(bytes.len())).unwrap_or_default();
        if self.buffer.len().saturating_add(text.len()) >= MOST_BYTES {
            self.pass(text);
            self.refuse(P1Problem::TooLong { most_bytes: MOST_BYTES }, each);
            self.leave();
            return text.len();
        }
        self.buffer.extend_from_slice(text);
        self.pass(text);
        match rest.first() {
            Some(b'/') => {
                self.cut(each);
                self.begin();
            }
            Some(_) => {
                let mark = self.buffer.len();
                self.buffer.push(b'!');
                self.pass(b"!");
                self.place = Place::Behind { mark };
            }
            None => {}
        }
        text.len().saturating_add(usize::from(stop.is_some()))
    }

    /// Takes the CRC behind the mark: up to four characters, or up to the end of the line.
    fn behind(&mut self, mark: usize, bytes: &[u8], each: &mut dyn FnMut(Item)) -> usize {
        let Some(byte) = bytes.first() else { return 0 };
        let got = self.buffer.len().saturating_sub(mark).saturating_sub(1);
        if got == CRC_DIGITS || matches!(byte, b'\r' | b'\n' | b'/') {
            self.complete(mark, each);
            self.leave();
            return 0;
        }
        self.buffer.push(*byte);
        self.pass(&[*byte]);
        1
    }

    fn leave(&mut self) {
        self.place = Place::Outside { bytes: 0, offset: self.taken, line: self.lines };
        self.buffer.clear();
    }

    fn complete(&mut self, mark: usize, each: &mut dyn FnMut(Item)) {
        let read = fields::read(&self.buffer, mark, self.offset, self.line);
        match read {
            Ok(telegram) => each(Item::Telegram(Box::new(telegram))),
            Err(problem) => self.refuse(problem, each),
        }
    }

    fn cut(&mut self, each: &mut dyn FnMut(Item)) {
        self.refuse(P1Problem::Cut { bytes: self.buffer.len() as u64 }, each);
    }

    fn refuse(&mut self, problem: P1Problem, each: &mut dyn FnMut(Item)) {
        each(Item::Refused(Refusal { offset: self.offset, line: self.line, problem }));
    }

    fn headless(&mut self, each: &mut dyn FnMut(Item)) {
        if let Place::Outside { bytes, offset, line } = self.place
            && bytes > 0
        {
            each(Item::Refused(Refusal { offset, line, problem: P1Problem::Headless { bytes } }));
        }
    }
}
