//! Inside prepayment: the daily runs charge all that was taken; when a month is final, the energy
//! component of what was shared comes back as a correction on a line of its own. Source: ES-19, PA-38.

use super::rows::{Days, kwh};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use ::intervals::Month;
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use params::PriceBasis;
use sharing::prepaid_credit;
use std::collections::BTreeMap;
use store::{KeptRun, KeptVolume, RunKind, SharingTask, SharingTaskKind};
use timeline::Fact;
use units::{AccountId, Dso, Ean, Energy, MicroEuro, MilliWattHours};

/// What became of one prepaid account's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    pub ean: Ean,
    /// Shared in the month, in mWh.
    pub shared: i64,
    /// What was posted now, or why nothing could be.
    pub outcome: Result<MicroEuro, String>,
}

/// Posts what the newest version of a month gives, less what was posted for that month before: so a
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
    for volume in volumes {
        for account in lived_there(engine, volume.ean, first)? {
            if account.dso != dso || account.group.energy != Energy::Electricity {
                continue;
            }
            let outcome = of_account(engine, &account, run, volume, now)?;
            wait_for_a_person(engine, &account, run, &outcome, now)?;
            let outcome = outcome.map_err(NotCredited::said);
            let is_open = account.closed_at.is_none();
            if (is_open && volume.received > 0) || outcome != Ok(MicroEuro::ZERO) {
                all.push(Credited { ean: volume.ean, shared: volume.received, outcome });
            }
        }
    }
    Ok(all)
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
            let settled = known.map_or(MicroEuro::ZERO, |known| known.settled);
            (SharingTaskKind::NotCredited, settled, why.clone())
        }
        // Less than was paid out waits as well: somebody decides whether it is asked back.
        Ok(_) if known.as_ref().is_some_and(|known| known.settled != MicroEuro::ZERO) => {
            (SharingTaskKind::Owed, MicroEuro::ZERO, String::new())
        }
        Ok(_) => {
            engine.store.end_sharing_task(&key, (now, "credited"))?;
            return Ok(());
        }
    };
    let (group, month) = (run.group, Some(run.month));
    let task = SharingTask { key, account: account.id, group, month, kind, amount, why };
    Ok(engine.store.keep_sharing_task(&task, now)?)
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
    let of_month = format!("sharing/{}/{month}/", run.group);
    let (posted, known) = posted_before(engine, account, &of_month)?;
    let days: Days = serde_json::from_str(&volume.days)?;
    // What was shared on days of this account, by the price they were charged at.
    let mut shared: BTreeMap<LedgerAccount, Vec<_>> = BTreeMap::new();
    let rebuilt = engine.rebuild(std::slice::from_ref(account), now)?;
    let since = first_day(engine, account, now)?;
    let last = engine.handed_over(account, now)?.map(|(_, last)| last);
    for (offset, [_, received, ..]) in (0..).zip(&days) {
        let day = first.plus(offset);
        let lived = day >= since && last.is_none_or(|last| day <= last);
        if *received > 0 && lived {
            let basis = rebuilt.first().map(|one| one.timeline.account.status.basis_on(day));
            let energy = match basis {
                Some(PriceBasis::Social) => LedgerAccount::EnergyAtSocialPrice,
                Some(PriceBasis::Average) | None => LedgerAccount::EnergyAtAveragePrice,
            };
            shared.entry(energy).or_default().push((day, MilliWattHours(*received)));
        }
    }
    let parameters = engine.books.sharing(account.dso, now);
    let mut facts = Vec::new();
    let mut sum = MicroEuro::ZERO;
    for energy in [LedgerAccount::EnergyAtAveragePrice, LedgerAccount::EnergyAtSocialPrice] {
        let of_basis = shared.remove(&energy).unwrap_or_default();
        let mut missing = None;
        let exact = prepaid_credit(of_basis, |day| match parameters.energy_component(day) {
            Ok(price) => Some(price),
            Err(why) => {
                missing = Some(why.to_string());
                None
            }
        });
        let Some(exact) = exact else {
            let why = missing.unwrap_or_else(|| "the amount is too large".to_owned());
            return Ok(Err(NotCredited::Lacks(why)));
        };
        let before = posted.get(&energy).copied().unwrap_or(MicroEuro::ZERO);
        let difference = up(exact).and_then(|due| due.checked_sub(before));
        let Some(eur) = difference else {
            return Ok(Err(NotCredited::Lacks("the amount is too large".to_owned())));
        };
        if eur != MicroEuro::ZERO {
            let side =
                if energy == LedgerAccount::EnergyAtSocialPrice { "social" } else { "average" };
            let id = format!("{of_month}{}/{side}", run.seq);
            if known.contains(&id) {
                let why = "a price has changed since it was credited".to_owned();
                return Ok(Err(NotCredited::Lacks(why)));
            }
            sum = sum.checked_add(eur).unwrap_or(sum);
            let (kwh, month) = (kwh(volume.received), month.to_string());
            facts.push(Fact::SharedEnergy { id, eur, energy, kwh, month });
        }
    }
    if account.closed_at.is_some() && sum != MicroEuro::ZERO {
        // Its books are closed: a person pays it out, or lets it be.
        return Ok(Err(NotCredited::Closed(account.id, sum)));
    }
    for fact in facts {
        engine.record(account, &fact, now)?;
    }
    Ok(Ok(sum))
}

/// The first day of which an account has what was shared: a day on which two households lived there is of the one that
/// was charged for it and left. Source: PA-28, ES-19.
fn first_day(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<SettlementDay, Failure> {
    let mut first = account.opened_at.day();
    for other in engine.store.closed_accounts_of(account.ean)? {
        let before = other.id != account.id && other.opened_at < account.opened_at;
        if before && let Some((_, last)) = engine.handed_over(&other, now)? {
            first = first.max(last.next());
        }
    }
    Ok(first)
}

/// What was posted for a month, by where its energy was charged, and under which keys.
fn posted_before(
    engine: &mut Engine,
    account: &store::Account,
    of_month: &str,
) -> Result<(BTreeMap<LedgerAccount, MicroEuro>, Vec<String>), Failure> {
    let (mut posted, mut known) = (BTreeMap::new(), Vec::new());
    for kept in engine.store.facts(&[account.id])? {
        if kept.kind != "shared_energy" {
            continue;
        }
        if let Fact::SharedEnergy { id, eur, energy, .. } = serde_json::from_str(&kept.body)?
            && id.starts_with(of_month)
        {
            let sum: &mut MicroEuro = posted.entry(energy).or_insert(MicroEuro::ZERO);
            *sum = sum.checked_add(eur).unwrap_or(*sum);
            known.push(id);
        }
    }
    Ok((posted, known))
}

/// Towards the customer: whatever a month is corrected to, the sum of its postings is its exact amount,
/// rounded up once. The residue of the nights stays theirs.
fn up(femto_eur: i128) -> Option<MicroEuro> {
    let micro = femto_eur.checked_add(999_999_999)?.div_euclid(1_000_000_000);
    i64::try_from(micro).ok().map(MicroEuro)
}
