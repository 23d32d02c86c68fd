//! The bank side: files of the field, broken files, laws, and foreign programs as judges.

// Clippy knows tests by their attribute and not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bad_camt;
mod bad_coda;
mod coda_files;
mod iso_files;
mod laws;
mod pages;
mod payout;
mod peers;
mod qr;
mod scenes;

use bank::{BankError, Event, StatementLine, read};
use std::error::Error;
use std::path::PathBuf;

/// A file that lies beside the checkout; `None`, said on stderr, where it does not.
pub fn shared(folder: &str, file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"))
        .join(folder)
        .join(file);
    if path.is_file() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// Reads a whole file: its events, and why it ended early if it did.
pub fn events(bytes: &[u8]) -> (Vec<Event>, Option<BankError>) {
    let reader = match read(bytes) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut events = Vec::new();
    for event in reader {
        match event {
            Ok(event) => events.push(event),
            Err(error) => return (events, Some(error)),
        }
    }
    (events, None)
}

/// Why a file is refused.
pub fn refusal(bytes: &[u8]) -> String {
    events(bytes).1.map_or_else(|| "read".to_owned(), |error| said(&error))
}

/// An error as the binary prints it.
pub fn said(error: &dyn Error) -> String {
    match error.source() {
        None => error.to_string(),
        Some(cause) => format!("{error}: {}", said(cause)),
    }
}

/// How the content of a field is shown.
type Shown = fn(&str, &str) -> String;

/// Events of our own files as field words, one to a line.
pub fn told(bytes: &[u8]) -> String {
    told_as(bytes, words)
}

/// Events of files of others: the same without the contents of their fields.
pub fn outlined(bytes: &[u8]) -> String {
    told_as(bytes, shape)
}

fn told_as(bytes: &[u8], shown: Shown) -> String {
    let (events, error) = events(bytes);
    let mut out: String = events.iter().map(|event| tell(event, shown) + "\n").collect();
    if let Some(error) = error {
        out += &format!("refused: {}\n", said(&error));
    }
    out
}

/// A field without its contents: files of others are not copied into this repository, and whole fields
/// are compared with the peers. The sum of its bytes tells one content from another.
fn shape(name: &str, text: &str) -> String {
    let sum: u32 = text.bytes().map(u32::from).sum();
    format!("{name} {}/{sum}", text.chars().count())
}

fn words(name: &str, text: &str) -> String {
    // Enough to see that it is the right field; whole fields are compared with the peers.
    match text.char_indices().nth(40) {
        None => format!("{name} `{text}`"),
        Some((end, _)) => format!("{name} `{}…`", &text[..end]),
    }
}

fn tell(event: &Event, shown: Shown) -> String {
    match event {
        Event::Start(start) => {
            let opening = start.opening.map_or_else(
                || "no old balance".to_owned(),
                |balance| format!("old {} on {}", balance.amount, balance.day),
            );
            format!(
                "{} {}{} of {}, {}, {}, made {}{}: {opening}",
                start.format,
                start.number,
                start.page.map_or_else(String::new, |page| {
                    format!(" page {}{}", page.number, if page.last { ", the last" } else { "" })
                }),
                shown("account", &start.account),
                shown("holder", &start.holder),
                shown("bank", &start.bank),
                start.created,
                if start.duplicate { ", a copy" } else { "" },
            )
        }
        Event::Line(line) => tell_line("line", line, shown),
        Event::Detail(line) => tell_line("  detail", line, shown),
        Event::End(end) => {
            let closing = end.closing.map_or_else(
                || "no new balance".to_owned(),
                |balance| format!("new {} on {}", balance.amount, balance.day),
            );
            let controls = match end.controls.passed() {
                true => "controls passed".to_owned(),
                false => {
                    let differences = end.controls.differences().iter();
                    differences.map(ToString::to_string).collect::<Vec<_>>().join("; ")
                }
            };
            let messages: String =
                end.messages.iter().map(|text| format!(", {}", shown("message", text))).collect();
            let not_booked = match end.not_booked {
                0 => String::new(),
                count => format!(", {count} not booked"),
            };
            let account = end.closing_account.as_ref();
            let account = account.map_or_else(String::new, |other| {
                format!(" of another {}", shown("account", other))
            });
            format!(
                "end, {} lines{not_booked}{messages}: {closing}{account}: {controls}",
                end.lines
            )
        }
    }
}

fn tell_line(kind: &str, line: &StatementLine, shown: Shown) -> String {
    let day = |day: Option<calendar::SettlementDay>| {
        day.map_or_else(|| "unknown".to_owned(), |day| day.to_string())
    };
    let mut out = format!(
        "{kind} {} {} booked {} value {} {}",
        line.position,
        line.amount,
        day(line.booked),
        day(line.value),
        line.operation
    );
    let party = &line.counterparty;
    for (name, text) in [
        ("account", &party.account),
        ("bic", &party.bic),
        ("name", &party.name),
        ("text", &line.text),
        ("bank ref", &line.bank_reference),
        ("client ref", &line.client_reference),
        ("purpose", &line.purpose),
        ("returned", &line.return_reason),
    ] {
        if !text.is_empty() {
            out += &format!(", {}", shown(name, text));
        }
    }
    for structured in &line.structured {
        let issuer = if structured.issuer.is_empty() { "" } else { "/" };
        let content = shown("text", &structured.text);
        out += &format!(", structured {}{issuer}{} {content}", structured.code, structured.issuer);
    }
    for reference in line.references() {
        out += &format!(", {}", shown("reference", &reference.to_string()));
    }
    for information in &line.information {
        let length = information.text.chars().count();
        out += &format!(", information {} of {length} characters", information.code);
    }
    if line.reversal {
        out += ", reversal";
    }
    out
}
