//! What the facts of a fleet are for one point of it.

use crate::Fact;
use calendar::Instant;
use guards::{FleetBook, FleetFact};
use units::Energy;

/// A fact of the fleet with its position and the instant at which it was learnt.
pub type Learnt = (i64, Instant, FleetFact);

/// The facts that a point sees, each at the position of the fact of the fleet that it follows from.
/// Overlapping switches and incidents are one: a point is told when the first covers it and when the
/// last has gone. Source: CG-14 to CG-19.
pub fn facts_of_point(
    energy: Energy,
    area: Option<&str>,
    facts: &[Learnt],
) -> Vec<(i64, Instant, Fact)> {
    let mut seen = Vec::new();
    let mut book = FleetBook::default();
    for (seq, at, fact) in facts {
        let stopped = book.stops(energy, area);
        let failing: Vec<String> =
            book.failing(energy, area).into_iter().map(str::to_owned).collect();
        book.take(fact, *at);
        let mut see = |fact: Fact| seen.push((*seq, *at, fact));
        let on = book.stops(energy, area);
        if on != stopped {
            see(Fact::StopSwitch { on });
        }
        let failing_now = book.failing(energy, area);
        for kind in failing_now.iter().filter(|kind| !failing.iter().any(|old| old == *kind)) {
            see(Fact::Incident { kind: (*kind).to_owned() });
        }
        for kind in failing.iter().filter(|kind| !failing_now.contains(&kind.as_str())) {
            see(Fact::Recovered { kind: kind.clone() });
        }
        match fact {
            FleetFact::Counted { energy: of, day, candidates, median } if *of == energy => {
                let (candidates, median) = (*candidates, *median);
                see(Fact::Fleet { candidates, median, day: Some(*day) });
            }
            FleetFact::DryRunSeen { energy: of, day, .. }
            | FleetFact::SampleChecked { energy: of, day, .. }
            | FleetFact::Approved { energy: of, day, .. }
            | FleetFact::WaveReleased { energy: of, day, .. }
            | FleetFact::Paused { energy: of, day, .. }
                if *of == energy =>
            {
                let orders = book.orders_of(energy, *day);
                let (approvals, released_ppm) = (orders.approvals, orders.released_ppm);
                see(Fact::Orders { day: *day, approvals, released_ppm, paused: orders.paused });
            }
            FleetFact::Undone { energy: of, day, by, cost_borne_by } if *of == energy => {
                let (by, cost_borne_by) = (by.clone(), cost_borne_by.clone());
                see(Fact::Undo { day: *day, wave: None, by, cost_borne_by });
            }
            FleetFact::WaveUndone { energy: of, day, wave, by, cost_borne_by } if *of == energy => {
                let (by, cost_borne_by) = (by.clone(), cost_borne_by.clone());
                see(Fact::Undo { day: *day, wave: Some(*wave), by, cost_borne_by });
            }
            FleetFact::StopSet { .. }
            | FleetFact::StopReleased { .. }
            | FleetFact::IncidentOpened { .. }
            | FleetFact::IncidentClosed { .. }
            | FleetFact::WorkPlanned { .. }
            | FleetFact::WorkCancelled { .. }
            | FleetFact::Counted { .. }
            | FleetFact::Expected { .. }
            | FleetFact::DryRunSeen { .. }
            | FleetFact::SampleChecked { .. }
            | FleetFact::Approved { .. }
            | FleetFact::WaveReleased { .. }
            | FleetFact::Paused { .. }
            | FleetFact::WaveUndone { .. }
            | FleetFact::Undone { .. } => {}
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use guards::Covers;

    fn words(energy: Energy, area: Option<&str>, facts: &[FleetFact]) -> Vec<String> {
        let learnt: Vec<Learnt> =
            (1..).zip(facts).map(|(seq, fact)| (seq, Instant(seq), fact.clone())).collect();
        let facts = facts_of_point(energy, area, &learnt);
        facts.iter().map(|(seq, _, fact)| format!("{seq} {}", fact.name())).collect()
    }

    #[test]
    fn cg_19_a_point_hears_of_the_first_and_the_last_of_overlapping_incidents() {
        let opened = |incident: &str, area: Option<&str>| FleetFact::IncidentOpened {
            incident: incident.into(),
            kind: "terminals".into(),
            covers: Covers { energy: None, area: area.map(str::to_owned) },
            by: "an".into(),
        };
        let closed = |incident: &str| FleetFact::IncidentClosed {
            incident: incident.into(),
            by: "a".into(),
        };
        let story = [opened("1", None), opened("2", Some("Huy")), closed("1"), closed("2")];
        assert_eq!(words(Energy::Gas, Some("Huy"), &story), ["1 incident", "4 recovered"]);
        assert_eq!(words(Energy::Gas, Some("Namur"), &story), ["1 incident", "3 recovered"]);
    }

    #[test]
    fn cg_14_one_of_two_releases_is_not_heard() {
        let covers = Covers { energy: Some(Energy::Gas), area: None };
        let released = |by: &str| FleetFact::StopReleased { switch: "S".into(), by: by.into() };
        let set = FleetFact::StopSet { switch: "S".into(), covers, by: "an".into() };
        let story = [set, released("an"), released("bo")];
        assert_eq!(words(Energy::Gas, None, &story), ["1 stop_switch", "3 stop_switch"]);
        assert!(words(Energy::Electricity, None, &story).is_empty());
    }
}
