//! `tirelire share run`, `runs`, `report` and `bill`.

use super::bill::Bill;
use super::report::{
    As, Recipient, add_ratios, concerns, prepare, ratios_of, ratios_of_all, write,
};
use super::rows::kwh;
use super::terms::{Agreed, agree, held, prices};
use super::{Credited, Done, Prices, bills, credit, fill, find, make, make_without};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::intervals::{Place, open};
use crate::share::groups::load;
use ::intervals::Month;
use calendar::SettlementDay;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use store::{KeptRun, KeptVolume, RunKind, SharingTerms};
use units::{MicroEuro, NanoEuroPerKwh};

/// `2026-10`.
pub fn month(text: &str) -> Result<Month, String> {
    let day: Result<SettlementDay, _> = format!("{text}-01").parse();
    day.map(Month::of).map_err(|_| format!("`{text}` is not a month such as `2026-10`"))
}

/// A price of a kilowatt-hour: nobody is paid for taking.
pub fn price(text: &str) -> Result<NanoEuroPerKwh, String> {
    let price: NanoEuroPerKwh = text.parse().map_err(|_| not_a_price(text))?;
    if price.0 < 0 { Err(not_a_price(text)) } else { Ok(price) }
}

fn not_a_price(text: &str) -> String {
    format!("`{text}` is not a price in EUR/kWh from 0 on, such as `0.15`")
}

fn fee(text: &str) -> Result<MicroEuro, String> {
    let fee: Option<MicroEuro> = text.parse().ok();
    let fee = fee.filter(|fee| fee.0 >= 0 && fee.0 % 10_000 == 0);
    fee.ok_or_else(|| format!("`{text}` is not a fee in whole cents from 0 on, such as `2.00`"))
}

#[derive(Debug, Args)]
pub struct OfRun {
    #[arg(long)]
    pub group: i64,
    #[arg(long, value_parser = month)]
    pub month: Month,
    /// Which version in order; the newest without it.
    #[arg(long)]
    pub version: Option<i32>,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Args)]
pub struct RunAsked {
    #[arg(long)]
    pub group: i64,
    #[arg(long, value_parser = month)]
    pub month: Month,
    /// Make a final month anew, and why.
    #[arg(long, value_name = "CAUSE")]
    pub correct: Option<String>,
    /// Estimate first what members took in short holes, as the worker does on the day of reports.
    #[arg(long)]
    pub estimate: bool,
    /// Make the month final without what is missing, which counts as zero and is named; two people do.
    #[arg(
        long = "final",
        requires = "because",
        requires = "approved_by",
        conflicts_with = "correct"
    )]
    pub without_missing: bool,
    /// Why it is final without what is missing.
    #[arg(long, value_name = "TEXT", requires = "without_missing")]
    pub because: Option<String>,
    /// Who else says so.
    #[arg(long, value_name = "NAME", requires = "without_missing")]
    pub approved_by: Option<String>,
    #[arg(long, default_value = "terminal")]
    pub by: String,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Args)]
pub struct Report {
    #[command(flatten)]
    pub of: OfRun,
    /// Only the points of this supplier; all of them, for the representative, without it.
    #[arg(long)]
    pub supplier: Option<String>,
    #[arg(long, default_value = "csv")]
    pub format: As,
    /// The file to write; it appears when it is whole.
    #[arg(long)]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct BillAsked {
    #[command(flatten)]
    pub of: OfRun,
    /// EUR for a shared kWh; without it what the group agreed on for that month holds.
    #[arg(long, value_parser = price, allow_negative_numbers = true)]
    pub price: Option<NanoEuroPerKwh>,
    /// EUR for each member that takes, in whole cents.
    #[arg(long, requires = "price", value_parser = fee, allow_negative_numbers = true)]
    pub fee: Option<MicroEuro>,
    /// All network terms in EUR/kWh, to show what they cost on shared energy.
    #[arg(long, requires = "price", value_parser = price, allow_negative_numbers = true)]
    pub network: Option<NanoEuroPerKwh>,
}

#[derive(Debug, Args)]
pub struct TermsAsked {
    #[arg(long)]
    pub group: i64,
    /// Keep what was agreed, from this month on; all that was agreed is listed without it.
    #[arg(long, value_parser = month, requires = "price")]
    pub from: Option<Month>,
    /// EUR for a shared kWh.
    #[arg(long, requires = "from", value_parser = price, allow_negative_numbers = true)]
    pub price: Option<NanoEuroPerKwh>,
    /// EUR for each member that takes, in whole cents.
    #[arg(long, default_value = "0", value_parser = fee, allow_negative_numbers = true)]
    pub fee: MicroEuro,
    /// All network terms in EUR/kWh.
    #[arg(long, requires = "from", value_parser = price, allow_negative_numbers = true)]
    pub network: Option<NanoEuroPerKwh>,
    /// Why a month that is final has other prices than its bills rested on.
    #[arg(long, requires = "from")]
    pub cause: Option<String>,
    #[arg(long, default_value = "terminal")]
    pub by: String,
}

