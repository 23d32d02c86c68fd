//! `cargo xtask test`: every check and every test, on both databases.

use crate::cluster::Database;
use crate::failure::{Context, Failure};
use crate::lexer::rust_files;
use crate::run::{cargo, metadata, run_or_fail, workspace_root};
use crate::{browser, graph, peers, rules};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

pub const HELP: &str = "\
usage: cargo xtask test [--quick] [FILTER...]

Runs rustfmt, the rule list, the crate graph, clippy, the documentation's examples, all tests and, last,
the pages in a browser (`cargo xtask e2e`). What fails does not keep the rest from running. PostgreSQL is that of DATABASE_URL, else a
private cluster in a temporary folder, stopped and removed at the end; it is installed by apt-get
if absent. Without cargo-nextest the tests run under `cargo test`. Foreign programs that tests compare
with are those of `cargo xtask peers`.

  --quick     the tests only
  FILTER      only tests whose name contains it; other words go to `cargo nextest run` as they are
";

pub fn command(arguments: &[String]) -> Result<(), Failure> {
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let filters = arguments.iter().map(String::as_str).filter(|argument| *argument != "--quick");
    let filters: Vec<&str> = filters.collect();

    let mut database = Database::open()?;
    eprintln!("tests run on SQLite and on {}", database.origin());
    let mut report = Report::new();
    let has_nextest = has_nextest();
    let mut tests = runner(has_nextest, &filters);
    report.step("peers", || {
        peers::programs();
        tests.env(peers::VARIABLE, peers::python()?);
        Ok(())
    });
    if !quick {
        report.step("fmt", || run_or_fail(&mut cargo(["fmt", "--all", "--check"])));
        report.step("rules", || say(rules::verdict(&rules::proven_rules(&workspace_root())?)?));
        report.step("graph", crate_graph);
        let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        report.step("clippy", || succeed(database.run(&mut cargo(clippy))?));
        // `cargo test` runs them itself.
        if has_nextest {
            report.step("examples", || examples(&mut database));
        }
    }
    report.step("tests", || succeed(database.run(&mut tests)?));
    drop(database);
    if !quick {
        // Of the program that the tests have built.
        report.step("browser", || browser::run(None));
    }
    report.close()
}

fn say(line: String) -> Result<(), Failure> {
    eprintln!("{line}");
    Ok(())
}

fn crate_graph() -> Result<(), Failure> {
    let breaches = graph::breaches()?;
    for breach in &breaches {
        eprintln!("{breach}");
    }
    say(graph::verdict(&breaches)?)
}

fn succeed(status: ExitStatus) -> Result<(), Failure> {
    match status.success() {
        true => Ok(()),
        false => Err(Failure::Failed(format!("ended with {status}"))),
    }
}

fn has_nextest() -> bool {
    let mut command = cargo(["nextest", "--version"]);
    let answer = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    answer.is_ok_and(|status| status.success())
}

fn runner(has_nextest: bool, filters: &[&str]) -> Command {
    let words = match has_nextest {
        true => &["nextest", "run", "--workspace"][..],
        false => &["test", "--workspace", "--no-fail-fast", "--"][..],
    };
    if !has_nextest {
        eprintln!("cargo-nextest is not installed: the tests run under `cargo test`");
    }
    let mut tests = cargo(words.iter().chain(filters).copied());
    // A judge that is absent is no pass here.
    tests.env(peers::WANTED.0, peers::WANTED.1);
    tests
}

/// The examples in documentation, of the crates that have any: building none is faster.
fn examples(database: &mut Database) -> Result<(), Failure> {
    let metadata = metadata()?;
    let mut arguments = vec!["test", "--doc"];
    for package in metadata.workspace_packages() {
        let library = package.targets.iter().find(|target| target.is_lib() && target.doctest);
        let folder = library.and_then(|target| target.src_path.parent());
        if let Some(folder) = folder
            && has_examples(folder.as_std_path())?
        {
            arguments.extend(["--package", package.name.as_str()]);
        }
    }
    match arguments.len() {
        2 => say("no crate has examples in its documentation".into()),
        _ => succeed(database.run(&mut cargo(arguments))?),
    }
}

