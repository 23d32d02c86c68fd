//! `tirelire meter regime`: how often a point is read, by the size of its connection. Source: MT-19.

use crate::books::parameter_book;
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use clap::Args;
use readings::{Connection, RegimeLimits};
use serde_json::json;
use std::io::Write;
use units::{Dso, parse_decimal};

#[derive(Debug, Args)]
pub struct RegimeOf {
    /// Power of an electricity connection, in kVA.
    #[arg(long, required_unless_present = "flow", conflicts_with = "flow")]
    kva: Option<String>,
    /// It has a smart meter, which may also be read by month or quarter-hour.
    #[arg(long, requires = "kva")]
    smart: bool,
    /// Flow of a gas connection, in Nm3 an hour.
    #[arg(long)]
    flow: Option<String>,
    /// What a gas connection takes in a year.
    #[arg(long, requires = "flow")]
    year: Option<u32>,
    #[arg(long, default_value = "ORES")]
    dso: Dso,
    /// The day whose rules hold; today without it.
    #[arg(long)]
    on: Option<SettlementDay>,
}

/// Thousandths of what the words call it.
fn size(text: &str, what: &str) -> Result<i64, Failure> {
    match parse_decimal(text, 3) {
        Ok(size) if size > 0 => Ok(size),
        Ok(_) => refuse(format!("`{text}` is no {what}: it is above 0")),
        Err(error) => Err(error.into()),
    }
}

pub fn run(url: &str, asked: &RegimeOf, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let connection = match (&asked.kva, &asked.flow) {
        (Some(kva), _) => {
            Connection::Electricity { power_va: size(kva, "power in kVA")?, smart: asked.smart }
        }
        (None, Some(flow)) => Connection::Gas {
            flow_per_h: size(flow, "flow in Nm3 an hour")?,
            year: asked.year.map(i64::from),
        },
        (None, None) => return refuse("say how large the connection is: `--kva` or `--flow`"),
    };
    let mut store = store::Store::open(url)?;
    let now = crate::clock::now();
    let day = asked.on.unwrap_or_else(|| now.day());
    let limits = RegimeLimits::of(&parameter_book(&mut store)?, asked.dso, day, now)?;
    let regimes = connection.regimes(&limits);
    let names: Vec<&str> = regimes.iter().map(|regime| regime.name()).collect();
    if as_json {
        let line = json!({"kind": "regime", "dso": asked.dso.name(), "on": day, "regime": names.first(),
            "may_be": names});
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let (first, others) = names.split_first().unwrap_or((&"", &[]));
    let others = match others {
        [] => String::new(),
        others => format!("; by choice {}", others.join(" or ")),
    };
    writeln!(out, "{first}{others}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_19_a_connection_is_read_as_the_rules_of_the_day_say() {
        let of = |kva: Option<&str>, flow: Option<&str>, on: &str, json: bool| {
            let asked = RegimeOf {
                kva: kva.map(str::to_owned),
                smart: true,
                flow: flow.map(str::to_owned),
                year: None,
                dso: Dso::Ores,
                on: Some(on.parse().unwrap()),
            };
            let mut said = Vec::new();
            match run("sqlite::memory:", &asked, json, &mut said) {
                Ok(()) => String::from_utf8(said).unwrap(),
                Err(error) => crate::failure::chain(error.as_ref()),
            }
        };
        let day = "2026-11-02";
        assert_eq!(
            of(Some("9.2"), None, day, false),
            "yearly; by choice monthly or quarter-hourly\n"
        );
        assert_eq!(of(Some("56"), None, day, false), "monthly\n");
        assert_eq!(
            of(None, Some("160"), day, true),
            "{\"dso\":\"ORES\",\"kind\":\"regime\",\"may_be\":[\"monthly\"],\"on\":\"2026-11-02\",\"regime\":\"monthly\"}\n"
        );
        assert!(of(Some("0"), None, day, false).contains("no power in kVA"));
        assert!(of(Some("9.2"), None, "2019-01-01", false).contains("reading.quarter_hourly_kva"));
    }
}
