//! XML pulled element by element: names without their prefix, text of elements, and the line.

use crate::error::{ImportError, Place};
use crate::source::Source;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::{self, BufRead, Read};

const MOST_DEPTH: usize = 64;
/// No text of these formats is longer.
const MOST_TEXT: usize = 16 << 10;

/// Counts lines, and ends what would not fit in memory: markup without an end.
struct Counted<'a> {
    inner: Box<dyn BufRead + 'a>,
    lines: u32,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed was handed out before, so it is in the buffer still.
        if let Ok(buffer) = self.inner.fill_buf() {
            let passed = buffer.get(..amount).unwrap_or_default();
            let lines = passed.iter().filter(|byte| **byte == b'\n').count();
            self.lines = self.lines.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        }
        self.inner.consume(amount);
    }
}

/// What comes next. Text is what stands directly in the element that ends.
#[derive(Debug)]
pub(crate) enum Token {
    Start { name: String, attributes: Vec<(String, String)> },
    End { name: String, text: String },
    Eof,
}

pub(crate) struct Xml<'a> {
    reader: Reader<Counted<'a>>,
    file: String,
    buffer: Vec<u8>,
    texts: Vec<(String, String)>,
}

impl<'a> Xml<'a> {
    pub(crate) fn new(source: Source<'a>) -> Self {
        let mut reader = Reader::from_reader(Counted { inner: source.reader, lines: 0 });
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        config.allow_dangling_amp = false;
        config.allow_unmatched_ends = false;
        Self { reader, file: source.file, buffer: Vec::new(), texts: Vec::new() }
    }

    pub(crate) fn place(&self) -> Place {
        Place::Line(self.reader.get_ref().lines.saturating_add(1))
    }

    fn broken(&self, why: impl Into<String>) -> ImportError {
        ImportError::Broken { file: self.file.clone(), place: self.place(), why: why.into() }
    }

    /// The next element that starts or ends. Errors: it is no XML, or deeper or longer than ours.
    pub(crate) fn next(&mut self) -> Result<Token, ImportError> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            let step = match event {
                Ok(event) => step(event),
                Err(quick_xml::Error::Io(cause)) => {
                    let source = io::Error::new(cause.kind(), cause.to_string());
                    return Err(ImportError::Read { file: self.file.clone(), source });
                }
                Err(cause) => Err(cause.to_string()),
            };
            match step.map_err(|why| self.broken(why))? {
                Step::Nothing => {}
                Step::Text(text) => {
                    if let Some((_, all)) = self.texts.last_mut() {
                        all.push_str(&text);
                        if all.len() > MOST_TEXT {
                            return Err(self.broken("a text is too long"));
                        }
                    }
                }
                Step::Start(name, attributes) => {
                    if self.texts.len() >= MOST_DEPTH {
                        return Err(self.broken("elements are nested too deep"));
                    }
                    self.texts.push((name.clone(), String::new()));
                    return Ok(Token::Start { name, attributes });
                }
                Step::End => {
                    let Some((name, text)) = self.texts.pop() else {
                        return Err(self.broken("an element ends that has not begun"));
                    };
                    return Ok(Token::End { name, text: text.trim().to_owned() });
                }
                Step::Eof if self.texts.is_empty() => return Ok(Token::Eof),
                Step::Eof => {
                    let open = self.texts.last().map_or("", |(name, _)| name.as_str()).to_owned();
                    return Err(self.broken(format!("it ends inside `{open}`")));
                }
            }
        }
    }
}

enum Step {
    Nothing,
    Text(String),
    Start(String, Vec<(String, String)>),
    End,
    Eof,
}

fn step(event: Event<'_>) -> Result<Step, String> {
    Ok(match event {
        Event::Start(start) => {
            let attributes = attributes(&start)?;
            Step::Start(local(start.local_name().as_ref()), attributes)
        }
        Event::End(_) => Step::End,
        Event::Text(text) => {
            Step::Text(String::from_utf8(text.to_vec()).map_err(|_| "it is not text in UTF-8")?)
        }
        Event::CData(text) => {
            Step::Text(String::from_utf8(text.to_vec()).map_err(|_| "it is not text in UTF-8")?)
        }
        Event::GeneralRef(name) => Step::Text(reference(&name)?.to_string()),
        Event::Eof => Step::Eof,
        Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Step::Nothing,
        // Entities of a document's own would have to be expanded; none of these formats has any.
        Event::DocType(_) => return Err("a document type has no place here".to_owned()),
    })
}

fn local(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

fn attributes(start: &BytesStart<'_>) -> Result<Vec<(String, String)>, String> {
    let mut all = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let name = local(attribute.key.local_name().as_ref());
        all.push((name, String::from_utf8_lossy(&attribute.value).replace("&amp;", "&")));
    }
    Ok(all)
}

fn reference(name: &BytesRef<'_>) -> Result<char, String> {
    match name.resolve_char_ref() {
        Ok(Some(found)) => return Ok(found),
        Ok(None) => {}
        Err(error) => return Err(error.to_string()),
    }
    match &**name {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        other => Err(format!("`&{};` is not known", String::from_utf8_lossy(other))),
    }
}
