//! The private cluster comes up, and leaves nothing behind, however the task ends.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// How a task that holds a cluster ends.
#[derive(Debug, Clone, Copy)]
enum End {
    OfInput,
    Signal(&'static str),
}

#[test]
fn a_private_postgres_leaves_nothing_behind_when_its_input_ends() {
    check("input", End::OfInput);
}

#[test]
fn a_private_postgres_leaves_nothing_behind_when_its_task_is_ended() {
    // Not INT: a shell that runs tests in the background has it ignored.
    check("end", End::Signal("TERM"));
}

#[test]
fn a_private_postgres_leaves_nothing_behind_when_its_task_is_killed() {
    check("kill", End::Signal("KILL"));
}

fn check(name: &str, end: End) {
    let has_server = Path::new("/usr/lib/postgresql").is_dir();
    if !has_server {
        eprintln!("skipped: no PostgreSQL on this machine (`cargo xtask test` installs it)");
        return;
    }
    let folder = Folder::new(name);
    let (mut task, input, url) = start(&folder.0);
    let address = url.rsplit_once('@').unwrap().1.split('/').next().unwrap().to_owned();
    TcpStream::connect(&address).unwrap();
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1, "one folder of the cluster");

    match end {
        End::OfInput => drop(input),
        End::Signal(signal) => {
            let id = task.id().to_string();
            let kill = ["-c", "kill -s \"$0\" \"$1\"", signal, &id];
            assert!(Command::new("sh").args(kill).status().unwrap().success());
        }
    }
    assert_eq!(task.wait().unwrap().success(), matches!(end, End::OfInput));
    let asked = Instant::now();
    while std::fs::read_dir(&folder.0).unwrap().count() > 0 {
        assert!(asked.elapsed() < Duration::from_secs(30), "the folder is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(TcpStream::connect(&address).is_err(), "the server still answers at {address}");
}

fn start(folder: &Path) -> (Child, Option<ChildStdin>, String) {
    let mut task = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("postgres")
        .env("TMPDIR", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = task.stdin.take();
    let mut url = String::new();
    BufReader::new(task.stdout.take().unwrap()).read_line(&mut url).unwrap();
    assert!(url.starts_with("postgres://"), "no URL: {url:?}");
    (task, input, url.trim().to_owned())
}

/// A folder of this test alone. Its path is short: a socket's path has at most 107 bytes.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
