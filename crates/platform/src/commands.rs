//! The roles of an installation: demo, settle, verify.

use crate::demo::{self, Summary};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::operators::audit::AUDIT_HEAD;
use crate::progress::Bar;
use calendar::SettlementDay;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use units::Dso;

/// What a demo is asked for.
#[derive(Debug)]
pub struct DemoRequest {
    pub url: String,
    pub homes: Option<PathBuf>,
    pub days: u32,
    pub shift_to: Option<SettlementDay>,
    pub count: u32,
    pub seed: u64,
    /// Serve pages afterwards.
    pub listen: Option<SocketAddr>,
}

/// Runs a demo, prints its summary, and serves pages if asked.
pub fn demo(request: DemoRequest, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let homes = match &request.homes {
        Some(file) => {
            let bar = Bar::bytes("homes", file);
            let options = headend::Options::default();
            let import = headend::import_file(file, &options, &mut |progress| {
                bar.at(progress.bytes_read);
            })?;
            bar.done();
            demo::imported(import, request.shift_to)?
        }
        None => {
            let first = request.shift_to.or(SettlementDay::from_ymd(2026, 1, 5));
            let first = first.unwrap_or(SettlementDay(0));
            demo::generated(request.count, first, request.seed)
        }
    };
    let bar = Bar::steps("days", u64::from(request.days));
    let days = demo::Request { url: request.url.clone(), days: request.days, seed: request.seed };
    // The same names each time: whoever runs it twice sees the same books.
    let options = psp::sandbox::Options { run: Some("demo".to_owned()), ..Default::default() };
    let bank = psp::sandbox::start(options)?;
    let (summary, field) = demo::run(&days, homes, &bank, &mut |day| bar.at(u64::from(day)))?;
    bar.done();
    print(&summary, json, out)?;
    out.flush()?;
    if !summary.all_passed() {
        return refuse("a check of the demo failed");
    }
    match request.listen {
        Some(listen) => {
            // The demo's days are not ours: its pages go on from the end of the last one.
            let last = store::Store::open(&request.url)?.last_run(Dso::Ores)?;
            let from = last.map_or_else(crate::clock::now, |run| run.run_at);
            let psp = Some(crate::pay::Psp::sandbox(bank.base_url(), bank.api_key())?);
            let guests = crate::pages::Guests {
                psp,
                base_url: None,
                behind_proxy: false,
                courier: std::sync::Arc::new(crate::people::SaidAloud),
                provider: None,
                sandbox: true,
                training: None,
            };
            for login in demo::people(&request.url, from)? {
                eprintln!("{login}");
            }
            if let Some((ean, page)) = demo::poorest(&request.url, &field)? {
                eprintln!("EAN {ean} has least; its meter, with its button, is at {page}");
            }
            let _world = demo::go_on(&request.url, &bank, field, from)?;
            eprintln!("the sandbox bank is at {}/", bank.base_url());
            crate::pages::serve(&request.url, listen, Some(from), guests)
        }
        None => Ok(()),
    }
}

fn print(summary: &Summary, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json {
        writeln!(out, "{}", serde_json::to_string(summary)?)?;
    } else {
        summary.print(out)?;
    }
    Ok(())
}

/// Settles a day, or says what would be done.
pub fn settle(
    url: &str,
    day: SettlementDay,
    dso: Option<Dso>,
    dry_run: bool,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let asked = dso.map_or(Dso::ALL.to_vec(), |dso| vec![dso]);
    for dso in asked {
        if engine.store.accounts(Some(dso), None, 1)?.is_empty() {
            continue;
        }
        let run_at = engine.books.run_at(dso, day)?;
        if !dry_run && run_at > crate::clock::now() {
            return refuse(format!(
                "{day} cannot be settled before its run at {}",
                run_at.to_local_string()
            ));
        }
        let planned = if dry_run {
            engine.plan_only(dso, day)?
        } else {
            let bar = Bar::steps("accounts", 0);
            let mut accounts = 0;
            let settled = engine.settle(dso, day, &mut Vec::new(), &mut |more| {
                accounts += more;
                bar.at(accounts);
            })?;
            bar.done();
            settled
        };
        let text = if dry_run { "would be" } else { "were" };
        if json {
            let line = serde_json::json!({
                "dso": dso, "day": day, "dry_run": dry_run,
                "ordinary": planned.ordinary, "by_timeline": planned.slow, "notices": planned.notices,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(
                out,
                "{dso} {day}: {} accounts {text} settled in the night kernel, {} by their timeline, {} notices",
                planned.ordinary, planned.slow, planned.notices
            )?;
        }
    }
    Ok(())
}

/// Checks what is kept. Errors: the first fault, by what it was found in.
/// `tirelire verify --audit`: whether an export of the audit is as it was signed, with the key of this installation or with
/// one that is told. Errors: nothing was ever exported here; what is wrong, and in which line.
pub fn verify_audit(
    url: &str,
    (file, key): (&std::path::Path, Option<&str>),
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let key = match key {
        Some(key) => key.to_owned(),
        None => {
            let mut engine = Engine::open(url)?;
            match crate::operators::audit::signed::public_key(&mut engine.store)? {
                Some(key) => key,
                None => return refuse("no audit was exported here: say the key with --key"),
            }
        }
    };
    let text = std::fs::read_to_string(file)?;
    let lines = crate::operators::audit::signed::check(&text, &key)?;
    // Operator, days, kind, lines and whether it is whole, as they were signed with the rest.
    let head = text.lines().next().and_then(|line| line.strip_prefix(AUDIT_HEAD));
    let of = head.unwrap_or_default().replace(',', " ");
    if json {
        let line =
            serde_json::json!({ "check": "audit", "passed": true, "lines": lines, "of": of });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "passed  the audit of {lines} lines is as it was signed: {of}")?;
    }
    Ok(())
}

pub fn verify(url: &str, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let report = crate::verify::verify(&mut engine)?;
    for check in &report.checks {
        let passed = check.fault.is_none();
        if json {
            let line = serde_json::json!({
                "check": check.what, "passed": passed, "fault": check.fault,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{}  {}", if passed { "passed" } else { "FAILED" }, check.what)?;
        }
    }
    match report.first_fault() {
        Some(check) => {
            let fault = check.fault.clone().unwrap_or_default();
            refuse(format!("{}: {fault}", check.what))
        }
        None => Ok(()),
    }
}
