//! What has failed that people need, by the facts of the fleet that the command line writes. Source: UX O-10, CG-08,
//! CG-19.

use super::{Done, Rooms};
use crate::agents::signature;
use crate::engine::{Engine, town};
use crate::failure::{Failure, chain};
use calendar::Instant;
use guards::{Covers, FleetError, FleetFact, Service};
use portal::my::Visitor;
use portal::operator::{CalendarLine, IncidentLine, IncidentsView, NewIncident, OperatorRefused};
use std::collections::BTreeMap;
use units::{AccountId, Dso, Energy};

/// Accounts that are read at a time.
const AT_ONCE: usize = 10_000;
/// Incidents that are over and shown still.
const OVER_SHOWN: usize = 10;

/// How many open accounts there are of each energy and town.
fn places(engine: &mut Engine, dso: Dso) -> Result<BTreeMap<(Energy, String), u64>, Failure> {
    let (mut found, mut after) = (BTreeMap::new(), None::<AccountId>);
    loop {
        let page = engine.store.accounts(Some(dso), after, AT_ONCE)?;
        let Some(last) = page.last() else { return Ok(found) };
        after = Some(last.id);
        for account in page.iter().filter(|account| account.closed_at.is_none()) {
            *found.entry((account.group.energy, town(account))).or_insert(0) += 1;
        }
    }
}

fn affected(places: &BTreeMap<(Energy, String), u64>, covers: &Covers) -> u64 {
    let within = places.iter().filter(|((energy, town), _)| {
        covers.includes(*energy, Some(town.as_str()).filter(|town| !town.is_empty()))
    });
    within.map(|(_, count)| count).sum()
}

impl Rooms {
    pub(super) fn incidents_of(&self) -> Result<IncidentsView, Failure> {
        let (now, dso, mut engine) = (self.now(), self.operator, self.engine());
        let book = engine.fleet_book(dso)?;
        let places = places(&mut engine, dso)?;
        let rules = engine.books.rules(dso, Energy::Electricity)?;
        let recovery_h = rules.parameters.at(now.day(), now).outage_recovery_h;
        let told: BTreeMap<String, (u64, Instant)> = engine
            .store
            .incidents_told(dso)?
            .into_iter()
            .map(|(incident, count, last)| (incident, (count, last)))
            .collect();
        let mut lines: Vec<IncidentLine> = book
            .incidents
            .iter()
            .map(|(id, incident)| {
                // Whoever is on duty again needs no day to heal.
                let heals = Service::from(incident.kind.clone()) != Service::Staff;
                let rest_h = if heals { recovery_h } else { 0 };
                let until = incident.closed_at.map(|end| end.plus_h(rest_h));
                IncidentLine {
                    id: id.clone(),
                    kind: incident.kind.clone(),
                    energy: incident.covers.energy,
                    area: incident.covers.area.clone(),
                    since: incident.since,
                    closed_at: incident.closed_at,
                    paused_until: until.filter(|until| now < *until),
                    affected: affected(&places, &incident.covers),
                    told: told.get(id).copied(),
                }
            })
            .collect();
        lines.sort_by_key(|line| {
            (line.closed_at.is_some(), std::cmp::Reverse(line.closed_at.unwrap_or(line.since)))
        });
        let open = lines.iter().filter(|line| line.closed_at.is_none()).count();
        lines.truncate(open.saturating_add(OVER_SHOWN));
        let meters = crate::intervals::issues::told(&mut engine, dso)?;
        let calendars = meters.into_iter().map(|one| CalendarLine {
            meter: one.meter,
            since: one.since,
            days: one.days,
            corrected: one.corrected,
        });
        Ok(IncidentsView { dso, lines, calendars: calendars.collect(), as_of: now })
    }

    pub(super) fn record(&self, key: &str, fact: &FleetFact, now: Instant) -> Done<()> {
        let (dso, mut engine) = (self.operator, self.engine());
        match engine.record_fleet(dso, Some(key), fact, now) {
            Ok(_) => Ok(Ok(())),
            Err(failure) => match failure.downcast_ref::<FleetError>() {
                Some(FleetError::NoIncident { .. } | FleetError::NoWork { .. }) => {
                    Ok(Err(OperatorRefused::Decided))
                }
                Some(error) => Ok(Err(OperatorRefused::Rule(chain(error)))),
                None => Err(failure),
            },
        }
    }

    pub(super) fn report(&self, visitor: &Visitor, new: &NewIncident, attempt: &str) -> Done<()> {
        let area = Some(new.area.clone()).filter(|area| !area.is_empty());
        let fact = FleetFact::IncidentOpened {
            incident: format!("page-{attempt}"),
            kind: new.kind.clone(),
            covers: Covers { energy: new.energy, area },
            by: signature(visitor),
        };
        self.record(&format!("incident-{attempt}"), &fact, self.now())
    }

    pub(super) fn end(&self, visitor: &Visitor, id: &str) -> Done<()> {
        let fact = FleetFact::IncidentClosed { incident: id.to_owned(), by: signature(visitor) };
        self.record(&format!("incident-end-{id}"), &fact, self.now())
    }
}
