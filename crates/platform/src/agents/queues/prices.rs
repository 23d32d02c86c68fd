//! Prices that are missing, or that should have been renewed. Source: UX A-06, PA-08.

use super::Found;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::{Gap, GapKind};
use prepay::TariffGroup;
use units::{Dso, Energy};

/// So far ahead a price has to be there.
const AHEAD_DAYS: i32 = 31;
/// So far back a day that waits for its price is looked for.
const BACK_DAYS: i32 = 62;

/// The first day that is still to be charged: accounts on hold wait for the price of that one.
fn first_open(
    engine: &mut Engine,
    dso: Dso,
    today: SettlementDay,
) -> Result<SettlementDay, Failure> {
    let held = engine.store.points(dso)?.into_iter().filter(|(_, point)| point.held);
    let first = held.map(|(_, point)| point.settled_to.next()).min();
    Ok(first.map_or(today, |first| first.clamp(today.plus(-BACK_DAYS), today)))
}

/// Due on the day before the first one without a price; what is old is due today.
fn line(dso: Dso, gap: &Gap, today: SettlementDay) -> Found {
    let of = format!("{} {} {}", gap.energy.name(), gap.basis.name(), gap.register);
    let (what, since, deadline) = match gap.kind {
        GapKind::Missing { day } => {
            let since = day.min(today).start();
            (format!("missing {day} {of}"), since, day.start())
        }
        GapKind::NotRenewed { since } => (format!("old {since} {of}"), since.start(), today.end()),
    };
    Found {
        request: None,
        dso: Some(dso),
        account: None,
        // Not of a household: taken by what is missing.
        key: Some(what.clone()),
        question: None,
        name: String::new(),
        what,
        amount: None,
        since,
        deadline,
    }
}

/// The codes of an energy's groups.
fn groups_of(energy: Energy) -> Vec<i16> {
    let groups = TariffGroup::ALL.into_iter().filter(|group| group.energy == energy);
    groups.map(TariffGroup::code).collect()
}

/// Of each operator that has open accounts of an energy.
pub(super) fn found(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let today = now.day();
    let mut all = Vec::new();
    for dso in Dso::ALL {
        for energy in [Energy::Electricity, Energy::Gas] {
            if !engine.store.has_open_account(dso, &groups_of(energy))? {
                continue;
            }
            let first = first_open(engine, dso, today)?;
            let book = engine.books.rules(dso, energy)?.prices;
            let gaps = book.gaps(dso, energy, (first, today.plus(AHEAD_DAYS)));
            all.extend(gaps.iter().map(|gap| line(dso, gap, today)));
        }
    }
    Ok(all)
}
