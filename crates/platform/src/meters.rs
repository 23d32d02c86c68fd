//! `tirelire meter`: one of the four virtual meters on a stand, in lines, on the terminal or as a page;
//! and what real ones say at their consumer port.

mod card;
mod evening;
pub mod field;
mod fleet;
pub mod kept;
mod keys;
mod line;
pub mod live;
mod mbus;
mod opt_out;
pub mod orders;
pub mod p1;
mod p1_consent;
mod panel;
mod planner;
pub mod poll;
pub mod pushes;
mod regime;
pub mod register;
mod registry;
mod rotate;
pub mod secrets;
mod send;
pub mod served;
#[cfg(test)]
mod tests;
mod tui;
mod web;

pub use card::{OtherHome, SalesError, Successor, Transfer, TransferError, audit_of_texts};
#[cfg(test)]
#[cfg(test)]
pub use p1_consent::TOLD_US;
pub use p1_consent::keep as keep_p1_consent;
pub use registry::{Reached, Registry, address, reach};

pub use send::by_hand;

use crate::failure::{Failure, refuse};
use calendar::Instant;
use clap::{Args, Subcommand, ValueEnum};
use params::ParameterBook;
use served::{Knobs, MeterTime, Placing, RegistryRow, Serving, VirtualMeter, keys_of, registry};
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use virtual_meters::{Kind, Language, Place, Site, Stand, scenarios};

#[derive(Debug, Subcommand)]
pub enum Meter {
    /// A meter to press, load and cut: for training and for scripts.
    Virtual(Virtual),
    /// Many smart meters in one process, served over DLMS.
    Fleet(fleet::FleetOf),
    /// One home from its last euros to the dark and back to the light, over DLMS.
    Evening(evening::Evening),
    /// Register meters with their keys, from a file.
    Add(register::Add),
    /// Registered meters, without their keys.
    List(register::List),
    /// Seal the keys of all meters with the first of TIRELIRE_MASTER_KEY: after it was changed.
    Reseal,
    /// Give a meter new keys, or all meters of an operator.
    Rotate(rotate::Rotate),
    /// Collect a day of all registered meters, or what is left of it.
    Poll(poll::Poll),
    /// Have a meter do something.
    Send(send::Send),
    /// The end of a card meter, from its card.
    #[command(subcommand)]
    Card(card::CardCommand),
    /// What a meter on wired M-Bus answered, from a file. Nothing of it enters an account.
    Mbus(mbus::MBus),
    /// A household refuses that its meter communicates, or allows it again.
    OptOut(opt_out::OptOutOf),
    /// A household allows somebody the data of its consumer port for a year, renews it, or takes it back.
    P1Consent(p1_consent::P1Consent),
    /// What fits under the limiter.
    Planner(planner::Planner),
    /// How often a point is read, by the size of its connection.
    Regime(regime::RegimeOf),
    /// Live values of a P1 port, from a file or from a socket. Nothing of it enters an account; `--keep`
    /// shows them on the page of its household.
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
    /// Serve it over DLMS as well (smart meters): what a head-end orders and a hand presses is one meter.
    #[arg(long, value_name = "ADDR")]
    dlms: Option<SocketAddr>,
    /// Write who it is, where it is and its keys, for a head-end.
    #[arg(long, requires = "dlms", value_name = "FILE")]
    registry: Option<PathBuf>,
    /// What is wrong with it or with its line, such as `slow=3s,lossy=0.1`.
    #[arg(long, requires = "dlms", default_value = "")]
    knobs: Knobs,
    /// What its keys, and what is lost or late, follow from.
    #[arg(long, requires = "dlms", default_value_t = 1)]
    seed: u64,
    /// How fast its time runs; 0 lets it stand until `wait`. Before the buttons of `--tui` keys decide.
    #[arg(long, default_value_t = 1)]
    speed: u32,
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
        Meter::Fleet(asked) => return fleet::run(&asked, json, out),
        Meter::Evening(asked) => return evening::run(&asked, json, out),
        Meter::Card(asked) => return card::run(url, asked, json, out),
        Meter::Mbus(asked) => return mbus::run(&asked, json, out),
        Meter::OptOut(asked) => return opt_out::run(url, &asked, json, out),
        Meter::P1Consent(asked) => return p1_consent::run(url, &asked, json, out),
        Meter::Planner(asked) => return planner::run(&asked, json, out),
        Meter::Regime(asked) => return regime::run(url, &asked, json, out),
        Meter::P1(asked) => return p1::run(url, &asked, json, out),
        Meter::Add(asked) => return register::add(url, &asked, json, out),
        Meter::List(asked) => return register::list(url, &asked, json, out),
        Meter::Reseal => return register::reseal(url, json, out),
        Meter::Rotate(asked) => return rotate::run(url, &asked, json, out),
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
    if asked.tui && !std::io::stdout().is_terminal() {
        return refuse("--tui needs a terminal; without it, commands are read from stdin");
    }
    let place = placed(kind, at, &asked.with)?;
    // The keys of the terminal and lines of a script let time pass, unless a head-end is there too.
    let runs = !asked.tui && (asked.listen.is_some() || asked.dlms.is_some());
    let time = if runs { MeterTime::runs(at, asked.speed) } else { MeterTime::told(at) };
    let (site, _serving): (Box<dyn Site>, _) = match asked.dlms {
        None => (Box::new(Stand::new(place.meter(&book)?)), None),
        Some(address) => {
            let (meter, serving) = served_alone(&asked, place, time.clone(), address, &book)?;
            (Box::new(meter), Some(serving))
        }
    };
    if asked.tui {
        return tui::run(panel::Panel::new(site, asked.language.language()));
    }
    if let Some(address) = asked.listen {
        return web::serve(site, time, address);
    }
    let interactive = std::io::stdin().is_terminal();
    line::run(site, &book, std::io::stdin().lock(), interactive, json, out)
}

/// Serves one meter, and says where.
fn served_alone(
    asked: &Virtual,
    place: Place,
    time: MeterTime,
    address: SocketAddr,
    book: &ParameterBook,
) -> Result<(VirtualMeter, Serving), Failure> {
    let (kind, serial, dso, placed_at) = (place.kind, place.serial, place.dso, place.at);
    let mut placing = Placing::new(place, time)?;
    (placing.knobs, placing.seed) = (asked.knobs, asked.seed);
    let profile = Arc::clone(&placing.profile);
    let meter = VirtualMeter::place(placing, book)?;
    let keys = keys_of(asked.seed, serial);
    let served = meter.served(&keys);
    let serving = Serving::begin(vec![Arc::clone(&served)], address, 1)?;
    serving.let_tell(&meter, &served, 0);
    let Some(&place) = serving.places().first() else { return refuse("no meter is served") };
    let row = RegistryRow::new(serial, dso, &profile, (place, placed_at), "cell-1", keys)?;
    if let Some(file) = &asked.registry {
        std::fs::write(file, registry(&[row]))?;
    }
    let (at, server) = (place.address, place.server);
    eprintln!("{kind} {serial} is served over DLMS at {at}, logical device {server}");
    Ok((meter, serving))
}

fn placed(kind: Kind, at: Instant, with: &[String]) -> Result<Place, Failure> {
    let mut place = format!("place {kind} at={at}");
    for option in with {
        place.push(' ');
        place += option;
    }
    Ok(Place::parse(&place)?)
}
