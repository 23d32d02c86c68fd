//! What a change does: the value before and after, and whose state becomes another one with the money that is there
//! now.

use super::{Judged, energies, operators};
use crate::books::EnteredParameter;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pages::{last_night, shown_state};
use calendar::{Instant, SettlementDay};
use params::{ParameterBook, Parameters};
use portal::ShownState;
use prepay::Levels;
use std::collections::BTreeMap;
use supply::SupplyState;
use timeline::Displayed;
use units::{AccountId, Dso, Energy, MicroEuro};

/// Accounts that are read at a time.
const AT_ONCE: usize = 10_000;

/// One operator and energy that a change is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Of {
    pub dso: Dso,
    pub energy: Energy,
    /// On its first day; `None` where nothing held.
    pub before: Option<String>,
    /// First day on which another version holds that is known already.
    pub until: Option<SettlementDay>,
}

/// From one state to another, and how many accounts.
type Moves = BTreeMap<(ShownState, ShownState), u64>;

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    pub of: Vec<Of>,
    /// Accounts that were looked at and how many of them change from one state to another; `None` where no state
    /// depends on the value.
    pub states: Option<(u64, Moves)>,
}

fn next_version(
    book: &ParameterBook,
    asked: &EnteredParameter,
    (dso, energy): (Dso, Energy),
    now: Instant,
) -> Option<SettlementDay> {
    let days = book.of_name(&asked.name).filter(|entry| entry.approved_by.is_some());
    let days = days.flat_map(|entry| [Some(entry.valid_from), entry.valid_to]).flatten();
    let mut later: Vec<SettlementDay> = days.filter(|day| *day > asked.valid_from).collect();
    later.sort_unstable();
    let on = |day: SettlementDay| book.value(&asked.name, dso, energy, day, now).ok();
    let own = on(asked.valid_from);
    later.into_iter().find(|day| on(*day) != own)
}

/// The effect of a change that was judged. Balances are those of `now`.
pub fn effect_of(
    engine: &mut Engine,
    asked: &EnteredParameter,
    judged: &Judged,
    now: Instant,
) -> Result<Effect, Failure> {
    let from = asked.valid_from;
    let (mut of, mut counts, mut looked_at, mut matters) = (Vec::new(), BTreeMap::new(), 0, false);
    for dso in operators(asked.scope) {
        for energy in energies(asked.scope) {
            let before = judged.before.value(&asked.name, dso, energy, from, now).ok();
            of.push(Of {
                dso,
                energy,
                before: before.map(ToString::to_string),
                until: next_version(&judged.after, asked, (dso, energy), now),
            });
            let levels = |book: &ParameterBook| {
                Parameters::resolve(book, dso, energy, from, now)
                    .map(|parameters| move |grace: MicroEuro| Levels::of(&parameters, grace))
            };
            let (old, new) = (levels(&judged.before)?, levels(&judged.after)?);
            let (here, there) = (old(MicroEuro::ZERO), new(MicroEuro::ZERO));
            if (here.low, here.cut) == (there.low, there.cut) {
                continue;
            }
            matters = true;
            let night = last_night(engine, dso)?;
            let mut after: Option<AccountId> = None;
            loop {
                let page = engine.store.standings(dso, night, after, AT_ONCE)?;
                let Some(last) = page.last() else { break };
                after = Some(last.account);
                for one in page.iter().filter(|one| one.group.energy == energy) {
                    let point = one.point.as_ref();
                    let grace = point.filter(|point| from.start() < point.grace_until);
                    let grace = grace.map_or(MicroEuro::ZERO, |point| point.grace);
                    let place = point.and_then(|point| usize::try_from(point.supply).ok());
                    let supply = place.and_then(|place| SupplyState::ALL.get(place)).copied();
                    let supply = supply.unwrap_or(SupplyState::Connected);
                    let state = |levels: Levels| {
                        shown_state(Displayed::of(levels.state(one.balance()), supply))
                    };
                    let (was, will) = (state(old(grace)), state(new(grace)));
                    looked_at += 1;
                    if was != will {
                        *counts.entry((was, will)).or_insert(0) += 1;
                    }
                }
            }
        }
    }
    Ok(Effect { of, states: matters.then_some((looked_at, counts)) })
}
