//! The commands and their arguments. Source: DESIGN 6.

use crate::failure::Failure;
use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;

/// Smart prepayment of electricity and gas.
#[derive(Debug, Parser)]
#[command(name = "tirelire", version, about, propagate_version = true)]
pub struct Arguments {
    /// One JSON object per line on stdout.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run one scenario file in memory.
    Replay { scenario: PathBuf },
    /// Compare random account-years in the core and in the second books.
    Sim {
        #[arg(long, default_value_t = 1000)]
        seeds: u64,
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// Days of each year; about 365 without it.
        #[arg(long)]
        days: Option<u32>,
        /// Print the scenario of the first seed instead.
        #[arg(long)]
        print: bool,
    },
}

/// Does what was asked.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match arguments.command {
        Command::Replay { scenario } => crate::replay::run(&scenario, arguments.json, &mut out)?,
        Command::Sim { seeds, from, days, print } => {
            if print {
                let year = match days {
                    Some(days) => sim::years::account_year_of(from, days),
                    None => sim::years::account_year(from),
                };
                writeln!(out, "{year}")?;
            } else {
                let result = crate::audit::run(seeds, from, days, &mut out);
                out.flush()?;
                result?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
