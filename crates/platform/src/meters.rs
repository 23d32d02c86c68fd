//! `tirelire meter`: one of the four virtual meters on a stand, in lines, on the terminal or as a page;
//! and what real ones say at their consumer port.

pub mod kept;
mod keys;
mod line;
pub mod p1;
mod panel;
pub mod poll;
pub mod register;
pub mod secrets;
mod send;
#[cfg(test)]
mod tests;
mod tui;
mod web;

use crate::failure::{Failure, refuse};
use calendar::Instant;
use clap::{Args, Subcommand, ValueEnum};
use params::ParameterBook;
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use virtual_meters::{Kind, Language, Place, Stand, scenarios};

#[derive(Debug, Subcommand)]
pub enum Meter {
    /// A meter to press, load and cut: for training and for scripts.
    Virtual(Virtual),
    /// Register meters with their keys, from a file.
    Add(register::Add),
    /// Registered meters, without their keys.
    List(register::List),
    /// Seal the keys of all meters with the first of TIRELIRE_MASTER_KEY: after it was changed.
    Reseal,
    /// Collect a day of all registered meters, or what is left of it.
    Poll(poll::Poll),
    /// Have a meter do something.
    Send(send::Send),
    /// Live values of a P1 port, from a file or from a socket. Nothing of it enters an account.
    P1(p1::P1),
}

#[derive(Debug, Args)]
pub struct Virtual {
    /// smart-electricity, smart-gas, card-electricity or card-gas.
    #[arg(long, required_unless_present_any = ["lesson", "lessons"])]
    kind: Option<Kind>,
    /// On the whole terminal, with keys; without it, commands are read from stdin, one a line.
    #[arg(long)]
    tui: bool,
    /// As a page under /meter/KIND, for whoever opens it.
    #[arg(long, conflicts_with = "tui")]
    listen: Option<SocketAddr>,
    /// When the meter is placed; now without it.
    #[arg(long)]
    at: Option<Instant>,
    /// How it is placed, such as `balance=6.00` or `phases=3`; `help` in the line mode lists all.
    #[arg(long = "with", value_name = "KEY=VALUE")]
    with: Vec<String>,
    /// Words of the terminal.
    #[arg(long, value_enum, default_value = "en")]
    language: Tongue,
    /// Play a lesson: what is done and what is seen.
    #[arg(long, conflicts_with_all = ["kind", "tui", "listen"])]
    lesson: Option<String>,
    /// List the lessons.
    #[arg(long, conflicts_with_all = ["kind", "tui", "listen", "lesson"])]
    lessons: bool,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tongue {
    Fr,
    Nl,
    De,
    En,
}

impl Tongue {
    fn language(self) -> Language {
        match self {
            Self::Fr => Language::Fr,
            Self::Nl => Language::Nl,
            Self::De => Language::De,
            Self::En => Language::En,
        }
    }
}

pub fn run(url: &str, command: Meter, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let asked = match command {
        Meter::Virtual(asked) => asked,
        Meter::P1(asked) => return p1::run(&asked, json, out),
        Meter::Add(asked) => return register::add(url, &asked, json, out),
        Meter::List(asked) => return register::list(url, &asked, json, out),
        Meter::Reseal => return register::reseal(url, json, out),
        Meter::Poll(asked) => return poll::run(url, &asked, json, out),
        Meter::Send(asked) => return send::run(url, &asked, json, out),
    };
    let book = ParameterBook::shipped()?;
    if asked.lessons {
        for lesson in scenarios() {
            writeln!(out, "{}", lesson.name)?;
        }
        return Ok(());
    }
    if let Some(name) = asked.lesson {
        let Some(lesson) = scenarios().iter().find(|lesson| lesson.name == name) else {
            return refuse(format!("there is no lesson `{name}`; `--lessons` lists them"));
        };
        write!(out, "{}", lesson.run(&book)?)?;
        return Ok(());
    }
    let Some(kind) = asked.kind else { return refuse("say which meter with --kind") };
    let at = asked.at.unwrap_or_else(crate::clock::now);
    let stand = placed(kind, at, &asked.with, &book)?;
    if asked.tui {
        if !std::io::stdout().is_terminal() {
            return refuse("--tui needs a terminal; without it, commands are read from stdin");
        }
        return tui::run(panel::Panel::new(stand, asked.language.language()));
    }
    if let Some(address) = asked.listen {
        return web::serve(stand, address);
    }
    let interactive = std::io::stdin().is_terminal();
    line::run(stand, &book, std::io::stdin().lock(), interactive, json, out)
}

fn placed(
    kind: Kind,
    at: Instant,
    with: &[String],
    book: &ParameterBook,
) -> Result<Stand, Failure> {
    let mut place = format!("place {kind} at={at}");
    for option in with {
        place.push(' ');
        place += option;
    }
    Ok(Stand::new(Place::parse(&place)?.meter(book)?))
}
