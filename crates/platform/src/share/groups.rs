//! Groups that are kept: what is filed in a dossier, checked by the rules of the day under the operator's
//! lock, and who is where when. Source: ES-01, ES-02, ES-03, ES-12.

mod commands;
pub mod documents;
mod members_file;
pub mod review;
#[cfg(test)]
pub mod tests;

pub use commands::{GroupCommand, run};
pub use members_file::{FieldRefused, LineRefused, ValuesRefused, join_from, of_household};

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

/// Why a point cannot join that the dossier of one group knows nothing of.
#[derive(Debug, thiserror::Error)]
pub enum JoinRefused {
    #[error(
        "point `{ean}` is in compensation: it is lost for good by sharing, and whoever joins has to say and \
         sign so"
    )]
    Compensation { ean: Ean },
    // Not which: whoever files it represents another group.
    #[error("point `{ean}` is in another group then: a point is in one group at a time")]
    OtherGroup { ean: Ean },
    #[error("point `{ean}` is one of {of}, not of {dso}")]
    OtherOperator { ean: Ean, of: Dso, dso: Dso },
    #[error("point `{ean}` cannot share from {from} on: whoever lives there came at {since}")]
    BeforeTheyCame { ean: Ean, from: String, since: String },
    #[error(
        "point `{ean}` produces, and what is kept of that does not hold with the joining: {why}"
    )]
    Producer { ean: Ean, why: prosumer::DossierError },
    #[error("point `{ean}` takes gas: only electricity is shared")]
    Gas { ean: Ean },
    #[error(
        "point `{ean}` has the social tariff: it is lost on what is shared, and whoever joins has to say and \
         sign so"
    )]
    SocialTariff { ean: Ean },
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
        check_free(engine, kept, now)?;
    }
    // Last: what is kept of a household decides only about a line that is right by itself.
    if let Act::Joined(joining) = act {
        check_joining(engine, (id, dso), joining, now)?;
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

/// What the dossier of one group cannot know: other groups, and what is kept of the point.
fn check_joining(
    engine: &mut Engine,
    (group, dso): (i64, Dso),
    joining: &Joining,
    now: Instant,
) -> Result<(), Failure> {
    let Joining { ean, from, .. } = joining;
    if !joining.in_compensation && crate::producers::is_netted(engine, *ean, *from, now)? {
        return Err(Box::new(JoinRefused::Compensation { ean: *ean }));
    }
    if is_elsewhere(engine, group, (*ean, *from, None), now)? {
        return Err(Box::new(JoinRefused::OtherGroup { ean: *ean }));
    }
    if let Some(account) = engine.store.account_of(*ean)? {
        if account.dso != dso {
            let of = account.dso;
            return Err(Box::new(JoinRefused::OtherOperator { ean: *ean, of, dso }));
        }
        if account.group.energy != units::Energy::Electricity {
            return Err(Box::new(JoinRefused::Gas { ean: *ean }));
        }
        if let Some(since) = came_at(engine, &account)?.filter(|since| from < since) {
            let (from, since) = (from.to_local_string(), since.to_local_string());
            return Err(Box::new(JoinRefused::BeforeTheyCame { ean: *ean, from, since }));
        }
        let known = engine.rebuild(std::slice::from_ref(&account), now)?;
        let day = from.day();
        let protected = known.iter().any(|one| one.timeline.account.status.protected_on(day));
        if protected && joining.role.takes() && !joining.social_tariff {
            return Err(Box::new(JoinRefused::SocialTariff { ean: *ean }));
        }
    }
    let joins = (*from, joining.role.injects());
    match crate::producers::holds_with(engine, *ean, joins, now)? {
        Ok(()) => Ok(()),
        Err(why) => Err(Box::new(JoinRefused::Producer { ean: *ean, why })),
    }
}

/// Since when the household of an open account lives there, as far as is known: since somebody else had an account
/// there, or since it came without a contract. An account that is the first may be of a household that has long
/// lived there. Source: PD-07, PA-27.
fn came_at(engine: &mut Engine, account: &store::Account) -> Result<Option<Instant>, Failure> {
    if account.closed_at.is_some() {
        return Ok(None);
    }
    let opening: crate::engine::Opening = serde_json::from_str(&account.opening)?;
    let came = matches!(opening.start, timeline::Fact::Bridge { .. })
        || !engine.store.closed_accounts_of(account.ean)?.is_empty();
    Ok(came.then_some(account.opened_at))
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

/// What the points of a dossier are when it is handed in, and when it is accepted: in no other group.
fn check_free(engine: &mut Engine, kept: &Kept, now: Instant) -> Result<(), Failure> {
    match review::elsewhere(engine, kept, now)?.first() {
        Some(ean) => Err(Box::new(JoinRefused::OtherGroup { ean: *ean })),
        None => Ok(()),
    }
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
