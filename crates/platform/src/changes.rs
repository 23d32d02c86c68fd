//! How a value of the books is changed, whoever asks: asked for with a reason, looked at with its effect, approved
//! by another person, in force from a day that has not begun. Nothing is taken back but by another change.
//! Source: DOMAIN 0.4, UX O-04.

mod effect;
mod prices;

pub use effect::effect_of;
pub use prices::{
    AHEAD_DAYS, Draft, FileLine, HEADING, LineFault, PriceCheck, PriceEffect, PriceFault,
    PriceFile, PricesRefused, approve_prices, ask_prices, check_prices, drafts, gaps_of,
    price_alarms, read_price, read_prices, turn_down_prices,
};

use crate::books::{Books, EnteredParameter, parameter_book};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::{ParameterBook, PriceBook, Scope};
use store::{Book, NewVersion, Store};
use units::{Dso, Energy};

/// Why a value cannot be changed so.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("{from} is settled or has begun, the first day that can be changed is {first}")]
    TooEarly { from: SettlementDay, first: SettlementDay },
    #[error("`{name}` has this value on {from} already")]
    Same { name: String, from: SettlementDay },
    #[error("`{name}` has a value of its own for {scope}, which stands above this one")]
    Narrower { name: String, scope: Scope },
    #[error("no rule reads `{name}` so far: nothing would follow from another value")]
    Unread { name: String },
}

/// How soon something may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soonest {
    /// Behind all days of which a night has begun: for whoever furnishes an installation.
    Unsettled,
    /// And behind today, whose hours run by the values that it began with.
    Tomorrow,
}

pub fn operators(scope: Scope) -> Vec<Dso> {
    scope.dso.map_or_else(|| Dso::ALL.to_vec(), |dso| vec![dso])
}

pub fn energies(scope: Scope) -> Vec<Energy> {
    let both = || vec![Energy::Electricity, Energy::Gas];
    scope.energy.map_or_else(both, |energy| vec![energy])
}

/// The first day from which a value may be another one.
pub fn first_day(
    store: &mut Store,
    scope: Scope,
    soonest: Soonest,
    now: Instant,
) -> Result<SettlementDay, Failure> {
    let mut first = match soonest {
        Soonest::Unsettled => SettlementDay(i32::MIN),
        Soonest::Tomorrow => now.day().next(),
    };
    for dso in operators(scope) {
        if let Some(run) = store.last_run(dso)? {
            first = first.max(run.day.next());
        }
    }
    Ok(first)
}

/// The books of parameters before and after a change.
pub struct Judged {
    pub before: ParameterBook,
    pub after: ParameterBook,
}

/// Whether a value may be entered now. Errors: what [`ChangeError`] says, and a name or value that the rules cannot
/// use on some day.
pub fn judge(
    store: &mut Store,
    asked: &EnteredParameter,
    soonest: Soonest,
    now: Instant,
) -> Result<Judged, Failure> {
    let EnteredParameter { name, value, scope, valid_from: from, .. } = asked;
    let before = parameter_book(store)?;
    let mut after = before.clone();
    let place = after.enter(name, value, *scope, *from, now, "whoever asks")?;
    after.approve(place, "whoever approves")?;
    let first = first_day(store, *scope, soonest, now)?;
    if *from < first {
        return Err(ChangeError::TooEarly { from: *from, first }.into());
    }
    if !params::is_read(name) {
        return Err(ChangeError::Unread { name: name.clone() }.into());
    }
    let wanted = after.entries().get(place).map(|entry| entry.value.clone());
    let mut changes = false;
    for dso in operators(*scope) {
        for energy in energies(*scope) {
            let known = before.value(name, dso, energy, *from, now).ok();
            let new = after.value(name, dso, energy, *from, now).ok();
            if new != wanted.as_ref() {
                let scope = Scope { dso: Some(dso), energy: Some(energy) };
                return Err(ChangeError::Narrower { name: name.clone(), scope }.into());
            }
            changes = changes || known != new;
        }
    }
    if !changes {
        return Err(ChangeError::Same { name: name.clone(), from: *from }.into());
    }
    // A value that no rule can use would stop every night.
    Books::of(&after, PriceBook::default())?;
    Ok(Judged { before, after })
}

/// Who asks for something, why, and by which page.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    pub person: &'a str,
    pub reason: &'a str,
    pub key: Option<&'a str>,
}

/// Keeps a change that waits for a second person; the number of the one that this page asked for already.
pub fn ask(
    engine: &mut Engine,
    asked: &EnteredParameter,
    asking: Asking<'_>,
    soonest: Soonest,
    now: Instant,
) -> Result<i64, Failure> {
    engine.locked_all(&operators(asked.scope), |engine| {
        let Asking { person, reason, key } = asking;
        if let Some(key) = key
            && let Some(known) = engine.store.version_of_page(Book::Parameters, key)?
        {
            return Ok(known);
        }
        judge(&mut engine.store, asked, soonest, now)?;
        let body = serde_json::to_string(asked)?;
        let new = NewVersion { body: &body, person, reason, at: now, key };
        Ok(engine.store.enter_version(Book::Parameters, &new)?)
    })
}

/// Brings a change into force, known from `now`. Errors: what [`judge`] says of it today, and what the store says of
/// who decides.
pub fn approve(
    engine: &mut Engine,
    number: i64,
    person: &str,
    soonest: Soonest,
    now: Instant,
) -> Result<(), Failure> {
    let entry = engine.store.book_entry(Book::Parameters, number)?;
    let kept = entry.ok_or(store::StoreError::NoSuchEntry { number })?;
    let asked: EnteredParameter = serde_json::from_str(&kept.body)?;
    engine.locked_all(&operators(asked.scope), |engine| {
        let waits = kept.approved_by.is_none() && kept.refused.is_none();
        if waits && kept.entered_by != person {
            judge(&mut engine.store, &asked, soonest, now)?;
        }
        engine.store.approve_at(Book::Parameters, number, person, now)?;
        crate::notices::rules_changed(engine, &asked, now)
    })
}
