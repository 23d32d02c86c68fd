//! Sharing ends with a move: whoever moves out leaves the group when its account is closed, and the next household is no
//! member before it has signed its own mandate. Source: PD-03, PD-07, ES-12.

use super::groups::{file, load};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use calendar::{Instant, SettlementDay};
use units::{Dso, Ean};

/// Who has left because its account was closed, and from which day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedOut {
    pub group: i64,
    pub ean: Ean,
    pub from: SettlementDay,
    /// Why it is still a member: a later key names it, or the month is final.
    pub outcome: Result<(), String>,
}

/// Files the leaving of all whose account was closed after they joined. What cannot be filed stays with a person.
pub fn leave(
    engine: &mut Engine,
    dso: Dso,
    (by, now): (&str, Instant),
) -> Result<Vec<MovedOut>, Failure> {
    let mut all = Vec::new();
    for group in engine.store.groups(dso)? {
        let kept = load(&mut engine.store, group.id)?;
        if kept.dossier.state.shares().is_none() {
            continue;
        }
        for member in kept.dossier.members.iter().filter(|member| member.to.is_none()) {
            let (ean, since) = (member.joining.ean, member.joining.from);
            let Some(from) = first_day_without(engine, ean, since)? else { continue };
            // The key of those who stay is made over again for each who leaves.
            let outcome = load(&mut engine.store, group.id)?
                .dossier
                .leaving(ean, from.start())
                .map_err(Failure::from)
                .and_then(|acts| file(engine, group.id, &acts, by, now))
                .map(|_| ())
                .map_err(|failure| chain(failure.as_ref()));
            all.push(MovedOut { group: group.id, ean, from, outcome });
        }
    }
    Ok(all)
}

/// The day on which the first account of a point was closed since an instant: its last day was settled in the night
/// before.
fn first_day_without(
    engine: &mut Engine,
    ean: Ean,
    since: Instant,
) -> Result<Option<SettlementDay>, Failure> {
    let closed = engine.store.closed_accounts_of(ean)?;
    let first =
        closed.iter().filter_map(|account| account.closed_at).filter(|at| *at > since).min();
    Ok(first.map(Instant::day))
}
