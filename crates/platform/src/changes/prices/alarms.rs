//! Prices that are missing, or older than they may be: one rule for the desk's queue, the page of tariffs, the control
//! room and the command line. Source: PA-08, PA-25, UX A-06, O-11.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::{Gap, GapKind, PriceBook};
use prepay::TariffGroup;
use units::{Dso, Energy};

/// So far ahead a price has to be there.
pub const AHEAD_DAYS: i32 = 31;
/// So far back a day that waits for its price is looked for.
const BACK_DAYS: i32 = 62;

/// The first day that is still to be charged: accounts on hold wait for the price of that one, and so does a night that
/// stopped for want of it.
fn first_open(
    engine: &mut Engine,
    dso: Dso,
    today: SettlementDay,
) -> Result<SettlementDay, Failure> {
    let held = engine.store.points(dso)?.into_iter().filter(|(_, point)| point.held);
    let held = held.map(|(_, point)| point.settled_to.next()).min();
    let begun = engine.store.last_run(dso)?.filter(|run| !run.done).map(|run| run.day);
    let first = [held, begun].into_iter().flatten().min();
    Ok(first.map_or(today, |first| first.clamp(today.plus(-BACK_DAYS), today)))
}

/// The codes of an energy's groups.
fn groups_of(energy: Energy) -> Vec<i16> {
    let groups = TariffGroup::ALL.into_iter().filter(|group| group.energy == energy);
    groups.map(TariffGroup::code).collect()
}

/// What is wrong with the prices of `book`, of each energy that the operator has open accounts of.
pub fn alarms_in(
    engine: &mut Engine,
    book: &PriceBook,
    dso: Dso,
    now: Instant,
) -> Result<Vec<Gap>, Failure> {
    let today = now.day();
    let mut all = Vec::new();
    for energy in [Energy::Electricity, Energy::Gas] {
        if engine.store.has_open_account(dso, &groups_of(energy))? {
            let first = first_open(engine, dso, today)?;
            all.extend(book.gaps(dso, energy, (first, today.plus(AHEAD_DAYS))));
        }
    }
    Ok(all)
}

/// The same of the prices that are in force.
pub fn price_alarms(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Vec<Gap>, Failure> {
    let book = engine.books.prices().clone();
    alarms_in(engine, &book, dso, now)
}

/// What is missing or old, a sentence each.
pub fn gaps_of(
    engine: &Engine,
    dso: Dso,
    energies: &[Energy],
    days: (SettlementDay, SettlementDay),
) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for energy in energies {
        let book = engine.books.rules(dso, *energy)?.prices;
        for gap in book.gaps(dso, *energy, days) {
            let of =
                format!("{} price of {dso} {energy}, register {}", gap.basis.name(), gap.register);
            found.push(match gap.kind {
                GapKind::Missing { day } => format!("no {of} on {day}"),
                GapKind::NotRenewed { since } => format!("the {of} is that of {since} still"),
            });
        }
    }
    Ok(found)
}