/// Keeps what the members of a group agreed to pay, or lists it.
pub fn run_terms(
    url: &str,
    asked: &TermsAsked,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let kept = load(&mut engine.store, asked.group)?;
    if let (Some(from), Some(price)) = (asked.from, asked.price) {
        let (fee, network, by) = (asked.fee, asked.network, asked.by.clone());
        let at = crate::clock::now();
        let cause = asked.cause.clone().unwrap_or_default();
        let terms = SharingTerms { from_month: from.0, price, fee, network, at, by, cause };
        if let Agreed::Final(month) = agree(&mut engine, (kept.id, kept.dso), &terms)? {
            return refuse(format!(
                "{month} is final, and its bills rest on other prices: say why with --cause"
            ));
        }
    }
    for terms in engine.store.sharing_terms(kept.id)? {
        let (from, at) = (Month(terms.from_month), terms.at.to_local_string());
        let network = terms.network.map(|price| price.to_string());
        if as_json {
            let line = json!({
                "kind": "sharing_terms", "group": kept.id, "from": from.to_string(),
                "price_eur_kwh": terms.price.to_string(), "fee_eur": terms.fee.to_string(),
                "network_eur_kwh": network, "at": at, "by": terms.by, "cause": terms.cause,
            });
            writeln!(out, "{line}")?;
        } else {
            let network = network.map_or(String::new(), |price| format!(", network {price}"));
            let (price, fee, by) = (terms.price, terms.fee, &terms.by);
            writeln!(out, "from {from}: {price} EUR/kWh, fee {fee} EUR{network}; {at} by {by}")?;
        }
    }
    Ok(())
}

pub fn run_month(
    url: &str,
    asked: &RunAsked,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    engine.quarters = crate::intervals::folder(url, &asked.place);
    let mut intervals = open(url, &asked.place)?;
    let now = crate::clock::now();
    let of = (asked.group, asked.month);
    if asked.estimate {
        let kept = load(&mut engine.store, asked.group)?;
        fill(&mut intervals, &kept, asked.month, (&asked.by, now))?;
    }
    let done = match (&asked.because, &asked.approved_by) {
        (Some(because), Some(second)) if asked.without_missing => {
            let people = (because.as_str(), asked.by.as_str(), second.as_str());
            make_without(&mut engine, &mut intervals, of, people, now)?
        }
        _ => make(&mut engine, &mut intervals, of, asked.correct.as_deref(), (&asked.by, now))?,
    };
    let volumes = engine.store.volumes(asked.group, asked.month.0, done.run.seq)?;
    show(&done, &volumes, as_json, out)
}

