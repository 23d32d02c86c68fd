//! Groups that are kept: what is filed in a dossier, checked by the rules of the day under the operator's
//! lock, and who is where when. Source: ES-01, ES-02, ES-03, ES-12.

mod commands;
mod conditions;
pub mod documents;
mod kept;
mod members_file;
pub mod review;
#[cfg(test)]
pub mod tests;
pub mod warned;

pub use commands::{GroupCommand, brussels_type, run};
pub use conditions::JoinRefused;
pub use kept::{Outside, Postcodes, silent};
pub use members_file::{
    FieldRefused, LineRefused, LinesRefused, MOST_LINES, ValuesRefused, join_from, of_household,
};

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use ::intervals::Month;
use calendar::{Instant, SettlementDay};
use sharing::{Act, Dossier, DossierError, Joining, Notice, Opening, Signed, Verdict};
use store::{GroupAct, GroupHead, GroupMember};
use units::{Dso, Ean};

/// A group with its dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: i64,
    pub dso: Dso,
    pub dossier: Dossier,
    pub acts: Vec<KeptAct>,
}

/// What was filed, when and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAct {
    pub at: Instant,
    pub by: String,
    pub act: Act,
}

impl Kept {
    /// When the joining of a member was filed: memberships stand in the order of their acts.
    pub fn joined_at(&self, place: usize) -> Option<Instant> {
        let joined = self.acts.iter().filter(|kept| matches!(kept.act, Act::Joined(_)));
        joined.map(|kept| kept.at).nth(place)
    }

    /// Whether nothing is to be made of a time that begins at `first`: the group has ended. An end that is filed after
    /// the day from which it holds takes back what days gave up to the filing: these months are made, with nothing in
    /// them. Source: ES-14, ES-19.
    pub fn has_ended_by(&self, first: Instant) -> bool {
        let Some((_, Some(end))) = self.dossier.state.shares() else { return false };
        let ended = self.acts.iter().rev().find(|kept| matches!(kept.act, Act::Ended { .. }));
        end.max(ended.map_or(end, |kept| kept.at)) <= first
    }

