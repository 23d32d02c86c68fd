//! How the operator looks at a dossier: what can be checked by itself, by when, and two people for what is final.
//! Source: ES-02, ES-03, ES-12, UX 7.3.

use super::kept::{Outside, addressed_elsewhere, registered_otherwise};
use super::{Kept, file, is_elsewhere, load};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use sharing::{Act, Condition, Form, State, Verdict};
use std::collections::BTreeSet;
use units::{Ean, Energy};

/// What is checked of the points of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Within what holds the group together.
    Perimeter,
    /// In the municipality of the group, where it has one: as the dossier says and as the account is addressed.
    Municipality,
    /// As the dossier says, as the register of meters says, and with quarter-hours that are kept.
    Meters,
    PublicGrid,
    /// Electricity of this operator, as far as the point is known.
    OwnGrid,
    /// In no other group.
    OneGroup,
}

/// Members that another group keeps.
pub(super) fn elsewhere(
    engine: &mut Engine,
    kept: &Kept,
    now: Instant,
) -> Result<Vec<Ean>, Failure> {
    let mut found = Vec::new();
    for member in &kept.dossier.members {
        let joining = &member.joining;
        if is_elsewhere(engine, kept.id, (joining.ean, joining.from, member.to), now)? {
            found.push(joining.ean);
        }
    }
    Ok(found)
}

/// What can be checked without anybody, each with the points that fail. Errors: no value of a rule.
pub fn checks(
    engine: &mut Engine,
    kept: &Kept,
    outside: &Outside<'_>,
    now: Instant,
) -> Result<Vec<(Checked, Vec<Ean>)>, Failure> {
    let dossier = &kept.dossier;
    let going_on = || dossier.members.iter().filter(|member| member.to.is_none());
    let mut found =
        vec![(Checked::Perimeter, dossier.outside(&engine.books.sharing(kept.dso, now))?)];
    if let (Form::RenewableCommunity, Some(own)) =
        (dossier.form, dossier.perimeter.municipality.as_ref())
    {
        let other = going_on().filter(|one| one.joining.place.municipality.as_ref() != Some(own));
        let mut other: Vec<Ean> = other.map(|one| one.joining.ean).collect();
        add_all(&mut other, &addressed_elsewhere(engine, kept, outside.postcodes, own)?);
        found.push((Checked::Municipality, other));
    }
    for (what, condition) in
        [(Checked::Meters, Condition::Meters), (Checked::PublicGrid, Condition::PublicGrid)]
    {
        let tasks = dossier.tasks();
        let unmet = tasks.into_iter().find(|(one, _)| *one == condition).and_then(|(_, one)| one);
        let points = unmet.map(|unmet| unmet.points).unwrap_or_default();
        let mut points: Vec<Ean> = points.into_iter().map(|(ean, _)| ean).collect();
        if what == Checked::Meters {
            add_all(&mut points, &registered_otherwise(engine, kept)?);
            add_all(&mut points, &outside.silent);
        }
        found.push((what, points));
    }
    let mut strange = Vec::new();
    for ean in going_on().map(|member| member.joining.ean).collect::<Vec<_>>() {
        if let Some(account) = engine.store.account_of(ean)?
            && (account.dso != kept.dso || account.group.energy != Energy::Electricity)
        {
            strange.push(ean);
        }
    }
    found.push((Checked::OwnGrid, strange));
    found.push((Checked::OneGroup, elsewhere(engine, kept, now)?));
    Ok(found)
}

/// Each point stands there once.
fn add_all(points: &mut Vec<Ean>, more: &BTreeSet<Ean>) {
    for ean in more {
        if !points.contains(ean) {
            points.push(*ean);
        }
    }
}

/// Who joined a group that shares already: nobody of the operator has seen it with the dossier. It stands in the list for
/// as long as the operator has to look at a dossier, and goes on until it has begun. With its first day, and when it was
/// filed. Errors: no value of the days. Source: ES-02, ES-03.
pub fn joined_since(
    engine: &Engine,
    kept: &Kept,
    now: Instant,
) -> Result<Vec<(Ean, SettlementDay, SettlementDay)>, Failure> {
    let State::Accepted { .. } = kept.dossier.state else { return Ok(Vec::new()) };
    let accepted = kept.acts.iter().position(|one| matches!(one.act, Act::Accepted { .. }));
    let Some(accepted) = accepted else { return Ok(Vec::new()) };
    let parameters = engine.books.sharing(kept.dso, now);
    let mut found = Vec::new();
    for one in kept.acts.iter().skip(accepted) {
        let Act::Joined(joining) = &one.act else { continue };
        let (filed, today) = (one.at.day(), now.day());
        let days = i32::try_from(parameters.review_days(filed)?)?;
        let member = kept.dossier.members.iter().find(|member| member.joining == *joining);
        let stays = member.is_some_and(|member| member.to.is_none());
        if stays && (today <= filed.plus(days) || today < joining.from.day()) {
            found.push((joining.ean, joining.from.day(), filed));
        }
    }
    Ok(found)
}

/// By when the operator answers; `None` if nothing lies there. Errors: no value of the days.
pub fn due(engine: &Engine, kept: &Kept, now: Instant) -> Result<Option<SettlementDay>, Failure> {
    let Some(at) = kept.submitted() else { return Ok(None) };
    let days = engine.books.sharing(kept.dso, now).review_days(at.day())?;
    Ok(Some(at.day().plus(i32::try_from(days)?)))
}

/// What became of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// It waits for another person.
    Waits,
    Done,
}

/// Why somebody cannot decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDecided {
    /// It does not lie with the operator.
    NotNow,
    /// Another person has to say the same.
    SamePerson,
    /// It would share from a day on that is none of these.
    Day { from: SettlementDay, last: SettlementDay },
}

/// Months ahead within which a group begins to share.
const MOST_MONTHS_AHEAD: i32 = 12;

/// The days from which on a dossier may share: none before it was handed in, and none that nobody plans for yet.
fn first_days(kept: &Kept, now: Instant) -> Option<(SettlementDay, SettlementDay)> {
    let from = kept.submitted()?.day();
    Some((from, now.day().plus_months(MOST_MONTHS_AHEAD)))
}

/// One person would decide so; when another says the same, it is filed. Another verdict takes the place of the first.
/// Errors: what the rules say against it. Source: UX 7.3.
pub fn decide(
    engine: &mut Engine,
    id: i64,
    verdict: &Verdict,
    (person, by): (i64, &str),
    now: Instant,
) -> Result<Result<Decided, NotDecided>, Failure> {
    let dso = load(&mut engine.store, id)?.dso;
    engine.locked(dso, |engine| {
        let kept = load(&mut engine.store, id)?;
        if kept.dossier.state != State::Submitted {
            return Ok(Err(NotDecided::NotNow));
        }
        if let (Verdict::Accept { starts }, Some((from, last))) = (verdict, first_days(&kept, now))
            && !(from..=last).contains(&starts.day())
        {
            return Ok(Err(NotDecided::Day { from, last }));
        }
        match &kept.dossier.proposed {
            Some((first, same)) if same == verdict && *first == person => {
                Ok(Err(NotDecided::SamePerson))
            }
            Some((_, same)) if same == verdict => {
                file(engine, id, &[verdict.act()], by, now)?;
                Ok(Ok(Decided::Done))
            }
            Some(_) | None => {
                let act = sharing::Act::Proposed { person, verdict: verdict.clone() };
                file(engine, id, &[act], by, now)?;
                Ok(Ok(Decided::Waits))
            }
        }
    })
}
