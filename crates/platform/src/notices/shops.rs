//! Whoever sells hears that their terminal is silent while the shop is open, and each week what is to be paid over.
//! Source: UX 5.2 M30, TP-20.

use super::partners::{Said, say};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::shop::week;
use crate::terminals::stops;
use calendar::{Instant, SettlementDay, Weekday};
use notify::Message;
use notify::figures::Figures;
use std::collections::BTreeMap;
use store::{Person, Store};
use units::{Dso, Energy, MicroEuro};
use vending::Hours;

/// A terminal is silent when nothing was heard of it for so long.
const SILENT_MIN: i64 = 60;

/// When a terminal was last heard of: a sale, a request, or somebody who sells there.
pub fn heard(
    store: &mut Store,
    dso: Dso,
    terminal: &str,
    people: &[Person],
) -> Result<Option<Instant>, Failure> {
    let mut heard = store.last_sale(terminal)?.max(store.last_request(dso, terminal)?);
    for person in people {
        let seen = store.sessions(person.id)?.into_iter().map(|session| session.seen_at).max();
        heard = heard.max(seen);
    }
    Ok(heard)
}

/// Who of an operator sells at which terminal; nobody who signs in no more.
pub(super) fn sellers(
    store: &mut Store,
    dso: Dso,
) -> Result<BTreeMap<String, Vec<Person>>, Failure> {
    let mut found: BTreeMap<String, Vec<Person>> = BTreeMap::new();
    for (person, terminal) in store.people_at_terminals(dso)? {
        let person = store.person(person)?.filter(|person| !person.ways.ended);
        found.entry(terminal).or_default().extend(person);
    }
    Ok(found)
}

/// Since when a shop has been open at an instant.
fn open_since(hours: &Hours, now: Instant) -> Option<Instant> {
    let (day, minute) = now.day_and_minute();
    let window = hours.of(day).iter().find(|window| window.contains(minute))?;
    let from = window.from_minute();
    let part = |number: u16| u8::try_from(number).unwrap_or(0);
    Some(day.at(part(from / 60), part(from % 60)))
}

/// Tells, once for each silence, who sells at a terminal that was heard of since the shop opened and not for an hour. A
/// terminal whose hours nobody knows is not watched. Returns how many notices are new.
pub fn watch_terminals(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    if engine.books.house(dso).is_none() {
        return Ok(0);
    }
    let mut open = BTreeMap::new();
    for place in engine.store.places(dso)?.into_iter().filter(|place| !place.gone) {
        let since = open_since(&place.hours.parse()?, now);
        open.extend(since.map(|since| (place.id, since)));
    }
    let latest = now.plus_min(-SILENT_MIN);
    let mut count = 0;
    for (terminal, people) in sellers(&mut engine.store, dso)? {
        let Some(since) = open.get(&terminal).copied() else {
            continue;
        };
        let last = heard(&mut engine.store, dso, &terminal, &people)?;
        let Some(last) = last.filter(|last| since <= *last && *last <= latest) else {
            continue;
        };
        if stops::is_stopped(&mut engine.store, &terminal)? {
            continue;
        }
        let mut figures = Figures::of(Energy::Electricity, last);
        (figures.terminal, figures.until) = (Some(terminal.clone()), Some(now));
        let key = format!("silent/{terminal}/{}", last.0);
        let said = Said { message: Message::Merchant, beside: false, figures: &figures, key: &key };
        for person in people {
            count += say(engine, (dso, person.id), &said, now)?;
        }
    }
    Ok(count)
}

/// On a Monday: what each terminal's last week comes to, to who sells there, once. Weeks without sales are left out.
/// Returns how many notices are new.
pub fn tell_of_weeks(
    engine: &mut Engine,
    dso: Dso,
    today: SettlementDay,
    now: Instant,
) -> Result<usize, Failure> {
    if today.weekday() != Weekday::Mon || engine.books.house(dso).is_none() {
        return Ok(0);
    }
    let monday = today.plus(-7);
    let mut count = 0;
    for (terminal, people) in sellers(&mut engine.store, dso)? {
        let week = week(engine, (dso, &terminal), monday, now)?;
        if week.lines.is_empty() && week.held.0 == 0 {
            continue;
        }
        let owed = week.owed.cash.checked_add(week.owed.card).unwrap_or(MicroEuro::ZERO);
        let mut figures = Figures::of(Energy::Electricity, now);
        figures.terminal = Some(terminal.clone());
        figures.date = Some(monday);
        figures.amount = Some(owed.max(MicroEuro::ZERO));
        figures.earned = week.earned.map(|earned| earned.amount);
        let key = format!("week/{terminal}/{monday}");
        let message = Message::MerchantWeek;
        let said = Said { message, beside: false, figures: &figures, key: &key };
        for person in people {
            count += say(engine, (dso, person.id), &said, now)?;
        }
    }
    Ok(count)
}
