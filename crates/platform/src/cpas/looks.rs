//! Who of a social service looked at which client: its people, and its systems with their keys. Source: UX S-11, PD-05.

use super::{Offices, party_of};
use crate::api_keys;
use crate::engine::Engine;
use crate::failure::Failure;
use ::access::Act;
use calendar::Instant;
use portal::cpas::TeamLook;
use portal::my::Visitor;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::PartyLook;
use vending::Right;

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
        found.extend(by_keys(engine, party, from)?);
        found.sort_by_key(|look| std::cmp::Reverse(look.at));
        found.truncate(MOST);
        Ok(found)
    }
}

/// What its systems looked at, each under its key and whoever made it: nobody reads without a name by going round the
/// pages.
fn by_keys(engine: &mut Engine, party: i64, from: Instant) -> Result<Vec<TeamLook>, Failure> {
    let mut names: BTreeMap<i64, String> = BTreeMap::new();
    let mut found = Vec::new();
    for look in engine.store.looks_by_keys(party, from, MOST)? {
        let (Some(key), Some(account)) = (look.key, engine.store.account(look.account)?) else {
            continue;
        };
        let by = match names.entry(key) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(unknown) => unknown.insert(key_name(engine, key)?).clone(),
        };
        let plain = [Right::SeeState, Right::SeeBalance].map(Right::name);
        found.push(TeamLook {
            at: look.at,
            by,
            reference: account.ean.reference(),
            reason: reasons(engine, &look)?,
            all: look.saw.split(' ').any(|right| !plain.contains(&right)),
        });
    }
    Ok(found)
}

/// A key by its number and its maker.
fn key_name(engine: &mut Engine, key: i64) -> Result<String, Failure> {
    let by = engine.store.api_key(key)?.map(|key| key.made_by).unwrap_or_default();
    let maker = api_keys::named(engine, &by)?;
    Ok(format!("API {key}, {maker}").trim_end_matches(", ").to_owned())
}

/// On which mandates of its party a look rests.
fn reasons(engine: &mut Engine, look: &PartyLook) -> Result<String, Failure> {
    let grants = engine.store.party_grants(look.account)?.into_iter();
    let held = grants.filter(|grant| {
        let begun = grant.from <= look.at && grant.until.is_none_or(|until| look.at < until);
        let ended = grant.ended.as_ref().is_some_and(|end| end.at <= look.at);
        grant.party == look.party && begun && !ended
    });
    Ok(held.map(|grant| grant.reason).collect::<Vec<_>>().join("; "))
}
