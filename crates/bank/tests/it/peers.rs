//! Foreign programs as judges: `febelfin-coda` reads the same fields from CODA, the published XSDs
//! accept what we write and do not know better about what we refuse.
//!
//! They are Python packages. `cargo xtask peers` installs them and says what to put in
//! `TIRELIRE_PEERS_PYTHON`; without it these tests say so and pass, but where `TIRELIRE_PEERS` is set, as
//! under `cargo xtask test`, they fail.

use crate::payout::order;
use crate::{events, refusal, shared};
use bank::sample::Sample;
use bank::{BankError, Event, Information, PayoutSchema, Problem, StatementLine, Structured};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the scripts, and Python if there is one.
fn python() -> Option<(PathBuf, PathBuf)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers"));
    let [python, wanted] = ["TIRELIRE_PEERS_PYTHON", "TIRELIRE_PEERS"].map(std::env::var_os);
    Some((judge(python, wanted.is_some())?, folder))
}

/// Panics where judges are wanted and there is none.
fn judge(python: Option<OsString>, wanted: bool) -> Option<PathBuf> {
    let python = python.filter(|python| !python.is_empty());
    if python.is_none() {
        let without = "TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how";
        assert!(!wanted, "{without}");
        eprintln!("skipped: {without}");
    }
    python.map(PathBuf::from)
}

#[test]
fn tp_10_tp_11_a_judge_that_is_absent_passes_nothing_where_judges_are_wanted() {
    let python = Some(OsString::from("/usr/bin/python3"));
    assert_eq!(judge(python.clone(), true), python.map(PathBuf::from));
    for absent in [None, Some(OsString::new())] {
        assert_eq!(judge(absent.clone(), false), None);
        assert!(std::panic::catch_unwind(|| judge(absent, true)).is_err());
    }
}

