//! Until when staff have their role: to a last day, and as long as somebody looks at it again in time. Households
//! have theirs as long as the account is theirs. Source: UX O-06, PD-04.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use access::{Role, Standing, Term};
use calendar::{Instant, SettlementDay};
use params::Value;
use store::{KeptTerm, Person, TermAct};
use units::{Dso, Energy};

/// Who acts by the command line.
pub const COMMAND_LINE: &str = "command line";

/// How long a review of a role holds, in months.
pub fn review_months(engine: &Engine, dso: Dso, now: Instant) -> Result<i32, Failure> {
    let (name, energy) = ("access.review_months", Energy::Electricity);
    match engine.books.parameters().value(name, dso, energy, now.day(), now)? {
        Value::Int(months) => Ok(i32::try_from(*months)?),
        _ => refuse(format!("`{name}` is no number of months")),
    }
}

/// The term of somebody, of whom this is the newest act. Without one, they were looked at when they were entered.
pub fn term(person: &Person, newest: Option<&KeptTerm>) -> Term {
    match newest {
        Some(kept) => Term { last_day: kept.last_day, reviewed_on: kept.reviewed_on },
        None => Term { last_day: None, reviewed_on: person.made_at.day() },
    }
}

/// How the role of somebody of staff stands now.
pub fn standing(engine: &mut Engine, person: &Person, now: Instant) -> Result<Standing, Failure> {
    let months = review_months(engine, person.dso, now)?;
    let newest = engine.store.term_of(person.id)?;
    Ok(term(person, newest.as_ref()).on(now.day(), months))
}

/// Whether somebody's role opens anything now. Deny by default: also of a role that nobody has looked at.
pub fn opens(engine: &mut Engine, person: &Person, now: Instant) -> Result<bool, Failure> {
    match Role::from_code(person.role) {
        None => Ok(false),
        Some(role) if role.is_staff() => Ok(standing(engine, person, now)?.is_open()),
        Some(_) => Ok(true),
    }
}

/// Ends somebody's role and all their sessions at once. Within the operator's lock.
pub fn end(
    engine: &mut Engine,
    person: &Person,
    (by, why): (&str, &str),
    now: Instant,
) -> Result<(), Failure> {
    let newest = engine.store.term_of(person.id)?;
    let Term { last_day, reviewed_on } = term(person, newest.as_ref());
    let ways = store::Ways { ended: true, at: now, ..person.ways.clone() };
    engine.store.set_ways(person.id, &ways)?;
    engine.store.end_session(person.id, None, now)?;
    let (by, why) = (by.to_owned(), why.to_owned());
    let ended = KeptTerm {
        person: person.id,
        at: now,
        act: TermAct::Ended,
        last_day,
        reviewed_on,
        by,
        why,
    };
    Ok(engine.store.add_term(&ended)?)
}

/// Somebody looked at a role, which holds until this day and the next review. Within the operator's lock.
pub fn confirm(
    engine: &mut Engine,
    person: &Person,
    last_day: Option<SettlementDay>,
    (by, why): (&str, &str),
    now: Instant,
) -> Result<(), Failure> {
    let newest = engine.store.term_of(person.id)?;
    let same = term(person, newest.as_ref()).last_day == last_day;
    let act = if same { TermAct::Confirmed } else { TermAct::Prolonged };
    let (by, why, reviewed_on) = (by.to_owned(), why.to_owned(), now.day());
    let kept = KeptTerm { person: person.id, at: now, act, last_day, reviewed_on, by, why };
    Ok(engine.store.add_term(&kept)?)
}

/// A role is given by the command line. Within the operator's lock.
pub fn give(
    engine: &mut Engine,
    person: &Person,
    last_day: Option<SettlementDay>,
    now: Instant,
) -> Result<(), Failure> {
    let (by, why, reviewed_on) = (COMMAND_LINE.to_owned(), String::new(), now.day());
    let act = TermAct::Given;
    let kept = KeptTerm { person: person.id, at: now, act, last_day, reviewed_on, by, why };
    Ok(engine.store.add_term(&kept)?)
}
