//! The PostgreSQL that tests and benches use: the one of `DATABASE_URL`, or a private cluster that
//! a keeper process holds (see `keeper`).

use crate::debian;
use crate::failure::{Context, Failure};
use crate::keeper;
use crate::run::announce;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

pub const HELP: &str = "\
usage: cargo xtask postgres [-c NAME=VALUE...]

Starts a private PostgreSQL cluster in a temporary folder (TMPDIR, else /tmp), on a free port of
127.0.0.1 with a password of its own, and prints its URL on stdout. It is stopped and removed at
Ctrl-C or at the end of the input. PostgreSQL is installed by apt-get if absent.

  -c NAME=VALUE   a setting of the server, e.g. `-c max_wal_size=4GB`
";

const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";
const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

pub fn command(arguments: &[String]) -> Result<(), Failure> {
    let well_formed = arguments
        .chunks(2)
        .all(|pair| matches!(pair, [flag, setting] if flag == "-c" && setting.contains('=')));
    if !well_formed {
        return Err(Failure::Usage("takes only `-c NAME=VALUE`".into()));
    }
    let cluster = Cluster::start(arguments)?;
    println!("{}", cluster.url);
    eprintln!("PostgreSQL is ready; Ctrl-C or the end of the input stops and removes it");
    let ended = std::io::stdin().lock().read_to_end(&mut Vec::new());
    ended.map(|_| ()).context(|| "could not read the input".into())
}

/// A cluster that is ours alone. Dropping it stops the server and removes its folder; the keeper
/// does the same when we die without a chance to drop, by Ctrl-C or `kill -9`.
#[derive(Debug)]
pub struct Cluster {
    keeper: Child,
    orders: Option<ChildStdin>,
    pub url: String,
}

impl Cluster {
    pub fn start(settings: &[String]) -> Result<Self, Failure> {
        let binaries = server_binaries()?;
        // By this name the binary is found even when cargo has just replaced the file.
        let mut keeper = Command::new("/proc/self/exe")
            .arg(keeper::COMMAND)
            .arg(binaries)
            .args(settings)
            .process_group(0) // out of reach of the terminal's Ctrl-C: it outlives us to clean up
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context(|| "could not start the keeper of the cluster".into())?;
        let orders = keeper.stdin.take();
        let mut url = String::new();
        if let Some(answer) = keeper.stdout.take() {
            BufReader::new(answer)
                .read_line(&mut url)
                .context(|| "could not hear from the keeper of the cluster".into())?;
        }
        let cluster = Self { keeper, orders, url: url.trim().to_owned() };
        match cluster.url.as_str() {
            "" => Err(Failure::Failed("could not start a PostgreSQL cluster".into())),
            _ => Ok(cluster),
        }
    }

    /// The keeper ends what we run if we die: tests must not go on without their database.
    fn tell(&mut self, order: &str) {
        if let Some(orders) = &mut self.orders {
            // A keeper that is gone cannot be told; its own message already is on stderr.
            let _ = writeln!(orders, "{order}");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _ = self.keeper.wait();
    }
}

#[derive(Debug)]
pub enum Database {
    /// That of `DATABASE_URL`: it is not ours to stop.
    Given(String),
    Private(Cluster),
}

impl Database {
    pub fn open() -> Result<Self, Failure> {
        match std::env::var("DATABASE_URL") {
            Ok(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Self::Given(url))
            }
            Ok(url) if !url.is_empty() => Err(Failure::Failed(
                "`DATABASE_URL` must be a `postgres://` URL; without it a private cluster is used"
                    .into(),
            )),
            _ => Cluster::start(&[]).map(Self::Private),
        }
    }

    pub fn url(&self) -> &str {
        match self {
            Self::Given(url) => url,
            Self::Private(cluster) => &cluster.url,
        }
    }

    /// Where the database comes from, for the log.
    pub fn origin(&self) -> &'static str {
        match self {
            Self::Given(_) => "the PostgreSQL of `DATABASE_URL`",
            Self::Private(_) => "a private PostgreSQL cluster",
        }
    }

    /// Runs a program to its end with `DATABASE_URL` set.
    pub fn run(&mut self, command: &mut Command) -> Result<ExitStatus, Failure> {
        announce(command);
        let program = command.get_program().to_owned();
        let started = command.env("DATABASE_URL", self.url()).spawn();
        let mut child = started.context(|| format!("could not start {program:?}"))?;
        if let Self::Private(cluster) = self {
            cluster.tell(&format!("running {}", child.id()));
        }
        let status = child.wait().context(|| format!("could not wait for {program:?}"));
        if let Self::Private(cluster) = self {
            cluster.tell("idle");
        }
        status
    }
}

/// Whether we are root, without a line of unsafe code: a process owns its folder in /proc.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|owner| owner.uid() == 0)
}

/// The folder of the newest server on this machine; installs one from Debian if there is none.
fn server_binaries() -> Result<PathBuf, Failure> {
    if let Some(folder) = find_binaries() {
        return Ok(folder);
    }
    debian::install(&["postgresql"])?;
    find_binaries().ok_or_else(|| {
        Failure::Failed(format!("found no PostgreSQL server in {DEBIAN_FOLDER}/*/bin"))
    })
}

fn find_binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN_FOLDER).into_iter().flatten().filter_map(Result::ok);
    let newest = versions
        .map(|version| version.path())
        .filter(|folder| is_server(&folder.join("bin")))
        .max_by_key(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.parse::<u32>().unwrap_or(0)
        })
        .map(|folder| folder.join("bin"));
    // Elsewhere than on Debian they are where programs are.
    newest.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| is_server(folder))
    })
}

fn is_server(folder: &Path) -> bool {
    NEEDED.iter().all(|name| folder.join(name).is_file())
}
