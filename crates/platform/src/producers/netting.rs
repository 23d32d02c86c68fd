//! What the account of a prepaid household in compensation has to know: which days are netted together, and what was
//! injected by midnights. The rest is the account's. Source: PS-11.

use super::kept::{Kept, load};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use calendar::{Instant, SettlementDay};
use prepay::Netted;
use prosumer::{Counted, Flows, PrepayMethod, Regime, Stretch, periods};
use std::collections::BTreeSet;
use store::{Reading, Store};
use timeline::Fact;
use units::{AccountId, Dso, Ean, Energy};

/// How far ahead an end is looked for: told again each night, so that none comes unseen.
const AHEAD: i32 = 40;

/// The days of an account that its point's dossier says are netted, one stretch for each time between two
/// regularisations. Source: PS-01, PS-04, PS-11.
fn stretches(
    engine: &Engine,
    kept: &Kept,
    account: &store::Account,
    now: Instant,
) -> Result<Vec<Netted>, Failure> {
    let parameters = engine.books.prosumers(kept.dso, now);
    let installation = &kept.dossier.installation;
    let begin = account.opened_at.day().max(installation.accepted_on());
    let until = now.day().plus(AHEAD);
    if until <= begin {
        return Ok(Vec::new());
    }
    let cuts = kept.dossier.cuts(begin, until, &parameters)?;
    let mut parts = Vec::new();
    for pair in cuts.windows(2) {
        let [from, to] = pair else { continue };
        parts.push(Stretch {
            from: from.on.start(),
            to: to.on.start(),
            counted: Counted::Separate(Flows::default()),
            ended_by: to.why,
        });
    }
    let mut found = Vec::new();
    for period in periods(&parts, &parameters)? {
        let first: SettlementDay = period.from.day();
        let regime = installation.regime_on(first, &parameters)?;
        let nets = matches!(regime, Regime::Compensation { .. })
            && parameters.prepay_method(first)? == PrepayMethod::NetRunning;
        if nets {
            let to = (period.to < until.start()).then(|| period.to.day());
            found.push(Netted { from: first, to });
        }
    }
    Ok(found)
}

/// Tells the account of a point which of its days are netted, if that is not what it was told last. Past days are
/// then charged anew with the next night. Source: PS-11, PA-38.
pub fn tell(engine: &mut Engine, ean: Ean, now: Instant) -> Result<(), Failure> {
    let account = engine.store.account_of(ean)?.filter(|account| {
        account.closed_at.is_none()
            && account.opened_at <= now
            && account.group.energy == Energy::Electricity
    });
    let Some(account) = account else { return Ok(()) };
    let Some(kept) = load(engine, ean, now)? else { return Ok(()) };
    let wanted = stretches(engine, &kept, &account, now)?;
    let told = engine.store.facts(&[account.id])?;
    let told = told.iter().rev().find(|fact| fact.kind == "netting");
    let known = match told.map(|fact| serde_json::from_str(&fact.body)).transpose()? {
        Some(Fact::Netting { stretches }) => stretches,
        _ => Vec::new(),
    };
    if known != wanted {
        engine.record(&account, &Fact::Netting { stretches: wanted }, now)?;
    }
    Ok(())
}

/// The same at once; but no fact is told before a night that is booked already: the next one tells it.
pub fn tell_now(engine: &mut Engine, (dso, ean): (Dso, Ean), now: Instant) -> Result<(), Failure> {
    let booked = engine.store.last_run(dso)?.is_some_and(|run| now <= run.run_at);
    if booked { Ok(()) } else { tell(engine, ean, now) }
}

/// Before a night. A point whose dossier does not hold keeps nobody else from being charged: it is charged as it was.
pub fn tell_all(engine: &mut Engine, dso: Dso, now: Instant) {
    let points = match engine.store.prosumers(dso) {
        Ok(points) => points,
        Err(error) => return eprintln!("{dso}: points that produce: {}", chain(&error)),
    };
    for ean in points {
        if let Err(failure) = tell(engine, ean, now) {
            eprintln!("EAN {ean}: {}", chain(failure.as_ref()));
        }
    }
}

/// Those readings of injection that may count: a register that never moved is kept of points that produce only.
pub fn of_producers(store: &mut Store, injected: &[Reading]) -> Result<Vec<Reading>, Failure> {
    if injected.is_empty() {
        return Ok(Vec::new());
    }
    let mut still: BTreeSet<AccountId> = injected.iter().map(|reading| reading.account).collect();
    for reading in injected.iter().filter(|reading| reading.registers.total() != 0) {
        still.remove(&reading.account);
    }
    let mut produce: BTreeSet<Ean> = BTreeSet::new();
    if !still.is_empty() {
        for dso in Dso::ALL {
            produce.extend(store.prosumers(dso)?);
        }
    }
    if !produce.is_empty() {
        for account in still.clone() {
            let known = store.account(account)?;
            if known.is_some_and(|account| produce.contains(&account.ean)) {
                still.remove(&account);
            }
        }
    }
    Ok(injected.iter().filter(|one| !still.contains(&one.account)).copied().collect())
}

/// Keeps what was injected by midnights.
pub fn record_injected(engine: &mut Engine, injected: &[Reading]) -> Result<(), Failure> {
    let kept = of_producers(&mut engine.store, injected)?;
    engine.store.record_injected(&kept)?;
    Ok(())
}
