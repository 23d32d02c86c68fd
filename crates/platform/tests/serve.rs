//! The binary itself, with a server on loopback: a terminal sells over it, and what is too much is
//! refused at the door.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

const EAN: &str = "541449012345678908";
const REFERENCE: &str = "9012 3456 78908";

struct Installation {
    folder: tempfile::TempDir,
    /// TIRELIRE_MASTER_KEY.
    master: Option<String>,
    server: Option<(Child, String)>,
}

impl Drop for Installation {
    fn drop(&mut self) {
        if let Some((mut server, _)) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

impl Installation {
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tirelire"));
        command.env("TIRELIRE_DB", self.folder.path().join("tirelire.db"));
        command.env_remove("TIRELIRE_MASTER_KEY").env_remove("TIRELIRE_TERMINAL_KEY");
        command.current_dir(self.folder.path());
        command.envs(self.master.iter().map(|key| ("TIRELIRE_MASTER_KEY", key)));
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// With prices, an account and a terminal.
    fn new() -> Self {
        let installation =
            Self { folder: tempfile::tempdir().unwrap(), master: None, server: None };
        let price = [
            "price",
            "enter",
            "--dso",
            "ORES",
            "--energy",
            "electricity",
            "--basis",
            "average",
            "--from",
            "2020-01-01",
            "--eur-per-kwh",
            "0.342150",
            "--source",
            "test",
            "--by",
            "an",
        ];
        installation.run(&price);
        installation.run(&["price", "approve", "1", "--by", "bo"]);
        installation.run(&[
            "account",
            "open",
            EAN,
            "--dso",
            "ORES",
            "--energy",
            "electricity",
            "--request",
            "R-1",
            "--start",
            r#"{"activate":{"registers":{"1.8.1":"0","1.8.2":"0"}}}"#,
            "--area",
            "Huy",
        ]);
        installation
    }

    fn terminal(&self) -> String {
        let said =
            self.run(&["terminal", "add", "T1", "--dso", "ORES", "--name", "Kiosk", "--json"]);
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        said["key"].as_str().unwrap().to_owned()
    }

    /// Serves on a port that is free; returns the address.
    fn serve(&mut self) -> String {
        let mut server = self
            .command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().unwrap().unwrap();
            if let Some(address) = line.strip_prefix("pages are at ") {
                break address.trim_end_matches('/').to_owned();
            }
        };
        // Whatever it says later has to go somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        self.server = Some((server, address.clone()));
        address
    }

    fn sell(&self, url: &str, key: &str, more: &[&str]) -> Output {
        let mut command = self.command();
        command.env("TIRELIRE_TERMINAL_KEY", key);
        command.args(["terminal", "sell", "--url", url, "--id", "T1"]);
        command.args(["--reference", REFERENCE]).args(more).output().unwrap()
    }

    fn balance(&self) -> String {
        let said: serde_json::Value =
            serde_json::from_str(&self.run(&["account", "show", EAN, "--json"])).unwrap();
        said["balance_eur"].as_str().unwrap().to_owned()
    }
}

fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

/// Status and body of what is answered to `request`.
fn asked(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
    // A server that has refused may close before everything is written.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn tp_06_a_terminal_sells_over_a_server_and_finds_a_lost_answer_again() {
    let mut installation = Installation::new();
    let key = installation.terminal();
    let url = installation.serve();
    let before = installation.balance();
    let sold = installation.sell(&url, &key, &["--eur", "20.00"]);
    assert!(sold.status.success(), "{}", text(&sold));
    assert_eq!((before.as_str(), installation.balance().as_str()), ("20.000000", "40.000000"));
    let lost = installation.sell(&url, &key, &["--eur", "10.00", "--lose-answer"]);
    assert!(lost.status.success(), "{}", text(&lost));
    assert!(text(&lost).contains("credited"), "{}", text(&lost));
    assert_eq!(installation.balance(), "50.000000", "once");
    // Nothing of what is refused moves anything.
    let (name, _) = key.split_once(':').unwrap();
    let forged = format!("{name}:{}", "0".repeat(64));
    for (key, eur) in [(&forged, "20.00"), (&key, "4.00")] {
        let refused = installation.sell(&url, key, &["--eur", eur]);
        assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
    }
    assert_eq!(installation.balance(), "50.000000");
    let day = calendar_today();
    let found = installation.output(&["reconcile", "--day", &day, "--json"]);
    assert!(found.status.success(), "{}", text(&found));
    assert!(text(&found).contains("2 movements, 30.000000 EUR"), "{}", text(&found));
    installation.run(&["verify"]);
}

/// Today in Brussels: a sale around midnight is a day later, and then so is this.
fn calendar_today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    calendar::Instant::from_unix_s(i64::try_from(since.as_secs()).unwrap()).day().to_string()
}

#[test]
fn tp_06_too_long_a_body_or_head_is_refused_by_the_server_that_people_use() {
    let mut installation = Installation::new();
    installation.terminal();
    let address = installation.serve();
    let signed = "tirelire-key: T1-x\r\ntirelire-timestamp: 1\r\nidempotency-key: k\r\n\
                  tirelire-signature: v1=0000000000000000000000000000000000000000000000000000000000000000";
    let head = |more: &str, length: usize| {
        format!(
            "POST /v1/terminals/T1/shifts/A/open HTTP/1.1\r\nhost: x\r\n{signed}\r\n{more}\
             content-length: {length}\r\nconnection: close\r\n\r\n"
        )
    };
    let small = asked(&address, [head("", 2).as_bytes(), b"{}"].concat().as_slice());
    assert!(small.starts_with("HTTP/1.1 401"), "the door is there: {small}");
    let body = vec![b' '; 40 << 10];
    let large = asked(&address, &[head("", body.len()).as_bytes(), &body].concat());
    assert!(large.starts_with("HTTP/1.1 413"), "{large}");
    assert!(large.contains("body-too-large"), "{large}");
    let padding = format!("x-padding: {}\r\n", "x".repeat(20 << 10));
    let long = asked(&address, head(&padding, 0).as_bytes());
    assert!(long.starts_with("HTTP/1.1 431"), "{long}");
    // Pages stand behind the same limits, and are still there.
    let page = asked(&address, b"GET /fr HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
}

#[test]
fn pd_04_a_terminals_secret_is_sealed_at_rest_and_sells_all_the_same() {
    let mut installation = Installation::new();
    let clear = installation.output(&["terminal", "add", "T0", "--dso", "ORES", "--name", "Clear"]);
    assert!(clear.status.success() && text(&clear).contains("kept in clear"), "{}", text(&clear));
    installation.master = Some("5a".repeat(32));
    let key = installation.terminal();
    let kept = || {
        let mut all = Vec::new();
        for end in ["", "-wal"] {
            let file = installation.folder.path().join(format!("tirelire.db{end}"));
            all.extend(std::fs::read(file).unwrap_or_default());
        }
        String::from_utf8_lossy(&all).into_owned()
    };
    let (_, secret) = key.split_once(':').unwrap();
    assert!(!kept().contains(secret) && kept().contains("sealed:v1:"));
    assert!(installation.run(&["terminal", "reseal"]).starts_with("1 terminals"));
    let url = installation.serve();
    let sold = installation.sell(&url, &key, &["--eur", "20.00"]);
    assert!(sold.status.success(), "{}", text(&sold));
    // A server that does not have the master key takes nobody's word.
    let (mut server, _) = installation.server.take().unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    installation.master = None;
    let url = installation.serve();
    let refused = installation.sell(&url, &key, &["--eur", "20.00"]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
    assert_eq!(installation.balance(), "40.000000");
}
