//! EDIFACT MSCONS D.04B: quantities of metering points, segment by segment.

use super::length;
use crate::error::{ImportError, Place, ProblemKind};
use crate::gather::{Cell, Gather};
use crate::number::{KWH, energy};
use crate::series::{Direction, Point, Quality, Register};
use crate::source::Source;
use crate::times::edifact;
use std::io::{BufRead, Read};

const MOST_BYTES_IN_A_SEGMENT: u64 = 64 << 10;

/// Which characters divide. Source: ISO 9735, UNA.
#[derive(Debug, Clone, Copy)]
struct Signs {
    component: u8,
    element: u8,
    decimal: u8,
    release: u8,
    end: u8,
}

const DEFAULT: Signs =
    Signs { component: b':', element: b'+', decimal: b'.', release: b'?', end: b'\'' };

/// Elements of a segment, each with its components.
type Elements = Vec<Vec<String>>;

fn split(signs: Signs, segment: &[u8]) -> Elements {
    let mut elements = vec![vec![Vec::new()]];
    let mut released = false;
    for byte in segment {
        if !released && *byte == signs.release {
            released = true;
        } else if !released && *byte == signs.element {
            elements.push(vec![Vec::new()]);
        } else if !released && *byte == signs.component {
            if let Some(components) = elements.last_mut() {
                components.push(Vec::new());
            }
        } else {
            released = false;
            if let Some(text) = elements.last_mut().and_then(|components| components.last_mut()) {
                text.push(*byte);
            }
        }
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    elements.into_iter().map(|one| one.into_iter().map(text).collect()).collect()
}

fn at(elements: &Elements, element: usize, component: usize) -> &str {
    elements.get(element).and_then(|one| one.get(component)).map_or("", String::as_str)
}

/// Segments one by one, without the sign at their end.
struct Segments<'a> {
    file: String,
    reader: Box<dyn BufRead + 'a>,
    signs: Signs,
    number: u32,
}

impl<'a> Segments<'a> {
    fn new(source: Source<'a>) -> Result<Self, ImportError> {
        let (mut reader, file) = (source.reader, source.file);
        let mut signs = DEFAULT;
        let failed = |source| ImportError::Read { file: file.clone(), source };
        // A byte order mark has no place in front of it, and blanks neither: the head has neither.
        if source.head.starts_with(b"UNA") {
            let mut advice = [0; 9];
            reader.read_exact(&mut advice).map_err(failed)?;
            let [_, _, _, component, element, decimal, release, _, end] = advice;
            signs = Signs { component, element, decimal, release, end };
        }
        Ok(Self { file, reader, signs, number: 0 })
    }

    fn place(&self) -> Place {
        Place::Segment(self.number)
    }

    fn next(&mut self) -> Result<Option<Elements>, ImportError> {
        let mut segment = Vec::new();
        loop {
            let left = MOST_BYTES_IN_A_SEGMENT.saturating_sub(segment.len() as u64);
            let got = (&mut self.reader)
                .take(left)
                .read_until(self.signs.end, &mut segment)
                .map_err(|source| ImportError::Read { file: self.file.clone(), source })?;
            if got == 0 {
                if left == 0 {
                    return Err(self.broken("a segment is too long"));
                }
                if segment.iter().all(u8::is_ascii_whitespace) {
                    return Ok(None);
                }
                return Err(self.broken("it ends inside a segment"));
            }
            // A released sign is text, unless the release is released itself.
            let before = segment.strip_suffix(&[self.signs.end]).unwrap_or_default();
            let releases =
                before.iter().rev().take_while(|byte| **byte == self.signs.release).count();
            if releases % 2 == 0 && segment.ends_with(&[self.signs.end]) {
                break;
            }
        }
        self.number = self.number.saturating_add(1);
        segment.pop();
        let text = segment.trim_ascii_start();
        Ok(Some(split(self.signs, text)))
    }

    fn broken(&self, why: &str) -> ImportError {
        let place = Place::Segment(self.number.saturating_add(1));
        ImportError::Broken { file: self.file.clone(), place, why: why.to_owned() }
    }
}

#[derive(Debug)]
struct Quantity {
    place: Place,
    qualifier: String,
    value: String,
    from: String,
    until: String,
}

#[derive(Debug, Default)]
struct State {
    point: Option<Point>,
    /// `None` before a register is named; `Some(None)` if it is one that is not imported.
    direction: Option<Option<Direction>>,
    quantity: Option<Quantity>,
    /// Segments of the message so far.
    segments: usize,
}

