//! Who of a social service looked at which client. Source: UX S-11, PD-05.

use super::{Offices, party_of};
use crate::failure::Failure;
use ::access::Act;
use portal::cpas::TeamLook;
use portal::my::Visitor;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// So far back, and so many at most.
const DAYS: i32 = 90;
const MOST: usize = 200;

impl Offices {
    pub(super) fn team_looks(&self, visitor: &Visitor) -> Result<Vec<TeamLook>, Failure> {
        let from = self.now().day().plus(-DAYS).start();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(party) = party_of(engine, visitor)? else { return Ok(Vec::new()) };
        let looks = engine.store.person_looks_of_party(party, from, MOST)?;
        let mut names: BTreeMap<i64, String> = BTreeMap::new();
        let mut found = Vec::with_capacity(looks.len());
        for look in looks {
            let Some(account) = engine.store.account(look.account)? else { continue };
            let by = match names.entry(look.person) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(unknown) => {
                    let person = engine.store.person(look.person)?;
                    let name = person.map(|person| person.ways.name).unwrap_or_default();
                    unknown.insert(name).clone()
                }
            };
            found.push(TeamLook {
                at: look.at,
                by,
                reference: account.ean.reference(),
                reason: look.reason,
                all: look.saw.split(' ').any(|act| act != Act::StateAndAmount.name()),
            });
        }
        Ok(found)
    }
}
