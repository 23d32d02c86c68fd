//! Estimates of balances between two readings: shown with an account, learnt from quarter-hours, and
//! measured against the reading that came. Source: PA-36, PA-37, PA-42.

use crate::books::Books;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use headend::{DayHours, HomeSeries, hours_by_day};
use params::{EstimateMethod, Parameters};
use prepay::{
    Ahead, ErrorSums, Estimate, Expectation, HourlyShape, HoursOfDay, NotEstimated, Now, PastDay,
};
use std::collections::BTreeMap;
use std::io::Write;
use store::{ErrorsOfDay, Store};
use timeline::Timeline;
use units::{AccountId, Dso, Energy, MicroEuro};

/// The job that measures the estimates of a day.
pub const JOB: &str = "estimate_error";
/// Accounts whose days are read together.
const TOGETHER: i64 = 5_000;
/// A day is scaled by nothing: temperatures are not known yet.
const AS_EXPECTED_PPM: i64 = 1_000_000;

/// The key of the job of a day.
pub fn job_key(dso: Dso, day: SettlementDay) -> String {
    format!("{JOB}/{dso}/{day}")
}

/// Where the hours of an estimate come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// This home's own, of so many days up to this one.
    Own { days: i32, to: SettlementDay },
    /// Every hour alike: no quarter-hours are known.
    Alike,
}

/// What is told of an account's balance now.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    pub estimate: Estimate,
    /// Settled days on which it rests.
    pub days: usize,
    /// Only the hour-aware method looks at them.
    pub hours: Option<Hours>,
    /// The midnight of the last real reading that the estimate rests on.
    pub last_reading: Instant,
    /// What is expected to end: the credit, or the emergency credit below zero.
    pub emergency: bool,
    /// After the next days.
    pub ahead: [Ahead; AHEAD_DAYS],
}

/// Days whose balances are expected.
pub const AHEAD_DAYS: usize = 7;

/// Why nothing is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotShown {
    /// Nothing is used while the supply is off: the balance is the balance.
    SupplyOff,
    /// Nothing is charged until a person has looked.
    Held,
    Closed,
    /// No measured day is settled yet.
    NoDay,
    /// The last reading is too old.
    TooOld,
}

impl NotShown {
    pub fn why(self) -> &'static str {
        match self {
            Self::SupplyOff => "nothing is used while the supply is off",
            Self::Held => "a billing hold: nothing is charged until a person has looked",
            Self::Closed => "the account is closed",
            Self::NoDay => "no measured day is settled yet",
            Self::TooOld => "the last reading is too old",
        }
    }
}

/// The first day that an estimate after `last` looks at.
fn first_day(last: SettlementDay, parameters: &Parameters) -> SettlementDay {
    let days = parameters.estimate_days.max(parameters.estimate_flat_days);
    last.plus(1 - i32::try_from(days).unwrap_or(i32::MAX))
}

