//! What a day of sharing gives back with that day: as soon as all of its quarter-hours are measured and its account is
//! settled for it, as far as the group and its key are known. The final month corrects it. A day that is not whole
//! within a week waits for its month. Source: ES-19, ES-13, PA-38.

use super::parts::{Home, by_slot, due};
use super::posted::{Amount, Posted};
use super::{Line, record};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::groups::{Kept, load};
use crate::share::runs::curves::{Quarters, curves};
use crate::share::runs::{Intervals, shared_by};
use ::intervals::{Month, Quality};
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use sharing::PrepaidWhen;
use sharing::month::{Curve, Time, allocate};
use std::collections::{BTreeMap, BTreeSet};
use store::RunKind;
use units::{Dso, Ean, Energy, MicroEuro};

/// Nights on which a day is looked at.
const LOOKED_AT_DAYS: i32 = 7;

/// What became of a day of one account.
pub type CreditedDay = (Ean, SettlementDay, Result<MicroEuro, String>);

/// A group whose days were looked at.
#[derive(Debug)]
pub struct OfGroup {
    pub group: i64,
    /// What was posted, or why something could not be; one group that fails holds no other up.
    pub days: Result<Vec<CreditedDay>, Failure>,
}

/// A day of a group that is whole.
struct Day {
    day: SettlementDay,
    time: Time,
    /// What each point received, in mWh, by quarter-hour.
    received: BTreeMap<Ean, Vec<i64>>,
}

/// Credits the days of the last week that are whole, or differ from what was credited for them, of months that are not
/// final. The same once more posts nothing.
pub fn credit_days(
    engine: &mut Engine,
    intervals: &mut Intervals,
    dso: Dso,
    now: Instant,
    mut goes_on: impl FnMut(&mut Engine) -> Result<(), Failure>,
) -> Result<Vec<OfGroup>, Failure> {
    let mut all = Vec::new();
    for group in engine.store.groups(dso)? {
        let days = of_group(engine, intervals, group.id, now);
        all.push(OfGroup { group: group.id, days });
        goes_on(engine)?;
    }
    Ok(all)
}

fn of_group(
    engine: &mut Engine,
    intervals: &mut Intervals,
    group: i64,
    now: Instant,
) -> Result<Vec<CreditedDay>, Failure> {
    let kept = load(&mut engine.store, group)?;
    let asked = asked(engine, &kept, now)?;
    let homes = homes(engine, &kept, &asked)?;
    if homes.is_empty() {
        return Ok(Vec::new());
    }
    let whole = whole(intervals, &kept, &asked, now)?;
    if whole.is_empty() {
        return Ok(Vec::new());
    }
    engine.locked(kept.dso, |engine| {
        if engine.store.group_acts(group)?.len() != kept.acts.len() {
            return refuse(format!(
                "group {group} was changed meanwhile: the next night looks again"
            ));
        }
        let finals = finals(engine, group)?;
        let mut all = Vec::new();
        for account in &homes {
            let mut home = Home::read(engine, account, now)?;
            for day in whole.iter().filter(|day| !finals.contains(&Month::of(day.day).0)) {
                let Some(received) = day.received.get(&account.ean) else { continue };
                let (outcome, moved) = of_day(engine, group, &home, (day, received), now)?;
                if moved {
                    home = Home::read(engine, account, now)?;
                }
                if outcome != Ok(MicroEuro::ZERO) {
                    all.push((account.ean, day.day, outcome));
                }
            }
        }
        Ok(all)
    })
}

/// The months of a group that are final or corrected.
fn finals(engine: &mut Engine, group: i64) -> Result<BTreeSet<i32>, Failure> {
    let runs = engine.store.sharing_runs(group, None)?.into_iter();
    let finals = runs.filter(|run| run.kind != RunKind::Provisional);
    Ok(finals.map(|run| run.month).collect())
}

/// The days that are looked at: those that are over, on which the group shares and days are credited, oldest first.
fn asked(engine: &mut Engine, kept: &Kept, now: Instant) -> Result<Vec<SettlementDay>, Failure> {
    let Some((starts, ends)) = kept.dossier.state.shares() else { return Ok(Vec::new()) };
    let finals = finals(engine, kept.id)?;
    let parameters = engine.books.sharing(kept.dso, now);
    let mut found = Vec::new();
    for back in (1..=LOOKED_AT_DAYS).rev() {
        let day = now.day().plus(-back);
        let month = Month::of(day);
        let shares = starts < day.end() && ends.is_none_or(|end| day.start() < end);
        let Some(first) = month.first_day().filter(|_| shares) else { continue };
        if !finals.contains(&month.0)
            && parameters.prepaid_credit(first)?
            && parameters.prepaid_when(day)? == PrepaidWhen::Day
        {
            found.push(day);
        }
    }
    Ok(found)
}

