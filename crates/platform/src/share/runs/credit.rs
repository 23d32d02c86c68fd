//! Inside prepayment: the daily runs charge all that was taken; when a month is final, the energy
//! component of what was shared comes back as a correction on a line of its own. Source: ES-19, PA-38.

use super::rows::{Days, kwh};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::intervals::calendars::Calendars;
use crate::intervals::manifest::SqlManifest;
use ::intervals::Month;
use calendar::{Instant, SettlementDay, TariffSlot};
use ledger::LedgerAccount;
use params::PriceBasis;
use prepay::Rates;
use sharing::prepaid_credit;
use std::collections::{BTreeMap, BTreeSet};
use store::{KeptRun, KeptVolume, RunKind, SharingTask, SharingTaskKind};
use timeline::Fact;
use units::{AccountId, Dso, Ean, Energy, MicroEuro, MilliWattHours, NanoEuroPerKwh};

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

/// What is credited on a line of its own: where the energy was charged, and from which day of the month on one
/// supplier had it. Source: PA-30, PA-33.
type Part = (LedgerAccount, SettlementDay);

/// What was posted for a part, and for how many mWh.
type Posted = BTreeMap<Part, (MicroEuro, i64)>;

/// What was shared on a day at peak and off-peak, in mWh, and what of each kilowatt-hour comes back.
struct OfDay {
    day: SettlementDay,
    shared: [i64; 2],
    component: [NanoEuroPerKwh; 2],
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
    let (mut posted, known) = posted_before(engine, account, (&of_month, first))?;
    let mut shared = match parts(engine, account, run, volume, now)? {
        Ok(parts) => parts,
        Err(why) => return Ok(Err(NotCredited::Lacks(why))),
    };
    let all: BTreeSet<Part> = shared.keys().chain(posted.keys()).copied().collect();
    let mut facts = Vec::new();
    let mut sum = MicroEuro::ZERO;
    for part in all {
        let (energy, since) = part;
        let days = shared.remove(&part).unwrap_or_default();
        let Some((exact, mwh)) = due(&days) else {
            return Ok(Err(NotCredited::Lacks("the amount is too large".to_owned())));
        };
        let (before, mwh_before) = posted.remove(&part).unwrap_or((MicroEuro::ZERO, 0));
        let difference = up(exact).and_then(|due| due.checked_sub(before));
        let Some(eur) = difference else {
            return Ok(Err(NotCredited::Lacks("the amount is too large".to_owned())));
        };
        if eur != MicroEuro::ZERO {
            let side =
                if energy == LedgerAccount::EnergyAtSocialPrice { "social" } else { "average" };
            let mut id = format!("{of_month}{}/{side}", run.seq);
            if since != first {
                id.push_str(&format!("/{since}"));
            }
            if known.contains(&id) {
                let why = "a price has changed since it was credited".to_owned();
                return Ok(Err(NotCredited::Lacks(why)));
            }
            sum = sum.checked_add(eur).unwrap_or(sum);
            let (kwh, month) = (kwh(mwh.saturating_sub(mwh_before)), month.to_string());
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

/// What comes back for days, exact in femto-euro, and for how many mWh.
fn due(days: &[OfDay]) -> Option<(i128, i64)> {
    let (mut exact, mut sum) = (0i128, 0i64);
    for one in days {
        for (mwh, price) in one.shared.into_iter().zip(one.component) {
            let of_day = [(one.day, MilliWattHours(mwh))];
            exact = exact.checked_add(prepaid_credit(of_day, |_| Some(price))?)?;
            sum = sum.checked_add(mwh)?;
        }
    }
    Some((exact, sum))
}

/// What was shared on days of this account, by the price they were charged at and by supplier. Inside: why nothing
/// can be credited, such as for want of a component, or with one above the price of a day. Source: ES-18, ES-19.
fn parts(
    engine: &mut Engine,
    account: &store::Account,
    run: &KeptRun,
    volume: &KeptVolume,
    now: Instant,
) -> Result<Result<BTreeMap<Part, Vec<OfDay>>, String>, Failure> {
    let Some(first) = Month(run.month).first_day() else { return refuse("no such month") };
    let days: Days = serde_json::from_str(&volume.days)?;
    let Some(rebuilt) = engine.rebuild(std::slice::from_ref(account), now)?.pop() else {
        return refuse(format!("no account {}", account.id));
    };
    let known = &rebuilt.timeline.account;
    let mut by_rate: Option<BTreeMap<SettlementDay, [i64; 2]>> = None;
    let mut found: BTreeMap<Part, Vec<OfDay>> = BTreeMap::new();
    let (mut since, mut supplier) = (first, None);
    let came = first_day(engine, account, now)?;
    let last = engine.handed_over(account, now)?.map(|(_, last)| last);
    for (offset, [_, received, ..]) in (0..).zip(&days) {
        let day = first.plus(offset);
        if day < came || last.is_some_and(|last| last < day) {
            continue;
        }
        let now_by = Some(known.supplier_on(day));
        if supplier.is_some() && supplier != now_by {
            since = day;
        }
        supplier = now_by;
        if *received <= 0 {
            continue;
        }
        let basis = known.status.basis_on(day);
        let component = match engine.books.sharing(account.dso, now).energy_component(day) {
            Ok(component) => component.on(basis),
            Err(why) => return Ok(Err(why.to_string())),
        };
        let charged = match known.days().get(&day) {
            Some(settled) => settled.terms.prices,
            None => {
                let rules = engine.books.rules(account.dso, account.group.energy)?;
                known.prices_on(day, basis, rules)?.0
            }
        };
        let [peak, off_peak] = component;
        let shared = match account.group.rates {
            Rates::Two if peak != off_peak => {
                if by_rate.is_none() {
                    by_rate = rates_of(engine, account.dso, run, volume.ean, now)?;
                }
                let Some(all) = &by_rate else {
                    let why = "it is not said where quarter-hours lie: nobody knows what was shared at which rate";
                    return Ok(Err(why.to_owned()));
                };
                all.get(&day).copied().unwrap_or_default()
            }
            Rates::Single | Rates::Two => [*received, 0],
        };
        let mut each = shared.iter().zip(component.iter().zip(&charged));
        let same = matches!(account.group.rates, Rates::Two) && peak == off_peak;
        let least = charged.iter().min().copied().filter(|_| same);
        let too_high = |(mwh, (component, price)): (&i64, (&NanoEuroPerKwh, &NanoEuroPerKwh))| {
            *mwh > 0 && *component > least.unwrap_or(*price)
        };
        if each.any(too_high) {
            return Ok(Err(format!(
                "the energy component of {day} is above the price that is charged then"
            )));
        }
        let energy = match basis {
            PriceBasis::Social => LedgerAccount::EnergyAtSocialPrice,
            PriceBasis::Average => LedgerAccount::EnergyAtAveragePrice,
        };
        found.entry((energy, since)).or_default().push(OfDay { day, shared, component });
    }
    Ok(Ok(found))
}

/// What a point received on each day at peak and off-peak, in mWh; `None` if nobody says where quarter-hours lie.
fn rates_of(
    engine: &mut Engine,
    dso: Dso,
    run: &KeptRun,
    ean: Ean,
    now: Instant,
) -> Result<Option<BTreeMap<SettlementDay, [i64; 2]>>, Failure> {
    let Some(folder) = engine.quarters.clone() else { return Ok(None) };
    let time = super::time_of(Month(run.month))?;
    let manifest = SqlManifest(engine.store.another()?);
    let mut intervals = super::Intervals::open(&folder, manifest, None)?;
    let received = super::written(&mut intervals, dso, run, ean)?.offtake;
    let days = (time.first.day(), time.end().day());
    let calendars = Calendars::of(engine.books.parameters(), dso, days, now)?;
    let mut found: BTreeMap<SettlementDay, [i64; 2]> = BTreeMap::new();
    for (quarter, mwh) in received.iter().enumerate().filter(|(_, mwh)| **mwh > 0) {
        let at = time.at(quarter);
        let [peak, off_peak] = found.entry(at.day()).or_default();
        let slot = if calendars.slot(at) == TariffSlot::Peak { peak } else { off_peak };
        *slot = slot.saturating_add(*mwh);
    }
    Ok(Some(found))
}

/// From which day on what a credit gives back was shared: of its key. `None` if it is none of sharing.
/// Source: PA-30, PA-33.
pub fn shared_from(key: &str) -> Option<SettlementDay> {
    let mut words = key.strip_prefix("sharing/")?.split('/');
    let (_group, month, _version, _side) =
        (words.next()?, words.next()?, words.next()?, words.next()?);
    match words.next() {
        Some(day) => day.parse().ok(),
        None => format!("{month}-01").parse().ok(),
    }
}

/// What was posted for a month, by part, and under which keys.
fn posted_before(
    engine: &mut Engine,
    account: &store::Account,
    (of_month, first): (&str, SettlementDay),
) -> Result<(Posted, Vec<String>), Failure> {
    let (mut posted, mut known): (Posted, _) = (BTreeMap::new(), Vec::new());
    for kept in engine.store.facts(&[account.id])? {
        if kept.kind != "shared_energy" {
            continue;
        }
        if let Fact::SharedEnergy { id, eur, energy, kwh, .. } = serde_json::from_str(&kept.body)?
            && id.starts_with(of_month)
        {
            let since = shared_from(&id).unwrap_or(first);
            let mwh: MilliWattHours = kwh.parse()?;
            let (sum, energy) = posted.entry((energy, since)).or_insert((MicroEuro::ZERO, 0));
            *sum = sum.checked_add(eur).unwrap_or(*sum);
            *energy = energy.saturating_add(mwh.0);
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
