//! The binary itself at the end of a card meter: cards of the virtual one, good and bad.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const EAN: &str = "541449012345678908";

struct Installation {
    folder: tempfile::TempDir,
}

impl Installation {
    fn new() -> Self {
        let own = Self { folder: tempfile::tempdir().unwrap() };
        for (number, energy) in [("1", "electricity"), ("2", "gas")] {
            let price = [
                "price",
                "enter",
                "--dso",
                "ORES",
                "--energy",
                energy,
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
            own.run(&price);
            own.run(&["price", "approve", number, "--by", "bo"]);
        }
        own
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tirelire"));
        command.env("TIRELIRE_DB", self.folder.path().join("tirelire.db"));
        command.env_remove("TIRELIRE_MASTER_KEY").current_dir(self.folder.path());
        command
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Exit code 1 and the reason.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Lines before a card meter that was placed with a number and a balance.
    fn at_meter(&self, serial: &str, lines: &str) -> Output {
        let mut child = self
            .command()
            .args(["meter", "virtual", "--kind", "card-electricity"])
            .args(["--with", &format!("serial={serial}"), "--with", "balance=12.00"])
            .args(["--at", "2026-10-05T10:00:00+02:00"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// A card that came out of meter 77 after a day of 0.4 kW and one load of 20.00 that was sold for it.
    fn closed_card(&self) {
        self.at_meter(
            "77",
            "card in card.txt\nwait 10s\ncard out\ncard load 20.00\ncard in\nwait 10s\nload 0.4kW\n\
             wait 24h\nload 0\ncard out card.txt\n",
        );
        self.write("sales.csv", "number,eur\n1,20.00\n");
    }
}

const SWAP: [&str; 17] = [
    "meter",
    "card",
    "swap",
    EAN,
    "card.txt",
    "--of",
    "77",
    "--sales",
    "sales.csv",
    "--meter",
    "501",
    "--registers",
    r#"{"1.8.1":"0","1.8.2":"0"}"#,
    "--dso",
    "ORES",
    "--request",
    "R-1",
];

fn swap<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&SWAP[..], &["--at", "2026-10-06T11:00:00+02:00", "--report", "report.json"], more].concat()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text.trim()).unwrap()
}

#[test]
fn pa_05_what_is_left_on_a_card_meter_begins_the_account_of_its_successor() {
    let own = Installation::new();
    own.closed_card();
    let card = json(&own.run(&["--json", "meter", "card", "read", "card.txt"]));
    assert_eq!((card["meter"].as_str(), card["chip"].as_str()), (Some("000000077"), Some("clean")));
    let balance = card["read_out"]["balance_eur"].as_str().unwrap().to_owned();
    let audit =
        ["--json", "meter", "card", "audit", "card.txt", "--of", "77", "--sales", "sales.csv"];
    let told = json(&own.run(&audit));
    assert_eq!(told["findings"].as_array().unwrap().len(), 0, "{told}");
    assert_eq!(told["closing"]["loaded_eur"], "20.000000");
    let told = json(&own.run(&[&["--json"], &swap(&[])[..]].concat()));
    assert_eq!(told["transfer"]["old_meter"], "000000077");
    assert_eq!(told["transfer"]["new_meter"], "000000501");
    // Above the floor: carried over as it was, and nothing is owed.
    assert_eq!(told["transfer"]["balance_eur"].as_str(), Some(balance.as_str()));
    assert_eq!(told["transfer"]["advanced_eur"], "0.000000");
    assert_eq!(json(&own.text("report.json")), told, "the report is what was said");
    let shown = json(&own.run(&["--json", "account", "show", EAN]));
    assert_eq!(shown["balance_eur"].as_str(), Some(balance.as_str()));
    own.run(&["verify"]);
    // Once: neither the point nor the card again.
    let said = own.refused(&[&swap(&[])[..19], &["--report", "again.json"]].concat());
    assert!(said.contains("has an account already"), "{said}");
    let other = swap(&[])
        .iter()
        .map(|word| if *word == EAN { "541449012345678915" } else { word })
        .map(|word| if word == "report.json" { "again.json" } else { word })
        .collect::<Vec<_>>();
    let said = own.refused(&other);
    assert!(said.contains("what was left on meter 000000077 went to account"), "{said}");
}

#[test]
fn pa_05_a_lower_balance_is_lifted_and_an_old_debt_goes_on() {
    let own = Installation::new();
    own.at_meter(
        "77",
        "card in card.txt\nwait 10s\ncard out\ncard load 5.00 debt 60.00 5.00\ncard in\nwait 10s\n\
         card out card.txt\n",
    );
    own.write("sales.csv", "1,5.00\n");
    let told = json(&own.run(&[&["--json"], &swap(&[])[..]].concat()));
    assert_eq!(told["closing"]["balance_eur"], "17.000000");
    assert_eq!(told["transfer"]["balance_eur"], "20.000000");
    assert_eq!(told["transfer"]["advanced_eur"], "3.000000");
    assert_eq!(told["transfer"]["old_debt_eur"], "60.000000");
    let shown = json(&own.run(&["--json", "account", "show", EAN]));
    assert_eq!(shown["debt_eur"], "63.000000");
    own.run(&["verify"]);
}

#[test]
fn mt_13_a_card_that_is_not_the_evidence_opens_nothing() {
    let own = Installation::new();
    own.closed_card();
    let good = own.text("card.txt");
    let refused = |card: &str, reason: &str| {
        own.write("card.txt", card);
        let said = own.refused(&swap(&[]));
        assert!(said.contains(reason), "{reason}: {said}");
        assert!(!own.folder.path().join("report.json").exists());
    };
    own.at_meter("78", "card in other.txt\nwait 10s\ncard out other.txt\n");
    refused(
        &own.text("other.txt"),
        "is of meter 000000078, not of 000000077: it is a card of another home",
    );
    refused("meter 77\nchip clean\nload 2 20.00\n", "was loaded and not put in its meter");
    refused("meter 77\n", "the card is new");
    refused(&good.replace("chip clean", "chip dirty"), "wipe its contacts");
    refused(&good.replace("chip clean", "chip damaged"), "read the meter on the spot");
    refused("what is this", "line 1: a read-out has 15 fields");
    refused(&good.replace(";2026-", ";2027-"), "lies in the future");
    refused("", "there is no read-out in it");
    // Somebody has changed the balance on the card: the books of the meter do not give it.
    let balance = good.split(';').nth(11).unwrap();
    let forged = good.replacen(&format!(";{balance};"), ";900.000000;", 1);
    refused(&forged, "findings that nobody has accepted");
    // A load that nobody sold.
    own.write("card.txt", &good);
    own.write("sales.csv", "number,eur\n");
    let said =
        own.refused(&["meter", "card", "audit", "card.txt", "--of", "77", "--sales", "sales.csv"]);
    assert!(said.contains("findings are for a person to look at"), "{said}");
    assert!(own.refused(&swap(&[])).contains("findings that nobody has accepted"));
    own.write("sales.csv", "1;20.00\n");
    assert!(own.refused(&swap(&[])).contains("line 1 of the sales"));
    own.write("sales.csv", "number,eur\n");
    let told = json(&own.run(&[&["--json"], &swap(&["--accepted-by", "an"])[..]].concat()));
    assert_eq!(told["accepted_by"], "an");
    own.run(&["verify"]);
    // The card of the other home stands on the point's timeline, though there was no account yet.
    let shown = json(&own.run(&["--json", "account", "show", EAN]));
    let refused = shown["refused_cards"].as_array().unwrap();
    assert_eq!(refused.len(), 1, "{shown}");
    assert_eq!(refused[0]["meter"], "000000078");
    assert_eq!(refused[0]["expected"], "000000077");
    let said = own.run(&["account", "show", EAN]);
    assert!(
        said.contains("of meter 000000078, not of 000000077: a card of another home"),
        "{said}"
    );
}

#[test]
fn mt_20_no_prepayment_where_the_meter_must_not_communicate_nor_the_other_way_round() {
    let own = Installation::new();
    own.closed_card();
    let refusal = ["--json", "meter", "opt-out", EAN, "--told-on", "2020-11-01"];
    assert_eq!(json(&own.run(&refusal))["cost"], "at_cost", "told years ago");
    let said = own.refused(&swap(&[]));
    assert!(said.contains("that its meter communicates, and prepayment needs that"), "{said}");
    own.run(&["meter", "opt-out", EAN, "--end"]);
    assert!(own.refused(&["meter", "opt-out", EAN, "--end"]).contains("has not refused it"));
    own.run(&swap(&[]));
    let said = own.refused(&refusal);
    assert!(said.contains("prepayment needs a meter that communicates"), "{said}");
}