/// The open prepaid accounts of those who take.
fn homes(
    engine: &mut Engine,
    kept: &Kept,
    asked: &[SettlementDay],
) -> Result<Vec<store::Account>, Failure> {
    let (Some(first), Some(last)) = (asked.first(), asked.last()) else { return Ok(Vec::new()) };
    let mut eans = BTreeSet::new();
    for member in &kept.dossier.members {
        let shares =
            member.joining.from < last.end() && member.to.is_none_or(|to| first.start() < to);
        if shares && member.joining.role.takes() {
            eans.insert(member.joining.ean);
        }
    }
    let mut found = Vec::new();
    for ean in eans {
        let account = engine.store.account_of(ean)?;
        found.extend(account.filter(|account| {
            account.closed_at.is_none()
                && account.dso == kept.dso
                && account.group.energy == Energy::Electricity
        }));
    }
    Ok(found)
}

/// Those of the days of which all quarter-hours are measured, with what each point received.
fn whole(
    intervals: &mut Intervals,
    kept: &Kept,
    asked: &[SettlementDay],
    now: Instant,
) -> Result<Vec<Day>, Failure> {
    let (Some(first), Some(last)) = (asked.first(), asked.last()) else { return Ok(Vec::new()) };
    let Some(shares) = kept.dossier.state.shares() else { return Ok(Vec::new()) };
    let time = Time::of_days(*first, last.next());
    let shares = shared_by(shares, time, now);
    let read = curves(intervals, kept.dso, &kept.dossier, time, None)?;
    let mut found = Vec::new();
    for day in asked {
        let of_day = Time::of_days(*day, day.next());
        let places = time.place(of_day.first)..time.place(of_day.end());
        let values =
            read.iter().map(|(ean, all)| (*ean, cut(&all.curve, places.clone()))).collect();
        let outcome = allocate(&kept.dossier, shares, of_day, &values)?;
        // What is a guess, or nobody is sure of, is not settled (ES-13).
        let sure = |(ean, own): (&Ean, &sharing::month::MemberShares)| {
            let known = own
                .offtake
                .iter()
                .zip(&own.injection)
                .map(|(one, other)| *one != sharing::MISSING || *other != sharing::MISSING);
            let qualities =
                read.get(ean).and_then(|all: &Quarters| all.quality.get(places.clone()));
            known.zip(qualities.unwrap_or_default()).all(|(known, quality)| {
                !known || matches!(quality, Some(Quality::Measured | Quality::Replaced))
            })
        };
        if outcome.is_complete() && outcome.held == 0 && outcome.members.iter().all(sure) {
            let received = outcome.members.into_iter().map(|(ean, own)| (ean, own.received));
            found.push(Day { day: *day, time: of_day, received: received.collect() });
        }
    }
    Ok(found)
}

fn cut(curve: &Curve, places: std::ops::Range<usize>) -> Curve {
    let of = |values: &[i64]| values.get(places.clone()).map(<[i64]>::to_vec).unwrap_or_default();
    Curve { offtake: of(&curve.offtake), injection: of(&curve.injection) }
}

/// Posts what a day gives, less what was posted for it. Nothing of a day that the account is not charged for as measured,
/// or of more energy than that: its month will say. With it whether anything was recorded.
fn of_day(
    engine: &mut Engine,
    group: i64,
    home: &Home<'_>,
    (day, received): (&Day, &[i64]),
    now: Instant,
) -> Result<(Result<MicroEuro, String>, bool), Failure> {
    let (account, nothing) = (home.account, (Ok(MicroEuro::ZERO), false));
    let Some(settled) = home.known.days().get(&day.day).filter(|_| home.has(day.day)) else {
        return Ok(nothing);
    };
    let shared: i64 = received.iter().map(|mwh| (*mwh).max(0)).fold(0, i64::saturating_add);
    let charged = settled.energy.iter().map(|mwh| mwh.0).fold(0, i64::saturating_add);
    if settled.consumption.is_none() || shared > charged {
        return Ok(nothing);
    }
    let terms = match home.terms(engine, day.day, now)? {
        Ok(terms) => terms,
        Err(why) => return Ok((Err(why), false)),
    };
    let by_rate = match terms.by_rate() {
        true => {
            let all = by_slot(engine, account.dso, (day.time, received), now)?;
            all.get(&day.day).copied().unwrap_or_default()
        }
        false => [shared, 0],
    };
    let gives = match terms.of(by_rate) {
        Ok(of_day) => due([&of_day]),
        Err(why) => return Ok((Err(why), false)),
    };
    let too_large = || Ok((Err("the amount is too large".to_owned()), false));
    let Some(gives) = gives else { return too_large() };
    let month = Month::of(day.day);
    let mut posted = Posted::read(engine, account, (group, month))?;
    let before = posted.of_day(day.day);
    let mut sides: BTreeMap<LedgerAccount, Amount> = BTreeMap::new();
    sides.insert(terms.energy, gives);
    for (energy, (exact, mwh)) in before {
        let (sum, energies) = sides.entry(energy).or_default();
        (*sum, *energies) = (sum.saturating_sub(exact), energies.saturating_sub(mwh));
    }
    let mut lines = Vec::new();
    for (energy, amount) in sides.into_iter().filter(|(_, amount)| amount.0 != 0) {
        let id = posted.key_of_day(energy, day.day);
        lines.push(Line { id, energy, amount, day: Some(day.day) });
    }
    match record(engine, home, month, &lines, now)? {
        Some(sum) => Ok((Ok(sum), !lines.is_empty())),
        None => too_large(),
    }
}