/// Runs a script and gives its lines.
fn ask(flags: &[&str], script: &str, paths: &[PathBuf]) -> Option<Vec<Value>> {
    let (python, folder) = python()?;
    let output = Command::new(python).args(flags).arg(folder.join(script)).args(paths).output();
    let output = output.unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {complaint}");
    let lines = String::from_utf8(output.stdout).unwrap();
    Some(lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A folder of our own that goes away with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bank-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn coda_files(folder: &Folder) -> Vec<PathBuf> {
    let names = [
        "acsone_Coda_v2_3_globalisation.txt",
        "coda_standard_valid.cod",
        "coda_standard_invalid.cod",
        "sample1.cod",
        "sample2.cod",
        "sample3.cod",
        "sample4.cod",
        "sample5.cod",
        "sample6.cod",
        "sample7.cod",
    ];
    let mut paths: Vec<PathBuf> =
        names.iter().filter_map(|name| shared("bank_coda", name)).collect();
    for (seed, lines) in [(1, 0), (2, 500)] {
        let mut out = Vec::new();
        Sample { lines_per_statement: 120, ..Sample::new(seed, lines) }
            .write_coda(&mut out)
            .unwrap();
        paths.push(folder.write(&format!("sample-{seed}.cod"), &out));
    }
    paths
}

/// Three decimals, as the peer writes them.
fn milli(amount: units::MicroEuro) -> String {
    units::format_decimal(i128::from(amount.0 / 1_000), 3)
}

fn decimal(value: &Value) -> String {
    let text = value.as_str().unwrap();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}.{fraction:0<3}").replace("-0.000", "0.000")
}

/// Flag, type and text of a communication as record 2 or 3 has them.
fn raw(structured: Option<&Structured>, text: &str) -> String {
    match structured {
        Some(structured) => format!("1{}{}", structured.code, structured.text),
        None => text.to_owned(),
    }
}

/// Our movement in the words of the peer.
fn movement(line: &StatementLine) -> Value {
    let day = |day: Option<calendar::SettlementDay>| day.map(|day| day.to_string());
    json!({
        "amount": milli(line.amount),
        "value": day(line.value),
        "booked": day(line.booked),
        "operation": line.operation,
        "detail": line.position.detail,
        "bank_reference": line.bank_reference,
        "client_reference": line.client_reference,
        "bic": line.counterparty.bic,
        "account": line.counterparty.account,
        "name": line.counterparty.name,
        "returned": line.return_reason,
        "purpose": line.purpose,
        "communication": raw(line.structured.first(), &line.text),
    })
}

fn information(information: &Information) -> String {
    match information.code.as_str() {
        "" => information.text.clone(),
        code => format!("1{code}{}", information.text),
    }
}

/// Our statements in the words of the peer, and whether their controls passed.
fn ours(bytes: &[u8]) -> Result<(Value, bool), BankError> {
    let (events, error) = events(bytes);
    if let Some(error) = error {
        return Err(error);
    }
    let (mut statements, mut passed) = (Vec::new(), true);
    let (mut movements, mut informations) = (Vec::new(), Vec::new());
    let mut head = json!({});
    for event in events {
        match event {
            Event::Start(start) => {
                let opening = start.opening.unwrap();
                head = json!({
                    "account": start.account, "currency": "EUR", "bank": start.bank,
                    "holder": start.holder, "id": start.id, "number": start.number,
                    "created": start.created.to_string(), "duplicate": start.duplicate,
                    "opening": [milli(opening.amount), opening.day.to_string()],
                });
            }
            Event::Line(line) | Event::Detail(line) => {
                movements.push(movement(&line));
                informations.extend(line.information.iter().map(information));
            }
            Event::End(end) => {
                let closing = end.closing.unwrap();
                let mut statement = head.take();
                // The peer, without its controls, keeps the account of the last record that has one.
                if let Some(account) = &end.closing_account {
                    statement["account"] = account.as_str().into();
                }
                statement["closing"] = json!([milli(closing.amount), closing.day.to_string()]);
                statement["movements"] = std::mem::take(&mut movements).into();
                statement["informations"] = std::mem::take(&mut informations).into();
                statement["messages"] = end.messages.into();
                statements.push(statement);
                // The peer holds the account of the new balance for a control too.
                passed &= end.controls.passed() && end.closing_account.is_none();
            }
        }
    }
    Ok((statements.into(), passed))
}

/// Puts what the peer writes in another way into one way: decimals, and the flag before free text.
fn theirs(mut statements: Value) -> Value {
    for statement in statements.as_array_mut().unwrap() {
        for balance in ["opening", "closing"] {
            statement[balance][0] = decimal(&statement[balance][0]).into();
        }
        for movement in statement["movements"].as_array_mut().unwrap() {
            movement["amount"] = decimal(&movement["amount"]).into();
            movement["communication"] = without_flag(&movement["communication"]).into();
        }
        for information in statement["informations"].as_array_mut().unwrap() {
            *information = without_flag(information).into();
        }
    }
    statements
}

fn without_flag(communication: &Value) -> String {
    let text = communication.as_str().unwrap();
    match text.chars().next() {
        Some('1') => text.to_owned(),
        flag => text.chars().skip(flag.iter().count()).collect(),
    }
}

fn name(answer: &Value) -> String {
    let path = Path::new(answer["path"].as_str().unwrap());
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn tp_10_febelfin_coda_reads_the_same_fields() {
    let folder = Folder::new("coda-fields");
    let Some(mut answers) = ask(&["-O"], "febelfin.py", &coda_files(&folder)) else { return };
    answers.extend(ask(&["-O"], "febelfin.py", &[]).unwrap());
    let mut compared = 0;
    for answer in answers {
        let bytes = std::fs::read(answer["path"].as_str().unwrap()).unwrap();
        match (ours(&bytes), answer.get("statements")) {
            (Ok((statements, _)), Some(found)) => {
                let found = theirs(found.clone());
                let pairs = statements.as_array().unwrap().iter().zip(found.as_array().unwrap());
                for (ours, theirs) in pairs {
                    for (field, value) in ours.as_object().unwrap() {
                        assert_eq!(value, &theirs[field], "{} of {}", field, name(&answer));
                    }
                }
                assert_eq!(statements, found, "{}", name(&answer));
                compared += statements[0]["movements"].as_array().unwrap().len();
            }
            (Err(_), None) => {}
            (ours, theirs) => panic!("{}: {ours:?} against {theirs:?}", name(&answer)),
        }
    }
    assert!(compared > 100, "{compared} movements");
}

#[test]
fn tp_10_febelfin_coda_comes_to_the_same_control_result() {
    let folder = Folder::new("coda-controls");
    let Some(mut answers) = ask(&[], "febelfin.py", &coda_files(&folder)) else { return };
    answers.extend(ask(&[], "febelfin.py", &[]).unwrap());
    for answer in answers {
        let bytes = std::fs::read(answer["path"].as_str().unwrap()).unwrap();
        match (ours(&bytes), answer.get("refused").and_then(Value::as_str)) {
            (Ok((_, true)), None)
            | (Ok((_, false)), Some("AssertionError"))
            | (Err(_), Some(_)) => {}
            (ours, theirs) => {
                let ours = ours.map(|(_, passed)| passed);
                panic!("{}: {ours:?} against {theirs:?}", name(&answer));
            }
        }
    }
}

#[test]
fn tp_21_the_published_schemas_accept_the_payout() {
    let folder = Folder::new("pain");
    let paths = [("v3.xml", PayoutSchema::V3), ("v9.xml", PayoutSchema::V9)]
        .map(|(name, schema)| folder.write(name, order(schema).file().unwrap().xml.as_bytes()));
    let Some(answers) = ask(&[], "xsd.py", &paths) else { return };
    for answer in answers {
        assert_eq!(answer["valid"], true, "{answer}");
    }
    let spoilt = std::fs::read_to_string(&paths[1]).unwrap().replace("CtrlSum", "CtlSum");
    let spoilt = folder.write("spoilt.xml", spoilt.as_bytes());
    assert_eq!(ask(&[], "xsd.py", &[spoilt]).unwrap()[0]["valid"], false);
}

#[test]
fn tp_11_the_published_schema_accepts_the_pages_of_our_tests() {
    let folder = Folder::new("pages");
    let path = folder.write("pages.xml", crate::pages::three_pages().as_bytes());
    let Some(answers) = ask(&[], "xsd.py", &[path]) else { return };
    assert_eq!(answers[0]["valid"], true, "{}", answers[0]);
}

/// The published examples are not valid themselves. We read on where what is wrong means nothing to
/// us: each with the element that the schema complains about.
#[test]
fn tp_11_the_published_schema_and_we_on_the_files_of_the_field() {
    let table = [
        ("camt053_valid_example.xml", "NtryRef", "read"),
        ("camt053_valid_example_with_batch.xml", "MsgId", "read"),
        ("camt053_valid_example_with_debit.xml", "PmtInfId", "read"),
        ("camt053_valid_example_v8.xml", "UETR", "line 33: currency `CHF` is not EUR"),
    ];
    for (file, complaint, verdict) in table {
        let Some(path) = shared("bank_iso20022", file) else { return };
        assert_eq!(refusal(&std::fs::read(&path).unwrap()), verdict, "{file}");
        let Some(answers) = ask(&[], "xsd.py", &[path]) else { return };
        assert_eq!(answers[0]["valid"], false, "{file}");
        let error = answers[0]["error"].as_str().unwrap();
        assert!(error.contains(&format!("}}{complaint}'")), "{file}: {error}");
    }
}

/// A small generator: the same files each time.
fn next(state: &mut usize, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// One element without children is removed, emptied, doubled or given another text.
fn spoilt(text: &str, state: &mut usize) -> String {
    let leaves: Vec<(usize, usize)> = text
        .match_indices("</")
        .filter_map(|(end, _)| {
            let start = text[..end].rfind('<')?;
            let close = end + text[end..].find('>')? + 1;
            (!text[start..].starts_with("</")).then_some((start, close))
        })
        .collect();
    let (start, end) = leaves[next(state, leaves.len())];
    let leaf = &text[start..end];
    let open = leaf.find('>').unwrap() + 1;
    let close = leaf.rfind("</").unwrap();
    let texts = ["", "0", "12.30", "true", "DUPL", "2026-02-28", "  X  ", "é", "-1", "COPY"];
    let other = match next(state, 4) {
        0 => String::new(),
        1 => [leaf, leaf].concat(),
        _ => [&leaf[..open], texts[next(state, texts.len())], &leaf[close..]].concat(),
    };
    [&text[..start], &other, &text[end..]].concat()
}

#[test]
fn tp_11_what_we_refuse_by_form_the_published_schema_refuses_too() {
    let folder = Folder::new("camt");
    let mut whole = Vec::new();
    Sample::new(11, 6).write_camt(&mut whole).unwrap();
    let text = String::from_utf8(whole).unwrap();
    let mut state = 1;
    let mut paths = vec![folder.write("whole.xml", text.as_bytes())];
    for number in 0..400 {
        let bytes = spoilt(&text, &mut state);
        paths.push(folder.write(&format!("{number}.xml"), bytes.as_bytes()));
    }
    let Some(answers) = ask(&[], "xsd.py", &paths) else { return };
    assert_eq!(answers[0]["valid"], true, "{}", answers[0]);
    let (mut valid, mut refused) = (0, 0);
    for answer in answers {
        let bytes = std::fs::read(answer["path"].as_str().unwrap()).unwrap();
        let error = events(&bytes).1;
        let by_form = match &error {
            // These are no matter of form: the codes of a status are a list outside of the schema.
            None
            | Some(BankError::Bad {
                problem:
                    Problem::Currency { .. } | Problem::Field { field: "status of the entry", .. },
                ..
            }) => false,
            Some(_) => true,
        };
        if answer["valid"] == true {
            valid += 1;
            assert!(!by_form, "{error:?}");
        }
        refused += u32::from(by_form);
    }
    assert!(valid > 50 && refused > 50, "{valid} valid, {refused} refused");
}
