//! `tirelire stop`, `incident`, `cuts`: what concerns many points at once. Source: CG-14 to CG-19.

use crate::engine::{CutList, Engine};
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use clap::{Args, Subcommand};
use guards::{Covers, FleetFact};
use std::io::Write;
use units::{Dso, Energy};

/// Which points: all of them without any of these.
#[derive(Debug, Args)]
pub struct Scope {
    #[arg(long)]
    dso: Option<Dso>,
    #[arg(long)]
    energy: Option<Energy>,
    #[arg(long)]
    area: Option<String>,
}

impl Scope {
    fn operators(&self) -> Vec<Dso> {
        self.dso.map_or_else(|| Dso::ALL.to_vec(), |dso| vec![dso])
    }

    fn covers(&self) -> Covers {
        Covers { energy: self.energy, area: self.area.clone() }
    }
}

#[derive(Debug, Subcommand)]
pub enum Stop {
    /// No cut leaves any more. Anyone on duty may do this.
    Set {
        /// Names the switch, for its release.
        id: String,
        #[command(flatten)]
        scope: Scope,
        #[arg(long)]
        by: String,
    },
    /// Release a switch: two people have to.
    Release {
        id: String,
        #[arg(long)]
        dso: Option<Dso>,
        #[arg(long)]
        by: String,
    },
    /// Switches that are set.
    List,
}

#[derive(Debug, Subcommand)]
pub enum Incident {
    /// Something that people need has failed: cuts stop where it does.
    Open {
        id: String,
        /// `terminals`, `online`, `bank_feed`, `phone`, `sms`, `field_network`, `reconnection_path`,
        /// `no_staff`, `clock`, or a word of your own.
        #[arg(long)]
        kind: String,
        #[command(flatten)]
        scope: Scope,
        #[arg(long)]
        by: String,
    },
    /// It works again: cuts start after the recovery time.
    Close {
        id: String,
        #[arg(long)]
        dso: Option<Dso>,
        #[arg(long)]
        by: String,
    },
    /// Open incidents.
    List,
}

/// The orders that follow from one night.
#[derive(Debug, Args)]
pub struct Orders {
    #[arg(long)]
    dso: Dso,
    #[arg(long)]
    energy: Energy,
    /// The day whose night counted the candidates.
    #[arg(long)]
    day: SettlementDay,
}

#[derive(Debug, Subcommand)]
pub enum Cuts {
    /// The candidates of a night, with what is different from the night before.
    List {
        #[command(flatten)]
        orders: Orders,
    },
    /// Approve many orders: two people, after a dry run and a checked sample.
    Approve {
        #[command(flatten)]
        orders: Orders,
        #[arg(long)]
        by: String,
        /// The list was looked at.
        #[arg(long)]
        dry_run_seen: bool,
        /// A sample of it was checked by hand.
        #[arg(long)]
        sample_checked: bool,
    },
    /// Stop the next order.
    Pause {
        #[command(flatten)]
        orders: Orders,
        #[arg(long)]
        by: String,
        #[arg(long)]
        why: String,
    },
    /// Release every point that was ordered off after this night, whatever the balances.
    Undo {
        #[command(flatten)]
        orders: Orders,
        #[arg(long)]
        by: String,
        #[arg(long)]
        cost_borne_by: String,
    },
}

fn record(engine: &mut Engine, dso: Dso, fact: &FleetFact) -> Result<(), Failure> {
    engine.record_fleet(dso, None, fact, crate::clock::now()).map(|_| ())
}

/// Operators among which a switch or an incident of this name is to be ended.
fn operators_with(
    engine: &mut Engine,
    dso: Option<Dso>,
    known: impl Fn(&guards::FleetBook) -> bool,
) -> Result<Vec<Dso>, Failure> {
    let mut found = Vec::new();
    for one in dso.map_or_else(|| Dso::ALL.to_vec(), |dso| vec![dso]) {
        if known(&engine.fleet_book(one)?) {
            found.push(one);
        }
    }
    Ok(found)
}

pub fn stop(url: &str, stop: Stop, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    match stop {
        Stop::Set { id, scope, by } => {
            for dso in scope.operators() {
                let (switch, covers) = (id.clone(), scope.covers());
                record(&mut engine, dso, &FleetFact::StopSet { switch, covers, by: by.clone() })?;
            }
            writeln!(out, "stop switch `{id}` is set: no cut leaves")?;
        }
        Stop::Release { id, dso, by } => {
            let set = |book: &guards::FleetBook| {
                book.switches.get(&id).is_some_and(|switch| switch.is_set())
            };
            let operators = operators_with(&mut engine, dso, set)?;
            if operators.is_empty() {
                return refuse(format!("no stop switch `{id}` is set"));
            }
            let mut set_still = false;
            for dso in operators {
                let fact = FleetFact::StopReleased { switch: id.clone(), by: by.clone() };
                record(&mut engine, dso, &fact)?;
                set_still |= set(&engine.fleet_book(dso)?);
            }
            let text = if set_still { "waits for a second person" } else { "is released" };
            writeln!(out, "stop switch `{id}` {text}")?;
        }
        Stop::List => {
            for dso in Dso::ALL {
                for (id, switch) in &engine.fleet_book(dso)?.switches {
                    if !switch.is_set() {
                        continue;
                    }
                    let since = switch.set_at.to_local_string();
                    if json {
                        let line = serde_json::json!({"dso": dso, "switch": id, "since": since,
                            "covers": switch.covers, "set_by": switch.set_by,
                            "released_by": switch.released_by});
                        writeln!(out, "{line}")?;
                    } else {
                        let covers = words(&switch.covers);
                        writeln!(out, "{dso} `{id}` {covers}, set {since} by {}", switch.set_by)?;
                    }
                }
            }
        }
    }
    Ok(())
}

