//! Whether people of an area can be reconnected, by what has become of the releases there. Nobody has to notice
//! for cuts to stop: releases that no meter confirms say it by themselves. Source: CG-19, CG-22.

use super::channels::open_of;
use super::{Engine, Opening};
use crate::failure::Failure;
use calendar::Instant;
use guards::{Covers, FleetFact, Service};
use std::collections::BTreeMap;
use units::{Dso, Energy};

/// How many supply points of one area have to wait for their light in vain. One of them is a broken meter, which
/// has its alarm and its queue; two at once are a broken way, and until the contrary is known nobody else should
/// be sent there. The rule names no number: this is the smallest that is not a single meter.
const IN_VAIN: usize = 2;
/// Who has opened such an incident.
pub const WATCH: &str = "watch of releases";

impl Engine {
    /// Opens an incident of the way back where releases are waited for longer than their alarm, and closes
    /// those that it has opened once nobody waits there any more; cuts start again after the time of
    /// recovery. What people have opened they close. A point without an area belongs to every one, so if
    /// those wait, cuts stop everywhere: in doubt the supply stays on. Both energies, since a gas meter is
    /// released through the electricity meter beside it. Returns what was found.
    pub fn watch_releases(&mut self, dso: Dso, now: Instant) -> Result<Vec<FleetFact>, Failure> {
        let rules = self.books.rules(dso, Energy::Electricity)?;
        let alarm_min = rules.parameters.at(now.day(), now).reconnect_alarm_min;
        let in_vain = self.store.releases_waiting(dso, now.plus_min(-alarm_min), now)?;
        let mut waiting: BTreeMap<Option<String>, usize> = BTreeMap::new();
        for account in in_vain {
            let Some(account) = self.store.account(account)? else { continue };
            let opening: Opening = serde_json::from_str(&account.opening)?;
            *waiting.entry(opening.area).or_default() += 1;
        }
        let book = self.fleet_book(dso)?;
        let own: Vec<(String, Option<String>)> = open_of(&book, WATCH)
            .map(|(name, covers)| (name.clone(), covers.area.clone()))
            .collect();
        let mut found = Vec::new();
        for (area, count) in &waiting {
            if *count < IN_VAIN || own.iter().any(|(_, known)| known == area) {
                continue;
            }
            let place = area.as_deref().unwrap_or("everywhere");
            found.push(FleetFact::IncidentOpened {
                incident: format!("{WATCH}, {place}, {}", now.to_utc_string()),
                kind: Service::ReconnectionPath.into(),
                covers: Covers { energy: None, area: area.clone() },
                by: WATCH.to_owned(),
            });
        }
        for (incident, area) in own {
            if !waiting.contains_key(&area) {
                found.push(FleetFact::IncidentClosed { incident, by: WATCH.to_owned() });
            }
        }
        for fact in &found {
            self.record_fleet(dso, None, fact, now)?;
        }
        Ok(found)
    }
}
