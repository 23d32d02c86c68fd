//! Inside prepayment: the nights charge all that was taken; the energy component of what was shared comes back as a
//! correction on lines of its own, through the account's residue. Of a day that is whole it comes back with that day,
//! as far as it is known then; when the month is final, and whenever it is corrected, the difference follows.
//! Source: ES-19, PA-02, PA-38.

mod again;
mod daily;
mod parts;
mod posted;

pub use again::after_status;
pub use daily::{OfGroup, credit_days};
pub use posted::shared_from;

use super::rows::kwh;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::groups::load;
use ::intervals::Month;
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use parts::{Home, due, of_month};
use posted::{Amount, Posted, in_fact};
use std::collections::BTreeSet;
use store::{KeptRun, KeptVolume, RunKind, SharingTask, SharingTaskKind};
use timeline::Fact;
use units::{AccountId, Dso, Ean, Energy, MicroEuro, Residue, post};

/// What became of one prepaid account's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    pub ean: Ean,
    /// Whose month it was: another household may live at the point by now.
    pub account: AccountId,
    /// Shared in the month, in mWh.
    pub shared: i64,
    /// What was posted now, or why nothing could be.
    pub outcome: Result<MicroEuro, String>,
}

/// Posts what the newest version of a month gives, less what was posted for that month and its days before: so a
/// corrected version posts the difference, and the same version twice nothing. Within the operator's
/// lock, with the version itself: either both are kept or neither.
pub fn credit(
    engine: &mut Engine,
    dso: Dso,
    run: &KeptRun,
    volumes: &[KeptVolume],
    now: Instant,
) -> Result<Vec<Credited>, Failure> {
    let Some(first) = Month(run.month).first_day() else { return refuse("no such month") };
    if run.kind == RunKind::Provisional || !engine.books.sharing(dso, now).prepaid_credit(first)? {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    let left = left_out(engine, run, volumes)?;
    for volume in volumes.iter().chain(&left) {
        for account in lived_there(engine, volume.ean, first)? {
            if account.dso != dso || account.group.energy != Energy::Electricity {
                continue;
            }
            let outcome = credit_account(engine, &account, run, volume, now)?;
            let is_open = account.closed_at.is_none();
            if (is_open && volume.received > 0) || outcome != Ok(MicroEuro::ZERO) {
                let (ean, shared) = (volume.ean, volume.received);
                all.push(Credited { ean, account: account.id, shared, outcome });
            }
        }
    }
    Ok(all)
}

/// Who was a member by what was filed before and is in the version no more, with nothing: what was credited on days, or
/// by an earlier version, is taken again.
fn left_out(
    engine: &mut Engine,
    run: &KeptRun,
    volumes: &[KeptVolume],
) -> Result<Vec<KeptVolume>, Failure> {
    let known: BTreeSet<Ean> = volumes.iter().map(|volume| volume.ean).collect();
    let kept = load(&mut engine.store, run.group)?;
    let members = kept.dossier.members.iter().map(|member| member.joining.ean);
    let gone: BTreeSet<Ean> = members.filter(|ean| !known.contains(ean)).collect();
    let nothing = |ean| KeptVolume {
        ean,
        offtake: 0,
        received: 0,
        injection: 0,
        given: 0,
        missing: 0,
        days: "[]".to_owned(),
        sha256: String::new(),
    };
    Ok(gone.into_iter().map(nothing).collect())
}

/// The same of one account.
fn credit_account(
    engine: &mut Engine,
    account: &store::Account,
    run: &KeptRun,
    volume: &KeptVolume,
    now: Instant,
) -> Result<Result<MicroEuro, String>, Failure> {
    let outcome = of_account(engine, account, run, volume, now)?;
    wait_for_a_person(engine, account, run, &outcome, now)?;
    Ok(outcome.map_err(NotCredited::said))
}

/// The account of a point, and those that were closed in a month or later: whoever has moved out shared too.
fn lived_there(
    engine: &mut Engine,
    ean: Ean,
    first: SettlementDay,
) -> Result<Vec<store::Account>, Failure> {
    let mut all = engine.store.all_accounts_of(ean)?;
    all.retain(|account| account.closed_at.is_none_or(|at| at >= first.start()));
    Ok(all)
}

/// Why nothing was posted.
enum NotCredited {
    /// Its books are closed: so much is to be paid out.
    Closed(AccountId, MicroEuro),
    /// A price is missing, or a sum does not fit.
    Lacks(String),
}

impl NotCredited {
    fn said(self) -> String {
        match self {
            Self::Closed(account, sum) => {
                format!("account {account} is closed, {sum} EUR are to be paid out")
            }
            Self::Lacks(why) => why,
        }
    }

    fn too_large() -> Self {
        Self::Lacks("the amount is too large".to_owned())
    }
}

type Outcome = Result<MicroEuro, NotCredited>;

/// What could not be posted is a task until somebody has done it; what was posted is none any more. Source: MK-06.
fn wait_for_a_person(
    engine: &mut Engine,
    account: &store::Account,
    run: &KeptRun,
    outcome: &Outcome,
    now: Instant,
) -> Result<(), Failure> {
    let key = format!("credit/{}/{}/{}", run.group, Month(run.month), account.id);
    let known = engine.store.sharing_task(&key)?;
    let (kind, amount, why) = match outcome {
        Err(NotCredited::Closed(_, sum)) => (SharingTaskKind::Owed, *sum, String::new()),
        Err(NotCredited::Lacks(why)) => {
            // What was paid out of an earlier version stays paid.
            let settled = known.as_ref().map_or(MicroEuro::ZERO, |known| known.settled);
            (SharingTaskKind::NotCredited, settled, why.clone())
        }
        // Less than was paid out waits as well: somebody decides whether it is asked back.
        Ok(_) => (SharingTaskKind::Owed, MicroEuro::ZERO, String::new()),
    };
    // Nothing waits and nothing was paid out: what waited ends, and not as if it had been paid.
    let ends =
        outcome.is_ok() && known.as_ref().is_none_or(|known| known.settled == MicroEuro::ZERO);
    let waits = known.is_some_and(|known| known.ended.is_none());
    if ends && !waits {
        return Ok(());
    }
    let (group, month) = (run.group, Some(run.month));
    let task = SharingTask { key, account: account.id, group, month, kind, amount, why };
    engine.store.keep_sharing_task(&task, now)?;
    if ends {
        let said = store::Said { at: now, by: "worker", how: "credited" };
        engine.store.end_sharing_task(&task.key, said)?;
    }
    Ok(())
}

/// What is credited on a line of its own: where the energy was charged, and from which day of the month on one
/// supplier had it. Source: PA-30, PA-33.
type Part = (LedgerAccount, SettlementDay);

/// A line to post.
struct Line {
    id: String,
    energy: LedgerAccount,
    amount: Amount,
    /// The one day that it is for; `None` for a month.
    day: Option<SettlementDay>,
}

fn of_account(
    engine: &mut Engine,
    account: &store::Account,
    run: &KeptRun,
    volume: &KeptVolume,
    now: Instant,
) -> Result<Outcome, Failure> {
    let month = Month(run.month);
    let Some(first) = month.first_day() else { return refuse("no such month") };
    let mut posted = Posted::read(engine, account, (run.group, month))?;
    if volume.received <= 0 && posted.is_empty() {
        return Ok(Ok(MicroEuro::ZERO));
    }
    let home = Home::read(engine, account, now)?;
    let mut shared = match of_month(engine, &home, run, volume, now)? {
        Ok(found) => found,
        Err(why) => return Ok(Err(NotCredited::Lacks(why))),
    };
    let mut before = posted.by_part(&shared.stretches);
    let all: BTreeSet<Part> = shared.parts.keys().chain(before.keys()).copied().collect();
    let mut lines = Vec::new();
    for part in all {
        let days = shared.parts.remove(&part).unwrap_or_default();
        let (before, mwh_before) = before.remove(&part).unwrap_or_default();
        let difference = due(&days).and_then(|(exact, mwh)| {
            Some((exact.checked_sub(before)?, mwh.checked_sub(mwh_before)?))
        });
        let Some(amount) = difference else { return Ok(Err(NotCredited::too_large())) };
        if amount.0 != 0 {
            let id = posted.key_of_version(run.seq, part, first);
            lines.push(Line { id, energy: part.0, amount, day: None });
        }
    }
    if account.closed_at.is_some() {
        // Its books are closed: a person pays it out, or lets it be.
        let sum = lines.iter().try_fold(0i128, |sum, line| sum.checked_add(line.amount.0));
        return Ok(match sum.and_then(up) {
            Some(MicroEuro::ZERO) => Ok(MicroEuro::ZERO),
            Some(sum) => Err(NotCredited::Closed(account.id, sum)),
            None => Err(NotCredited::too_large()),
        });
    }
    Ok(match record(engine, &home, month, &lines, now)? {
        Some(sum) => Ok(sum),
        None => Err(NotCredited::too_large()),
    })
}

/// Records lines as facts of an account. Returns what they post; `None`, and nothing is recorded, if an amount does not
/// fit. Source: PA-38.
fn record(
    engine: &mut Engine,
    home: &Home<'_>,
    month: Month,
    lines: &[Line],
    now: Instant,
) -> Result<Option<MicroEuro>, Failure> {
    let (mut sum, mut facts) = (MicroEuro::ZERO, Vec::new());
    let mut residue = home.known.standing().residue;
    // What gives comes first: each is judged as it is booked, and nobody is told of a balance that was only on the way.
    let mut ordered: Vec<&Line> = lines.iter().collect();
    ordered.sort_by_key(|line| std::cmp::Reverse(line.amount.0));
    for line in ordered {
        let (exact, mwh) = line.amount;
        let Some((eur, femto_eur)) = in_fact(exact) else { return Ok(None) };
        let Some((moved, left)) = posts(exact, residue) else { return Ok(None) };
        residue = left;
        let Some(all) = sum.checked_add(moved) else { return Ok(None) };
        sum = all;
        facts.push(Fact::SharedEnergy {
            id: line.id.clone(),
            eur,
            femto_eur,
            energy: line.energy,
            kwh: kwh(mwh),
            month: month.to_string(),
            day: line.day,
        });
    }
    for fact in &facts {
        engine.record(home.account, fact, now)?;
    }
    Ok(Some(sum))
}

/// What an exact amount moves towards the customer, and the residue after it.
fn posts(exact: i128, residue: Residue) -> Option<(MicroEuro, Residue)> {
    let (charge, left) = post(exact.checked_neg()?, residue)?;
    Some((charge.checked_neg()?, left))
}

/// Towards the customer: who has left has no residue any more, and what is paid out is rounded up once.
fn up(femto_eur: i128) -> Option<MicroEuro> {
    let micro = femto_eur.checked_add(999_999_999)?.div_euclid(1_000_000_000);
    i64::try_from(micro).ok().map(MicroEuro)
}
