//! Build, test and check tasks: all that would otherwise be a shell script. See `README.md`.
//!
//! Written by hand are only what the field lacks here: the rule list, the purity check and the
//! keeper of a private database cluster. The rest is a call to cargo.

mod browser;
mod cluster;
mod debian;
mod failure;
mod graph;
mod keeper;
mod lexer;
mod peers;
mod rules;
mod run;
mod share;
mod test;
mod tirelire;

use failure::Failure;
use std::process::ExitCode;

const HELP: &str = "\
Build, test and check tasks of Tirelire.

usage: cargo xtask <command> [arguments]

  test [--quick] [FILTER...]      every check and every test; installs PostgreSQL if absent
  rules [--json]                  the rules of DOMAIN and the tests that prove each
  graph                           the core crates are pure, the second books stand alone
  e2e [FILTER]                    the pages in a real browser, after a build
  peers                           Python packages that tests compare with, in the target folder
  postgres [-c NAME=VALUE...]     a private PostgreSQL cluster in the foreground
  sim [ARG...]                    release build, then `tirelire sim ARG...`
  bench [ARG...]                  release build, then `tirelire bench settle ARG...` per store;
                                  `bench share [--vs-pandas]` for the keys of energy sharing
  help, --help                    this text; `cargo xtask <command> --help` says more

exit codes: 0 done, 1 a check failed or it could not be done, 2 wrong usage
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(command) = arguments.next() else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    let arguments: Vec<String> = arguments.collect();
    match dispatch(&command, &arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("xtask {command}: {failure}");
            failure.exit_code()
        }
    }
}

fn dispatch(command: &str, arguments: &[String]) -> Result<ExitCode, Failure> {
    let help = match command {
        "help" | "--help" | "-h" => Some(HELP),
        "test" => Some(test::HELP),
        "rules" => Some(rules::HELP),
        "graph" => Some(graph::HELP),
        "e2e" => Some(browser::HELP),
        "peers" => Some(peers::HELP),
        "postgres" => Some(cluster::HELP),
        "sim" => Some(tirelire::SIM_HELP),
        "bench" => Some(tirelire::BENCH_HELP),
        _ => None,
    };
    let asks_for_help = arguments.iter().any(|argument| argument == "--help" || argument == "-h");
    match (command, help) {
        ("help" | "--help" | "-h", Some(help)) => print!("{help}"),
        (_, Some(help)) if asks_for_help => print!("{help}"),
        ("test", _) => test::command(arguments)?,
        ("rules", _) => rules::command(arguments)?,
        ("graph", _) => graph::command(arguments)?,
        ("e2e", _) => browser::command(arguments)?,
        ("peers", _) => peers::command(arguments)?,
        ("postgres", _) => cluster::command(arguments)?,
        ("sim", _) => return tirelire::sim(arguments),
        ("bench", _) => return tirelire::bench(arguments),
        (keeper::COMMAND, _) => keeper::command(arguments)?,
        _ => return Err(Failure::Usage("no such command, see `cargo xtask help`".into())),
    }
    Ok(ExitCode::SUCCESS)
}
