//! What prices that wait would do: the price before and after, for how long, for how many accounts, and which days that
//! are over it would charge. Source: PA-08, UX O-11, 7.3.

use super::alarms::{AHEAD_DAYS, alarms_in};
use super::file::{FileLine, LineFault};
use super::{Soonest, judge_prices, of_line, priced};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pages::last_night;
use calendar::{Instant, SettlementDay};
use params::{Gap, GapKind, PriceBasis, PriceBook};
use units::{Dso, Energy, NanoEuroPerKwh, ObisCode};

/// What becomes of one register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceEffect {
    pub energy: Energy,
    pub basis: PriceBasis,
    pub register: ObisCode,
    pub from: SettlementDay,
    /// On its first day; `None` where no price held.
    pub before: Option<NanoEuroPerKwh>,
    pub after: NanoEuroPerKwh,
    /// First day on which another price holds that is known already.
    pub until: Option<SettlementDay>,
    /// Days that are over, which wait for this price and are charged by it in the next night; both inclusive.
    pub over: Option<(SettlementDay, SettlementDay)>,
    /// Charged on this basis in the last night.
    pub accounts: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceCheck {
    pub of: Vec<PriceEffect>,
    /// Open accounts of these energies that the last night did not charge.
    pub uncharged: u64,
    /// What is missing or old with these prices, as [`super::price_alarms`] counts.
    pub alarms_left: usize,
}

/// First day after `from` on which another version holds.
fn until(book: &PriceBook, line: &FileLine, register: ObisCode) -> Option<SettlementDay> {
    let price = &line.price;
    let version = |day: SettlementDay| priced(book, price, register, day).map(|of| of.version);
    let own = version(price.from);
    let mut later: Vec<SettlementDay> = book
        .versions()
        .iter()
        .map(|other| other.from)
        .filter(|other| *other > price.from)
        .collect();
    later.sort_unstable();
    later.into_iter().find(|day| version(*day) != own)
}

/// What the prices of one operator would do. Errors within: each line that may not be entered.
pub fn check_prices(
    engine: &mut Engine,
    dso: Dso,
    lines: &[FileLine],
    soonest: Soonest,
    now: Instant,
) -> Result<Result<PriceCheck, Vec<LineFault>>, Failure> {
    let before = engine.books.prices().clone();
    let after = match judge_prices(engine, lines, soonest, now)? {
        Ok(after) => after,
        Err(faults) => return Ok(Err(faults)),
    };
    let night = last_night(engine, dso)?;
    let counted = engine.store.accounts_by_basis(dso, night)?;
    let count = |energy: Energy, basis: Option<PriceBasis>| -> u64 {
        let of = counted.iter().filter(|(group, own, _)| group.energy == energy && *own == basis);
        of.map(|(_, _, count)| u64::try_from(*count).unwrap_or(0)).sum()
    };
    let mut of = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let price = &line.price;
        for register in of_line(price) {
            let ruling = priced(&after, price, register, price.from);
            let own = before.versions().len().saturating_add(place).saturating_add(1);
            // A price of one register stands above the one of all of them.
            if ruling.is_none_or(|ruling| usize::try_from(ruling.version).ok() != Some(own)) {
                continue;
            }
            let until = until(&after, line, register);
            let today = now.day();
            let last = until.map_or(today, |until| until.min(today)).previous();
            of.push(PriceEffect {
                energy: price.energy,
                basis: price.basis,
                register,
                from: price.from,
                before: priced(&before, price, register, price.from).map(|known| known.price),
                after: price.price,
                until,
                over: (price.from <= last).then_some((price.from, last)),
                accounts: count(price.energy, Some(price.basis)),
            });
        }
    }
    let energies = [Energy::Electricity, Energy::Gas].into_iter();
    let touched = energies.filter(|energy| lines.iter().any(|line| line.price.energy == *energy));
    Ok(Ok(PriceCheck {
        of,
        uncharged: touched.map(|energy| count(energy, None)).sum(),
        alarms_left: alarms_left(engine, &after, dso, now)?,
    }))
}

/// What is missing or old with these prices. A price that is old today alone is renewed.
fn alarms_left(
    engine: &mut Engine,
    after: &PriceBook,
    dso: Dso,
    now: Instant,
) -> Result<usize, Failure> {
    let days = (now.day().next(), now.day().plus(AHEAD_DAYS));
    let stays = |gap: &Gap| match gap.kind {
        GapKind::Missing { .. } => true,
        GapKind::NotRenewed { .. } => after
            .gaps(dso, gap.energy, days)
            .iter()
            .any(|later| (later.basis, later.register) == (gap.basis, gap.register)),
    };
    Ok(alarms_in(engine, after, dso, now)?.iter().filter(|gap| stays(gap)).count())
}
