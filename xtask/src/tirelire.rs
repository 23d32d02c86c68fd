//! Tasks that stand in for the release binary: a fresh build, then its own words and exit code.

use crate::cluster::Database;
use crate::failure::{Context, Failure};
use crate::run::{announce, cargo, metadata, passed_on, run, run_or_fail};
use crate::share;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

pub const SIM_HELP: &str = "\
usage: cargo xtask sim [ARG...]

Builds the release binary and runs `tirelire sim ARG...`, e.g. `--seeds 10000 --from 0`. Words and
exit code are passed on.
";

pub const BENCH_HELP: &str = "\
usage: cargo xtask bench [--store sqlite|postgres] [ARG...]
       cargo xtask bench share [--vs-pandas] [ARG...]

Builds the release binary and runs, for each store or for the one named:

  tirelire bench settle ARG... --store sqlite
  tirelire bench settle ARG... --store postgres --url URL

URL is DATABASE_URL, else a private cluster; a `--url` among the words is used as it is. With
`--kernel-only` there is one run, without a store. The first exit code that is not 0 is passed on.
With `share` it is `tirelire bench share ARG...`; `--vs-pandas` adds pandas, DuckDB, numpy and numba on the
same input, in a Python environment of the target folder, and prints one table.

TMPDIR says where the private cluster lies: figures are worth nothing on a memory file system.
";

pub fn sim(arguments: &[String]) -> Result<ExitCode, Failure> {
    let mut command = release_binary()?;
    command.arg("sim").args(arguments);
    announce(&command);
    // Nothing is left for us to do, so it takes our place, with its signals and its exit code.
    Err(Failure::Failed(format!("could not start `tirelire`: {}", command.exec())))
}

pub fn bench(arguments: &[String]) -> Result<ExitCode, Failure> {
    if let Some((first, rest)) = arguments.split_first()
        && first == "share"
    {
        return share::bench(&release_binary()?, rest);
    }
    let has = |flag: &str| {
        let with_value = format!("{flag}=");
        arguments.iter().any(|word| word == flag || word.starts_with(&with_value))
    };
    let named = named_store(arguments);
    let stores = match &named {
        Some(store) => vec![store.as_str()],
        None if has("--kernel-only") => vec![""],
        None => vec!["sqlite", "postgres"],
    };
    let binary = release_binary()?;
    for store in stores {
        let mut command = Command::new(binary.get_program());
        command.args(["bench", "settle"]).args(arguments);
        if named.is_none() && !store.is_empty() {
            command.args(["--store", store]);
        }
        let status = if store == "postgres" && !has("--url") {
            let mut database = Database::open()?;
            command.args(["--url", database.url()]);
            database.run(&mut command)?
        } else {
            run(&mut command)?
        };
        if !status.success() {
            return Ok(passed_on(status));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The value of `--store`, if there is one.
fn named_store(arguments: &[String]) -> Option<String> {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == "--store" {
            return words.next().cloned();
        }
        if let Some(store) = word.strip_prefix("--store=") {
            return Some(store.to_owned());
        }
    }
    None
}

/// The binary `tirelire`, built for release just now.
fn release_binary() -> Result<Command, Failure> {
    let build = ["build", "--release", "--package", "platform", "--bin", "tirelire"];
    run_or_fail(&mut cargo(build)).context(|| "could not build `tirelire`".into())?;
    Ok(Command::new(metadata()?.target_directory.join("release/tirelire")))
}

#[cfg(test)]
mod tests {
    use super::named_store;

    #[test]
    fn the_store_is_found_in_both_spellings() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(named_store(&words("--accounts 5 --store sqlite")).as_deref(), Some("sqlite"));
        assert_eq!(named_store(&words("--store=postgres --json")).as_deref(), Some("postgres"));
        assert_eq!(named_store(&words("--accounts 5")), None);
    }
}
