//! Tariffs: read from a file, judged, asked for by one person and published by another. Source: PA-08, UX O-11.

mod alarms;
mod check;
mod file;
#[cfg(test)]
mod tests;

pub use alarms::{AHEAD_DAYS, gaps_of, price_alarms};
pub use check::{PriceCheck, PriceEffect, check_prices};
pub use file::{
    FileLine, HEADING, LineFault, PriceFault, PriceFile, PricesRefused, read_price, read_prices,
};

use super::{Asking, Soonest, first_day};
use crate::books::Books;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::{PriceBook, PriceVersion, Scope, registers};
use std::collections::{BTreeMap, BTreeSet};
use store::{Book, BookEntry, NewVersion, Store, StoreError};
use units::{Dso, ObisCode};

/// The registers that a price is of.
fn of_line(price: &PriceVersion) -> Vec<ObisCode> {
    let all = registers(price.energy).iter().copied();
    all.filter(|register| price.register.is_none_or(|own| own == *register)).collect()
}

/// What a register is charged at on the basis of `like`.
fn priced<'a>(
    book: &'a PriceBook,
    like: &PriceVersion,
    register: ObisCode,
    day: SettlementDay,
) -> Option<&'a PriceVersion> {
    book.price(like.dso, like.energy, like.basis, register, day).ok()
}

/// Whether `after` has another price than `before` on a day before `first` that had one: what was charged, or is shown
/// to people today, is never edited. A day that waits for its price gets it. Source: PA-08.
fn changes_before(
    first: SettlementDay,
    (before, after): (&PriceBook, &PriceBook),
    price: &PriceVersion,
) -> bool {
    let begins = before.versions().iter().map(|known| known.from);
    let days: BTreeSet<SettlementDay> =
        begins.chain([price.from]).filter(|day| *day >= price.from && *day < first).collect();
    let other = |register: ObisCode, day: SettlementDay| {
        let known = priced(before, price, register, day).map(|known| known.version);
        known.is_some() && known != priced(after, price, register, day).map(|new| new.version)
    };
    let registers = of_line(price);
    days.into_iter().any(|day| registers.iter().any(|register| other(*register, day)))
}

/// The prices in force with `lines` published. Errors within: each line that may not be entered now.
fn judge_prices(
    engine: &mut Engine,
    lines: &[FileLine],
    soonest: Soonest,
    now: Instant,
) -> Result<Result<PriceBook, Vec<LineFault>>, Failure> {
    let before = engine.books.prices().clone();
    let mut after = before.clone();
    for line in lines {
        let version = after.enter(line.price.clone())?;
        after.approve(version, "whoever publishes")?;
    }
    let mut faults = Vec::new();
    let key = |one: &PriceVersion| (one.dso, one.energy, one.basis, one.register, one.from);
    for (place, FileLine { number, price }) in lines.iter().enumerate() {
        let earlier = lines.iter().take(place).find(|earlier| key(&earlier.price) == key(price));
        let known = before.versions().iter().any(|known| {
            let same = key(known) == key(price) && known.price == price.price;
            same && known.approved_by.is_some()
        });
        let scope = Scope { dso: Some(price.dso), energy: Some(price.energy) };
        let first = first_day(&mut engine.store, scope, soonest, now)?;
        let why = match (price.register, earlier) {
            (Some(register), _) if !registers(price.energy).contains(&register) => {
                PriceFault::NotCharged { register, energy: price.energy }
            }
            (_, Some(earlier)) => PriceFault::Twice(earlier.number),
            _ if known => PriceFault::Known,
            _ if changes_before(first, (&before, &after), price) => PriceFault::Charged { first },
            _ => continue,
        };
        faults.push(LineFault { line: *number, why });
    }
    Ok(if faults.is_empty() { Ok(after) } else { Err(faults) })
}

fn refused(faults: Vec<LineFault>) -> Failure {
    PricesRefused::Lines(faults).into()
}

/// Under which each price of a page is kept.
fn page_key(key: &str, place: usize) -> String {
    format!("{key}/{place}")
}

