//! The binary `tirelire`: every role of an installation as a subcommand. Exit codes: 0 done, 1 the
//! request could not be fulfilled (the reason is on stderr), 2 wrong usage.

mod accounts;
mod agents;
mod api_keys;
mod audit;
mod bank;
mod bench;
mod books;
mod cases;
mod changes;
mod cli;
mod clock;
mod commands;
mod contacts;
mod cpas;
mod demo;
mod desk;
mod developers;
mod engine;
mod estimates;
mod failure;
mod fleet;
mod grace;
mod grid;
mod guesses;
mod import;
mod intervals;
mod meters;
mod news;
mod notices;
mod off;
mod offices;
mod operators;
mod pages;
mod paid;
mod parties;
mod pay;
mod people;
mod phone;
mod places;
mod plans;
mod producers;
mod progress;
mod reconcile;
mod relief;
mod replay;
mod request_log;
mod sandbox;
mod seal;
mod sealed;
mod service;
mod settle;
mod share;
mod shop;
mod suppliers;
mod terminals;
#[cfg(test)]
mod testing;
mod till;
mod training;
mod verify;
mod visits;
mod voices;
mod webhooks;
mod whole;
mod work;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match cli::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("tirelire: {}", failure::chain(failure.as_ref()));
            ExitCode::from(1)
        }
    }
}
