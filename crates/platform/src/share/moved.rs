//! Sharing ends with a move: whoever moves out leaves the group when its account is closed, and the next household is no
//! member before it has signed its own mandate. Source: PD-03, PD-07, ES-12.

use super::groups::{Kept, file, load};
use super::pages::dossier_error;
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use ::intervals::Month;
use calendar::Instant;
use sharing::{Act, DossierError, State};
use store::{SharingTask, SharingTaskKind};
use units::{AccountId, Dso, Ean, MicroEuro};

/// Who has left because its account was closed, and from when on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedOut {
    pub group: i64,
    pub ean: Ean,
    /// Of who has moved out.
    pub account: AccountId,
    pub from: Instant,
    /// Why it was a member for longer, or is one still: the month is final, or nothing can be filed.
    pub outcome: Result<(), String>,
}

/// Files the leaving of all who signed and whose account was handed over since, also of who would join or leave later.
/// What cannot be filed is a task of a person. Each group by itself: one that cannot be read holds no other up.
/// Source: PD-03, MK-06.
pub fn leave(
    engine: &mut Engine,
    dso: Dso,
    by_at: (&str, Instant),
) -> Result<Vec<MovedOut>, Failure> {
    let mut all = Vec::new();
    for group in engine.store.groups(dso)? {
        if let Err(failure) = leave_group(engine, group.id, by_at, &mut all) {
            let (group, why) = (group.id, chain(failure.as_ref()));
            eprintln!("{dso}: group {group}: nobody could look who has moved out: {why}");
        }
    }
    Ok(all)
}

/// The same of one group.
fn leave_group(
    engine: &mut Engine,
    group: i64,
    (by, now): (&str, Instant),
    all: &mut Vec<MovedOut>,
) -> Result<(), Failure> {
    let kept = load(&mut engine.store, group)?;
    let ends = match &kept.dossier.state {
        State::Accepted { .. } => None,
        State::Ended { at, .. } => Some(*at),
        State::Draft | State::Submitted | State::Refused { .. } | State::Withdrawn => return Ok(()),
    };
    let open = engine.store.last_final_month(group)?.map(|month| Month(month).next());
    let open = open.and_then(|month| Some(month.first_day()?.start()));
    for (place, member) in kept.dossier.members.iter().enumerate() {
        let ean = member.joining.ean;
        let Some((account, end)) = handed_over(engine, &kept, place, now)? else { continue };
        let to = end.max(member.joining.from);
        let from = open.map_or(to, |open| open.max(to));
        let left = [member.to, ends].into_iter().flatten().min();
        if left.is_some_and(|left| left <= from) {
            continue;
        }
        let filed = ended(engine, group, (ean, from), (by, now));
        let outcome = match filed {
            Ok(()) if from == to => Ok(()),
            Ok(()) => Err(format!(
                "its months up to {} are final, with what was shared after it had left",
                from.day().previous()
            )),
            Err(failure) => Err(chain(failure.as_ref())),
        };
        let moved = MovedOut { group, ean, account, from, outcome };
        note(engine, &moved, now)?;
        all.push(moved);
    }
    Ok(())
}

/// Keeps what a person has to look into, or that it is done.
fn note(engine: &mut Engine, moved: &MovedOut, now: Instant) -> Result<(), Failure> {
    let key = format!("member/{}/{}", moved.group, moved.account);
    match &moved.outcome {
        Ok(()) => {
            let said = store::Said { at: now, by: "worker", how: "filed" };
            engine.store.end_sharing_task(&key, said)?;
        }
        Err(why) => {
            let task = SharingTask {
                key,
                account: moved.account,
                group: moved.group,
                month: None,
                kind: SharingTaskKind::StillMember,
                amount: MicroEuro::ZERO,
                why: why.clone(),
            };
            engine.store.keep_sharing_task(&task, now)?;
        }
    }
    Ok(())
}

/// The end of a membership, with the key of those who stay made over again. Where a later key stands in the way the
/// membership ends without one: that a household is read no more does not wait for shares.
fn ended(
    engine: &mut Engine,
    group: i64,
    (ean, to): (Ean, Instant),
    (by, now): (&str, Instant),
) -> Result<(), Failure> {
    // As it is by now: another may have left before in this run.
    let dossier = load(&mut engine.store, group)?.dossier;
    let with_key = dossier
        .leaving(ean, to)
        .map_err(Failure::from)
        .and_then(|acts| file(engine, group, &acts, by, now));
    let Err(failure) = with_key else { return Ok(()) };
    match dossier_error(failure.as_ref()) {
        Some(
            DossierError::KeyOutOfOrder { .. }
            | DossierError::Key { .. }
            | DossierError::NeedsApproval { .. },
        ) => file(engine, group, &[Act::Left { ean, to }], by, now).map(|_| ()),
        Some(_) | None => Err(failure),
    }
}

/// The first account of a member's point that was handed over since whoever lived there signed, and when. Without a
/// day of signing it counts from when the joining was filed or began.
fn handed_over(
    engine: &mut Engine,
    kept: &Kept,
    place: usize,
    now: Instant,
) -> Result<Option<(AccountId, Instant)>, Failure> {
    let Some(member) = kept.dossier.members.get(place) else { return Ok(None) };
    let since = match kept.dossier.mandate_of(member) {
        Some(signed) => signed.on.end(),
        None => kept.joined_at(place).map_or(member.joining.from, |at| at.min(member.joining.from)),
    };
    let mut first: Option<(AccountId, Instant)> = None;
    for account in engine.store.closed_accounts_of(member.joining.ean)? {
        if account.closed_at.is_none_or(|closed| closed < since) {
            continue;
        }
        let Some((end, _)) = engine.handed_over(&account, now)? else { continue };
        // A quarter-hour of both households is shared by neither.
        let quarter = end.0.div_euclid(sharing::QUARTER_HOUR_US);
        let end = Instant(quarter.saturating_mul(sharing::QUARTER_HOUR_US));
        if end >= since && first.is_none_or(|(_, known)| end < known) {
            first = Some((account.id, end));
        }
    }
    Ok(first)
}