    /// When it was handed to the operator, if it lies there.
    pub fn submitted(&self) -> Option<Instant> {
        if self.dossier.state != sharing::State::Submitted {
            return None;
        }
        self.acts.iter().rev().find(|kept| kept.act == Act::Submitted).map(|kept| kept.at)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("group {group}")]
struct OfGroup {
    group: i64,
    source: DossierError,
}

/// A month that is final stays as it is.
#[derive(Debug, thiserror::Error)]
#[error("{month} is final: nothing of it changes from {from} on")]
pub struct FinalMonth {
    month: Month,
    from: String,
}

fn head(dossier: &Dossier) -> GroupHead {
    GroupHead {
        form: dossier.form.name().to_owned(),
        name: dossier.name.clone(),
        representative: dossier.representative,
        state: dossier.state.name().to_owned(),
    }
}

/// Opens a dossier. Errors: what its form needs is not there, somebody who represents nobody.
pub fn open(
    engine: &mut Engine,
    dso: Dso,
    opening: &Opening,
    by: &str,
    now: Instant,
) -> Result<i64, Failure> {
    engine.locked(dso, |engine| {
        check_representative(engine, dso, opening.representative)?;
        let dossier = Dossier::open(opening, now, &engine.books.sharing(dso, now))?;
        let body = serde_json::to_string(&Act::Opened(opening.clone()))?;
        let act = GroupAct { at: now, by: by.to_owned(), body };
        Ok(engine.store.add_group(dso, &head(&dossier), &act)?)
    })
}

/// The same with a form, by the person who sends it: sent twice, it opens one group.
pub fn open_once(
    engine: &mut Engine,
    dso: Dso,
    opening: &Opening,
    (person, by, attempt): (i64, &str, &str),
    now: Instant,
) -> Result<i64, Failure> {
    engine.locked(dso, |engine| {
        if let Some(group) = engine.store.group_opened(person, attempt)? {
            return Ok(group);
        }
        let group = open(engine, dso, opening, by, now)?;
        engine.store.add_group_opened((person, attempt), group)?;
        Ok(group)
    })
}

/// A group as it is now. Errors: there is none of this number.
pub fn load(store: &mut store::Store, id: i64) -> Result<Kept, Failure> {
    let Some(kept) = store.group(id)? else { return refuse(format!("there is no group {id}")) };
    let mut acts = Vec::new();
    for act in store.group_acts(id)? {
        acts.push(KeptAct { at: act.at, by: act.by, act: serde_json::from_str(&act.body)? });
    }
    let filed: Vec<Act> = acts.iter().map(|kept| kept.act.clone()).collect();
    let dossier = Dossier::of(&filed).map_err(|source| OfGroup { group: id, source })?;
    Ok(Kept { id, dso: kept.dso, dossier, acts })
}

/// Files acts in one group, all of them or none. Errors: what the rules say against one, a point that is
/// in another group at that time, a time whose month is final.
pub fn file(
    engine: &mut Engine,
    id: i64,
    acts: &[Act],
    by: &str,
    now: Instant,
) -> Result<Kept, Failure> {
    let Some(dso) = engine.store.group(id)?.map(|kept| kept.dso) else {
        return refuse(format!("there is no group {id}"));
    };
    engine.locked(dso, |engine| {
        let mut kept = load(&mut engine.store, id)?;
        for act in acts {
            file_one(engine, &mut kept, act, by, now)?;
        }
        Ok(kept)
    })
}

fn file_one(
    engine: &mut Engine,
    kept: &mut Kept,
    act: &Act,
    by: &str,
    now: Instant,
) -> Result<(), Failure> {
    let (id, dso) = (kept.id, kept.dso);
    if let Act::Represented { person } = act {
        check_representative(engine, dso, *person)?;
    }
    if let Some(from) = act.takes_effect()
        && let Some(month) = engine.store.last_final_month(id)?.map(Month)
        && month.next().first_day().is_some_and(|after| from < after.start())
    {
        return Err(Box::new(FinalMonth { month, from: from.to_local_string() }));
    }
    let before = kept.acts.len();
    let parameters = engine.books.sharing(dso, now);
    kept.dossier.file(act, now, &parameters).map_err(|source| OfGroup { group: id, source })?;
    if matches!(
        act,
        Act::Submitted
            | Act::Accepted { .. }
            | Act::Proposed { verdict: Verdict::Accept { .. }, .. }
    ) {
        conditions::ask_again(engine, kept, now)?;
    }
    // Last: what is kept of a household decides only about a line that is right by itself.
    if let Act::Joined(joining) = act {
        conditions::check_joining(engine, (id, dso), joining, now)?;
        conditions::check_signed(engine, &kept.dossier, joining, now)?;
    }
    let kept_act = KeptAct { at: now, by: by.to_owned(), act: act.clone() };
    let row = GroupAct { at: now, by: by.to_owned(), body: serde_json::to_string(act)? };
    let members = members(id, &kept.dossier);
    engine.store.add_group_act(id, before, &row, &head(&kept.dossier), &members)?;
    kept.acts.push(kept_act);
    tell_of(engine, kept, act, now)
}

/// Members hear that they share and that another key holds. Source: CM-01z.
fn tell_of(engine: &mut Engine, kept: &Kept, act: &Act, now: Instant) -> Result<(), Failure> {
    if kept.dossier.state.shares().is_none() {
        return Ok(());
    }
    let going_on = || kept.dossier.members.iter().filter(|member| member.to.is_none());
    let (what, points): (&str, Vec<Ean>) = match act {
        Act::Joined(joining) => ("sharing_joined", vec![joining.ean]),
        Act::Accepted { .. } => {
            ("sharing_joined", going_on().map(|member| member.joining.ean).collect())
        }
        Act::KeyFiled { .. } => {
            ("sharing_key", going_on().map(|member| member.joining.ean).collect())
        }
        _ => return Ok(()),
    };
    let of = format!("{}/{}", kept.id, kept.acts.len());
    crate::notices::representative_told(engine, kept.id, (what, &of), now)?;
    if what == "sharing_joined" {
        warned::tell_unshown(engine, kept, &points, (&of, now))?;
    }
    for ean in points {
        if let Some(account) = engine.store.account_of(ean)? {
            crate::notices::sharing_news(engine, &account, (what, &of), now)?;
        }
    }
    Ok(())
}

/// Who is where when. A dossier that was not submitted, was refused or withdrawn keeps nobody from other groups, one
/// that ended nobody from then on. Source: ES-12.
fn members(group: i64, dossier: &Dossier) -> Vec<GroupMember> {
    let ended = match &dossier.state {
        sharing::State::Draft | sharing::State::Refused { .. } | sharing::State::Withdrawn => {
            return Vec::new();
        }
        sharing::State::Ended { at, .. } => Some(*at),
        sharing::State::Submitted | sharing::State::Accepted { .. } => None,
    };
    let mut found = Vec::new();
    for member in &dossier.members {
        let to = match (member.to, ended) {
            (Some(left), Some(ended)) => Some(left.min(ended)),
            (left, ended) => left.or(ended),
        };
        let Joining { ean, from, .. } = member.joining;
        if to.is_none_or(|to| from < to) {
            found.push(GroupMember { ean, from, to, group });
        }
    }
    found
}

/// The first day on which what was submitted no longer keeps its points from others; `None` if it is not submitted.
/// Errors: no value of the days. Source: ES-12.
pub fn reserved_until(
    engine: &Engine,
    kept: &Kept,
    now: Instant,
) -> Result<Option<SettlementDay>, Failure> {
    let Some(at) = kept.submitted() else { return Ok(None) };
    let days = engine.books.sharing(kept.dso, now).reserve_days(at.day())?;
    Ok(Some(at.day().plus(i32::try_from(days)?)))
}

/// Whether a group keeps its points from others: it shares or shared, or it waits for the operator and its time is
/// not over. Source: ES-12.
fn is_held(engine: &mut Engine, group: i64, now: Instant) -> Result<bool, Failure> {
    let kept = load(&mut engine.store, group)?;
    match kept.dossier.state {
        sharing::State::Accepted { .. } | sharing::State::Ended { .. } => Ok(true),
        sharing::State::Submitted => {
            Ok(reserved_until(engine, &kept, now)?.is_some_and(|until| now.day() < until))
        }
        sharing::State::Draft | sharing::State::Refused { .. } | sharing::State::Withdrawn => {
            Ok(false)
        }
    }
}

/// Whether another group keeps a point between two instants. One whose time is over lets go of all that it kept.
fn is_elsewhere(
    engine: &mut Engine,
    group: i64,
    (ean, from, to): (Ean, Instant, Option<Instant>),
    now: Instant,
) -> Result<bool, Failure> {
    for other in engine.store.memberships_of(ean)? {
        let together = other.to.is_none_or(|end| from < end) && to.is_none_or(|to| other.from < to);
        if other.group == group || !together {
            continue;
        }
        if is_held(engine, other.group, now)? {
            return Ok(true);
        }
        engine.store.release_group(other.group)?;
    }
    Ok(false)
}

fn check_representative(engine: &mut Engine, dso: Dso, person: Option<i64>) -> Result<(), Failure> {
    let Some(number) = person else { return Ok(()) };
    let role = match engine.store.person(number)? {
        Some(person) if person.dso == dso && !person.ways.ended => {
            access::Role::from_code(person.role)
        }
        Some(_) | None => None,
    };
    if role == Some(access::Role::Representative) {
        return Ok(());
    }
    refuse(format!("person {number} is no representative of {dso}"))
}

/// The acts with which a point joins: what it signed comes first.
pub fn joining_acts(joining: Joining, notices: Vec<(Notice, Signed)>) -> Vec<Act> {
    let ean: Ean = joining.ean;
    let signed = notices.into_iter().map(|(notice, signed)| Act::Noticed { ean, notice, signed });
    signed.chain(std::iter::once(Act::Joined(joining))).collect()
}