fn has_examples(folder: &Path) -> Result<bool, Failure> {
    for path in rust_files(folder).context(|| format!("could not read {folder:?}"))? {
        let read = |path: &Path| {
            std::fs::read_to_string(path).context(|| format!("could not read {path:?}"))
        };
        let source = read(&path)?;
        if has_example(&source) {
            return Ok(true);
        }
        // A README that is taken in as documentation.
        for name in source.lines().filter_map(taken_in) {
            let readme = read(&path.with_file_name(name))?;
            let as_comment: String = readme.lines().map(|line| format!("//! {line}\n")).collect();
            if has_example(&as_comment) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The file of `#![doc = include_str!("file")]`.
fn taken_in(line: &str) -> Option<&str> {
    let attribute = line.trim_start().strip_prefix("#![doc = ").or(line.strip_prefix("#[doc = "));
    attribute?.strip_prefix("include_str!(\"")?.split('"').next()
}

/// Whether a source has a code block in its documentation that rustdoc would run.
fn has_example(source: &str) -> bool {
    let mut inside = false;
    for line in source.lines().map(str::trim_start) {
        let Some(text) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            inside = false;
            continue;
        };
        if let Some(language) = text.trim().strip_prefix("```") {
            let is_rust = |word: &str| {
                let words = ["rust", "should_panic", "no_run", "compile_fail"];
                words.contains(&word) || word.starts_with("edition")
            };
            let mut words = language.split(',').map(str::trim);
            let runs = language.is_empty()
                || words.clone().any(is_rust) && words.all(|word| word != "ignore");
            if !inside && runs {
                return true;
            }
            inside = !inside;
        }
    }
    false
}

/// What was run, and how it ended.
struct Report {
    begun: Instant,
    steps: Vec<(&'static str, bool)>,
}

impl Report {
    fn new() -> Self {
        Self { begun: Instant::now(), steps: Vec::new() }
    }

    fn step(&mut self, name: &'static str, run: impl FnOnce() -> Result<(), Failure>) {
        eprintln!("\n== {name}");
        let result = run();
        if let Err(failure) = &result {
            eprintln!("{name}: {failure}");
        }
        self.steps.push((name, result.is_ok()));
    }

    fn close(self) -> Result<(), Failure> {
        let took_s = self.begun.elapsed().as_secs();
        let named = |wanted: bool| {
            let steps = self.steps.iter().filter(move |(_, passed)| *passed == wanted);
            steps.map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
        };
        match named(false).as_str() {
            "" => say(format!("xtask test: passed in {took_s} s ({})", named(true))),
            failed => Err(Failure::Failed(format!("FAILED after {took_s} s ({failed})"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{has_example, runner, taken_in};

    #[test]
    fn tests_whose_judges_are_absent_fail() {
        let tests = runner(true, &[]);
        let set = |(name, value): (&std::ffi::OsStr, Option<&std::ffi::OsStr>)| {
            name == "TIRELIRE_PEERS" && value.is_some()
        };
        assert!(tests.get_envs().any(set));
    }

    #[test]
    fn examples_are_code_blocks_that_rustdoc_runs() {
        assert!(has_example("/// ```\n/// let a = 1;\n/// ```\nfn f() {}"));
        assert!(has_example("//! ```rust,no_run\n//! ```"));
        assert!(!has_example("/// ```text\n/// a\n/// ```\nfn f() {}"));
        assert!(!has_example("//! ```sql\n//! SELECT 1\n//! ```\n//! ```ignore\n//! ```"));
        assert!(!has_example("//! ```rust,ignore\n//! ```"));
        assert!(!has_example("// ```\nlet fence = \"```\";"));
        assert_eq!(taken_in("#![doc = include_str!(\"../README.md\")]"), Some("../README.md"));
        assert_eq!(taken_in("let text = include_str!(\"a.sql\");"), None);
    }
}
