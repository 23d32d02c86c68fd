//! The pages in a real browser: `e2e/`, with playwright-core and axe-core on Debian's Chromium.

use crate::debian;
use crate::failure::{Context, Failure};
use crate::run::{metadata, run_or_fail, workspace_root};
use std::cmp::Reverse;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

pub const HELP: &str = "\
usage: cargo xtask e2e [FILTER]

Serves a demo and goes through its pages in Chromium: flows without script, four languages, two widths,
axe on each page. Installs Chromium and Node from Debian if they are absent, and what e2e/package.json names
from npm into e2e/node_modules. Files run two at a time. The program is target/debug/tirelire, or that of TIRELIRE_BIN.
Screenshots are kept in the folder of TIRELIRE_PICTURES, or in e2e-pictures below the target folder. FILTER: only tests whose name
matches it.
";

pub fn command(arguments: &[String]) -> Result<(), Failure> {
    let filter = match arguments {
        [] => None,
        [filter] => Some(filter.as_str()),
        _ => return Err(Failure::Usage("takes one filter at most".into())),
    };
    run(filter)
}

/// Runs the tests of `e2e/`.
pub fn run(filter: Option<&str>) -> Result<(), Failure> {
    let folder = workspace_root().join("e2e");
    let mut missing = Vec::new();
    if !debian::has("chromium") && std::env::var_os("CHROMIUM_PATH").is_none() {
        missing.push("chromium");
    }
    if !debian::has("node") {
        missing.push("nodejs");
    }
    if !debian::has("npm") {
        missing.push("npm");
    }
    if !missing.is_empty() {
        debian::install(&missing)?;
    }
    packages(&folder)?;
    let target = metadata()?.target_directory.into_std_path_buf();
    let given = |name: &str, usual: &str| {
        std::env::var_os(name).map_or_else(|| target.join(usual), std::path::PathBuf::from)
    };
    let built = given("TIRELIRE_BIN", "debug/tirelire");
    let pictures = given("TIRELIRE_PICTURES", "e2e-pictures");
    eprintln!("screenshots: {}", pictures.display());
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .context(|| "could not read e2e/".to_owned())?
        .filter_map(Result::ok)
        .map(|entry| (entry.metadata().map_or(0, |found| found.len()), entry.file_name()))
        .map(|(bytes, name)| (Reverse(bytes), name.to_string_lossy().into_owned()))
        .filter(|(_, name)| name.ends_with(".test.mjs"))
        .collect();
    // The longest first, so that the last one does not run alone.
    files.sort();
    let files = files.into_iter().map(|(_, name)| name).collect();
    let tests = |file: &str| {
        let mut tests = Command::new("node");
        tests.current_dir(&folder).args(["--test", "--test-reporter=spec"]);
        tests.env("TIRELIRE_BIN", &built).env("TIRELIRE_PICTURES", &pictures);
        tests.args(filter.map(|filter| format!("--test-name-pattern={filter}"))).arg(file);
        tests
    };
    let (mut flaky, mut failed) = (Vec::new(), Vec::new());
    // A browser on a busy machine: what passes when it is tried once more, alone, is named, and no failure.
    for file in beside_each_other(files, tests)? {
        let list = if run_or_fail(&mut tests(&file)).is_ok() { &mut flaky } else { &mut failed };
        list.push(file);
    }
    if !flaky.is_empty() {
        eprintln!("passed when tried again: {}", flaky.join(", "));
    }
    match failed.as_slice() {
        [] => Ok(()),
        failed => Err(Failure::Failed(format!("failed twice: {}", failed.join(", ")))),
    }
}

/// Runs the tests of each file, two files at a time: a page is drawn on one processor, and each file has an
/// installation of its own. What a file says stays together. Returns the files that failed.
fn beside_each_other(
    files: Vec<String>,
    tests: impl Fn(&str) -> Command + Sync,
) -> Result<Vec<String>, Failure> {
    let waiting = Mutex::new(files.into_iter());
    let failed = Mutex::new(Vec::new());
    let lock_failed = || Failure::Failed("a run of the browser's tests ended in a panic".into());
    let work = || -> Result<(), Failure> {
        loop {
            let next = waiting.lock().map_err(|_| lock_failed())?.next();
            let Some(file) = next else { return Ok(()) };
            let said = tests(&file).output().context(|| "could not start `node`".to_owned())?;
            let mut failed = failed.lock().map_err(|_| lock_failed())?;
            eprintln!("-- {file}");
            eprint!("{}", String::from_utf8_lossy(&said.stdout));
            eprint!("{}", String::from_utf8_lossy(&said.stderr));
            if !said.status.success() {
                failed.push(file);
            }
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let own = work();
        other.join().map_err(|_| lock_failed())?.and(own)
    })?;
    failed.into_inner().map_err(|_| lock_failed())
}

/// What `e2e/package-lock.json` names, unless it is there already.
fn packages(folder: &Path) -> Result<(), Failure> {
    let lock = std::fs::read_to_string(folder.join("package-lock.json"))
        .context(|| "could not read e2e/package-lock.json".to_owned())?;
    let stamp = folder.join("node_modules/.tirelire-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run_or_fail(Command::new("npm").current_dir(folder).args([
        "ci",
        "--silent",
        "--ignore-scripts",
    ]))?;
    // Last, so that an installation that broke off is made again.
    std::fs::write(&stamp, lock).context(|| format!("could not write {stamp:?}"))
}
