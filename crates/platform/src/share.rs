//! `tirelire share`: what is injected in a group of energy sharing, given to its members quarter-hour by
//! quarter-hour; and why a member received what it did.

mod allocate;
pub mod audit;
mod days;
mod explain;
mod group_file;
pub mod groups;
mod line;
mod output;
mod series;
mod summary;
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
    #[arg(long)]
    pub group: PathBuf,
    #[arg(long)]
    pub input: PathBuf,
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
        Share::Explain(asked) => explain::run(&asked, json, out),
    }
}
