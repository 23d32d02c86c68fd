//! Foreign programs, each in a process that ends with its test.

use notify::carrier::{Carrier, Dispatch, Receipt};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use units::Language;

/// The Python with the packages of `cargo xtask peers`; without it a test says so and passes.
pub fn python() -> Option<std::ffi::OsString> {
    let python = std::env::var_os("TIRELIRE_PEERS_PYTHON").filter(|python| !python.is_empty());
    if python.is_none() {
        let wanted = std::env::var_os("TIRELIRE_PEERS").is_some();
        assert!(!wanted, "TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how");
        eprintln!("skipped: TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how");
    }
    python
}

/// A process that is ended with the test, and what it says.
pub struct Process {
    child: Child,
    lines: Receiver<String>,
}

impl Process {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// The first line that has `word` in it.
    #[track_caller]
    pub fn wait_for(&self, word: &str) -> String {
        let until = Instant::now() + Duration::from_secs(30);
        let mut seen = Vec::new();
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            match self.lines.recv_timeout(left) {
                Ok(line) if line.contains(word) => return line,
                Ok(line) => seen.push(line),
                Err(_) => break,
            }
        }
        panic!("`{word}` was never said: {seen:?}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub fn dispatch(number: u32, text: &str) -> Dispatch {
    Dispatch {
        id: format!("1000000001-{number}"),
        to: format!("+324500000{number:02}"),
        language: Language::Fr,
        subject: String::new(),
        text: text.to_owned(),
        html: String::new(),
    }
}

/// Receipts, until there are so many.
#[track_caller]
pub fn receipts(carrier: &mut dyn Carrier, count: usize) -> Vec<Receipt> {
    let until = Instant::now() + Duration::from_secs(40);
    let mut heard = Vec::new();
    while heard.len() < count {
        assert!(Instant::now() < until, "only {heard:?} were heard");
        heard.extend(carrier.receipts(Duration::from_millis(200)));
    }
    heard
}
