//! The process that holds a private PostgreSQL cluster for a task.
//!
//! A signal handler would need unsafe code and could not answer `kill -9`. So the cluster has a
//! keeper, a child of the task in a process group of its own: when its input ends, because the task
//! is done or because it died, it stops the server, its own child, and removes the folder.
//!
//! In: `running PID`, `idle`, end of input. Out: the URL on one line, once the server is ready.

use crate::cluster::is_root;
use crate::failure::{Context, Failure};
use std::fs::{DirBuilder, File, Permissions};
use std::io::{BufRead, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Not in the help: only tasks call it.
pub const COMMAND: &str = "__keep-postgres";

const USER: &str = "tirelire";
const READY_WITHIN: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_millis(20);

pub fn command(arguments: &[String]) -> Result<(), Failure> {
    let [binaries, settings @ ..] = arguments else {
        return Err(Failure::Usage("for tasks only".into()));
    };
    let home = Home::new()?;
    let password = random_word()?;
    make_cluster(&home, Path::new(binaries), &password)?;
    let (mut server, port) = start(&home, Path::new(binaries), settings)?;
    // The task may be gone already: then its input has ended too, and we go on to stop.
    let url = format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres");
    let _ = writeln!(std::io::stdout(), "{url}");
    let running = keep(&mut server);
    if let Some(left_over) = running {
        left_over.end();
    }
    stop(&mut server)
}

/// The folder of the cluster, and the user who owns it. Removed when dropped.
#[derive(Debug)]
struct Home {
    folder: PathBuf,
    /// The server refuses to run as root.
    owner: Option<(u32, u32)>,
}

impl Home {
    fn new() -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("tirelire-pg-{}", random_word()?));
        let owner = if is_root() { Some(unprivileged_user()?) } else { None };
        DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .context(|| format!("could not make the folder {folder:?}"))?;
        let home = Self { folder, owner };
        home.give(&home.folder)?;
        Ok(home)
    }

    fn give(&self, path: &Path) -> Result<(), Failure> {
        match self.owner {
            None => Ok(()),
            Some((user, group)) => chown(path, Some(user), Some(group))
                .context(|| format!("could not give away {path:?}")),
        }
    }

    /// A program of the server, run by the owner of the folder in the folder.
    fn program(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        command.current_dir(&self.folder).stdin(Stdio::null());
        // A developer's PGDATA or PGPORT is meant for another server.
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_postgres_setting(name)) {
            command.env_remove(name);
        }
        if let Some((user, group)) = self.owner {
            // Not `runuser`: it stays in between, and the server would not be our child.
            command.uid(user).gid(group);
        }
        command
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("postgres.log")).unwrap_or_default()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("could not remove {:?}: {error}", self.folder);
        }
    }
}

fn is_postgres_setting(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with("PG")
}

/// User and group of `postgres`, else of `nobody`.
fn unprivileged_user() -> Result<(u32, u32), Failure> {
    let users =
        std::fs::read_to_string("/etc/passwd").context(|| "could not read `/etc/passwd`".into())?;
    let ids = |wanted: &str| {
        users.lines().find_map(|line| match line.split(':').collect::<Vec<_>>()[..] {
            [name, _, user, group, ..] if name == wanted => {
                Some((user.parse().ok()?, group.parse().ok()?))
            }
            _ => None,
        })
    };
    ids("postgres")
        .or_else(|| ids("nobody"))
        .ok_or_else(|| Failure::Failed("found no user `postgres` or `nobody` to run as".into()))
}

/// 16 hexadecimal digits that nobody can guess.
fn random_word() -> Result<String, Failure> {
    let mut bytes = [0; 8];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context(|| "could not read `/dev/urandom`".into())?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}

fn make_cluster(home: &Home, binaries: &Path, password: &str) -> Result<(), Failure> {
    let secret = home.folder.join("password");
    std::fs::write(&secret, password)
        .and_then(|()| std::fs::set_permissions(&secret, Permissions::from_mode(0o600)))
        .context(|| format!("could not write {secret:?}"))?;
    home.give(&secret)?;
    // Order by bytes, as SQLite orders; a sync of the new files is for data that shall last.
    let made = home
        .program(&binaries.join("initdb"))
        .args(["--pgdata", "data", "--pwfile", "password", "--username", USER])
        .args(["--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"])
        .output()
        .context(|| "could not start `initdb`".into())?;
    match made.status.success() {
        true => Ok(()),
        false => {
            let why = String::from_utf8_lossy(&made.stderr);
            Err(Failure::Failed(format!("`initdb` failed: {}", why.trim())))
        }
    }
}

