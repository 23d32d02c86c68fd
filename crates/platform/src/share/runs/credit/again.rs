//! A status that is put right for days that lie behind moves their charge to another price (PA-24), and with it what of
//! them came back. Source: PA-24, PA-38, ES-19.

use super::{Credited, credit_account};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::share::groups::load;
use calendar::{Instant, SettlementDay};
use std::collections::{BTreeMap, BTreeSet};
use store::{KeptRun, KeptVolume, RunKind};
use timeline::Fact;
use units::{Dso, Ean, Energy, MicroEuro};

/// For so many days after it was told a status is looked at: the night that charges anew may be late.
const LOOKED_AT_DAYS: i32 = 35;

/// A final month of which days are charged at another price since.
struct Touched {
    account: store::Account,
    run: KeptRun,
    volume: KeptVolume,
}

/// Credits the months anew that are final and of which days are charged at another price since. What was moved before
/// moves nothing. Each group and month by itself: one that cannot be read holds no other up. Returns what was posted, or
/// why not. Errors: the job is another's by now.
pub fn after_status(
    engine: &mut Engine,
    dso: Dso,
    now: Instant,
    mut goes_on: impl FnMut(&mut Engine) -> Result<(), Failure>,
) -> Result<Vec<Credited>, Failure> {
    let mut all = Vec::new();
    for group in engine.store.groups(dso)? {
        let fails = |failure: Failure| {
            let (group, why) = (group.id, chain(failure.as_ref()));
            eprintln!("{dso}: group {group}: nothing is credited after a status: {why}");
        };
        let touched = touched(engine, (dso, group.id), now).map_err(fails).unwrap_or_default();
        for Touched { account, run, volume } in touched {
            goes_on(engine)?;
            let outcome =
                engine.locked(dso, |engine| credit_account(engine, &account, &run, &volume, now));
            let Ok(outcome) = outcome.map_err(fails) else { continue };
            if outcome != Ok(MicroEuro::ZERO) {
                let (ean, account, shared) = (volume.ean, account.id, volume.received);
                all.push(Credited { ean, account, shared, outcome });
            }
        }
    }
    Ok(all)
}

/// The months of one group that a status of late concerns.
fn touched(
    engine: &mut Engine,
    (dso, group): (Dso, i64),
    now: Instant,
) -> Result<Vec<Touched>, Failure> {
    let mut found = Vec::new();
    let kept = load(&mut engine.store, group)?;
    // In order: the last one of each month is what holds.
    let runs = engine.store.sharing_runs(group, None)?.into_iter();
    let newest: BTreeMap<i32, KeptRun> = runs.map(|run| (run.month, run)).collect();
    let eans: BTreeSet<Ean> =
        kept.dossier.members.iter().map(|member| member.joining.ean).collect();
    for ean in eans {
        let Some(account) = engine.store.account_of(ean)? else { continue };
        let prepaid = account.dso == dso && account.group.energy == Energy::Electricity;
        if !prepaid || account.closed_at.is_some() {
            continue;
        }
        let Some(from) = touched_from(engine, &account, now)? else { continue };
        for run in newest.values() {
            let month = ::intervals::Month(run.month);
            let (Some(first), Some(after)) = (month.first_day(), month.next().first_day()) else {
                continue;
            };
            let on = engine.books.sharing(dso, now).prepaid_credit(first)?;
            if after <= from || run.kind == RunKind::Provisional || !on {
                continue;
            }
            let volumes = engine.store.volumes(group, run.month, run.seq)?;
            if let Some(volume) = volumes.into_iter().find(|volume| volume.ean == ean) {
                found.push(Touched { account: account.clone(), run: run.clone(), volume });
            }
        }
    }
    Ok(found)
}

/// From which day on a status holds that was told of late.
fn touched_from(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Option<SettlementDay>, Failure> {
    let since = now.day().plus(-LOOKED_AT_DAYS).start();
    let mut first: Option<SettlementDay> = None;
    for kept in engine.store.facts(&[account.id])? {
        if kept.kind != "protected" || kept.learnt_at < since {
            continue;
        }
        if let Fact::Protected { from, .. } = serde_json::from_str(&kept.body)? {
            first = Some(first.map_or(from, |known| known.min(from)));
        }
    }
    Ok(first)
}
