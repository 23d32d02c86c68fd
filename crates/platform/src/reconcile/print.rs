//! The command: which days, and what it says.

use super::{AtProvider, Banks, Compared, Found, Reconcile, Terminals, Unasked, Way, compare};
use crate::bank::period_of;
use crate::bank::provider::match_payouts;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use serde_json::json;
use std::io::Write;
use units::{Dso, format_decimal};
use vending::{Difference, Fault, PaidPeriod, Side};

fn eur(micro: i128) -> String {
    format_decimal(micro, 6)
}

fn days_of(asked: &Reconcile) -> Result<PaidPeriod, Failure> {
    if let Some(day) = asked.day {
        return Ok(PaidPeriod { from: day, to: day.next() });
    }
    if let (Some(from), Some(last)) = (asked.from, asked.to) {
        if last < from {
            return refuse(format!("{last} is before {from}"));
        }
        return Ok(PaidPeriod { from, to: last.next() });
    }
    period_of(asked.period.as_deref(), asked.week.as_deref())
}

/// `tirelire reconcile`. Errors: the sides do not agree; every difference is on `out`.
pub fn run(url: &str, asked: &Reconcile, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let at = crate::clock::now();
    let days = days_of(asked)?;
    let mut operators = asked.dso.map_or_else(|| Dso::ALL.to_vec(), |dso| vec![dso]);
    if asked.dso.is_none() {
        let mut known = Vec::new();
        for dso in operators {
            if !engine.store.accounts(Some(dso), None, 1)?.is_empty() {
                known.push(dso);
            }
        }
        operators = known;
    }
    let strays_of = operators.first().copied();
    let online: Box<dyn Way> = match asked.psp.open()? {
        Some(psp) => {
            let told = AtProvider::ask(&mut engine, psp.provider.as_ref(), days, strays_of, at)?;
            // Before it is compared: what a lost notice has kept from us is no difference for a person.
            crate::pay::look_at_unheard(&mut engine, &told, psp.provider.as_ref(), at)?;
            Box::new(told)
        }
        None => match AtProvider::as_last_told(&mut engine, days, strays_of)? {
            Some(told) => Box::new(told),
            None => Box::new(Unasked),
        },
    };
    for dso in &operators {
        match_payouts(&mut engine, *dso, at)?;
    }
    let ways: [&dyn Way; 3] = [&Banks, online.as_ref(), &Terminals];
    let mut wrong = 0;
    for dso in operators {
        let found = compare(&mut engine, &ways, dso, days, asked.day.is_none(), at)?;
        wrong += found.differences();
        print(dso, &found, json, out)?;
    }
    if wrong == 0 { Ok(()) } else { refuse(format!("{wrong} differences")) }
}

fn print(dso: Dso, found: &Found, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    for (way, compared) in &found.ways {
        print_way(dso, way, compared, json, out)?;
    }
    for remark in &found.remarks {
        say(out, json, "remark", dso, "books", remark)?;
    }
    match &found.period {
        None => Ok(()),
        Some(Ok(figures)) => {
            let [credited, remitted, owed, open] =
                [figures.credited, figures.remitted, figures.owed_to_operator, figures.open]
                    .map(eur);
            if json {
                let line = json!({
                    "kind": "period", "dso": dso, "credited_eur": credited,
                    "remitted_eur": remitted, "owed_to_operator_eur": owed, "open_eur": open,
                });
                writeln!(out, "{line}")?;
            } else {
                writeln!(
                    out,
                    "{dso} period: credited {credited} = remitted {remitted} + owed to the operator {owed} + open {open}"
                )?;
            }
            Ok(())
        }
        Some(Err(gaps)) => gaps
            .iter()
            .try_for_each(|gap| say(out, json, "difference", dso, "period", &gap.to_string())),
    }
}

fn print_way(
    dso: Dso,
    way: &str,
    compared: &Compared,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for (day, sums) in &compared.three_way.days {
        let [outside, payments, credited, kept] = sums.map(eur);
        if json {
            let line = json!({
                "kind": "day", "dso": dso, "way": way, "day": day, "outside_eur": outside,
                "payments_eur": payments, "credited_eur": credited, "suspense_eur": kept,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(
                out,
                "{dso} {day} {way}: outside {outside} = payments {payments} = credited {credited} + suspense {kept}"
            )?;
        }
    }
    for difference in &compared.three_way.differences {
        print_difference(dso, way, difference, json, out)?;
    }
    for fault in &compared.faults {
        say(out, json, "difference", dso, way, fault)?;
    }
    for remark in &compared.remarks {
        say(out, json, "remark", dso, way, remark)?;
    }
    Ok(())
}

fn name_of(side: Side) -> &'static str {
    match side {
        Side::Outside => "outside",
        Side::Payments => "payments",
        Side::Ledger => "ledger",
    }
}

fn text_of(fault: Fault) -> String {
    match fault {
        Fault::Missing(side) => format!("missing in {}", name_of(side)),
        Fault::Doubled(side) => format!("more than once in {}", name_of(side)),
        Fault::AmountsDiffer => "amounts differ".to_owned(),
        Fault::DaysDiffer => "days differ".to_owned(),
    }
}

fn print_difference(
    dso: Dso,
    way: &str,
    difference: &Difference,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let key = &difference.key;
    let faults: Vec<String> = difference.faults.iter().copied().map(text_of).collect();
    if json {
        let lines: Vec<_> = difference
            .lines
            .iter()
            .map(|(side, day, amount)| {
                json!({ "side": name_of(*side), "day": day, "eur": amount.to_string() })
            })
            .collect();
        let line = json!({
            "kind": "difference", "dso": dso, "way": way, "key": key, "faults": faults,
            "lines": lines,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let lines: Vec<String> = difference
        .lines
        .iter()
        .map(|(side, day, amount)| format!("{} {day} {amount}", name_of(*side)))
        .collect();
    writeln!(out, "{dso} {way} difference: {key}: {}: {}", faults.join(", "), lines.join("; "))?;
    Ok(())
}

fn say(
    out: &mut dyn Write,
    json: bool,
    kind: &str,
    dso: Dso,
    way: &str,
    text: &str,
) -> Result<(), Failure> {
    if json {
        writeln!(out, "{}", json!({ "kind": kind, "dso": dso, "way": way, "text": text }))?;
    } else {
        writeln!(out, "{dso} {way} {kind}: {text}")?;
    }
    Ok(())
}
