//! The XML of a bank file, pulled element by element in bounded memory.

use super::bounded::{BOUND, Bounded};
use super::tags::Tag;
use crate::error::{BankError, Problem, shown};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufRead};

/// The schemas need 13; supplementary data of a bank may nest deeper.
const MOST_DEPTH: u32 = 64;
/// The longest text of the schemas has 9,000 characters. One piece of markup or text, and all text
/// of one element, end here.
const MOST_BYTES: usize = 64 * 1024;
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Open(Tag),
    Text,
    Close,
    End,
}

/// Pulls elements. Only those of the document's own namespace have a [`Tag`] of their own.
#[derive(Debug)]
pub(super) struct Xml<R> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    depth: u32,
    /// Prefix of the document's elements, often empty.
    prefix: Vec<u8>,
    namespace: String,
    text: String,
    /// `Ccy` of the element that was opened last.
    currency: Option<String>,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(inner: R) -> Self {
        let mut reader = Reader::from_reader(Bounded::new(inner, MOST_BYTES));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        config.allow_dangling_amp = false;
        config.allow_unmatched_ends = false;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            prefix: Vec::new(),
            namespace: String::new(),
            text: String::new(),
            currency: None,
        }
    }

    /// The line that is being read, from 1.
    pub(super) fn line(&self) -> u64 {
        self.reader.get_ref().lines.saturating_add(1)
    }

    pub(super) fn problem(&self, problem: Problem) -> BankError {
        problem.at(self.line())
    }

    pub(super) fn field(
        &self,
        field: &'static str,
        expected: &'static str,
        found: &str,
    ) -> BankError {
        self.problem(Problem::field(field, expected, found))
    }

    /// The currency of the amount that was opened last.
    pub(super) fn currency(&mut self) -> Option<String> {
        self.currency.take()
    }

    /// Opens the document and returns the part of its namespace that names it.
    pub(super) fn document(&mut self) -> Result<String, BankError> {
        loop {
            match self.token()? {
                Token::Open(_) => {
                    let named = self.namespace.strip_prefix(NAMESPACE);
                    return Ok(shown(named.unwrap_or(&self.namespace)));
                }
                Token::Text if self.text.trim().is_empty() => self.text.clear(),
                Token::Text | Token::Close | Token::End => {
                    let expected = "element `Document`";
                    return Err(self.problem(Problem::Truncated { expected }));
                }
            }
        }
    }

    /// The next child of the element that is open; `None` at its end, which is then closed.
    pub(super) fn child(&mut self) -> Result<Option<Tag>, BankError> {
        loop {
            match self.token()? {
                Token::Open(tag) => return Ok(Some(tag)),
                Token::Close => return Ok(None),
                // Elements with children have blanks between them; other text says nothing.
                Token::Text => self.text.clear(),
                Token::End => {
                    let expected = "the end of the document";
                    return Err(self.problem(Problem::Truncated { expected }));
                }
            }
        }
    }

    /// The text of the element that is open, without blanks around it, and closes it.
    pub(super) fn text(&mut self, field: &'static str) -> Result<&str, BankError> {
        self.text.clear();
        loop {
            match self.token()? {
                Token::Text => {}
                Token::Close => return Ok(self.text.trim_matches(' ')),
                Token::Open(_) => return Err(self.field(field, "text", "an element")),
                Token::End => {
                    return Err(self.problem(Problem::Truncated { expected: "a closing tag" }));
                }
            }
        }
    }

    /// The text of the element that is open and of all that is in it: for a choice, which has one
    /// text however deep. Closes it.
    pub(super) fn only_text(&mut self, field: &'static str) -> Result<&str, BankError> {
        self.text.clear();
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.token()? == Token::End {
                return Err(self.problem(Problem::Truncated { expected: field }));
            }
        }
        Ok(self.text.trim_matches(' '))
    }

    /// Passes over the element that is open.
    pub(super) fn skip(&mut self) -> Result<(), BankError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            match self.token()? {
                Token::Text => self.text.clear(),
                Token::End => {
                    return Err(self.problem(Problem::Truncated { expected: "a closing tag" }));
                }
                Token::Open(_) | Token::Close => {}
            }
        }
        Ok(())
    }

    /// What follows the document: nothing may.
    pub(super) fn end(&mut self) -> Result<(), BankError> {
        loop {
            match self.token()? {
                Token::End => return Ok(()),
                Token::Text if self.text.trim().is_empty() => self.text.clear(),
                _ => {
                    return Err(self.field("after the document", "the end of the file", "more"));
                }
            }
        }
    }

    fn token(&mut self) -> Result<Token, BankError> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().left = MOST_BYTES;
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(self.xml_error(error)),
            };
            // Lines are counted by what was read, which is past the markup: good enough for a hint.
            let line = self.reader.get_ref().lines.saturating_add(1);
            let token = match event {
                Event::Start(start) => {
                    self.depth = self.depth.saturating_add(1);
                    if self.depth > MOST_DEPTH {
                        return Err(Problem::TooDeep { most: MOST_DEPTH }.at(line));
                    }
                    let root = self.depth == 1;
                    let names = (&mut self.prefix, &mut self.namespace);
                    let tag = open(&start, root, names, &mut self.currency);
                    Token::Open(tag.map_err(|problem| problem.at(line))?)
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close
                }
                Event::Text(text) => {
                    push(&mut self.text, &text).map_err(|problem| problem.at(line))?;
                    Token::Text
                }
                Event::CData(text) => {
                    push(&mut self.text, &text).map_err(|problem| problem.at(line))?;
                    Token::Text
                }
                Event::GeneralRef(name) => {
                    let character = resolve(&name).map_err(|problem| problem.at(line))?;
                    let mut bytes = [0; 4];
                    let bytes = character.encode_utf8(&mut bytes).as_bytes();
                    push(&mut self.text, bytes).map_err(|problem| problem.at(line))?;
                    Token::Text
                }
                Event::DocType(text) => {
                    let found = shown(&String::from_utf8_lossy(&text));
                    return Err(Problem::Refused { what: "a DTD", found }.at(line));
                }
                Event::Decl(declaration) => {
                    if let Some(encoding) = declaration.encoding() {
                        let name = encoding.unwrap_or_default().to_ascii_uppercase();
                        if !matches!(name.as_slice(), b"UTF-8" | b"UTF8" | b"US-ASCII" | b"ASCII") {
                            let found = String::from_utf8_lossy(&name);
                            let problem = Problem::field("encoding", "UTF-8", &found);
                            return Err(problem.at(line));
                        }
                    }
                    continue;
                }
                Event::Comment(_) | Event::PI(_) => continue,
                // Cannot come: empty elements are expanded.
                Event::Empty(_) => continue,
                Event::Eof if self.depth > 0 => {
                    return Err(Problem::Truncated { expected: "a closing tag" }.at(line));
                }
                Event::Eof => Token::End,
            };
            return Ok(token);
        }
    }

    fn xml_error(&self, error: quick_xml::Error) -> BankError {
        match &error {
            quick_xml::Error::Io(cause) if cause.to_string() == BOUND => {
                self.problem(Problem::TooLong { what: "one piece", most_bytes: MOST_BYTES })
            }
            quick_xml::Error::Io(cause) => {
                let source = io::Error::new(cause.kind(), cause.to_string());
                BankError::Read { line: self.reader.get_ref().lines, source }
            }
            _ => self.problem(Problem::Xml { cause: shown(&error.to_string()) }),
        }
    }
}