/// The estimate that is shown at `at` of an account whose timeline is known up to then.
pub fn shown(
    engine: &mut Engine,
    account: &store::Account,
    timeline: &Timeline,
    at: Instant,
) -> Result<Result<Shown, NotShown>, Failure> {
    let inside = &timeline.account;
    if inside.is_closed() {
        return Ok(Err(NotShown::Closed));
    }
    if inside.hold().is_some() {
        return Ok(Err(NotShown::Held));
    }
    if !timeline.supply().is_on() {
        return Ok(Err(NotShown::SupplyOff));
    }
    let Some(settled_to) = inside.settled_to() else { return Ok(Err(NotShown::NoDay)) };
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let parameters = rules.parameters.at(at.day(), at);
    let (from, before) = (first_day(settled_to, parameters), AccountId(account.id.0 - 1));
    let past = engine.store.past_days(before, account.id, from, settled_to)?;
    let days: Vec<PastDay> = past.into_iter().flat_map(|past| past.days).collect();
    let Some(expectation) = Expectation::of(&days, parameters.estimate_flat_days) else {
        return Ok(Err(NotShown::NoDay));
    };
    let last_measured = days.iter().rev().find(|day| day.measured);
    let (Some(last), Some(measured)) = (days.last(), last_measured) else {
        return Ok(Err(NotShown::NoDay));
    };
    let most_days = i32::try_from(parameters.silence_provisional_days_max).unwrap_or(i32::MAX);
    if at.day().days_since(measured.day) > most_days {
        return Ok(Err(NotShown::TooOld));
    }
    let shapes = engine.store.shapes(&[account.id])?;
    let shape = shapes.get(&account.id);
    let basis = inside.status.basis_on(at.day());
    let (prices, _) = inside.prices_on(at.day(), basis, rules)?;
    let balance = inside.balance();
    let emergency = balance < MicroEuro::ZERO;
    let now = Now {
        settled_to: last.day,
        balance,
        due_per_day: last.due_next(),
        debt: inside.debt_left(),
        expectation: &expectation,
        shape,
        group: account.group,
        prices,
        factor_ppm: AS_EXPECTED_PPM,
        most_days,
        level: if emergency { inside.levels(at, rules).cut } else { MicroEuro::ZERO },
    };
    let method = parameters.estimate_method;
    Ok(match prepay::estimate(&now, method, at) {
        Ok(estimate) => {
            let own = shape.map(|shape| Hours::Own { days: shape.days, to: shape.made });
            let hours = own.unwrap_or(Hours::Alike);
            let most = match method {
                EstimateMethod::Flat => parameters.estimate_flat_days,
                EstimateMethod::HourAware => days.len(),
            };
            Ok(Shown {
                estimate,
                days: days.len().min(most),
                hours: (method == EstimateMethod::HourAware).then_some(hours),
                last_reading: measured.day.end(),
                emergency,
                ahead: prepay::ahead(&now, method),
            })
        }
        Err(NotEstimated::NoDay) => Err(NotShown::NoDay),
        Err(NotEstimated::TooOld) => Err(NotShown::TooOld),
    })
}

/// The shape of a home's last days, up to `last`; `None` if nothing was used on them.
pub fn learn(
    days: impl Iterator<Item = DayHours>,
    last: SettlementDay,
    parameters: &Parameters,
) -> Option<HourlyShape> {
    let from = last.plus(1 - i32::try_from(parameters.estimate_days).unwrap_or(i32::MAX));
    let hours = days.filter(|hours| (from..=last).contains(&hours.day));
    let hours: Vec<HoursOfDay> =
        hours.map(|hours| HoursOfDay { day: hours.day, energy: hours.energy }).collect();
    HourlyShape::learn(&hours)
}

/// The shape of the last weeks of an imported series.
pub fn learn_from(series: &HomeSeries, parameters: &Parameters) -> Option<HourlyShape> {
    let last = hours_by_day(series).map(|hours| hours.day).max()?;
    learn(hours_by_day(series), last, parameters)
}

/// Compares what would have been shown during `day` for the midnight that closes it with what the
/// reading of that midnight gave, and keeps the sums. Accounts without a reading, and those whose
/// supply was not plainly on when the day began, are left out. Late readings change nothing: the
/// error is that of the reading the night had. Returns how many accounts were compared.
pub fn measure(
    store: &mut Store,
    books: &Books,
    dso: Dso,
    day: SettlementDay,
) -> Result<i64, Failure> {
    let known_at = books.run_at(dso, day)?;
    let parameters = |energy: Energy| -> Result<&Parameters, Failure> {
        Ok(books.rules(dso, energy)?.parameters.at(day, known_at))
    };
    let energies = [Energy::Electricity, Energy::Gas];
    let [electricity, gas] = energies.map(parameters);
    let (electricity, gas) = (electricity?, gas?);
    let from = first_day(day.previous(), electricity).min(first_day(day.previous(), gas));
    let (mut after, _) = AccountId::range_of(dso);
    let end = store.next_account_id(dso)?;
    let mut sums: BTreeMap<(Energy, EstimateMethod), ErrorSums> = BTreeMap::new();
    while after < end {
        let last = AccountId(after.0 + TOGETHER);
        for past in store.past_days(after, last, from, day)? {
            let energy = past.group.energy;
            let of_energy = if energy == Energy::Gas { gas } else { electricity };
            let first = first_day(day.previous(), of_energy);
            let known: Vec<PastDay> =
                past.days.into_iter().filter(|past| first <= past.day).collect();
            for (method, estimated, settled) in compare(&known, day, of_energy) {
                sums.entry((energy, method)).or_default().add(estimated, settled);
            }
        }
        after = last;
    }
    let errors: Vec<ErrorsOfDay> = sums
        .into_iter()
        .map(|((energy, method), sums)| ErrorsOfDay { day, dso, energy, method, sums })
        .collect();
    store.keep_errors(dso, day, &errors)?;
    let counts = errors.iter().filter(|error| error.method == EstimateMethod::Flat);
    Ok(counts.map(|error| error.sums.count).sum())
}

