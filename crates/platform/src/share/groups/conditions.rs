//! What the dossier of one group cannot know of a point: other groups, and what is kept of the household. It is asked when
//! the point joins, and again of all members when the dossier is handed in and when it is accepted. Source: ES-02, ES-12.

use super::{Kept, is_elsewhere};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use sharing::{Act, Dossier, Joining, Notice};
use units::{Dso, Ean};

/// Why a point cannot join, or can stay in what is handed in, that the dossier of one group knows nothing of.
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
        "the account of point `{ean}` was closed after it joined: whoever signed has moved out"
    )]
    MovedOut { ean: Ean },
    #[error("another household lives at point `{ean}` than when it was signed: it signs anew")]
    SignedBefore { ean: Ean },
    #[error(
        "point `{ean}` has the social tariff: it is lost on what is shared, and whoever joins has to say and \
         sign so"
    )]
    SocialTariff { ean: Ean },
}

/// What the dossier of one group cannot know: other groups, and what is kept of the point.
pub(super) fn check_joining(
    engine: &mut Engine,
    (group, dso): (i64, Dso),
    joining: &Joining,
    now: Instant,
) -> Result<(), Failure> {
    let Joining { ean, from, .. } = joining;
    if is_elsewhere(engine, group, (*ean, *from, None), now)? {
        return Err(Box::new(JoinRefused::OtherGroup { ean: *ean }));
    }
    check_known(engine, dso, joining, now)?;
    if let Some(account) = engine.store.account_of(*ean)?
        && let Some(since) = came_at(engine, &account)?.filter(|since| from < since)
    {
        let (from, since) = (from.to_local_string(), since.to_local_string());
        return Err(Box::new(JoinRefused::BeforeTheyCame { ean: *ean, from, since }));
    }
    match crate::producers::holds_with(engine, *ean, (*from, joining.role.injects()), now)? {
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

/// What is kept of a point and its household.
fn check_known(
    engine: &mut Engine,
    dso: Dso,
    joining: &Joining,
    now: Instant,
) -> Result<(), Failure> {
    let Joining { ean, from, .. } = joining;
    if !joining.in_compensation && crate::producers::is_netted(engine, *ean, *from, now)? {
        return Err(Box::new(JoinRefused::Compensation { ean: *ean }));
    }
    if let Some(account) = engine.store.account_of(*ean)? {
        if account.dso != dso {
            let of = account.dso;
            return Err(Box::new(JoinRefused::OtherOperator { ean: *ean, of, dso }));
        }
        if account.group.energy != units::Energy::Electricity {
            return Err(Box::new(JoinRefused::Gas { ean: *ean }));
        }
        let known = engine.rebuild(std::slice::from_ref(&account), now)?;
        let day = from.day();
        let protected = known.iter().any(|one| one.timeline.account.status.protected_on(day));
        if protected && joining.role.takes() && !joining.social_tariff {
            return Err(Box::new(JoinRefused::SocialTariff { ean: *ean }));
        }
    }
    Ok(())
}

/// The same of every member that has not left, since weeks may lie between: who has moved out, has come under the social
/// tariff or compensation, or is in another group meanwhile. Errors: the first of whom something has changed.
pub(super) fn ask_again(engine: &mut Engine, kept: &Kept, now: Instant) -> Result<(), Failure> {
    for member in &kept.dossier.members {
        let Joining { ean, from, .. } = member.joining;
        if is_elsewhere(engine, kept.id, (ean, from, member.to), now)? {
            return Err(Box::new(JoinRefused::OtherGroup { ean }));
        }
        // An end is what the representative files about whoever may not stay.
        if member.to.is_some() {
            continue;
        }
        if has_moved_out(engine, kept, ean, now)? {
            return Err(Box::new(JoinRefused::MovedOut { ean }));
        }
        check_signed(engine, &kept.dossier, &member.joining, now)?;
        check_known(engine, kept.dso, &member.joining, now)?;
    }
    Ok(())
}

/// Whether the account that a point had when it was entered is closed. Whoever lives there since has signed nothing.
/// Source: PD-07.
fn has_moved_out(
    engine: &mut Engine,
    kept: &Kept,
    ean: Ean,
    now: Instant,
) -> Result<bool, Failure> {
    let joined = kept.acts.iter().rev().find_map(|one| match &one.act {
        Act::Joined(joining) if joining.ean == ean => Some(one.at),
        _ => None,
    });
    let Some(joined) = joined else { return Ok(false) };
    let closed = engine.store.closed_accounts_of(ean)?;
    let since = |at: Instant| joined < at && at <= now;
    Ok(closed.iter().any(|one| one.opened_at <= joined && one.closed_at.is_some_and(since)))
}

/// Whoever moves in has signed nothing: a mandate or a notice is of the household that lived there on its day.
/// Source: PD-03, ES-18.
pub(super) fn check_signed(
    engine: &mut Engine,
    dossier: &Dossier,
    joining: &Joining,
    now: Instant,
) -> Result<(), Failure> {
    let ean = joining.ean;
    let mut left: Option<SettlementDay> = None;
    for account in engine.store.closed_accounts_of(ean)? {
        left = left.max(engine.handed_over(&account, now)?.map(|(end, _)| end.day()));
    }
    let Some(left) = left else { return Ok(()) };
    let mandate = joining.mandate.as_ref().or_else(|| dossier.mandates.get(&ean));
    let social = joining.social_tariff && joining.role.takes();
    let notices = [(social, Notice::SocialTariff), (joining.in_compensation, Notice::Compensation)]
        .into_iter()
        .filter(|(needed, _)| *needed)
        .filter_map(|(_, notice)| dossier.notices.get(&(ean, notice)));
    if mandate.into_iter().chain(notices).any(|signed| signed.on < left) {
        return Err(Box::new(JoinRefused::SignedBefore { ean }));
    }
    Ok(())
}