/// Keeps prices that wait for a second person, all or none; their numbers. Sent again by the same page they are the same
/// ones. Errors: each that may not be entered.
pub fn ask_prices(
    engine: &mut Engine,
    lines: &[FileLine],
    asking: Asking<'_>,
    soonest: Soonest,
    now: Instant,
) -> Result<Vec<i64>, Failure> {
    engine.locked_all(&Dso::ALL, |engine| {
        let Asking { person, reason, key } = asking;
        if let Some(key) = key
            && let Some(first) = engine.store.version_of_page(Book::Prices, &page_key(key, 0))?
        {
            let known = drafts(&mut engine.store)?.into_iter().find(|one| one.number == first);
            return Ok(known.map(|draft| draft.numbers()).unwrap_or_default());
        }
        if let Err(faults) = judge_prices(engine, lines, soonest, now)? {
            return Err(refused(faults));
        }
        let mut numbers = Vec::with_capacity(lines.len());
        for (place, line) in lines.iter().enumerate() {
            let body = serde_json::to_string(&line.price)?;
            let key = key.map(|key| page_key(key, place));
            let new = NewVersion { body: &body, person, reason, at: now, key: key.as_deref() };
            numbers.push(engine.store.enter_version(Book::Prices, &new)?);
        }
        Ok(numbers)
    })
}

/// Prices that were asked for together, and are decided together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// That of its first price.
    pub number: i64,
    /// One at least.
    pub prices: Vec<(BookEntry, PriceVersion)>,
}

impl Draft {
    fn numbers(&self) -> Vec<i64> {
        self.prices.iter().map(|(entry, _)| entry.number).collect()
    }

    /// Those that nobody has decided, as the lines of a list.
    pub fn waiting(&self) -> Vec<FileLine> {
        let waiting = self.prices.iter().enumerate().filter(|(_, (entry, _))| waits(entry));
        let line = |(place, (_, price)): (usize, &(BookEntry, PriceVersion))| FileLine {
            number: place.saturating_add(1),
            price: price.clone(),
        };
        waiting.map(line).collect()
    }
}

fn waits(entry: &BookEntry) -> bool {
    entry.approved_by.is_none() && entry.refused.is_none()
}

/// All drafts by number. A price that no page asked for is one by itself.
pub fn drafts(store: &mut Store) -> Result<Vec<Draft>, Failure> {
    let mut all: Vec<Draft> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for entry in store.book_entries(Book::Prices)? {
        let price: PriceVersion = serde_json::from_str(&entry.body)?;
        let page = entry.key.as_deref().and_then(|key| key.rsplit_once('/'));
        let page = page.map(|(page, _)| page.to_owned());
        let known = page.as_ref().and_then(|page| places.get(page)).copied();
        if let Some(draft) = known.and_then(|place| all.get_mut(place)) {
            draft.prices.push((entry, price));
            continue;
        }
        if let Some(page) = page {
            places.insert(page, all.len());
        }
        all.push(Draft { number: entry.number, prices: vec![(entry, price)] });
    }
    Ok(all)
}

/// Publishes prices that wait, all or none. Errors: each that may not be entered any more, or what the store says of
/// who decides.
pub fn approve_prices(
    engine: &mut Engine,
    numbers: &[i64],
    person: &str,
    soonest: Soonest,
    now: Instant,
) -> Result<(), Failure> {
    engine.locked_all(&Dso::ALL, |engine| {
        let (mut lines, mut judged) = (Vec::new(), true);
        for number in numbers {
            let entry = engine.store.book_entry(Book::Prices, *number)?;
            let kept = entry.ok_or(StoreError::NoSuchEntry { number: *number })?;
            judged &= waits(&kept) && kept.entered_by != person;
            let price = serde_json::from_str(&kept.body)?;
            lines.push(FileLine { number: lines.len().saturating_add(1), price });
        }
        // What the store refuses is said before what may no longer be.
        if judged && let Err(faults) = judge_prices(engine, &lines, soonest, now)? {
            return Err(refused(faults));
        }
        for number in numbers {
            engine.store.approve_at(Book::Prices, *number, person, now)?;
        }
        let published: Vec<&PriceVersion> = lines.iter().map(|line| &line.price).collect();
        crate::notices::prices_published(engine, &published, now)
    })?;
    engine.books = Books::load(&mut engine.store)?;
    Ok(())
}

/// Turns prices down that wait, all or none; whoever asked for them may take them back.
pub fn turn_down_prices(
    engine: &mut Engine,
    numbers: &[i64],
    said: (&str, &str),
    now: Instant,
) -> Result<(), Failure> {
    engine.locked_all(&Dso::ALL, |engine| {
        for number in numbers {
            engine.store.turn_down(Book::Prices, *number, said, now)?;
        }
        Ok(())
    })
}