/// The server, ready, and its port. A free port may be taken before we use it: then another one.
fn start(home: &Home, binaries: &Path, settings: &[String]) -> Result<(Child, u16), Failure> {
    for _ in 0..3 {
        let port = free_port()?;
        let mut server = start_at(home, binaries, settings, port)?;
        let asked = Instant::now();
        while asked.elapsed() < READY_WITHIN {
            if is_ready(&home.folder) {
                return Ok((server, port));
            }
            if server.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            std::thread::sleep(STEP);
        }
        stop(&mut server)?;
        if !home.log().contains("could not bind") {
            break;
        }
    }
    Err(Failure::Failed(format!("PostgreSQL did not start:\n{}", tail(&home.log()))))
}

fn start_at(
    home: &Home,
    binaries: &Path,
    settings: &[String],
    port: u16,
) -> Result<Child, Failure> {
    let log = home.folder.join("postgres.log");
    let log = File::create(&log).context(|| format!("could not write {log:?}"))?;
    let folder = home.folder.display();
    let mut command = home.program(&binaries.join("postgres"));
    command.args(["-D", "data"]);
    for setting in [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={folder}"),
        "fsync=on".to_owned(),
        "max_connections=200".to_owned(),
        "shared_buffers=128MB".to_owned(),
    ] {
        command.args(["-c", &setting]);
    }
    command
        .args(settings)
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .context(|| "could not start `postgres`".into())
}

fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
    listener.map(|address| address.port()).context(|| "found no free port".into())
}

/// The server writes its state into line 8 of its pid file.
fn is_ready(folder: &Path) -> bool {
    let state = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    state.lines().nth(7).is_some_and(|line| line.trim() == "ready")
}

/// Waits for the end of the input; returns what the task was running then.
fn keep(server: &mut Child) -> Option<Process> {
    let orders = read_orders();
    let mut running = None;
    let mut told_end = false;
    loop {
        match orders.recv_timeout(Duration::from_millis(500)) {
            Ok(order) => {
                running = order.strip_prefix("running ").and_then(Process::of);
            }
            Err(RecvTimeoutError::Disconnected) => return running,
            Err(RecvTimeoutError::Timeout) => {
                if let Ok(Some(status)) = server.try_wait()
                    && !told_end
                {
                    eprintln!("the private PostgreSQL server ended by itself: {status}");
                    told_end = true;
                }
            }
        }
    }
}

fn read_orders() -> Receiver<String> {
    let (sender, orders) = channel();
    std::thread::spawn(move || {
        for order in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(order).is_err() {
                return;
            }
        }
    });
    orders
}

/// A process that we did not start, known by its id and its start, for ids are used again.
#[derive(Debug, PartialEq, Eq)]
struct Process {
    id: u32,
    started: String,
}

impl Process {
    fn of(id: &str) -> Option<Self> {
        let id = id.parse().ok()?;
        Some(Self { id, started: start_of(id)? })
    }

    fn is_there(&self) -> bool {
        start_of(self.id).as_ref() == Some(&self.started)
    }

    /// Asks it to end, and waits a while for it.
    fn end(&self) {
        if !self.is_there() {
            return;
        }
        signal("TERM", self.id);
        let asked = Instant::now();
        while self.is_there() && asked.elapsed() < Duration::from_secs(15) {
            std::thread::sleep(STEP);
        }
    }
}

/// Field 22 of `/proc/PID/stat`; `None` if the process is gone, or dead and not yet waited for.
fn start_of(id: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name before it, in brackets, may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let state = fields.first()?;
    if ["Z", "X"].contains(state) {
        return None;
    }
    fields.get(19).map(|start| (*start).to_owned())
}

/// Stops the server: politely, then at once, then by force.
fn stop(server: &mut Child) -> Result<(), Failure> {
    for (name, patience) in [("INT", 30), ("QUIT", 10), ("KILL", 10)] {
        let asked = Instant::now();
        if server.try_wait().is_ok_and(|ended| ended.is_some()) {
            return Ok(());
        }
        signal(name, server.id());
        while asked.elapsed() < Duration::from_secs(patience) {
            if server.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Ok(());
            }
            std::thread::sleep(STEP);
        }
    }
    Err(Failure::Failed(format!("could not stop PostgreSQL, process {}", server.id())))
}

/// By the shell's own `kill`, which every machine has; a system call would need unsafe code.
fn signal(name: &str, id: u32) {
    let sent = Command::new("sh")
        .args(["-c", "kill -s \"$0\" \"$1\"", name, &id.to_string()])
        .stderr(Stdio::null())
        .status();
    if let Err(error) = sent {
        eprintln!("could not send {name} to process {id}: {error}");
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n")
}