/// Errors: another message, other lengths, other units, a broken segment.
pub(crate) fn read(source: Source<'_>, gather: &mut Gather) -> Result<(), ImportError> {
    let mut segments = Segments::new(source)?;
    let mut state = State::default();
    while let Some(segment) = segments.next()? {
        let place = segments.place();
        state.segments = state.segments.saturating_add(1);
        match at(&segment, 0, 0) {
            "UNH" => {
                state = State { segments: 1, ..State::default() };
                let kind = at(&segment, 2, 0);
                if kind != "MSCONS" {
                    let found = format!("an EDIFACT message {kind}");
                    return Err(ImportError::AnotherMessage { file: segments.file, found });
                }
            }
            "LOC" => {
                flush(&segments.file, segments.signs, &mut state, gather)?;
                (state.point, state.direction) = (None, None);
                if at(&segment, 1, 0) == "172" {
                    match at(&segment, 2, 0).parse() {
                        Ok(point) => state.point = Some(point),
                        Err(_) => {
                            let text = at(&segment, 2, 0).to_owned();
                            gather.problem(place, ProblemKind::Point { text });
                        }
                    }
                }
            }
            "LIN" => {
                flush(&segments.file, segments.signs, &mut state, gather)?;
                state.direction = None;
            }
            "PIA" => {
                let obis = at(&segment, 2, 0);
                let code = at(&segment, 2, 1);
                let full = if code.is_empty() { obis.to_owned() } else { format!("{obis}:{code}") };
                let direction = direction(obis);
                if direction.is_none() {
                    gather.ignored.insert(format!("register `{full}`"));
                }
                state.direction = Some(direction);
            }
            "QTY" => {
                flush(&segments.file, segments.signs, &mut state, gather)?;
                let unit = at(&segment, 1, 2);
                if !matches!(unit, "" | "KWH") {
                    let (file, unit) = (segments.file, unit.to_owned());
                    return Err(ImportError::Unit { file, place, unit });
                }
                state.quantity = Some(Quantity {
                    place,
                    qualifier: at(&segment, 1, 0).to_owned(),
                    value: at(&segment, 1, 1).to_owned(),
                    from: String::new(),
                    until: String::new(),
                });
            }
            "DTM" => {
                if let Some(quantity) = &mut state.quantity {
                    match at(&segment, 1, 0) {
                        "163" => quantity.from = at(&segment, 1, 1).to_owned(),
                        "164" => quantity.until = at(&segment, 1, 1).to_owned(),
                        _ => {}
                    }
                }
            }
            "UNT" => {
                flush(&segments.file, segments.signs, &mut state, gather)?;
                let said = at(&segment, 1, 0);
                if said.parse() != Ok(state.segments) {
                    let (said, found) = (format!("`{said}` segments"), state.segments);
                    gather.problem(place, ProblemKind::Count { said, found });
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// By the quantity of an OBIS code, `1-1:1.29.0`: 1 is active energy taken, 2 given.
fn direction(obis: &str) -> Option<Direction> {
    let (_, code) = obis.split_once(':')?;
    match code.split('.').next() {
        Some("1") => Some(Direction::OffTake),
        Some("2") => Some(Direction::Injection),
        _ => None,
    }
}

fn flush(
    file: &str,
    signs: Signs,
    state: &mut State,
    gather: &mut Gather,
) -> Result<(), ImportError> {
    let Some(quantity) = state.quantity.take() else { return Ok(()) };
    gather.rows = gather.rows.saturating_add(1);
    let place = quantity.place;
    match put(signs, state, &quantity, gather) {
        Ok(()) => Ok(()),
        Err(ProblemKind::Length { minutes }) if minutes >= 30 && minutes % 30 == 0 => {
            let (file, found) = (file.to_owned(), length(minutes.saturating_mul(60)));
            Err(ImportError::NotQuarterHours { file, found })
        }
        Err(kind) => {
            gather.problem(place, kind);
            Ok(())
        }
    }
}

fn put(
    signs: Signs,
    state: &State,
    quantity: &Quantity,
    gather: &mut Gather,
) -> Result<(), ProblemKind> {
    let Some(point) = &state.point else {
        return Err(ProblemKind::Missing { field: "metering point (LOC+172)" });
    };
    let direction = match state.direction {
        Some(Some(direction)) => direction,
        Some(None) => return Ok(()),
        None => return Err(ProblemKind::Missing { field: "register (PIA)" }),
    };
    let (from, until) = (edifact(&quantity.from)?, edifact(&quantity.until)?);
    let seconds = until.seconds_since(from);
    if seconds != 900 {
        return Err(ProblemKind::Length { minutes: seconds / 60 });
    }
    let text = &quantity.value;
    let value = match signs.decimal {
        b',' if text.contains('.') => {
            return Err(ProblemKind::NotANumber { text: text.clone() });
        }
        b',' => energy(&text.replace(',', "."), KWH)?,
        _ => energy(text, KWH)?,
    };
    // Source: MSCONS, DE 6063.
    let (energy, quality) = match quantity.qualifier.as_str() {
        "220" => (value, Quality::Measured),
        "67" => (value, Quality::Replaced),
        "201" | "187" => (value, Quality::Estimated),
        "Z18" => (value, Quality::Unknown),
        "20" => (None, Quality::Unknown),
        other => {
            let text = other.to_owned();
            return Err(ProblemKind::Unknown { what: "qualifier of a quantity", text });
        }
    };
    if energy.is_none() && quantity.qualifier != "20" {
        return Err(ProblemKind::Missing { field: "quantity" });
    }
    let series = gather.series(point, direction);
    let cell = Cell { energy, quality, register: Register::Total };
    gather.at(series, quantity.place, from, cell);
    Ok(())
}
