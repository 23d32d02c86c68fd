//! A meter in lines: a command in, what happens and what is shown out.

use crate::failure::{Failure, chain, refuse};
use params::ParameterBook;
use serde_json::json;
use std::io::{BufRead, Write};
use std::path::Path;
use virtual_meters::{Act, Card, CardAct, Happening, Place, Said, Site, Stand, Value, Way};

/// A line that could not be done, by its number.
#[derive(Debug, thiserror::Error)]
#[error("line {number}")]
struct WrongLine {
    number: usize,
    source: Failure,
}

/// Reads commands to the end. A line that cannot be done ends a script; a person may try again.
pub fn run(
    site: Box<dyn Site>,
    book: &ParameterBook,
    input: impl BufRead,
    interactive: bool,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut bench = Bench { site, book };
    let shown = bench.site.act(&Act::Show)?;
    print(&shown, json, out)?;
    out.flush()?;
    for (number, line) in input.lines().enumerate() {
        let line = line?;
        let line = line.strip_prefix("> ").unwrap_or(&line).trim();
        match line {
            "" => continue,
            "quit" => return Ok(()),
            "help" => writeln!(out, "{}\n{}", Act::HELP, HELP)?,
            "values" => bench.print_values(json, out)?,
            line if line.starts_with('#') => continue,
            line => match bench.act(line) {
                Ok(said) => print(&said, json, out)?,
                Err(source) if interactive => eprintln!("{}", chain(source.as_ref())),
                Err(source) => {
                    return Err(Box::new(WrongLine { number: number + 1, source }));
                }
            },
        }
        out.flush()?;
    }
    Ok(())
}

const HELP: &str = "\
card in FILE · card out FILE    a card kept in a file: a new one is made where there is none
place KIND at=INSTANT ...       another meter
values                          what the meter holds, by code
quit";

struct Bench<'a> {
    site: Box<dyn Site>,
    book: &'a ParameterBook,
}

impl Bench<'_> {
    fn act(&mut self, line: &str) -> Result<Said, Failure> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let act = match words.as_slice() {
            ["place", ..] => {
                if self.site.is_shared() {
                    return refuse("this meter is served: stop, and begin with another one");
                }
                self.site = Box::new(Stand::new(Place::parse(line)?.meter(self.book)?));
                Act::Show
            }
            ["card", "in", file] if *file != "wrong" => return self.card_in(Path::new(file)),
            ["card", "out", file] => return self.card_out(Path::new(file)),
            _ => Act::parse(line, self.site.seen().meter().now())?,
        };
        Ok(self.site.act(&act)?)
    }

    fn print_values(&self, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
        let values = self.site.seen().meter().values();
        if json {
            let values: serde_json::Map<_, _> =
                values.into_iter().map(|(code, value)| (code.to_owned(), value.into())).collect();
            writeln!(out, "{}", json!({ "values": values }))?;
            return Ok(());
        }
        for (code, value) in values {
            writeln!(out, "{code:<11} {value}")?;
        }
        Ok(())
    }

    fn card_in(&mut self, file: &Path) -> Result<Said, Failure> {
        if self.site.seen().hand().is_some() {
            return refuse("there is a card in the hand already");
        }
        let card = match std::fs::read_to_string(file) {
            Ok(text) => text.parse()?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Card::new(self.site.seen().meter().serial())
            }
            Err(error) => return Err(error.into()),
        };
        self.site.take(card);
        let done = self.site.act(&Act::Card(CardAct::In { way: Way::ArrowLeftAndForward }));
        if done.is_err() {
            self.site.give();
        }
        Ok(done?)
    }

    fn card_out(&mut self, file: &Path) -> Result<Said, Failure> {
        let said = self.site.act(&Act::Card(CardAct::Out))?;
        if let Some(card) = self.site.seen().hand() {
            std::fs::write(file, card.to_string())?;
            self.site.give();
        }
        Ok(said)
    }
}

fn print(said: &Said, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json {
        writeln!(out, "{}", in_json(said))?;
    } else {
        for line in said.lines() {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn in_json(said: &Said) -> serde_json::Value {
    let screen = &said.screen;
    let seen = |what: &Happening| {
        !matches!(what, Happening::QuarterHour { .. } | Happening::QuarterVolume { .. })
    };
    let events: Vec<_> = said
        .events
        .iter()
        .filter(|event| seen(&event.what))
        .map(|event| json!({ "at": event.at.to_local_string(), "event": format!("{:?}", event.what) }))
        .collect();
    let symbols: Vec<&str> = screen.symbols.iter().map(|symbol| symbol.text()).collect();
    let value = match &screen.value {
        Value::Blank => None,
        value => Some(value.to_string()),
    };
    json!({
        "events": events,
        "screen": {
            "code": screen.row.code, "text": screen.row.text, "value": value,
            "unit": screen.row.unit.sign(), "symbols": symbols,
            "hint": screen.hint.map(|hint| hint.text()),
        },
    })
}
