//! `tirelire share`: what is injected in a group of energy sharing, given to its members quarter-hour by
//! quarter-hour; and why a member received what it did.

mod advise;
mod allocate;
pub mod audit;
mod columns;
mod days;
pub mod due;
mod explain;
mod group_file;
pub mod groups;
pub mod line;
pub mod moved;
mod output;
pub mod pages;
pub mod runs;
pub mod series;
mod summary;
pub mod tasks;
#[cfg(test)]
mod tests;

use crate::failure::Failure;
use calendar::Instant;
use std::io::Write;
use std::path::PathBuf;

/// Energy sharing.
#[derive(Debug, clap::Subcommand)]
pub enum Share {
    /// Give what is injected in each quarter-hour to the members that take, by the group's key.
    Allocate(Allocate),
    /// Groups that are kept: dossiers, members, keys.
    #[command(subcommand)]
    Group(Box<groups::GroupCommand>),
    /// Make a version of a group's month from the quarter-hours that are kept.
    Run(runs::RunAsked),
    /// Months that are over and not final, and from which day on they ought to be.
    Due {
        #[arg(long)]
        dso: units::Dso,
    },
    /// The versions of a group's months.
    Runs {
        #[arg(long)]
        group: i64,
    },
    /// Credit what a final month gives back on prepaid accounts, where that is still open.
    Credit(runs::OfRun),
    /// What waits for a person: what accounts that are closed are owed, what could not be credited, who has moved out.
    Owed {
        #[arg(long)]
        dso: units::Dso,
    },
    /// Say that something that waited is done: it was paid, or is let be.
    Settled(tasks::Settled),
    /// All keys on days that have passed: who gains and who loses against the key of today.
    Advise(Box<advise::Advise>),
    /// A month as a file, for the representative or a supplier.
    Report(runs::Report),
    /// What the representative bills for a month, and on what the supplier bills.
    Bill(runs::BillAsked),
    /// What the members agreed to pay, by the month from which on it holds.
    Terms(runs::TermsAsked),
    /// Why a member received what it did in a quarter-hour.
    Explain(Explain),
}

#[derive(Debug, Clone, clap::Args)]
pub struct Allocate {
    /// Key and members: `{"key":"pro_rata","members":[{"id":"P1","share":"0.25"}]}`.
    #[arg(long)]
    pub group: PathBuf,
    /// `start,member,offtake_kwh,injection_kwh`, plain or gzip; or Parquet of `intervals export`.
    #[arg(long)]
    pub input: PathBuf,
    /// The same rows with received, given and residual energies.
    #[arg(long)]
    pub output: PathBuf,
    /// Print totals and ratios as JSON.
    #[arg(long)]
    pub summary: bool,
}

#[derive(Debug, clap::Args)]
pub struct Explain {
    /// A group file; without an input the number of a group that is kept.
    #[arg(long)]
    pub group: String,
    #[arg(long)]
    pub input: Option<PathBuf>,
    /// Of a kept group: which version of the month in order; the newest without it.
    #[arg(long, conflicts_with = "input")]
    pub version: Option<i32>,
    #[command(flatten)]
    pub place: crate::intervals::Place,
    #[arg(long)]
    pub member: String,
    /// Start of the quarter-hour.
    #[arg(long)]
    pub at: Instant,
}

pub fn run(url: &str, command: Share, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    match command {
        Share::Allocate(asked) => {
            let summary = allocate::run(&asked)?;
            summary.write(json || asked.summary, out)
        }
        Share::Group(asked) => {
            groups::run(&mut crate::engine::Engine::open(url)?, *asked, json, out)
        }
        Share::Run(asked) => runs::run_month(url, &asked, json, out),
        Share::Due { dso } => due::run(url, dso, json, out),
        Share::Runs { group } => runs::runs_of(url, group, json, out),
        Share::Credit(asked) => runs::run_credit(url, &asked, json, out),
        Share::Owed { dso } => tasks::owed(url, dso, json, out),
        Share::Settled(asked) => tasks::settled(url, &asked, out),
        Share::Advise(asked) => advise::run(url, &asked, json, out),
        Share::Report(asked) => runs::run_report(url, &asked, json, out),
        Share::Bill(asked) => runs::run_bill(url, &asked, json, out),
        Share::Terms(asked) => runs::run_terms(url, &asked, json, out),
        Share::Explain(asked) => match &asked.input {
            Some(input) => explain::run(&asked, input, json, out),
            None => {
                let of = (asked.group.parse()?, asked.version);
                let mut intervals = crate::intervals::open(url, &asked.place)?;
                let mut store = store::Store::open(url)?;
                let at = (asked.member.as_str(), asked.at);
                runs::explain(&mut store, &mut intervals, of, at, json, out)
            }
        },
    }
}
