//! Runs one scenario in memory.

use crate::fact::{Fact, FactError, injected, registers};
use crate::machine::{Timeline, TimelineError};
use crate::output::Output;
use crate::scenario::{Scenario, ScenarioEvent};
use guards::LawfulBasis;
use prepay::{Account, NewAccount, ProtectedInterval, Start};
use units::{AccountId, MicroEuro};

/// Why a scenario did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("the first event of the scenario must be `activate`, `swap` or `bridge`")]
    NoStart,
    #[error("event {number}")]
    Event { number: usize, source: TimelineError },
    #[error("event {number}")]
    Start { number: usize, source: FactError },
    #[error("the scenario could not be run to its end")]
    End(#[source] TimelineError),
    #[error("the account could not be opened")]
    Open(#[source] prepay::AccountError),
}

/// Runs `scenario` to its end. What is said goes to `out`, in order; the timeline is returned.
pub fn replay(scenario: &Scenario, out: &mut dyn FnMut(Output)) -> Result<Timeline, ReplayError> {
    let rules = scenario.world.rules();
    let opens = |event: &ScenarioEvent| {
        matches!(event.fact, Fact::Activate { .. } | Fact::Swap { .. } | Fact::Bridge { .. })
    };
    let first = scenario.events.iter().position(opens).ok_or(ReplayError::NoStart)?;
    let before = scenario.events.get(..first).unwrap_or_default();
    if before.iter().any(|event| !matches!(event.fact, Fact::Reading(_) | Fact::Parameter { .. })) {
        return Err(ReplayError::NoStart);
    }
    let opening = scenario.events.get(first).ok_or(ReplayError::NoStart)?;
    let mut timeline = open(scenario, opening)?;
    timeline.said_opening(opening.at, opening.fact.name(), rules);
    for output in timeline.take_outputs() {
        out(output);
    }
    for event in scenario.events.iter().skip(first + 1) {
        if event.learnt_at > scenario.until {
            break;
        }
        let taken = timeline.take(&event.fact, event.at, event.learnt_at, rules);
        for output in timeline.take_outputs() {
            out(output);
        }
        taken.map_err(|source| ReplayError::Event { number: event.number, source })?;
    }
    let ended = timeline.advance_to(scenario.until, rules);
    for output in timeline.take_outputs() {
        out(output);
    }
    ended.map_err(ReplayError::End)?;
    Ok(timeline)
}

fn open(scenario: &Scenario, event: &ScenarioEvent) -> Result<Timeline, ReplayError> {
    let rules = scenario.world.rules();
    let start = |source| ReplayError::Start { number: event.number, source };
    let energy = scenario.group.energy;
    let (how, map) = match &event.fact {
        Fact::Activate { registers } => (Start::Activation, registers),
        Fact::Bridge { registers } => (Start::Bridge, registers),
        Fact::Swap { old_balance_eur, registers, .. } => {
            let old_balance = old_balance_eur.unwrap_or(MicroEuro::ZERO);
            (Start::Swap { old_balance }, registers)
        }
        _ => return Err(ReplayError::NoStart),
    };
    let opening = registers(map, energy).map_err(start)?;
    let (id, _) = AccountId::range_of(scenario.dso);
    let new = NewAccount {
        id,
        ean: scenario.ean,
        dso: scenario.dso,
        group: scenario.group,
        at: event.at,
        start: how,
        registers: opening,
    };
    let account = Account::open(new, rules);
    let mut account = account.map_err(ReplayError::Open)?;
    if let Some(values) = injected(map, energy).map_err(start)? {
        account.readings.starts_injected(values);
    }
    for (category, from, to) in &scenario.protected {
        account.status.enter(ProtectedInterval {
            category: *category,
            from: *from,
            to: *to,
            source: "scenario".to_owned(),
            entered_by: "scenario".to_owned(),
            entered_at: event.at,
            withdrawn_at: None,
        });
    }
    let basis = LawfulBasis::Request { id: "scenario".to_owned() };
    let mut timeline = Timeline::new(account, basis, scenario.answers, rules);
    timeline.orders_wait(scenario.orders_sent_after_s);
    if scenario.notices_as_events {
        timeline.notices_are_facts();
    }
    Ok(timeline)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A home at a single rate: 120 kWh net on its first day, then 1.5 taken and 7 injected.
    fn netted() -> String {
        let registers = |taken: &str, injected: &str| serde_json::json!({ "1.8.1": taken, "1.8.2": "0", "2.8.1": injected, "2.8.2": "0" });
        let prices = ["average", "social"].map(|basis| {
            serde_json::json!({ "from": "2026-01-01", "basis": basis, "register": "1.8.1",
                "eur_per_kwh": "0.342150" })
        });
        serde_json::json!({
            "dso": "ORES", "ean": "541449012345678908", "energy": "electricity", "rates": "single",
            "prices": prices,
            "events": [
                { "at": "2026-06-01T00:00:00+02:00",
                  "activate": { "registers": registers("0", "0") } },
                { "at": "2026-06-01T10:00:00+02:00",
                  "netting": { "stretches": [{ "from": "2026-06-01" }] } },
                { "at": "2026-06-02T00:00:00+02:00", "reading": registers("200", "80") },
                { "at": "2026-06-03T00:00:00+02:00", "reading": registers("201.5", "87") },
            ],
            "until": "2026-06-03T12:00:00+02:00",
        })
        .to_string()
    }

    #[test]
    fn ps_11_the_example_of_the_rule_is_a_credit_on_the_account() {
        let scenario = Scenario::parse(&netted()).unwrap();
        let mut charges = Vec::new();
        let timeline = replay(&scenario, &mut |output| {
            if let Output::Day(line) = output {
                charges.push((line.day.to_string(), line.charge.to_string()));
            }
        });
        let account = timeline.unwrap().account;
        let expected = [("2026-06-01", "41.058000"), ("2026-06-02", "-1.881825")];
        let expected = expected.map(|(day, charge)| (day.to_owned(), charge.to_owned()));
        assert_eq!(charges, expected);
        let day = account.netted_day("2026-06-02".parse().unwrap()).unwrap();
        assert_eq!(
            [day.before[0], day.after[0]].map(|net| net.to_string()),
            ["120.000000", "114.500000"]
        );
    }
}
