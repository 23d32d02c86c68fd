//! Prices that are published are told before their first day to those whom they change. Source: CM-01n, UX 5.2 M22,
//! PA-08.

use super::nightly::TOGETHER;
use super::outbox::to_tell;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pages::last_night;
use calendar::{Instant, SettlementDay};
use notify::figures::PriceChange;
use params::{PriceBasis, PriceVersion};
use prepay::{Account, DayRow, Rates, Rules, TariffGroup, basis_code, prices_of};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use units::{AccountId, Dso, Energy};

/// The job that follows a publication.
pub const JOB: &str = "price_notice";

/// What is to be told.
#[derive(Serialize, Deserialize)]
struct Published {
    dso: Dso,
    /// The first day of the new prices.
    day: SettlementDay,
    energy: Energy,
    at: Instant,
}

/// Notes that these prices are to be told, in the transaction in which they are published.
pub fn prices_published(
    engine: &mut Engine,
    prices: &[&PriceVersion],
    at: Instant,
) -> Result<(), Failure> {
    let of: BTreeSet<(Dso, Energy, SettlementDay)> =
        prices.iter().map(|price| (price.dso, price.energy, price.from)).collect();
    for (dso, energy, day) in of {
        let body = serde_json::to_string(&Published { dso, day, energy, at })?;
        let key = format!("{JOB}/{dso}/{}/{day}/{}", energy.name(), at.0);
        engine.store.add_job(&key, JOB, at, &body)?;
    }
    Ok(())
}

/// Tells each open account whose price is another one from that day on. Doing it twice changes nothing. Returns how
/// many are told.
pub fn tell_of_prices(engine: &mut Engine, body: &str) -> Result<usize, Failure> {
    let Published { dso, day, energy, at } = serde_json::from_str(body)?;
    if engine.books.house(dso).is_none() {
        return Ok(0);
    }
    let mut changed = BTreeSet::new();
    for group in TariffGroup::ALL.into_iter().filter(|group| group.energy == energy) {
        for basis in [PriceBasis::Average, PriceBasis::Social] {
            let of = |day| prices_of(dso, group, day, basis, engine.books.prices()).ok();
            // A day that waited for its price had none to compare it with.
            if let (Some((before, _)), Some((after, _))) = (of(day.previous()), of(day))
                && before != after
            {
                changed.insert((group.code(), basis_code(basis)));
            }
        }
    }
    let night = last_night(engine, dso)?;
    let (mut after, mut count) = (None, 0);
    loop {
        let page = engine.store.accounts(Some(dso), after, TOGETHER)?;
        let Some(last) = page.last().map(|account| account.id) else {
            return Ok(count);
        };
        let rows: BTreeMap<AccountId, DayRow> = match night {
            Some(night) => {
                let rows = engine.store.rows_of_day(dso, night, after, TOGETHER)?;
                rows.into_iter().map(|row| (row.account, row)).collect()
            }
            None => BTreeMap::new(),
        };
        let mut messages = Vec::new();
        for account in page.iter().filter(|account| account.closed_at.is_none()) {
            let group = account.group.code();
            let told = match rows.get(&account.id) {
                Some(row) => changed.contains(&(group, basis_code(row.basis))),
                // It has no night yet: its words say what holds for it, if anything does.
                None => changed.iter().any(|(of, _)| *of == group),
            };
            if told {
                let body = serde_json::json!({ "notice": "price", "day": day });
                messages
                    .push((account.id, to_tell(format!("notice/{}/price/{day}", at.0), at, &body)));
            }
        }
        count += messages.len();
        engine.store.add_messages(dso, &messages)?;
        after = Some(last);
    }
}

/// What changes for an account on a day; nothing if its prices are those of the day before.
pub(super) fn changes(account: &Account, day: SettlementDay, rules: Rules<'_>) -> Vec<PriceChange> {
    let basis = account.status.basis_on(day);
    let of = |day| account.prices_on(day, basis, rules).ok().map(|(prices, _)| prices);
    let (Some([before, before_off]), Some([after, after_off])) = (of(day.previous()), of(day))
    else {
        return Vec::new();
    };
    let peak = PriceChange { off_peak: None, before, after };
    let all = match (account.energy(), account.rates()) {
        (Energy::Electricity, Rates::Two) => vec![
            PriceChange { off_peak: Some(false), ..peak },
            PriceChange { off_peak: Some(true), before: before_off, after: after_off },
        ],
        _ => vec![peak],
    };
    if all.iter().any(|one| one.before != one.after) { all } else { Vec::new() }
}