pub(super) fn show(
    done: &Done,
    volumes: &[KeptVolume],
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (run, totals) = (&done.run, done.totals);
    let month = Month(run.month);
    if as_json {
        let missing: Vec<_> = done
            .missing
            .iter()
            .map(|(ean, count)| json!({ "point": ean, "quarter_hours": count }))
            .collect();
        let estimated: Vec<_> = done
            .estimated
            .iter()
            .map(|(ean, count)| json!({ "point": ean, "quarter_hours": count }))
            .collect();
        let changed: Vec<_> = done
            .changed
            .iter()
            .map(|(ean, mwh)| json!({ "point": ean, "shared_more_kwh": kwh(*mwh) }))
            .collect();
        let members: Vec<_> = volumes
            .iter()
            .map(|volume| {
                let mut member = json!({
                    "point": volume.ean, "offtake_kwh": kwh(volume.offtake),
                    "received_kwh": kwh(volume.received), "injection_kwh": kwh(volume.injection),
                    "shared_kwh": kwh(volume.given),
                });
                add_ratios(&mut member, ratios_of(volume));
                member
            })
            .collect();
        let mut line = line(run);
        add_ratios(&mut line, ratios_of_all(volumes));
        if let Some(line) = line.as_object_mut() {
            line.insert("unchanged".into(), done.unchanged.into());
            line.insert("offtake_kwh".into(), kwh(totals.offtake).into());
            line.insert("injection_kwh".into(), kwh(totals.injection).into());
            line.insert("shared_kwh".into(), kwh(totals.received).into());
            line.insert("members".into(), members.into());
            line.insert("missing".into(), missing.into());
            line.insert("estimated".into(), estimated.into());
            line.insert("credited".into(), credited(&done.credited).into());
            line.insert("changed".into(), changed.into());
        }
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let unchanged = if done.unchanged { ", as it was" } else { "" };
    writeln!(out, "{month}: {} {}{unchanged}", run.kind.name(), run.number)?;
    writeln!(
        out,
        "  taken {} kWh, injected {} kWh, shared {} kWh",
        kwh(totals.offtake),
        kwh(totals.injection),
        kwh(totals.received)
    )?;
    for one in &done.credited {
        let (ean, kwh) = (one.ean, kwh(one.shared));
        match &one.outcome {
            Ok(MicroEuro::ZERO) => {
                writeln!(out, "  {ean}: nothing more for {kwh} kWh shared: its days gave it back")?;
            }
            Ok(eur) => writeln!(out, "  {ean}: {eur} EUR credited for {kwh} kWh shared")?,
            Err(why) => writeln!(out, "  {ean}: {kwh} kWh shared and nothing credited: {why}")?,
        }
    }
    for (ean, count) in &done.missing {
        let counted = if run.kind == RunKind::Provisional { "" } else { " and count as zero" };
        writeln!(out, "  {ean}: {count} quarter-hours are not measured{counted}")?;
    }
    for (ean, count) in &done.estimated {
        writeln!(out, "  {ean}: {count} quarter-hours are estimated")?;
    }
    if !done.unchanged && run.seq > 1 {
        for (ean, mwh) in &done.changed {
            writeln!(out, "  {ean}: {} kWh more than before", kwh(*mwh))?;
        }
    }
    Ok(())
}

fn credited(all: &[Credited]) -> Vec<serde_json::Value> {
    let value = |one: &Credited| {
        json!({
            "point": one.ean, "shared_kwh": kwh(one.shared),
            "eur": one.outcome.as_ref().ok().map(ToString::to_string),
            "why_not": one.outcome.as_ref().err(),
        })
    };
    all.iter().map(value).collect()
}

/// Credits what a final month left open, such as for want of a price.
pub fn run_credit(
    url: &str,
    asked: &OfRun,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    engine.quarters = crate::intervals::folder(url, &asked.place);
    let (group, month) = (asked.group, asked.month);
    let dso = load(&mut engine.store, group)?.dso;
    let now = crate::clock::now();
    let done = engine.locked(dso, |engine| {
        // Only the newest version is what holds.
        let run = find(&mut engine.store, group, month, None)?;
        if asked.version.is_some_and(|seq| seq != run.seq) {
            return refuse(format!("version {} is the newest: only that is credited", run.seq));
        }
        if run.kind == RunKind::Provisional {
            return refuse(format!("{month} is provisional: its days are credited as they come, its month when it is final"));
        }
        let volumes = engine.store.volumes(group, month.0, run.seq)?;
        credit(engine, dso, &run, &volumes, now)
    })?;
    for one in credited(&done) {
        if as_json {
            writeln!(out, "{one}")?;
        } else {
            let of = |name: &str| {
                let value = one.get(name).and_then(serde_json::Value::as_str);
                value.unwrap_or_default().to_owned()
            };
            let why = of("why_not");
            let eur = if why.is_empty() { format!("{} EUR", of("eur")) } else { why };
            writeln!(out, "{}  {} kWh  {eur}", of("point"), of("shared_kwh"))?;
        }
    }
    Ok(())
}

fn line(run: &KeptRun) -> serde_json::Value {
    json!({
        "kind": "sharing_run", "group": run.group, "month": Month(run.month).to_string(),
        "version": run.seq, "state": run.kind.name(), "number": run.number, "cause": run.cause,
        "at": run.at.to_local_string(), "by": run.by, "input_version": run.input_version,
        "result_version": run.result_version, "quarter_hours_without_generation": run.held,
        "sha256": run.sha256,
    })
}

/// All versions of a group.
pub fn runs_of(url: &str, group: i64, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = store::Store::open(url)?;
    load(&mut store, group)?;
    for run in store.sharing_runs(group, None)? {
        if as_json {
            writeln!(out, "{}", line(&run))?;
        } else {
            let (month, name) = (Month(run.month), run.kind.name());
            let at = run.at.to_local_string();
            writeln!(out, "{month}  {:>3}  {name} {}  {at}  {}", run.seq, run.number, run.cause)?;
        }
    }
    Ok(())
}

pub fn run_report(
    url: &str,
    asked: &Report,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let mut intervals = open(url, &asked.of.place)?;
    let to = match &asked.supplier {
        Some(name) => Recipient::Supplier(name.clone()),
        None => Recipient::Representative,
    };
    let of = (asked.of.group, asked.of.month, asked.of.version);
    let ready = prepare(&mut engine, &mut intervals, of, &to)?;
    if !concerns(&ready) {
        return refuse("nothing of this recipient's points changed in that version");
    }
    let sha256 = write(&ready, asked.format, &asked.output)?;
    let file = asked.output.display().to_string();
    if as_json {
        let mut head = ready.head();
        if let Some(head) = head.as_object_mut() {
            head.insert("file".into(), file.into());
            head.insert("sha256".into(), sha256.into());
            head.insert("points".into(), ready.volumes.len().into());
        }
        writeln!(out, "{head}")?;
    } else {
        let (kind, number) = (ready.run.kind.name(), ready.run.number);
        writeln!(out, "{file}: {} points, {kind} {number}, sha256 {sha256}", ready.volumes.len())?;
    }
    Ok(())
}

pub fn run_bill(
    url: &str,
    asked: &BillAsked,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let (group, month) = (asked.of.group, asked.of.month);
    let kept = load(&mut engine.store, group)?;
    let run = find(&mut engine.store, group, month, asked.of.version)?;
    let volumes = engine.store.volumes(group, month.0, run.seq)?;
    let terms = engine.store.sharing_terms(group)?;
    let prices = match (asked.price, held(&terms, month)) {
        (Some(shared), _) => {
            let fee = asked.fee.unwrap_or(MicroEuro::ZERO);
            Prices { shared, fee, network: asked.network }
        }
        (None, Some(terms)) => prices(terms),
        (None, None) => {
            return refuse(format!(
                "group {group} has agreed on no price for {month}: keep it with `share terms`, or give --price"
            ));
        }
    };
    let Some(day) = month.first_day() else { return refuse("no such month") };
    for bill in bills(&engine, &kept, &volumes, prices, (day, crate::clock::now()))? {
        if as_json {
            let (ours, theirs) = (bill.by_representative, bill.by_supplier);
            let network = bill.network.map(|cost| cost.to_string());
            let relief = bill.relief.map(|eur| eur.to_string());
            let line = json!({
                "kind": "sharing_bill", "group": group, "month": month.to_string(),
                "version": run.seq, "state": run.kind.name(), "point": bill.ean,
                "offtake_kwh": bill.offtake.to_string(), "shared_kwh": ours.shared.to_string(),
                "energy_eur": ours.energy.to_string(), "fee_eur": ours.fee.to_string(),
                "total_eur": ours.total.to_string(),
                "supplier_energy_on_kwh": theirs.energy_on.to_string(),
                "supplier_network_on_kwh": theirs.network_on.to_string(),
                "network_on_shared_eur": network, "network_relief_eur": relief,
                "paid_to_producer_eur": bill.paid_to_producer.to_string(),
                "surplus_kwh": bill.surplus.to_string(),
            });
            writeln!(out, "{line}")?;
        } else {
            if run.kind == RunKind::Provisional {
                writeln!(out, "provisional, not to be billed yet:")?;
            }
            said(&bill, out)?;
        }
    }
    Ok(())
}

/// One member's month for people: what it pays, what it is paid, what its supplier bills.
fn said(bill: &Bill, out: &mut dyn Write) -> Result<(), Failure> {
    let (ours, theirs) = (bill.by_representative, bill.by_supplier);
    let euro = |amount: MicroEuro| units::format_decimal(i128::from(amount.0 / 10_000), 2);
    let gives = bill.paid_to_producer > MicroEuro::ZERO || bill.surplus.0 > 0;
    if theirs.network_on.0 > 0 || !gives {
        writeln!(
            out,
            "{}  {} kWh shared: {} EUR energy and {} EUR fee, {} EUR together",
            bill.ean,
            ours.shared,
            euro(ours.energy),
            euro(ours.fee),
            euro(ours.total)
        )?;
        let (energy, network) = (theirs.energy_on, theirs.network_on);
        writeln!(out, "  its supplier bills energy on {energy} kWh, network on {network} kWh")?;
        if let Some(cost) = bill.network {
            writeln!(out, "  of which the network on what was shared: {cost} EUR")?;
        }
        if let Some(relief) = bill.relief {
            writeln!(out, "  {relief} EUR of it are taken off in one building")?;
        }
    }
    if gives {
        let (paid, surplus) = (euro(bill.paid_to_producer), bill.surplus);
        writeln!(out, "{}  is paid {paid} EUR; {surplus} kWh are sold to its supplier", bill.ean)?;
    }
    Ok(())
}