/// What each method said of the midnight that closes `day`, and what it came to, both less the
/// balance at the midnight that opened it: top-ups are in neither.
fn compare(
    known: &[PastDay],
    day: SettlementDay,
    parameters: &Parameters,
) -> Vec<(EstimateMethod, MicroEuro, MicroEuro)> {
    let Some((today, before)) = known.split_last() else { return Vec::new() };
    let Some(yesterday) = before.last() else { return Vec::new() };
    let comparable = today.day == day
        && today.measured
        && yesterday.day == day.previous()
        && yesterday.connected;
    let expectation = Expectation::of(before, parameters.estimate_flat_days);
    let Some(expectation) = expectation.filter(|_| comparable) else { return Vec::new() };
    let taken =
        |cost: MicroEuro, due: MicroEuro| MicroEuro(cost.0.saturating_add(due.0).saturating_neg());
    let settled = taken(today.charge, today.collected);
    // PA-36 knows no collections: that is the method people are used to.
    let flat = taken(expectation.flat, MicroEuro::ZERO);
    let aware = taken(expectation.on(day).cost, yesterday.due_next());
    vec![(EstimateMethod::Flat, flat, settled), (EstimateMethod::HourAware, aware, settled)]
}

/// The sums of a period, by operator, energy and method.
pub fn over_period(errors: &[ErrorsOfDay]) -> BTreeMap<(Dso, Energy, EstimateMethod), ErrorSums> {
    let mut sums: BTreeMap<(Dso, Energy, EstimateMethod), ErrorSums> = BTreeMap::new();
    for error in errors {
        let sum = sums.entry((error.dso, error.energy, error.method)).or_default();
        *sum = sum.plus(&error.sums);
    }
    sums
}

/// Prints the errors, day by day and over the period, both methods beside each other.
pub fn print_errors(
    url: &str,
    dso: Option<Dso>,
    from: Option<SettlementDay>,
    to: Option<SettlementDay>,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut store = Store::open(url)?;
    let from = from.unwrap_or(SettlementDay(0));
    let to = to.unwrap_or(SettlementDay(i32::MAX));
    let errors = store.errors(dso, from, to)?;
    if !json && errors.is_empty() {
        writeln!(out, "no estimate has been compared with a reading in this period")?;
        return Ok(());
    }
    if !json {
        writeln!(
            out,
            "{:10}  {:5}  {:11}  {:10}  {:>8}  {:>9}  {:>9}  {:>7}  {:>7}  {:>9}",
            "day", "dso", "energy", "method", "accounts", "mean off", "mean", "p50", "p95", "most"
        )?;
    }
    for error in &errors {
        let day = error.day.to_string();
        line(&day, (error.dso, error.energy, error.method), &error.sums, json, out)?;
    }
    for (key, sums) in over_period(&errors) {
        line("all", key, &sums, json, out)?;
    }
    Ok(())
}

fn line(
    day: &str,
    (dso, energy, method): (Dso, Energy, EstimateMethod),
    sums: &ErrorSums,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let cents = |amount: Option<MicroEuro>| {
        amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string())
    };
    let [mean_off, mean] = [cents(sums.mean_absolute()), cents(sums.mean())];
    let [p50, p95] = [50, 95].map(|hundredth| cents(sums.percentile(hundredth)));
    let most = MicroEuro(sums.most).to_string();
    if json {
        let line = serde_json::json!({
            "day": day, "dso": dso, "energy": energy, "method": method, "accounts": sums.count,
            "mean_absolute_eur": mean_off, "mean_eur": mean, "p50_eur_at_most": p50,
            "p95_eur_at_most": p95, "most_eur": most,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "{day:10}  {:5}  {:11}  {:10}  {:>8}  {mean_off:>9}  {mean:>9}  {:>7}  {:>7}  {most:>9}",
            dso.name(),
            energy.to_string(),
            method.name(),
            sums.count,
            p50.trim_end_matches("0000"),
            p95.trim_end_matches("0000"),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
