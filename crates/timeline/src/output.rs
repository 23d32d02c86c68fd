//! What a timeline says: a line for each day it settles, one for each event, and what it sends.

use crate::display::Displayed;
use calendar::Instant;
use guards::Guard;
use prepay::{DayLine, Rates};
use serde_json::{Map, Value, json};
use supply::{LimiterState, MeterCommand, SupplyState};
use units::{Energy, MicroEuro, ObisCode, Residue};

/// How a point stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    pub displayed: Displayed,
    pub supply: SupplyState,
    pub limiter: LimiterState,
    pub balance: MicroEuro,
    pub amount_to_stay_on: MicroEuro,
    pub amount_to_clear: MicroEuro,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    pub at: Instant,
    pub event: String,
    pub snapshot: Snapshot,
    pub guards: Vec<Guard>,
}

/// One line of output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    Day(Box<DayLine>),
    Event(EventLine),
}

/// What leaves through the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    Command(MeterCommand),
    /// A notice to the holder, tried on SMS and mail.
    Notice {
        at: Instant,
        kind: String,
        balance: MicroEuro,
    },
    /// A task for a person.
    Task {
        at: Instant,
        kind: String,
    },
}

/// A day's line as `replay` prints it. Source: DESIGN 6.
pub fn day_json(line: &DayLine, energy: Energy, rates: Rates) -> Value {
    let [first, second] = line.energy;
    let mut used = Map::new();
    match (energy, rates) {
        (Energy::Electricity, Rates::Single | Rates::Two) => {
            used.insert(ObisCode::IMPORT_PEAK.to_string(), json!(first.to_string()));
            used.insert(ObisCode::IMPORT_OFF_PEAK.to_string(), json!(second.to_string()));
        }
        (Energy::Gas, _) => {
            used.insert(ObisCode::GAS_VOLUME.to_string(), json!(first.to_string()));
        }
    }
    let mut day = json!({
        "kind": "day",
        "day": line.day.to_string(),
        "energy_kwh": used,
        "charge_eur": line.charge.to_string(),
        "relief_eur": line.relief.to_string(),
        "collected_eur": line.collected.to_string(),
        "balance_eur": line.after.balance.to_string(),
        "credit_state": line.credit_state.name(),
        "debt_eur": line.debt.to_string(),
        "residue_femto_eur": line.after.residue.femto_eur(),
        "relief_residue_femto_eur": residue(line.after.relief_residue),
        "quality": line.quality.name(),
    });
    // Only where there is any: it exists by a parameter that is off by default.
    if line.owed_apart != MicroEuro::ZERO
        && let Some(fields) = day.as_object_mut()
    {
        fields.insert("owed_apart_eur".to_owned(), json!(line.owed_apart.to_string()));
    }
    day
}

fn residue(residue: Residue) -> i64 {
    residue.femto_eur()
}

/// An event's line as `replay` prints it. Source: DESIGN 6.
pub fn event_json(line: &EventLine) -> Value {
    let guards: Vec<&str> = line.guards.iter().map(|guard| guard.id()).collect();
    json!({
        "kind": "event",
        "at": line.at.to_local_string(),
        "event": line.event,
        "displayed": line.snapshot.displayed.id(),
        "supply": line.snapshot.supply.name(),
        "limiter": line.snapshot.limiter.name(),
        "balance_eur": line.snapshot.balance.to_string(),
        "amount_to_stay_on_eur": line.snapshot.amount_to_stay_on.to_string(),
        "amount_to_clear_eur": line.snapshot.amount_to_clear.to_string(),
        "guards": guards,
    })
}