/// Appends text; control characters, line ends among them, become blanks.
fn push(out: &mut String, bytes: &[u8]) -> Result<(), Problem> {
    if out.len().saturating_add(bytes.len()) > MOST_BYTES {
        return Err(Problem::TooLong { what: "the text of an element", most_bytes: MOST_BYTES });
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::field("text", "UTF-8", &String::from_utf8_lossy(bytes)))?;
    if text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
        out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    } else {
        out.push_str(text);
    }
    Ok(())
}

/// The five entities of XML and characters by number. All others need a DTD.
fn resolve(name: &quick_xml::events::BytesRef<'_>) -> Result<char, Problem> {
    let refused = || Problem::Refused {
        what: "an entity",
        found: format!("&{};", shown(&String::from_utf8_lossy(name))),
    };
    if let Some(character) = name.resolve_char_ref().map_err(|_| refused())? {
        return Ok(character);
    }
    match name.as_ref() {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"apos" => Ok('\''),
        b"quot" => Ok('"'),
        _ => Err(refused()),
    }
}

/// The tag of an element. An element of another namespace is none of ours, whatever its name.
fn open(
    start: &BytesStart<'_>,
    root: bool,
    (prefix, namespace): (&mut Vec<u8>, &mut String),
    currency: &mut Option<String>,
) -> Result<Tag, Problem> {
    let name = start.name();
    let own_prefix = name.prefix().map(|prefix| prefix.into_inner()).unwrap_or_default();
    if root {
        *prefix = own_prefix.to_vec();
    }
    // Comparing nothing with nothing took a third of the time: with no bytes to look at, the masked
    // loads of `memcmp` stumble over the addresses of empty slices.
    let mut ours = own_prefix.len() == prefix.len()
        && (own_prefix.is_empty() || own_prefix == prefix.as_slice());
    *currency = None;
    if !start.attributes_raw().is_empty() {
        for attribute in start.attributes() {
            let cause = |error: &dyn std::fmt::Display| shown(&error.to_string());
            let attribute = attribute.map_err(|error| Problem::Xml { cause: cause(&error) })?;
            let key = attribute.key.into_inner();
            let declares = match key.strip_prefix(b"xmlns:") {
                Some(declared) => declared == prefix.as_slice(),
                None => key == b"xmlns" && prefix.is_empty(),
            };
            let value = || String::from_utf8_lossy(&attribute.value).into_owned();
            if declares && root {
                *namespace = value();
            } else if declares && attribute.value.as_ref() != namespace.as_bytes() {
                ours = false;
            } else if key == b"Ccy" {
                *currency = Some(value());
            }
        }
    }
    Ok(if ours { Tag::of(start.local_name().into_inner()) } else { Tag::Other })
}