pub fn incident(
    url: &str,
    incident: Incident,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    match incident {
        Incident::Open { id, kind, scope, by } => {
            for dso in scope.operators() {
                let fact = FleetFact::IncidentOpened {
                    incident: id.clone(),
                    kind: kind.clone(),
                    covers: scope.covers(),
                    by: by.clone(),
                };
                record(&mut engine, dso, &fact)?;
            }
            writeln!(out, "incident `{id}` is open: cuts stop where it covers")?;
        }
        Incident::Close { id, dso, by } => {
            let open = |book: &guards::FleetBook| {
                book.incidents.get(&id).is_some_and(|incident| incident.closed_at.is_none())
            };
            let operators = operators_with(&mut engine, dso, open)?;
            if operators.is_empty() {
                return refuse(format!("no incident `{id}` is open"));
            }
            for dso in operators {
                let fact = FleetFact::IncidentClosed { incident: id.clone(), by: by.clone() };
                record(&mut engine, dso, &fact)?;
            }
            writeln!(out, "incident `{id}` is closed: cuts start after the recovery time")?;
        }
        Incident::List => {
            for dso in Dso::ALL {
                for (id, incident) in &engine.fleet_book(dso)?.incidents {
                    if incident.closed_at.is_some() {
                        continue;
                    }
                    let (kind, since) = (&incident.kind, incident.since.to_local_string());
                    if json {
                        let line = serde_json::json!({"dso": dso, "incident": id, "kind": kind,
                            "covers": incident.covers, "since": since});
                        writeln!(out, "{line}")?;
                    } else {
                        let covers = words(&incident.covers);
                        writeln!(out, "{dso} `{id}` {kind}, {covers}, since {since}")?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// Whom something covers, in words.
pub fn words(covers: &Covers) -> String {
    let energy = covers.energy.map_or("both energies".to_owned(), |energy| energy.to_string());
    let area = covers.area.as_deref().unwrap_or("everywhere");
    format!("{energy}, {area}")
}

pub fn cuts(url: &str, cuts: Cuts, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    match cuts {
        Cuts::List { orders: Orders { dso, energy, day } } => {
            let list = engine.cut_list(dso, energy, day)?;
            print(&list, json, out)
        }
        Cuts::Approve { orders, by, dry_run_seen, sample_checked } => {
            let Orders { dso, energy, day } = orders;
            if dry_run_seen {
                let by = by.clone();
                record(&mut engine, dso, &FleetFact::DryRunSeen { energy, day, by })?;
            }
            if sample_checked {
                let by = by.clone();
                record(&mut engine, dso, &FleetFact::SampleChecked { energy, day, by })?;
            }
            record(&mut engine, dso, &FleetFact::Approved { energy, day, by })?;
            let approvals = engine.fleet_book(dso)?.orders_of(energy, day).approvals;
            let text = match (approvals.complete(), approvals.people.len()) {
                (true, _) => "are approved: `tirelire work` releases them in waves",
                (false, 0 | 1) => "wait for a second person",
                (false, _) => "wait for a dry run and a checked sample",
            };
            writeln!(out, "the orders of {day} {text}")?;
            Ok(())
        }
        Cuts::Pause { orders: Orders { dso, energy, day }, by, why } => {
            record(&mut engine, dso, &FleetFact::Paused { energy, day, by, why })?;
            writeln!(out, "the orders of {day} are paused")?;
            Ok(())
        }
        Cuts::Undo { orders: Orders { dso, energy, day }, by, cost_borne_by } => {
            let now = crate::clock::now();
            record(&mut engine, dso, &FleetFact::Undone { energy, day, by, cost_borne_by })?;
            let released = engine.release_undone(dso, energy, day, now)?;
            writeln!(out, "{released} points that were ordered off after {day} are released")?;
            Ok(())
        }
    }
}

fn print(list: &CutList, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let orders = &list.orders;
    if json {
        let line = serde_json::json!({"day": list.day, "counted": orders.counted,
            "candidates": orders.candidates, "expected": orders.expected,
            "median": orders.median, "bound": list.bound, "halted": list.is_halted(),
            "gone": list.gone, "approved_by": orders.approvals.people,
            "released_ppm": orders.released_ppm, "paused": orders.paused});
        writeln!(out, "{line}")?;
        for one in &list.candidates {
            let line = serde_json::json!({"ean": one.ean, "balance_eur": one.balance.to_string(),
                "new": one.is_new});
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    let new = list.candidates.iter().filter(|one| one.is_new).count();
    let expected = orders.expected.map_or("not known".to_owned(), |count| count.to_string());
    writeln!(out, "after the night of {}", list.day)?;
    writeln!(out, "candidates  {} ({new} new, {} gone)", list.candidates.len(), list.gone)?;
    writeln!(out, "expected    {expected}")?;
    writeln!(out, "bound       {}, from a median of {}", list.bound, orders.median)?;
    if list.is_halted() {
        writeln!(out, "HALTED      nothing leaves: there are more candidates than the bound")?;
    }
    if orders.paused {
        writeln!(out, "PAUSED      no further order leaves")?;
    }
    for one in &list.candidates {
        let mark = if one.is_new { "new" } else { "" };
        writeln!(out, "{} {:>12} EUR {mark}", one.ean, one.balance.to_string())?;
    }
    Ok(())
}
