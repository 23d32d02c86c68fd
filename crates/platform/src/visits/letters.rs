//! How a home without an account hears of its appointment: there is nobody to send a message to, so a letter goes to
//! where the household lives. One is due for each day and half as they stand. Source: CM-01p, PR-07, UX M23.

use super::{StoredVisit, household, open_account, request_of, rules, stored, when};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::notices;
use ::letters::Letter;
use calendar::{Instant, SettlementDay};
use procedures::{Home, Request, Slot, Visit, VisitState};
use serde::{Deserialize, Serialize};
use store::KeptVisit;
use units::{Dso, Ean};

/// A letter that was printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// What it says.
    pub day: SettlementDay,
    pub slot: Slot,
    pub at: Instant,
    /// The folder with which it left.
    pub run: String,
}

impl StoredVisit {
    /// The letter that tells of it as it stands.
    pub fn left(&self) -> Option<&Left> {
        let place = (self.visit.day, self.visit.slot);
        self.letters.iter().find(|left| (left.day, left.slot) == place)
    }

    /// Whether a letter would be of use now, to a home without an account.
    fn is_due(&self, now: Instant) -> bool {
        self.visit.state == VisitState::Planned && self.visit.day >= now.day()
    }
}

/// The letter of an appointment as it stands. `None`: the household has an account and is told there, it is over, nobody
/// knows where they live, or the operator has no name to write in.
pub fn letter(engine: &mut Engine, id: i64, now: Instant) -> Result<Option<Letter>, Failure> {
    let Some((kept, stored)) = stored(engine, id)? else { return Ok(None) };
    if !stored.is_due(now) || !has_no_account(engine, (kept.ean, &stored.visit))? {
        return Ok(None);
    }
    let place = (stored.visit.day, stored.visit.slot);
    // Of the request that it was made for: whoever is asked for since is not told what was agreed with others.
    let request = request_of(engine, kept.ean, &stored.visit)?.map(|(_, request)| request);
    let home = request.filter(Request::is_open).and_then(|request| request.home);
    let Some(home) = home else { return Ok(None) };
    let (_, span) = when(place, &rules(engine, kept.dso, now)?);
    notices::appointment_letter(engine, (kept.dso, kept.ean, id), &home, (now, span))
}

/// Whether neither the household of a visit nor anybody who lives there now has an account. Source: PD-07.
fn has_no_account(engine: &mut Engine, (ean, visit): (Ean, &Visit)) -> Result<bool, Failure> {
    Ok(open_account(engine, ean)?.is_none() && household(engine, ean, visit)?.is_none())
}

/// The words that a letter to a home would have, before the appointment is made. `None`: the operator has no name to
/// write in.
pub fn would_say(
    engine: &mut Engine,
    (dso, home): (Dso, &Home),
    place: (SettlementDay, Slot),
    now: Instant,
) -> Result<Option<String>, Failure> {
    let (_, span) = when(place, &rules(engine, dso, now)?);
    notices::appointment_text(engine, dso, home, (now, span))
}

/// Appointments of homes without an account whose letter has not left, the next first; `most` at most.
pub fn due(
    engine: &mut Engine,
    dso: Dso,
    most: usize,
    now: Instant,
) -> Result<Vec<KeptVisit>, Failure> {
    let ahead = rules(engine, dso, now)?.most_days_ahead;
    let mut found = Vec::new();
    for days in 0..=ahead {
        let day = now.day().plus(days);
        for kept in engine.store.visits_between(dso, day, day)? {
            let stored: StoredVisit = serde_json::from_str(&kept.body)?;
            if found.len() >= most {
                return Ok(found);
            }
            if stored.is_due(now)
                && stored.left().is_none()
                && has_no_account(engine, (kept.ean, &stored.visit))?
            {
                found.push(kept);
            }
        }
    }
    Ok(found)
}

/// A letter has left with the folder of this name. Where the visit has changed since, another one is due.
pub fn left(
    engine: &mut Engine,
    id: i64,
    (day, slot): (SettlementDay, Slot),
    run: &str,
    at: Instant,
) -> Result<(), Failure> {
    let Some((kept, _)) = stored(engine, id)? else { return Ok(()) };
    engine.locked(kept.dso, |engine| {
        let Some((kept, mut stored)) = stored(engine, id)? else { return Ok(()) };
        stored.letters.push(Left { day, slot, at, run: run.to_owned() });
        let body = serde_json::to_string(&stored)?;
        Ok(engine.store.set_visit(id, (kept.day, kept.state), at, &body)?)
    })
}
